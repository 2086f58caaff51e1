"""The forms of documents: a new one, a new revision, submitting, adopting, withdrawing. Fields and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ui.forms import Consequence, Field, Option
from ui.say import Say

Thing = Mapping[str, Any]
TICK = "tick."
"""Before the id of a link in the name of its tick."""
_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


def new_fields(say: Say, types: Iterable[str]) -> tuple[Field, ...]:
    """A new document with its first revision."""
    options = (Option("", say("choose")), *(Option(one, say.term("type", one)) for one in types))
    return (
        Field("number", say.field("document", "number"), required=True, hint=say("number_hint")),
        Field("title", say.field("document", "title"), required=True),
        Field("type", say.field("document", "type"), "select", required=True, options=options, hint=say("type_hint")),
        Field("label", say.field("revision", "label"), required=True, value="A/0", hint=say("label_first_hint")),
        file_field(say),
    )


def file_field(say: Say) -> Field:
    """The file that is the content of a revision."""
    return Field("file", say("revision_file"), "file", required=True, hint=say("revision_file_hint"))


def revise_fields(say: Say, labels: Iterable[str]) -> tuple[Field, ...]:
    """The next revision of a document; `labels` are taken."""
    known = list(labels)
    hint = say("label_hint", labels=say("list_separator").join(known[-6:])) if known else ""
    suggested = next_label(known)
    label = Field("label", say.field("revision", "label"), required=True, value=suggested, hint=hint)
    return label, file_field(say)


def next_label(labels: Iterable[str]) -> str:
    """What the next revision would be called: the last number in the last label, one more; "" where there is none."""
    known = list(labels)
    found = _LAST_NUMBER.search(known[-1]) if known else None
    if found is None or len(found[1]) > 9:
        return ""
    text = f"{known[-1][: found.start()]}{int(found[1]) + 1:0{len(found[1])}}{found[2]}"
    return "" if text in known else text


def submit_fields(say: Say, version: int) -> tuple[Field, ...]:
    """Put before management."""
    return (
        Field("reason", say("submit_reason"), "textarea", hint=say("submit_reason_hint")),
        Field("version", kind="hidden", value=str(version)),
    )


def withdraw_fields(say: Say, revision: Thing, today: str) -> tuple[Field, ...]:
    """Take back a draft, or end what was approved on a day."""
    reason = Field("reason", say("head_reason"), "textarea", required=True)
    version = Field("version", kind="hidden", value=str(revision["version"]))
    if revision["state"] != "approved":
        return reason, version
    return Field("on", say("withdraw_on"), "date", today, say("withdraw_on_hint"), required=True), reason, version


def withdraw_consequences(say: Say, revision: Thing) -> tuple[Consequence, ...]:
    """What withdrawing does."""
    does = "withdraw_does_approved" if revision["state"] == "approved" else "withdraw_does_open"
    found = [
        Consequence(say("withdraw_does"), say(does)),
        Consequence(say("withdraw_keeps"), say("withdraw_keeps_text")),
    ]
    if revision.get("records"):
        found.append(Consequence(say("head_records"), say.counted("withdraw_records", revision["records"])))
    return tuple(found)


def adopt_fields(say: Say, revision: Thing, carried: Iterable[Thing]) -> tuple[Field, ...]:
    """What we are told of a revision that was in force before it was entered; `carried` are waiting proposals."""
    told = (
        Field("effective_from", say.field("revision", "effective_from"), "date", required=True,
              hint=say("adopt_from_hint")),
        Field("effective_to", say.field("revision", "effective_to"), "date", hint=say("adopt_to_hint")),
        Field("decision", say.field("revision", "decision"), required=True, hint=say("adopt_decision_hint")),
        Field("decider", say.field("revision", "decided_by"), required=True),
        Field("decided_on", say.field("revision", "decided_on"), "date"),
        Field("reason", say("adopt_reason"), "textarea", required=True, hint=say("adopt_reason_hint")),
        Field("proof", say.field("revision", "proof"), required=True, hint=say("adopt_proof_hint")),
        Field("version", kind="hidden", value=str(revision["version"])),
    )  # fmt: skip
    ticks = (
        Field(f"{TICK}{one['id']}", say("adopt_tick", clause=clause_words(one)), "checkbox", "on") for one in carried
    )
    return *told, *ticks


def clause_words(claim: Thing) -> str:
    """A clause by edition, number and title."""
    clause = claim["to"]
    return f"{claim['standard']} {clause['number']} {clause.get('title', '')}".strip()
