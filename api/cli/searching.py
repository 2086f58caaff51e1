"""`clausetrail search` and `clausetrail reindex`: words in, hits with their place out; the index made anew."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of
from api.cli.options import AsJson
from api.cli.progress import told
from api.cli.screen import Screen
from graph_schema.errors import StoreUnavailable
from workflows import indexing
from workflows.answers import Json
from workflows.permissions import require
from workflows.searching import LIMIT, LIMIT_MOST, OFFSET_MOST
from workflows.searching import search as search_all


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help='Words, "phrases", kind:, clause:, date:; all must be found.'),
    ],
    limit: Annotated[int, typer.Option("--limit", help="How many at most.", min=1, max=LIMIT_MOST)] = LIMIT,
    offset: Annotated[int, typer.Option("--offset", help="How many to pass over.", min=0, max=OFFSET_MOST)] = 0,
    json: AsJson = False,
) -> None:
    """Find clauses, documents, records and files by what stands in them, in either script."""
    desk = desk_of(ctx)
    person = desk.person
    require(person.roles, "read")
    with told("p_index", desk.screen) as show:
        indexing.catch_up(desk.system, lambda done, whole: show("p_index", done, whole))
    desk.tell(search_all(desk.system, person, " ".join(words), limit, offset), _found, json)


def _found(screen: Screen, answer: Json) -> None:
    for hint in answer["hints"]:
        hinted = screen.words.term("search_hint", hint["code"])
        screen.line(f"{hinted} {hint.get('value', '')}".rstrip(), "yellow")
    for hit in answer["hits"]:
        _hit(screen, hit)
    if behind := answer["indexed"]["behind"]:
        screen.say("search_behind", count=behind)
    if unread := answer["indexed"]["unread"]:
        screen.say("search_unread", count=unread)
    name = "search_about" if answer.get("about") else "search_total"
    screen.say(name, count=answer["total"], shown=len(answer["hits"]))


def _hit(screen: Screen, hit: Json) -> None:
    kind = screen.words.kind(hit["kind"])
    label = f"@{hit['label']}" if "label" in hit else ""
    number = f"{hit.get('standard', '')} {hit.get('number', '')}{label}".strip()
    page = screen.phrase("search_page", page=hit["page"]) if "page" in hit else ""
    screen.line("  ".join(part for part in (f"[{kind}]", number, hit.get("title", ""), page) if part), "bold")
    if hit["runs"]:
        screen.runs(hit["runs"], "    ")
    screen.line(f"    {hit['url']}", "dim")


def reindex(ctx: typer.Context, json: AsJson = False) -> None:
    """Throw the search index away and build it anew; nothing but time is lost."""
    desk = desk_of(ctx)
    require(desk.person.roles, "read")
    desk.tell(
        {"indexed": _rebuilt(desk)}, lambda screen, answer: screen.say("reindexed", count=answer["indexed"]), json
    )


def _rebuilt(desk: Desk) -> int:
    with told("p_index", desk.screen) as show:
        done = indexing.rebuild(desk.system, lambda done, whole: show("p_index", done, whole))
    if done is None:
        raise StoreUnavailable("index_being_written")
    return done
