"""Plain text and Markdown: one block for each printed line, with the number it has in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.blocks import Block, Place, ReadFile, Row
from ingestion.readers.assemble import Item, assemble
from ingestion.readers.charset import decode
from ingestion.readers.limits import Limits

ATX_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
CLOSING_MARKS = re.compile(r"(?:^|[ \t])#+$")
THEMATIC_BREAK = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
SETEXT_RULE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
STRONG = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_]{1,500})(?<=[^\s*_])\1")
LINK = re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\([^()\s]{1,500}\)")
QUOTE = re.compile(r" {0,3}(?:> ?){1,6}")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def lines_of(text: str) -> list[str]:
    """Lines as an editor counts them: CR LF, LF and CR end a line, nothing else does."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_text(data: bytes, limits: Limits) -> ReadFile:
    """A plain text; blank lines are left out, the line numbers count them."""
    text, issues = decode(data)
    blocks = [Block(line, Place(line=number)) for number, line in enumerate(lines_of(text), 1) if line.strip()]
    return assemble("text/plain", blocks, issues, limits)


def read_markdown(data: bytes, limits: Limits) -> ReadFile:
    """Markdown (CommonMark 0.31 headings, fences; pipe tables): headings with level, list markers as printed."""
    text, issues = decode(data)
    return assemble("text/markdown", list(_markdown(lines_of(text))), issues, limits)


def _markdown(lines: list[str]) -> Iterator[Item]:
    tables = _table_lines(lines)
    fence = ""
    skip = False
    for index, line in enumerate(lines):
        place = Place(line=index + 1)
        if skip or not line.strip():
            skip = False
            continue
        mark = FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip().strip(fence[0]))):
            fence = "" if fence else mark[1]
        elif fence:
            yield Block(line, place)
        elif heading := ATX_HEADING.match(line):
            words = CLOSING_MARKS.sub("", line[heading.end() :].strip()).strip()
            if words:
                yield Block(_inline(words), place, level=len(heading[1]), role="heading")
        elif index in tables:
            if not TABLE_RULE.match(line):
                yield Row(_cells(line), place)
        elif level := _setext_level(line, lines[index + 1] if index + 1 < len(lines) else ""):
            skip = True
            yield Block(_inline(line.strip()), place, level=level, role="heading")
        elif not THEMATIC_BREAK.fullmatch(line):
            yield Block(_inline(QUOTE.sub("", line)), place)


def _setext_level(line: str, following: str) -> int | None:
    """1 under `===`, 2 under `---`; list items and quotes are no headings."""
    rule = SETEXT_RULE.match(following)
    if not rule or re.match(r" {0,3}(?:[-*+>]|\d+[.)][ \t])", line) or (rule[1][0] == "-" and len(rule[1]) < 2):
        return None
    return 1 if rule[1][0] == "=" else 2


def _table_lines(lines: list[str]) -> set[int]:
    """The lines of pipe tables: runs of lines with a pipe whose second line is a rule."""
    found: set[int] = set()
    start = 0
    for index, line in enumerate([*lines, ""]):
        if "|" in line:
            continue
        if index - start > 1 and TABLE_RULE.match(lines[start + 1]):
            found.update(range(start, index))
        start = index + 1
    return found


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(_inline(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner))


def _inline(text: str) -> str:
    """What is printed: the words of a link; marks of strong emphasis and escaping backslashes are no text (a number
    may stand in them)."""
    return ESCAPE.sub(r"\1", STRONG.sub(r"\2", LINK.sub(r"\1", text)))
