"""Verification: the ledger replayed against tree and stored versions. Pure; says what is wrong and at which entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graph_schema import merkle
from graph_schema.canonical import digest, read_canonical, sha256_hex
from graph_schema.entries import Entry, entry_from
from graph_schema.errors import ClausetrailError
from graph_schema.ports import Reader
from graph_schema.rows import LinkRow, NodeRow, link_row, node_row
from graph_schema.vocabulary import Vocabulary

Progress = Callable[[int, int], None]
_FOUNDED = {name: name for name in ("organisation", "zone", "clock", "origin")} | {"operator": "operator_account"}
"""Settings of a store by the fact of its entry 0 that they repeat."""
_UNREADABLE = (ClausetrailError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the ledger says: a code, the first entry it concerns, the thing where known."""

    code: str
    seq: int
    id: str | None = None


@dataclass
class _Version:
    """A version the ledger says was written: digest of its body, and the entry that replaced it."""

    digest: str
    seq_to: int | None = None


@dataclass
class Replay:
    """The ledger read from its first entry: what the store must hold, and every fault met on the way."""

    vocabulary: Vocabulary
    versions: dict[tuple[str, int], _Version] = field(default_factory=dict)
    current: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    founded: dict[str, Any] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    size: int = 0
    _time: str = ""

    def read(self, reader: Reader, progress: Progress | None = None) -> None:
        """Every entry in order: number, time, canonical form, tree, digests of its facts."""
        whole = reader.head().size
        for seq, leaf in reader.leaves():
            if seq != self.size:
                self._fault("entry_missing", self.size)
                return
            self._tree(reader, seq, leaf)
            try:
                read_canonical(leaf)
                entry = entry_from(leaf)
                self._entry(entry)
            except _UNREADABLE:
                self._fault("entry_unreadable", seq)
            self.size += 1
            if progress is not None:
                progress(self.size, whole)
        if self.size != whole:
            self._fault("entry_missing", self.size)

    def _fault(self, code: str, seq: int, id_: str | None = None) -> None:
        self.faults.append(Fault(code, seq, id_))

    def _tree(self, reader: Reader, seq: int, leaf: bytes) -> None:
        closed = merkle.closed_subtrees(seq, merkle.leaf_hash(leaf), self._subtrees)
        stored = reader.tree([(level, index) for level, index, _ in closed])
        for level, index, value in closed:
            self._hashes[(level, index)] = value
            if stored.get((level, index)) != value:
                self._fault("tree_differs", seq)
        for level, index, _ in closed[:-1]:
            # Only the largest closed subtree is needed for what comes: memory stays O(log n).
            self._hashes.pop((level, index), None)
            self._hashes.pop((level, index ^ 1), None)

    _hashes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def _subtrees(self, level: int, index: int) -> bytes:
        return self._hashes[(level, index)]

    def root(self) -> bytes:
        """The root over all entries read, from the leaves themselves."""
        return merkle.root(self.size, self._subtrees)

    def _entry(self, entry: Entry) -> None:
        if entry.seq != self.size:
            self._fault("entry_out_of_place", self.size)
        if entry.time < self._time:
            self._fault("time_went_back", self.size)
        self._time = max(self._time, entry.time)
        self.times.append(entry.time)
        self.founded.update(entry.facts.get("store", {}))
        if token := entry.facts.get("token"):
            self.tokens[token["digest"]] = token
        written: dict[str, str] = {}
        for kind in ("nodes", "links"):
            for document in entry.facts.get(kind, ()):
                written[document["id"]] = digest(document)
        accounts = {one["id"]: digest(one) for one in entry.facts.get("accounts", ())}
        for subject in entry.subjects:
            after = written.pop(subject.id, None) or accounts.get(subject.id)
            if subject.after != after or subject.before != self._before(subject.id):
                self._fault("digest_differs", self.size, subject.id)
            if after is not None and subject.id not in accounts:
                self._write(subject.id, after)
        if written:
            self._fault("subject_missing", self.size, next(iter(written)))
        self.accounts.update(accounts)

    def _before(self, id_: str) -> str | None:
        if id_ in self.current:
            return self.versions[(id_, self.current[id_])].digest
        return self.accounts.get(id_)

    def _write(self, id_: str, value: str) -> None:
        if id_ in self.current:
            self.versions[(id_, self.current[id_])].seq_to = self.size
        self.versions[(id_, self.size)] = _Version(value)
        self.current[id_] = self.size

    def compare(self, reader: Reader) -> None:
        """Every stored version against what the ledger says: body, columns, interval; nothing missing or more."""
        left = dict(self.versions)
        for row in _rows(reader):
            version = left.pop((row.id, row.seq_from), None)
            if version is None:
                self._fault("version_unknown", row.seq_from, row.id)
            elif sha256_hex(row.body.encode("utf-8", "surrogatepass")) != version.digest:
                self._fault("version_differs", row.seq_from, row.id)
            elif row.seq_to != version.seq_to:
                # What is wrong is the entry that closed it, or did not: behind a cut tail, the first one missing.
                ends = [end for end in (row.seq_to, version.seq_to) if end is not None]
                self._fault("version_differs", min(ends), row.id)
            elif row != self._expected(row):
                self._fault("columns_differ", row.seq_from, row.id)
        for id_, seq in left:
            self._fault("version_missing", seq, id_)
        for seq, time in reader.times():
            if time != self.times[seq]:
                self._fault("columns_differ", seq)
        self._people(reader)
        for id_ in reader.published_faults():
            self._fault("published_differs", self.current.get(id_, 0), id_)

    def _people(self, reader: Reader) -> None:
        """Who may come in, and what the store says of itself: whose it is, its zone, its clock."""
        try:
            for account in reader.accounts():
                if self.accounts.pop(account.id, None) != digest(account.public()):
                    self._fault("account_differs", self.size, account.id)
        except _UNREADABLE:
            self._fault("account_differs", self.size)
        for id_ in self.accounts:
            self._fault("account_missing", self.size, id_)
        try:
            for token in reader.tokens():
                known = self.tokens.get(token.digest, {})
                said = (token.account, token.label, token.expires_at)
                if said != (known.get("account"), known.get("label"), known.get("expires_at")):
                    self._fault("token_unknown", self.size, token.account)
        except _UNREADABLE:
            self._fault("token_unknown", self.size)
        settings = reader.settings()
        for name, fact in _FOUNDED.items():
            if fact in self.founded and settings.get(name) != self.founded[fact]:
                self._fault("setting_differs", 0, name)

    def _expected(self, row: NodeRow | LinkRow) -> NodeRow | LinkRow | None:
        try:
            return node_row(row.node(), self.vocabulary) if isinstance(row, NodeRow) else link_row(row.link())
        except _UNREADABLE:
            return None

    def first(self) -> Fault | None:
        """The fault at the smallest seq."""
        return min(self.faults, key=lambda one: one.seq, default=None)


def _rows(reader: Reader) -> Iterator[Any]:
    yield from reader.node_rows()
    yield from reader.link_rows()
