"""Options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_schema.ids import is_id
from graph_schema.references import KINDS

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, as described in docs/answers.md.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was true on that day; default today.")]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at", metavar="TIME", help="As recorded by then: an instant (ISO 8601) or seq:N; default now."
    ),
]
Period = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="A..B", help="When records meet an obligation, both days included; default one year."
    ),
]
Site = Annotated[str | None, typer.Option("--site", metavar="SITE", help="Only records of this site meet anything.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stays in the ledger.")]
OptionalReason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; it stays in the ledger.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The file; its bytes are kept unchanged.")]
Standard = Annotated[
    str, typer.Argument(metavar="STANDARD", help='Code and edition, e.g. "GB/T 27922-2011", a code alone, or an id.')
]
Clause = Annotated[
    str | None, typer.Argument(metavar="CLAUSE", help="The clause's number; left out where the first names the clause.")
]
Revision = Annotated[
    str, typer.Argument(metavar="NUMBER", help="The document's number, or a reference to the revision.")
]
Label = Annotated[
    str | None,
    typer.Argument(metavar="LABEL", help="The revision's label; left out where the first names the revision."),
]


def clause_reference(first: str, second: str | None) -> str:
    """`STANDARD CLAUSE` as one reference; one argument alone is a reference already."""
    return first if second is None else f"clause:{first}#{second}"


def revision_reference(first: str, second: str | None) -> str:
    """`NUMBER LABEL` as one reference; one argument alone is a reference already."""
    return first if second is None else f"revision:{first.removeprefix('document:')}@{second}"


def implied(text: str, kind: str | None, towards: bool) -> str:
    """A reference of a link's end with its kind before it, where the form or the link's kind implies one.

    `STD#5.1` is a clause, `QP-05@B/1` a revision; in a `supersedes` the rest are standards, else they are records.
    """
    from_hand = text.strip()
    if from_hand.partition(":")[0] in KINDS or is_id(from_hand):
        return from_hand
    if "#" in from_hand:
        return f"clause:{from_hand}"
    if "@" in from_hand:
        return f"revision:{from_hand}"
    if kind == "supersedes":
        return f"standard:{from_hand}"
    digest = not towards and len(from_hand) >= 12 and all(one in "0123456789abcdef" for one in from_hand.lower())
    return f"evidence:{from_hand}" if digest else f"record:{from_hand}"
