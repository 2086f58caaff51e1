"""The ledger's tree, exactly as RFC 9162 section 2.1 defines it, over stored perfect subtrees.

Subtree (level, index) covers leaves index * 2^level to (index + 1) * 2^level - 1; level 0 is the leaf hash.
An append yields the subtrees it completes (two on average); no stored hash ever changes. Roots and proofs of
any size so far read O(log size) of them, through a loader or from a mapping already filled, so a store with
costly round trips fetches what `required_for_...` names in one query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from graph_schema.errors import InvalidInput

Subtree = tuple[int, int]
"""(level, index) of a perfect subtree."""
Load = Callable[[int, int], bytes]
"""The stored hash of subtree (level, index)."""
Hashes = Load | Mapping[Subtree, bytes]

HASH_LENGTH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def closed_subtrees(seq: int, leaf: bytes, load: Hashes) -> list[tuple[int, int, bytes]]:
    """(level, index, hash) of every perfect subtree that leaf number `seq` completes, smallest first."""
    stored = _loader(load)
    closed = [(0, seq, leaf)]
    for level, index in required_for_append(seq):
        closed.append((level + 1, index >> 1, node_hash(stored(level, index), closed[-1][2])))
    return closed


def root(size: int, load: Hashes) -> bytes:
    """Root of the first `size` leaves."""
    if size == 0:
        return EMPTY_ROOT
    return _range_hash(*_whole(size), _loader(load))


def inclusion_path(index: int, size: int, load: Hashes) -> list[bytes]:
    """PATH(index, first `size` leaves) of RFC 9162 section 2.1.3.1, leaf side first."""
    stored = _loader(load)
    return [_range_hash(start, end, stored) for start, end in _inclusion_ranges(index, size)]


def consistency_path(from_size: int, to_size: int, load: Hashes) -> list[bytes]:
    """PROOF(from_size, first `to_size` leaves) of RFC 9162 section 2.1.4.1; empty for equal sizes."""
    stored = _loader(load)
    return [_range_hash(start, end, stored) for start, end in _consistency_ranges(from_size, to_size)]


def required_for_append(seq: int) -> list[Subtree]:
    """Subtrees whose hashes `closed_subtrees` reads: the left siblings of those that leaf `seq` completes."""
    if seq < 0:
        raise InvalidInput("proof_out_of_range", index=seq)
    needed = []
    level, index = 0, seq
    while index & 1:
        needed.append((level, index - 1))
        level, index = level + 1, index >> 1
    return needed


def required_for_root(size: int) -> list[Subtree]:
    """Subtrees whose hashes `root` reads."""
    return _subtrees(*_whole(size))


def required_for_inclusion(index: int, size: int) -> list[Subtree]:
    """Subtrees whose hashes `inclusion_path` reads."""
    return _of_all(_inclusion_ranges(index, size))


def required_for_consistency(from_size: int, to_size: int) -> list[Subtree]:
    """Subtrees whose hashes `consistency_path` reads."""
    return _of_all(_consistency_ranges(from_size, to_size))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2: whether leaf hash `leaf` is number `index` under `root`.

    `size` and `root` belong together, from one signed checkpoint: a path alone does not prove a size.
    """
    if not _are_hashes([leaf, root, *path]) or not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(from_size: int, to_size: int, path: Sequence[bytes], from_root: bytes, to_root: bytes) -> bool:
    """RFC 9162 section 2.1.4.2: whether `to_root` has the leaves of `from_root` as its first.

    Equal sizes are consistent when the roots are equal and the path is empty; nothing follows from an empty
    first tree. Sizes and roots belong together as in `verify_inclusion`.
    """
    if not _are_hashes([from_root, to_root, *path]) or not 0 < from_size <= to_size:
        return False
    if from_size == to_size:
        return not path and from_root == to_root
    if not path:
        return False
    chain = [from_root, *path] if from_size & (from_size - 1) == 0 else path
    position, last = from_size - 1, to_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = chain[0]
    for sibling in chain[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == from_root and new == to_root


def _loader(hashes: Hashes) -> Load:
    if not isinstance(hashes, Mapping):
        return hashes
    known = hashes
    return lambda level, index: known[level, index]


def _are_hashes(values: list[bytes]) -> bool:
    return all(len(value) == HASH_LENGTH for value in values)


def _whole(size: int) -> tuple[int, int]:
    if size < 0:
        raise InvalidInput("proof_out_of_range", size=size)
    return 0, size


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (k of RFC 9162 section 2.1.1)."""
    return 1 << (count - 1).bit_length() - 1


def _inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Leaf ranges whose hashes are the path, leaf side first."""
    if not 0 <= index < size:
        raise InvalidInput("proof_out_of_range", index=index, size=size)
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def _consistency_ranges(from_size: int, to_size: int) -> list[tuple[int, int]]:
    """SUBPROOF of RFC 9162 section 2.1.4.1 as leaf ranges; the loop descends, so the path is its reverse."""
    if not 0 < from_size <= to_size:
        raise InvalidInput("proof_out_of_range", **{"from": from_size, "to": to_size})
    ranges = []
    start, end = 0, to_size
    while from_size < end:
        middle = start + _split(end - start)
        if from_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def _subtrees(start: int, end: int) -> list[Subtree]:
    """The perfect subtrees of a range, left to right, largest first; `start` must be where a split falls."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _range_hash(start: int, end: int, load: Load) -> bytes:
    """MTH of the leaves in a range: its subtrees folded from the right."""
    *rest, last = _subtrees(start, end)
    result = load(*last)
    for subtree in reversed(rest):
        result = node_hash(load(*subtree), result)
    return result


def _of_all(ranges: Iterable[tuple[int, int]]) -> list[Subtree]:
    return [subtree for start, end in ranges for subtree in _subtrees(start, end)]
