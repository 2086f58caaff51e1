"""Which clauses a revision satisfies: all clauses of an edition beside what is linked already."""

from __future__ import annotations

import unicodedata

from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Node
from workflows import resolve
from workflows.answers import Json, brief, link_answer, node_answer, standard_name
from workflows.permissions import require
from workflows.system import Person, System


def choices(
    system: System,
    person: Person,
    revision: str,
    standard: str = "",
    text: str = "",
    start: int = 0,
    limit: int | None = None,
) -> Json:
    """The clauses of an edition (default: the first there is) whose number or title holds the text, each with the live
    link from the revision. {`revision`, `standards`, `standard`, `total`, `clauses` [{`clause`, `link`}]}."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, revision, system.today(), "revision")
        editions = sorted(reader.find("standard"), key=lambda one: (standard_name(one), one.id))
        answer: Json = {
            "revision": node_answer(found),
            "standards": [{"id": one.id, "name": standard_name(one)} for one in editions],
            "total": 0,
            "clauses": [],
        }
        if not editions:
            return answer
        edition = resolve.standard(reader, standard, system.today()) if standard else editions[0]
        clauses = _matching(reader, edition, text)
        live = reader.links(LinkFilter(kind="satisfies", from_id=found.id, states=LIVE))
    links = {link.to_id: link for link in live}
    chosen = clauses[start:] if limit is None else clauses[start : start + limit]
    rows = [
        {"clause": brief(one) | {"level": one.get("level")}}
        | ({"link": link_answer(links[one.id])} if one.id in links else {})
        for one in chosen
    ]
    return answer | {"standard": edition.id, "total": len(clauses), "clauses": rows}


def _matching(reader: Reader, standard: Node, text: str) -> list[Node]:
    words = _folded(text).split()
    found = sorted(reader.find("clause", owner=standard.id), key=lambda one: int(one.fields["order"]))
    return [
        one for one in found if all(word in _folded(f"{one.text('number')} {one.get('title') or ''}") for word in words)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
