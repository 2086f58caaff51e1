"""The definitions of RFC 9162 section 2.1 written out as they stand there: lists and recursion."""

from __future__ import annotations

import hashlib


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """k: the largest power of two smaller than the count."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


class NaiveTree:
    """A list of leaf hashes; each range's hash is computed once, from the definition alone."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self._known: dict[tuple[int, int], bytes] = {}

    def head(self, start: int, end: int) -> bytes:
        """MTH(D[start:end])"""
        if start == end:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return self.leaves[start]
        if (start, end) not in self._known:
            middle = start + split(end - start)
            self._known[start, end] = node(self.head(start, middle), self.head(middle, end))
        return self._known[start, end]

    def path(self, index: int, start: int, end: int) -> list[bytes]:
        """PATH(index, D[start:end])"""
        if end - start == 1:
            return []
        k = split(end - start)
        if index < k:
            return [*self.path(index, start, start + k), self.head(start + k, end)]
        return [*self.path(index - k, start + k, end), self.head(start, start + k)]

    def proof(self, size: int, end: int) -> list[bytes]:
        """PROOF(size, D[0:end])"""
        return self._subproof(size, 0, end, True)

    def _subproof(self, size: int, start: int, end: int, known: bool) -> list[bytes]:
        count = end - start
        if size == count:
            return [] if known else [self.head(start, end)]
        k = split(count)
        if size <= k:
            return [*self._subproof(size, start, start + k, known), self.head(start + k, end)]
        return [*self._subproof(size - k, start + k, end, False), self.head(start, start + k)]
