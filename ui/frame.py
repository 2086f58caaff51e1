"""What every page has around it: who is signed in, where one is, on which day, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from graph_schema.dates import day_before
from graph_schema.views import View
from ui import addresses
from ui.say import LANGUAGES, Say
from ui.times import shown_instant

WORDS_MOST = 500
"""Characters of a query that the search box keeps."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How what was done is taken back: a form sent to this address with these fields."""

    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What was done, said once."""

    text: str
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and in which house: what the handler knows before it knows the page.

    `name` is the account's display name ("" where nobody is signed in), `csrf` the token of the session's forms,
    `address` the page asked for with its query, `demonstration` the time of a manual clock (else ""), `notice`
    what the form before this page did, `links_waiting` and `decisions_waiting` what waits for this person, `may` the
    rights they have."""

    language: str
    address: str
    today: str
    zone: ZoneInfo
    organisation: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    csrf: str = ""
    demonstration: str = ""
    notice: Notice | None = None
    links_waiting: int = 0
    decisions_waiting: int = 0
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A name that leads somewhere; `href` "" where one is already. `number` is set before the name, in mono."""

    name: str
    href: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the menu: the section it leads to, its name, and how many things wait there (None: not counted)."""

    section: str
    name: str
    href: str
    count: int | None = None


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
    """`title` is the window's; `nav` the menu in groups, its current entry named by `section`; `crumbs` the way here;
    `roles` in words; `as_of` where the page is not about today; `day` the day chosen (or ""), `path` and `keep` what a
    form needs to ask for this very page on another day; `words` what stands in the search box."""

    reader: Reader
    title: str
    section: str
    nav: tuple[tuple[Entry, ...], ...]
    crumbs: tuple[Place, ...]
    tongues: tuple[Tongue, ...]
    roles: str
    as_of: AsOf | None = None
    day: str = ""
    path: str = "/"
    keep: tuple[tuple[str, str], ...] = ()
    words: str = ""

    @property
    def language(self) -> str:
        """The language of the page, a tag of BCP 47."""
        return self.reader.language


def frame(
    reader: Reader, say: Say, title: str, section: str, crumbs: tuple[Place, ...] = (), as_of: AsOf | None = None
) -> Frame:
    """The frame of a page; `section` is the menu entry it belongs to."""
    path, _, query = reader.address.partition("?")
    given = parse_qsl(query)
    day = next((value for name, value in given if name == "as_of"), "") if as_of else ""
    tongues = tuple(
        Tongue(
            tag, say(f"tongue_short_{tag}"), say(f"tongue_{tag}"), addresses.language(tag, reader.address),
            tag == reader.language,
        )
        for tag in LANGUAGES
    )  # fmt: skip
    roles = say("list_separator").join(say.term("role", one) for one in reader.roles)
    keep = tuple((name, value) for name, value in given if name != "as_of")
    nav = _menu(reader, say, day) if reader.name else ()
    words = next((value for name, value in given if name == "q"), "") if path == addresses.SEARCH else ""
    return Frame(reader, title, section, nav, crumbs, tongues, roles, as_of, day, path, keep, words[:WORDS_MOST])


def _menu(reader: Reader, say: Say, day: str) -> tuple[tuple[Entry, ...], ...]:
    """The menu of this person; the day chosen goes along to every page that can be seen as of a day."""

    def entry(section: str, address: str, count: int | None = None) -> Entry:
        return Entry(section, say(f"nav_{section}"), address, count)

    def dated(section: str, address: str) -> Entry:
        return entry(section, addresses.on_day(address, day))

    things = [
        dated("standards", addresses.STANDARDS),
        dated("documents", addresses.DOCUMENTS),
        dated("records", addresses.RECORDS),
        dated("evidence", addresses.EVIDENCE),
    ]
    work = []
    if reader.may & {"link.decide", "link.propose"}:
        work.append(entry("inbox", addresses.INBOX, reader.links_waiting))
    if reader.may & {"document.decide", "document.submit"}:
        work.append(entry("decisions", addresses.DECISIONS, reader.decisions_waiting))
    house = [entry("ledger", addresses.LEDGER)] if "ledger.read" in reader.may else []
    if "account.manage" in reader.may:
        house.append(entry("people", addresses.PEOPLE))
    groups = ([dated("home", addresses.HOME)], things, work, house)
    return tuple(tuple(group) for group in groups if group)


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
