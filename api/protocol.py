"""The server's HTTP protocol with a limit on the head of a request: the parser itself has none and would keep on
collecting what never ends (R50)."""

from __future__ import annotations

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.rest.guard import HEAD_LIMIT

MESSAGE = "Request head too large."
ADDRESS_LIMIT = 480 << 10
"""Bytes of an address that are taken in: a query of 100 KB in Chinese is written with three for one (RFC 3986, 2.1)."""
ADDRESS_KEPT = 60_000
"""Bytes of an address that are passed on: the server's own parser of addresses counts to 65,535. What is left of a
value cut here is longer than any value may be, so the page says in the reader's language that it is too long."""
_TORN = re.compile(rb"%[0-9A-Fa-f]?$")


class LimitedProtocol(HttpToolsProtocol):
    """Answers 400 and closes once more than the limit has come and the head is still not complete. Heads that come
    complete in one piece are measured by the guard."""

    _head_bytes = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > ADDRESS_LIMIT + HEAD_LIMIT:
                self.send_400_response(MESSAGE)

    def on_message_begin(self) -> None:
        self._head_bytes, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        if len(self.url) > ADDRESS_KEPT:
            self.url = _TORN.sub(b"", self.url[:ADDRESS_KEPT])
        super().on_headers_complete()
