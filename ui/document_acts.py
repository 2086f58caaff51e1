"""What a person may do with a document and its revisions: a way that may not be gone is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui import addresses
from ui.frame import Place, Reader
from ui.say import Say

Thing = Mapping[str, Any]


def own_work(revision: Thing, who: str) -> bool:
    """Whether this person prepared or submitted the revision, and so cannot decide on it."""
    return who in (revision.get("author"), revision.get("submitted_by"))


def acts_of(reader: Reader, say: Say, who: str, document: Thing, revision: Thing) -> tuple[Place, ...]:
    """The ways on from one revision."""
    id_, state = revision["id"], revision["state"]
    found = []
    if state == "submitted":
        found.append(_decision(reader, say, who, revision))
    if state == "draft" and "document.submit" in reader.may:
        found.append(Place(say("act_submit"), addresses.of_revision(id_, "submit")))
    if state in ("draft", "submitted") and "document.adopt" in reader.may:
        found.append(Place(say("act_adopt"), addresses.of_revision(id_, "adopt")))
    if "document.write" in reader.may and revision["phase"] in ("draft", "submitted"):
        found.append(Place(say("act_withdraw"), addresses.of_revision(id_, "withdraw")))
    if "document.write" in reader.may and revision["phase"] in ("approved", "in_force"):
        found.append(Place(say("act_end"), addresses.of_revision(id_, "withdraw")))
    if (before := _before(document["revisions"], revision)) is not None:
        query = addresses.view_query(**{"from": before["id"], "to": id_})
        address = addresses.of_document(document["id"], "difference", query)
        found.append(Place(say("act_compare", label=before["label"]), address))
    return tuple(found)


def _decision(reader: Reader, say: Say, who: str, revision: Thing) -> Place:
    """To the page of the decision: to decide where this person may, else to see."""
    may = "document.decide" in reader.may and not own_work(revision, who)
    return Place(say("act_decide") if may else say("act_decision"), addresses.decision(revision["id"]))


def _before(revisions: Sequence[Thing], revision: Thing) -> Thing | None:
    """The revision before in time; for one not approved yet the last that was in force at some time."""
    lived = [one for one in revisions if "from" in one and one["id"] != revision["id"]]
    if "from" in revision:
        lived = [one for one in lived if one["from"] < revision["from"]]
    return lived[-1] if lived else None


def next_step(
    reader: Reader, say: Say, who: str, document: Thing, newest_first: Sequence[Thing]
) -> tuple[Place | None, tuple[Place, ...]]:
    """The one thing to do next, and what else can be done with the document."""
    found = []
    for one in newest_first:
        may = "document.decide" in reader.may and not own_work(one, who)
        if one["state"] == "submitted" and may:
            found.append(Place(say("next_decide", label=one["label"]), addresses.decision(one["id"])))
    for one in newest_first:
        if one["state"] == "draft" and "document.submit" in reader.may:
            found.append(Place(say("next_submit", label=one["label"]), addresses.of_revision(one["id"], "submit")))
    if "document.write" in reader.may:
        found.append(Place(say("next_revise"), addresses.of_document(document["id"], "revise")))
    if "link.propose" in reader.may and newest_first:
        found.append(Place(say("next_clauses"), addresses.of_document(document["id"], "clauses")))
    return (found[0], tuple(found[1:])) if found else (None, ())
