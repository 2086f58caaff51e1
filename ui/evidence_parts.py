"""What the pages of evidence share: how reading went, how a record is called, the fields that link files to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.forms import Field
from ui.frame import Reader
from ui.lists import BulkButton
from ui.marks import Mark, mark
from ui.say import Say
from ui.things import Cell

PROPOSE, CONFIRM = "propose", "confirm"
"""What can be done with ticked files."""


def reading_mark(say: Say, reading: Mapping[str, Any]) -> Mark:
    """How reading a file went."""
    state = reading["state"]
    return mark("job_state", state, say.term("job_state", state))


def reading_reason(say: Say, reading: Mapping[str, Any]) -> str:
    """Why a file was not read, or not all of it; "" where it was."""
    if not reading.get("reason"):
        return ""
    return say.error(reading["reason"], {name: str(value) for name, value in reading.get("values", {}).items()})


def fixity_cell(say: Say, code: str) -> Cell:
    """Whether the bytes are what was entered."""
    word = say.term("fixity", code)
    return Cell(word, mark=mark("fixity", code, word))


def record_name(record: Mapping[str, Any]) -> str:
    """A record in few words: its number, or what it is and when."""
    return str(record.get("number") or f"{record['date']} {record.get('title') or record['type']}")


def record_field(say: Say, recent: tuple[str, ...] = (), value: str = "", error: str = "", hint: str = "") -> Field:
    """The record that files are linked to: its number, proposed while one types."""
    return Field("record", say("evidence_record"), value=value, error=error, offers=recent, hint=hint)


def link_buttons(reader: Reader, say: Say) -> tuple[BulkButton, ...]:
    """Propose the links, or confirm them by who may."""
    propose = BulkButton(PROPOSE, say("evidence_propose"))
    if "link.decide" not in reader.may:
        return (BulkButton(PROPOSE, say("evidence_propose"), main=True),)
    return (BulkButton(CONFIRM, say("evidence_confirm"), main=True), propose)
