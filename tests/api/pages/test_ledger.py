"""The ledger by pages: read backwards, one entry with before and after, verified, proved, found altered."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.stores.memory.store import MemoryStore
from tests.api.pages.house_desk import HouseDesk, house_desk, send
from tests.rig.source import ROOT
from tests.ui.house import SCRIPT
from ui.say import LANGUAGES

SEQ = re.compile(r'href="/ledger/(\d+)"')


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("ledger"), 30) as made:
        yield made


def listed(text: str) -> list[int]:
    return [int(one) for one in SEQ.findall(text.partition("<tbody>")[2])]


def test_the_list_turns_back_to_the_first_entry_and_again_to_the_newest(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        whole, address, seen = desk.entries(), "/ledger", []
        while address:
            text = client.get(address).text
            seen += listed(text)
            found = re.search(r'rel="next" href="([^"]+)"', text)
            address = html.unescape(found[1]) if found else ""
        assert seen == list(range(whole - 1, -1, -1))
        back = re.search(r'rel="prev" href="([^"]+)"', text)
        assert back is not None
        assert listed(client.get(html.unescape(back[1])).text)[-1] == seen[-len(listed(text))] + 1


def test_filters_stand_in_the_address_and_keep_what_was_typed(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        text = client.get("/ledger", params={"actor": "setup", "action": "account:added"}).text
        assert len(listed(text)) == 3
        assert 'name="actor" type="text" value="setup"' in text
        assert '<option value="account:added" selected>' in text
        assert listed(client.get("/ledger", params={"about": "WI-07"}).text)
        none = client.get("/ledger", params={"actor": "nobody"})
        assert (listed(none.text), "No entry fits" in none.text) == ([], True)
        unknown = client.get("/ledger", params={"about": SCRIPT})
        assert (unknown.status_code, SCRIPT in unknown.text) == (422, False)
        assert SCRIPT in html.unescape(unknown.text)


def test_an_entry_shows_what_changed_with_words_for_every_code(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe", "zh-Hans") as client:
        text = client.get("/ledger", params={"action": "record:corrected"}).text
        page = client.get(f"/ledger/{listed(text)[0]}").text
        assert "更正记录" in page
        assert "2026-03-01" in page
        assert "2026-03-11" in page
        assert "日期抄错" in page
        link = client.get("/ledger", params={"action": "link:confirmed"}).text
        confirmed = client.get(f"/ledger/{listed(link)[0]}").text
        assert "已确认" in confirmed
        assert "confirmed</bdi>" not in confirmed


def test_an_entry_there_is_not_is_said(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        for seq in ("99999", "-1", "x", "9" * 40):
            assert client.get(f"/ledger/{seq}").status_code == 404, seq


def test_the_ledger_is_verified_from_a_page(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        answer = send(client, "/ledger/verify")
        assert answer.status_code == 200
        assert f"All {desk.entries():,} entries hold" in answer.text
        assert client.post("/ledger/verify", data={"csrf": "x"}).status_code == 403


def test_what_the_page_hands_out_verifies_without_the_server(desk: HouseDesk, tmp_path: Path) -> None:
    with desk.signed_in("shenhe") as client:
        text = client.get("/ledger/verify").text
        for href, name in re.findall(r'href="([^"]+)" download="([^"]+)"', text):
            (tmp_path / name).write_bytes(client.get(href).content)
        (href,) = re.findall(r'href="([^"]+)" download="entry', client.get("/ledger/3").text)
        proof = client.get(html.unescape(href))
        (tmp_path / "proof.json").write_bytes(proof.content)
    script = ROOT / "scripts" / "verify_ledger.py"
    for more in (["--checkpoint", "checkpoint.note", "--export", "ledger.jsonl"], ["--proof", "proof.json"]):
        done = subprocess.run(
            [sys.executable, script, "--key", "ledger.vkey", *more], cwd=tmp_path, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_an_altered_version_is_named_by_its_entry(tmp_path_factory: pytest.TempPathFactory) -> None:
    with house_desk(tmp_path_factory.mktemp("altered"), 1) as desk, desk.signed_in("shenhe") as client:
        with desk.system.reader() as reader:
            record = reader.find("record")[0]
        spoil(desk, record.id)
        text = html.unescape(send(client, "/ledger/verify").text)
        assert f"the first bad entry is {record.seq_from}" in text
        assert f'href="/ledger/{record.seq_from}"' in text
        assert "Stop entering data" in text


def spoil(desk: HouseDesk, id_: str) -> None:
    """Put another value into a stored version, past every rule."""
    assert isinstance(desk.system.store, MemoryStore)
    versions = desk.system.store._tables.nodes[id_]
    versions[-1] = replace(versions[-1], body=versions[-1].body.replace("202", "203", 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_renders_in_every_language(desk: HouseDesk, language: str) -> None:
    with desk.signed_in("shenhe", language) as client:
        for seq in range(desk.entries()):
            answer = client.get(f"/ledger/{seq}")
            assert answer.status_code == 200, seq
            assert "<script>alert" not in answer.text
