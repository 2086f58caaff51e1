"""Records of the sample with the files behind them."""

from __future__ import annotations

from workflows import evidence, links, records
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.sample.people import Office
from workflows.sample.world import World


def enter(office: Office, row: World) -> None:
    """A record under its revision, the files behind it, and its own links to clauses where it has them."""
    system, controller = office.system, office.at(row["site"])
    given = RecordFields(row["type"], row["number"], row["title"], row.get("date"), row.get("period"), row["site"])
    records.add(system, controller, given, f"revision:{row['under']}" if row.get("under") else None)
    reference = f"record:{row['number']}"
    _files(office, row, reference)
    proposed = [
        links.propose(system, controller, reference, office.clause(number)) for number in row.get("clauses", ())
    ]
    if proposed:
        links.confirm(system, controller, [one["id"] for one in proposed])


def _files(office: Office, row: World, reference: str) -> None:
    """New files are uploaded; one that came with another record of its bundle is linked, not uploaded again."""
    system, site = office.system, row["site"]
    controller, use = office.at(site), Use(row.get("date"), site)
    new = [office.file(name) for name, content in row["files"].items() if content]
    if new:
        evidence.add(system, controller, new, use, reference, confirm=True)
    for name in (name for name, content in row["files"].items() if not content):
        fields = {"name": name, "date": use.date, "site": site}
        link = links.propose(system, controller, f"evidence:{office.file(name).sha256}", reference, fields=fields)
        links.confirm(system, controller, [link["id"]])
    waiting = [office.file(name) for name in row.get("waiting", ())]
    if waiting:
        evidence.add(system, controller, waiting, use, reference)
