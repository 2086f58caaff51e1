"""People who sign in: accounts, sessions, tokens. Secrets are kept only as digests."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.canonical import sha256_hex
from graph_schema.values import Instant

ROLES = ("controller", "auditor", "management", "administrator")


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its name (never reused). `display` may be erased; the ledger names only `name`."""

    id: str
    name: str
    display: str
    roles: tuple[str, ...]
    password_hash: str
    created_at: Instant
    disabled: bool = False
    initial_password: bool = False
    language: str = "zh-Hans"

    def public(self) -> dict[str, object]:
        """What the ledger keeps of an account: no secret, no personal name. `secret` is the digest of the salted
        password hash: it tells that another was put in its place, and nothing about the password."""
        return {
            "id": self.id,
            "name": self.name,
            "roles": list(self.roles),
            "disabled": self.disabled,
            "secret": sha256_hex(self.password_hash.encode()),
        }


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser, known by the SHA-256 of its cookie's value; `csrf` is the token its forms carry."""

    digest: str
    account: str
    csrf: str
    created_at: Instant
    seen_at: Instant
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token of an account for the API, known by its SHA-256."""

    digest: str
    account: str
    label: str
    created_at: Instant
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A creation asked for under a request id: the digest of its body and the first answer (JSON text)."""

    actor: str
    id: str
    body_digest: str
    answer: str
    at: Instant
