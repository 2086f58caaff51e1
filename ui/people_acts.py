"""What is done with an account, and all that follows from it, before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui import addresses
from ui.forms import ConfirmPage, Consequence, FormView
from ui.frame import Frame, Place, Reader, frame
from ui.say import Say


def _frame(reader: Reader, say: Say, account: Mapping[str, Any], heading: str) -> Frame:
    crumbs = (
        Place(say("people_heading"), addresses.PEOPLE),
        Place(account["display"], addresses.person(account["name"])),
        Place(heading),
    )
    return frame(reader, say, heading, "people", crumbs)


def reset_page(reader: Reader, say: Say, account: Mapping[str, Any], form: FormView) -> ConfirmPage:
    """Another password for somebody."""
    follows = (
        Consequence(say("people_reset_old"), say("people_reset_old_text")),
        Consequence(say("people_reset_new"), say("people_reset_new_text")),
        Consequence(say("people_sessions"), say("people_sessions_text")),
    )
    heading = say("people_reset_heading", name=account["display"])
    return ConfirmPage(_frame(reader, say, account, say("people_reset")), heading, follows, form)


def access_page(reader: Reader, say: Say, account: Mapping[str, Any], form: FormView) -> ConfirmPage:
    """Whether somebody may sign in."""
    if account["disabled"]:
        heading = say("people_enable_heading", name=account["display"])
        again = (Consequence(say("people_sign_in"), say("people_enable_sign_in")),)
        return ConfirmPage(_frame(reader, say, account, say("people_enable")), heading, again, form)
    heading = say("people_disable_heading", name=account["display"])
    follows = (
        Consequence(say("people_sign_in"), say("people_disable_sign_in")),
        Consequence(say("people_sessions"), say("people_sessions_text")),
        Consequence(say("people_disable_work"), say("people_disable_work_text")),
        Consequence(say("people_disable_back"), say("people_disable_back_text")),
    )
    return ConfirmPage(_frame(reader, say, account, say("people_disable")), heading, follows, form)
