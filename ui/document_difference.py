"""The page that shows what changed between two revisions of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.difference_view import DiffView, difference_view
from ui.frame import Frame, Place, Reader, frame
from ui.say import Say

Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """The context of `document_difference.html`: the document, the difference, both files, and the way to the same
    the other way round (None for a first revision)."""

    template: ClassVar[str] = "document_difference.html"

    frame: Frame
    number: str
    heading: str
    view: DiffView
    files: tuple[Place, ...]
    turned: Place | None


def difference_page(reader: Reader, say: Say, found: Thing) -> DifferencePage:
    """Two revisions as `document_view.compared` answers them."""
    document, old, new = found["document"], found.get("old"), found["new"]
    heading = say("difference_heading_first", new=new["label"])
    turned = None
    if old is not None:
        heading = say("difference_heading", old=old["label"], new=new["label"])
        query = addresses.view_query(**{"from": new["id"], "to": old["id"]})
        turned = Place(say("difference_turn"), addresses.of_document(document["id"], "difference", query))
    top = Place(say("nav_documents"), addresses.DOCUMENTS)
    own = Place(document["title"], addresses.of_kind("document", document["id"]), document["number"])
    sides = [one for one in (old, new) if one is not None]
    return DifferencePage(
        frame=frame(reader, say, f"{document['number']} {heading}", "documents", (top, own, Place(heading))),
        number=document["number"],
        heading=heading,
        view=difference_view(say, found["difference"], old["label"] if old is not None else "", new["label"]),
        files=tuple(Place(one["file_name"], addresses.of_revision(one["id"], "file"), one["label"]) for one in sides),
        turned=turned,
    )
