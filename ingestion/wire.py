"""`ReadFile` as JSON between the limited process and the one that asked: plain lists and texts, checked on arrival.

The process that answers has opened a hostile file and may itself be hostile: nothing here trusts its types.
"""

from __future__ import annotations

import json
from typing import Any

from graph_schema.errors import ClausetrailError, InvalidInput, NotFound, TooLarge
from ingestion.blocks import Block, Place, ReadFile, ReadIssue, Row

ROLES = frozenset({"body", "heading", "toc", "header", "footer", "caption", "footnote", "cell"})
SEVERITIES = frozenset({"error", "warning", "notice"})
ERRORS: dict[str, type[ClausetrailError]] = {
    "InvalidInput": InvalidInput,
    "NotFound": NotFound,
    "TooLarge": TooLarge,
}


def encode_file(read: ReadFile) -> dict[str, Any]:
    """The file as JSON values."""
    return {
        "media_type": read.media_type,
        "pages": read.pages,
        "blocks": [
            [block.text, _place(block.place), block.auto_number, block.level, block.role] for block in read.blocks
        ],
        "rows": [[list(row.cells), _place(row.place)] for row in read.rows],
        "issues": [[issue.code, issue.severity, _place(issue.place), issue.params] for issue in read.issues],
    }


def encode_error(error: ClausetrailError) -> dict[str, Any]:
    """An error by class name, code and values; classes outside the table travel as InvalidInput."""
    name = type(error).__name__
    return {"class": name if name in ERRORS else "InvalidInput", "code": error.code, "params": dict(error.params)}


def decode_file(value: object) -> ReadFile:
    """The `ReadFile` in a JSON value. Raises ValueError for anything that is not one."""
    try:
        found = as_mapping(value)
        return ReadFile(
            as_text(found["media_type"]),
            blocks=tuple(_block(one) for one in as_list(found["blocks"])),
            rows=tuple(_row(one) for one in as_list(found["rows"])),
            issues=tuple(_issue(one) for one in as_list(found["issues"])),
            pages=as_number(found["pages"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a file") from error


def decode_error(value: object) -> ClausetrailError:
    """The error in a JSON value. Raises ValueError for anything that is not one."""
    try:
        found = as_mapping(value)
        kind = ERRORS[as_text(found["class"])]
        code = as_text(found["code"])
        params = {as_text(name): as_text(one) for name, one in as_mapping(found["params"]).items()}
    except (KeyError, TypeError) as error:
        raise ValueError("not an error") from error
    params.pop("code", None)
    return kind(code, **params)


def to_bytes(value: object) -> bytes:
    """JSON in UTF-8; what no charset can say (lone surrogates) becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")


def _place(place: Place) -> list[int | str | None]:
    return [place.line, place.page, place.sheet, place.row]


def _block(value: object) -> Block:
    text, place, auto_number, level, role = as_list(value)
    if role not in ROLES:
        raise ValueError("unknown role")
    return Block(as_text(text), _place_of(place), as_text(auto_number), as_number(level), role)


def _row(value: object) -> Row:
    cells, place = as_list(value)
    return Row(tuple(as_text(cell) for cell in as_list(cells)), _place_of(place))


def _issue(value: object) -> ReadIssue:
    code, severity, place, params = as_list(value)
    if severity not in SEVERITIES:
        raise ValueError("unknown severity")
    values = {as_text(name): as_text(one) for name, one in as_mapping(params).items()}
    return ReadIssue(as_text(code), severity, _place_of(place), values)


def _place_of(value: object) -> Place:
    line, page, sheet, row = as_list(value)
    return Place(as_number(line), as_number(page), None if sheet is None else as_text(sheet), as_number(row))


def as_text(value: object) -> str:
    """The value if it is a text, else TypeError."""
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def as_number(value: object) -> int | None:
    """The value if it is a whole number or None, else TypeError."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError("number expected")
    return value


def as_list(value: object) -> list[Any]:
    """The value if it is a list, else TypeError."""
    if not isinstance(value, list):
        raise TypeError("list expected")
    return value


def as_mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else TypeError."""
    if not isinstance(value, dict):
        raise TypeError("mapping expected")
    return value
