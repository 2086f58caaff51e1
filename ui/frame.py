"""What every page has around it: who is signed in, where one is, on which day, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from graph_schema.dates import day_before
from graph_schema.views import View
from ui import addresses
from ui.say import LANGUAGES, Say
from ui.times import shown_instant


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and in which house: what the handler knows before it knows the page.

    `name` is the account's display name ("" where nobody is signed in), `csrf` the token of the session's forms,
    `address` the page asked for with its query, `demonstration` the time of a manual clock (else "")."""

    language: str
    address: str
    today: str
    zone: ZoneInfo
    organisation: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    csrf: str = ""
    demonstration: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A name that leads somewhere; `href` "" where one is already. `number` is set before the name, in mono."""

    name: str
    href: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to switch to: its tag, its short and full name in itself."""

    tag: str
    short: str
    full: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """The loud bar: the page is not about today. `known`: until when entries are seen (or ""); `back` leads to today,
    `change` to the form that changes the day (or "")."""

    day: str
    known: str
    back: str
    change: str
    live: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """`title` is the window's; `nav` the menu with the current entry unlinked by `section`; `crumbs` the way here;
    `roles` in words; `as_of` where the page is not about today."""

    reader: Reader
    title: str
    section: str
    nav: tuple[tuple[str, Place], ...]
    crumbs: tuple[Place, ...]
    tongues: tuple[Tongue, ...]
    roles: str
    as_of: AsOf | None = None

    @property
    def language(self) -> str:
        """The language of the page, a tag of BCP 47."""
        return self.reader.language


def frame(
    reader: Reader, say: Say, title: str, section: str, crumbs: tuple[Place, ...] = (), as_of: AsOf | None = None
) -> Frame:
    """The frame of a page; `section` is the menu entry it belongs to."""
    nav = (
        ("standards", Place(say("nav_standards"), addresses.STANDARDS)),
        ("documents", Place(say("nav_documents"), addresses.DOCUMENTS)),
    )
    tongues = tuple(
        Tongue(
            tag, say(f"tongue_short_{tag}"), say(f"tongue_{tag}"), addresses.language(tag, reader.address),
            tag == reader.language,
        )
        for tag in LANGUAGES
    )  # fmt: skip
    roles = say("list_separator").join(say.term("role", one) for one in reader.roles)
    return Frame(reader, title, section, nav if reader.name else (), crumbs, tongues, roles, as_of)


def bar_of_view(reader: Reader, view: View, known: str, is_now: bool, back: str, change: str = "") -> AsOf | None:
    """The loud bar of a page read at a view; none for today as known now."""
    if view.as_of == reader.today and is_now:
        return None
    return AsOf(view.as_of, shown_instant(known, reader.zone), back, change, False)


def bar_of_day(reader: Reader, as_of: str, back: str) -> AsOf | None:
    """The loud bar of a page that shows what is registered now, reached from another day."""
    return AsOf(as_of, "", back, "", True) if as_of and as_of != reader.today else None


@dataclass(frozen=True, slots=True)
class ViewForm:
    """The form that changes the view: what stands in its fields; `period_to` inclusive, as people type it.
    `action` is the page; `keep` are fields carried along."""

    action: str
    as_of: str
    period_from: str
    period_to: str
    site: str
    known_at: str
    keep: tuple[tuple[str, str], ...] = ()


def view_form(action: str, view: View, known_at: str, keep: tuple[tuple[str, str], ...] = ()) -> ViewForm:
    """The form filled with a view; `known_at` as it was typed."""
    return ViewForm(action, view.as_of, view.period.start, day_before(view.period.end), view.site or "", known_at, keep)
