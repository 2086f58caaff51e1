"""The ledger: who did what when, one entry with before and after, and how a verification came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field, FormView, Option, form_view
from ui.frame import Frame, Place, Reader, frame
from ui.ledger_fields import FieldChange, Speaker, kind_word, named_cell
from ui.lists import EmptyState, FilterBar, Head, Listing, ListRow, Pager
from ui.marks import Mark
from ui.say import Say
from ui.things import Cell, Fact, facts
from ui.times import shown_instant
from workflows.ledger_reading import PAGE, EntryShown, Told, Wanted, Written
from workflows.ledger_reading import Page as Part
from workflows.wording import codes_of

RAW_MOST = 64 << 10
"""Bytes of an entry shown as they were hashed; longer ones are in the download."""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The context of `ledger.html`: the entries with their filters; `size` in words, the verifier `key` (or "" where
    nothing is signed), the form that verifies (or None without the right), and what can be fetched. `problem`: why the
    filter could not be read (or ""); `thing` the one asked about; `note`: how far back was looked; `further` leads on
    where nothing was found so far."""

    template: ClassVar[str] = "ledger.html"

    frame: Frame
    size: str
    key: str
    verify: FormView | None
    downloads: tuple[Place, ...]
    filters: FilterBar
    listing: Listing
    problem: str
    thing: Cell | None
    note: str
    further: Place | None


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that an entry wrote: what kind, its name, whether it is new, digests, and its fields before and after."""

    kind: str
    name: Cell
    state: str
    before: str
    after: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The context of `ledger_entry.html`: an entry, what it wrote, further facts, its bytes (or "" where too long),
    and the entries around it. `pager` where it wrote more things than are shown at once."""

    template: ClassVar[str] = "ledger_entry.html"

    frame: Frame
    number: str
    heading: str
    facts: tuple[Fact, ...]
    changes: tuple[Change, ...]
    count: str
    pager: Pager | None
    more: tuple[tuple[str, str], ...]
    raw: str
    proof: Place
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The context of `ledger_verify.html`: what a verification does, or how it came out (`mark` with `text`, then
    facts and the faults), the form that runs it, and how anyone checks without this server."""

    template: ClassVar[str] = "ledger_verify.html"

    frame: Frame
    heading: str
    lead: str
    mark: Mark | None
    facts: tuple[Fact, ...]
    faults: Listing | None
    form: FormView
    files: tuple[tuple[str, Place], ...]
    command: str


def ledger_page(
    reader: Reader, say: Say, part: Part, wanted: Wanted, key: str, before: int | None, problem: str = ""
) -> LedgerPage:
    """The list of entries. `problem`: why the filter could not be read."""
    rows = tuple(_row(one, reader, say) for one in part.entries)
    filtered = bool(wanted.actor or wanted.action or wanted.about)
    further = None
    if not rows and filtered and part.before is not None:
        further = Place(say("ledger_further"), _address(wanted, part.before))
    return LedgerPage(
        frame=frame(reader, say, say("nav_ledger"), "ledger", (Place(say("nav_ledger")),)),
        size=say.counted("ledger_size", part.size),
        key=key,
        verify=_verify_form(reader, say) if "ledger.verify" in reader.may else None,
        downloads=_downloads(say, key),
        filters=_filters(say, wanted),
        listing=Listing(
            say("nav_ledger"),
            tuple(Head(say(name)) for name in _HEADS),
            rows,
            EmptyState(say("ledger_none"), say("ledger_none_next"), Place(say("ledger_all"), addresses.LEDGER)),
            pager=_pager(part, wanted, before, filtered),
        ),
        problem=problem,
        thing=named_cell(part.thing, say) if part.thing else None,
        note=say("ledger_looked", first=f"{part.looked_to:,}") if filtered and part.before and part.looked_to else "",
        further=further,
    )


_HEADS = ("ledger_seq", "ledger_time", "ledger_actor", "ledger_via", "ledger_did", "ledger_things", "head_reason")


def _row(told: Told, reader: Reader, say: Say) -> ListRow:
    one = told.outline
    return ListRow(
        (
            Cell(f"{one.seq:,}", addresses.ledger_entry(one.seq), kind="mono"),
            Cell(shown_instant(one.time, reader.zone), kind="date"),
            Cell(one.actor),
            Cell(say.term("via", one.via)),
            Cell(say.term("ledger_action", one.action)),
            _things(told, say),
            Cell(one.reason or ""),
        ),
        current=False,
    )


def _things(told: Told, say: Say) -> Cell:
    """The first thing, and how many there are."""
    count = told.outline.subjects
    if not told.things:
        return Cell(say.counted("ledger_count", count) if count else "")
    first = named_cell(told.things[0], say)
    name = f"{kind_word(told.things[0], say)} {first.text}" if told.things[0]["kind"] != "link" else first.text
    return Cell(say("ledger_and_more", name=name, count=count) if count > 1 else name, first.href)


def _address(wanted: Wanted, before: int | None) -> str:
    given = {"actor": wanted.actor, "action": wanted.action, "about": wanted.about}
    query = {name: value for name, value in given.items() if value}
    if before is not None:
        query["before"] = str(before)
    return addresses.with_query(addresses.LEDGER, "", **query)


def _pager(part: Part, wanted: Wanted, before: int | None, filtered: bool) -> Pager | None:
    if not part.entries or (part.before is None and before is None):
        return None
    newest, oldest = part.entries[0].outline.seq, part.entries[-1].outline.seq
    older = _address(wanted, part.before) if part.before is not None else ""
    if before is None:
        newer = ""
    elif filtered or newest + 1 + PAGE >= part.size:
        newer = _address(wanted, None)
    else:
        newer = _address(wanted, newest + 1 + PAGE)
    words = f"{newest:,} – {oldest:,} / {part.size - 1:,}"
    return Pager(newest, oldest, None, newer, older, words)


def _filters(say: Say, wanted: Wanted) -> FilterBar:
    actions = tuple(Option(code, say.term("ledger_action", code)) for code in codes_of("ledger_action"))
    every = Option("", say("all_clauses"))
    return FilterBar(
        say("filters"),
        addresses.LEDGER,
        fields=(
            Field("actor", say("ledger_actor"), value=wanted.actor),
            Field("action", say("ledger_did"), "select", wanted.action, options=(every, *actions)),
            Field("about", say("ledger_about"), value=wanted.about),
        ),
        reset=addresses.LEDGER if wanted != Wanted() else "",
    )  # fmt: skip


def _verify_form(reader: Reader, say: Say) -> FormView:
    return form_view(reader, addresses.LEDGER_VERIFY, say("ledger_verify"), (), key="v")


def _downloads(say: Say, key: str) -> tuple[Place, ...]:
    """What can be fetched; without a key nothing is signed."""
    signed = (Place(say("ledger_checkpoint"), addresses.LEDGER_CHECKPOINT),) if key else ()
    return (*signed, Place(say("ledger_export"), addresses.LEDGER_EXPORT))


def entry_page(reader: Reader, say: Say, shown: EntryShown) -> EntryPage:
    """One entry."""
    entry = shown.entry
    number = say("ledger_number", seq=f"{entry.seq:,}")
    speaker = Speaker(say, reader.zone, shown.names)
    top = Place(say("nav_ledger"), addresses.LEDGER)
    around = [
        Place(say("ledger_number", seq=f"{seq:,}"), addresses.ledger_entry(seq)) if 0 <= seq < shown.size else None
        for seq in (entry.seq - 1, entry.seq + 1)
    ]
    return EntryPage(
        frame=frame(reader, say, number, "ledger", (top, Place(number))),
        number=number,
        heading=say.term("ledger_action", entry.action),
        facts=facts(
            (say("ledger_time"), Cell(shown_instant(entry.time, reader.zone), kind="date")),
            (say("ledger_time_utc"), Cell(entry.time, kind="mono")),
            (say("ledger_actor"), entry.actor),
            (say("ledger_via"), say.term("via", entry.via)),
            (say("ledger_operator"), str(entry.facts.get("operator", ""))),
            (say("head_reason"), entry.reason),
            (say("ledger_request"), Cell(entry.request or "", kind="mono")),
            (say("ledger_leaf"), Cell(shown.leaf_hash, kind="hash")),
        ),
        changes=tuple(_change(one, speaker) for one in shown.written),
        count=say.counted("ledger_count", len(entry.subjects)),
        pager=_subjects_pager(shown),
        more=tuple(_more(entry.facts, say, reader)),
        raw=shown.leaf.decode() if len(shown.leaf) <= RAW_MOST else "",
        proof=Place(say("ledger_proof"), addresses.ledger_proof(entry.seq)),
        before=around[0],
        after=around[1],
    )


def _change(one: Written, speaker: Speaker) -> Change:
    say = speaker.say
    state = "ledger_new" if one.subject.before is None else "ledger_changed"
    return Change(
        kind_word(one.thing, say),
        named_cell(one.thing, say),
        say(state),
        one.subject.before or "",
        one.subject.after or "",
        speaker.changes(one.before, one.after),
    )


def _subjects_pager(shown: EntryShown) -> Pager | None:
    whole, count = len(shown.entry.subjects), len(shown.written)
    if whole <= count:
        return None
    here, step = addresses.ledger_entry(shown.entry.seq), max(count, 1)
    before = addresses.with_query(here, "", **{"from": str(max(0, shown.start - step))}) if shown.start else ""
    end = shown.start + count
    after = addresses.with_query(here, "", **{"from": str(end)}) if end < whole else ""
    return Pager(shown.start + 1, end, whole, before, after)


_OWN_PLACE = frozenset({"nodes", "links", "accounts", "operator"})
_MORE = frozenset({"store", "token", "seen_again", "fixity", "clock_went_back_to"})


def _more(told: Mapping[str, Any], say: Say, reader: Reader) -> Iterable[tuple[str, str]]:
    """What else the entry tells: a founding, a token, a file that came again, a check of files, a clock gone back."""
    for name, value in told.items():
        if name in _OWN_PLACE:
            continue
        label = say(f"ledger_fact_{name}") if name in _MORE else name
        if name == "clock_went_back_to":
            yield label, shown_instant(str(value), reader.zone)
        else:
            yield label, _plain(value, say)


def _plain(value: Any, say: Say) -> str:
    if isinstance(value, Mapping):
        return say("list_separator").join(f"{name} = {_plain(one, say)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_plain(one, say) for one in value[:100])
    return str(value)


def verify_page(
    reader: Reader, say: Say, size: int, key: str, answer: Mapping[str, Any] | None, form: FormView
) -> VerifyPage:
    """What a verification does and, with an `answer`, how it came out."""
    top = Place(say("nav_ledger"), addresses.LEDGER)
    heading = say("ledger_verify_heading")
    return VerifyPage(
        frame=frame(reader, say, heading, "ledger", (top, Place(heading))),
        heading=heading,
        lead="" if answer else say("ledger_verify_lead", count=f"{size:,}"),
        mark=_outcome(answer, say) if answer else None,
        facts=_outcome_facts(answer, say) if answer else (),
        faults=_faults(answer, say) if answer and not answer["ok"] else None,
        form=form,
        files=_files(say, key),
        command="python3 verify_ledger.py --key ledger.vkey --checkpoint checkpoint.note --export ledger.jsonl",
    )


def _files(say: Say, key: str) -> tuple[tuple[str, Place], ...]:
    signed = (
        ("ledger.vkey", Place(say("ledger_key"), addresses.LEDGER_KEY)),
        ("checkpoint.note", Place(say("ledger_checkpoint"), addresses.LEDGER_CHECKPOINT)),
    )
    return (*(signed if key else ()), ("ledger.jsonl", Place(say("ledger_export"), addresses.LEDGER_EXPORT)))


def _outcome(answer: Mapping[str, Any], say: Say) -> Mark:
    if answer["ok"]:
        return Mark("g-proved", "s-proved", say.counted("ledger_holds", answer["size"]))
    return Mark("g-gap", "s-gap", say("ledger_broken", seq=f"{answer['first_bad_seq']:,}"))


def _outcome_facts(answer: Mapping[str, Any], say: Say) -> tuple[Fact, ...]:
    return facts(
        (say("ledger_entries"), f"{answer['size']:,}"),
        (say("ledger_checkpoints"), f"{answer['checkpoints']:,}"),
        (say("ledger_root"), Cell(answer["root"], kind="hash")),
    )


def _faults(answer: Mapping[str, Any], say: Say) -> Listing:
    rows = tuple(
        ListRow((
            Cell(f"{one['seq']:,}", _entry_address(one["seq"], answer["size"]), kind="mono"),
            Cell(say.term("fault", one["code"])),
            Cell(one.get("id", ""), kind="mono"),
        ))
        for one in answer["faults"]
    )  # fmt: skip
    names = (Head(say("ledger_seq")), Head(say("ledger_fault")), Head(say("ledger_thing")))
    return Listing(say("ledger_faults"), names, rows, EmptyState("", ""))


def _entry_address(seq: int, size: int) -> str:
    return addresses.ledger_entry(seq) if seq < size else ""
