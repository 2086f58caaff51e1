"""All parts of pages in every state, with made-up contents: what a new page is put together from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from graph_schema.canonical import sha256_hex
from ui import addresses
from ui.difference import Difference, difference
from ui.forms import Consequence, Field, FormView, Option, form_view
from ui.frame import Frame, Place, Reader, frame
from ui.lists import BulkButton, Chip, EmptyState, FilterBar, Head, Listing, ListRow, Pager, Tab, Tabs, bulk
from ui.marks import Mark, codes, mark
from ui.parts import Card, Drawer, Hit, PageView, Progress, Signature, Step, seal_of
from ui.say import Say
from ui.static import address_of
from ui.things import Cell, facts

HERE = addresses.COMPONENTS
DIGEST = sha256_hex(b"clausetrail")
_LONG = "培训签到-佛山-2026年第二季度上门服务礼仪与安全作业专题.pdf"
_OLD = (
    "一、回访由服务网点进行。\n二、每季度汇总一次。\n三、记录保存三年。\n四、本办法由售后服务部解释。\n"
    "五、自批准之日起施行。\n六、旧版同时作废。"
)
_NEW = (
    "一、回访由服务网点进行。\n二、每月汇总一次，由文控归档。\n三、记录保存五年。\n四、本办法由售后服务部解释。\n"
    "五、自批准之日起施行。\n六、旧版同时作废。\n七、抽查由内审员进行。"
)


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """The context of `components.html`: one sample of each part, by name."""

    template: ClassVar[str] = "components.html"

    frame: Frame
    marks: tuple[tuple[str, tuple[Mark, ...]], ...]
    form: FormView
    refused: FormView
    confirm: FormView
    consequences: tuple[Consequence, ...]
    drop: Field
    tabs: tuple[Tabs, ...]
    filters: FilterBar
    listing: Listing
    nothing: Listing
    pager: Pager
    cards: tuple[Card, ...]
    steps: tuple[Step, ...]
    progress: tuple[Progress, ...]
    difference: Difference
    page_views: tuple[PageView, ...]
    signatures: tuple[Signature, ...]
    drawer: Drawer
    digest: str


def components_page(reader: Reader, say: Say) -> ComponentsPage:
    """Everything at once."""
    title = say("components")
    listing = _listing(reader, say)
    return ComponentsPage(
        frame=frame(reader, say, title, "", (Place(title),)),
        marks=tuple((name, tuple(mark(name, one, say.term(name, one)) for one in codes(name))) for name in
                    ("state", "phase", "link_state", "fixity")),
        form=form_view(reader, HERE, say("components_save"), _fields(say), back=Place(say("pager_before"), HERE)),
        refused=form_view(
            reader, HERE, say("components_save"), _fields(say), beside="day", key="g",
            problem=say("components_problem"),
        ),
        confirm=form_view(
            reader, HERE, say.term("link_state", "withdrawn"),
            (Field("why", say("head_reason"), "textarea", required=True),),
            problem=say("components_problem"), stop=True, back=Place(say("problem_back"), HERE), key="c",
        ),
        consequences=(
            Consequence(say("head_link"), say.counted("count_records", 4)),
            Consequence(say("head_clauses"), "5.2.4, 5.3.1"),
        ),
        drop=Field("file", say("head_file"), "file", several=True, hint=say("components_drop")),
        tabs=_tabs(say),
        filters=_filters(say),
        listing=listing,
        nothing=replace(listing, rows=(), bulk=None, pager=None),
        pager=Pager(51, 100, 1284, HERE, HERE),
        cards=_cards(say),
        steps=_steps(say),
        progress=(
            Progress(say("head_file"), 37, 40, "37 / 40"),
            Progress(say("head_record"), 40, 40, "40 / 40"),
            Progress(say("head_link"), 0, 0, "…"),
        ),
        difference=difference("QP-05 B/0", _OLD, "QP-05 B/1", _NEW, around=1),
        page_views=_page_views(say),
        signatures=_signatures(say),
        drawer=Drawer(_LONG, HERE, facts((say("head_at"), "2026-06-18"), (say("head_by"), "黎可欣"))),
        digest=DIGEST,
    )  # fmt: skip


def _fields(say: Say) -> tuple[Field, ...]:
    kinds = (Option("procedure", say.term("type", "procedure")), Option("form", say.term("type", "form")))
    return (
        Field("number", say.field("document", "number"), value="QP-05", required=True, offers=("QP-05", "QP-06")),
        Field("type", say.field("document", "type"), "select", "form", options=kinds),
        Field("day", say("form_as_of"), "date", "2026-06-30", hint=say("components_hint")),
        Field("why", say("head_reason"), "textarea", "顾客要求\n<b>每月</b>汇总"),
        Field("sure", say.term("link_state", "confirmed"), "checkbox", "on"),
    )


def _tabs(say: Say) -> tuple[Tabs, ...]:
    sides = (
        Tab(say("nav_documents"), HERE, True, 12),
        Tab(say("nav_records"), HERE, count=80),
        Tab(say("nav_evidence"), HERE),
    )
    shows = (Tab(say("show_picture"), HERE, True), Tab(say("show_tree"), HERE))
    return Tabs(say("components_tabs"), sides), Tabs(say("trail_tabs"), shows, segmented=True)


def _filters(say: Say) -> FilterBar:
    chips = (
        Chip(say("all_clauses"), HERE, False, 26),
        Chip(say("only_gaps"), HERE, True, 3, mark("state", "gap", "")),
    )
    fields = (Field("number", say.field("document", "number"), "search"), Field("from", say("form_as_of"), "date"))
    return FilterBar(say("filters"), HERE, chips, fields, reset=HERE)


def _listing(reader: Reader, say: Say) -> Listing:
    rows = tuple(
        ListRow(
            (
                Cell(number, HERE, kind="mono"),
                Cell(title),
                Cell(say.term("phase", phase), mark=mark("phase", phase, "")),
                Cell("2026-04-01", kind="date"),
                Cell(count, kind="num"),
            ),
            value=number,
            name=number,
        )
        for number, title, phase, count in (
            ("QP-01", "文件控制程序", "in_force", "1,204"),
            ("QP-05", "售后服务手册", "submitted", "36"),
            ("QR-05-03", _LONG, "superseded", "0"),
        )
    )
    buttons = (
        BulkButton("confirm", say.term("link_state", "confirmed"), main=True),
        BulkButton("reject", say.term("link_state", "rejected"), stop=True),
    )
    heads = (
        Head(say.field("document", "number"), sort=HERE, order="ascending"),
        Head(say("head_title"), sort=HERE),
        Head(say("head_state")),
        Head(say("head_since")),
        Head(say("head_records"), numeric=True),
    )
    empty = EmptyState(say("empty_filter"), say("empty_filter_next"), Place(say("filter_reset"), HERE))
    bar = bulk(reader, HERE, buttons, (Field("reason", say("head_reason")),))
    return Listing(say("section_documents"), heads, rows, empty, bar, Pager(1, 3, 3, "", HERE))


def _cards(say: Say) -> tuple[Card, ...]:
    return (
        Card("售后服务手册", HERE, "2026-04-01", "QP-05", mark("phase", "in_force", say.term("phase", "in_force"))),
        Card(_LONG, HERE, mark=mark("state", "suspect", say.term("state", "suspect"))),
    )


def _steps(say: Say) -> tuple[Step, ...]:
    return (
        Step("2026-06-02", say.term("phase", "submitted"), "陈惠仪", "按内审意见修订"),
        Step("2026-06-09", say("sign_open"), "王建川", phase="now"),
        Step("2026-08-01", say.term("phase", "in_force"), phase="later"),
    )


def _page_views(say: Say) -> tuple[PageView, ...]:
    """One with a picture (our icon stands for a page), hits and text; one without a picture."""
    hits = (Hit(4, 10, 24, 4, 1, True), Hit(4, 20, 14, 4, 2))
    text = (("服务依据：", False), ("《售后服务手册》QP-05 B/1 第 7.3 条", True), ("\n回访日期：2026年5月12日", False))
    pages = (Place("1", HERE), Place("2"), Place("3", HERE))
    label = say("page_text")
    return (
        PageView(label, address_of("icon.svg"), 32, 32, hits, text, "2 / 3", HERE, HERE, pages),
        PageView(say("page_no_picture"), "", 0, 0),
    )


def _signatures(say: Say) -> tuple[Signature, ...]:
    held = mark("fixity", "held", say.term("fixity", "held"))
    changed = mark("fixity", "changed", say.term("fixity", "changed"))
    when = "2026-03-20 15:08 (UTC+8)"
    return (
        Signature("QP-05 B/2", "王建川", DIGEST),
        Signature("QP-05 B/1", "王建川", DIGEST, when, held, seal_of("王建川")),
        Signature("QP-11 A/3", "Sam Auditor", "", when, changed, seal_of("Sam Auditor")),
    )
