"""What else is done at the desks of the sample: corrections, proposals and answers to them, checks, exclusions."""

from __future__ import annotations

from collections.abc import Callable

from graph_schema.ports import LinkFilter
from workflows import clauses, evidence, links, records
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.resolve import node
from workflows.sample.people import Office
from workflows.sample.world import World
from workflows.system import Person


def done(office: Office, told: World) -> None:
    """Do what a row of `desk.yaml` tells."""
    _DOING[told["do"]](office, office.people[told["by"]], told)


def _exclude(office: Office, by: Person, told: World) -> None:
    clauses.declare_not_applicable(office.system, by, office.clause(told["clause"]), told["reason"], told["from"])


def _propose(office: Office, by: Person, told: World) -> None:
    """Proposed; somebody else decides, or nobody yet."""
    links.propose(office.system, by, told["from"], office.clause(told["clause"]), reason=told["reason"])


def _reject(office: Office, by: Person, told: World) -> None:
    links.reject(office.system, by, [_waiting(office, told)], told["reason"])


def _confirm(office: Office, by: Person, told: World) -> None:
    links.confirm(office.system, by, [_waiting(office, told)], told["reason"])


def _waiting(office: Office, told: World) -> str:
    """The proposal between two ends."""
    system = office.system
    with system.reader() as reader:
        start = node(reader, system.vocabulary, told["from"], system.today())
        end = node(reader, system.vocabulary, office.clause(told["clause"]), system.today(), "clause")
        where = LinkFilter(from_id=start.id, to_id=end.id, states=frozenset({"proposed"}))
        return str(reader.links(where)[0].id)


def _correct(office: Office, by: Person, told: World) -> None:
    """A record corrected after its links were confirmed."""
    given = RecordFields(title=told.get("title"), date=told.get("date"))
    records.correct(office.system, by, told["record"], given, told["reason"])


def _look_again(office: Office, by: Person, told: World) -> None:
    """The links of a record to file and revision are looked at again, not those to clauses: they stay suspect."""
    shown = records.show(office.system, by, told["record"])
    again = [one["link"]["id"] for one in (*shown["evidence"], *shown["links"]) if one["link"]["kind"] == "records"]
    links.reaffirm(office.system, by, again, told["reason"])


def _upload(office: Office, by: Person, told: World) -> None:
    """A file that is there already, brought again under another name."""
    evidence.add(office.system, by, [office.file(told["file"], told["named"])], Use(site=told["site"]))


def _check(office: Office, by: Person, _told: World) -> None:
    """All files checked against their digests."""
    evidence.verify(office.system, by)


_DOING: dict[str, Callable[[Office, Person, World], None]] = {
    "exclude": _exclude,
    "propose": _propose,
    "confirm": _confirm,
    "reject": _reject,
    "correct": _correct,
    "look again": _look_again,
    "upload": _upload,
    "check": _check,
}
