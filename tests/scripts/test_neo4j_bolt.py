"""The small Bolt client: PackStream against its documentation's examples, and a session with a real server."""

import os

import pytest

from scripts.neo4j_local.bolt import Refused, Session
from scripts.neo4j_local.packstream import Unpacker, pack, pack_message

# Value and bytes as the PackStream documentation gives them, or counted by hand from its tables.
FORMS: list[tuple[object, str]] = [
    (None, "C0"),
    (True, "C3"),
    (False, "C2"),
    (1, "01"),
    (127, "7F"),
    (-16, "F0"),
    (-17, "CB FF FF FF FF FF FF FF EF"),
    (128, "CB 00 00 00 00 00 00 00 80"),
    ("", "80"),
    ("A", "81 41"),
    ("Größenmaßstäbe", "D0 12 47 72 C3 B6 C3 9F 65 6E 6D 61 C3 9F 73 74 C3 A4 62 65"),
    ([1, "A", None], "93 01 81 41 C0"),
    ({"one": "eins"}, "A1 83 6F 6E 65 84 65 69 6E 73"),
]


@pytest.mark.parametrize(("value", "form"), FORMS)
def test_values_have_the_documented_bytes(value: object, form: str) -> None:
    assert pack(value) == bytes.fromhex(form)
    assert Unpacker(bytes.fromhex(form)).value() == value


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("C8 D6", -42),
        ("C9 03 E8", 1000),
        ("CA FF FF FF 00", -256),
        ("C1 3F F3 AE 14 7A E1 47 AE", 1.23),
        ("CC 03 01 02 03", b"\x01\x02\x03"),
        ("B2 4E 01 90", (0x4E, [1, []])),
    ],
)
def test_forms_a_server_may_choose_are_read(form: str, value: object) -> None:
    assert Unpacker(bytes.fromhex(form)).value() == value


def test_long_text_carries_its_size_in_two_and_four_bytes() -> None:
    assert pack("a" * 256)[:3] == bytes.fromhex("D1 01 00")
    assert pack("a" * 65536)[:5] == bytes.fromhex("D2 00 01 00 00")
    assert Unpacker(bytes.fromhex("D2 00 01 00 00") + b"a" * 65536).value() == "a" * 65536


def test_a_message_is_a_structure_with_its_tag() -> None:
    assert pack_message(0x3F, {"n": -1}) == bytes.fromhex("B1 3F A1 81 6E FF")


@pytest.mark.parametrize("form", ["82 41", "C7", "D0", ""])
def test_a_broken_message_is_an_error(form: str) -> None:
    with pytest.raises(ValueError, match="PackStream"):
        Unpacker(bytes.fromhex(form)).value()


def real_session(password: str | None = None) -> Session:
    settings = [os.environ[f"CLAUSETRAIL_NEO4J_{name}"] for name in ("URI", "USER", "PASSWORD")]
    return Session(settings[0], settings[1], settings[2] if password is None else password)


@pytest.mark.store("neo4j")
def test_values_come_back_from_a_real_server() -> None:
    long = "溯证" * 40_000  # 240,000 bytes: several chunks each way
    given = {"long": long, "list": [1, -17, 2**40, True, None, "𠮷"], "empty": ""}
    with real_session() as session:
        rows = session.run("UNWIND [1, 2] AS n RETURN n, $given, 0.5", given=given)

    assert rows == [[1, given, 0.5], [2, given, 0.5]]


@pytest.mark.store("neo4j")
def test_a_query_the_real_server_cannot_read_is_refused_with_its_code() -> None:
    with real_session() as session, pytest.raises(Refused, match=r"Neo\.ClientError\.Statement\.SyntaxError"):
        session.run("RETURN")


@pytest.mark.store("neo4j")
def test_a_wrong_password_is_refused_by_the_real_server() -> None:
    with pytest.raises(Refused, match=r"Neo\.ClientError\.Security\.Unauthorized"):
        real_session("not the password")
