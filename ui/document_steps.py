"""Who spoke on a document, the newest first: put before management, approved, refused, adopted, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ui import addresses
from ui.frame import Reader
from ui.marks import mark
from ui.parts import Step
from ui.say import Say
from ui.times import shown_instant

Thing = Mapping[str, Any]


def steps_of(reader: Reader, say: Say, document: Thing) -> tuple[Step, ...]:
    """All steps of a document's revisions."""
    labels = {one["id"]: one["label"] for one in document["revisions"]}
    found = [_submitted(reader, say, one, labels[one["revision"]]) for one in document["reviews"]]
    found += [_decided(reader, say, one, labels[one["revision"]]) for one in document["decisions"]]
    found += [_adopted(say, one) for one in document["revisions"] if one.get("adopted")]
    found += [_withdrawn(say, one) for one in document["revisions"] if one.get("withdrawn_on")]
    return tuple(step for _, step in sorted(found, key=lambda one: one[0], reverse=True))


def _moment(reader: Reader, instant: str) -> str:
    """An instant as text that sorts among dates."""
    return datetime.fromisoformat(instant).astimezone(reader.zone).isoformat()


def _submitted(reader: Reader, say: Say, review: Thing, label: str) -> tuple[str, Step]:
    step = Step(
        when=shown_instant(review["submitted_at"], reader.zone),
        who=review["submitted_by"],
        what=say("step_submitted", label=label),
        note=review.get("reason", ""),
        phase="now" if review["state"] == "waiting" else "past",
        mark=mark("phase", "submitted", say.term("review_state", "waiting")) if review["state"] == "waiting" else None,
        href=addresses.decision(review["revision"]),
    )
    return _moment(reader, review["submitted_at"]), step


def _decided(reader: Reader, say: Say, decision: Thing, label: str) -> tuple[str, Step]:
    approved = decision["outcome"] == "approved"
    what = say("step_approved", label=label, date=decision["effective_from"]) if approved else ""
    step = Step(
        when=shown_instant(decision["at"], reader.zone),
        who=decision["by"],
        what=what or say("step_refused", label=label),
        note=decision["reason"],
        mark=mark("link_state", "confirmed" if approved else "rejected", say.term("outcome", decision["outcome"])),
        href=addresses.decision(decision["revision"]),
    )
    return _moment(reader, decision["at"]), step


def _adopted(say: Say, revision: Thing) -> tuple[str, Step]:
    """What was told when the revision was taken over: dated by the day it came into force."""
    told = revision["decision"]
    parts = (told.get("decision"), told.get("reason"), told.get("proof"))
    return revision["effective_from"], Step(
        when=told.get("on") or revision["effective_from"],
        who=told.get("by", ""),
        what=say("step_adopted", label=revision["label"], date=revision["effective_from"]),
        note=say("list_separator").join(part for part in parts if part),
    )


def _withdrawn(say: Say, revision: Thing) -> tuple[str, Step]:
    return revision["withdrawn_on"], Step(
        when=revision["withdrawn_on"],
        what=say("step_withdrawn", label=revision["label"]),
        note=revision.get("withdrawn_reason", ""),
    )
