"""A small Bolt client of the standard library: enough to log in and to run a query.

The driver is not used here, because the server is started before anything is installed. Source: Neo4j Bolt
documentation, "Bolt protocol" (handshake, chunking, messages of version 5.1 and later).
"""

import socket
import ssl
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from scripts.neo4j_local.packstream import Unpacker, pack_message
from scripts.neo4j_local.problems import Neo4jProblem

_MAGIC: Final = bytes.fromhex("6060B017")
_VERSIONS: Final = bytes.fromhex("00030405") + bytes(12)  # 5.4 and the three below it; nothing else
_HELLO, _LOGON, _RUN, _PULL = 0x01, 0x6A, 0x10, 0x3F
_SUCCESS, _RECORD = 0x70, 0x71
_AGENT: Final = "clausetrail-neo4j-server/1"
_SCHEMES: Final = ("bolt", "neo4j")


class Refused(Neo4jProblem):
    """The server answered with a failure; the text is `CODE: message` as the server sent it."""


class Session:
    """A logged-in connection. Errors: `Refused`, or `Neo4jProblem` when nobody answers in Bolt at the address."""

    def __init__(self, uri: str, user: str, password: str, timeout: float = 10.0) -> None:
        """Connect and log in; `timeout` in seconds holds for connecting and for the login, not for queries."""
        self._socket = _connect(uri, timeout)
        try:
            self._socket.sendall(_MAGIC + _VERSIONS)
            if self._read(4)[3] != 5:
                raise Neo4jProblem(f"{uri}: the server speaks no version of Bolt from 5.1 to 5.4")
            agent = {"user_agent": _AGENT, "bolt_agent": {"product": _AGENT}}
            self.server = str(self._ask(_HELLO, agent)["server"])
            self._ask(_LOGON, {"scheme": "basic", "principal": user, "credentials": password})
            self._socket.settimeout(None)
        except OSError as cause:
            self.close()
            raise Neo4jProblem(f"{uri}: no Bolt server answers there ({cause})") from cause
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; twice is harmless."""
        self._socket.close()

    def run(self, query: str, **parameters: object) -> list[list[Any]]:
        """Run a query in a transaction of its own and return its rows."""
        self._ask(_RUN, query, parameters, {})
        self._send(_PULL, {"n": -1})
        rows: list[list[Any]] = []
        while True:
            tag, body = self._receive()
            if tag != _RECORD:
                self._success(tag, body)
                return rows
            rows.append(body)

    def _ask(self, tag: int, *fields: object) -> dict[str, Any]:
        self._send(tag, *fields)
        return self._success(*self._receive())

    @staticmethod
    def _success(tag: int, body: Any) -> dict[str, Any]:
        if tag != _SUCCESS:
            details = body if isinstance(body, dict) else {}
            raise Refused(f"{details.get('code', 'ignored')}: {details.get('message', '')}")
        return dict(body)

    def _send(self, tag: int, *fields: object) -> None:
        message = pack_message(tag, *fields)
        parts = [message[at : at + 0xFFFF] for at in range(0, len(message), 0xFFFF)]
        chunks = b"".join(len(part).to_bytes(2, "big") + part for part in parts)
        self._socket.sendall(chunks + b"\0\0")

    def _receive(self) -> tuple[int, Any]:
        """The next message as its tag and its first field; empty chunks between messages keep a line alive."""
        message = b""
        while True:
            size = int.from_bytes(self._read(2), "big")
            if size:
                message += self._read(size)
            elif message:
                break
        tag, fields = Unpacker(message).value()
        return tag, fields[0] if fields else None

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionResetError("the server hung up")
            data += part
        return data


def _connect(uri: str, timeout: float) -> socket.socket:
    """Open the socket, with TLS for `+s` (checked certificate) and `+ssc` (any certificate) addresses."""
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port or 7687
    except ValueError as cause:
        raise Neo4jProblem(f"{uri}: not a bolt:// or neo4j:// address") from cause
    scheme, _, security = parts.scheme.partition("+")
    if scheme not in _SCHEMES or security not in ("", "s", "ssc") or not host:
        raise Neo4jProblem(f"{uri}: not a bolt:// or neo4j:// address")
    try:
        plain = socket.create_connection((host, port), timeout)
    except OSError as cause:
        raise Neo4jProblem(f"{uri}: no Bolt server answers there ({cause})") from cause
    if not security:
        return plain
    context = ssl.create_default_context()
    if security == "ssc":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except OSError as cause:
        plain.close()
        raise Neo4jProblem(f"{uri}: no TLS connection ({cause})") from cause
