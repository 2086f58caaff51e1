"""A standard on its way in: a file uploaded to look at what would be read, until it is confirmed or forgotten.

Nothing of it is in the store or among the blobs. A draft is known by its digest and belongs to who brought it; it goes
when it is confirmed, and after a day."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from graph_schema.canonical import sha256_hex
from graph_schema.errors import InvalidInput, NotFound, StoreUnavailable, TooLarge
from workflows import standards
from workflows.answers import Json
from workflows.files import chunks, file_name, store
from workflows.permissions import require
from workflows.standards import Content, Edition
from workflows.system import Person, System

SOURCE_LIMIT = 200 << 20
"""Bytes of the file of a standard; a whole book of law is about 5 MB."""
SECONDS = 24 * 3600
_KEY = re.compile(r"[0-9a-f]{40}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file kept for confirmation: its key, path and name, who brought it, and what they said of the edition."""

    key: str
    path: Path
    name: str
    person: str
    edition: Edition


def edition_of(given: Mapping[str, str]) -> Edition:
    """The edition from what was typed; code and edition must be there: `field_missing`."""
    for name in ("code", "edition"):
        if not given.get(name, "").strip():
            raise InvalidInput("field_missing", kind="standard", field=name)
    more = {
        name: given.get(name, "").strip() or None
        for name in ("title", "language", "in_force_from", "in_force_to", "supersedes")
    }
    return Edition(given["code"].strip(), given["edition"].strip(), **more)


def keep(folder: Path, person: Person, path: Path, name: str, size: int, edition: Edition) -> Draft:
    """Take a file in (it is moved), once it has been read whole. What the readers refuse is refused here, and nothing
    is kept: `file_empty`, `file_too_large`, and their own codes."""
    require(person.roles, "standard.import")
    kept_name = file_name(name)
    if size == 0:
        raise InvalidInput("file_empty", name=kept_name)
    if size > SOURCE_LIMIT:
        raise TooLarge("file_too_large", name=kept_name, limit=SOURCE_LIMIT)
    sweep(folder)
    key = _key(person, path)
    room, place = folder / key, folder / f"{key}.part"
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir(parents=True, mode=0o700)
        suffix = Path(kept_name).suffix.lower()
        source = place / f"source{suffix if _SUFFIX.fullmatch(suffix) else '.bin'}"
        shutil.move(path, source)
        standards.read(source, edition.language)
        about = {"name": kept_name, "file": source.name, "person": person.name, "edition": _document(edition)}
        (place / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(room, ignore_errors=True)
        place.rename(room)
    except OSError as error:
        raise StoreUnavailable("storage_failed", number=error.errno or 0) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Draft(key, room / source.name, kept_name, person.name, edition)


def _key(person: Person, path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return sha256_hex(f"{person.name}\n{digest}".encode())[:40]


def _document(edition: Edition) -> dict[str, str]:
    return {name: value for name in Edition.__dataclass_fields__ if (value := getattr(edition, name)) is not None}


def find(folder: Path, person: Person, key: str) -> Draft:
    """A draft of this person; NotFound `draft_gone` for one that is somebody else's, done, or too old."""
    require(person.roles, "standard.import")
    room = folder / key
    if not _KEY.fullmatch(key) or _is_old(room):
        raise NotFound("draft_gone")
    try:
        about = json.loads((room / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotFound("draft_gone") from None
    if about["person"] != person.name:
        raise NotFound("draft_gone")
    return Draft(key, room / about["file"], about["name"], about["person"], Edition(**about["edition"]))


def read(draft: Draft) -> Content:
    """The draft read into clauses; the last few readings are remembered, as pages of one are turned."""
    return _read(draft.path, draft.path.stat().st_mtime_ns, draft.edition.language)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, language: str | None) -> Content:
    del changed  # the same file brought again is read again
    return standards.read(path, language)


def confirm(system: System, person: Person, draft: Draft, edition: Edition) -> Json:
    """Enter the edition, its source kept as a blob before it; the draft goes."""
    require(person.roles, "standard.import")
    content = standards.read(draft.path, edition.language)
    if content.parsed.clauses:
        with draft.path.open("rb") as source:
            kept = store(system.blobs, chunks(source), draft.name)
        content = replace(content, source=kept.sha256, source_name=kept.name)
    answer = standards.import_edition(system, person, edition, content)
    shutil.rmtree(draft.path.parent, ignore_errors=True)
    return answer


def sweep(folder: Path) -> None:
    """Forget drafts that nobody confirmed within a day."""
    for room in list(folder.iterdir()) if folder.is_dir() else ():
        if _is_old(room):
            shutil.rmtree(room, ignore_errors=True)


def _is_old(room: Path) -> bool:
    try:
        return time.time() - room.stat().st_mtime >= SECONDS
    except OSError:
        return True
