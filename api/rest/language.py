"""The reader's language from `Accept-Language` (RFC 9110, 12.5.4)."""

from __future__ import annotations

from starlette.requests import Request

from workflows.wording import language_of

DEFAULT = "en"
_LONGEST = 20
"""Languages of a header that are looked at."""


def language_for(request: Request) -> str:
    """The first of the languages asked for, by weight, that the product speaks; English where none is."""
    return best_language(request.headers.get("accept-language", ""))


def best_language(header: str) -> str:
    """zh-Hans, zh-Hant or en for a header's text."""
    weighted = []
    for position, part in enumerate(header.split(",")[:_LONGEST]):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        known = language_of(tag)
        if known and (weight := _weight(parameters)) > 0:
            weighted.append((-weight, position, known))
    return min(weighted)[2] if weighted else DEFAULT


def _weight(parameters: list[str]) -> float:
    for one in parameters:
        if one.lower().startswith("q="):
            try:
                return min(1.0, max(0.0, float(one[2:])))
            except ValueError:
                return 0.0
    return 1.0
