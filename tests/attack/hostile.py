"""An organisation in which every text that people may type is a line of `payloads.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph_schema.accounts import Account
from graph_schema.errors import ClausetrailError
from graph_schema.ids import new_id
from graph_schema.ports import LinkFilter, Transaction
from graph_schema.unit_of_work import Act, UnitOfWork
from tests.api.rest.conftest import password_hash
from tests.attack.stronghold import Stronghold, read
from tests.ingestion.make_pdf import mapped_pdf
from tests.workflows.conftest import small_edition
from workflows import clauses, decisions, documents, evidence, indexing, links, records, standards
from workflows.documents import Adoption
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.standards import Content, Edition
from workflows.system import System

CLAUSE = "clause:GB/T 1-2011#4.2"


@dataclass
class Filled:
    """What was entered, and with which codes the product refused what it does not take."""

    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """Enter something; None where it is refused, as what nobody may type is."""
        try:
            made = work()
        except ClausetrailError as error:
            if error.status >= 500:
                raise
            self.refused[f"{what} {error.code}"] += 1
            return None
        self.done[what] += 1
        return made


def fill(made: Stronghold, lines: Sequence[str]) -> Filled:
    """Every line in every field."""
    filled = Filled()
    _accounts(made.system, lines)
    _files(made, lines)
    read(made, 7)  # those of the house, and the four that hold all lines
    for place, line in enumerate(lines):
        _record(made, filled, place, line)
        _document(made, filled, place, line)
    _standards(made, filled, lines)
    indexing.catch_up(made.system)
    return filled


def _accounts(system: System, lines: Sequence[str]) -> None:
    """Names that people are shown by."""

    def work(tx: Transaction) -> None:
        unit = UnitOfWork(tx, system.vocabulary, Act("root", "cli"), system.clock)
        for place, line in enumerate(lines):
            name = f"person-{place}"
            unit.put_account(Account(new_id(), name, line[:100], ("auditor",), password_hash(), system.clock()))
        known = tx.account("wenkong")
        assert known is not None
        unit.put_account(Account(known.id, "wenkong", lines[1], known.roles, known.password_hash, known.created_at))
        unit.commit("account:added")

    system.store.write(work)


def _record(made: Stronghold, filled: Filled, place: int, line: str) -> None:
    office, system = made.office, made.system
    given = RecordFields(type=line, number=line, title=line, date="2026-03-01", site=line)
    record = filled.attempt("record", lambda: records.add(system, office.controller, given, "revision:QP-1@A/0"))
    if record is None:
        return
    ref = record["record"]["id"]
    name = f"{line}.txt"
    file = filled.attempt("file name", lambda: office.file(name, f"{place} {line}".encode()))
    if file is not None:
        use = Use("2026-03-01", line)
        filled.attempt(
            "evidence", lambda: evidence.add(system, office.controller, [file], use, ref, confirm=place % 2 == 0)
        )
    link = filled.attempt("link", lambda: links.propose(system, office.controller, ref, CLAUSE, reason=line))
    if link is not None and place % 3 == 0:
        filled.attempt("rejection", lambda: links.reject(system, office.controller, [link["id"]], line))
    if link is not None and place % 3 == 1:
        filled.attempt("confirmation", lambda: links.confirm(system, office.controller, [link["id"]], line))
    if place % 4 == 0:
        again = RecordFields(title=f"{line} again")
        filled.attempt("correction", lambda: records.correct(system, office.controller, ref, again, line))


def _document(made: Stronghold, filled: Filled, place: int, line: str) -> None:
    office, system = made.office, made.system
    file = office.file(f"document-{place}.txt", f"{line}\n{place}".encode())
    given = filled.attempt(
        "document",
        lambda: documents.add(system, office.controller, line, line, line, "procedure", file),
    )
    if given is None:
        return
    ref, document = given["revision"]["id"], given["document"]["id"]
    if place % 3 == 0:
        told = Adoption("2026-01-01", line, line, line, line)
        filled.attempt("adoption", lambda: documents.adopt(system, office.controller, ref, told))
        later = office.file("later.txt", f"{line}\nanother {line}\n{place}".encode())
        again = filled.attempt(
            "revision", lambda: documents.revise(system, office.controller, document, f"{line[:150]}+1", later)
        )
        if again is None:
            return
        ref = again["revision"]["id"]
    filled.attempt("submission", lambda: decisions.submit(system, office.controller, ref, line))
    if place % 6 == 1:
        filled.attempt("refusal", lambda: decisions.refuse(system, office.manager, ref, line))
    if place % 6 == 4:
        filled.attempt("approval", lambda: decisions.approve(system, office.manager, ref, "2026-06-30", line))


def _files(made: Stronghold, lines: Sequence[str]) -> None:
    """Files whose text is all lines: plain, as a page of the web, as a PDF with a hostile title."""
    pages = [[line[:200] for line in lines[start : start + 30]] for start in range(0, 120, 30)]
    bodies = {
        "all.txt": "\n".join(lines).encode("utf-8", "replace"),
        "all.html": f"<title>{lines[0]}</title><p>xq</p><script>alert(1)</script>{lines[5]}".encode(),
        "all.pdf": mapped_pdf(pages, title='"><img xq src=x onerror=alert(1)>'),
        "all.md": "\n\n".join(f"# {line}\n[{line}](javascript:xq())" for line in lines[:60]).encode("utf-8", "replace"),
    }
    files = [made.office.file(name, body) for name, body in bodies.items()]
    evidence.add(made.system, made.office.controller, files, Use("2026-03-01", "xq"))


def _standards(made: Stronghold, filled: Filled, lines: Sequence[str]) -> None:
    office, system = made.office, made.system
    for line in lines[::25]:
        edition = Edition(line, line, line)
        filled.attempt(
            "standard",
            partial(standards.import_edition, system, office.controller, edition, Content(small_edition())),
        )
    whole = "\n".join(lines).replace("\x00", "")
    filled.attempt(
        "clause", lambda: clauses.correct(system, office.controller, CLAUSE, whole, lines[2], title=lines[3])
    )
    other = "clause:GB/T 1-2011#4.3"
    filled.attempt("applicability", lambda: clauses.declare_not_applicable(system, office.controller, other, lines[4]))


def ids(made: Stronghold) -> dict[str, list[str]]:
    """Ids by the folder of their addresses."""
    with made.system.reader() as reader:
        found = {
            f"{kind}s" if kind != "evidence" else kind: [one.id for one in reader.find(kind)]
            for kind in ("standard", "clause", "document", "revision", "record", "evidence")
        }
        waiting = [one.text("revision") for one in reader.find("review")]
        return {**found, "decisions": waiting, "links": [one.id for one in reader.links(LinkFilter())]}
