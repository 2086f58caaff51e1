"""Pages without a subject: signing in, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.frame import Frame, Reader, frame
from ui.say import Say
from ui.typed import Typed

KEPT = "kept."
"""Before the names of fields that a page carries for another form; `kept.` alone is that form's address."""
KEPT_BYTES = 256 << 10
"""Of what was typed, as UTF-8: thrice as much in the body of a form, which the guard bounds."""
_NEVER = ("csrf", "once", "password")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form somebody filled and could not send: its address, what was typed, how many files came with it (they are
    not kept), and whether it was too long to be kept."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    files: int = 0
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The context of `sign_in.html`: where to go afterwards, the name typed before, what went wrong (or ""), and the
    form to go on with."""

    template: ClassVar[str] = "sign_in.html"

    frame: Frame
    action: str
    back: str
    name: str
    error: str
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """The context of `problem.html`: a heading, what happened, the code to tell others, where to go on."""

    template: ClassVar[str] = "problem.html"

    frame: Frame
    heading: str
    what: str
    code: str
    back: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The context of `kept.html`: a form that could not be carried out now, for another press; `what` happened."""

    template: ClassVar[str] = "kept.html"

    frame: Frame
    what: str
    kept: Kept


def kept(action: str, typed: Typed, files: int = 0) -> Kept:
    """What can be kept of a form: never a password, never more than a page can carry."""
    pairs = tuple(pair for pair in typed.pairs if not any(never in pair[0] for never in _NEVER))
    if sum(len(name) + len(value.encode()) for name, value in pairs) > KEPT_BYTES:
        return Kept(action, (), files, too_long=True)
    return Kept(action, pairs, files)


def carried(typed: Typed) -> Kept | None:
    """The form that a page carried along, or None."""
    action = addresses.local_path(typed.get(KEPT))
    if KEPT not in typed or action == "/":
        return None
    pairs = ((name.removeprefix(KEPT), value) for name, value in typed.pairs if name.startswith(KEPT) and name != KEPT)
    files = typed.number("kept_files") or 0
    return Kept(action, tuple(pairs), files)


def sign_in_page(
    reader: Reader, say: Say, back: str, name: str = "", error: str = "", form: Kept | None = None
) -> SignInPage:
    """The form to sign in with; `error` is a sentence, `form` what was filled before."""
    return SignInPage(frame(reader, say, say("sign_in"), ""), addresses.SIGN_IN, back, name, error, form)


def kept_page(reader: Reader, say: Say, what: str, form: Kept) -> KeptPage:
    """Everything typed, for another press; the token goes with it, since nobody could be looked up."""
    return KeptPage(frame(reader, say, say("kept_heading"), ""), what, form)


def problem_page(reader: Reader, say: Say, status: int, code: str, params: dict[str, str]) -> ProblemPage:
    """What happened, what is kept, what to do."""
    known = status if status in (403, 404, 409, 422, 503) else 500 if status >= 500 else 422
    heading = say(f"problem_{known}")
    back = addresses.STANDARDS if reader.name else addresses.SIGN_IN
    return ProblemPage(frame(reader, say, heading, ""), heading, say.error(code, params), code, back)
