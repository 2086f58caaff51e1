"""The standalone verifier: true packs pass, every spoiled one is named, nothing of the product is needed."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from graph_schema.entries import Entry, Subject, export_line
from graph_schema.merkle import Subtree, closed_subtrees, consistency_path, inclusion_path, leaf_hash, root
from graph_schema.notes import Checkpoint, checkpoint_text, sign_note, verifier_key
from graph_schema.signing import key_from_seed
from scripts import verify_ledger
from scripts.verify_ledger import Failed
from tests.graph_schema.ed25519_vectors import RFC8032
from tests.graph_schema.ledger_pack import ORIGIN, Pack, b64, compact, entry, make_pack, row, vkey

SCRIPT = Path(verify_ledger.__file__)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return make_pack(100)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Write the parts into files and run the command on them: (exit status, what it printed)."""

    def call(
        rows: Iterable[bytes] | None = None,
        notes: Iterable[str] = (),
        proofs: Iterable[object] = (),
        key: str = vkey(),
    ) -> tuple[int, str]:
        arguments = ["--key", key]
        for kind, values in (("checkpoint", notes), ("proof", [json.dumps(proof) for proof in proofs])):
            paths = [tmp_path / f"{kind}{number}" for number, _ in enumerate(values)]
            for path, value in zip(paths, values, strict=True):
                path.write_bytes(value.encode())
            if paths:
                arguments += [f"--{kind}", *map(str, paths)]
        if rows is not None:
            (tmp_path / "export").write_bytes(b"".join(rows))
            arguments += ["--export", str(tmp_path / "export")]
        status = verify_ledger.main(arguments)
        return status, capsys.readouterr().out

    return call


Run = Callable[..., tuple[int, str]]


def test_r26_the_verifier_is_short_and_needs_the_standard_library_alone() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported <= sys.stdlib_module_names


def run_alone(folder: Path, pack: Pack, size: int) -> tuple[str, float]:
    """Another interpreter, isolated, without site packages, in an empty folder: output and seconds."""
    (folder / "export").write_bytes(b"".join(pack.rows()))
    (folder / "note").write_bytes(pack.note(size).encode())
    command = [sys.executable, "-I", "-S", str(SCRIPT), "--key", vkey(), "--checkpoint", "note", "--export", "export"]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - start
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout, spent


def test_r26_a_pack_of_5000_entries_verifies_offline_at_the_pace_of_the_bar(tmp_path: Path) -> None:
    output, spent = run_alone(tmp_path, make_pack(5_000), 5_000)
    assert output.endswith("OK\n")
    assert "5000 entries" in output
    assert spent < 5, "the bar is 20 s for 100,000, so 1 s; five times that on a busy machine"


@pytest.mark.long
def test_r26_a_pack_of_100000_entries_verifies_offline_in_20_seconds(tmp_path: Path) -> None:
    output, spent = run_alone(tmp_path, make_pack(100_000), 100_000)
    assert output.endswith("OK\n")
    assert spent <= 20


def test_r26_what_the_product_writes_is_verified(run: Run) -> None:
    key, hashes, leaves = key_from_seed(b"\x07" * 32), dict[Subtree, bytes](), list[bytes]()
    for seq in range(37):
        moment = f"2026-03-01T08:00:00.{seq:06d}Z"
        data = Entry(seq, moment, "李", "cli", "record:add", (Subject("id"),), {"text": "保持\n记录"}, "因").leaf()
        leaves.append(data)
        hashes |= {(level, index): value for level, index, value in closed_subtrees(seq, leaf_hash(data), hashes)}
    notes = {
        size: sign_note(checkpoint_text(Checkpoint(ORIGIN, size, root(size, hashes))), key, ORIGIN) for size in (20, 37)
    }
    inclusion = {
        "index": 11,
        "size": 37,
        "leaf": b64(leaves[11]),
        "path": [b64(value) for value in inclusion_path(11, 37, hashes)],
        "checkpoint": notes[37],
    }
    consistency = {
        "from": 20,
        "to": 37,
        "path": [b64(value) for value in consistency_path(20, 37, hashes)],
        "from_root": b64(root(20, hashes)),
        "to_root": b64(root(37, hashes)),
    }
    rows = [(export_line(data, seq) + "\n").encode() for seq, data in enumerate(leaves)]
    status, output = run(rows, notes.values(), [inclusion, consistency], verifier_key(ORIGIN, key.public))
    assert (status, output.splitlines()[-1]) == (0, "OK"), output
    assert "note:" not in output


def test_a_true_pack_passes_and_says_what_it_covers(pack: Pack, run: Run) -> None:
    status, output = run(pack.rows(), [pack.note(40), pack.note(100)])
    assert status == 0
    assert output.splitlines() == [
        f"100 entries, the last of {entry(99)['time']}",
        f"the root at 100 is the signed one: {b64(pack.root(100))}",
        "OK",
    ]


def test_entries_newer_than_the_checkpoint_are_pointed_out(pack: Pack, run: Run) -> None:
    status, output = run(pack.rows(), [pack.note(97)])
    assert status == 0
    assert "note: nothing vouches yet for the entries 97 to 99" in output


def test_an_empty_ledger_passes_with_the_checkpoint_of_the_empty_tree(pack: Pack, run: Run) -> None:
    assert run([], [pack.note(0)]) == (
        0,
        "no entries\nthe root at 0 is the signed one: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nOK\n",
    )


def test_r28_a_cut_tail_is_found_and_the_first_missing_entry_named(pack: Pack, run: Run) -> None:
    said = "missing, for a checkpoint signs 100 entries"
    for kept in (99, 60, 1):
        status, output = run(pack.rows()[:kept], [pack.note(100)])
        doubt = "(or one from 0 on, not vouched for yet)"
        assert (status, output) == (1, f"FAIL first bad seq {kept} {doubt}: {said}\n")
        assert run(pack.rows()[:kept], [pack.note(kept), pack.note(100)]) == (
            1,
            f"FAIL first bad seq {kept}: {said}\n",
        )
    assert run([], [pack.note(100)]) == (1, f"FAIL first bad seq 0: {said}\n")


def test_r28_a_ledger_chained_again_with_the_right_key_fails_against_the_old_checkpoint(pack: Pack, run: Run) -> None:
    changed = entry(50) | {"actor": "someone else"}
    forged = Pack([*pack.leaves[:50], compact(changed), *pack.leaves[51:]])
    assert run(forged.rows(), [forged.note(100)])[0] == 0
    status, output = run(forged.rows(), [pack.note(100)])
    assert (status, output) == (1, "FAIL first bad seq is in 0 to 99: the root at 100 is another\n")
    status, output = run(forged.rows(), [forged.note(100), pack.note(100)])
    assert (status, output) == (1, "FAIL two signed checkpoints of size 100 have different roots\n")


def fails_at(rows: list[bytes], roots: dict[int, bytes]) -> tuple[int, int]:
    """(first, last) possible bad seq that the verifier names; (-1, -1) where it finds nothing wrong."""
    said = ""
    try:
        list(verify_ledger.verify_export(rows, roots))
    except Failed as problem:
        said = str(problem)
    if numbers := re.match(r"first bad seq is in (\d+) to (\d+): ", said):
        return int(numbers[1]), int(numbers[2])
    numbers = re.match(r"first bad seq (\d+)(?: \(or one from (\d+) on, not vouched for yet\))?: ", said)
    assert numbers or not said, said
    return (int(numbers[2] or numbers[1]), int(numbers[1])) if numbers else (-1, -1)


def check_every_change(count: int, seed: int) -> None:
    """Every entry edited (each field), deleted, doubled, swapped with others, or followed by an invented one."""
    pack, chance = make_pack(count), random.Random(seed)
    rows = pack.rows()
    roots = {size: pack.root(size) for size in range(10, count + 1, 10)}
    assert fails_at(rows, roots) == (-1, -1)

    def found(changed: list[bytes], place: int) -> None:
        first, last = fails_at(changed, roots)
        assert first <= place <= last
        assert last - first < 10

    for place in range(count):
        field = chance.choice(list(entry(place)))
        edited = entry(place) | {field: chance.choice(["x", 7, True, []])}
        found([*rows[:place], row(place, compact(edited)), *rows[place + 1 :]], place)
        if place + 1 < count:
            found([*rows[:place], *rows[place + 1 :]], place)
            found([*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :]], place)
            found([*rows[: place + 1], rows[place], *rows[place + 1 :]], place + 1)
            invented = row(place + 1, compact(entry(place + 1) | {"reason": "invented"}))
            found([*rows[: place + 1], invented, *rows[place + 1 :]], place + 1)
            other = chance.randrange(place + 1, count)
            exchanged = list(rows)
            exchanged[place], exchanged[other] = row(place, pack.leaves[other]), row(other, pack.leaves[place])
            found(exchanged, place)


def test_r27_every_change_of_an_export_of_60_entries_is_found() -> None:
    check_every_change(60, 27)


@pytest.mark.long
def test_r27_every_change_of_an_export_of_500_entries_is_found() -> None:
    check_every_change(500, 72)


def spoiled_rows() -> list[tuple[str, bytes, str]]:
    """(what, the line for seq 1, what is said of it)."""
    good = entry(1)
    text = compact(good)
    return [
        ("blank line", b"\n", "line is not JSON"),
        ("not UTF-8", b"\xff\n", "line is not JSON"),
        ("deep nesting", b"[" * 100_000 + b"\n", "line is not JSON"),
        ("not an object", b"[1]\n", 'line is not {"seq", "leaf"}'),
        ("a field more", row(1, text).replace(b"{", b'{"x":1,', 1), 'line is not {"seq", "leaf"}'),
        ("two leaves", row(1, text).replace(b"{", b'{"leaf":"e30=",', 1), "has a repeated or a non-ASCII key"),
        ("seq as text", row(1, text).replace(b": 1,", b': "1",'), "line says seq 1"),
        ("seq true", row(1, text).replace(b": 1,", b": true,"), "line says seq True"),
        ("leaf no base64", b'{"seq": 1, "leaf": "**"}\n', "leaf is not base64"),
        ("base64 twice spelled", b'{"seq": 1, "leaf": "e31="}\n', "leaf is not base64"),
        ("spaces", row(1, json.dumps(good, sort_keys=True).encode()), "is not in canonical form"),
        (
            "escapes",
            row(1, json.dumps(good, sort_keys=True, separators=(",", ":")).encode()),
            "is not in canonical form",
        ),
        ("key order", row(1, text.replace(b'"v":1', b"").replace(b"{", b'{"v":1,', 1)), "is not JSON in UTF-8"),
        ("null", row(1, compact(good | {"reason": None})), "is not in canonical form"),
        ("null in a list", row(1, compact(good | {"subjects": [None]})), "is not in canonical form"),
        ("float", row(1, compact(good | {"v": 1.5})), "holds the number 1.5"),
        ("NaN", row(1, compact(good | {"v": float("nan")})), "holds the number NaN"),
        ("large integer", row(1, compact(good | {"v": 2**53})), "holds the integer 9007199254740992"),
        ("non-ASCII key", row(1, compact(good | {"é": 1})), "has a repeated or a non-ASCII key"),
        ("lone surrogate", row(1, text.replace(b"link:confirm", b"\\ud800")), "is not JSON in UTF-8"),
        ("not an entry", row(1, b"[]"), "is not an object"),
        ("another seq", row(1, compact(good | {"seq": 2})), "entry says seq 2"),
        ("no seq", row(1, compact({"time": good["time"]})), "entry says seq None"),
        ("no time", row(1, compact({"seq": 1})), "has no UTC time"),
        ("local time", row(1, compact(good | {"time": "2026-03-01T08:00:00+08:00"})), "has no UTC time"),
        (
            "earlier time",
            row(1, compact(good | {"time": "2026-02-28T23:59:59.999999Z"})),
            "is dated 2026-02-28T23:59:59.999999Z, before the entry before it (2026-03-01T00:00:00.000000Z)",
        ),
    ]


@pytest.mark.parametrize(("line", "said"), [pytest.param(*rest, id=what) for what, *rest in spoiled_rows()])
def test_r27_a_spoiled_line_is_named(pack: Pack, run: Run, line: bytes, said: str) -> None:
    rows = pack.rows()
    rows[1] = line
    assert run(rows, [pack.note(1), pack.note(100)]) == (1, f"FAIL first bad seq 1: {said}\n")


def test_a_null_in_a_text_is_no_null(run: Run) -> None:
    told = Pack([compact(entry(0) | {"reason": "null"})])
    assert run(told.rows(), [told.note(1)])[0] == 0


def test_an_export_without_a_checkpoint_is_not_called_right(pack: Pack, run: Run) -> None:
    status, output = run(pack.rows())
    assert (status, output) == (1, "FAIL an export needs a signed checkpoint to be compared with\n")


OTHER = "clausetrail.example/other"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda note: note.replace("100\n", "99\n"), "signature by"),
        (lambda note: note.replace("\n\n", "\nextension\n\n"), "signature by"),
        (lambda note: note.replace(ORIGIN, OTHER), "not signed by"),
        (lambda note: note.split("\n\n")[0] + "\n", "not a signed note"),
        (lambda note: note[:-1], "not a signed note"),
        (lambda note: note.replace("\n", "\r\n"), "not a signed note"),
        (lambda note: note + "and more\n", "malformed signature line"),
        (lambda note: note.replace("—", "-"), "malformed signature line"),
        (lambda note: note[:-2] + "\n", "not base64"),
        (lambda note: "", "not a signed note"),
    ],
)
def test_r28_a_spoiled_checkpoint_is_refused(pack: Pack, run: Run, spoil: Callable[[str], str], said: str) -> None:
    status, output = run(pack.rows(), [spoil(pack.note(100))])
    assert status == 1
    assert output.startswith("FAIL ")
    assert said in output


def test_a_checkpoint_of_another_log_is_refused_though_signed(pack: Pack, run: Run) -> None:
    status, output = run(pack.rows(), [pack.note(100, origin=OTHER)])
    assert (status, output) == (1, f"FAIL the checkpoint is of another log: {OTHER}\n")


@pytest.mark.parametrize("key", [vkey()[:-4], vkey().replace("+", "+0", 1), "a+b+c", vkey(public=b"\x01" * 32)])
def test_a_wrong_verifier_key_is_refused(pack: Pack, run: Run, key: str) -> None:
    assert run(pack.rows(), [pack.note(100)], key=key)[0] == 1


def test_the_key_may_be_a_file_and_a_missing_file_is_said(pack: Pack, run: Run, tmp_path: Path) -> None:
    (tmp_path / "vkey").write_text(vkey() + "\n", "utf-8")
    assert run(pack.rows(), [pack.note(100)], key=str(tmp_path / "vkey"))[0] == 0
    status, output = run(pack.rows(), [pack.note(100)], key=str(tmp_path / "none"))
    assert status == 1
    assert output.startswith("FAIL ")


def test_true_proofs_pass(pack: Pack, run: Run) -> None:
    proofs = [pack.inclusion(0, 1), pack.inclusion(41, 77), pack.inclusion(99, 100), pack.consistency(64, 77)]
    status, output = run(notes=[pack.note(64), pack.note(77)], proofs=proofs)
    assert status == 0, output
    assert "entry 41 is in the log of 77 entries: " in output
    assert "the log of 77 entries continues the one of 64" in output
    assert "note:" not in output


def test_a_consistency_proof_without_its_checkpoints_says_so(pack: Pack, run: Run) -> None:
    status, output = run(proofs=[pack.consistency(64, 77)])
    assert status == 0
    assert output.count("note: no signed checkpoint of") == 2


INCLUSION_CHANGES: list[dict[str, Any]] = [
    {"index": 40},
    {"index": 77},
    {"index": -1},
    {"index": "41"},
    {"size": 78},
    {"size": "77"},
    {"leaf": b64(compact(entry(40)))},
    {"leaf": b64(compact(entry(41) | {"actor": "x"}))},
    {"leaf": "*"},
    {"path": []},
    {"path": "x"},
    {"path": [b64(b"\x00" * 31)]},
    {"checkpoint": ""},
    {"checkpoint": 5},
    {"more": 1},
]


@pytest.mark.parametrize("change", INCLUSION_CHANGES)
def test_r29_a_changed_inclusion_proof_is_refused(pack: Pack, run: Run, change: dict[str, Any]) -> None:
    assert run(proofs=[pack.inclusion(41, 77)])[0] == 0
    assert run(proofs=[pack.inclusion(41, 77) | change])[0] == 1


def test_r29_a_proof_under_another_root_than_the_checkpoint_kept_elsewhere_is_refused(pack: Pack, run: Run) -> None:
    forged = Pack([compact(entry(seq) | {"actor": "x"}) for seq in range(100)])
    assert run(proofs=[forged.inclusion(41, 77)])[0] == 0
    assert run(notes=[pack.note(77)], proofs=[forged.inclusion(41, 77)])[0] == 1
    assert run(notes=[pack.note(64)], proofs=[forged.consistency(64, 77)])[0] == 1


CONSISTENCY_CHANGES: list[dict[str, Any]] = [
    {"from": 63},
    {"from": 65},
    {"from": 0},
    {"from": 78},
    {"from": 64.0},
    {"to": 78},
    {"to": 64},
    {"to": "77"},
    {"path": []},
    {"from_root": b64(b"\x00" * 32)},
    {"to_root": b64(b"\x00" * 32)},
    {"to_root": b64(b"\x00" * 31)},
    {"more": 1},
]


@pytest.mark.parametrize("change", CONSISTENCY_CHANGES)
def test_r29_a_changed_consistency_proof_is_refused(pack: Pack, run: Run, change: dict[str, Any]) -> None:
    assert run(proofs=[pack.consistency(64, 77)])[0] == 0
    spoiled = pack.consistency(64, 77) | change
    if "to" in change and change["to"] == 78:
        spoiled["to_root"] = b64(pack.root(78))
    assert run(proofs=[spoiled])[0] == 1


@pytest.mark.parametrize("proof", [[], 5, {}, {"path": []}, None])
def test_what_is_no_proof_is_refused(run: Run, proof: object) -> None:
    assert run(proofs=[proof])[0] == 1


def test_r29_the_script_s_proof_checks_agree_with_the_definitions() -> None:
    tree = make_pack(70).tree
    for size in range(1, 71):
        head = tree.head(0, size)
        for number in range(size):
            path = tree.path(number, 0, size)
            assert verify_ledger.inclusion_holds(tree.leaves[number], number, size, path, head)
            assert not verify_ledger.inclusion_holds(tree.leaves[number], number, size, [*path, head], head)
            old = number + 1
            proof = tree.proof(old, size)
            assert verify_ledger.consistency_holds(old, size, proof, tree.head(0, old), head)
            assert not verify_ledger.consistency_holds(old, size, [*proof, head], tree.head(0, old), head)
            assert not proof or not verify_ledger.consistency_holds(old, size, proof[:-1], tree.head(0, old), head)


def test_r29_the_script_takes_no_inner_node_for_a_leaf_and_stops_at_the_top_only() -> None:
    tree = make_pack(8).tree
    head = tree.head(0, 8)
    assert not verify_ledger.inclusion_holds(tree.head(0, 2), 0, 8, tree.path(0, 0, 8)[1:], head)
    assert not verify_ledger.inclusion_holds(head, 0, 8, [], head)
    assert not verify_ledger.inclusion_holds(tree.leaves[7], -1, 8, tree.path(7, 0, 8), head)
    assert not verify_ledger.consistency_holds(2, 8, tree.proof(2, 4), tree.head(0, 2), tree.head(0, 4))


@pytest.mark.parametrize(("public", "message", "signature"), [vector[1:] for vector in RFC8032])
def test_the_script_s_ed25519_by_rfc_8032(public: str, message: str, signature: str) -> None:
    key, data, proof = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify_ledger.ed25519_holds(key, data, proof)
    assert not verify_ledger.ed25519_holds(key, data + b"\x00", proof)
    for place in (0, 31, 32, 63):
        spoiled = bytearray(proof)
        spoiled[place] ^= 1
        assert not verify_ledger.ed25519_holds(key, data, bytes(spoiled))
    assert not verify_ledger.ed25519_holds(key[:-1], data, proof)
    assert not verify_ledger.ed25519_holds(key, data, proof[:-1])


def test_the_script_s_ed25519_agrees_with_the_library_on_many_keys() -> None:
    chance = random.Random(8032)
    for _ in range(40):
        key, data = key_from_seed(chance.randbytes(32)), chance.randbytes(chance.randrange(200))
        signature = key.sign(data)
        assert verify_ledger.ed25519_holds(key.public, data, signature)
        spoiled = bytearray(signature)
        spoiled[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not verify_ledger.ed25519_holds(key.public, data, bytes(spoiled))


ORDER = 2**252 + 27742317777372353535851937790883648493


def test_ed25519_refuses_the_second_spelling_of_a_signature() -> None:
    """S + L is the same scalar (RFC 8032 section 5.1.7 asks for 0 <= S < L)."""
    public, signature = bytes.fromhex(RFC8032[0][1]), bytes.fromhex(RFC8032[0][3])
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify_ledger.ed25519_holds(public, b"", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public",
    [
        (1).to_bytes(32, "little"),  # the neutral element: it would accept forged signatures
        (0).to_bytes(32, "little"),  # order 4
        (2**255 - 20).to_bytes(32, "little"),  # order 2
        (2**255 - 18).to_bytes(32, "little"),  # the neutral element, y not reduced
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with the sign bit
        (2).to_bytes(32, "little"),  # not on the curve
    ],
)
def test_ed25519_refuses_keys_that_are_no_keys(public: bytes) -> None:
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert not verify_ledger.ed25519_holds(public, b"anything", neutral)
