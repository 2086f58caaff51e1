"""The ledger as people read it: newest first and filtered, and one entry with what each thing was before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_schema import merkle
from graph_schema.entries import Entry, Subject, entry_from
from graph_schema.errors import NotFound
from graph_schema.ids import is_id
from graph_schema.outlines import Outline
from graph_schema.ports import Reader
from graph_schema.references import KINDS
from graph_schema.values import Link, Node, link_document, node_document, node_from
from workflows import resolve
from workflows.answers import Json, brief
from workflows.permissions import require
from workflows.system import Person, System

PAGE = 50
LOOKED_THROUGH = 2_000
"""Entries looked through for one page of a filtered list: the page says how far it came."""
SUBJECTS = 25
"""Subjects of an entry shown at once."""
_REFS = ("standard", "parent", "clause", "document", "revision", "review", "decided_in", "against")
"""Fields of nodes that refer to other nodes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of an actor, of an action, or that wrote a thing named by a reference or id; unset restricts
    nothing."""

    actor: str = ""
    action: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the list and names of its first things, as short documents."""

    outline: Outline
    things: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries newest first. `size` of the ledger; `before`: where the next older page begins (None: no older ones
    were left), `looked_to` the oldest entry looked at; `thing` the one asked about."""

    entries: tuple[Told, ...]
    size: int
    before: int | None
    looked_to: int
    thing: Json | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A thing an entry wrote: its short name, digests and documents of its version before and after."""

    thing: Json
    subject: Subject
    before: Json | None
    after: Json | None


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry with the subjects from `start` on; `names` of other things by id, `leaf` its bytes as hashed,
    `leaf_hash` hexadecimal, `size` of the ledger."""

    entry: Entry
    written: tuple[Written, ...]
    start: int
    names: Mapping[str, Json]
    leaf: bytes
    leaf_hash: str
    size: int


def page(system: System, person: Person, wanted: Wanted, before: int | None = None, limit: int = PAGE) -> Page:
    """Entries older than `before` (default: from the newest), newest first."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        size = reader.head().size
        top = size if before is None else max(0, min(before, size))
        thing, numbers = _about(system, reader, wanted.about) if wanted.about else (None, None)
        found, looked = _found(system, reader, wanted, numbers, top, limit)
        ends = reader.get_many(list({id_ for one in found for id_ in _missing(one)}))
        told = tuple(Told(one, _things(one, ends)) for one in found)
        full = len(found) == limit
        older = found[-1].seq if full else looked
        return Page(told, size, older if older > 0 else None, looked, thing)


def _about(system: System, reader: Reader, text: str) -> tuple[Json, list[int]]:
    """The thing a text names (a bare one is a document's number), and the entries that wrote it, newest first."""
    text = text.strip()
    bare = text.removeprefix("link:").strip()
    if text.startswith("link:") or (is_id(bare) and reader.get(bare) is None):
        link = resolve.link(reader, bare)
        return {"id": link.id, "kind": "link"}, _numbers(reader, link.id)
    named = is_id(text) or text.partition(":")[0] in KINDS
    node = resolve.node(reader, system.vocabulary, text, system.today(), None if named else "document")
    return brief(node), _numbers(reader, node.id)


def _numbers(reader: Reader, id_: str) -> list[int]:
    versions: Sequence[Node | Link] = reader.versions(id_)
    return [one.seq_from for one in reversed(versions)]


def _found(
    system: System, reader: Reader, wanted: Wanted, numbers: list[int] | None, top: int, limit: int
) -> tuple[list[Outline], int]:
    """The outlines that fit, newest first, and the oldest entry looked at."""
    found: list[Outline] = []
    if numbers is not None:
        for seq in (one for one in numbers if one < top):
            found += [one for one in system.outlines.span(reader, seq, 1) if _fits(one, wanted)]
            if len(found) == limit:
                return found, seq
        return found, 0
    lowest, stop = top, max(0, top - (LOOKED_THROUGH if wanted.actor or wanted.action else limit))
    while lowest > stop and len(found) < limit:
        start = max(stop, lowest - PAGE)
        fitting = [one for one in system.outlines.span(reader, start, lowest - start) if _fits(one, wanted)]
        found += reversed(fitting)
        lowest = start
    return found[:limit], lowest


def _fits(one: Outline, wanted: Wanted) -> bool:
    return wanted.actor in ("", one.actor) and wanted.action in ("", one.action)


def _missing(one: Outline) -> list[str]:
    """Ids whose names the entry itself does not hold."""
    if one.entry is None:
        return list(one.first)
    return [link[end] for link in one.entry.facts.get("links", ())[:1] for end in ("from", "to")]


def _things(one: Outline, known: Mapping[str, Any]) -> tuple[Json, ...]:
    if one.entry is None:
        return tuple(brief(known[id_]) for id_ in one.first if id_ in known)
    facts = _documents(one.entry)
    return tuple(_thing(facts[id_], known) for id_ in one.first if id_ in facts)


def _documents(entry: Entry) -> dict[str, Json]:
    """What the entry wrote, by id."""
    return {one["id"]: one for kind in ("nodes", "links", "accounts") for one in entry.facts.get(kind, ())}


def _thing(document: Json, known: Mapping[str, Any]) -> Json:
    """The short name of what a document of an entry writes; a link by both ends where they are known."""
    if "from" in document:
        ends = {end: brief(known[document[end]]) for end in ("from", "to") if document[end] in known}
        named = ends if len(ends) == 2 else {}
        return {"id": document["id"], "kind": "link", "link": document["kind"], "state": document["state"], **named}
    if "fields" in document:
        return brief(node_from({**document, "fields": dict(document["fields"])}, 0))
    return {"id": document["id"], "kind": "account", "name": document["name"]}


def entry(system: System, person: Person, seq: int, start: int = 0) -> EntryShown:
    """One entry, its subjects from `start` on with their documents before and after. NotFound `entry_unknown`."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        size = reader.head().size
        if not 0 <= seq < size:
            raise NotFound("entry_unknown", seq=seq, size=size)
        leaf = next(iter(reader.leaves(seq, 1)))[1]
        whole = entry_from(leaf)
        start = max(0, min(start, len(whole.subjects) - 1))
        after = _documents(whole)
        shown = whole.subjects[start : start + SUBJECTS]
        before = _before(system, reader, seq, shown, after)
        names = _names(reader, (*after.values(), *before.values()), {one.id for one in shown}, seq)
        written = tuple(
            Written(_named(one, before, after, names), one, before.get(one.id), after.get(one.id)) for one in shown
        )
        briefs = {id_: brief(node) for id_, node in names.items()}
        return EntryShown(whole, written, start, briefs, leaf, merkle.leaf_hash(leaf).hex(), size)


def _named(one: Subject, before: Mapping[str, Json], after: Mapping[str, Json], names: Mapping[str, Any]) -> Json:
    document = after.get(one.id) or before.get(one.id)
    return _thing(document, names) if document else {"id": one.id, "kind": "thing"}


def _before(
    system: System, reader: Reader, seq: int, shown: Iterable[Subject], after: Mapping[str, Json]
) -> dict[str, Json]:
    """The documents of the versions that this entry replaced."""
    changed = [one.id for one in shown if one.before is not None]
    found = {id_: node_document(node) for id_, node in reader.get_many(changed, seq - 1).items()}
    for id_ in changed:
        document = after.get(id_, {})
        if "from" in document and (link := reader.get_link(id_, seq - 1)) is not None:
            found[id_] = link_document(link)
        elif (
            id_ not in found
            and "roles" in document
            and (account := _account_before(system, reader, id_, seq)) is not None
        ):
            found[id_] = account
    return found


def _account_before(system: System, reader: Reader, id_: str, seq: int) -> Json | None:
    """What the entry before this one said of an account; None where it lies further back than is looked."""
    top, stop = seq, max(0, seq - LOOKED_THROUGH)
    while top > stop:
        start = max(stop, top - PAGE)
        for one in reversed(system.outlines.span(reader, start, top - start)):
            if one.entry is not None and id_ in (known := {a["id"]: a for a in one.entry.facts.get("accounts", ())}):
                return dict(known[id_])
        top = start
    return None


def _names(reader: Reader, documents: Iterable[Json], shown: set[str], seq: int) -> dict[str, Any]:
    """The nodes that the shown documents refer to, as known after the entry."""
    wanted: set[str] = set()
    for one in documents:
        if one["id"] not in shown:
            continue
        wanted |= {one[end] for end in ("from", "to") if end in one}
        fields = one.get("fields", {})
        wanted |= {fields[name] for name in _REFS if isinstance(fields.get(name), str)}
    return dict(reader.get_many(sorted(wanted), seq))
