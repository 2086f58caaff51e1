"""Search: what a person asks in words, answered with what that person may read and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from graph_schema.errors import InvalidInput, StoreUnavailable
from graph_schema.jobs import READ, WAITING
from graph_schema.ports import Reader
from graph_schema.values import Node
from search.asking import LONGEST, parse
from search.port import Hit
from workflows.answers import Json, standard_name
from workflows.findable import KINDS, Findable
from workflows.neighbours import Neighbours
from workflows.permissions import may, require
from workflows.snippets import runs_of
from workflows.system import Person, System

LIMIT, LIMIT_MOST, OFFSET_MOST = 20, 200, 10_000
"""Hits of a page, unless asked otherwise; the most of them; how far a reader can turn pages."""
RIGHTS = dict.fromkeys(KINDS, "read")
"""The right it takes to find a kind of thing."""
_PLACES = {
    "standard": "/standards",
    "clause": "/clauses",
    "document": "/documents",
    "revision": "/revisions",
    "record": "/records",
    "evidence": "/evidence",
}
_TOLD = {
    "document": ("type",),
    "revision": ("label", "state", "file_name"),
    "record": ("type", "site"),
    "evidence": ("fixity",),
}
_DATES = {"record": "date", "evidence": "evidence_date", "revision": "effective_from"}


def search(system: System, person: Person, words: str, limit: int = LIMIT, offset: int = 0) -> Json:
    """{`hits`, `total`, `about` where the total is no exact one, `hints`, `indexed`}, best first.

    What the person's roles may not read is neither counted nor hinted at. StoreUnavailable `search_rebuilding` while
    there is no whole index."""
    require(person.roles, "read")
    if not 1 <= limit <= LIMIT_MOST or not 0 <= offset <= OFFSET_MOST:
        raise InvalidInput("page_invalid", limit=LIMIT_MOST, offset=OFFSET_MOST)
    if system.index is None:
        raise StoreUnavailable("search_rebuilding")
    query = parse(words)
    kinds = frozenset(kind for kind in KINDS if may(person.roles, RIGHTS[kind]))
    with system.reader() as reader:
        findable = Findable(system, reader, Neighbours(reader))
        texts: dict[str, tuple[str, str]] = {}

        def told(keys: Sequence[str]) -> Mapping[str, tuple[str, str]]:
            texts.update(findable.texts([key for key in keys if key not in texts]))
            return {key: texts[key] for key in keys if key in texts}

        found = system.index.find(query, told, kinds=kinds, limit=limit, offset=offset)
        answer: Json = {"hits": _hits(reader, found.hits, texts, words[:LONGEST]), "total": found.total}
        if found.about:
            answer["about"] = True
        answer["hints"] = [{"code": code, **({"value": value} if value else {})} for code, value in query.hints]
        return answer | {"indexed": _indexed(system, reader)}


def _indexed(system: System, reader: Reader) -> Json:
    """The last ledger entry the index has seen, how many came after it, and how many files nobody has read yet."""
    mark = system.index.mark() if system.index is not None else None
    seq = mark.seq if mark is not None else -1
    waiting = system.store.jobs.counts(READ)
    unread = sum(waiting.get(state, 0) for state in WAITING)
    return {"seq": seq, "behind": max(0, reader.head().size - 1 - seq), "unread": unread}


def _hits(reader: Reader, hits: Sequence[Hit], texts: Mapping[str, tuple[str, str]], words: str) -> list[Json]:
    nodes = reader.get_many([hit.group for hit in hits])
    owners = {node.text(field) for node in nodes.values() if (field := _owner(node))}
    around = reader.get_many(sorted(owners))
    return [_hit(hit, nodes[hit.group], around, texts[hit.key][1], words) for hit in hits if hit.group in nodes]


def _owner(node: Node) -> str:
    """The field that names what a thing is part of."""
    return {"clause": "standard", "revision": "document"}.get(node.kind, "")


def _hit(hit: Hit, node: Node, around: Mapping[str, Node], text: str, words: str) -> Json:
    owner = around.get(node.text(_owner(node))) if _owner(node) else None
    answer: Json = {"kind": node.kind, "id": node.id, **_names(node, owner)}
    if hit.page is not None:
        answer["page"] = hit.page
    if hit.entries > 1:
        answer["pages"] = hit.entries
    runs = runs_of(text, hit.in_text)
    answer |= {"snippet": "".join(run["text"] for run in runs), "runs": runs}
    for name in _TOLD.get(node.kind, ()):
        if node.get(name) is not None:
            answer[name] = node.get(name)
    if date := node.get(_DATES.get(node.kind, "")):
        answer["date"] = date
    return answer | {"url": _url(hit, words)}


def _names(node: Node, owner: Node | None) -> Json:
    """Number and title as people know the thing by, absent where it has none."""
    if node.kind == "standard":
        names = {"number": standard_name(node), "title": node.get("title")}
    elif node.kind == "clause":
        edition = standard_name(owner) if owner is not None else None
        names = {"number": node.get("number"), "title": node.get("title"), "standard": edition}
    elif node.kind == "revision":
        names = {"number": node.get("number"), "title": owner.get("title") if owner is not None else None}
    elif node.kind == "evidence":
        names = {"title": node.get("file_name")}
    elif node.kind == "record":
        names = {"number": node.get("number"), "title": node.get("title") or node.get("type")}
    else:
        names = {"number": node.get("number"), "title": node.get("title")}
    return {name: value for name, value in names.items() if value is not None}


def _url(hit: Hit, words: str) -> str:
    """The page of the thing; of a file, the page where it was found with what was looked for."""
    place = f"{_PLACES[hit.kind]}/{hit.group}"
    if hit.page is None:
        return place
    file = f"{place}/file" if hit.kind == "revision" else place
    return f"{file}?{urlencode({'page': hit.page, 'q': words})}"
