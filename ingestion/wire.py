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
        found = _mapping(value)
        return ReadFile(
            _text(found["media_type"]),
            blocks=tuple(_block(one) for one in _list(found["blocks"])),
            rows=tuple(_row(one) for one in _list(found["rows"])),
            issues=tuple(_issue(one) for one in _list(found["issues"])),
            pages=_number(found["pages"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a file") from error


def decode_error(value: object) -> ClausetrailError:
    """The error in a JSON value. Raises ValueError for anything that is not one."""
    try:
        found = _mapping(value)
        kind = ERRORS[_text(found["class"])]
        code = _text(found["code"])
        params = {_text(name): _text(one) for name, one in _mapping(found["params"]).items()}
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
    text, place, auto_number, level, role = _list(value)
    if role not in ROLES:
        raise ValueError("unknown role")
    return Block(_text(text), _place_of(place), _text(auto_number), _number(level), role)


def _row(value: object) -> Row:
    cells, place = _list(value)
    return Row(tuple(_text(cell) for cell in _list(cells)), _place_of(place))


def _issue(value: object) -> ReadIssue:
    code, severity, place, params = _list(value)
    if severity not in SEVERITIES:
        raise ValueError("unknown severity")
    values = {_text(name): _text(one) for name, one in _mapping(params).items()}
    return ReadIssue(_text(code), severity, _place_of(place), values)


def _place_of(value: object) -> Place:
    line, page, sheet, row = _list(value)
    return Place(_number(line), _number(page), None if sheet is None else _text(sheet), _number(row))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _number(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError("number expected")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("list expected")
    return value


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("mapping expected")
    return value
