"""The page about one link; as registered now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ui import addresses
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.issue_list import thing_name
from ui.say import Say
from ui.things import Cell, Row, Section, ThingPage, facts, heads, link_mark, named
from ui.times import shown_instant

Thing = Mapping[str, Any]


def _frame(reader: Reader, say: Say, title: str, as_of: str, address: str) -> Frame:
    crumbs = (Place(say("links_heading"), addresses.INBOX), Place(title))
    return frame(reader, say, title, "inbox", crumbs, bar_of_day(reader, as_of, address))


def link_page(reader: Reader, say: Say, link: Thing, as_of: str, view: str) -> ThingPage:
    """A link: what it claims of what, in which state, by whom, when and why; its versions."""
    title = f"{thing_name(link['from'], say)} → {thing_name(link['to'], say)}"
    own = link.get("fields", {})
    label = partial(say.field, link["kind"])
    versions = tuple(
        Row((
            Cell(str(one["seq"]), kind="mono"),
            Cell(say.term("link_state", one["state"]), mark=link_mark(one, say)),
            Cell(one["by"]),
            Cell(shown_instant(one["at"], reader.zone), kind="date"),
            Cell(one.get("reason", "")),
        ))
        for one in link["versions"]
    )  # fmt: skip
    return ThingPage(
        frame=_frame(reader, say, title, as_of, addresses.of_kind("link", link["id"])),
        number="",
        title=title,
        kind=say("kind_link"),
        mark=link_mark(link, say),
        facts=facts(
            (say("fact_claim"), say.kind(link["kind"])),
            (say("fact_from"), named(link["from"], addresses.of_thing(link["from"], view), say)),
            (say("fact_to"), named(link["to"], addresses.of_thing(link["to"], view), say)),
            (say("head_by"), link["by"]),
            (say("head_at"), shown_instant(link["at"], reader.zone)),
            (say("head_reason"), link.get("reason")),
            (say("fact_valid_from"), link.get("valid_from")),
            (say("fact_valid_to"), link.get("valid_to")),
            *((label(name), str(own[name])) for name in ("name", "date", "site", "page", "quote") if name in own),
        ),
        sections=(
            Section(
                "versions",
                say("section_versions"),
                heads(say, "entry", "state", "by", "at", "reason"),
                versions,
                "",
            ),
        ),
        actions=_decide(reader, say, link),
        warning=say("warning_suspect") if link["suspect"] else "",
    )


def _decide(reader: Reader, say: Say, link: Thing) -> tuple[Place, ...]:
    """The way to where it is decided, where it is live and this person may."""
    if not reader.may & {"link.decide", "link.propose"} or link["state"] not in ("proposed", "confirmed"):
        return ()
    side = "suspect" if link["suspect"] else "proposed"
    return (Place(say("links_decide"), addresses.INBOX + addresses.view_query(side=side, at=link["id"])),)
