"""One record as its page shows it: its files with pictures, its clauses by edition, who changed what and why."""

from __future__ import annotations

from graph_schema.ports import Reader
from graph_schema.values import Node
from workflows import records, thumbnails
from workflows.answers import Json, standard_name
from workflows.system import Person, System


def view(system: System, person: Person, record: str) -> Json:
    """`records.show` with `picture` at each file, `standard_name` at each clause, `changes` instead of `versions`: each
    with `seq`, `by`, `at`, `reason` and the `fields` that differ from the version before, as [name, before, after]."""
    answer = records.show(system, person, record)
    with system.reader() as reader:
        files = reader.get_many([one["id"] for one in answer["evidence"]])
        clauses = [one["to"]["id"] for one in answer["links"] if one["to"]["kind"] == "clause"]
        standards = _standards(reader, clauses)
        versions = [one for one in reader.versions(answer["id"]) if isinstance(one, Node)]
        changes = [
            _change(system, reader, before, one) for before, one in zip([None, *versions], versions, strict=False)
        ]
    for one in answer["evidence"]:
        one["picture"] = thumbnails.version(system, files[one["id"]])
    for one in answer["links"]:
        if one["to"]["id"] in standards:
            one["to"]["standard_name"] = standards[one["to"]["id"]]
    return answer | {"changes": changes}


def _standards(reader: Reader, clauses: list[str]) -> dict[str, str]:
    """The name of the edition of each clause."""
    found = reader.get_many(clauses)
    editions = reader.get_many(list({one.text("standard") for one in found.values()}))
    return {id_: standard_name(editions[one.text("standard")]) for id_, one in found.items()}


def _change(system: System, reader: Reader, before: Node | None, now: Node) -> Json:
    entry = system.outlines.of(reader, now.seq_from)
    names = system.vocabulary.nodes["record"].fields
    fields = [
        [name, before.get(name) if before else None, now.get(name)]
        for name in names
        if name != "document" and (before.get(name) if before else None) != now.get(name)
    ]
    told: Json = {"seq": entry.seq, "by": entry.actor, "at": entry.time, "fields": fields, "first": before is None}
    return told | ({"reason": entry.reason} if entry.reason else {})
