"""Settings as one frozen value: from the environment (`CLAUSETRAIL_...`), else from a TOML file, else the defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

PREFIX = "CLAUSETRAIL_"


class Settings(BaseSettings):
    """Every setting of the product; `docs/operators.md` lists them and a test compares."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", toml_file=None)

    data: Path = Field(Path("data"), description="Data folder: store, blobs, key, checkpoints, first accounts.")
    store: str = Field(
        "", description="Store URL: sqlite:///PATH, neo4j://HOST:PORT, bolt://...; empty: in the data folder."
    )
    key: Path | None = Field(None, description="Signing key of the ledger; default ledger.key in the data folder.")
    checkpoints: Path | None = Field(None, description="Second place for checkpoints: a folder on another volume.")
    clock: str = Field("", description="Time of a store set up with a manual clock, ISO 8601; ignored otherwise.")
    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(8000, description="Port that `serve` listens on.", ge=0, le=65535)
    neo4j_user: str = Field("neo4j", description="User for a Neo4j store whose URL names none.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password for a Neo4j store whose URL has none.")
    upload_limit: int = Field(
        2 * 1024**3, description="Bytes of one uploaded file at most; a larger one is refused whole.", gt=0
    )
    workers: int = Field(1, description="Workers that `serve` runs to read files; 0: none.", ge=0, le=16)
    language: str = Field(
        "", description="Language of the command line: zh-Hans, zh-Hant or en; empty: from the locale."
    )
    secure_cookies: bool = Field(False, description="Send cookies over HTTPS only: set it behind a TLS proxy.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values first, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get(f"{PREFIX}CONFIG", "")
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if file:
            sources.append(TomlConfigSettingsSource(settings_cls, Path(file)))
        return tuple(sources)


def load(**given: Any) -> Settings:
    """The settings in force; values given (from the command line) win."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
