"""The wiring room: the only module that names adapters. Settings in, a running system out."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.settings import Settings
from graph_schema.blobs import Blobs
from graph_schema.dates import instant
from graph_schema.errors import InvalidInput, NotFound
from graph_schema.ports import Store
from graph_schema.signing import SigningKey, load_key, load_or_create_key
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.unit_of_work import Clock, system_clock
from graph_schema.vocabulary import Vocabulary, load
from ingestion.reading import Reading
from search.late import LateIndex
from workflows.checkpoints import Notary
from workflows.system import System

DEFAULT_ZONE = "Asia/Shanghai"
_NEO4J = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is: its URL (without secrets), the store opened, the blobs that go with it."""

    url: str
    store: Store
    blobs: Blobs


def open_place(settings: Settings, url: str = "") -> Place:
    """The store of a URL (default: the settings'). InvalidInput `store_url_invalid` for one nobody can read."""
    vocabulary = load()
    url = url or settings.store or f"sqlite:///{(settings.data / 'clausetrail.db').absolute().as_posix()}"
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is none shows only when asked for
    except ValueError as error:
        raise InvalidInput("store_url_invalid", url=url.rpartition("@")[2]) from error
    if parts.scheme == "memory":
        return Place(url, MemoryStore(vocabulary), BlobFolder(settings.data / "blobs"))
    if parts.scheme == "sqlite":
        path = _sqlite_path(url)
        return Place(url, SqliteStore(path, vocabulary), BlobFolder(path.parent / "blobs"))
    if parts.scheme in _NEO4J:
        return Place(_bare(url), _neo4j(settings, url, vocabulary), BlobFolder(settings.data / "blobs"))
    raise InvalidInput("store_url_invalid", url=_bare(url))


def _sqlite_path(url: str) -> Path:
    """The absolute path of `sqlite:///absolute/path` and, on Windows, `sqlite:///C:/...`."""
    path = unquote(url.removeprefix("sqlite://"))
    if not path.startswith("/") or not path.strip("/"):
        raise InvalidInput("store_url_invalid", url=url)
    path = "/" + path.lstrip("/")
    windows_drive = len(path) > 2 and path[2] == ":"
    return Path(path[1:] if windows_drive else path)


def _neo4j(settings: Settings, url: str, vocabulary: Vocabulary) -> Store:
    parts = urlsplit(url)
    if not parts.hostname:
        raise InvalidInput("store_url_invalid", url=_bare(url))
    address = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    user = unquote(parts.username or "") or settings.neo4j_user
    password = unquote(parts.password or "") or settings.neo4j_password.get_secret_value()
    database = parts.path.strip("/") or "neo4j"
    return Neo4jStore(address, user, password, vocabulary, database=database)


def _bare(url: str) -> str:
    """The URL without user and password, fit to be printed and kept."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host).geturl()


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, or `zone_unknown`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInput("zone_unknown", name=name[:60]) from error


def clock_of(settings: Settings, kind: str, place: ZoneInfo) -> Clock:
    """The store's clock: the machine's, or, for a store set up with a manual one, the time of `CLAUSETRAIL_CLOCK`."""
    if kind != "manual" or not settings.clock:
        return system_clock
    moment = instant(settings.clock, place)
    return lambda: moment


def key_path(settings: Settings) -> Path:
    """Where the signing key of the ledger is; never in the store, never in a backup of it."""
    return settings.key or settings.data / "ledger.key"


def notary_of(settings: Settings) -> Notary:
    """The notary who publishes to the second place, if configured, and to the data folder."""
    places = [settings.checkpoints] if settings.checkpoints else []

    @cache
    def key() -> SigningKey:
        return load_key(key_path(settings))

    return Notary(key, (*places, settings.data / "checkpoints"))


def build(settings: Settings, *, founding_clock: str | None = None, founding_zone: str | None = None) -> System:
    """The system on the settings' store. An empty store is refused (`store_empty`) unless it is being founded."""
    place = open_place(settings)
    try:
        return assemble(settings, place, founding_clock=founding_clock, founding_zone=founding_zone)
    except BaseException:
        place.store.close()
        raise


def assemble(
    settings: Settings, place: Place, *, founding_clock: str | None = None, founding_zone: str | None = None
) -> System:
    """The system on a store already opened."""
    if founding_clock is not None:
        settings.data.mkdir(parents=True, exist_ok=True)
        place.store.prepare()
        load_or_create_key(key_path(settings))
        kind, zone_name = founding_clock, founding_zone or DEFAULT_ZONE
    else:
        with place.store.reader() as reader:
            kind, zone_name = reader.setting("clock") or "", reader.setting("zone") or DEFAULT_ZONE
        if not kind:
            raise NotFound("store_empty", url=place.url)
    where = zone(zone_name)
    return System(
        place.store,
        place.blobs,
        load(),
        clock_of(settings, kind, where),
        where,
        notary_of(settings),
        Reading(settings.data / "derived"),
        LateIndex(settings.data / "index"),
    )


def workers_of(system: System, settings: Settings) -> list[System]:
    """A system for each worker of this process: the first reads with the limited process of the system itself, each
    other with one of its own."""
    others = [replace(system, reading=Reading(settings.data / "derived")) for _ in range(1, settings.workers)]
    return [system, *others] if settings.workers else []


def operator_name() -> str:
    """The operating-system user behind a command line, as the ledger records it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user id without a name, as in some containers
        return "unknown"
