"""Random orders to one document - revise, submit, approve, refuse, withdraw, adopt, days passing - against a model of a
few lines: every order has the outcome or the code the model says, and what is in force is what the model says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph_schema.errors import ClausetrailError
from tests.workflows.conftest import Office, small_office
from workflows import decisions, documents
from workflows.documents import Adoption
from workflows.system import Person

CONTROLLER = Person("wenkong", frozenset({"controller"}), "cli")
MANAGER = Person("guanli", frozenset({"management"}), "page")
BOTH = Person("liang", frozenset({"controller", "management"}), "page")
people = st.sampled_from((CONTROLLER, MANAGER, MANAGER, BOTH))
numbers = st.integers(0, 5)
offsets = st.integers(-2, 6)
_documents = count(1)


@cache
def office() -> Office:
    """One organisation for all histories; each has a document of its own."""
    return small_office(Path(tempfile.mkdtemp(prefix="clausetrail-test-")))


@dataclass
class Revision:
    """A revision as the model has it."""

    label: str
    author: str
    state: str = "draft"
    submitter: str = ""
    start: date | None = None
    end: date | None = None
    adopted: bool = False


@dataclass
class Line:
    """A document as the model has it."""

    today: date
    revisions: list[Revision] = field(default_factory=list)

    def lived(self) -> list[Revision]:
        """Those in force at some time, by date."""
        known = [one for one in self.revisions if one.start and (one.end is None or one.end > one.start)]
        return sorted(known, key=lambda one: one.start or date.min)

    def in_force(self) -> str | None:
        """The label in force today: the last begun, unless it ended."""
        begun = [one for one in self.lived() if one.start and one.start <= self.today]
        if not begun or (begun[-1].end is not None and begun[-1].end <= self.today):
            return None
        return begun[-1].label

    def decide(self, one: Revision, person: Person, start: date | None) -> str | None:
        """The code a decision is refused with; a refusal has no date."""
        if "management" not in person.roles:
            return "not_allowed"
        if one.state == "draft":
            return "revision_not_submitted"
        if one.state != "submitted":
            return "revision_decided"
        if person.name in (one.author, one.submitter):
            return "own_work"
        if start is None:
            return None
        if start < self.today:
            return "effective_in_past"
        return "effective_not_later" if self.lived() and start <= (self.lived()[-1].start or start) else None


class DecisionMachine(RuleBasedStateMachine):
    """Plays orders; each is made of the product and of the model."""

    def __init__(self) -> None:
        super().__init__()
        self.number = f"QP-{next(_documents)}"
        self.model = Line(date.fromisoformat(office().system.today()))
        self.decided = 0
        self.labels: Iterator[int] = count(1)

    def made(self, act: Callable[[], Any], code: str | None) -> bool:
        """Whether the order was carried out; it must be, unless the model names a code, which must be the answer."""
        before = self.size()
        refused = None
        try:
            act()
        except ClausetrailError as error:
            refused = error.code
        assert refused == code
        assert self.size() == before + (refused is None)
        return refused is None

    def size(self) -> int:
        with office().system.reader() as reader:
            return reader.head().size

    def pick(self, number: int) -> tuple[Revision, str]:
        one = self.model.revisions[number % len(self.model.revisions)]
        return one, f"revision:{self.number}@{one.label}"

    def draft(self, person: Person) -> None:
        label = f"R{next(self.labels)}"
        content = office().file("a.pdf", f"{self.number} {label}".encode())
        if self.model.revisions:
            documents.revise(office().system, person, f"document:{self.number}", label, content)
        else:
            documents.add(office().system, person, self.number, label, "程序", "procedure", content)
        self.model.revisions.append(Revision(label, person.name))

    @initialize()
    def first(self) -> None:
        self.draft(CONTROLLER)

    @rule(person=st.sampled_from((CONTROLLER, BOTH)))
    def revise(self, person: Person) -> None:
        self.draft(person)

    @rule(number=numbers, person=people)
    def submit(self, number: int, person: Person) -> None:
        one, reference = self.pick(number)
        code = "revision_not_draft" if one.state != "draft" else None
        code = code if "controller" in person.roles else "not_allowed"
        if self.made(lambda: decisions.submit(office().system, person, reference), code):
            one.state, one.submitter = "submitted", person.name

    @rule(number=numbers, person=people, offset=offsets)
    def approve(self, number: int, person: Person, offset: int) -> None:
        one, reference = self.pick(number)
        start = self.model.today + timedelta(offset)
        code = self.model.decide(one, person, start)
        day = start.isoformat()
        if self.made(lambda: decisions.approve(office().system, person, reference, day, "适宜"), code):
            one.state, one.start = "approved", start
            self.decided += 1

    @rule(number=numbers, person=people)
    def refuse(self, number: int, person: Person) -> None:
        one, reference = self.pick(number)
        code = self.model.decide(one, person, None)
        if self.made(lambda: decisions.refuse(office().system, person, reference, "不适宜"), code):
            one.state = "refused"
            self.decided += 1

    @rule(number=numbers, offset=offsets)
    def withdraw(self, number: int, offset: int) -> None:
        one, reference = self.pick(number)
        open_ = one.state in ("draft", "submitted")
        on = None if open_ else (self.model.today + timedelta(offset))
        code = None if open_ or one.state == "approved" else "revision_decided"
        if one.state == "approved" and offset < 0:
            code = "withdrawal_in_past"
        day = on.isoformat() if on else None
        if self.made(lambda: documents.withdraw(office().system, CONTROLLER, reference, "取消", day), code):
            one.state, one.end = "withdrawn", on

    @rule(number=numbers, offset=st.integers(-300, 0))
    def adopt(self, number: int, offset: int) -> None:
        one, reference = self.pick(number)
        start = self.model.today + timedelta(offset)
        taken = any(other.start == start for other in self.model.lived() if other is not one)
        code = "effective_date_taken" if taken else None
        code = code if one.state in ("draft", "submitted") else "revision_decided"
        told = Adoption(start.isoformat(), "令", "王", "已执行", "柜")
        if self.made(lambda: documents.adopt(office().system, CONTROLLER, reference, told), code):
            one.state, one.start, one.adopted = "approved", start, True

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.model.today += timedelta(days)
        office().clock.now = f"{self.model.today}T04:00:00.000000Z"

    @invariant()
    def they_agree(self) -> None:
        if not self.model.revisions:
            return
        shown = documents.show(office().system, CONTROLLER, f"document:{self.number}")
        assert shown.get("in_force") == self.model.in_force()
        rows = {row["label"]: row for row in shown["revisions"]}
        assert {label: row["state"] for label, row in rows.items()} == {
            one.label: one.state for one in self.model.revisions
        }
        assert len(shown["decisions"]) == self.decided
        waiting = {one.label for one in self.model.revisions if one.state == "submitted"}
        inbox = decisions.waiting(office().system, MANAGER)
        assert {one["revision"]["label"] for one in inbox if one["document"]["number"] == self.number} == waiting
        newer = {rows[one.label]["id"]: one.label for one in self.model.lived()}
        drawn = [
            (one.label, newer[link["to"]])
            for one in self.model.lived()
            for link in rows[one.label]["links"]
            if link["kind"] == "supersedes" and link["state"] == "confirmed"
        ]
        ordered = [one.label for one in self.model.lived()]
        assert drawn == list(zip(ordered[1:], ordered[:-1], strict=True))


TestDecisionMachine = DecisionMachine.TestCase
TestDecisionMachine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
