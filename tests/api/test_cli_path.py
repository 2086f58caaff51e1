"""The first true path by command line: set up, import, document, record, file, links, trail on two dates, ledger."""

from __future__ import annotations

import base64
import json
import stat

from tests.api.cli_runner import STANDARD, Shell, adopt, link


def numbers(coverage: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {row["number"]: row["own_state"] for row in coverage["clauses"]}


def test_setup_prints_each_password_once_and_keeps_them_for_the_owner_only(shell: Shell) -> None:
    answer = shell.ask(
        "setup", "--organisation", "试验公司", "--zone", "Asia/Shanghai", "--clock", "manual", "--operator", "liwei"
    )
    roles = {one["name"]: one["roles"] for one in answer["accounts"]}
    assert roles == {
        "liwei": ["controller", "administrator"],
        "controller": ["controller"],
        "auditor": ["auditor"],
        "management": ["management"],
        "administrator": ["administrator"],
    }
    kept = shell.folder / "data" / "first-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    text = kept.read_text("utf-8")
    assert all(one["password"] in text for one in answer["accounts"])
    assert shell("setup").status == 1


def test_a_changed_password_leaves_the_file_and_the_last_one_removes_it(shell: Shell) -> None:
    shell.ask("setup", "--operator", "liwei")
    kept = shell.folder / "data" / "first-accounts.txt"
    for name in ("controller", "auditor", "management", "administrator"):
        shell.ask("account", "password", name)
        assert f"\n{name}\t" not in kept.read_text("utf-8")
    assert "liwei\t" in kept.read_text("utf-8")
    shell.ask("account", "password", "liwei")
    assert not kept.exists()


def test_a_trail_differs_on_two_dates_exactly_where_a_revision_came_into_force(standing_shell: Shell) -> None:
    shell = standing_shell
    shell.ask("document", "revise", "QP-1", "B/0", shell.file("b.txt", "B"))
    adopt(shell, "B/0", "2026-03-01", "--confirm", "GB/T 1-2011#2.1")
    before = shell.ask("trail", "GB/T 1-2011", "2.1", "--as-of", "2026-02-28")
    after = shell.ask("trail", "GB/T 1-2011", "2.1", "--as-of", "2026-03-01")
    assert before["chains"][0]["revision"]["label"] == "A/0"
    assert after["chains"][0]["revision"]["label"] == "B/0"
    assert [item["revision"]["label"] for item in before["chains"][0]["history"]] == ["A/0"]
    assert [item["revision"]["label"] for item in after["chains"][0]["history"]] == ["A/0", "B/0"]
    assert before["own_state"] == after["own_state"] == "proved"


def test_a_record_proves_its_clause_once_its_file_is_confirmed(standing_shell: Shell) -> None:
    shell = standing_shell
    link(shell, "QP-1@A/0", "GB/T 1-2011#2.2")
    shell.ask(
        "record", "add", "R-1", "--type", "回访", "--date", "2026-05-01", "--revision", "QP-1@A/0", "--site", "北京"
    )
    assert numbers(shell.ask("coverage", "GB/T 1-2011"))["2.2"] == "gap"
    added = shell.ask("evidence", "add", shell.file("回访单.txt", "proof"), "--record", "R-1", "--confirm")
    assert added["evidence"][0]["link"]["state"] == "confirmed"
    assert numbers(shell.ask("coverage", "GB/T 1-2011"))["2.2"] == "proved"
    assert numbers(shell.ask("coverage", "GB/T 1-2011", "--period", "2026-06-01..2026-06-30"))["2.2"] == "gap"
    assert numbers(shell.ask("coverage", "GB/T 1-2011", "--site", "上海"))["2.2"] == "gap"
    assert numbers(shell.ask("coverage", "GB/T 1", "--as-of", "2026-04-30"))["2.2"] == "gap"
    again = shell.ask("evidence", "add", shell.file("同.txt", "proof"))
    assert again["evidence"][0]["duplicate_of"] == added["evidence"][0]["id"]


def test_references_take_every_form_of_the_manual(standing_shell: Shell) -> None:
    shell = standing_shell
    clause = shell.ask("clause", "show", "gb/t 1—2011", "2.1")
    assert shell.ask("clause", "show", "clause:GB/T1-2011#2.1")["id"] == clause["id"]
    assert shell.ask("trail", clause["id"])["clause"]["id"] == clause["id"]
    assert shell.ask("trail", "GB/T 1", "2.1")["clause"]["id"] == clause["id"]
    document = shell.ask("document", "show", "QP-1")
    assert shell.ask("document", "show", "document:QP-1")["id"] == document["id"]
    assert shell.ask("document", "show", document["id"])["id"] == document["id"]
    three = shell.ask("link", "propose", "satisfies", "revision:QP-1@A/0", "clause:GB/T 1-2011#2.3")
    assert (three["kind"], three["state"]) == ("satisfies", "proposed")
    file = shell.ask("evidence", "add", shell.file("x.txt", "x"))["evidence"][0]
    assert shell.ask("evidence", "show", file["sha256"][:8])["id"] == file["id"]
    record = shell.ask("record", "add", "--number", "R-9", "--type", "回访", "--period", "2026-01-01..2026-01-31")[
        "record"
    ]
    assert (record["period_from"], record["date"]) == ("2026-01-01", "2026-01-31")
    proof = shell.ask("link", "propose", file["sha256"], "R-9")
    assert (proof["kind"], proof["from"], proof["to"]) == ("records", file["id"], record["id"])


def test_a_corrected_record_makes_its_links_suspect_until_someone_looks(standing_shell: Shell) -> None:
    shell = standing_shell
    shell.ask("record", "add", "R-1", "--type", "回访", "--date", "2026-05-01", "--revision", "QP-1@A/0")
    assert shell.ask("link", "list", "--suspect")["items"] == []
    shell.ask("record", "correct", "R-1", "--date", "2026-05-02", "--reason", "抄错")
    suspects = shell.ask("link", "list", "--suspect")["items"]
    assert [one["kind"] for one in suspects] == ["records"]
    done = shell.ask("link", "reaffirm", "--around", "R-1")
    assert [one["id"] for one in done["links"]] == [suspects[0]["id"]]
    assert shell.ask("link", "list", "--suspect")["items"] == []


def test_a_change_can_be_asked_for_as_known_before_it(standing_shell: Shell) -> None:
    shell = standing_shell
    last = len(shell.ask("ledger", "list", "--limit", "1000")["items"]) - 1
    shell.ask("clause", "applicability", "GB/T 1-2011", "2.3", "--reason", "不适用")
    assert shell.ask("trail", "GB/T 1-2011", "2.3")["own_state"] == "not_applicable"
    then = shell.ask("trail", "GB/T 1-2011", "2.3", "--known-at", f"seq:{last}")
    assert (then["own_state"], then["known_at"]) == ("gap", f"seq:{last}")
    shell.ask("clause", "applicability", "GB/T 1-2011", "2.3", "--reason", "恢复", "--lift")
    assert shell.ask("trail", "GB/T 1-2011", "2.3")["own_state"] == "gap"


def test_the_command_line_acts_as_the_person_named_and_the_ledger_says_so(standing_shell: Shell) -> None:
    shell = standing_shell
    assert shell("document", "list", "--as", "auditor").status == 0
    refused = shell("document", "add", "QP-2", "A/0", shell.file("c.txt", "C"), "--as", "auditor", "--json")
    assert refused.status == 3
    assert refused.document["error"]["code"] == "not_allowed"
    assert len(shell.ask("document", "list")["items"]) == 1
    shell.ask("link", "propose", "QP-1@A/0", "GB/T 1-2011#2.2", "--as", "auditor")
    entry = shell.ask("ledger", "list", "--limit", "1000")["items"][-1]
    assert (entry["actor"], entry["via"], entry["action"]) == ("auditor", "cli", "link:proposed")
    assert entry["facts"]["operator"]


def test_the_pack_of_export_checkpoint_and_key_is_what_the_verifier_takes_r26(standing_shell: Shell) -> None:
    shell = standing_shell
    assert shell.ask("ledger", "verify")["ok"] is True
    exported = shell("ledger", "export").out.splitlines()
    seqs = [json.loads(line)["seq"] for line in exported]
    assert seqs == list(range(len(exported)))
    assert json.loads(base64.b64decode(json.loads(exported[0])["leaf"]))["action"] == "store:founded"
    out = shell.folder / "ledger.jsonl"
    assert shell("ledger", "export", "--out", out).status == 0
    assert out.read_text("utf-8").splitlines() == exported
    note, key = shell("ledger", "checkpoint").out, shell("ledger", "key").out
    assert note.split("\n")[1] == str(len(exported))
    assert key.split("+")[0] == note.split("\n")[0]
    proof = shell.ask("ledger", "prove", "1")
    assert set(proof) == {"index", "size", "leaf", "path", "checkpoint"}
    assert proof["leaf"] == json.loads(exported[1])["leaf"]
    grown = shell.ask("ledger", "prove", "--from", "2", "--to", "4")
    assert set(grown) == {"from", "to", "path", "from_root", "to_root"}


def test_import_says_what_it_would_do_and_the_second_time_does_nothing(shell: Shell) -> None:
    source = shell.file("standard.txt", STANDARD)
    shown = shell.ask("standard", "import", source, "--dry-run")
    assert set(shown) == {"clauses", "set_aside", "issues"}
    assert [one["number"] for one in shown["clauses"]] == ["1", "2", "2.1", "2.2", "2.3"]
    shell.ask("setup")
    first = shell.ask(
        "standard", "import", source, "--code", "GB/T 1", "--edition", "2011", "--in-force-from", "2012-01-01"
    )
    assert first["clauses"] == 5
    assert first["standard"]["source_name"] == "standard.txt"
    size = len(shell.ask("ledger", "list", "--limit", "1000")["items"])
    again = shell.ask("standard", "import", source, "--code", "GB/T1", "--edition", "2011")
    assert (again["unchanged"], again["standard"]["id"]) == (True, first["standard"]["id"])
    assert len(shell.ask("ledger", "list", "--limit", "1000")["items"]) == size
    dated = shell.ask("standard", "dates", "GB/T 1-2011", "--in-force-to", "2027-01-01")
    assert (dated["in_force_from"], dated["in_force_to"]) == ("2012-01-01", "2027-01-01")


def test_changed_and_missing_bytes_are_told_and_end_with_status_1_r04(standing_shell: Shell) -> None:
    shell = standing_shell
    one = shell.ask("evidence", "add", shell.file("1.txt", "one"))["evidence"][0]
    two = shell.ask("evidence", "add", shell.file("2.txt", "two"))["evidence"][0]
    assert shell("evidence", "verify").status == 0
    blobs = shell.folder / "data" / "blobs"
    (blobs / one["sha256"][:2] / one["sha256"]).write_bytes(b"bad")
    (blobs / two["sha256"][:2] / two["sha256"]).unlink()
    (blobs / "stranger").write_bytes(b"?")
    result = shell("evidence", "verify", "--json")
    assert result.status == 1
    counts = {name: result.document[name] for name in ("checked", "held", "changed", "missing", "untracked")}
    assert counts == {"checked": 2, "held": 0, "changed": 1, "missing": 1, "untracked": 1}
    failed = {row["file_name"]: row["fixity"] for row in result.document["failed"]}
    assert failed == {"1.txt": "changed", "2.txt": "missing"}


def test_store_copy_moves_everything_and_marks_the_source(standing_shell: Shell) -> None:
    shell = standing_shell
    start = f"sqlite://{shell.folder}/data/clausetrail.db"
    end = f"sqlite://{shell.folder}/other/clausetrail.db"
    wanted = shell.ask("trail", "GB/T 1-2011", "2.1")
    moved = shell.ask("store", "copy", "--from", start, "--to", end)
    assert shell.ask("trail", "GB/T 1-2011", "2.1", "--store", end) == wanted
    assert shell.ask("ledger", "verify", "--store", end)["root"] == moved["root"]
    assert (
        shell("record", "add", "R", "--type", "x", "--date", "2026-01-01", "--json").document["error"]["code"]
        == "store_moved"
    )
    assert (
        shell("store", "copy", "--from", start, "--to", end, "--json").document["error"]["code"] == "target_not_empty"
    )


def test_doctor_finds_a_key_that_others_can_read(standing_shell: Shell) -> None:
    shell = standing_shell
    found = {one["code"]: one["severity"] for one in shell.ask("doctor")["findings"]}
    assert found["d_key"] == "ok"
    assert found["d_no_second_place"] == "warning"
    assert found["d_store"] == "ok"
    (shell.folder / "data" / "ledger.key").chmod(0o644)
    result = shell("doctor", "--json")
    assert result.status == 1
    assert ("d_key_open", "error") in {(one["code"], one["severity"]) for one in result.document["findings"]}


def test_it_says_its_version(shell: Shell) -> None:
    result = shell("--version")
    assert result.status == 0
    assert result.out.startswith("clausetrail 0.")
