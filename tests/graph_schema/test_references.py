"""Codes in their normal form, and references as people type them."""

from __future__ import annotations

import pytest

from graph_schema.errors import InvalidInput
from graph_schema.references import Reference, normal_code, parse_reference, split_code

ID = "01900000-0000-7000-8000-0000000000aa"


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 27922-2011",
        "GB/T 27922—2011",
        "GB/T27922-2011",
        "gb/t 27922-2011",
        "ＧＢ／Ｔ　２７９２２－２０１１",
        "GB/T 27922–2011",
        "GB/T 27922 −2011",
        "GB/T 27922——2011",
    ],
)
def test_spellings_of_one_code_are_one(text: str) -> None:
    assert normal_code(text) == "GB/T27922-2011"


def test_different_codes_stay_different() -> None:
    codes = ["GB/T 27922", "GB 27922", "GB/Z 27922", "GB/T 27922.1", "GB/T 27922-1"]
    assert len({normal_code(code) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("text", "code", "edition"),
    [
        ("GB/T 27922-2011", "GB/T 27922", "2011"),
        ("GB/T 27922—2011", "GB/T 27922", "2011"),
        ("SB/T 10382", "SB/T 10382", None),
        ("ISO 9001:2015", "ISO 9001", "2015"),
        ("IEC 60335-2-40:2018", "IEC 60335-2-40", "2018"),
        ("GB/T 19001-2016/ISO 9001:2015", "GB/T 19001", "2016/ISO 9001:2015"),
        ("GB/T 1.1 — 2020", "GB/T 1.1", "2020"),
        ("ISO 9001 : 2015", "ISO 9001", "2015"),
        ("own rules", "own rules", None),
    ],
)
def test_code_and_edition_are_split_as_printed(text: str, code: str, edition: str | None) -> None:
    assert split_code(text) == (code, edition)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        (ID, None, Reference(None, ID)),
        (f" {ID} ", "clause", Reference("clause", ID)),
        (f"record:{ID}", None, Reference("record", ID)),
        (f"link:{ID}", None, Reference("link", ID)),
        ("clause:GB/T 27922-2011#5.1.4.1", None, Reference("clause", None, ("GB/T 27922-2011", "5.1.4.1"))),
        ("GB/T 27922-2011#5.1.4.1", "clause", Reference("clause", None, ("GB/T 27922-2011", "5.1.4.1"))),
        ("clause:S-2011#4.1 #2", None, Reference("clause", None, ("S-2011", "4.1 #2"))),
        ("revision:QP-05@B/1", None, Reference("revision", None, ("QP-05", "B/1"))),
        ("document:QP-05", None, Reference("document", None, ("QP-05",))),
        ("record:2026-001", None, Reference("record", None, ("2026-001",))),
        ("evidence:ab12", None, Reference("evidence", None, ("ab12",))),
        ("standard:GB/T 27922-2011", None, Reference("standard", None, ("GB/T 27922-2011",))),
        ("QP:05", "document", Reference("document", None, ("QP:05",))),
    ],
)
def test_references_are_read(text: str, kind: str | None, found: Reference) -> None:
    assert parse_reference(text, kind) == found


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("", None, "reference_invalid"),
        ("", "document", "reference_invalid"),
        ("QP-05", None, "reference_invalid"),
        ("document:", None, "reference_invalid"),
        ("clause:GB/T 27922-2011", None, "reference_invalid"),
        ("clause:#4.1", None, "reference_invalid"),
        ("clause:S#", None, "reference_invalid"),
        ("revision:QP-05", None, "reference_invalid"),
        ("revision:@B/1", None, "reference_invalid"),
        ("revision:QP-05@", None, "reference_invalid"),
        ("link:QP-05", None, "reference_invalid"),
        ("record:NO-1", "document", "reference_kind"),
    ],
)
def test_what_names_nothing_is_refused(text: str, kind: str | None, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_reference(text, kind)
    assert caught.value.code == code
