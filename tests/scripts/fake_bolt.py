"""Plays the server program: logs in over Bolt with the password from standard input, and nothing else.

Run as `fake_bolt.py HOME PORT`. The bytes are written out here from the Bolt and PackStream documentation, so
that the client is not checked against itself. This file needs no import of the repository.
"""

import socketserver
import sys
from pathlib import Path

NOTHING = b"\xb1\x70\xa0"  # SUCCESS {}
WELCOME = b"\xb1\x70\xa1\x86server\x8dNeo4j/5.26.30"  # SUCCESS {server: "Neo4j/5.26.30"}
REFUSAL = b"\xb1\x7f\xa2\x84code\x84Auth\x87message\x82no"  # FAILURE {code: "Auth", message: "no"}
HELLO, LOGON = 0x01, 0x6A


class Handler(socketserver.StreamRequestHandler):
    """One connection: handshake, then an answer to each message until the client hangs up."""

    password = b""

    def handle(self) -> None:
        """Answer hello with the server's name, a login by its password, everything else with an empty success."""
        opening = self.rfile.read(20)
        if opening[:4] != b"\x60\x60\xb0\x17":
            return
        self.wfile.write(b"\x00\x00\x04\x05")
        while message := self._message():
            answer = NOTHING
            if message[1] == HELLO:
                answer = WELCOME
            elif message[1] == LOGON and self.password not in message:
                answer = REFUSAL
            # An empty chunk before a message only keeps the line alive; the answer comes in two chunks.
            parts = [answer[:2], answer[2:]]
            chunks = b"".join(len(part).to_bytes(2, "big") + part for part in parts)
            self.wfile.write(b"\0\0" + chunks + b"\0\0")

    def _message(self) -> bytes:
        whole = b""
        while size := int.from_bytes(self.rfile.read(2), "big"):
            whole += self.rfile.read(size)
        return whole


class Server(socketserver.ThreadingTCPServer):
    """Loopback only."""

    allow_reuse_address = True
    daemon_threads = True


def main() -> None:
    """Serve until ended by a signal."""
    home, port = sys.argv[1:3]
    Handler.password = sys.stdin.readline().strip().encode()
    with Server(("127.0.0.1", int(port)), Handler) as server:
        Path(home, "data").mkdir()
        sys.stdout.write("READY\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
