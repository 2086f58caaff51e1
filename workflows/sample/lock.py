"""A PDF that opens with a password only: the standard security handler, 128 bit (ISO 32000-1, 7.6.3, revision 3).

Written out here because it is for a file to be refused without its password, not to keep a secret: RC4 and MD5 are
what that revision prescribes, and every reader knows them.
"""

from __future__ import annotations

import hashlib

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = bytes(range(16))
_MAY = -3904
"""Permissions: nothing but reading."""


class Lock:
    """Seals strings and streams of a file under a password."""

    def __init__(self, password: str) -> None:
        padded = (password.encode("ascii") + _PAD)[:32]
        digest = _md5(padded)
        for _ in range(50):
            digest = _md5(digest)
        owner = _rounds(digest, padded)
        key = _md5(padded + owner + _MAY.to_bytes(4, "little", signed=True) + _ID)
        for _ in range(50):
            key = _md5(key)
        user = _rounds(key, _md5(_PAD + _ID)) + bytes(16)
        self._key = key
        self.trailer = (
            b" /ID [<%s> <%s>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P %d /O <%s> /U <%s> >>"
            % (
                *(_hex(_ID),) * 2,
                _MAY,
                _hex(owner),
                _hex(user),
            )
        )

    def sealed(self, data: bytes, number: int) -> bytes:
        """Data of the object of that number, enciphered (7.6.2, algorithm 1)."""
        return _rc4(_md5(self._key + number.to_bytes(3, "little") + b"\0\0"), data)


def _rounds(key: bytes, data: bytes) -> bytes:
    """Twenty times over, with the key changed each time (algorithms 3 and 5)."""
    for n in range(20):
        data = _rc4(bytes(one ^ n for one in key), data)
    return data


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _hex(data: bytes) -> bytes:
    return data.hex().upper().encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for one in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(one ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
