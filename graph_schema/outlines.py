"""An entry told in short from its canonical bytes: its facts may be 10,000 nodes, which a list does not read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from graph_schema.entries import Entry, entry_from
from graph_schema.values import Instant

SHORT = 64 << 10
"""Bytes up to which an entry is simply read."""
FIRST = 3
"""Subjects that are told of a longer one."""
_TEXT = json.JSONDecoder()
_ID = re.compile(rb'"id":"([^"]*)"')
_BEGIN, _ACTOR = '{"action":', ',"actor":'
_SUBJECTS, _TIME, _SEQ = b',"subjects":[', b'],"time":"', b',"seq":'


@dataclass(frozen=True, slots=True)
class Outline:
    """Who did what when, why, and to how many things; `first` are ids of the first of them, `entry` is the whole of a
    short entry."""

    seq: int
    time: Instant
    actor: str
    via: str
    action: str
    subjects: int
    first: tuple[str, ...]
    reason: str | None = None
    entry: Entry | None = None


def outline(leaf: bytes) -> Outline:
    """The outline of an entry. Errors as `entry_from` has them."""
    if len(leaf) > SHORT and (told := _outline_of_long(leaf)) is not None:
        return told
    entry = entry_from(leaf)
    first = tuple(one.id for one in entry.subjects[:FIRST])
    count = len(entry.subjects)
    whole = entry if len(leaf) <= SHORT else None
    return Outline(
        entry.seq, entry.time, entry.actor, entry.via, entry.action, count, first, entry.reason, whole
    )  # fmt: skip


def _outline_of_long(leaf: bytes) -> Outline | None:
    """From both ends: members are sorted, subjects hold nothing but ids and digests, and a quote inside a text is
    escaped, so that the marks below stand where they are looked for. None where they do not: then it is read."""
    head = leaf[:4096].decode("utf-8", "replace")
    listed, ended = leaf.rfind(_SUBJECTS), leaf.rfind(_TIME)
    numbered = leaf.rfind(_SEQ, 0, listed)
    if not head.startswith(_BEGIN) or not 0 < numbered < listed < ended:
        return None
    try:
        action, at = _TEXT.raw_decode(head, len(_BEGIN))
        actor, _ = _TEXT.raw_decode(head, at + len(_ACTOR))
        seq = int(leaf[numbered + len(_SEQ) : listed])
        end: dict[str, Any] = json.loads(b"{" + leaf[ended + 2 :])
    except ValueError:
        return None
    subjects = leaf[listed + len(_SUBJECTS) : ended]
    first = tuple(one.decode() for one in _ID.findall(subjects[: FIRST * 256])[:FIRST])
    told = _told(leaf, numbered)
    return Outline(
        seq, end["time"], actor, end["via"], action, subjects.count(b'"id":'), first, told.get("reason")
    )  # fmt: skip


def _told(leaf: bytes, end: int) -> dict[str, Any]:
    """Reason and request id, which stand between the facts and the number where they are given."""
    for mark in (b'},"reason":', b'},"request":'):
        start = leaf.rfind(mark, 0, end)
        if start < 0:
            continue
        try:
            told = json.loads(b"{" + leaf[start + 2 : end] + b"}")
        except ValueError:
            continue  # it stands inside the facts
        if isinstance(told, dict) and set(told) <= {"reason", "request"}:
            return told
    return {}
