"""Standards: read into clauses after a preview, listed, dated. An edition once imported is never touched again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_schema.canonical import digest
from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from graph_schema.ports import LinkFilter
from graph_schema.references import normal_code
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node
from ingestion.clauses import parse_standard
from ingestion.parsed import ParsedClause, ParsedStandard, clause_json, place_json
from ingestion.sandbox import read_in_child
from ingestion.template import load_scheme, load_template
from workflows import resolve
from workflows.answers import Json, brief, node_answer, standard_name
from workflows.permissions import require
from workflows.system import Person, System, expect


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition is imported. `supersedes` names the edition it replaces; importing a successor ends nothing."""

    code: str
    edition: str
    title: str | None = None
    language: str | None = None
    in_force_from: str | None = None
    in_force_to: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of an edition: its rows, and for a points scheme the groups and levels."""

    parsed: ParsedStandard
    scheme: str = "conformity"
    groups: tuple[dict[str, Any], ...] = ()
    levels: tuple[dict[str, Any], ...] = ()
    titles_en: dict[str, str] | None = None
    source: str | None = None
    source_name: str | None = None


def read(path: Path, language: str | None = None) -> Content:
    """Read a file in the limited process and parse it; nothing is kept. Errors as the readers and parser give them."""
    return Content(parse_standard(read_in_child(path), language))


def template(name: str) -> tuple[Edition, Content]:
    """An edition shipped as a template: numbers and own-wording titles, points unknown left for the customer."""
    scheme = load_scheme(name)
    since = scheme.in_force_from.isoformat() if scheme.in_force_from else None
    edition = Edition(scheme.code, scheme.edition, scheme.titles["zh-Hans"], "zh-Hans", since)
    levels = tuple({"code": one.code, "from": one.lowest, **_titles(one.titles)} for one in scheme.levels)
    english = {one.number: one.title for one in load_template(name, "en").clauses if one.title is not None}
    groups = tuple({"number": number, "points": points} for number, points in scheme.groups.items())
    return edition, Content(load_template(name), "points", groups, levels, english)


def _titles(titles: dict[str, str]) -> dict[str, str]:
    """Titles by language as fields of a row."""
    return {f"title_{language.replace('-', '_')}": title for language, title in titles.items()}


def preview(system: System, person: Person, content: Content, edition: Edition) -> Json:
    """The rows, what is set aside and the issues, and whether the edition is already there. Nothing is written."""
    require(person.roles, "read")
    with system.reader() as reader:
        known = reader.by_key("standard", system.vocabulary.key_of("standard", edition.code, edition.edition))
    answer: Json = dict(content.parsed.to_json())
    if known is not None:
        answer["already"] = brief(known)
    return answer


def import_edition(system: System, person: Person, edition: Edition, content: Content) -> Json:
    """Enter an edition with all its clauses as one entry. The same edition again changes nothing and says so."""
    if not edition.code.strip() or not edition.edition.strip():
        raise InvalidInput("field_missing", kind="standard", field="code" if not edition.code.strip() else "edition")
    if not content.parsed.clauses:
        raise InvalidInput("no_numbering")
    start, end = _interval(edition.in_force_from, edition.in_force_to)
    rows = digest([_bare(clause) for clause in content.parsed.clauses])

    def work(unit: UnitOfWork) -> Json:
        known = unit.tx.by_key("standard", system.vocabulary.key_of("standard", edition.code, edition.edition))
        if known is not None:
            same = known.get("clauses_digest") == rows
            return {"standard": node_answer(known), "unchanged": True, "same_content": same, "clauses": 0}
        replaced = edition.supersedes
        older = resolve.replaced_edition(unit.tx, edition.code, replaced, system.today()) if replaced else None
        standard = unit.create(
            "standard",
            {
                "code": edition.code.strip(),
                "edition": edition.edition.strip(),
                "title": edition.title,
                "language": edition.language,
                "scheme": content.scheme,
                "in_force_from": start,
                "in_force_to": end,
                "points": content.groups or None,
                "levels": content.levels or None,
                "set_aside": len(content.parsed.set_aside),
                "source": content.source,
                "source_name": content.source_name,
                "clauses_digest": rows,
            },
        )
        _create_clauses(unit, standard, content)
        answer: Json = {"standard": node_answer(standard), "clauses": len(content.parsed.clauses)}
        if older is not None:
            unit.link("supersedes", standard.id, older.id, "confirmed")
            answer["supersedes"] = brief(older)
        return answer

    body = [normal_code(edition.code), normal_code(edition.edition), start, end, edition.supersedes, rows]
    return system.change(person, "standard.import", "standard:imported", work, body=body)


def _interval(start: str | None, end: str | None) -> tuple[str | None, str | None]:
    first = day(start, "in_force_from") if start else None
    last = day(end, "in_force_to") if end else None
    if first is not None and last is not None and last <= first:
        raise InvalidInput("interval_empty", start=first, end=last)
    return first, last


def _create_clauses(unit: UnitOfWork, standard: Node, content: Content) -> None:
    ids: dict[str, str] = {}
    english = content.titles_en or {}
    for clause in content.parsed.clauses:
        node = unit.create(
            "clause",
            {
                "standard": standard.id,
                "parent": ids[clause.parent] if clause.parent is not None else None,
                "number": clause.number,
                "printed": clause.printed,
                "row": clause.kind,
                "title": clause.title,
                "title_en": english.get(clause.number),
                "text": clause.text,
                "level": clause.level,
                "order": clause.order,
                "normative": clause.normative,
                "points": clause.points,
                "obligations": _rows(clause.obligations, ("kind", "strength", "words")),
                "cites": _rows(clause.cites, ("printed", "standard", "clause")),
                "place": ", ".join(f"{name} {value}" for name, value in place_json(clause.place).items()) or None,
            },
        )
        ids[clause.number] = node.id


def _rows(things: Sequence[object], names: tuple[str, ...]) -> tuple[dict[str, str], ...] | None:
    rows = [{name: getattr(one, name) for name in names if getattr(one, name) is not None} for one in things]
    return tuple(rows) or None


def _bare(clause: ParsedClause) -> Json:
    """What tells whether two readings of an edition are the same: everything but the place in the file."""
    bare = {name: value for name, value in clause_json(clause).items() if name != "place" and value is not None}
    return bare | {"cites": [dict(row) for row in _rows(clause.cites, ("printed", "standard", "clause")) or ()]}


def listed(system: System, person: Person) -> list[Json]:
    """All editions by code and edition."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = sorted(reader.find("standard"), key=standard_name)
        return [node_answer(one) | {"clauses": len(reader.find("clause", owner=one.id))} for one in found]


def show(system: System, person: Person, standard: str) -> Json:
    """One edition with its clauses in order."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.standard(reader, standard, system.today())
        clauses = sorted(reader.find("clause", owner=found.id), key=lambda one: int(one.fields["order"]))
        newer = [link.from_id for link in reader.links(LinkFilter(kind="supersedes", to_id=found.id))]
        numbers = {one.id: one.text("number") for one in clauses}
        rows = []
        for one in clauses:
            row = node_answer(one)
            if "parent" in row:
                row["parent"] = numbers[row["parent"]]
            rows.append(row)
        return node_answer(found) | {"clauses": rows, "superseded_by": newer}


def set_dates(
    system: System,
    person: Person,
    standard: str,
    start: str | None,
    end: str | None,
    supersedes: str | None = None,
    version: int | None = None,
) -> Json:
    """Set an edition's own dates (unset: kept) and which edition it supersedes."""
    first, last = _interval(start, end)

    def work(unit: UnitOfWork) -> Json:
        found = resolve.standard(unit.tx, standard, system.today())
        expect(found, version)
        changed = found.changed(
            in_force_from=first or found.get("in_force_from"), in_force_to=last or found.get("in_force_to")
        )
        _interval(changed.get("in_force_from"), changed.get("in_force_to"))
        if dict(changed.fields) != dict(found.fields):
            found = unit.put(changed)
        if supersedes:
            older = resolve.replaced_edition(unit.tx, found.text("code"), supersedes, system.today())
            if not unit.live_links("supersedes", from_id=found.id, to_id=older.id):
                unit.link("supersedes", found.id, older.id, "confirmed")
        return node_answer(found)

    return system.change(person, "standard.dates", "standard:dated", work, body=[standard, start, end, supersedes])
