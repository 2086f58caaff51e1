"""The parts of a multipart form as they come out of the parser (RFC 7578)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from python_multipart.multipart import MultipartParser, parse_options_header

from api.incoming.unreadable import Unreadable

PARTS_MOST = 150
_EXTENDED = re.compile(r"filename\*\s*=\s*utf-8''([^;\s]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a part: its field, and the file's name where it is a file."""

    field: str
    file_name: str | None


Event = Part | bytes | None
"""A part begins, bytes of it, a part ends."""


class Parts:
    """Feeds a parser and gives back what happened; the caller decides what to do with it."""

    def __init__(self, content_type: str) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not 1 <= len(boundary) <= 70:  # RFC 2046, 5.1.1
            raise Unreadable("form_invalid")
        self.complete = False
        self._events: list[Event] = []
        self._name, self._value, self._disposition = b"", b"", ""
        self._count = 0
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._all,
            },
        )

    def feed(self, chunk: bytes) -> list[Event]:
        """What the next bytes of the body bring."""
        self._events = []
        self._parser.write(chunk)
        return self._events

    def _begin(self) -> None:
        self._count += 1
        if self._count > PARTS_MOST:
            raise Unreadable("form_invalid")
        self._disposition = ""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.strip().lower() == b"content-disposition":
            self._disposition = self._value.decode("latin-1")
        self._name, self._value = b"", b""

    def _headers(self) -> None:
        kind, options = parse_options_header(self._disposition)
        field = _utf8(options.get(b"name", b""))
        if kind != b"form-data" or not field:
            raise Unreadable("form_invalid")
        name = _utf8(options[b"filename"]) if b"filename" in options else _extended(self._disposition)
        self._events.append(Part(field, name))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(data[start:end])

    def _end(self) -> None:
        self._events.append(None)

    def _all(self) -> None:
        self.complete = True


def _utf8(raw: bytes) -> str:
    """Names travel as UTF-8 (WHATWG, multipart/form-data encoding); anything else is refused, not guessed."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("form_invalid") from None


def _extended(disposition: str) -> str | None:
    """RFC 7578 forbids `filename*`, some clients send only it; a plain `filename` always goes first."""
    found = _EXTENDED.search(disposition)
    return _utf8(unquote_to_bytes(found[1])) if found else None
