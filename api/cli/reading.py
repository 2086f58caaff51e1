"""`clausetrail trail` and `clausetrail coverage`: the question the product is for, on any date."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from api.cli.desk import desk_of
from api.cli.options import AsJson, AsOf, Clause, KnownAt, Period, Site, Standard, clause_reference
from api.cli.records import named, suspect, when
from api.cli.screen import Screen
from graph_schema.dates import day_before
from workflows import trails
from workflows.answers import Json
from workflows.views import Asked


def trail(
    ctx: typer.Context,
    standard: Annotated[
        str,
        typer.Argument(
            metavar="STANDARD", help='E.g. "GB/T 27922-2011" (without an edition: the one in force), or a clause id.'
        ),
    ],
    clause: Clause = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    period: Period = None,
    site: Site = None,
    json: AsJson = False,
) -> None:
    """Show what satisfies a clause: procedure, records, files, gaps, issues; today or on any date."""
    desk = desk_of(ctx)
    reference = clause_reference(standard, clause)
    answer = trails.trail_document(desk.system, desk.person, reference, Asked(as_of, known_at, period, site))
    desk.tell(answer, show_trail, json)


def coverage(
    ctx: typer.Context,
    standard: Standard,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    period: Period = None,
    site: Site = None,
    json: AsJson = False,
) -> None:
    """Show the state of every clause of a standard, with totals."""
    desk = desk_of(ctx)
    answer = trails.coverage_document(desk.system, desk.person, standard, Asked(as_of, known_at, period, site))
    desk.tell(answer, _show_coverage, json)


def _view(screen: Screen, answer: Json) -> None:
    """Which day, which state of knowledge, which period: without it no answer means anything."""
    span = f"{answer['period']['from']}..{day_before(answer['period']['to'])}"
    known = answer["known_at"].removeprefix("seq:")
    screen.say(
        "view",
        as_of=answer["as_of"],
        seq=known,
        period=span,
        site=answer.get("site"),
        at=answer.get("known_at_instant"),
    )


def show_trail(screen: Screen, answer: Json) -> None:
    """A trail as a tree of lines."""
    clause = answer["clause"]
    screen.line(f"{named(answer['standard'])}  {named(clause)}", "bold")
    _view(screen, answer)
    state = screen.words.term("state", answer["own_state"])
    screen.say("clause_state", state=state)
    if "below" in answer:
        screen.say("below", below=_counts(screen, answer["below"]), state=screen.words.term("state", answer["state"]))
    for one in answer["obligations"]:
        _obligation(screen, one)
    for chain in answer["chains"]:
        _chain(screen, chain)
    if answer["direct_records"]:
        screen.line()
        screen.say("direct_records")
        for one in answer["direct_records"]:
            _record(screen, one)
    for gap in answer["gaps"]:
        screen.line(f"✗ {screen.words.term('gap', gap['kind'])}", "red")
    for one in answer["issues"]:
        subjects = ", ".join(_subject(one) for one in one["subjects"])
        severity = screen.words.term("severity", one["severity"])
        style = {"error": "red", "warning": "yellow"}.get(one["severity"], "")
        screen.line(f"! {severity}: {screen.words.issue(one['code'])} ({subjects})", style)
    if answer["truncated"]:
        screen.say("truncated")


def _subject(subject: Json) -> str:
    return subject["id"] if subject["kind"] == "link" else named(subject)


def _counts(screen: Screen, counts: Json) -> str:
    return ", ".join(f"{screen.words.term('state', state)} {count}" for state, count in counts.items())


def _obligation(screen: Screen, one: Json) -> None:
    words = screen.words
    screen.say(
        "obligation" if one["asked"] else "obligation_not_asked",
        kind=words.term("obligation", one["kind"]),
        strength=words.term("strength", one["strength"]),
        met=words.term("met", one["met"]) if one.get("met") else None,
        words=one.get("words"),
    )


def _chain(screen: Screen, chain: Json) -> None:
    screen.line()
    document = chain["document"]
    screen.line(f"{document['number']}  {document['title']}", "bold")
    if "revision" in chain:
        mark = _mark(screen, chain["link"])
        screen.say("chain_revision", label=chain["revision"]["label"], suspect=mark)
    else:
        screen.say("chain_without")
    for item in chain["history"]:
        screen.say(
            "history",
            label=item["revision"]["label"],
            start=item["from"],
            end=item.get("to"),
            outcome=screen.words.term("outcome", item["decision"]["outcome"]),
            by=item["decision"].get("by"),
        )
    for one in chain["records"]:
        _record(screen, one)


def _record(screen: Screen, shown: Json) -> None:
    record = shown["record"]
    parts = [record.get("number"), record["type"], when(record), record.get("site")]
    if "revision" in shown:
        parts.append(named(shown["revision"]))
    if not shown["fits"]:
        parts.append(screen.words.issue("record_outside_revision"))
    parts.append(_mark(screen, shown["link"]))
    screen.line("  · " + "  ".join(part for part in parts if part))
    for one in shown["evidence"]:
        file = one["evidence"]
        fixity = "" if file["fixity"] == "held" else screen.words.term("fixity", file["fixity"])
        marks = "  ".join(part for part in (fixity, _mark(screen, one["link"])) if part)
        screen.line(f"      {file['name']}  {file['sha256'][:16]}  {marks}".rstrip())


def _mark(screen: Screen, link: Json) -> str:
    shown = suspect(screen, link)
    return f"[{shown}]" if shown else ""


def _show_coverage(screen: Screen, answer: Json) -> None:
    screen.line(named(answer["standard"]), "bold")
    _view(screen, answer)
    rows = [
        (
            row["number"],
            row.get("title"),
            screen.term("state", row["own_state"]),
            screen.term("state", row["state"]) if "below" in row else "",
            _asked(screen, row),
            row["procedures"],
            row["records"],
            row["evidence"],
            _issues(screen, row),
        )
        for row in answer["clauses"]
    ]
    names = ("clause", "title", "own_state", "with_below", "asked", "procedures", "records", "evidence", "issues")
    screen.table(names, rows, frozenset({5, 6, 7}))
    totals = {state: count for state, count in answer["totals"].items() if count and state != "not_assessed"}
    screen.say("totals", totals=_counts(screen, totals))
    if answer["totals"].get("not_assessed"):
        screen.say("totals_not_assessed", count=answer["totals"]["not_assessed"])


def _asked(screen: Screen, row: Json) -> Text:
    text = Text()
    for one in row["obligations"]:
        if one["asked"]:
            style = {"yes": "green", "no": "red", "suspect": "yellow"}.get(one.get("met", ""), "dim")
            mark = {"yes": "✓", "no": "✗", "suspect": "?"}.get(one.get("met", ""), "·")
            text.append(f"{' ' if text else ''}{screen.words.term('obligation', one['kind'])}{mark}", style)
    return text


def _issues(screen: Screen, row: Json) -> str:
    gaps = [screen.words.term("gap", gap["kind"]) for gap in row["gaps"]]
    return "; ".join([*gaps, *(f"{screen.words.issue(code)} {count}" for code, count in row["issues"].items())])
