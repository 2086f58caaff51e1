"""The picture keeps its promises whatever the words: fixed ranks, no overlap, no word on a line or out of its box."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from tests.ui.house import EMOJI, LONG_HAN, LONG_LABEL, LONG_WORD, SCRIPT
from ui.marks import mark
from ui.measure import text_width
from ui.picture import Box, Picture, Text
from ui.say import LANGUAGES, say_in
from ui.trail_layout import _COLUMNS, WIDTHS, layout
from ui.trail_view import ChainRow, EvidenceRow, GapRow, HistoryRow, MonthRow, RecordRow, TrailRows

PROVED = mark("standing", "meets", "满足")
IN_FORCE = mark("phase", "in_force", "有效")
GONE = mark("phase", "superseded", "已被代替")
NAMES = (LONG_HAN, LONG_WORD, SCRIPT, EMOJI, "短", "WWWWWWWWWWWWMMMMMMMMMMMM@@@@@@")


def evidence(name: str, suspect: bool = False) -> EvidenceRow:
    return EvidenceRow(name, "2026-05-12", "a4d03667", "/evidence/1", "/content", "/links/1", suspect, None)


def record(name: str, files: int = 1, suspect: bool = False) -> RecordRow:
    return RecordRow(
        "2026-05-12", name, "R-1", "肇庆服务中心", "/records/1", "meets", PROVED, "/links/2", suspect,
        tuple(evidence(name, suspect) for _ in range(files)),
    )  # fmt: skip


def revision(label: str, current: bool = False) -> HistoryRow:
    shape = IN_FORCE if current else GONE
    return HistoryRow(label, "2025-05-01", "", shape, "/revisions/1", current, True, "沿用", "", "", "", "", "")


def chain(name: str, records: tuple[RecordRow, ...] = (), older: int = 0, **changes: Any) -> ChainRow:
    history = (*(revision(f"A/{index}") for index in range(older)), revision("B/1", True))
    made = ChainRow(
        "QP-05",
        name,
        "/documents/1",
        "B/1",
        "2026-04-01",
        IN_FORCE,
        True,
        True,
        "/links/3",
        False,
        history,
        records,
        (),
    )
    return replace(made, **changes)


def rows(*chains: ChainRow, direct: tuple[RecordRow, ...] = (), gaps: tuple[GapRow, ...] = ()) -> TrailRows:
    state = mark("state", "partial", "部分满足")
    counts = {"procedure": len(chains), "record": 2, "evidence": 3}
    return TrailRows("5.1.4.1", LONG_HAN, "/clauses/1", state, chains, direct, (), gaps, counts)


def hostile(name: str) -> TrailRows:
    """All kinds of boxes with one hostile name."""
    return rows(
        chain(name, (record(name, 3), record(name, 0, True)), 9, suspect=True),
        chain(name, (record(name, 1, True),), 1, number=name[:60], label=LONG_LABEL),
        chain(name, linked=False, mark=mark("met", "no", "有效版次未链接本条款"), label="", since=""),
        direct=(record(name, 2),),
        gaps=(GapRow("procedure", "缺少程序文件"), GapRow("record", "neither document nor record")),
    )


def every_picture() -> list[tuple[str, int, Picture]]:
    return [
        (f"{language} {width} {name[:12]}", width, layout(hostile(name), say_in(language), width))
        for language in LANGUAGES
        for width in WIDTHS
        for name in NAMES
    ]


PICTURES = every_picture()
each = pytest.mark.parametrize(("width", "picture"), [one[1:] for one in PICTURES], ids=[one[0] for one in PICTURES])


def extent(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a line of words."""
    wide = text_width(text.text, text.size, mono=text.mono)
    left = text.x - wide if text.end else text.x
    return left, text.y - text.size * 0.85, left + wide, text.y + text.size * 0.2


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def area(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.bottom


def strokes(path: str) -> list[tuple[float, float, float, float]]:
    """The straight parts of a path as thin areas; corners are within 6 px of both."""
    found, x, y = [], 0.0, 0.0
    for command, numbers in re.findall(r"([MHVQ])([^MHVQ]*)", path):
        values = [float(one) for one in numbers.split()]
        nx = values[-2] if command in "MQ" else values[0] if command == "H" else x
        ny = values[-1] if command in "MQV" else y
        if command in "HV":
            found.append((min(x, nx) - 0.6, min(y, ny) - 0.6, max(x, nx) + 0.6, max(y, ny) + 0.6))
        x, y = nx, ny
    return found


@each
def test_boxes_do_not_overlap(width: int, picture: Picture) -> None:
    assert [(a.name, b.name) for a, b in combinations(picture.boxes, 2) if not apart(area(a), area(b))] == []


@each
def test_every_word_stays_in_its_box(width: int, picture: Picture) -> None:
    for box in picture.boxes:
        inside = (*box.texts, *(text for one in box.anchors for text in one.texts))
        for text in inside:
            left, top, right, bottom = extent(text)
            assert box.x <= left + 0.5, text
            assert right <= box.right + 0.5, text
            assert box.y <= top + 0.5, text
            assert bottom <= box.bottom + 0.5, text


@each
def test_words_of_a_box_do_not_overlap(width: int, picture: Picture) -> None:
    for box in picture.boxes:
        words = (*box.texts, *(text for one in box.anchors for text in one.texts))
        for a, b in combinations(words, 2):
            assert apart(extent(a), extent(b)), (a, b)


@each
def test_no_word_stands_on_a_line_and_no_line_runs_through_a_box(width: int, picture: Picture) -> None:
    for line in picture.lines:
        for stroke in strokes(line.path):
            for text in picture.texts:
                assert apart(extent(text), stroke), (text, line)
            for box in picture.boxes:
                within = (box.x + 1, box.y + 1, box.right - 1, box.bottom - 1)
                assert apart(within, stroke), (box.name, line)


@each
def test_ranks_are_fixed_and_nothing_leaves_the_picture(width: int, picture: Picture) -> None:
    columns = _COLUMNS[width]
    assert columns[-1][0] + columns[-1][1] == width == picture.width
    for box in picture.boxes:
        assert any(x <= box.x and box.right <= x + wide for x, wide in columns), box.name
        assert box.bottom <= picture.height


def test_older_revisions_stand_in_a_lane_below_their_procedure_newest_first() -> None:
    picture = layout(rows(chain("售后服务手册", older=2)), say_in("zh-Hans"))
    _, procedure, newest, oldest = picture.boxes
    assert [one.name[:3] for one in (newest, oldest)] == ["A/1", "A/0"]
    assert newest.y == oldest.y > procedure.bottom
    assert newest.x < oldest.x
    assert len(picture.heads) == 2


def test_revisions_that_do_not_fit_are_counted() -> None:
    picture = layout(rows(chain("售后服务手册", older=9)), say_in("en"))
    assert [one.name for one in picture.boxes if one.css == "bare"] == ["7 older revisions"]


def test_the_first_row_of_every_rank_is_one_straight_line() -> None:
    picture = layout(rows(chain("售后服务手册", (record("回访"),))), say_in("zh-Hans"))
    assert [line.path for line in picture.lines] == ["M128 64H160", "M368 64H408", "M600 64H624"]


@pytest.mark.parametrize(
    ("row", "css"),
    [
        (chain("x"), [""]),
        (chain("x", suspect=True), ["s-suspect"]),
        (chain("x", linked=False), ["s-gap"]),
        (chain("x", (record("r", 1, True),)), ["", "s-suspect", "s-suspect"]),
    ],
)
def test_lines_say_confirmed_suspect_or_gap(row: ChainRow, css: list[str]) -> None:
    assert [line.css for line in layout(rows(row), say_in("en")).lines] == css


def test_a_gap_of_records_hangs_on_the_only_procedure() -> None:
    picture = layout(rows(chain("x"), gaps=(GapRow("record", "缺少记录"),)), say_in("zh-Hans"))
    procedure, gap = picture.boxes[1], picture.boxes[2]
    assert (gap.x, gap.css) == (408, "s-gap")
    assert picture.lines[1].path.startswith(f"M{procedure.right:g} ")


def test_a_month_leads_to_its_rows_in_the_tree() -> None:
    month = MonthRow("2026-05", "m-1-2026-05", PROVED, (record("r"),), "1 件记录", "1 份证据")
    picture = layout(rows(chain("x", months=(month,))), say_in("zh-Hans"))
    assert [one.href for one in picture.boxes[2:]] == ["#m-1-2026-05", "#m-1-2026-05"]
