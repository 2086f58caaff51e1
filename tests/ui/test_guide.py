"""The newcomer's guide speaks the words of the pages: what it says to press is what stands there."""

from __future__ import annotations

import re

import yaml

from tests.rig.source import ROOT

GUIDE, CHINESE = (ROOT / "docs" / name for name in ("getting-started.md", "getting-started.zh-Hans.md"))
PRESSED = re.compile(r"\*\*([^*]+)\*\*\s+「([^」]+)」")


def words(language: str) -> set[str]:
    """Every word of the pages and of the vocabulary in a language."""
    found: set[str] = set()

    def gather(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get(language), str):
                found.add(value[language].lower())
            for one in value.values():
                gather(one)

    folders = (ROOT / "ui" / "words", ROOT / "workflows" / "words", ROOT / "graph_schema" / "kinds")
    for path in (one for folder in folders for one in sorted(folder.rglob("*.yaml"))):
        gather(yaml.safe_load(path.read_text("utf-8")))
    return found


def test_what_the_guide_says_to_press_is_what_the_pages_say_in_both_languages() -> None:
    pressed = PRESSED.findall(GUIDE.read_text("utf-8").replace("\n", " "))
    assert len(pressed) >= 20
    english, chinese = words("en"), words("zh-Hans")
    assert [one for one, _ in pressed if one.lower() not in english] == []
    assert [one for _, one in pressed if one not in chinese] == []


def test_both_guides_say_the_same_words_and_commands() -> None:
    english, chinese = GUIDE.read_text("utf-8"), CHINESE.read_text("utf-8")
    assert [one for _, one in PRESSED.findall(english.replace("\n", " ")) if f"**{one}**" not in chinese] == []
    commands = [re.findall(r"^clausetrail [^#\n]*", text, re.MULTILINE) for text in (english, chinese)]
    assert [one.strip() for one in commands[0]] == [one.strip() for one in commands[1]]
    headings = [len(re.findall(r"^## ", text, re.MULTILINE)) for text in (english, chinese)]
    assert headings[0] == headings[1]
