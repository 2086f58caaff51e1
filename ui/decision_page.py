"""One decision on one page: what changes, why, who has spoken, what it does; then agree or refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.decision_effect import EffectView, effect_view
from ui.difference_view import DiffView, difference_view
from ui.document_acts import own_work
from ui.document_steps import steps_of
from ui.forms import Field, FormView, Refusal, form_view, refusal_words
from ui.frame import Frame, Place, Reader, frame
from ui.marks import Mark, mark
from ui.parts import Step
from ui.say import Say
from ui.things import Cell, Fact, facts
from ui.times import shown_instant, shown_size
from ui.typed import Typed

Thing = Mapping[str, Any]
_HIDDEN = ("version", "against", "links", "seen")
"""What was shown, sent back with the decision: always of the page as it is now, never what was typed before."""
_AGREE = ("effective_from", "reason")
_REFUSE = ("objection",)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed into the forms before, why it was refused (or None), and what else is to be said first (or "")."""

    typed: Typed
    refusal: Refusal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it was decided: the mark, facts, and where the change is to be seen: the trails of the first clauses."""

    mark: Mark
    facts: tuple[Fact, ...]
    trails: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The context of `decision.html`, in the order of its parts. `place` says where it stands among what waits, with
    the ones `before` and `after` (or None). `files`: both originals. `why` are the submitter's words (or ""). `steps`:
    who has spoken on this revision, `earlier` on those before. `agree` and `refuse` are None for who may not decide;
    `barred` says why not (or ""). `outcome` is None while it waits. `problem` and `note` stand above all."""

    template: ClassVar[str] = "decision.html"

    frame: Frame
    heading: str
    number: str
    mark: Mark
    submitted: str
    place: str
    before: Place | None
    after: Place | None
    problem: str
    note: str
    difference: DiffView
    whole: Place
    files: tuple[Place, ...]
    why: str
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    earlier: tuple[Step, ...]
    effect: EffectView
    look: str
    agree: FormView | None
    refuse: FormView | None
    barred: str
    outcome: Outcome | None


def decision_page(
    reader: Reader, say: Say, who: str, brief: Thing, document: Thing, where: Thing, filled: Filled
) -> DecisionPage:
    """The page of `previews.brief`; `document` as `documents.show` answers it, `where` as `decision_queue` does."""
    revision, against = brief["revision"], brief.get("against")
    label, title = revision["label"], document["title"]
    heading = say("decision_first", title=title, label=label)
    if against is not None:
        heading = say("decision_heading", title=title, old=against["label"], label=label)
    decided = revision["state"] != "submitted"
    top = Place(say("nav_decisions"), addresses.DECISIONS)
    own = Place(label, "", document["number"])
    mine, others = _steps(reader, say, document, revision)
    return DecisionPage(
        frame=frame(reader, say, f"{document['number']} {label} {say('decision_title')}", "decisions", (top, own)),
        heading=heading,
        number=document["number"],
        mark=_mark(say, document, revision),
        submitted=_submitted(reader, say, brief),
        place=say("decision_place", place=where["place"], total=where["total"]) if where["place"] else "",
        before=_neighbour(say("decision_before"), where.get("before")),
        after=_neighbour(say("decision_after"), where.get("after")),
        problem=_above(reader, say, filled),
        note=filled.note,
        difference=difference_view(say, brief["difference"], *_heads(say, brief)),
        whole=Place(say("decision_whole"), _whole(document, revision, against)),
        files=_files(document, revision, against),
        why=brief.get("review", {}).get("reason", ""),
        facts=_facts(say, document, revision),
        steps=mine,
        earlier=others,
        effect=effect_view(say, brief, _ticked(filled.typed, brief), decided),
        look=addresses.decision(revision["id"]),
        agree=_agree(reader, say, brief, filled) if brief["may_decide"] and not decided else None,
        refuse=_refuse(reader, say, brief, filled) if brief["may_decide"] and not decided else None,
        barred=_barred(say, brief, who, decided),
        outcome=_outcome(reader, say, brief, document),
    )


def _mark(say: Say, document: Thing, revision: Thing) -> Mark:
    phase = next(one["phase"] for one in document["revisions"] if one["id"] == revision["id"])
    word = say.term("review_state", "waiting") if phase == "submitted" else say.term("phase", phase)
    return mark("phase", phase, word)


def _submitted(reader: Reader, say: Say, brief: Thing) -> str:
    review = brief.get("review")
    if review is None:
        return ""
    when = shown_instant(review["submitted_at"], reader.zone)
    return say("decision_submitted", by=review["submitted_by"], at=when)


def _neighbour(name: str, revision: str | None) -> Place | None:
    return Place(name, addresses.decision(revision)) if revision else None


def _heads(say: Say, brief: Thing) -> tuple[str, str]:
    """How both sides of the difference are called: with the days they are in force from."""
    against, revision = brief.get("against"), brief["revision"]
    new = say("decision_new_side", label=revision["label"], date=brief["effective_from"])
    if against is None:
        return "", new
    return say("decision_old_side", label=against["label"], date=against["effective_from"]), new


def _whole(document: Thing, revision: Thing, against: Thing | None) -> str:
    query = addresses.view_query(**{"from": against["id"] if against else None, "to": revision["id"]})
    return addresses.of_document(document["id"], "difference", query)


def _files(document: Thing, revision: Thing, against: Thing | None) -> tuple[Place, ...]:
    ids = [one["id"] for one in (against, revision) if one is not None]
    rows = {one["id"]: one for one in document["revisions"]}
    return tuple(
        Place(f"{rows[id_]['file_name']} ({shown_size(rows[id_]['size'])})", addresses.of_revision(id_, "file"),
              rows[id_]["label"])
        for id_ in ids
    )  # fmt: skip


def _facts(say: Say, document: Thing, revision: Thing) -> tuple[Fact, ...]:
    there = addresses.of_kind("document", document["id"])
    return facts(
        (say.kind("document"), Cell(f"{document['number']} {document['title']}", there)),
        (say.field("document", "type"), say.term("type", document["type"])),
        (say.field("revision", "author"), revision["author"]),
        (say.field("revision", "content"), Cell(revision["content"], kind="hash")),
    )


def _steps(reader: Reader, say: Say, document: Thing, revision: Thing) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Who spoke on this revision, and on the others; the newest first."""
    mine = dict(document) | {
        "revisions": [one for one in document["revisions"] if one["id"] == revision["id"]],
        "reviews": [one for one in document["reviews"] if one["revision"] == revision["id"]],
        "decisions": [one for one in document["decisions"] if one["revision"] == revision["id"]],
    }
    others = dict(document) | {
        "revisions": [one for one in document["revisions"] if one["id"] != revision["id"]],
        "reviews": [],
        "decisions": [one for one in document["decisions"] if one["revision"] != revision["id"]],
    }
    return steps_of(reader, say, mine), steps_of(reader, say, others)


def _ticked(typed: Typed, brief: Thing) -> frozenset[str] | None:
    """The links left ticked: those that were, and those that were not on the page before."""
    if "links" not in typed:
        return None
    shown = set(typed.get("links").split(","))
    left = set(typed.all("tick"))
    return frozenset(id_ for id_ in brief["shown"]["links"] if id_ in left or id_ not in shown)


def _above(reader: Reader, say: Say, filled: Filled) -> str:
    """What was refused, unless it stands beside a field."""
    refusal = filled.refusal
    if refusal is None or refusal.field in (*_AGREE, *_REFUSE):
        return ""
    return refusal_words(refusal, say, shown_instant(refusal.at, reader.zone) if refusal.at else "")


def _agree(reader: Reader, say: Say, brief: Thing, filled: Filled) -> FormView:
    shown = brief["shown"]
    fields = (
        Field("do", kind="hidden", value="approve"),
        Field("version", kind="hidden", value=str(shown["version"])),
        Field("against", kind="hidden", value=shown["against"]),
        Field("links", kind="hidden", value=",".join(shown["links"])),
        Field("seen", kind="hidden", value=brief["effective_from"]),
        Field("effective_from", say.field("revision", "effective_from"), "date", brief["effective_from"],
              say("decision_from_hint"), required=True),
        Field("reason", say("head_reason"), "textarea", required=True, hint=say("decision_agree_hint")),
    )  # fmt: skip
    verb = say("decision_agree", label=brief["revision"]["label"])
    return _form(reader, say, brief, fields, verb, filled, _AGREE, "agree")


def _refuse(reader: Reader, say: Say, brief: Thing, filled: Filled) -> FormView:
    shown = brief["shown"]
    fields = (
        Field("do", kind="hidden", value="refuse"),
        Field("version", kind="hidden", value=str(shown["version"])),
        Field("objection", say("head_reason"), "textarea", required=True, hint=say("decision_refuse_hint")),
    )
    verb = say("decision_refuse", label=brief["revision"]["label"])
    return _form(reader, say, brief, fields, verb, filled, _REFUSE, "refuse", stop=True)


def _form(
    reader: Reader, say: Say, brief: Thing, fields: Sequence[Field], verb: str, filled: Filled,
    names: tuple[str, ...], key: str, *, stop: bool = False,
) -> FormView:  # fmt: skip
    refusal = filled.refusal
    mine = refusal is not None and refusal.field in names
    return form_view(
        reader,
        addresses.decision(brief["revision"]["id"]),
        verb,
        fields,
        typed=filled.typed.without("do", *_HIDDEN),
        problem=refusal_words(refusal, say) if mine else "",
        beside=refusal.field if refusal is not None and mine else "",
        stop=stop,
        key=key,
    )


def _barred(say: Say, brief: Thing, who: str, decided: bool) -> str:
    """Why this person cannot decide, while it can be decided at all."""
    if brief["revision"]["state"] == "draft":
        return say("decision_draft")
    if decided or brief["may_decide"]:
        return ""
    return say("decision_own") if own_work(brief["revision"], who) else say("decision_not_yours")


def _outcome(reader: Reader, say: Say, brief: Thing, document: Thing) -> Outcome | None:
    """What was decided here; None while it waits, and for what was decided elsewhere (adopted) or not at all."""
    revision = brief["revision"]
    decision = next((one for one in document["decisions"] if one["revision"] == revision["id"]), None)
    if decision is None:
        return None
    approved = decision["outcome"] == "approved"
    confirmed = set(decision.get("confirmed", ()))
    day = decision.get("effective_from", "")
    view = addresses.view_query(as_of=day if day > reader.today else None)
    clauses = [one for one in brief["clauses"] if one["role"] == "own"]
    clauses.sort(key=lambda one: one["link"]["id"] not in confirmed)
    trails = tuple(
        Place(one["clause"].get("title", ""), addresses.of_kind("clause", one["clause"]["id"], view),
              one["clause"]["number"])
        for one in clauses[:5]
    )  # fmt: skip
    return Outcome(
        mark=mark("link_state", "confirmed" if approved else "rejected", say.term("outcome", decision["outcome"])),
        facts=facts(
            (say.field("revision", "effective_from"), day or None),
            (say("head_by"), decision["by"]),
            (say("head_at"), shown_instant(decision["at"], reader.zone)),
            (say("head_reason"), decision["reason"]),
        ),
        trails=trails if approved else (),
    )
