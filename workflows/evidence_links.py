"""Linking many files to one record at once, in one entry: proposed, or confirmed by who may decide."""

from __future__ import annotations

from collections.abc import Sequence

from graph_schema.errors import ClausetrailError, Conflict, InvalidInput, TooLarge
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Link, Node
from workflows import resolve
from workflows.answers import Json, brief, link_answer
from workflows.permissions import require
from workflows.system import Person, System

MOST = 1_000
"""Files of one entry."""


def attach(
    system: System, person: Person, files: Sequence[str], record: str, *, confirm: bool = False, reason: str = ""
) -> Json:
    """{`record`, `links` made or confirmed (`made`: ids of the new ones), `left_out` with the code and values of what
    stood against each}.

    A link that is already there as asked is left as it is and left out as `link_exists`; one proposed is confirmed.
    InvalidInput `files_missing`, TooLarge `files_too_many`; NotFound for what nobody knows: then nothing is done.
    """
    if not files:
        raise InvalidInput("files_missing")
    if len(files) > MOST:
        raise TooLarge("files_too_many", limit=MOST)

    def work(unit: UnitOfWork) -> Json:
        if confirm:
            require(person.roles, "link.decide")
        today = system.today()
        target = resolve.node(unit.tx, system.vocabulary, record, today, "record")
        found = [resolve.node(unit.tx, system.vocabulary, one, today, "evidence") for one in files]
        links: list[Json] = []
        before = {one.id for one in unit.live_links("records", to_id=target.id)}
        left_out: list[Json] = []
        for file in {one.id: one for one in found}.values():
            try:
                links.append(link_answer(_attached(unit, file, target, confirm, reason.strip())))
            except ClausetrailError as error:
                if error.status >= 500:
                    raise
                told = {"id": file.id, "file_name": file.text("file_name")}
                left_out.append(told | {"code": error.code, "values": dict(error.params)})
        made = [one["id"] for one in links if one["id"] not in before]
        return {"record": brief(target), "links": links, "made": made, "left_out": left_out}

    action = "link:confirmed" if confirm else "link:proposed"
    body = [list(files), record, confirm]
    return system.change(person, "link.propose", action, work, reason=reason.strip() or None, body=body)


def _attached(unit: UnitOfWork, file: Node, record: Node, confirm: bool, reason: str) -> Link:
    if confirm and file.get("fixity") != "held":
        raise Conflict("fixity_failed", id=file.id, fixity=file.get("fixity"))
    live = unit.live_links("records", from_id=file.id, to_id=record.id)
    if live and confirm and live[0].state == "proposed":
        return unit.transition(live[0], "confirmed", reason or None)
    if live:
        raise Conflict("link_exists", kind="records", id=live[0].id)
    before = unit.tx.links(LinkFilter(kind="records", from_id=file.id, to_id=record.id))
    if any(one.state == "rejected" for one in before) and not reason:
        raise InvalidInput("reason_needed", action="propose")
    fields = {"name": file.text("file_name"), "date": file.get("evidence_date"), "site": file.get("site")}
    state = "confirmed" if confirm else "proposed"
    return unit.link("records", file.id, record.id, state, reason=reason or None, fields=fields)
