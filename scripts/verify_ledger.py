#!/usr/bin/env python3
"""Check an exported ledger, or single proofs from it, without the product and without its server.

    verify_ledger.py --key KEY --checkpoint NOTE [NOTE ...] --export LEDGER.jsonl
    verify_ledger.py --key KEY [--checkpoint NOTE ...] --proof PROOF.json [PROOF.json ...]

KEY     the verifier key (`clausetrail ledger key`), as text or in a file; ask people for it, not the server
NOTE    a file with a signed checkpoint (`clausetrail ledger checkpoint`), best one that was kept elsewhere
LEDGER  `clausetrail ledger export`: JSON Lines {"seq", "leaf"}
PROOF   `clausetrail ledger prove SEQ --json` or `clausetrail ledger prove --from M --to N --json`

Exit status 0: all of it holds. 1: something does not; the line that begins with FAIL says what, and names the
first bad entry where one can be named. Python 3.11 alone; short enough to read before you trust it.
Sources: RFC 9162 section 2.1 (tree, proofs), RFC 8032 section 5.1 (Ed25519), C2SP signed-note and checkpoint.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032 section 5.1.4)."""
ZERO: Point = (0, 1, 1, 0)
VerifierKey = tuple[str, bytes, bytes]
"""A signer's name, the first four bytes of the key's hash, the 32 bytes of the public key."""


class Failed(Exception):
    """What does not hold, in words."""


def add(p: Point, q: Point) -> Point:
    """Sum of two points (section 5.1.4); it serves for doubling too."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor: int, p: Point) -> Point:
    """A point added to itself `factor` times."""
    result = ZERO
    while factor:
        if factor & 1:
            result = add(result, p)
        p, factor = add(p, p), factor >> 1
    return result


def same(p: Point, q: Point) -> bool:
    """Whether two points are one, whatever their Z."""
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def encode_point(p: Point) -> bytes:
    """32 bytes: y, and the lowest bit of x in the highest bit (section 5.1.2)."""
    inverse = pow(p[2], -1, P)
    return (p[1] * inverse % P | (p[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def decode_point(data: bytes) -> Point | None:
    """The point of 32 bytes, or None where there is none (section 5.1.3)."""
    value = int.from_bytes(data, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode_point(b"\x58" + b"\x66" * 31)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's (section 5.1.7, without cofactor, as OpenSSL decides it)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = decode_point(public), int.from_bytes(signature[32:], "little")
    if key is None or BASE is None or s >= L or same(multiply(8, key), ZERO):
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(challenge, "little") % L
    negative = (P - key[0], key[1], 1, P - key[3])
    return encode_point(add(multiply(s, BASE), multiply(k, negative))) == signature[:32]


def from_base64(text: object, what: str) -> bytes:
    """The bytes of standard base64 in its one spelling."""
    if isinstance(text, str):
        try:
            data = base64.b64decode(text, validate=True)
            if base64.b64encode(data).decode() == text:
                return data
        except ValueError:
            pass
    raise Failed(f"{what} is not base64")


def from_hash(text: object, what: str) -> bytes:
    """A SHA-256 value in base64."""
    data = from_base64(text, what)
    if len(data) != 32:
        raise Failed(f"{what} is not a SHA-256 value")
    return data


def read_key(line: str) -> VerifierKey:
    """`name+hash+base64(0x01 || public key)`, where the hash must fit."""
    name, _, rest = line.strip().partition("+")
    shown, _, encoded = rest.partition("+")
    data = from_base64(encoded, "the verifier key")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if not name or len(data) != 33 or data[0] != 1 or shown != expected.hex():
        raise Failed("the verifier key is not one of an Ed25519 key, or its hash does not fit it")
    return name, expected, data[1:]


def open_checkpoint(note: str, key: VerifierKey) -> tuple[int, bytes]:
    """(size, root) of the checkpoint in a signed note, once the key's signature on it holds."""
    signer, key_hash, public = key
    if re.search(r"[\x00-\x09\x0b-\x1f]", note) or "\n\n" not in note or not note.endswith("\n"):
        raise Failed("the checkpoint is not a signed note")
    end = note.rfind("\n\n")
    text, own = note[: end + 1], []
    for line in note[end + 2 : -1].split("\n"):
        dash, name, encoded = (*line.split(" "), "", "", "")[:3]
        if dash != "—" or not name or line.count(" ") != 2:
            raise Failed("the checkpoint has a malformed signature line")
        data = from_base64(encoded, "a signature of the checkpoint")
        if (name, data[:4]) == (signer, key_hash):
            own.append(data[4:])
    if not own:
        raise Failed(f"the checkpoint is not signed by {signer}+{key_hash.hex()}")
    if not all(ed25519_holds(public, text.encode(), signature) for signature in own):
        raise Failed(f"the checkpoint's signature by {signer} does not hold")
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII):
        raise Failed("the signed text is not a checkpoint")
    if lines[0] != signer:
        raise Failed(f"the checkpoint is of another log: {lines[0]}")
    return int(lines[1]), from_hash(lines[2], "the checkpoint's root")


def open_checkpoints(notes: Iterable[str], key: VerifierKey) -> dict[int, bytes]:
    """Root by size; two roots for one size mean that the log showed two faces."""
    roots: dict[int, bytes] = {}
    for note in notes:
        size, root = open_checkpoint(note, key)
        if roots.setdefault(size, root) != root:
            raise Failed(f"two signed checkpoints of size {size} have different roots")
    return roots


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data)"""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)"""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(subtrees: list[bytes], size: int, leaf: bytes) -> None:
    """One leaf hash more; of the tree only the roots of its complete subtrees are kept, largest first."""
    subtrees.append(leaf)
    while size & 1:
        right = subtrees.pop()
        subtrees.append(node_hash(subtrees.pop(), right))
        size >>= 1


def root_of(subtrees: list[bytes]) -> bytes:
    """The root over the leaves so far."""
    result = subtrees[-1] if subtrees else hashlib.sha256(b"").digest()
    for left in reversed(subtrees[:-1]):
        result = node_hash(left, result)
    return result


def fold(position: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Climb from a node to the top: (hash over the leaves up to the node, hash over all), or None."""
    left = whole = start
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            left, whole = node_hash(sibling, left), node_hash(sibling, whole)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        position, last = position >> 1, last >> 1
    return (left, whole) if last == 0 else None


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    folded = fold(index, size - 1, leaf, path)
    return folded is not None and folded[1] == root


def consistency_holds(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Section 2.1.4.2; equal sizes need equal roots and an empty path."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return bool(path) and fold(position, last, hashes[0], hashes[1:]) == (old_root, new_root)


def no_float(text: str) -> object:
    """No floats, NaN or infinities."""
    raise Failed(f"holds the number {text[:30]}")


def small_integer(text: str) -> int:
    """Integers below 2^53 only."""
    if len(text) > 17 or abs(int(text)) >= 2**53:
        raise Failed(f"holds the integer {text[:30]}")
    return int(text)


def plain_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """ASCII keys only, each once."""
    found = dict(pairs)
    if len(found) != len(pairs) or not "".join(found).isascii():
        raise Failed("has a repeated or a non-ASCII key")
    return found


def has_null(value: object) -> bool:
    """Whether a null stands anywhere inside."""
    if isinstance(value, dict):
        return any(has_null(item) for item in value.values())
    return value is None or (isinstance(value, list) and any(has_null(item) for item in value))


READER = json.JSONDecoder(
    object_pairs_hook=plain_keys, parse_float=no_float, parse_int=small_integer, parse_constant=no_float
)
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_entry(data: bytes) -> dict[str, object]:
    """The entry in a leaf whose bytes are canonical."""
    try:
        entry = READER.decode(data.decode())
        spelled = WRITER.encode(entry).encode()
    except (ValueError, RecursionError) as error:
        raise Failed("is not JSON in UTF-8") from error
    if spelled != data or (b"null" in data and has_null(entry)):
        raise Failed("is not in canonical form")
    if not isinstance(entry, dict):
        raise Failed("is not an object")
    return entry


def read_line(line: bytes, seq: int, time_before: str) -> tuple[bytes, str]:
    """(leaf bytes, time) of the export's line for entry `seq`."""
    try:
        row = READER.decode(line.decode())
    except (ValueError, RecursionError) as error:
        raise Failed("line is not JSON") from error
    if not isinstance(row, dict) or row.keys() != {"seq", "leaf"}:
        raise Failed('line is not {"seq", "leaf"}')
    if type(row["seq"]) is not int or row["seq"] != seq:
        raise Failed(f"line says seq {str(row['seq'])[:30]}")
    leaf = from_base64(row["leaf"], "leaf")
    entry = read_entry(leaf)
    if type(entry.get("seq")) is not int or entry["seq"] != seq:
        raise Failed(f"entry says seq {str(entry.get('seq'))[:30]}")
    time = entry.get("time")
    if not isinstance(time, str) or not TIME.fullmatch(time):
        raise Failed("has no UTC time")
    if time < time_before:
        raise Failed(f"is dated {time}, before the entry before it ({time_before})")
    return leaf, time


def first_bad(seq: int, held: int) -> str:
    """Where a fault shows; what stands before it counts as good only as far as a checkpoint's root was met."""
    return f"first bad seq {seq}" + (f" (or one from {held} on, not vouched for yet)" if held < seq else "")


def verify_export(lines: Iterable[bytes], roots: dict[int, bytes]) -> Iterator[str]:
    """Read all entries and compare the root at the size of each checkpoint; tell what holds."""
    if not roots:
        raise Failed("an export needs a signed checkpoint to be compared with")
    subtrees: list[bytes] = []
    size, held, time = 0, 0, ""
    for line in chain(lines, [None]):
        if size in roots:
            if root_of(subtrees) != roots[size]:
                raise Failed(f"first bad seq is in {held} to {size - 1}: the root at {size} is another")
            held = size
        if line is not None:
            try:
                leaf, time = read_line(line, size, time)
            except Failed as problem:
                raise Failed(f"{first_bad(size, held)}: {problem}") from None
            append(subtrees, size, leaf_hash(leaf))
            size += 1
    if max(roots) > size:
        raise Failed(f"{first_bad(size, held)}: missing, for a checkpoint signs {max(roots)} entries")
    yield f"{size} entries, the last of {time}" if size else "no entries"
    yield f"the root at {held} is the signed one: {base64.b64encode(roots[held]).decode()}"
    if size > held:
        yield f"note: nothing vouches yet for the entries {held} to {size - 1}, newer than the checkpoint"


def verify_proof(proof: object, roots: dict[int, bytes], key: VerifierKey) -> Iterator[str]:
    """One proof as `ledger prove --json` prints it."""
    if not isinstance(proof, dict) or not isinstance(proof.get("path"), list):
        raise Failed("the proof is not an object with a path")
    path = [from_hash(item, "a hash of the path") for item in proof["path"]]
    if proof.keys() == {"index", "size", "leaf", "path", "checkpoint"}:
        index, size, leaf = proof["index"], proof["size"], from_base64(proof["leaf"], "leaf")
        signed_size, root = open_checkpoint(str(proof["checkpoint"]), key)
        if size != signed_size or roots.get(size, root) != root:
            raise Failed("the proof's checkpoint is of another size, or not the one given")
        if type(index) is not int or not inclusion_holds(leaf_hash(leaf), index, size, path, root):
            raise Failed(f"entry {index} is not shown to be in the log of {size} entries")
        if read_entry(leaf).get("seq") != index:
            raise Failed(f"the leaf at {index} says another seq")
        shown = "".join(character if character.isprintable() else "?" for character in leaf.decode()[:300])
        yield f"entry {index} is in the log of {size} entries: {shown}"
    elif proof.keys() == {"from", "to", "path", "from_root", "to_root"}:
        old, new = proof["from"], proof["to"]
        old_root, new_root = (from_hash(proof[name], name) for name in ("from_root", "to_root"))
        counted = type(old) is int and type(new) is int
        if not counted or not consistency_holds(old, new, path, old_root, new_root):
            raise Failed(f"the log of {new} entries is not shown to continue the one of {old}")
        for size, root in ((old, old_root), (new, new_root)):
            if roots.get(size, root) != root:
                raise Failed(f"the root at {size} is not the signed one")
            if size not in roots:
                yield f"note: no signed checkpoint of {size} entries was given; the proof's own root is used"
        yield f"the log of {new} entries continues the one of {old}"
    else:
        raise Failed("neither an inclusion nor a consistency proof")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", required=True, help="verifier key, or a file that holds it")
    parser.add_argument("--checkpoint", nargs="+", default=[], type=Path, help="files, one signed note each")
    parser.add_argument("--export", type=Path, help="file, JSON Lines of the ledger")
    parser.add_argument("--proof", nargs="+", default=[], type=Path, help="files, one proof each")
    given = parser.parse_args(arguments)
    if given.export is None and not given.proof:
        parser.error("nothing to verify: give --export or --proof")
    try:
        key = read_key(given.key if "+" in given.key else Path(given.key).read_text("utf-8"))
        roots = open_checkpoints((path.read_bytes().decode() for path in given.checkpoint), key)
        for proof in given.proof:
            for line in verify_proof(READER.decode(proof.read_bytes().decode()), roots, key):
                print(line)
        if given.export is not None:
            with given.export.open("rb") as lines:
                for line in verify_export(lines, roots):
                    print(line)
    except (Failed, OSError, ValueError, RecursionError) as problem:
        print(f"FAIL {problem}")
        return 1
    print("OK")
    return 0


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without CJK must not change the verdict
    sys.exit(main())
