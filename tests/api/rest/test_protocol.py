"""What a client can do below HTTP: a head that never ends, lengths that contradict (R50)."""

from __future__ import annotations

import socket

import pytest

from tests.api.rest.conftest import Api


def answer_to(api: Api, pieces: list[bytes]) -> bytes:
    """What comes back, up to the end of the connection, as far as it lets us send."""
    host, _, port = api.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass  # it was closed before all was sent
        received = b""
        try:
            while piece := connection.recv(65_536):
                received += piece
        except ConnectionResetError:
            pass
        return received


START = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"


def test_r50_a_head_that_never_ends_is_broken_off(api: Api) -> None:
    endless = [START, *(b"X-%d: %s\r\n" % (number, b"y" * 1_000) for number in range(1_000))]
    received = answer_to(api, endless)
    assert received[:12] in (b"HTTP/1.1 400", b"")  # closed with an answer, or with unread data: reset
    one_value = [START, b"X: ", *(b"y" * 10_000 for _ in range(100))]
    assert answer_to(api, one_value)[:12] in (b"HTTP/1.1 400", b"")
    assert answer_to(api, [START, b"\r\n"])[:12] == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: -5\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n",
        b"Content-Length: 2, 3\r\n",
        b"Content-Length: x\r\n",
    ],
)
def test_r50_lengths_that_are_none_or_contradict_are_refused(api: Api, lengths: bytes) -> None:
    head = b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
    assert answer_to(api, [head + lengths + b"\r\n", b"{}}"])[9:12] == b"400"
