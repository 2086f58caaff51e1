"""Words for the issues of reading, at the rim: codes and values inside, a sentence in three languages outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import cast

import yaml

from ingestion.blocks import ReadIssue

_WORDS = Path(__file__).with_name("patterns") / "issues.yaml"


@cache
def _catalog() -> dict[str, dict[str, str]]:
    return cast("dict[str, dict[str, str]]", yaml.safe_load(_WORDS.read_text(encoding="utf-8")))


def issue_message(issue: ReadIssue, language: str = "en") -> str:
    """The sentence for an issue; a code without words is shown with its values, so nothing is hidden."""
    words = _catalog().get(issue.code, {})
    tag = language.replace("_", "-")
    short = tag.split("-")[0]
    chinese = "zh-Hant" if tag.startswith(("zh-Hant", "zh-TW", "zh-HK", "zh-MO")) else "zh-Hans"
    sentence = words.get(tag) or words.get(chinese if short == "zh" else short) or words.get("en")
    if sentence is None:
        return ", ".join([issue.code, *(f"{name}={value}" for name, value in issue.params.items())])
    needed = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return sentence.format(**{name: issue.params.get(name, "?") for name in needed})
