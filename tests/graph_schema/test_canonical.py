"""Canonical bytes against spellings written by hand and against what RFC 8785 says."""

from __future__ import annotations

import enum
import hashlib
import json
import re
import time
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.canonical import canonical_bytes, digest, read_canonical, sha256_hex
from graph_schema.errors import InvalidInput

DOCUMENT = Path(__file__).parents[2] / "docs" / "ledger.md"


class State(enum.StrEnum):
    CONFIRMED = "confirmed"


VECTORS = [
    ({}, b"{}"),
    ([], b"[]"),
    ("", b'""'),
    (0, b"0"),
    (True, b"true"),
    (False, b"false"),
    (-1, b"-1"),
    (2**53 - 1, b"9007199254740991"),
    (-(2**53) + 1, b"-9007199254740991"),
    ({"b": 1, "a": 2, "B": 3, "_": 4, "1": 5}, b'{"1":5,"B":3,"_":4,"a":2,"b":1}'),
    ({"a": {"c": [], "b": {}}}, b'{"a":{"b":{},"c":[]}}'),
    ({"": "empty key"}, b'{"":"empty key"}'),
    ((1, "two", [3]), b'[1,"two",[3]]'),
    # RFC 8785 section 3.2.3: the string of its example, without the numbers.
    ('\u20ac$\u000f\nA\'B"\\\\"/', b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
    ('\b\t\n\f\r"\\\x00\x1f', b'"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f"'),
    ("\x7f\u0080\u2028\u2029</script>", b'"\x7f\xc2\x80\xe2\x80\xa8\xe2\x80\xa9</script>"'),
    ("售后服务", b'"\xe5\x94\xae\xe5\x90\x8e\xe6\x9c\x8d\xe5\x8a\xa1"'),
    ("\U00020bb7", b'"\xf0\xa0\xae\xb7"'),
    # As stored: composed and decomposed forms stay two texts.
    ("\u00e9", b'"\xc3\xa9"'),
    ("e\u0301", b'"e\xcc\x81"'),
    (State.CONFIRMED, b'"confirmed"'),
    (MappingProxyType({"b": MappingProxyType({}), "a": (1,)}), b'{"a":[1],"b":{}}'),
]


@pytest.mark.parametrize(("value", "spelling"), VECTORS)
def test_canonical_bytes_of_hand_written_vectors(value: object, spelling: bytes) -> None:
    assert canonical_bytes(value) == spelling


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "canonical_float"),
        ({"a": [float("nan")]}, "canonical_float"),
        ([float("inf")], "canonical_float"),
        (None, "canonical_null"),
        ({"a": None}, "canonical_null"),
        ([[None]], "canonical_null"),
        (2**53, "canonical_integer"),
        ({"a": -(2**53)}, "canonical_integer"),
        ([10**5000], "canonical_integer"),
        ({"é": 1}, "canonical_key"),
        ({1: "a"}, "canonical_key"),
        ({None: "a"}, "canonical_key"),
        ({"a": {"b": 1, ("c",): 1}}, "canonical_key"),
        ({"\ud800": 1}, "canonical_key"),
        ("\ud800", "canonical_string"),
        ({"a": ["x", "y\udfff"]}, "canonical_string"),
        (b"bytes", "canonical_type"),
        (Decimal(1), "canonical_type"),
        ({"a": {1, 2}}, "canonical_type"),
        (object(), "canonical_type"),
    ],
)
def test_what_has_no_canonical_spelling_is_refused(value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        canonical_bytes(value)
    assert caught.value.code == code


def test_a_loop_is_refused_not_followed() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(InvalidInput, match="canonical_type"):
        canonical_bytes(loop)


def test_a_hundred_levels_are_written_and_more_refused() -> None:
    nested: object = "x"
    for _ in range(100):
        nested = [nested]
    assert canonical_bytes(nested) == b"[" * 100 + b'"x"' + b"]" * 100
    with pytest.raises(InvalidInput, match="canonical_type"):
        canonical_bytes([[nested]])


def test_digest_is_the_sha256_of_the_canonical_bytes() -> None:
    # printf '{"a":1}' | sha256sum
    assert digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    # printf '' | sha256sum
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_value_is_not_changed_by_being_spelled() -> None:
    value = {"b": [1, {"d": "x", "c": "y"}], "a": True}
    canonical_bytes(value)
    assert list(value) == ["b", "a"]
    assert value == {"b": [1, {"d": "x", "c": "y"}], "a": True}


values = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=30,
)


def spelled(value: object) -> str:
    """RFC 8785 for values without floats, character by character."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, list):
        return f"[{','.join(spelled(item) for item in value)}]"
    if isinstance(value, dict):
        pairs = (f"{spelled(key)}:{spelled(value[key])}" for key in sorted(value, key=lambda key: key.encode()))
        return f"{{{','.join(pairs)}}}"
    assert isinstance(value, str)
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'


@given(values)
def test_canonical_bytes_equal_a_naive_writer_and_read_back(value: object) -> None:
    data = canonical_bytes(value)
    assert data == spelled(value).encode()
    assert json.loads(data) == value
    assert read_canonical(data) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":null}',
        b'["\\u4e2d"]',
        b'["\\/"]',
        b'["\\u001F"]',
        b'["\\ud800"]',
        b'{"\xc3\xa9":1}',
        b"[9007199254740992]",
        b"[NaN]",
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        b"",
        b"{",
        b"[" * 100_000,
    ],
)
def test_other_spellings_are_not_read(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="canonical_form"):
        read_canonical(data)


def documented() -> list[tuple[str, str, str]]:
    """(value in JSON, canonical bytes, SHA-256) of the vectors in the manual."""
    text = DOCUMENT.read_text("utf-8")
    return re.findall(r"^value +(.*)\nbytes +(.*)\nsha256 +([0-9a-f]{64})$", text, re.MULTILINE)


def test_the_manual_shows_vectors() -> None:
    assert len(documented()) >= 5


@pytest.mark.parametrize(("value", "spelling", "hexadecimal"), documented())
def test_the_manual_s_vectors_hold(value: str, spelling: str, hexadecimal: str) -> None:
    data = canonical_bytes(json.loads(value))
    assert data == spelling.encode()
    assert hashlib.sha256(spelling.encode()).hexdigest() == hexadecimal
    assert digest(json.loads(value)) == hexadecimal


def test_an_entry_of_10000_nodes_costs_little_more_than_its_json() -> None:
    """The checking pass stays in the order of the writing itself, measured side by side in one process."""
    node = {"id": "x" * 36, "kind": "clause", "fields": {"number": "5.1", "text": "保持记录" * 20, "order": 7}}
    entry = {"facts": {"nodes": [{**node, "id": f"{number:036d}"} for number in range(10_000)]}}

    def best(work: object) -> float:
        assert callable(work)
        spent = []
        for _ in range(5):
            start = time.perf_counter()
            work()
            spent.append(time.perf_counter() - start)
        return min(spent)

    plain = best(lambda: json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    assert best(lambda: canonical_bytes(entry)) < 5 * plain + 0.05
