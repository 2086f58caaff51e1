"""A second, naive reading of what counts for a clause: loops over plain dictionaries, sharing no code with the product.

Written from the definitions alone, in their order, without regard to speed, so that two readings can be compared.
A world is a list of versions: dictionaries with `id`, `seq`, `kind` and the fields of a node, or `from`, `to`,
`state`, `valid_from`, `valid_to` of a link, whose confirmed versions also keep what their ends looked like (`seen`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]

BASIS_TYPES = {
    "manual",
    "policy",
    "procedure",
    "work_instruction",
    "service_specification",
    "delivery_specification",
    "control_specification",
}
"""Manuals, procedures, work instructions, specifications, policies; forms and external documents are not."""
NUMBERED_ROWS = {"heading", "requirement", "term", "indicator"}
LINK_KINDS = {"satisfies", "records", "supersedes"}
MATERIAL = {
    "clause": ("number", "text"),
    "revision": ("number", "label", "content"),
    "record": ("type", "date", "period_from", "site", "number"),
    "evidence": ("observed",),
    "standard": (),
}


@dataclass
class World:
    """Everything that was ever written, in order."""

    versions: list[Thing] = field(default_factory=list)

    def seen_at(self, seq: int) -> dict[str, Thing]:
        """The versions written last by entries up to `seq`, by id."""
        shown: dict[str, Thing] = {}
        for version in self.versions:
            if version["seq"] <= seq:
                shown[version["id"]] = version
        return shown

    def add(self, seq: int, versions: Iterable[Thing]) -> None:
        """Write versions as one entry; a confirmed link notes what its ends look like after the entry."""
        new = [{**one, "seq": seq} for one in versions]
        self.versions += new
        shown = self.seen_at(seq)
        for one in new:
            if one["kind"] in LINK_KINDS and one["state"] == "confirmed":
                one["seen"] = (material(shown[one["from"]]), material(shown[one["to"]]))


def plain(text: str) -> str:
    """Text for stamps: NFKC, without white space, C0 controls and category Cf."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        if character.isspace() or ord(character) < 0x20 or unicodedata.category(character) == "Cf":
            continue
        kept.append(character)
    return "".join(kept)


def material(node: Thing) -> list[tuple[str, str]]:
    """What the stamp of a node is taken of."""
    return [(name, plain(node[name])) for name in MATERIAL[node["kind"]] if node.get(name) is not None]


@dataclass
class Question:
    """One world asked: true on `day`, known at `seq`; period half-open; a site or none."""

    world: World
    day: str
    seq: int
    period: tuple[str, str]
    site: str | None = None

    def __post_init__(self) -> None:
        self.all = self.world.seen_at(self.seq)

    # Links

    def links(self, kind: str, state: str) -> list[Thing]:
        """Links of a kind in a state, valid on the day."""
        found = []
        for one in self.all.values():
            if one["kind"] == kind and one["state"] == state:
                begun = one.get("valid_from") is None or one["valid_from"] <= self.day
                ended = one.get("valid_to") is not None and one["valid_to"] <= self.day
                if begun and not ended:
                    found.append(one)
        return found

    def counting(self, kind: str, start: str | None = None, end: str | None = None) -> list[Thing]:
        """Only a confirmed link valid on D counts."""
        return [
            one
            for one in self.links(kind, "confirmed")
            if (start is None or one["from"] == start) and (end is None or one["to"] == end)
        ]

    def suspect(self, link: Thing) -> bool:
        """Whether either end at T differs from what the link was confirmed with."""
        now = (material(self.all[link["from"]]), material(self.all[link["to"]]))
        return bool(now != link["seen"])

    # Documents

    def revisions(self, document: str) -> list[Thing]:
        """All revisions of a document."""
        return [one for one in self.all.values() if one["kind"] == "revision" and one["document"] == document]

    def in_force(self, revision: Thing) -> tuple[str, str | None] | None:
        """The half-open interval of dates in which a revision was or is in force; None where it never was."""
        own = own_interval(revision)
        if own is None:
            return None
        start, end = own
        for other in self.revisions(revision["document"]):
            theirs = own_interval(other)
            if theirs is not None and theirs[0] > start and (end is None or theirs[0] < end):
                end = theirs[0]
        return start, end

    def had_begun(self, revision: Thing) -> bool:
        """Whether the revision has been in force on or before D."""
        interval = self.in_force(revision)
        return interval is not None and interval[0] <= self.day

    def current(self, document: str) -> Thing | None:
        """The revision of the document in force on D."""
        for one in self.revisions(document):
            if within(self.day, self.in_force(one)):
                return one
        return None

    def working(self, clause: str, revision: Thing) -> Thing | None:
        """The working link of a revision to the clause."""
        if not self.had_begun(revision):
            return None
        found = self.counting("satisfies", revision["id"], clause)
        return found[0] if found else None

    # Records

    def records(self) -> list[Thing]:
        """Records dated on or before D."""
        return [one for one in self.all.values() if one["kind"] == "record" and one["date"] <= self.day]

    def made_under(self, record: Thing) -> list[tuple[Thing, Thing]]:
        """(revision, link) of the counting `records` of a record, by document number, then time."""
        found = []
        for link in self.counting("records", record["id"]):
            found.append((self.all[link["to"]], link))
        return sorted(found, key=lambda one: (one[0]["number"], one[0].get("effective_from") or "", one[0]["id"]))

    def claims(self, record: Thing, edition: str) -> list[Thing]:
        """The record's own counting `satisfies` to clauses of an edition."""
        return [one for one in self.counting("satisfies", record["id"]) if self.all[one["to"]]["standard"] == edition]

    def files(self, record: Thing) -> list[tuple[Thing, Thing]]:
        """(evidence, link) behind a record, by name in that use."""
        found = [(self.all[link["from"]], link) for link in self.counting("records", end=record["id"])]
        return sorted(found, key=lambda one: (one[1].get("name") or one[0]["file_name"], one[0]["id"]))

    def fits(self, record: Thing, revision: Thing | None) -> bool:
        """Whether the record's date lies in its revision's in-force interval; under no revision it fits."""
        return revision is None or within(record["date"], self.in_force(revision))


def own_interval(revision: Thing) -> tuple[str, str | None] | None:
    """From a revision's beginning to its own end (withdrawal or `effective_to`); None if it can never be in force."""
    start = revision.get("effective_from")
    if start is None:
        return None
    ends = [revision[name] for name in ("withdrawn_on", "effective_to") if revision.get(name) is not None]
    end = min(ends) if ends else None
    return None if end is not None and end <= start else (start, end)


def within(day: str, interval: tuple[str, str | None] | None) -> bool:
    """Half-open: `from <= D < to`, an unset end is open."""
    if interval is None:
        return False
    return interval[0] <= day and (interval[1] is None or day < interval[1])
