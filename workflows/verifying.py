"""`ledger verify`: the whole ledger replayed, compared with the store and with the checkpoints held elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph_schema.errors import ClausetrailError
from graph_schema.notes import verify_checkpoint
from graph_schema.ports import Reader
from graph_schema.replay import Fault, Progress, Replay
from workflows.answers import Json
from workflows.checkpoints import root_of
from workflows.permissions import require
from workflows.system import Person, System


def verify(system: System, person: Person, notes: Sequence[str] = (), progress: Progress | None = None) -> Json:
    """Recompute tree, digests and stored versions, and hold published checkpoints (and the notes given) against
    them. {`ok`, `size`, `root`, `faults`, `first_bad_seq` when not}."""
    require(person.roles, "ledger.verify")
    with system.reader() as reader:
        replay = Replay(system.vocabulary)
        replay.read(reader, progress)
        if not replay.faults:
            replay.compare(reader)
        checked, faults = _checkpoints(system, reader, replay, notes)
        replay.faults += faults
        answer: Json = {
            "ok": not replay.faults,
            "size": replay.size,
            "root": replay.root().hex(),
            "checkpoints": checked,
            "faults": [_fault(one) for one in sorted(replay.faults, key=lambda one: (one.seq, one.code))[:1000]],
        }
        if (first := replay.first()) is not None:
            answer["first_bad_seq"] = first.seq
        return answer


def _fault(fault: Fault) -> Json:
    return {"code": fault.code, "seq": fault.seq, **({"id": fault.id} if fault.id else {})}


def _checkpoints(system: System, reader: Reader, replay: Replay, notes: Sequence[str]) -> tuple[int, list[Fault]]:
    """Signed heads published before must be heads of this ledger: a cut tail or an old copy put back shows here."""
    if system.notary is None:
        return 0, []
    line, faults = system.notary.verifier_key(reader), []
    published: list[tuple[Path | None, str]] = list(system.notary.published())
    held = published + [(None, note) for note in notes]
    for _, note in held:
        try:
            known = verify_checkpoint(note, line)
        except ClausetrailError:
            faults.append(Fault("checkpoint_invalid", 0))
            continue
        if known.origin != reader.setting("origin"):
            faults.append(Fault("checkpoint_of_another_ledger", 0))
        elif known.size > replay.size:
            faults.append(Fault("tail_cut", replay.size))
        elif _root(reader, known.size) != known.root:
            faults.append(Fault("root_differs", known.size - 1))
    return len(held), faults


def _root(reader: Reader, size: int) -> bytes | None:
    """The root the stored tree gives; None where parts of the tree are gone."""
    try:
        return root_of(reader, size)
    except KeyError:
        return None
