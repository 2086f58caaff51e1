"""Parts of pages that list: tabs, filters whose state is in the address, tables with rows to tick, pages of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph_schema.ids import new_id
from ui.forms import Field
from ui.frame import Place, Reader
from ui.marks import Mark
from ui.say import Say
from ui.things import Cell


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter by one press: `href` applies it, `current` it is applied; `count` of what it leaves, None unknown."""

    name: str
    href: str
    current: bool
    count: int | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class FilterBar:
    """Filters: chips, and fields sent by GET to `action` so that the state stands in the address; `keep` are
    parameters carried along, `reset` leads to all (or "")."""

    label: str
    action: str
    chips: tuple[Chip, ...] = ()
    fields: tuple[Field, ...] = ()
    keep: tuple[tuple[str, str], ...] = ()
    reset: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several sides of a thing; the current one says so."""

    name: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tabs:
    """Sides of a thing side by side; `segmented` for two or three ways to show the same."""

    label: str
    tabs: tuple[Tab, ...]
    segmented: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one is in a long list: things `first` to `last` of `total` (None: not counted), and the pages around.
    `words` say it where things are not counted from one."""

    first: int
    last: int
    total: int | None = None
    before: str = ""
    after: str = ""
    words: str = ""


def pager_of(page: int, size: int, shown: int, total: int, address: Callable[[int], str]) -> Pager | None:
    """The pager of page `page` (from 1) with so many things `shown`; None where one page of `size` holds them all."""
    if total <= size:
        return None
    last = (page - 1) * size + shown
    before = address(page - 1) if page > 1 else ""
    after = address(page + 1) if last < total else ""
    return Pager((page - 1) * size + 1, last, total, before, after)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: numbers stand right; `sort` leads to the list in this order, `order` is the present one:
    "" | ascending | descending."""

    name: str
    numeric: bool = False
    sort: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: its cells, the value its tick sends (or "": no tick), what the row is called by who cannot see it, and
    whether it is ticked already (a form that comes back)."""

    cells: tuple[Cell, ...]
    value: str = ""
    name: str = ""
    current: bool = False
    anchor: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class BulkButton:
    """What can be done with all ticked rows: sent as `do`; `action` sends the ticks to another address."""

    do: str
    verb: str
    main: bool = False
    stop: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """The bar under a table: its form, buttons and further fields. Ticks are sent as `id`, as often as rows ticked."""

    action: str
    csrf: str
    once: str
    buttons: tuple[BulkButton, ...]
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with what says that it is empty, the bar for ticked rows, and its pager. `label` names it."""

    label: str
    heads: tuple[Head, ...]
    rows: tuple[ListRow, ...]
    empty: EmptyState
    bulk: Bulk | None = None
    pager: Pager | None = None
    key: str = "t"


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What would be here, and the next step: a place to go, or a command to type."""

    title: str
    text: str = ""
    step: Place | None = None
    command: str = ""


def columns(*names: str | Head) -> tuple[Head, ...]:
    """Heads from words."""
    return tuple(Head(one) if isinstance(one, str) else one for one in names)


def bulk(reader: Reader, action: str, buttons: Iterable[BulkButton], fields: Iterable[Field] = ()) -> Bulk:
    """The bar for ticked rows."""
    return Bulk(action, reader.csrf, new_id(), tuple(buttons), tuple(fields))


def pager_words(pager: Pager, say: Say) -> str:
    """`51 to 100 of 1,284`."""
    if pager.words:
        return pager.words
    if pager.total is None:
        return say("pager_from_to", first=f"{pager.first:,}", last=f"{pager.last:,}")
    return say("pager_of", first=f"{pager.first:,}", last=f"{pager.last:,}", total=f"{pager.total:,}")
