"""Forms as values: fields with label, hint and error, filled with what was typed, the problem beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from graph_schema.ids import new_id
from ui.frame import Frame, Place, Reader
from ui.say import Say
from ui.typed import Typed

CSRF, ONCE, VERSION = "csrf", "once", "version"
"""Hidden fields of the convention: the session's token, the id under which a press counts once, and the version that
an edit is based on."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose, and its words."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its label. `kind`: text | date | number | password | select | textarea | checkbox | file | hidden.

    `hint` says what is wanted, `error` what is wrong; `several` lets a file field take many; `accept` are endings of
    file names; `offers` are values proposed while typing; `fill` is the browser's autocomplete; `fixed` is shown and
    cannot be typed over. A checkbox sends `on` where it is ticked; its value is `on` or ""."""

    name: str
    label: str = ""
    kind: str = "text"
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    several: bool = False
    accept: str = ""
    offers: tuple[str, ...] = ()
    fill: str = "off"
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """A form: where it is sent, its fields, the verb on its button, the session's token.

    `problem` stands above the fields (what concerns none of them), `stop` marks what cannot be taken back, `back`
    leads away without doing it, `files` sends it as multipart. `key` sets ids of several forms on one page apart."""

    action: str
    fields: tuple[Field, ...]
    verb: str
    csrf: str
    problem: str = ""
    stop: bool = False
    back: Place | None = None
    files: bool = False
    once: str = ""
    key: str = "f"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not carried out: the code with its values, the name of the field it concerns (or "") and, where
    somebody else wrote in between, who (`by`) and when (`at`, an instant)."""

    code: str
    params: Mapping[str, str]
    field: str = ""
    by: str = ""
    at: str = ""


def form_view(
    reader: Reader,
    action: str,
    verb: str,
    fields: Iterable[Field],
    *,
    typed: Typed | None = None,
    problem: str = "",
    beside: str = "",
    stop: bool = False,
    back: Place | None = None,
    key: str = "f",
) -> FormView:
    """A form to show: its fields hold what was typed before, `problem` stands beside the field named `beside`, above
    all of them where there is none of that name."""
    shown = tuple(filled(fields, typed) if typed else fields)
    named = bool(problem) and any(one.name == beside and one.kind != "hidden" for one in shown)
    return FormView(
        action=action,
        fields=tuple(replace(one, error=problem) if named and one.name == beside else one for one in shown),
        verb=verb,
        csrf=reader.csrf,
        problem="" if named else problem,
        stop=stop,
        back=back,
        files=any(one.kind == "file" for one in shown),
        once=new_id(),
        key=key,
    )


def filled(fields: Iterable[Field], typed: Typed) -> tuple[Field, ...]:
    """The fields with what was typed into them. Passwords and files are never given back."""
    return tuple(
        one
        if one.kind in ("password", "file") or (one.kind != "checkbox" and one.name not in typed)
        else replace(one, value=typed.raw(one.name))
        for one in fields
    )


@dataclass(frozen=True, slots=True)
class FormPage:
    """The context of `form.html`: a form on a page of its own, with a sentence before it (or "")."""

    template: ClassVar[str] = "form.html"

    frame: Frame
    heading: str
    lead: str
    form: FormView
    number: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What will follow from a press: a label and what it means."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The context of `confirm.html`: what is about to be done, all that follows from it, and the form that does it."""

    template: ClassVar[str] = "confirm.html"

    frame: Frame
    heading: str
    consequences: tuple[Consequence, ...]
    form: FormView
    number: str = ""


def refusal_words(refusal: Refusal | None, say: Say, at: str = "") -> str:
    """The sentence of a refusal, or ""; `at` is its instant in words."""
    if refusal is None:
        return ""
    if refusal.by:
        return say("form_stale", by=refusal.by, at=at)
    return say.error(refusal.code, dict(refusal.params))
