"""A process of its own that kills a change at every call it makes into the stores, and looks at what is left.

Run as `python -m tests.durability.kill_points SCENARIO FOLDER EVERY`: for k = 1, 1 + EVERY, ... the prepared folder is
copied, a forked child runs the scenario and is killed (SIGKILL) at its k-th call into `graph_schema/stores`; then the
store is opened again and one JSON line says what is there. The last line is the run that was not killed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from api.bootstrap import assemble, open_place
from api.settings import load
from graph_schema.jobs import ENDED, READ, WAITING
from graph_schema.ports import LinkFilter, Reader
from graph_schema.stores.sqlite.store import SqliteStore
from tests.workflows.conftest import small_edition
from workflows import copying, decisions, documents, evidence, links, standards
from workflows.accounts import NewAccount
from workflows.documents import Adoption
from workflows.evidence import Use
from workflows.files import store
from workflows.records import RecordFields, add
from workflows.setup import Founding, set_up
from workflows.standards import Content, Edition
from workflows.system import Person, System
from workflows.verifying import verify

PERSON = Person("wenkong", frozenset({"controller", "auditor"}), "cli")
BOSS = Person("guanli", frozenset({"management"}), "cli")
SOON = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
STORES = str(Path(sys.modules[SqliteStore.__module__].__file__ or "").parent.parent)


def prepare(folder: Path) -> None:
    """An organisation with a draft to adopt, a proposal to confirm, a record to prove."""
    settings = load(data=folder)
    system = assemble(settings, open_place(settings), founding_clock="system")
    set_up(system, Founding("试验公司", "Asia/Shanghai"), NewAccount("wenkong", "文控", ("controller",)), (), "root")
    standards.import_edition(system, PERSON, Edition("GB/T 1", "2011"), Content(small_edition()))
    documents.add(system, PERSON, "QP-1", "A/0", "程序", "procedure", store(system.blobs, [b"a"], "a.pdf"))
    add(system, PERSON, RecordFields(type="回访", number="R-1", date="2026-01-05"))
    links.propose(system, PERSON, "revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    system.store.close()


def prepare_decision(folder: Path) -> None:
    """Besides: a revision submitted that carries a link over from the one in force."""
    settings = load(data=folder)
    system = assemble(settings, open_place(settings))
    documents.add(system, PERSON, "QP-2", "A/0", "程序", "procedure", store(system.blobs, [b"A"], "A.pdf"))
    told = Adoption("2026-01-01", "决定 1", "王经理", "已执行", "档案柜")
    documents.adopt(system, PERSON, "revision:QP-2@A/0", told)
    made = links.propose(system, PERSON, "revision:QP-2@A/0", "clause:GB/T 1-2011#4.1")
    links.confirm(system, PERSON, [made["id"]])
    documents.revise(system, PERSON, "document:QP-2", "B/0", store(system.blobs, [b"B"], "B.pdf"))
    decisions.submit(system, PERSON, "revision:QP-2@B/0")
    system.store.close()


def confirm(system: System, _folder: Path) -> None:
    """Confirm the proposal."""
    with system.reader() as reader:
        waiting = [link.id for link in reader.links(LinkFilter(kind="satisfies", states=frozenset({"proposed"})))]
    links.confirm(system, PERSON, waiting)


def adopt(system: System, _folder: Path) -> None:
    """Adopt the draft, confirming what it carries."""
    told = Adoption("2026-01-01", "决定 1", "王经理", "已执行", "档案柜")
    documents.adopt(system, PERSON, "revision:QP-1@A/0", told)


def submit(system: System, _folder: Path) -> None:
    """Submit the draft."""
    decisions.submit(system, PERSON, "revision:QP-1@A/0")


def approve(system: System, _folder: Path) -> None:
    """Approve the revision of a second document, which is submitted and carries a link over."""
    decisions.approve(system, BOSS, "revision:QP-2@B/0", SOON, "适宜")


def refuse(system: System, _folder: Path) -> None:
    """Refuse it."""
    decisions.refuse(system, BOSS, "revision:QP-2@B/0", "不适宜")


def upload(system: System, _folder: Path) -> None:
    """Keep a file and enter it as evidence behind the record."""
    evidence.add(system, PERSON, [store(system.blobs, [b"proof" * 1000], "回访单.pdf")], Use(), "record:R-1")


def copy(system: System, folder: Path) -> None:
    """Move the store to another file."""
    settings = load(data=folder)
    target = open_place(settings, f"sqlite://{folder}/target/clausetrail.db")
    copying.copy_store(system.store, system.blobs, target.store, target.blobs, target.url, lambda _kind, _n: None)
    target.store.close()


SCENARIOS: dict[str, Callable[[System, Path], None]] = {
    "confirm": confirm,
    "adopt": adopt,
    "submit": submit,
    "approve": approve,
    "refuse": refuse,
    "upload": upload,
    "copy": copy,
}


def run_child(folder: Path, scenario: str, point: int) -> int:
    """Run the scenario in a forked child that is killed at its `point`-th call into the stores; its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    count = 0

    def tick(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        if event == "call" and frame.f_code.co_filename.startswith(STORES):
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)

    settings = load(data=folder)
    system = assemble(settings, open_place(settings))
    sys.setprofile(tick)
    SCENARIOS[scenario](system, folder)
    sys.setprofile(None)
    system.store.close()
    os._exit(0)


def look(folder: Path, scenario: str) -> dict[str, Any]:
    """What is there after the restart: the ledger's verdict, entries, and what the scenario was to bring about."""
    settings = load(data=folder)
    system = assemble(settings, open_place(settings))
    with system.reader() as reader:
        size = reader.head().size
        last = next(iter(reader.entries(size - 1))).action
        confirmed = len(reader.links(LinkFilter(kind="satisfies", states=frozenset({"confirmed"}))))
        revision = reader.find("revision")[0]
        files = reader.find("evidence")
        referred = {one.text("sha256") for one in files} | {one.text("content") for one in reader.find("revision")}
        decided = _decided(reader)
        moved = reader.setting("moved_to") is not None
    asked = {one.key for one in system.store.jobs.listed(READ, WAITING | ENDED)}
    answer = {
        "ok": verify(system, PERSON)["ok"],
        "last": last,
        "confirmed": confirmed,
        "adopted": bool(revision.get("adopted")),
        "evidence": len(files),
        "asked": asked == referred,
        "submitted": revision.text("state") == "submitted",
        "decided": decided,
        "whole": all(system.blobs.observe(one.text("sha256")) == one.text("sha256") for one in files),
        "moved": moved,
    }
    if not moved:
        system.blobs.sweep(0)
        answer["left"] = len(list((folder / "blobs" / "incoming").iterdir())) if scenario == "upload" else 0
    system.store.close()
    return answer


def _decided(reader: Reader) -> str:
    """The outcome that decision, review, revision and carried link agree on; "" before, "torn" where they do not."""
    made = reader.find("decision")
    if not made:
        open_ = [one.text("state") for one in reader.find("review")]
        return "" if open_ in ([], ["waiting"]) else "torn"
    revision, review = reader.get(made[0].text("revision")), reader.get(made[0].text("review"))
    assert revision is not None
    assert review is not None
    outcome = made[0].text("outcome")
    settled = {"approved": "confirmed", "refused": "withdrawn"}[outcome]
    carried = [one.state for one in reader.links(LinkFilter(kind="satisfies", from_id=revision.id))]
    drawn = len(reader.links(LinkFilter(kind="supersedes", states=frozenset({"confirmed"}))))
    whole = (revision.text("state"), review.text("state"), carried, drawn)
    expected = (outcome, "decided", [settled], 1 if outcome == "approved" else 0)
    return outcome if len(made) == 1 and whole == expected else "torn"


def main() -> None:
    """All points, one line each."""
    scenario, base, every = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    prepare(base / "prepared")
    if scenario in ("approve", "refuse"):
        prepare_decision(base / "prepared")
    point, finished = 1, False
    while not finished:
        folder = base / f"{scenario}-{point}"
        shutil.copytree(base / "prepared", folder)
        status = run_child(folder, scenario, point)
        finished = status == 0
        line = {"point": point, "killed": not finished, "status": status, **look(folder, scenario)}
        sys.stdout.write(json.dumps(line) + "\n")
        shutil.rmtree(folder)
        point += every


if __name__ == "__main__":
    main()
