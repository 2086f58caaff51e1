"""Paragraphs printed in one line with what stands above: "(a) Standard—(1) General rule.", "：（一）…；（二）…"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.numbering.lines import Line
from ingestion.numbering.ordinals import CHINESE, chinese_number

# A caption ("Standard: Documentation.") is a few words without a full stop inside; then the first paragraph below it.
_CAPTION = re.compile(
    r"(?:§ ?\d{1,4}\.\d{1,4}[a-z]?|(?:\([A-Za-z0-9]{1,4}\) ?){1,3}) ?[A-Z\[][^.;()]{1,120}"
    r"(?:\([A-Z][a-z]{1,12}\))?(?:[.:] ?[—–]?|[—–]) ?"
    r"(?=\((?:1|i|A|a)\) ?(?:\((?:1|i|A)\) ?)?[A-Z\[])"
)
_CHINESE = re.compile(rf"\( ?(?P<ordinal>[{CHINESE}]{{1,3}}) ?\)")
_PARAGRAPH = re.compile(r"(?P<number>\d{1,2})[ \t]{1,6}(?=[\u4e00-\u9fff])")
_ARTICLE = re.compile(r"第 ?[^ ]{1,9} ?[条條]")
_LONGEST = 20_000
_MOST = 6


def spread(lines: Sequence[Line], style: str) -> list[Line]:
    """The lines with run-in paragraphs on lines of their own, all with the place of the printed line."""
    if style == "regulation":
        return [part for line in lines for part in _captioned(line)]
    if style == "law":
        return [part for line in _counted(lines) for part in _listed(line)]
    return list(lines)


def _captioned(line: Line) -> list[Line]:
    parts: list[Line] = []
    while len(parts) < _MOST and line.role != "cell" and (match := _CAPTION.match(line.head)):
        parts.append(_cut(line, 0, match.end()))
        line = _cut(line, match.end(), len(line.text))
    return [*parts, line]


def _counted(lines: Sequence[Line]) -> list[Line]:
    """Cuts off the numbers of paragraphs (項) printed before them, counted from 1 in each article."""
    parts: list[Line] = []
    count = 0
    for line in lines:
        match = _PARAGRAPH.match(line.head)
        count = 0 if _ARTICLE.match(line.head) else count
        if match is not None and line.role != "cell" and int(match["number"]) == count + 1:
            count += 1
            parts += [_cut(line, 0, match.end("number")), _cut(line, match.end(), len(line.text))]
        else:
            parts.append(line)
    return parts


def _listed(line: Line) -> list[Line]:
    """Splits before （一） behind a colon and before each next one behind a semicolon or a full stop."""
    if len(line.text) > _LONGEST or line.role == "cell":
        return [line]
    cuts: list[int] = []
    for match in _CHINESE.finditer(line.folded):
        before = line.folded[: match.start()].rstrip()[-1:]
        sign = ":" if not cuts else ";。"
        if before and before in sign and chinese_number(match["ordinal"]) == len(cuts) + 1:
            cuts.append(match.start())
    if len(cuts) < 2:
        return [line]
    return [_cut(line, start, end) for start, end in zip([0, *cuts], [*cuts, len(line.text)], strict=True)]


def _cut(line: Line, start: int, end: int) -> Line:
    text, folded = line.text[start:end], line.folded[start:end]
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    return replace(line, text=text[left:right], folded=folded[left:right])
