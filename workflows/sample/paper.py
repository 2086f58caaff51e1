"""What a sample file says, before it becomes PDF, Word or Excel: one frozen value for all writers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """A form or a document: heads, labelled fields, numbered text, a table, and who signed below."""

    organisation: str
    title: str
    code: str
    fields: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    signed: str = ""


def paper_of(organisation: str, data: Mapping[str, Any]) -> Paper:
    """The paper that a row of `files.yaml` describes; numbers in it become text as they are printed."""
    return Paper(
        organisation=organisation,
        title=data["title"],
        code=data["code"],
        fields=tuple((label, str(value)) for label, value in data.get("fields", {}).items()),
        sections=tuple((head, tuple(lines)) for head, lines in data.get("sections", {}).items()),
        columns=tuple(data.get("columns", ())),
        rows=tuple(tuple(str(cell) for cell in row) for row in data.get("rows", ())),
        signed=data.get("signed", ""),
    )
