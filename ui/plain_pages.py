"""Pages without a subject: signing in, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.frame import Frame, Reader, frame
from ui.say import Say


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The context of `sign_in.html`: where to go afterwards, the name typed before, what went wrong (or "")."""

    template: ClassVar[str] = "sign_in.html"

    frame: Frame
    action: str
    back: str
    name: str
    error: str


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """The context of `problem.html`: a heading, what happened, the code to tell others, where to go on."""

    template: ClassVar[str] = "problem.html"

    frame: Frame
    heading: str
    what: str
    code: str
    back: str


def sign_in_page(reader: Reader, say: Say, back: str, name: str = "", error: str = "") -> SignInPage:
    """The form to sign in with; `error` is a sentence."""
    return SignInPage(frame(reader, say, say("sign_in"), ""), addresses.SIGN_IN, back, name, error)


def problem_page(reader: Reader, say: Say, status: int, code: str, params: dict[str, str]) -> ProblemPage:
    """What happened, what is kept, what to do."""
    known = status if status in (403, 404, 409, 422, 503) else 500 if status >= 500 else 422
    heading = say(f"problem_{known}")
    back = addresses.STANDARDS if reader.name else addresses.SIGN_IN
    return ProblemPage(frame(reader, say, heading, ""), heading, say.error(code, params), code, back)
