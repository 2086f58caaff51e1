"""What a walk from one clause brings back: nodes and links as they are at the view, nothing interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.values import Link, Node


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Everything the trail of one clause can depend on, as of the view's day and entry.

    `nodes` holds by id: the clause, its ancestors, its edition; every revision and record with a confirmed or
    proposed `satisfies` into the clause; the documents of those revisions with all their revisions; every record
    dated by the day with a confirmed or proposed `records` into any of those revisions; for records that satisfy
    the clause themselves also the revisions they are under, their documents and all revisions of these; every
    evidence with a confirmed or proposed `records` into one of the records; editions and clauses that supersede the
    edition or the clause. Records dated after the day are left out with their links.
    `links` holds the confirmed and proposed links between these (valid on the day).
    `narrowed` are records among them with a counting `satisfies` of their own to any clause of this edition.
    `exclusions` are the declared statements of applicability of the clause and its ancestors (any interval).
    `stamps` are the current stamps of the nodes that are ends of confirmed links, by node id.
    `numbered_below` says whether the clause has numbered sub-clauses, `leaf` whether it has no rows below at all.
    `truncated`: records were left out because the plan's limit was reached (newest kept).
    """

    clause: Node
    standard: Node
    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    stamps: Mapping[str, str]
    narrowed: frozenset[str]
    exclusions: tuple[Node, ...]
    numbered_below: bool
    leaf: bool
    truncated: bool = False
