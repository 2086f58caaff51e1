"""Walk and tally as of an entry that is not the last: versions are fetched and read by the reference code.

No promise of speed is made for the past; a walk still costs what the trail is, not what the archive is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_schema import naive
from graph_schema.naive import LoadedState
from graph_schema.results import ClauseFacts
from graph_schema.stores.neo4j.runs import Run
from graph_schema.stores.neo4j.versions import Versions, Written
from graph_schema.subgraph import Subgraph
from graph_schema.trail import ClauseReading
from graph_schema.values import Link, Node
from graph_schema.views import TallyPlan, View, WalkPlan

_OWNED = "UNWIND $owners AS owner MATCH (n:Thing {owner: owner}) WHERE n.kind IN $kinds RETURN n.id"
_ALL_NODES = """
MATCH (n:Thing) WHERE n.kind IN $kinds AND n.id > $after
RETURN n.id AS id ORDER BY id LIMIT $limit
"""
_ALL_LINKS = """
MATCH (q:Claim) WHERE q.kind IN $kinds AND q.id > $after
RETURN q.id AS id ORDER BY id LIMIT $limit
"""
_PAGE = 20_000
At = tuple[int, int]
"""(the entry whose state is read, the ledger's size as the reader sees it)."""
_KINDS = ("satisfies", "records", "supersedes")


@dataclass
class Around:
    """What one entry shows of a neighbourhood, fetched step by step."""

    versions: Versions
    run: Run
    seq: int
    size: int
    nodes: dict[str, Node] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)

    def fetch(self, ids: Iterable[str | None]) -> None:
        """Nodes by id, those not yet here."""
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ is not None and id_ not in self.nodes]
        self.keep(self.versions.nodes(wanted, self.seq, self.size))

    def keep(self, found: Mapping[str, Written]) -> None:
        """Take versions of nodes in."""
        for id_, written in found.items():
            self.nodes[id_] = written.node()
            self.stamps[id_] = written.stamp

    def fetch_owned(self, owners: Iterable[str], *kinds: str) -> None:
        """Nodes of these kinds that belong to others."""
        self.fetch(row[0] for row in self.run(_OWNED, {"owners": list(owners), "kinds": list(kinds)}))

    def fetch_links(self, end: str, ids: Iterable[str], *kinds: str) -> list[Link]:
        """Links at one end with the nodes at the other."""
        links = self.versions.links_at(end, list(ids), kinds, self.seq, self.size)
        self.links |= {link.id: link for link in links}
        self.fetch(id_ for link in links for id_ in (link.from_id, link.to_id))
        return links

    def of_kind(self, kind: str) -> list[str]:
        """Ids of the nodes of a kind fetched so far."""
        return [node.id for node in self.nodes.values() if node.kind == kind]

    def fetch_lines(self) -> None:
        """Documents of the revisions fetched so far and all their revisions."""
        documents = {self.nodes[id_].text("document") for id_ in self.of_kind("revision")}
        self.fetch(documents)
        self.fetch_owned(documents, "revision")

    def state(self) -> LoadedState:
        """All of it, for the reference code."""
        return LoadedState(self.nodes, tuple(self.links.values()), self.stamps)


def walk(run: Run, versions: Versions, clause_id: str, plan: WalkPlan, view: View, at: At) -> Subgraph | None:
    """The subgraph of a clause as of an entry."""
    around = Around(versions, run, *at)
    around.fetch([clause_id])
    clause = around.nodes.get(clause_id)
    if clause is None or clause.kind != "clause":
        return None
    standard = clause.text("standard")
    around.fetch([standard])
    around.fetch_owned([standard], "clause", "applicability")
    around.fetch_links("to_id", [clause_id, standard], "satisfies", "supersedes")
    around.fetch_links("from_id", around.of_kind("record"), "records")
    around.fetch_lines()
    around.fetch_links("to_id", around.of_kind("revision"), "records")
    around.fetch_links("to_id", around.of_kind("record"), "records")
    around.fetch_links("from_id", around.of_kind("record"), "satisfies")
    return naive.walk(around.state(), clause_id, plan, view)


def tally(
    run: Run, versions: Versions, plan: TallyPlan, view: View, basis: frozenset[str], at: At
) -> Mapping[str, ClauseFacts]:
    """What counted for each clause as of an entry: everything is fetched once, then read clause by clause."""
    around = Around(versions, run, *at)
    kinds = ["standard", "clause", "document", "revision", "record", "evidence", "applicability"]
    for ids in _pages(run, _ALL_NODES, kinds):
        around.keep(versions.nodes(ids, *at))
    for ids in _pages(run, _ALL_LINKS, list(_KINDS)):
        around.links |= {id_: one.link() for id_, one in versions.links(ids, *at).items()}
    known = _Known(around)
    everything = WalkPlan(records=len(around.nodes) + 1)
    facts = {}
    for clause in known.owned.get(plan.standard, ()):
        wanted = clause.kind == "clause" and (plan.clauses is None or clause.id in plan.clauses)
        graph = naive.walk(known.near(clause), clause.id, everything, view) if wanted else None
        if graph is not None:
            counts = ClauseReading(graph, view, basis).facts
            if counts != ClauseFacts():
                facts[clause.id] = counts
    return facts


def _pages(run: Run, query: str, kinds: list[str]) -> Iterable[list[str]]:
    after = ""
    while ids := [row[0] for row in run(query, {"kinds": kinds, "after": after, "limit": _PAGE})]:
        yield ids
        after = ids[-1]


class _Known:
    """Everything as of an entry, with the look-ups that make one clause's neighbourhood cheap."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.owned: dict[str, list[Node]] = {}
        self.into: dict[str, list[Link]] = {}
        self.out_of: dict[str, list[Link]] = {}
        for node in around.nodes.values():
            owner = node.get("document") if node.kind == "revision" else node.get("standard")
            if owner is not None:
                self.owned.setdefault(owner, []).append(node)
        for link in around.links.values():
            self.into.setdefault(link.to_id, []).append(link)
            self.out_of.setdefault(link.from_id, []).append(link)

    def near(self, clause: Node) -> LoadedState:
        """A state that holds all that the walk from a clause looks at; rows below it only as far as it looks."""
        nodes: dict[str, Node] = {}
        links: dict[str, Link] = {}
        above: Node | None = clause
        while above is not None:
            nodes[above.id] = above
            above = self.around.nodes.get(above.get("parent") or "")
        ends = [clause.id, clause.text("standard")]
        self._follow(self.into, ends, nodes, links)
        self._follow(self.out_of, _of(nodes, "record"), nodes, links)
        for revision in _of(nodes, "revision"):
            document = nodes[revision].text("document")
            nodes[document] = self.around.nodes[document]
            nodes |= {one.id: one for one in self.owned[document]}
        self._follow(self.into, _of(nodes, "revision"), nodes, links)
        self._follow(self.into, _of(nodes, "record"), nodes, links)
        self._follow(self.out_of, _of(nodes, "record"), nodes, links)
        nodes |= {id_: self.around.nodes[id_] for id_ in ends}
        return LoadedState(nodes, tuple(links.values()), self.around.stamps)

    def _follow(
        self, sides: Mapping[str, list[Link]], ids: Iterable[str], nodes: dict[str, Node], links: dict[str, Link]
    ) -> None:
        for id_ in ids:
            for link in sides.get(id_, ()):
                links[link.id] = link
                for end in (link.from_id, link.to_id):
                    nodes[end] = self.around.nodes[end]


def _of(nodes: Mapping[str, Node], kind: str) -> list[str]:
    return [node.id for node in nodes.values() if node.kind == kind]
