"""What browsers get: fetched by the lock, stamped, small, and nothing that a strict policy bars."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from scripts import assets as fetching
from tests.rig.engines import in_ci
from tests.rig.source import ROOT
from ui.assets import current, wanted
from ui.static import assets, scripts, vendored

UI = ROOT / "ui"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
ORDINARY_LIMIT = 60_000
"""Bytes of script after gzip on an ordinary page (decided with the choice of libraries)."""


def test_the_lock_holds_one_pinned_version_with_its_hash_and_no_address() -> None:
    manifest, lock = json.loads((UI / "package.json").read_text()), (UI / "package-lock.json").read_text()
    assert manifest["dependencies"] == {"htmx.org": "2.0.11"}
    assert "://" not in lock
    assert "resolved" not in lock
    package = json.loads(lock)["packages"]["node_modules/htmx.org"]
    assert package["version"] == "2.0.11"
    assert package["integrity"].startswith("sha512-")
    assert "omit-lockfile-registry-resolved=true" in (UI / ".npmrc").read_text()


def house(folder: Path) -> Path:
    """A copy of what fetching reads."""
    (folder / "ui").mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / "ui" / name).write_bytes((UI / name).read_bytes())
    return folder


def fetched(folder: Path) -> Path:
    """What npm would have brought."""
    source = folder / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"
    source.parent.mkdir(parents=True)
    source.write_text("var htmx;")
    return folder


def test_the_stamp_follows_manifest_and_lock(tmp_path: Path) -> None:
    ui = house(tmp_path) / "ui"
    assert not current(ui)
    fetching.place(fetched(tmp_path), ui)
    assert current(ui)
    assert (ui / "static" / "vendor" / "htmx.min.js").read_text() == "var htmx;"
    (ui / "package.json").write_text((ui / "package.json").read_text().replace("2.0.11", "2.0.12"))
    assert not current(ui)
    assert (ui / "static" / "vendor" / ".stamp").read_text() != wanted(ui)


def test_nothing_is_fetched_when_current_or_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = house(tmp_path)
    monkeypatch.setattr(fetching, "run", lambda *given: pytest.fail("a tool was run"))
    monkeypatch.setenv("SKIP_ASSETS", "1")
    assert fetching.fetch(root) == "skipped"
    monkeypatch.delenv("SKIP_ASSETS")
    fetching.place(fetched(tmp_path), root / "ui")
    assert fetching.fetch(root) == "current"


def test_without_npm_and_without_a_way_to_get_it_one_line_says_so_and_all_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(*given: object) -> str:
        raise fetching.Missing("no npm")

    monkeypatch.setattr(fetching, "fetch", nothing)
    assert fetching.main() == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "without scripts" in told.err


def test_a_tool_that_fails_or_is_not_there_is_told_by_its_first_line(tmp_path: Path) -> None:
    with pytest.raises(fetching.Missing, match="sh: wrong"):
        fetching.run(["sh", "-c", "echo wrong >&2; exit 3"], tmp_path)
    with pytest.raises(fetching.Missing, match="no-such-tool"):
        fetching.run(["no-such-tool"], tmp_path)


def test_scripts_of_an_ordinary_page_are_small() -> None:
    if not vendored():
        assert not in_ci(), "the assets were not fetched"
        pytest.skip("the assets were not fetched")
    sent = [assets()[name].content for name in ("vendor/htmx.min.js", *scripts())]
    assert sum(len(gzip.compress(content, 9)) for content in sent) <= ORDINARY_LIMIT


def test_our_modules_stand_alone() -> None:
    """A module that names another would fetch it without its digest, and keep it for ever."""
    for name in scripts():
        text = assets()[name].content.decode()
        assert not re.search(r"^\s*(import|export)\b|import\(", text, re.MULTILINE), name
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text), name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_inline_and_nothing_that_htmx_would_evaluate(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\shx-on\b|\shx-on:|\son[a-z]+=|javascript:|\bjs:|\sstyle=|<style", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|hx-vals=|hx-headers=|hx-vars=", text)
    for trigger in re.findall(r'hx-trigger="([^"]*)"', text):
        assert "[" not in trigger, "a filter is evaluated"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_what_htmx_does_has_a_plain_address_beside_it(path: Path) -> None:
    for tag in re.findall(r"<[a-z]+[^>]*\shx-(?:get|post)=[^>]*>", path.read_text("utf-8")):
        assert re.search(r'\s(href|action|data-plain)="', tag), tag
