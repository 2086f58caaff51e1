"""Reasons that the product itself wrote beside links, in the reader's language; what people wrote stays as it is."""

from __future__ import annotations

from ui.say import Say
from workflows.carry import CARRIED, NO_LONGER
from workflows.decisions import UNTICKED


def reason_words(reason: str, say: Say) -> str:
    """The reason as it is shown."""
    if reason == UNTICKED:
        return say("reason_unticked")
    if reason.startswith(CARRIED):
        return say("reason_carried", label=reason.removeprefix(CARRIED))
    if reason.startswith(NO_LONGER):
        return say("reason_no_longer", label=reason.removeprefix(NO_LONGER))
    return reason
