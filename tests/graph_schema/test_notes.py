"""Signed notes and checkpoints against the vectors of Go's sumdb/note and the standard's own examples."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import InvalidInput
from graph_schema.notes import (
    Checkpoint,
    add_signature,
    checkpoint_text,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    sign_note,
    verifier_key,
    verify_checkpoint,
    verify_note,
)
from graph_schema.signing import key_from_seed

# Key and note that the Go module golang.org/x/mod/sumdb/note publishes in its tests.
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{PETER_LINE}"

# The example checkpoint of C2SP tlog-checkpoint.
EXAMPLE_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
EXAMPLE_LINE = (
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
ROOT = bytes.fromhex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
ORIGIN = "clausetrail.example/0197a5c0-0000-7000-8000-000000000000"


def test_the_reference_key_and_note_are_reproduced_to_the_byte() -> None:
    key = key_from_seed(SEED)
    assert verifier_key("PeterNeumann", key.public) == PETER
    assert sign_note(TEXT, key, "PeterNeumann") == NOTE
    assert verify_note(NOTE, PETER) == TEXT


def test_signatures_of_unknown_keys_are_ignored() -> None:
    both = NOTE + ENOCH_LINE
    assert verify_note(both, PETER) == TEXT
    assert verify_note(both, ENOCH) == TEXT
    assert [line.name for line in parse_note(both).signatures] == ["PeterNeumann", "EnochRoot"]
    with pytest.raises(InvalidInput, match="note_unsigned"):
        verify_note(NOTE, ENOCH)


def test_a_second_key_signs_the_same_note() -> None:
    old, new = key_from_seed(b"\x01" * 32), key_from_seed(b"\x02" * 32)
    note = add_signature(sign_note(TEXT, old, "log"), new, "log")
    assert verify_note(note, verifier_key("log", old.public)) == TEXT
    assert verify_note(note, verifier_key("log", new.public)) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("cryptography", "cryptographY"),
        NOTE.replace("answer", "answer "),
        f"{TEXT}\n{PETER_LINE[:60]}ABCD{PETER_LINE[60:]}",
        f"{TEXT}\n\n{PETER_LINE}",
        NOTE + PETER_LINE.replace("x08go/ZJkuBS", "x08go/ZJkuBT"),
    ],
)
def test_a_signature_of_the_known_key_that_does_not_hold_refuses_the_note(note: str) -> None:
    with pytest.raises(InvalidInput, match="note_signature"):
        verify_note(note, PETER)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        NOTE[:-1],
        "\x01" + NOTE,
        "\udcff" + NOTE,
        NOTE.replace("\n", "\r\n"),
        f"{TEXT}\n— Bad Name {PETER_LINE.split()[2]}\n",
        NOTE + "Unexpected line.\n",
        f"{TEXT}\n{PETER_LINE.replace('—', '-')}",
        f"{TEXT}\n{PETER_LINE.replace(' ', '  ')}",
        f"{TEXT}\n{PETER_LINE.replace('AM=', 'AN=')}",
        f"{TEXT}\n{PETER_LINE.replace('AM=', 'AM')}",
        f"{TEXT}\n— Peter+Neumann AAAAAAAA\n",
        f"{TEXT}\n— PeterNeumann AAAAAA==\n",
        f"{TEXT}\n— PeterNeumann\n",
        f"{TEXT}\n—  AAAAAAAA\n",
        f"{TEXT}\n{PETER_LINE * 101}",
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(InvalidInput, match="note_malformed"):
        parse_note(note)
    with pytest.raises(InvalidInput, match="note_malformed"):
        verify_note(note, PETER)


def test_at_least_sixteen_signatures_are_accepted() -> None:
    assert verify_note(f"{TEXT}\n{ENOCH_LINE * 15}{PETER_LINE}", PETER) == TEXT


def test_the_text_ends_at_the_last_empty_line() -> None:
    key = key_from_seed(SEED)
    text = "one\n\ntwo\n"
    assert parse_note(sign_note(text, key, "a")).text == text


@pytest.mark.parametrize("text", ["abc", "a\n\nb", "a\tb\n", "\ud800\n", "", "a\rb\n"])
def test_a_text_that_makes_no_note_is_not_signed(text: str) -> None:
    with pytest.raises(InvalidInput, match="note_malformed"):
        sign_note(text, key_from_seed(SEED), "name")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b", "a\u00a0b", "\ud800"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    key = key_from_seed(SEED)
    with pytest.raises(InvalidInput, match="note_malformed"):
        sign_note(TEXT, key, name)
    with pytest.raises(InvalidInput, match="verifier_key_invalid"):
        verifier_key(name, key.public)


def test_every_part_and_every_change_of_a_verifier_key_is_refused() -> None:
    assert parse_verifier_key(PETER).name == "PeterNeumann"
    parts = {PETER[i:j] for i in range(len(PETER)) for j in range(i, len(PETER) + 1)} - {PETER}
    changed = {PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :] for i in range(len(PETER))}
    longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="
    other_kind = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    upper = PETER.replace("c74f20a3", "C74F20A3")
    for line in [*parts, *changed, longer, other_kind, upper, PETER + "\n", " " + PETER]:
        with pytest.raises(InvalidInput, match="verifier_key_invalid"):
            parse_verifier_key(line)


def test_the_standard_s_example_is_read() -> None:
    note = parse_note(f"{EXAMPLE_TEXT}\n{EXAMPLE_LINE}")
    assert note.text == EXAMPLE_TEXT
    assert note.signatures[0].name == "example.com/behind-the-sofa"
    assert len(note.signatures[0].data) == 64
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20852163
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert checkpoint_text(checkpoint) == EXAMPLE_TEXT


def test_a_signed_checkpoint_is_verified_and_taken_apart() -> None:
    key = key_from_seed(SEED)
    checkpoint = Checkpoint(ORIGIN, 8, ROOT)
    text = f"{ORIGIN}\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    assert checkpoint_text(checkpoint) == text
    note = sign_note(text, key, ORIGIN)
    assert verify_checkpoint(note, verifier_key(ORIGIN, key.public)) == checkpoint


def test_a_checkpoint_of_another_log_is_refused_though_the_key_signed_it() -> None:
    key = key_from_seed(SEED)
    note = sign_note(checkpoint_text(Checkpoint("other", 8, ROOT)), key, ORIGIN)
    with pytest.raises(InvalidInput, match="checkpoint_origin"):
        verify_checkpoint(note, verifier_key(ORIGIN, key.public))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log\n8\n",
        EXAMPLE_TEXT[:-1],
        EXAMPLE_TEXT + "\n",
        EXAMPLE_TEXT.replace("20852163", "020852163"),
        EXAMPLE_TEXT.replace("20852163", "+1"),
        EXAMPLE_TEXT.replace("20852163", "-1"),
        EXAMPLE_TEXT.replace("20852163", "１"),
        EXAMPLE_TEXT.replace("20852163", "1_000"),
        EXAMPLE_TEXT.replace("20852163", ""),
        EXAMPLE_TEXT.replace("20852163", "1" * 40),
        EXAMPLE_TEXT.replace("example.com/behind-the-sofa", ""),
        EXAMPLE_TEXT.replace("q2I=", "q2I"),
        EXAMPLE_TEXT.replace("q2I=", "q2J="),
        EXAMPLE_TEXT.replace("CsUY", ""),
        EXAMPLE_TEXT + "extension\n\nmore\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="checkpoint_invalid"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("evil\n999", 8, ROOT),
        Checkpoint("", 8, ROOT),
        Checkpoint(ORIGIN, -1, ROOT),
        Checkpoint(ORIGIN, 8, ROOT[:-1]),
        Checkpoint(ORIGIN, 8, ROOT, ("",)),
        Checkpoint(ORIGIN, 8, ROOT, ("a\nb",)),
    ],
)
def test_a_checkpoint_that_would_read_back_as_another_is_not_written(checkpoint: Checkpoint) -> None:
    with pytest.raises(InvalidInput, match="checkpoint_invalid"):
        checkpoint_text(checkpoint)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1).filter(
    lambda text: "+" not in text and not any(c.isspace() for c in text)
)


@given(words, st.integers(0, 10**18), st.binary(min_size=32, max_size=32), st.lists(words, max_size=3))
def test_any_checkpoint_survives_signing_and_reading(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    key = key_from_seed(SEED)
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    note = sign_note(checkpoint_text(checkpoint), key, origin)
    assert verify_checkpoint(note, verifier_key(origin, key.public)) == checkpoint
