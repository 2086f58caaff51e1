"""The server's HTTP protocol with a limit on the head of a request: the parser itself has none and would keep on
collecting what never ends (R50)."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.rest.guard import HEAD_LIMIT

MESSAGE = "Request head too large."


class LimitedProtocol(HttpToolsProtocol):
    """Answers 400 and closes once more than the limit has come and the head is still not complete. Heads that come
    complete in one piece are measured by the guard."""

    _head_bytes = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT:
                self.send_400_response(MESSAGE)

    def on_message_begin(self) -> None:
        self._head_bytes, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()
