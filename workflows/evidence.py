"""Evidence: uploaded files, kept once however often they come, and checked for what they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from graph_schema.jobs import READ
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node
from workflows import resolve
from workflows.answers import Json, brief, brief_link, link_answer, node_answer
from workflows.files import StoredFile
from workflows.permissions import require
from workflows.queue import readings
from workflows.system import Person, System

SCANNED = "fixity_scanned_at"
"""The store's own note of when all files were last checked."""


@dataclass(frozen=True, slots=True)
class Use:
    """What is particular to a use of the file: the evidence date and the site; its name comes with the file."""

    date: str | None = None
    site: str | None = None


def add(
    system: System,
    person: Person,
    files: Sequence[StoredFile],
    use: Use,
    record: str | None = None,
    confirm: bool = False,
) -> Json:
    """Enter files whose bytes are durable by now, in one entry; the same bytes again give the existing evidence.

    With `record`, each is proposed as the file behind it (confirmed with `confirm`), under its own name and use.
    """
    if not files:
        raise InvalidInput("files_missing")
    on = day(use.date, "evidence_date") if use.date else None

    def work(unit: UnitOfWork) -> Json:
        target = resolve.node(unit.tx, system.vocabulary, record, system.today(), "record") if record else None
        if confirm:
            require(person.roles, "link.decide")
        taken: dict[str, Node] = {}
        rows = [enter(unit, file, use.site, on, taken) for file in files]
        if target is not None:
            for row, file in zip(rows, files, strict=True):
                row["link"] = attach(unit, taken[file.sha256], target, file.name, use.site, on, confirm)
        return {"evidence": rows}

    action = "evidence:added"
    body = [[file.sha256, file.name] for file in files] + [[on, use.site, record, confirm]]
    return system.change(person, "evidence.add", action, work, body=body)


def enter(unit: UnitOfWork, file: StoredFile, site: str | None, on: str | None, taken: dict[str, Node]) -> Json:
    """Within a change: a file entered, or the evidence that has its bytes; `taken` holds it by digest afterwards."""
    known = taken.get(file.sha256) or unit.tx.by_key("evidence", file.sha256)
    if known is not None:
        taken[file.sha256] = known
        sighting = {"evidence": known.id, "name": file.name, **({"date": on} if on else {})}
        unit.note(seen_again=[*unit.noted("seen_again", ()), sighting | ({"site": site} if site else {})])
        return _healed(unit, known) | {"duplicate_of": known.id, "name": file.name}
    node = unit.create(
        "evidence",
        {
            "sha256": file.sha256,
            "size": file.size,
            "file_name": file.name,
            "media_type": file.media_type,
            "evidence_date": on,
            "site": site,
            "fixity": "held",
            "observed": file.sha256,
            "checked_at": unit.time,
        },
    )
    taken[file.sha256] = node
    unit.ask_job(READ, file.sha256)
    return node_answer(node)


def _healed(unit: UnitOfWork, known: Node) -> Json:
    """Bytes that came again have just been written whole: a copy that had failed holds again, and that is said."""
    if known.get("fixity") == "held":
        return node_answer(known)
    changed = known.changed(fixity="held", observed=known.text("sha256"), checked_at=unit.time)
    return node_answer(unit.put(changed)) | {"healed": True}


def attach(
    unit: UnitOfWork, evidence: Node, record: Node, name: str, site: str | None, on: str | None, confirm: bool
) -> Json:
    """Within a change: the file behind a record under its name in this use; a live link stays as it is."""
    live = unit.live_links("records", from_id=evidence.id, to_id=record.id)
    if live:
        return link_answer(live[0])
    state = "confirmed" if confirm else "proposed"
    fields = {"name": name, "date": on, "site": site}
    return link_answer(unit.link("records", evidence.id, record.id, state, fields=fields))


def observed(system: System, evidence: Node) -> tuple[str, str]:
    """Fixity and digest of the bytes as they lie there now: held | changed | unreadable (then the digest is '')."""
    seen = system.blobs.observe(evidence.text("sha256"))
    if seen is None:
        return "unreadable", ""
    return ("held" if seen == evidence.text("sha256") else "changed"), seen


def verify(system: System, person: Person, references: Iterable[str] = ()) -> Json:
    """Check the bytes of all evidence (or of that named) against their digests; one entry whatever is found.
    With none named, files of revisions and standards that no longer hold are counted and listed with them.

    Classes as in archival practice: changed, missing (or unreadable), untracked (bytes nobody refers to).
    """
    require(person.roles, "evidence.verify")
    named = list(references)
    with system.reader() as reader:
        if named:
            today = system.today()
            found = [resolve.node(reader, system.vocabulary, one, today, "evidence") for one in named]
        else:
            found = list(reader.find("evidence"))
        tracked = {one.text("sha256") for one in reader.find("evidence")}
        others = {one.text("content"): one for one in reader.find("revision")}
        others |= {one.text("source"): one for one in reader.find("standard") if one.get("source")}
    seen = {one.id: observed(system, one) for one in found}
    kept = tracked | set(others)
    elsewhere = [] if named else _failing(system, {sha: one for sha, one in others.items() if sha not in tracked})
    untracked = [] if named else [name for name in system.blobs.digests() if name not in kept]
    stray = [] if named else list(system.blobs.stray())

    def work(unit: UnitOfWork) -> Json:
        unit.preload(seen)
        rows = []
        for id_, (fixity, digest) in seen.items():
            known = unit.need(id_, "evidence")
            if fixity != "held":
                rows.append({"fixity": "missing" if fixity == "unreadable" else fixity} | _named(known))
            if (known.get("fixity"), known.get("observed")) != (fixity, digest):
                unit.put(known.changed(fixity=fixity, observed=digest, checked_at=unit.time))
        rows += elsewhere
        missing = sum(row["fixity"] == "missing" for row in rows)
        answer = {
            "checked": len(seen) + len(elsewhere),
            "held": len(seen) + len(elsewhere) - len(rows),
            "changed": len(rows) - missing,
            "missing": missing,
            "untracked": len(untracked) + len(stray),
            "failed": rows,
            "untracked_names": [*untracked, *stray],
        }
        if not named:
            unit.set(SCANNED, unit.time)
        unit.note(fixity={name: value for name, value in answer.items() if isinstance(value, int)})
        return answer

    return system.change(person, "evidence.verify", "evidence:verified", work, body=named)


def _failing(system: System, nodes: Mapping[str, Node]) -> list[Json]:
    """Those of these files of revisions and standards, by digest, that no longer hold."""
    rows = []
    for sha256, node in nodes.items():
        seen = system.blobs.observe(sha256)
        if seen != sha256:
            name = node.get("file_name") or node.get("source_name") or ""
            fixity = "missing" if seen is None else "changed"
            rows.append({"fixity": fixity, "id": node.id, "file_name": name, "sha256": sha256})
    return rows


def _named(node: Node) -> Json:
    return {"id": node.id, "file_name": node.text("file_name"), "sha256": node.text("sha256")}


def listed(system: System, person: Person, after: str | None = None, limit: int | None = None) -> list[Json]:
    """Evidence in the order it came, with how reading each went."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = reader.find("evidence", after=after, limit=limit)
    went = readings(system, found)
    return [node_answer(one) | {"reading": went[one.text("sha256")]} for one in found]


def show(system: System, person: Person, evidence: str) -> Json:
    """One evidence with how reading it went, the records it stands behind and the names it has there."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, evidence, system.today(), "evidence")
        links = reader.links(LinkFilter(from_id=found.id))
        suspects = {link.id for link in reader.links(LinkFilter(from_id=found.id, suspect=True))}
        ends = reader.get_many([link.to_id for link in links])
        uses = [
            {"to": brief(ends[link.to_id]), "link": brief_link(link, link.id in suspects), **dict(link.fields)}
            for link in links
        ]
    return node_answer(found) | {"reading": readings(system, [found])[found.text("sha256")], "uses": uses}


def content(system: System, person: Person, evidence: str) -> Node:
    """The evidence whose bytes are to be handed out, checked now; a failure is written before anything is sent."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, evidence, system.today(), "evidence")
    fixity, digest = observed(system, found)
    if (found.get("fixity"), found.get("observed")) != (fixity, digest):

        def work(unit: UnitOfWork) -> Json:
            known = unit.need(found.id, "evidence")
            changed = known.changed(fixity=fixity, observed=digest, checked_at=unit.time)
            return node_answer(unit.put(changed))

        system.change(person, "read", "evidence:checked", work)
    return found if fixity == "held" else found.changed(fixity=fixity)
