"""A document as its page shows it: the answer of `documents.show` with clauses named and records counted."""

from __future__ import annotations

from collections.abc import Mapping

from graph_schema.errors import NotFound
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import Node
from workflows import documents, resolve
from workflows.answers import Json, brief, node_answer, standard_name
from workflows.permissions import require
from workflows.previews import difference
from workflows.system import Person, System

COUNTED = 1_000
"""Records of a revision are counted up to here; more are told as `1000+`."""
_CONFIRMED = frozenset({"confirmed"})


def view(system: System, person: Person, document: str) -> Json:
    """The document; each revision also has `records` (how many were made under it, at most one more than `COUNTED`)
    and its links to clauses under `claims`, each with the clause and the name of its edition."""
    answer = documents.show(system, person, document)
    wanted = [link["to"] for row in answer["revisions"] for link in row["links"] if link["kind"] == "satisfies"]
    with system.reader() as reader:
        clauses = reader.get_many(list(dict.fromkeys(wanted)))
        standards = reader.get_many(list({one.text("standard") for one in clauses.values()}))
        for row in answer["revisions"]:
            made = LinkFilter(kind="records", to_id=row["id"], states=_CONFIRMED)
            row["records"] = len(reader.links(made, limit=COUNTED + 1))
            claims = [link for link in row["links"] if link["to"] in clauses]
            claims.sort(key=lambda link: int(clauses[link["to"]].fields["order"]))
            row["claims"] = [
                link
                | {
                    "to": brief(clauses[link["to"]]),
                    "standard": standard_name(standards[clauses[link["to"]].text("standard")]),
                }
                for link in claims
            ]
    return answer


def compared(system: System, person: Person, document: str, old: str = "", new: str = "") -> Json:
    """Two revisions of a document and the difference of their texts: {`document`, `old`, `new`, `difference`}. Where
    none is named: the last one entered and the one before it; `old` is absent where there is none."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, document, system.today(), "document")
        revisions = {one.id: one for one in reader.find("revision", owner=found.id)}
        later = _own(system, reader, revisions, new) if new else list(revisions.values())[-1]
        earlier = _own(system, reader, revisions, old) if old else _entered_before(revisions, later)
    answer: Json = {"document": node_answer(found), "new": node_answer(later)}
    if earlier is not None:
        answer["old"] = node_answer(earlier)
    return answer | {"difference": difference(system, earlier, later)}


def _own(system: System, reader: Reader, revisions: Mapping[str, Node], text: str) -> Node:
    """A revision of this document, and of no other."""
    found = resolve.node(reader, system.vocabulary, text, system.today(), "revision")
    if found.id not in revisions:
        raise NotFound("reference_unknown", value=text[:80], kind="revision")
    return found


def _entered_before(revisions: Mapping[str, Node], later: Node) -> Node | None:
    before = [one for one in revisions.values() if one.id < later.id]
    return before[-1] if before else None
