"""A wire to the Neo4j server that breaks when it is told to: after a commit was done, before its reply comes back."""

from __future__ import annotations

import contextlib
import socket
import threading

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's COMMIT message as it is sent: one chunk of two bytes (a structure of no fields, tag 0x12), end of message."""


class CutWire:
    """Listens on a loopback port and passes everything on; `cuts` commits lose their reply, with the connection."""

    def __init__(self, host: str, port: int, cuts: int = 0) -> None:
        self._server = (host, port)
        self.cuts = cuts
        self.lost = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            cut = threading.Event()
            self._sockets += [client, server]
            for work in (self._up, self._down):
                thread = threading.Thread(target=work, args=(client, server, cut), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _up(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if COMMIT in data and self.cuts:
                    self.cuts -= 1
                    cut.set()
                server.sendall(data)
        _end(server)

    def _down(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if cut.is_set():
                    self.lost += 1  # the server has answered, so the commit is done
                    break
                client.sendall(data)
        _end(client)
        _end(server)

    def close(self) -> None:
        """End every connection and thread."""
        _end(self._listener)
        self._listener.close()
        for one in self._sockets:
            _end(one)
        for thread in self._threads:
            thread.join(timeout=5)
        for one in self._sockets:
            one.close()


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
