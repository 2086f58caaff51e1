"""Walk and tally in the simplest possible code over a loaded state: the reference that engines are compared with.

Also the way a store may answer for the past, where no promise of speed is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph_schema.obligations import NUMBERED
from graph_schema.results import ClauseFacts
from graph_schema.subgraph import Subgraph
from graph_schema.trail import ClauseReading
from graph_schema.values import LIVE, Link, Node
from graph_schema.views import TallyPlan, View, WalkPlan


@dataclass(frozen=True)
class LoadedState:
    """All nodes, links and stamps as of one entry."""

    nodes: Mapping[str, Node]
    all_links: tuple[Link, ...]
    stamps: Mapping[str, str]

    @cached_property
    def live_into(self) -> Mapping[str, list[Link]]:
        """Proposed and confirmed links by the id of their to end."""
        return _by(self.live, "to_id")

    @cached_property
    def live_from(self) -> Mapping[str, list[Link]]:
        """Proposed and confirmed links by the id of their from end."""
        return _by(self.live, "from_id")

    @property
    def live(self) -> Iterable[Link]:
        """Proposed and confirmed links."""
        return (link for link in self.all_links if link.state in LIVE)

    def of_kind(self, kind: str) -> list[Node]:
        """The nodes of a kind."""
        return [node for node in self.nodes.values() if node.kind == kind]

    def into(self, id_: str, kind: str, day: str) -> list[Link]:
        """Live links of a kind into a node that are valid on the day."""
        return [link for link in self.live_into.get(id_, ()) if link.kind == kind and link.valid_on(day)]

    def out_of(self, id_: str, kind: str, day: str) -> list[Link]:
        """Live links of a kind from a node that are valid on the day."""
        return [link for link in self.live_from.get(id_, ()) if link.kind == kind and link.valid_on(day)]


def _by(links: Iterable[Link], end: str) -> Mapping[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(getattr(link, end), []).append(link)
    return found


def _dated(state: LoadedState, link: Link, day: str) -> bool:
    """Whether the link comes from something other than a record dated after the day."""
    node = state.nodes[link.from_id]
    return node.kind != "record" or node.text("date") <= day


def walk(state: LoadedState, clause_id: str, plan: WalkPlan, view: View) -> Subgraph | None:
    """The subgraph a clause's trail depends on."""
    clause = state.nodes.get(clause_id)
    if clause is None or clause.kind != "clause":
        return None
    day, standard = view.as_of, state.nodes[clause.text("standard")]
    claims = [link for link in state.into(clause.id, "satisfies", day) if _dated(state, link, day)]
    revisions, records = _ends(state, claims)
    made = [link for id_ in revisions for link in state.into(id_, "records", day) if _dated(state, link, day)]
    direct = [link for id_ in records for link in state.out_of(id_, "records", day)]
    kept, truncated = _cut(state, {link.from_id for link in made} | records, plan.records)
    claims = [link for link in claims if link.from_id in kept or state.nodes[link.from_id].kind != "record"]
    under = {link.id: link for link in (*made, *direct) if link.from_id in kept}
    of_direct = {link.to_id for link in direct if link.from_id in kept and link.from_id in records}
    lines = revisions | _lines(state, of_direct)
    files = [link for id_ in kept for link in state.into(id_, "records", day)]
    newer = [link for end in (clause, standard) for link in state.into(end.id, "supersedes", day)]
    links = {link.id: link for link in (*claims, *under.values(), *files, *newer)}
    above = _ancestors(state, clause)
    nodes = {clause.id, standard.id, *above, *lines, *kept}
    nodes |= {state.nodes[id_].text("document") for id_ in lines}
    nodes |= {link.from_id for link in (*files, *newer)}
    children = [one for one in state.of_kind("clause") if one.get("parent") == clause.id]
    exclusions = [
        one
        for one in state.of_kind("applicability")
        if one.get("state") == "declared" and one.get("clause") in (clause.id, *above)
    ]
    return Subgraph(
        clause=clause,
        standard=standard,
        nodes={id_: state.nodes[id_] for id_ in nodes},
        links=tuple(sorted(links.values(), key=lambda link: link.id)),
        stamps={
            id_: state.stamps[id_]
            for link in links.values()
            if link.state == "confirmed"
            for id_ in (link.from_id, link.to_id)
        },
        narrowed=frozenset(id_ for id_ in kept if _is_narrowed(state, id_, standard.id, day)),
        exclusions=tuple(sorted(exclusions, key=lambda one: one.id)),
        numbered_below=any(one.get("row") in NUMBERED for one in children),
        leaf=not children,
        truncated=truncated,
    )


def _ends(state: LoadedState, claims: list[Link]) -> tuple[set[str], set[str]]:
    """All revisions of the documents whose revisions claim the clause, and the records that claim it themselves."""
    sources = [state.nodes[link.from_id] for link in claims]
    revisions = _lines(state, {one.id for one in sources if one.kind == "revision"})
    return revisions, {one.id for one in sources if one.kind == "record"}


def _lines(state: LoadedState, revisions: set[str]) -> set[str]:
    """All revisions of the documents of these revisions."""
    documents = {state.nodes[id_].text("document") for id_ in revisions}
    return {one.id for one in state.of_kind("revision") if one.get("document") in documents}


def _cut(state: LoadedState, records: set[str], limit: int) -> tuple[set[str], bool]:
    """The first `limit` records by date descending, number, id."""
    if len(records) <= limit:
        return records, False
    ordered = sorted((state.nodes[id_] for id_ in records), key=lambda one: (one.get("number") or "", one.id))
    ordered.sort(key=lambda one: one.text("date"), reverse=True)
    return {one.id for one in ordered[:limit]}, True


def _ancestors(state: LoadedState, clause: Node) -> list[str]:
    above = []
    parent = clause.get("parent")
    while parent is not None:
        above.append(parent)
        parent = state.nodes[parent].get("parent")
    return above


def _is_narrowed(state: LoadedState, record: str, standard: str, day: str) -> bool:
    """Whether a record has a counting `satisfies` of its own to any clause of the edition."""
    return any(
        link.counts_on(day) and state.nodes[link.to_id].get("standard") == standard
        for link in state.out_of(record, "satisfies", day)
    )


def tally(state: LoadedState, plan: TallyPlan, view: View, basis: frozenset[str]) -> Mapping[str, ClauseFacts]:
    """What counts for each clause of the edition: the reading of an uncut walk from each."""
    everything = WalkPlan(records=len(state.nodes) + 1)
    facts = {}
    for clause in state.of_kind("clause"):
        if clause.get("standard") != plan.standard:
            continue
        if plan.clauses is not None and clause.id not in plan.clauses:
            continue
        graph = walk(state, clause.id, everything, view)
        if graph is not None:
            facts[clause.id] = ClauseReading(graph, view, basis).facts
    return facts
