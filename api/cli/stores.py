"""`clausetrail store copy`: everything moved between two stores."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import desk_of, operating_user
from api.cli.options import AsJson
from api.cli.progress import told
from api.cli.screen import Screen
from graph_schema.errors import InvalidInput
from workflows.accounts import claimed
from workflows.answers import Json
from workflows.copying import copy_store
from workflows.permissions import require

app = typer.Typer(no_args_is_help=True, help="Stores: move everything from one engine or place to another.")


@app.command(
    "copy",
    epilog="Example: clausetrail store copy --from sqlite:///srv/clausetrail/clausetrail.db --to neo4j://localhost:7687",
)
def copy(
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="URL", help="The store to copy; it is marked as moved.")],
    end: Annotated[str, typer.Option("--to", metavar="URL", help="The store to fill; it must be empty.")],
    json: AsJson = False,
) -> None:
    """Move graph, versions, ledger, files and accounts; the Merkle root stays the same."""
    from api.bootstrap import assemble, open_place  # noqa: PLC0415  the engines take 0.4 s, see desk.py

    desk = desk_of(ctx)
    source = open_place(desk.settings, start)
    try:
        target = open_place(desk.settings, end)
        try:
            if source.url == target.url:
                raise InvalidInput("copy_onto_itself", url=source.url)
            system = assemble(desk.settings, source)
            require(claimed(system, desk.given.name, operating_user()).roles, "store.manage")
            with told("p_copy", desk.screen) as show:
                answer = copy_store(
                    source.store,
                    source.blobs,
                    target.store,
                    target.blobs,
                    target.url,
                    lambda kind, done: show(f"p_{kind}", done, None),
                )
        finally:
            target.store.close()
    finally:
        source.store.close()
    desk.tell(answer, _copied, json)


def _copied(screen: Screen, answer: Json) -> None:
    screen.say("copied", **{name: answer[name] for name in ("entries", "nodes", "links", "blobs", "root")})
