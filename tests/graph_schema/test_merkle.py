"""The tree against the vectors of Certificate Transparency and against the definitions written out."""

from __future__ import annotations

import random

import pytest

from graph_schema.errors import InvalidInput
from graph_schema.merkle import (
    EMPTY_ROOT,
    Subtree,
    closed_subtrees,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    required_for_append,
    required_for_consistency,
    required_for_inclusion,
    required_for_root,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.graph_schema import naive_merkle
from tests.graph_schema.naive_merkle import NaiveTree

# The eight-leaf set of the Certificate Transparency implementations (RFC 6962).
REFERENCE_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
REFERENCE_INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
REFERENCE_CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 8): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def stored(leaves: list[bytes]) -> dict[Subtree, bytes]:
    """What a store holds after appending the leaf hashes one by one."""
    hashes: dict[Subtree, bytes] = {}
    for seq, leaf in enumerate(leaves):
        for level, index, value in closed_subtrees(seq, leaf, hashes):
            assert (level, index) not in hashes
            hashes[level, index] = value
    return hashes


def some_leaves(count: int) -> list[bytes]:
    return [naive_merkle.leaf(b"entry %d" % number) for number in range(count)]


def as_hex(hashes: list[bytes]) -> list[str]:
    return [value.hex() for value in hashes]


@pytest.fixture(scope="module")
def reference() -> dict[Subtree, bytes]:
    return stored([leaf_hash(data) for data in REFERENCE_LEAVES])


@pytest.mark.parametrize("size", range(9))
def test_r29_reference_roots_of_certificate_transparency(reference: dict[Subtree, bytes], size: int) -> None:
    assert root(size, reference).hex() == REFERENCE_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), REFERENCE_INCLUSION)
def test_r29_reference_inclusion_paths(reference: dict[Subtree, bytes], index: int, size: int) -> None:
    path = [bytes.fromhex(value) for value in REFERENCE_INCLUSION[index, size]]
    assert inclusion_path(index, size, reference) == path
    head = bytes.fromhex(REFERENCE_ROOTS[size])
    assert verify_inclusion(leaf_hash(REFERENCE_LEAVES[index]), index, size, path, head)


@pytest.mark.parametrize(("old", "new"), REFERENCE_CONSISTENCY)
def test_r29_reference_consistency_paths(reference: dict[Subtree, bytes], old: int, new: int) -> None:
    path = [bytes.fromhex(value) for value in REFERENCE_CONSISTENCY[old, new]]
    assert consistency_path(old, new, reference) == path
    old_head, new_head = bytes.fromhex(REFERENCE_ROOTS[old]), bytes.fromhex(REFERENCE_ROOTS[new])
    assert verify_consistency(old, new, path, old_head, new_head)


def test_empty_tree() -> None:
    assert EMPTY_ROOT.hex() == REFERENCE_ROOTS[0]
    assert root(0, {}) == EMPTY_ROOT
    assert required_for_root(0) == []


def test_leaf_and_node_prefixes_keep_a_node_from_passing_as_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"").hex() == REFERENCE_ROOTS[1]


def test_append_completes_two_subtrees_on_average_and_reads_only_their_left_halves() -> None:
    leaves = some_leaves(512)
    hashes = stored(leaves)
    assert len(hashes) == 2 * 512 - 1
    tree = NaiveTree(leaves)
    for (level, index), value in hashes.items():
        assert value == tree.head(index << level, (index + 1) << level)
    assert required_for_append(7) == [(0, 6), (1, 2), (2, 0)]
    assert required_for_append(8) == []


def check_inclusion(sizes: range) -> None:
    leaves = some_leaves(sizes[-1])
    tree, hashes = NaiveTree(leaves), stored(leaves)
    for size in sizes:
        head = tree.head(0, size)
        assert root(size, hashes) == head
        for index in range(size):
            path = inclusion_path(index, size, hashes)
            assert path == tree.path(index, 0, size)
            assert verify_inclusion(leaves[index], index, size, path, head)


def test_r29_all_inclusion_proofs_to_200_leaves() -> None:
    check_inclusion(range(1, 201))


@pytest.mark.long
def test_r29_all_inclusion_proofs_to_1000_leaves() -> None:
    check_inclusion(range(201, 1001))


def check_consistency(sizes: range) -> None:
    leaves = some_leaves(sizes[-1])
    tree, hashes = NaiveTree(leaves), stored(leaves)
    for new in sizes:
        for old in range(1, new + 1):
            path = consistency_path(old, new, hashes)
            assert path == tree.proof(old, new)
            assert verify_consistency(old, new, path, tree.head(0, old), tree.head(0, new))


def test_r29_all_consistency_proofs_to_256_leaves() -> None:
    check_consistency(range(1, 257))


def test_proofs_read_few_rows_and_exactly_those_announced() -> None:
    leaves = some_leaves(1000)
    hashes = stored(leaves)
    seen: list[Subtree] = []

    def load(level: int, index: int) -> bytes:
        seen.append((level, index))
        return hashes[level, index]

    for size in (1, 2, 3, 255, 256, 257, 511, 999, 1000):
        seen.clear()
        root(size, load)
        assert sorted(seen) == sorted(required_for_root(size))
        assert len(seen) <= 10
        for position in {0, size // 3, size // 2, size - 1}:
            seen.clear()
            inclusion_path(position, size, load)
            assert sorted(seen) == sorted(required_for_inclusion(position, size))
            assert len(seen) <= 20
            seen.clear()
            consistency_path(position + 1, size, load)
            assert sorted(seen) == sorted(required_for_consistency(position + 1, size))
            assert len(seen) <= 20


def flipped(chance: random.Random, value: bytes) -> bytes:
    return (int.from_bytes(value, "big") ^ (1 << chance.randrange(256))).to_bytes(32, "big")


def mutated(chance: random.Random, path: list[bytes]) -> list[bytes]:
    """Another list: a bit, the order, a hash more or less, a hash too short."""
    path = list(path)
    place = chance.randrange(len(path) + 1)
    kind = chance.choice(["flip", "cut", "grow", "swap", "short", "repeat"])
    if place == len(path) or kind == "grow":
        path.insert(place, chance.randbytes(32))
    elif kind == "flip":
        path[place] = flipped(chance, path[place])
    elif kind == "cut":
        del path[place]
    elif kind == "short":
        path[place] = path[place][:-1]
    elif kind == "repeat":
        path.insert(place, path[place])
    else:
        path[place], path[place - 1] = path[place - 1], path[place]
    return path


def mutated_number(chance: random.Random, number: int) -> int:
    return chance.choice([number + 1, number - 1, number ^ 2, number * 2, number // 2, 0, -1, chance.randrange(400)])


def mutated_head(chance: random.Random, tree: NaiveTree, head: bytes) -> bytes:
    return chance.choice([flipped(chance, head), head[:-1], b"", tree.head(0, chance.randrange(400))])


def mutated_inclusion(chance: random.Random, tree: NaiveTree) -> bool | None:
    """Whether a changed proof is accepted (None: not changed); a changed size has its own true head."""
    size = chance.randrange(1, 400)
    index = chance.randrange(size)
    true = (tree.leaves[index], index, size, tree.path(index, 0, size), tree.head(0, size))
    leaf, index, size, path, head = true
    what = chance.choice(["path", "path", "index", "size", "leaf", "head"])
    if what == "path":
        path = mutated(chance, path)
    elif what == "index":
        index = mutated_number(chance, index)
    elif what == "size":
        size = min(mutated_number(chance, size), len(tree.leaves))
        head = tree.head(0, max(size, 0))
    elif what == "leaf":
        leaf = chance.choice([flipped(chance, leaf), leaf[:-1], chance.choice(tree.leaves)])
    else:
        head = mutated_head(chance, tree, head)
    if (leaf, index, size, path, head) == true:
        return None
    return verify_inclusion(leaf, index, size, path, head)


def mutated_consistency(chance: random.Random, tree: NaiveTree) -> bool | None:
    """Whether a changed proof is accepted (None: not changed); a changed size has its own true head."""
    new = chance.randrange(1, 400)
    old = chance.randrange(1, new + 1)
    true = (old, new, tree.proof(old, new), tree.head(0, old), tree.head(0, new))
    old, new, path, old_head, new_head = true
    what = chance.choice(["path", "path", "old", "new", "old head", "new head"])
    if what == "path":
        path = mutated(chance, path)
    elif what == "old":
        old = min(mutated_number(chance, old), len(tree.leaves))
        old_head = tree.head(0, max(old, 0))
    elif what == "new":
        new = min(mutated_number(chance, new), len(tree.leaves))
        new_head = tree.head(0, max(new, 0))
    elif what == "old head":
        old_head = mutated_head(chance, tree, old_head)
    else:
        new_head = mutated_head(chance, tree, new_head)
    if (old, new, path, old_head, new_head) == true:
        return None
    return verify_consistency(old, new, path, old_head, new_head)


def check_mutations(count: int, seed: int) -> None:
    chance = random.Random(seed)
    tree = NaiveTree(some_leaves(800))
    tried = 0
    while tried < count:
        accepted = (mutated_inclusion if tried % 2 else mutated_consistency)(chance, tree)
        if accepted is not None:
            assert not accepted, tried
            tried += 1


def test_r29_no_mutated_proof_accepted_of_5000() -> None:
    check_mutations(5_000, 9162)


@pytest.mark.long
def test_r29_no_mutated_proof_accepted_of_100000() -> None:
    check_mutations(100_000, 6962)


def test_r29_malformed_inclusion_proofs_are_refused(reference: dict[Subtree, bytes]) -> None:
    leaf = leaf_hash(REFERENCE_LEAVES[0])
    head, path = bytes.fromhex(REFERENCE_ROOTS[8]), inclusion_path(0, 8, reference)
    assert not verify_inclusion(leaf, 8, 8, path, head)
    # The last leaf of a full tree has left siblings only, as has -1 when it is shifted.
    last = leaf_hash(REFERENCE_LEAVES[7])
    assert not verify_inclusion(last, -1, 8, inclusion_path(7, 8, reference), head)
    assert not verify_inclusion(leaf, 0, 0, [], EMPTY_ROOT)
    assert not verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    assert not verify_inclusion(leaf[:-1], 0, 8, path, head)
    assert not verify_inclusion(leaf, 0, 8, path, head + b"\x00")
    assert not verify_inclusion(leaf, 0, 8, [*path, b""], head)
    assert not verify_inclusion(b"", 0, 1, [], b"")


def test_r29_an_inner_node_is_not_taken_for_a_leaf(reference: dict[Subtree, bytes]) -> None:
    """The path's length must be the leaf's depth: else the node over leaves 0 and 1 would pass as leaf 0."""
    head, path = bytes.fromhex(REFERENCE_ROOTS[8]), inclusion_path(0, 8, reference)
    assert not verify_inclusion(bytes.fromhex(REFERENCE_ROOTS[2]), 0, 8, path[1:], head)
    assert not verify_inclusion(head, 0, 8, [], head)


def test_r29_a_consistency_proof_does_not_stop_below_the_top(reference: dict[Subtree, bytes]) -> None:
    two, four = (bytes.fromhex(REFERENCE_ROOTS[size]) for size in (2, 4))
    path = consistency_path(2, 4, reference)
    assert verify_consistency(2, 4, path, two, four)
    assert not verify_consistency(2, 8, path, two, four)


def test_r29_malformed_consistency_proofs_are_refused(reference: dict[Subtree, bytes]) -> None:
    six, eight = (bytes.fromhex(REFERENCE_ROOTS[size]) for size in (6, 8))
    path = consistency_path(6, 8, reference)
    assert not verify_consistency(8, 6, path, eight, six)
    assert not verify_consistency(6, 8, [], six, eight)
    assert not verify_consistency(6, 8, path, six[:-1], eight)
    assert not verify_consistency(6, 8, [path[0][:-1], *path[1:]], six, eight)
    assert not verify_consistency(0, 8, [], EMPTY_ROOT, eight)
    assert not verify_consistency(0, 8, path, EMPTY_ROOT, eight)
    assert not verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(8, 8, path, eight, eight)
    assert not verify_consistency(8, 8, [], six, eight)
    assert verify_consistency(8, 8, [], eight, eight)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (4, 4)])
def test_an_inclusion_path_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(InvalidInput, match="proof_out_of_range"):
        inclusion_path(index, size, {})


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 4), (5, 4), (-1, 4)])
def test_a_consistency_path_outside_the_tree_is_refused(old: int, new: int) -> None:
    with pytest.raises(InvalidInput, match="proof_out_of_range"):
        consistency_path(old, new, {})


def test_a_negative_size_or_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="proof_out_of_range"):
        root(-1, {})
    with pytest.raises(InvalidInput, match="proof_out_of_range"):
        closed_subtrees(-1, EMPTY_ROOT, {})
