"""The body of a form as what was typed: urlencoded as browsers send it, or multipart with files into blobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.incoming.unreadable import Unreadable
from api.incoming.uploads import Arrived, Opening, received
from ui.typed import Typed, typed

URLENCODED = "application/x-www-form-urlencoded"
FIELDS_MOST = 5_000
"""Of one form: as many rows as a page may show, ticked, and its fields."""


@dataclass(frozen=True, slots=True)
class Body:
    """What came: the fields, and files that are not finished yet."""

    typed: Typed
    files: tuple[Arrived[Any], ...] = ()


def is_multipart(request: Request) -> bool:
    """Whether the form came with files."""
    return media_type(request) == "multipart/form-data"


def media_type(request: Request) -> str:
    """What the body says it is."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def plain(request: Request) -> Typed:
    """The fields of an urlencoded form (WHATWG URL, 5.1); the guard has bounded the body. Kept with the request, so
    that whatever goes wrong later can give them back."""
    raw = await request.body()
    if raw and media_type(request) != URLENCODED:  # what a foreign page may send unasked is no form of ours (ASVS 3.5)
        raise Unreadable("form_invalid")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=FIELDS_MOST
        )
    except ValueError:
        raise Unreadable("form_invalid") from None
    found = typed(pairs)
    request.state.typed = found
    return found


@asynccontextmanager
async def with_files(request: Request, opening: Opening[Any], limit: int, *, each: bool = False) -> AsyncIterator[Body]:
    """A form with files once it is whole. Its files go when the block is left without finishing them. `each`: those
    that cannot be taken are `refused` one by one."""
    async with received(request, None, opening, limit, each=each) as form:
        found = typed(form.fields.items())
        request.state.typed, request.state.files = found, len(form.files)
        yield Body(found, form.files)


class Nowhere:
    """Takes the bytes of files that nobody signed in has brought, and forgets them."""

    def write(self, chunk: bytes, /) -> None:
        """Forget them."""


@contextmanager
def nowhere() -> Iterator[Nowhere]:
    """Room for such a file."""
    yield Nowhere()
