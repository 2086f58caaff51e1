"""`clausetrail standard`: read a standard into clauses after a preview; list, show, date its editions."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of, print_json
from api.cli.documents import kept
from api.cli.options import AsJson, Standard
from api.cli.progress import counted
from api.cli.records import named
from api.cli.screen import Screen
from graph_schema.errors import InvalidInput
from ingestion.issue_words import issue_message
from ingestion.parsed import ParsedStandard, place_json
from workflows import standards
from workflows.answers import Json
from workflows.standards import Content, Edition

app = typer.Typer(no_args_is_help=True, help="Standards: read their text into clauses; editions and their dates.")
From = Annotated[str | None, typer.Option("--in-force-from", metavar="DATE", help="First day the edition is in force.")]
To = Annotated[str | None, typer.Option("--in-force-to", metavar="DATE", help="First day it is obsolete.")]
Supersedes = Annotated[str | None, typer.Option("--supersedes", metavar="EDITION", help="The edition it replaces.")]


@app.command(
    "import",
    epilog='Examples: clausetrail standard import SBT10382.txt --code "SB/T 10382" --edition 2004\n\n'
    "clausetrail standard import --template gbt27922",
)
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="TXT, Markdown, HTML, DOCX, PDF with text, XLSX or CSV.")
    ] = None,
    code: Annotated[str | None, typer.Option("--code", help='The standard\'s code, e.g. "SB/T 10382".')] = None,
    edition: Annotated[str | None, typer.Option("--edition", help="Its edition, mostly a year.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="zh, zh-Hant or en; default by its letters.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Its title.")] = None,
    in_force_from: From = None,
    in_force_to: To = None,
    supersedes: Supersedes = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="A shipped edition instead of a file: gbt27922.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be imported; write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Import without asking.")] = False,
    json: AsJson = False,
) -> None:
    """Read a standard into clauses: a preview first, then import. The same edition again changes nothing."""
    if (file is None) == (template is None):
        raise typer.BadParameter("FILE / --template")
    desk = desk_of(ctx)
    known, content = _read(desk, file, template, language)
    if dry_run and json:
        print_json(content.parsed.to_json(desk.words.language))
        return
    shown = desk.screen if not json else Screen(desk.words, sys.stderr)
    _preview(shown, content.parsed, short=json)
    if dry_run:
        return
    given = _edition(known, code, edition, title, language)
    if not yes and not json and sys.stdin.isatty() and not typer.confirm(desk.screen.phrase("import_ask"), err=True):
        desk.note("import_cancelled")
        raise typer.Exit(1)
    dated = replace(
        given,
        in_force_from=in_force_from or given.in_force_from,
        in_force_to=in_force_to or given.in_force_to,
        supersedes=supersedes,
    )
    desk.tell(_import(desk, dated, content, file), _imported, json)


def _read(desk: Desk, file: Path | None, template: str | None, language: str | None) -> tuple[Edition | None, Content]:
    if file is None:
        return standards.template(template or "")
    with counted("p_reading", desk.screen, None):
        return None, standards.read(file, language)


def _edition(
    known: Edition | None, code: str | None, edition: str | None, title: str | None, language: str | None
) -> Edition:
    """Which edition this is: as given, else as the template says."""
    code = code or (known.code if known else None)
    edition = edition or (known.edition if known else None)
    for name, value in (("code", code), ("edition", edition)):
        if not value:
            raise InvalidInput("field_missing", kind="standard", field=name)
    base = known or Edition("", "")
    return replace(
        base, code=code or "", edition=edition or "", title=title or base.title, language=language or base.language
    )


def _import(desk: Desk, edition: Edition, content: Content, file: Path | None) -> Json:
    """The source is kept as a blob before the edition that names it."""
    if file is not None and content.parsed.clauses:
        source = kept(desk, file, "standard.import")
        content = replace(content, source=source.sha256, source_name=source.name)
    with counted("p_import", desk.screen, None):
        return standards.import_edition(desk.system, desk.person, edition, content)


def _preview(screen: Screen, parsed: ParsedStandard, short: bool) -> None:
    """The tree, what it asks for, and every issue; beside a JSON answer only the counts and the issues."""
    if not short:
        for clause in parsed.clauses:
            asked = " ".join(f"[{screen.words.term('obligation', one.kind)}]" for one in clause.obligations)
            text = clause.title or " ".join(clause.text.split())[:40]
            screen.line(f"{'  ' * max(0, clause.level - 1)}{clause.number}  {text}  {asked}".rstrip())
    stated = sum(len(clause.obligations) for clause in parsed.clauses)
    screen.say("preview", clauses=len(parsed.clauses), obligations=stated, aside=len(parsed.set_aside))
    for issue in parsed.issues:
        place = ", ".join(
            f"{screen.words.term('place', name)} {value}" for name, value in place_json(issue.place).items()
        )
        severity = screen.words.term("severity", issue.severity)
        message = issue_message(issue, screen.words.language)
        screen.line(f"! {severity}: {message}" + (f" ({place})" if place else ""))


def _imported(screen: Screen, answer: Json) -> None:
    name = named(answer["standard"])
    if answer.get("unchanged"):
        screen.say("import_unchanged" if answer["same_content"] else "import_other_content", name=name)
    else:
        screen.say("imported", name=name, clauses=answer["clauses"])


@app.command("list")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    """List editions by code."""
    desk = desk_of(ctx)
    desk.tell_items(standards.listed(desk.system, desk.person), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (named(one), one.get("title"), one.get("in_force_from"), one.get("in_force_to"), one["clauses"], one["id"])
        for one in answer["items"]
    ]
    screen.table(("standard", "title", "from", "to", "clauses", "id"), rows, frozenset({4}))


@app.command("show", epilog='Example: clausetrail standard show "SB/T 10382-2004"')
def show(ctx: typer.Context, standard: Standard, json: AsJson = False) -> None:
    """Show an edition with its clauses in order."""
    desk = desk_of(ctx)
    desk.tell(standards.show(desk.system, desk.person, standard), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    screen.line(f"{named(answer)}  {answer.get('title') or ''}".rstrip(), "bold")
    screen.say("edition_dates", start=answer.get("in_force_from"), end=answer.get("in_force_to"))
    for one in answer["clauses"]:
        asked = " ".join(f"[{screen.words.term('obligation', row['kind'])}]" for row in one.get("obligations", ()))
        text = one.get("title") or " ".join(one["text"].split())[:40]
        screen.line(f"{'  ' * max(0, one['level'] - 1)}{one['number']}  {text}  {asked}".rstrip())


@app.command("dates", epilog='Example: clausetrail standard dates "GB/T 27922-2011" --in-force-to 2027-07-01')
def dates(
    ctx: typer.Context,
    standard: Standard,
    in_force_from: From = None,
    in_force_to: To = None,
    supersedes: Supersedes = None,
    json: AsJson = False,
) -> None:
    """Set an edition's own dates, and which edition it replaces; what is not given stays."""
    if not (in_force_from or in_force_to or supersedes):
        raise typer.BadParameter("--in-force-from / --in-force-to / --supersedes")
    desk = desk_of(ctx)
    answer = standards.set_dates(desk.system, desk.person, standard, in_force_from, in_force_to, supersedes)
    desk.tell(answer, _dated, json)


def _dated(screen: Screen, answer: Json) -> None:
    screen.line(named(answer), "bold")
    screen.say("edition_dates", start=answer.get("in_force_from"), end=answer.get("in_force_to"))
