"""The trail as a picture: four fixed ranks, the line of revisions in a lane of its own below its procedure. Pure.

Chains stand below one another and share no row; so a line from the clause to a record of its own crosses nothing.
Lines to a rank run in the gap before it. Words are measured first: none leaves its box, none stands on a line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.marks import Mark
from ui.measure import text_width, wrap
from ui.picture import PAD, Box, Draft, Line, Picture, Text, wire
from ui.say import Say
from ui.trail_view import ChainRow, EvidenceRow, HistoryRow, MonthRow, RecordRow, TrailRows

RANKS = ("clause", "procedure", "record", "evidence")
WIDTHS = (800, 1200)
"""Natural widths: what a window of 1024 px has room for, and one from 1440 px on, scroll bar included."""
_COLUMNS = {800: ((0, 128), (160, 208), (408, 192), (624, 176)), 1200: ((0, 200), (248, 320), (624, 288), (952, 248))}
_TOP = 40
_ROW_GAP = 16
_CHAIN_GAP = 32
_LANE_STEP = 14
_SMALL = 39


@dataclass(slots=True)
class _Canvas:
    """What has been drawn so far."""

    columns: tuple[tuple[int, int], ...]
    say: Say
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def bus(self, rank: int) -> float:
        """Where lines into a rank run down: in the middle of the gap before it."""
        x, width = self.columns[rank - 1]
        return (x + width + self.columns[rank][0]) / 2

    def join(self, start: Box, end: Box, rank: int, css: str = "") -> None:
        """A line from a box to one further right."""
        self.lines.append(Line(wire((start.right, start.spine), (end.x, end.spine), self.bus(rank)), css))


def layout(rows: TrailRows, say: Say, width: int = WIDTHS[0]) -> Picture:
    """The picture of a trail at one of the natural widths."""
    canvas = _Canvas(_COLUMNS[width], say)
    clause = _clause_box(rows, canvas.columns[0][1]).at(0, _TOP)
    canvas.boxes.append(clause)
    y = float(_TOP)
    alone = len(rows.chains) == 1 and rows.chains[0].linked
    for chain in rows.chains:
        gaps = [one.word for one in rows.gaps if alone and one.rank == "record"]
        y = _chain(canvas, clause, chain, gaps, y) + _CHAIN_GAP
    for gap in rows.gaps:
        if gap.rank == "record" and alone:
            continue
        rank = RANKS.index(gap.rank)
        box = _gap_box(gap.word, say, canvas.columns[rank][1]).at(canvas.columns[rank][0], y)
        canvas.boxes.append(box)
        canvas.join(clause, box, 1, "s-gap")
        y = box.bottom + _ROW_GAP
    own: tuple[RecordRow | MonthRow, ...] = (*rows.direct, *rows.direct_months)
    for item in own:
        y = _record(canvas, clause, item, y, 1) + _ROW_GAP
    bottom = max(one.bottom for one in canvas.boxes)
    bottom = max(bottom, *(one.y + 6 for one in canvas.texts)) if canvas.texts else bottom
    heads, rules = _heads(rows, canvas)
    return Picture(
        width, int(bottom) + 8, tuple(canvas.boxes), tuple(canvas.lines), tuple(canvas.heads), rules,
        (*heads, *canvas.texts),
    )  # fmt: skip


def _heads(rows: TrailRows, canvas: _Canvas) -> tuple[list[Text], tuple[str, ...]]:
    """The names of the ranks with counts, and the rules below them."""
    texts, rules = [], []
    for rank, (x, width) in zip(RANKS, canvas.columns, strict=True):
        count = str(rows.counts.get(rank, 1))
        name = wrap(canvas.say(f"rank_{rank}"), width - text_width(count, 12) - 8, 12, most=1)[0]
        texts += [Text(x, 14, name, "hd", 12), Text(x + width, 14, count, "hd", 12, True)]
        rules.append(f"M{x} 22.5H{x + width}")
    return texts, tuple(rules)


def _clause_box(rows: TrailRows, width: float) -> Box:
    draft = Draft(width)
    draft.words(rows.number, css="id b", mono=True, bold=True, symbol=rows.mark)
    if rows.title:
        draft.words(rows.title, size=12, css="s", most=6)
    draft.pair("", rows.mark.word, end_css=f"t-word {rows.mark.css}")
    return draft.box(f"{rows.number} {rows.title}, {rows.mark.word}", rows.href)


def _gap_box(word: str, say: Say, width: float) -> Box:
    shape = Mark("g-gap", "s-gap", say.term("state", "gap"))
    draft = Draft(width)
    draft.words(word, css="t-st s-gap", symbol=shape, most=3)
    draft.pair("", shape.word, end_css="t-word s-gap")
    return draft.box(f"{shape.word}: {word}", "", "s-gap")


def _chain(canvas: _Canvas, clause: Box, chain: ChainRow, gaps: list[str], y: float) -> float:
    """One chain from the row `y` down; gives back where it ends."""
    x, width = canvas.columns[1]
    box = _procedure_box(chain, canvas.say, width).at(x, y)
    canvas.boxes.append(box)
    css = "s-suspect" if chain.suspect else "" if chain.linked else "s-gap"
    canvas.join(clause, box, 1, css)
    ends = [box.bottom, _lane(canvas, chain, box) if chain.older else box.bottom]
    below = y
    shown: tuple[RecordRow | MonthRow, ...] = (*chain.records, *chain.months)
    for item in shown:
        below = _record(canvas, box, item, below, 2) + _ROW_GAP
    for word in gaps:
        gap = _gap_box(word, canvas.say, canvas.columns[2][1]).at(canvas.columns[2][0], below)
        canvas.boxes.append(gap)
        canvas.join(box, gap, 2, "s-gap")
        below = gap.bottom + _ROW_GAP
    return max(*ends, below - _ROW_GAP)


def _procedure_box(chain: ChainRow, say: Say, width: float) -> Box:
    draft = Draft(width)
    label = text_width(chain.label, 14, mono=True)
    if 18 + text_width(chain.number, 14, mono=True) + label + 12 <= width - 2 * PAD:
        draft.words(chain.number, css="id b", mono=True, bold=True, symbol=chain.mark)
        draft.texts.append(Text(width - PAD, draft.texts[-1].y, chain.label, "id b", 14, True, True))
    else:
        draft.words(chain.number, css="id b", mono=True, bold=True, symbol=chain.mark)
        draft.words(chain.label, css="id b", mono=True, bold=True)
    draft.words(chain.title)
    if chain.since:
        adopted = say.term("outcome", "adopted") if chain.adopted else ""
        draft.pair(say("since", date=chain.since), adopted, css="s", end_css="s")
    if not chain.linked:
        draft.words(chain.mark.word, size=12, css=f"t-word {chain.mark.css}")
    if chain.suspect:
        draft.anchor(chain.link, Mark("g-suspect", "s-suspect", say("link_suspect")))
    name = " ".join(part for part in (chain.number, chain.label, chain.title, chain.mark.word) if part)
    return draft.box(name, chain.href, "" if chain.linked else "s-gap")


def _lane(canvas: _Canvas, chain: ChainRow, box: Box) -> float:
    """The older revisions below their procedure, newest first; those that do not fit are counted in a link."""
    x, width = canvas.columns[1]
    top = box.bottom + 40
    at, shown = float(x), 0
    for one in chain.older:
        wide = _small_width(one, width)
        if at + wide > x + width:
            break
        small = _small_box(one, wide).at(at, top)
        canvas.boxes.append(small)
        if shown:
            middle = top + _SMALL / 2
            canvas.lines.append(Line(f"M{at - _LANE_STEP + 4:g} {middle:g}H{at:g}"))
            canvas.heads.append(f"M{at - _LANE_STEP + 7:g} {middle - 4:g}l-7 4 7 4z")
        at, shown = at + wide + _LANE_STEP, shown + 1
    canvas.lines.append(Line(f"M{x + 30} {top:g}V{box.bottom:g}"))
    canvas.heads.append(f"M{x + 26} {box.bottom + 7:g}l4-7 4 7z")
    label = wrap(canvas.say("lane"), width - 40, 12, most=1)[0]
    canvas.texts.append(Text(x + 40, box.bottom + 26, label, "s", 12))
    if shown == len(chain.older):
        return top + _SMALL
    more = Text(0, 12, canvas.say.counted("older_revisions", len(chain.older) - shown), "t-act", 12)
    wide = text_width(more.text, 12)
    canvas.boxes.append(Box(0, 0, wide, 16, more.text, chain.href, "bare", texts=(more,)).at(x, top + _SMALL + 6))
    return top + _SMALL + 24


def _small_width(one: HistoryRow, most: float) -> float:
    widest = max(text_width(one.label, 12, mono=True), text_width(one.start[:7], 12))
    return min(max(60.0, round(widest) + 18.0), most)


def _small_box(one: HistoryRow, width: float) -> Box:
    label = wrap(one.label, width - 16, 12, most=1, mono=True)[0]
    texts = (Text(8, 17, label, "id t-struck", 12, mono=True), Text(8, 33, one.start[:7], "s", 12))
    return Box(0, 0, width, _SMALL, f"{one.label}, {one.start}, {one.mark.word}", one.href, "s-obsolete", texts=texts)


def _record(canvas: _Canvas, source: Box, item: RecordRow | MonthRow, y: float, rank: int) -> float:
    """A record, or a month of them, with the files behind it; gives back where it ends."""
    x, width = canvas.columns[2]
    if isinstance(item, MonthRow):
        box, suspect, files = _month_box(item, width), False, _month_files(item, canvas.columns[3][1])
    else:
        box, suspect = _record_box(item, canvas.say, width), item.suspect
        files = [(_evidence_box(one, canvas.columns[3][1]), one.suspect) for one in item.evidence]
    box = box.at(x, y)
    canvas.boxes.append(box)
    canvas.join(source, box, rank, "s-suspect" if suspect else "")
    below = y
    for file, doubtful in files:
        placed = file.at(canvas.columns[3][0], below)
        canvas.boxes.append(placed)
        canvas.join(box, placed, 3, "s-suspect" if doubtful else "")
        below = placed.bottom + 8
    return max(box.bottom, below - 8)


def _record_box(row: RecordRow, say: Say, width: float) -> Box:
    draft = Draft(width)
    draft.words(row.name, symbol=row.mark)
    draft.indent = 18
    draft.pair(row.small, row.mark.word, css="s", end_css=f"t-word {row.mark.css}")
    if row.suspect:
        draft.anchor(row.link, Mark("g-suspect", "s-suspect", say("link_suspect")))
    return draft.box(f"{row.name} {row.small}, {row.mark.word}", row.href)


def _month_box(row: MonthRow, width: float) -> Box:
    draft = Draft(width)
    draft.words(row.month, css="b", symbol=row.mark, bold=True)
    draft.indent = 18
    draft.pair(row.count, row.mark.word, css="s", end_css=f"t-word {row.mark.css}")
    return draft.box(f"{row.month}, {row.count}, {row.mark.word}", f"#{row.anchor}")


def _month_files(row: MonthRow, width: float) -> list[tuple[Box, bool]]:
    if not row.files:
        return []
    draft = Draft(width)
    draft.words(row.files)
    return [(draft.box(f"{row.month}, {row.files}", f"#{row.anchor}", sheet=True), False)]


def _evidence_box(row: EvidenceRow, width: float) -> Box:
    draft = Draft(width)
    draft.words(row.name)
    draft.pair(row.day, row.digest, css="s", end_css="s id", end_mono=True)
    if row.fault is not None:
        draft.words(row.fault.word, size=12, css=f"t-word {row.fault.css}", symbol=row.fault, most=1)
    name = " ".join(part for part in (row.name, row.day, row.digest, row.fault.word if row.fault else "") if part)
    return draft.box(name, row.href, sheet=True)
