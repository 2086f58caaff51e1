"""The oracle's trail of a clause and coverage of an edition, in the shape of their JSON, ids in place of objects."""

from __future__ import annotations

from typing import Any

from tests.semantics.oracle import BASIS_TYPES, NUMBERED_ROWS, Question, Thing

SEVERITIES = {
    "error": ("record_without_evidence", "evidence_changed", "evidence_unreadable"),
    "warning": ("suspect_link", "record_outside_revision", "clause_superseded"),
    "notice": (
        "proposal_waiting",
        "adopted",
        "record_without_revision",
        "not_assessed",
        "edition_not_yet_in_force",
    ),
}
WORST_FIRST = ["gap", "partial", "suspect", "proved", "obsolete", "not_applicable", "not_required"]


class Reading:
    """One clause read at a question."""

    def __init__(self, ask: Question, clause: str) -> None:
        self.ask = ask
        self.clause = ask.all[clause]
        self.standard = ask.all[self.clause["standard"]]
        self.chains = [self._chain(one) for one in self._documents()]
        self.direct = [self._direct(one) for one in self._newest_first(ask.records()) if self._own(one)]
        self.issues = self._issues()
        self.obligations = self._obligations()
        self.own_state = self._own_state()
        if self.own_state == "proved" and any(o["asked"] and o["met"] == "not_assessed" for o in self.obligations):
            self.issues.add(("not_assessed", clause))

    # What is shown

    def _documents(self) -> list[Thing]:
        """Documents with a working link to the clause, by number."""
        found = {}
        for one in self.ask.all.values():
            if one["kind"] == "revision" and self.ask.working(self.clause["id"], one):
                found[one["document"]] = self.ask.all[one["document"]]
        return sorted(found.values(), key=lambda one: (one["number"], one["id"]))

    def _newest_first(self, records: list[Thing]) -> list[Thing]:
        by_number = sorted(records, key=lambda one: (one.get("number") or "", one["id"]))
        return sorted(by_number, key=lambda one: one["date"], reverse=True)

    def _own(self, record: Thing) -> Thing | None:
        found = self.ask.counting("satisfies", record["id"], self.clause["id"])
        return found[0] if found else None

    def _chain(self, document: Thing) -> dict[str, Any]:
        ask, clause = self.ask, self.clause["id"]
        current = ask.current(document["id"])
        link = ask.working(clause, current) if current else None
        line = sorted(ask.revisions(document["id"]), key=lambda one: (one.get("effective_from") or "", one["id"]))
        records = []
        for record in self._newest_first(ask.records()):
            if ask.claims(record, self.standard["id"]):
                continue
            for revision, made in ask.made_under(record):
                if revision["document"] != document["id"]:
                    continue
                ways = [one for one in (ask.working(clause, revision), link) if one]
                if ways:
                    records.append(self._record(record, revision, made, ways))
        return {
            "document": document,
            "current": current if link else None,
            "link": link,
            "line": line,
            "history": [one for one in line if ask.had_begun(one)],
            "records": records,
        }

    def _record(self, record: Thing, revision: Thing | None, link: Thing, ways: list[Thing]) -> dict[str, Any]:
        return {
            "record": record,
            "revision": revision,
            "link": link,
            "ways": ways,
            "fits": self.ask.fits(record, revision),
            "files": self.ask.files(record),
        }

    def _direct(self, record: Thing) -> dict[str, Any]:
        under = [revision for revision, _ in self.ask.made_under(record)]
        fitting = [one for one in under if self.ask.fits(record, one)]
        chosen = fitting[0] if fitting else under[0] if under else None
        own = self._own(record)
        assert own is not None
        return self._record(record, chosen, own, [own])

    def shown(self) -> list[dict[str, Any]]:
        """Every record shown, with its way."""
        return [one for chain in self.chains for one in chain["records"]] + self.direct

    # What is met

    def _met_by_record(self) -> str:
        clean = tainted = False
        for one in self.shown():
            record, ask = one["record"], self.ask
            if not one["fits"] or not ask.period[0] <= record["date"] < ask.period[1]:
                continue
            if ask.site is not None and record.get("site") != ask.site:
                continue
            for evidence, use in one["files"]:
                if evidence["fixity"] != "held":
                    continue
                for way in one["ways"]:
                    if any(ask.suspect(link) for link in (one["link"], use, way)):
                        tainted = True
                    else:
                        clean = True
        return "yes" if clean else "suspect" if tainted else "no"

    def _met_by_revision(self, types: set[str] | None) -> str:
        found = []
        for chain in self.chains:
            if chain["link"] and (types is None or chain["document"]["type"] in types):
                found.append(self.ask.suspect(chain["link"]))
        return "no" if not found else "suspect" if all(found) else "yes"

    def _met(self, kind: str) -> str:
        if kind == "procedure":
            return self._met_by_revision(BASIS_TYPES)
        if kind == "record":
            return self._met_by_record()
        if kind == "any":
            both = {self._met_by_revision(None), self._met_by_record()}
            return "yes" if "yes" in both else "suspect" if "suspect" in both else "no"
        return "not_assessed"

    # What is asked

    def _children(self) -> list[Thing]:
        return [
            one for one in self.ask.all.values() if one["kind"] == "clause" and one.get("parent") == self.clause["id"]
        ]

    def _numbered_below(self) -> bool:
        return any(one["row"] in NUMBERED_ROWS for one in self._children())

    def _obligations(self) -> list[dict[str, Any]]:
        clause = self.clause
        stated: dict[str, str] = {}
        for row in clause.get("obligations") or ():
            if stated.get(row["kind"]) != "explicit":
                stated[row["kind"]] = row["strength"]
        asked = [(kind, strength, bool(clause["normative"])) for kind, strength in stated.items()]
        children = self._children()
        if stated and clause["normative"]:
            if not {"procedure", "record"} & set(stated):
                asked.append(("any", "default", True))
        elif self.standard["scheme"] == "points" and clause["row"] == "indicator" and not children:
            asked += [("procedure", "default", True), ("record", "default", True)]
        elif clause["normative"] and clause["row"] in NUMBERED_ROWS and not self._numbered_below():
            asked.append(("any", "default", True))
        return [
            {"kind": kind, "strength": strength, "asked": is_asked, "met": self._met(kind)}
            for kind, strength, is_asked in asked
        ]

    def _excluded(self) -> bool:
        above: str | None = self.clause["id"]
        while above is not None:
            for one in self.ask.all.values():
                if one["kind"] == "applicability" and one["clause"] == above and one["state"] == "declared":
                    begun = one.get("from") is None or one["from"] <= self.ask.day
                    ended = one.get("to") is not None and one["to"] <= self.ask.day
                    if begun and not ended:
                        return True
            above = self.ask.all[above].get("parent")
        return False

    def _own_state(self) -> str:
        if self._excluded():
            return "not_applicable"
        ends = self.standard.get("in_force_to")
        if ends is not None and ends <= self.ask.day:
            return "obsolete"
        asked = [one["met"] for one in self.obligations if one["asked"]]
        if not asked:
            return "not_required"
        judged = [met for met in asked if met != "not_assessed"]
        if not [met for met in judged if met != "no"]:
            return "gap"
        if "no" in judged:
            return "partial"
        return "suspect" if "suspect" in judged else "proved"

    def gaps(self) -> list[str]:
        """Only in own state gap or partial."""
        if self.own_state not in ("gap", "partial"):
            return []
        if self._met_by_revision(None) == "no" and self._met_by_record() == "no":
            return ["nothing"]
        unmet = {one["kind"] for one in self.obligations if one["asked"] and one["met"] == "no"}
        return [f"no_{kind}" for kind in ("procedure", "record") if kind in unmet]

    # What a reader must know

    def _issues(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for one in self.shown():
            record = one["record"]["id"]
            if not one["files"]:
                found.add(("record_without_evidence", record))
            if not one["fits"]:
                found.add(("record_outside_revision", record))
            for evidence, _ in one["files"]:
                if evidence["fixity"] != "held":
                    found.add((f"evidence_{evidence['fixity']}", evidence["id"]))
        for one in self.direct:
            if one["revision"] is None:
                found.add(("record_without_revision", one["record"]["id"]))
        for chain in self.chains:
            for revision in chain["history"]:
                if revision.get("adopted"):
                    found.add(("adopted", revision["id"]))
        found |= {("suspect_link", link["id"]) for link in self._links_shown() if self.ask.suspect(link)}
        found |= {("proposal_waiting", link["id"]) for link in self._proposals()}
        return found | self._superseded()

    def _links_shown(self) -> list[Thing]:
        links = []
        for chain in self.chains:
            if chain["link"]:
                links.append(chain["link"])
            else:
                working = [self.ask.working(self.clause["id"], one) for one in chain["line"]]
                links += [one for one in working if one]
        for one in self.shown():
            links.append(one["link"])
            links += [use for _, use in one["files"]]
        return links

    def _proposals(self) -> list[Thing]:
        targets = {self.clause["id"]} | {one["record"]["id"] for one in self.shown()}
        for chain in self.chains:
            targets |= {one["id"] for one in chain["line"]}
        found = []
        for kind in ("satisfies", "records", "supersedes"):
            for link in self.ask.links(kind, "proposed"):
                source = self.ask.all[link["from"]]
                dated = source["kind"] != "record" or source["date"] <= self.ask.day
                if link["to"] in targets and dated:
                    found.append(link)
        return found

    def _superseded(self) -> set[tuple[str, str]]:
        found = set()
        if self.ask.counting("supersedes", end=self.clause["id"]):
            found.add(("clause_superseded", self.clause["id"]))
        for link in self.ask.counting("supersedes", end=self.standard["id"]):
            newer = self.ask.all[link["from"]]
            begun = newer.get("in_force_from") is None or newer["in_force_from"] <= self.ask.day
            ended = newer.get("in_force_to") is not None and newer["in_force_to"] <= self.ask.day
            if begun and not ended:
                found.add(("clause_superseded", self.clause["id"]))
        starts = self.standard.get("in_force_from")
        if starts is not None and self.ask.day < starts:
            found.add(("edition_not_yet_in_force", self.standard["id"]))
        return found


def severity(code: str) -> str:
    """error | warning | notice."""
    return next(name for name, codes in SEVERITIES.items() if code in codes)


def _below(ask: Question, clause: str) -> list[str]:
    """Own states of every row below a clause."""
    found = []
    for one in ask.all.values():
        if one["kind"] == "clause" and one.get("parent") == clause:
            found.append(Reading(ask, one["id"]).own_state)
            found += _below(ask, one["id"])
    return found


def _worst(states: list[str]) -> str:
    return next(one for one in WORST_FIRST if one in states)


def _shown_record(one: dict[str, Any]) -> dict[str, Any]:
    record = {
        "record": one["record"]["id"],
        "link": one["link"]["id"],
        "fits": one["fits"],
        "evidence": [{"evidence": evidence["id"], "link": use["id"]} for evidence, use in one["files"]],
    }
    return record if one["revision"] is None else {**record, "revision": one["revision"]["id"]}


def _shown_chain(ask: Question, chain: dict[str, Any]) -> dict[str, Any]:
    history = []
    for one in chain["history"]:
        interval = ask.in_force(one)
        assert interval is not None
        item = {"revision": one["id"], "from": interval[0]}
        history.append(item if interval[1] is None else {**item, "to": interval[1]})
    shown: dict[str, Any] = {
        "document": chain["document"]["id"],
        "history": history,
        "records": [_shown_record(one) for one in chain["records"]],
    }
    if chain["link"]:
        shown |= {"revision": chain["current"]["id"], "link": chain["link"]["id"]}
    return shown


def trail(ask: Question, clause: str) -> dict[str, Any] | None:
    """The trail of a clause; None where it is unknown."""
    if clause not in ask.all:
        return None
    reading = Reading(ask, clause)
    return {
        "standard": reading.standard["id"],
        "clause": clause,
        "state": _worst([reading.own_state, *_below(ask, clause)]),
        "own_state": reading.own_state,
        "obligations": sorted(reading.obligations, key=lambda one: str(one["kind"])),
        "chains": [_shown_chain(ask, one) for one in reading.chains],
        "direct_records": [_shown_record(one) for one in reading.direct],
        "gaps": reading.gaps(),
        "issues": sorted((code, severity(code), subject) for code, subject in reading.issues),
    }


def coverage(ask: Question, standard: str) -> dict[str, Any]:
    """Every clause of an edition in its order, and the totals."""
    clauses = [one for one in ask.all.values() if one["kind"] == "clause" and one["standard"] == standard]
    rows = []
    totals: dict[str, int] = {}
    for one in sorted(clauses, key=lambda row: row["order"]):
        reading, below = Reading(ask, one["id"]), _below(ask, one["id"])
        shown = reading.shown()
        totals[reading.own_state] = totals.get(reading.own_state, 0) + 1
        codes = [code for code, _ in reading.issues]
        rows.append(
            {
                "number": one["number"],
                "state": _worst([reading.own_state, *below]),
                "own_state": reading.own_state,
                "below": {state: below.count(state) for state in below},
                "obligations": sorted(reading.obligations, key=lambda row: str(row["kind"])),
                "procedures": len([chain for chain in reading.chains if chain["link"]]),
                "records": len({row["record"]["id"] for row in shown}),
                "evidence": len({evidence["id"] for row in shown for evidence, _ in row["files"]}),
                "gaps": reading.gaps(),
                "issues": {code: codes.count(code) for code in codes},
            }
        )
    waiting = sum("not_assessed" in row["issues"] for row in rows)
    return {"totals": totals, "not_assessed": waiting, "clauses": rows}
