"""Who may what, and bad input: a clear one-line error with a code, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blackbox.desk import STANDARD, Desk
from tests.ingestion.make_pdf import make_pdf

ROLES = ("controller", "auditor", "management", "administrator")


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """One person for each role, as set-up makes them, and things to act on."""
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    return desk


def allowed(desk: Desk, *arguments: object) -> set[str]:
    """The roles that get further than the permission table; what they do is refused for another reason, or done."""
    may = set()
    for role in ROLES:
        status, out, _ = desk.run(*arguments, "--as", role, "--json")
        if status != 3:
            may.add(role)
        else:
            assert '"not_allowed"' in out
    return may


def test_the_starting_permission_table(staffed: Desk) -> None:
    desk, page = staffed, staffed.file("p.txt", "p")
    assert allowed(desk, "document", "add", "QP-9", "A/0", page) == {"controller"}
    assert allowed(desk, "document", "revise", "QP-1", "C/0", page) == {"controller"}
    assert allowed(desk, "record", "add", "R-9", "--type", "单", "--date", "2026-05-10") == {"controller"}
    assert allowed(desk, "evidence", "add", page) == {"controller"}
    assert allowed(desk, "link", "propose", "QP-1@A/0", f"{STANDARD}#2.2") == {"controller", "auditor"}
    assert allowed(desk, "link", "confirm", "none") == {"controller"}
    adopt = ("document", "adopt", "QP-1", "X/9", "--effective-from", "2024-05-01", "--decision", "d")
    adopted = allowed(desk, *adopt, "--decider", "w", "--reason", "r", "--proof", "p")
    assert {"management"} <= adopted <= {"management", "controller"}
    assert allowed(desk, "account", "add", "eve", "--role", "auditor") == {"administrator"}
    assert {"controller", "auditor", "management"} <= allowed(desk, "trail", STANDARD, "2.1")
    assert {"auditor"} <= allowed(desk, "ledger", "verify")


def test_nobody_unknown_or_disabled_acts(desk: Desk) -> None:
    assert desk.refused("record", "add", "R-1", "--type", "单", "--date", "2026-05-10", "--as", "nobody")
    desk.ask("account", "disable", "controller")
    assert desk.refused("record", "add", "R-1", "--type", "单", "--date", "2026-05-10", "--as", "controller")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("space.txt", b"  \n\n \n"),
        ("binary.txt", bytes(range(256)) * 8),
        ("prose.txt", "这是一封信，没有任何编号。\n此致敬礼。\n".encode()),  # no numbering
        ("scan.pdf", make_pdf([[]])),
        ("broken.pdf", b"%PDF-1.7\nnothing"),
        ("broken.docx", b"PK\x03\x04nothing"),
    ],
)
def test_what_is_no_standard_is_refused(desk: Desk, name: str, content: bytes) -> None:
    more = ("--code", "T/B 1", "--edition", "2020")
    assert desk.refused("standard", "import", desk.file(name, content), *more) not in ("usage", "unexpected")
    assert len(desk.ask("standard", "list")["items"]) == 1


def test_dates_that_cannot_be_are_refused(desk: Desk) -> None:
    add = ("record", "add", "R-1", "--type", "单")
    assert desk.refused(*add, "--date", "2026-07-01") not in ("usage", "unexpected")  # the future
    assert desk.refused(*add, "--period", "2026-06-01..2026-07-01")
    assert desk.refused(*add, "--period", "2026-06-02..2026-06-01")
    assert desk.refused(*add, "--date", "2026-02-30")
    assert desk.refused(*add, "--date", "2026-6-1")
    assert desk.refused(*add)
    desk.record("R-2", "2026-06-30", files=0)
    assert desk.refused("record", "correct", "R-2", "--date", "2026-07-01", "--reason", "x")
    desk.document("QP-1", "A/0", "2024-03-01")
    made = ("link", "propose", "QP-1@A/0", f"{STANDARD}#2.1", "--valid-from", "2026-05-01", "--valid-to", "2026-05-01")
    assert desk.refused(*made)


@pytest.mark.parametrize("url", ["oracle://x/y", "sqlite:///no/such/folder/x.db", "neo4j://127.0.0.1:1", "nonsense"])
def test_a_wrong_store_url_is_one_line(desk: Desk, url: str) -> None:
    status, out, err = desk.run("coverage", STANDARD, "--store", url, "--json")
    assert (status, '"error"' in out) == (1, True)
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_a_file_that_is_not_there_is_refused(desk: Desk) -> None:
    assert desk.refused("evidence", "add", Path("/no/such/file.pdf"))
    assert desk.refused("standard", "import", Path("/no/such/file.txt"), "--code", "X", "--edition", "1")


def test_setting_up_twice_is_refused(desk: Desk) -> None:
    assert desk.refused("setup", "--organisation", "别家", "--operator", "eve")
    assert desk.refused("demo")
