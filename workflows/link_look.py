"""One link as somebody sees it who has to judge it: both ends in full, what changed since, what was decided before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph_schema.lines import intervals
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Link, Node
from workflows import resolve, thumbnails
from workflows.answers import Json, brief, brief_link, link_answer, node_answer, standard_name
from workflows.permissions import require
from workflows.queue import FILES, readings
from workflows.system import Person, System

FILES_MOST = 12
"""Files of a record that are shown beside it; more are found at the record."""


def look(system: System, person: Person, link: str) -> Json:
    """The link with `from` and `to` in full, `suspect`, the `changes` that made it so (end, field, before, after, by,
    at), `earlier` links between the same ends, its own `versions`, and `seen`: the last entry this view knows of."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.link(reader, link)
        ends = reader.get_many([found.from_id, found.to_id])
        stamps = reader.stamps(list(ends))
        suspect = found.state == "confirmed" and (
            (stamps[found.from_id], stamps[found.to_id]) != (found.from_stamp, found.to_stamp)
        )
        between = LinkFilter(kind=found.kind, from_id=found.from_id, to_id=found.to_id)
        earlier = [brief_link(one, False) for one in reader.links(between) if one.id != found.id]
        versions = [one for one in reader.versions(found.id) if isinstance(one, Link)]
        answer = link_answer(found) | {
            "suspect": suspect,
            "from": _end(system, reader, ends[found.from_id]),
            "to": _end(system, reader, ends[found.to_id]),
            "changes": list(_changes(system, reader, found)) if suspect else [],
            "earlier": earlier,
            "versions": [brief_link(one, False) | {"seq": one.seq_from} for one in versions],
            "seen": reader.head().size - 1,
        }
    for end in (answer["from"], answer["to"]):
        if end["kind"] in FILES:
            end["picture"] = thumbnails.version(system, ends[end["id"]])
        if end["kind"] == "evidence":
            end["reading"] = readings(system, [ends[end["id"]]])[end["sha256"]]
    return answer


def _end(system: System, reader: Reader, node: Node) -> Json:
    """An end in full, and what it is known by: its edition, its document and interval, its files."""
    around = _AROUND.get(node.kind)
    return node_answer(node) | (around(system, reader, node) if around else {})


def _clause(_: System, reader: Reader, clause: Node) -> Json:
    standard = reader.get(clause.text("standard"))
    return {"standard_name": standard_name(standard)} if standard else {}


def _revision(_: System, reader: Reader, revision: Node) -> Json:
    document = reader.get(revision.text("document"))
    span = intervals(reader.find("revision", owner=revision.text("document"))).get(revision.id)
    answer: Json = {"document_title": document.text("title")} if document else {}
    if span is not None:
        answer |= {"start": span.start, **({"end": span.end} if span.end else {})}
    return answer


def _record(system: System, reader: Reader, record: Node) -> Json:
    into = reader.links(LinkFilter(kind="records", to_id=record.id, states=LIVE), limit=FILES_MOST + 1)
    out = reader.links(LinkFilter(kind="records", from_id=record.id, states=LIVE))
    named = reader.get_many([one.from_id for one in into] + [one.to_id for one in out])
    files = [
        brief(named[one.from_id])
        | {"link": brief_link(one, False), "picture": thumbnails.version(system, named[one.from_id])}
        for one in into[:FILES_MOST]
    ]
    return {"files": files, "more": len(into) > FILES_MOST, "under": [brief(named[one.to_id]) for one in out]}


_AROUND: dict[str, Callable[[System, Reader, Node], Json]] = {
    "clause": _clause,
    "revision": _revision,
    "record": _record,
}


def _changes(system: System, reader: Reader, link: Link) -> Iterator[Json]:
    """Every material field that differs from what was confirmed, with who changed it last and when."""
    for end, id_ in (("from", link.from_id), ("to", link.to_id)):
        versions = [one for one in reader.versions(id_) if isinstance(one, Node)]
        held = [one for one in versions if one.seq_from <= link.seq_from]
        if not held or held[-1] is versions[-1]:
            continue
        then, later = held[-1], versions[len(held) :]
        for field in system.vocabulary.nodes[then.kind].fields.values():
            if not field.material or then.get(field.name) == versions[-1].get(field.name):
                continue
            seq = _changed_at([then, *later], field.name)
            entry = system.outlines.of(reader, seq)
            yield {
                "end": end,
                "kind": then.kind,
                "field": field.name,
                "before": then.get(field.name),
                "after": versions[-1].get(field.name),
                "by": entry.actor,
                "at": entry.time,
                "seq": seq,
                **({"reason": entry.reason} if entry.reason else {}),
            }


def _changed_at(versions: list[Node], field: str) -> int:
    """The entry that last gave the field another value."""
    for before, after in zip(reversed(versions[:-1]), reversed(versions[1:]), strict=True):
        if before.get(field) != after.get(field):
            return after.seq_from
    return versions[-1].seq_from
