"""The queue as people and workers ask of it: what waits, how it ended, what is to be read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph_schema.errors import Forbidden, InvalidInput
from graph_schema.jobs import DONE, ENDED, FAILED, NEEDS_PASSWORD, PARTIAL, QUEUED, READ, WAITING, Job
from graph_schema.ports import Reader
from graph_schema.unit_of_work import system_clock
from graph_schema.values import Node
from ingestion.page_text import READING_VERSION
from workflows import resolve
from workflows.answers import Json
from workflows.permissions import may, require
from workflows.system import Person, System

STATES = tuple(sorted(WAITING | ENDED))
UNREAD = frozenset({FAILED, NEEDS_PASSWORD})
PAGE = 1_000
"""Nodes looked at in one question to the store."""
FILES = {"evidence": "sha256", "revision": "content"}
"""Kinds whose file is read, and the field that names it."""
MAY_REREAD = ("evidence.verify", "evidence.add")


def ask_missing(system: System) -> int:
    """Ask for every file the graph refers to that has no job, whose text is gone, or was read by an older reading;
    how many. Jobs are not copied with a store, and derived texts may be deleted at any time."""
    kept = frozenset(system.reading.digests()) if system.reading is not None else frozenset()
    jobs, asked = system.store.jobs, 0
    for keys in _files(system):
        known = jobs.get_many(READ, keys)
        asked += jobs.ask(READ, [key for key in keys if key not in known], system_clock())
        stale = [key for key, job in known.items() if job.state in (DONE, PARTIAL) and _is_stale(job, kept)]
        asked += jobs.ask(READ, stale, system_clock(), again=True)
    return asked


def _is_stale(job: Job, kept: frozenset[str]) -> bool:
    return job.key not in kept or job.facts.get("version") != str(READING_VERSION)


def _files(system: System) -> Iterator[list[str]]:
    """The digests of all files to be read, a page at a time, each page from a state of its own."""
    for kind, field in FILES.items():
        after: str | None = None
        while True:
            with system.reader() as reader:
                found = reader.find(kind, after=after, limit=PAGE)
            if not found:
                break
            after = found[-1].id
            yield list(dict.fromkeys(one.text(field) for one in found))


def reread(
    system: System, person: Person, references: Iterable[str] = (), *, every: bool = False, failed: bool = False
) -> Json:
    """Queue files to be read again: those named, `every` one, those that `failed` or need a password. Derived data
    alone changes, so the ledger gets no entry. What waits already is left as it is."""
    if not any(may(person.roles, right) for right in MAY_REREAD):
        raise Forbidden("not_allowed", right=MAY_REREAD[0])
    named = list(references)
    if not (named or every or failed):
        raise InvalidInput("reread_nothing_named")
    with system.reader() as reader:
        today = system.today()
        keys = [_digest(resolve.node(reader, system.vocabulary, one, today, "evidence")) for one in named]
    jobs = system.store.jobs
    if failed:
        keys += [job.key for job in jobs.listed(READ, UNREAD)]
    wanted = dict.fromkeys(keys)
    if every:
        for page in _files(system):
            wanted |= dict.fromkeys(page)
    queued = jobs.ask(READ, wanted, system_clock(), again=True)
    system.bell.set()
    return {"queued": queued, "waiting": len(wanted) - queued}


def _digest(evidence: Node) -> str:
    return evidence.text("sha256")


def counts(system: System) -> Json:
    """How many files stand in each state; every state is named."""
    found = system.store.jobs.counts(READ)
    return {state: found.get(state, 0) for state in STATES}


def listed(system: System, person: Person, state: str | None = None, after: int = 0, limit: int | None = None) -> Json:
    """The queue: how many files stand in each state, and those in one state (default: all but `done`) in the order in
    which they came to it. InvalidInput `job_state_unknown`."""
    require(person.roles, "read")
    if state is not None and state not in STATES:
        raise InvalidInput("job_state_unknown", value=state[:40], states=", ".join(STATES))
    wanted = frozenset({state}) if state else frozenset(STATES) - {DONE}
    found = system.store.jobs.listed(READ, wanted, after, limit)
    with system.reader() as reader:
        items = [_item(reader, job) for job in found]
    return {"counts": counts(system), "items": items}


def _item(reader: Reader, job: Job) -> Json:
    answer: Json = {"sha256": job.key, "change": job.change, "asked_at": job.asked_at, "tries": job.tries}
    if (evidence := reader.by_key("evidence", job.key)) is not None:
        answer |= {"id": evidence.id, "file_name": evidence.text("file_name")}
    return answer | reading_answer(job)


def reading_answer(job: Job | None) -> Json:
    """How reading a file went: `state`, why it is not done, and what was found. One nobody asked for yet is queued:
    the next worker to start asks for it."""
    if job is None:
        return {"state": QUEUED}
    answer: Json = {"state": job.state}
    if job.reason is not None:
        answer |= {"reason": job.reason, "values": dict(job.params)}
    for name in ("pages", "characters"):
        if (value := job.facts.get(name)) is not None:
            answer[name] = int(value)
    if "media_type" in job.facts:
        answer["media_type"] = job.facts["media_type"]
    if job.ended_at is not None:
        answer["read_at"] = job.ended_at
    return answer


def readings(system: System, nodes: Iterable[Node]) -> Mapping[str, Json]:
    """How reading went for these evidences or revisions, by the digest of their file."""
    keys = [one.text(FILES[one.kind]) for one in nodes]
    known = system.store.jobs.get_many(READ, keys)
    return {key: reading_answer(known.get(key)) for key in keys}
