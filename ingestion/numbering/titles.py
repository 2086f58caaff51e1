"""What of a row's words is its title: printed behind the number or on the next line, short and without a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.numbering.candidates import title_like
from ingestion.numbering.lines import Line, fold, is_cjk, join
from ingestion.numbering.rows import Draft

_WIDE_GAP = re.compile(r"(?:\u3000|\t|\u2003| {2,})[\s\u3000]*")
_ENDED = re.compile(r"[。.;!?:][\"”」』)]?$")
_ANNEX_NATURE = re.compile(
    r"\( ?(?:规范性|规范|资料性|資料性|規範性|规定性|提示的?|标准的?|informative|normative)[^)]{0,12}\)"
)
_BRACKETED = re.compile(r"(?:【(?P<lens>[^】]{1,40})】|\((?P<round>[^()]{1,30})\)(?=\s*$|\s+))")
_LATIN_TAIL = re.compile(
    r"^(?P<own>[^A-Za-z]*[\u2e80-\u9fff][^A-Za-z]*?)[ ,;/(]{0,4}(?P<latin>[A-Za-z][A-Za-z0-9 ,'()/&\-]*)$"
)
_DEFINED = re.compile(r"(?P<own>[^:—]{1,40}?) ?(?::|——|—) ?(?=.)")
_DELETED = re.compile(r"^已?(?:刪除|删除|廢止|废止)$")
_UNFINISHED = re.compile(r"(?:[,、(《按与和或及至到为于由的]|不[低少高大小多]于|不超过|[A-Za-z]-)$")
_SPREAD = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")

# A title in small letters goes on in the next line only when it fills its own (our choice).
_FULL_TITLE = 40

Parts = list[tuple[int, str]]


def tidy_title(text: str) -> str:
    """A title without the blanks that spread a short Chinese word over the line."""
    return _SPREAD.sub("", text.strip()) if len(text) <= 12 else text.strip()


def clause_title(row: Draft, lines: Sequence[Line], width: int | None, chinese: bool) -> tuple[str | None, Parts]:
    """Title and the remaining words of a numbered clause."""
    if not row.parts:
        return None, []
    (index, first), rest = row.parts[0], row.parts[1:]
    gap = _WIDE_GAP.search(first)
    if gap and title_like(fold(first[: gap.start()]), chinese) and gap.start() <= 24:
        tail = first[gap.end() :]
        if _ENDED.search(fold(tail)) or not title_like(fold(first), chinese):
            return tidy_title(first[: gap.start()]), [(index, tail), *rest]
    heading = lines[index].role == "heading"
    if not title_like(fold(first), chinese) and not (heading and not _ENDED.search(fold(first))):
        return None, row.parts
    if rest and not heading and _runs_on(lines[index], rest[0][1], width):
        return None, row.parts
    return tidy_title(first), rest


def _runs_on(line: Line, following: str, width: int | None) -> bool:
    """Whether the sentence goes on in the next line."""
    full = width is not None and len(line.text) >= width
    return full or following[0].islower() or bool(_UNFINISHED.search(line.folded))


def annex_title(row: Draft) -> tuple[str | None, Parts]:
    """The title of an annex; its nature, "(normative)", stays with its words."""
    kept: Parts = []
    title: str | None = None
    for position, (index, words) in enumerate(row.parts):
        match = _ANNEX_NATURE.match(fold(words))
        if match:
            kept.append((index, words[: match.end()]))
            words = words[match.end() :].strip()
        if words and title is None:
            if _ENDED.search(fold(words)) or position > 2:
                kept.append((index, words))
            else:
                title = tidy_title(words.lstrip(":：—-– "))
        elif words:
            kept.append((index, words))
    return title, kept


def term_title(row: Draft) -> tuple[str | None, Parts]:
    """A term, the same in another language (kept at the head of the words), and its definition."""
    if not row.parts:
        return None, []
    (index, first), rest = row.parts[0], row.parts[1:]
    defined = _DEFINED.match(fold(first))
    if defined and not rest:
        first, rest = first[: defined.end("own")], [(index, first[defined.end() :])]
    elif _ENDED.search(fold(first)) and not rest:
        return None, row.parts
    match = _LATIN_TAIL.match(fold(first))
    if match and any(map(is_cjk, match["own"])):
        return tidy_title(first[: match.end("own")]), [(index, first[match.start("latin") :]), *rest]
    return tidy_title(first), rest


def bracketed_title(row: Draft) -> tuple[str | None, Parts]:
    """The title of an article in brackets behind its number, as Taiwan's laws print it."""
    if not row.parts:
        return None, []
    (index, first), rest = row.parts[0], row.parts[1:]
    match = _BRACKETED.match(fold(first))
    if not match or (match["round"] and _DELETED.search(match["round"])):
        return None, row.parts
    tail = first[match.end() :].strip()
    title = first[slice(*match.span("lens" if match["lens"] else "round"))].strip()
    return title, ([(index, tail)] if tail else []) + rest


def heading_title(row: Draft) -> tuple[str | None, Parts]:
    """The title of a division, section, control or article: the words behind its number, or the next line."""
    if not row.parts:
        return None, []
    first, rest = row.parts[0][1], row.parts[1:]
    while rest and _title_goes_on(row.form, first, rest[0][1]):
        first, rest = join((first, rest[0][1]), False), rest[1:]
    title = first.strip(" :：—–-")
    sentence = row.form == "article" and first.endswith(".")
    if sentence or len(first) > 200 or re.search(r"[。;:]$|\b(?:shall|must)\b", fold(first)):
        return None, row.parts
    return tidy_title(title.removesuffix(".")), rest


def _title_goes_on(form: str, first: str, following: str) -> bool:
    """Whether a title is printed over two lines: an article's in small letters, an enhancement's in capitals, a
    section's up to its full stop."""
    if len(first) + len(following) > 200 or _UNFINISHED.search(first) or first.endswith("|"):
        return len(first) + len(following) <= 200
    if form == "enhancement":
        return first.isupper() and following.isupper()
    if form == "section":
        return not _ENDED.search(first) and following.endswith(".") and following[0].islower()
    return form in ("article", "division") and len(first) >= _FULL_TITLE and following[0].islower()


def words_of(parts: Parts, chinese: bool, broken_after: int = 0) -> str:
    """The words of a row in one string; the first `broken_after` parts stand on lines of their own."""
    head = [words for _, words in parts[:broken_after]]
    tail = join((words for _, words in parts[broken_after:]), chinese)
    return "\n".join([*head, tail] if tail else head).strip("\t\n")
