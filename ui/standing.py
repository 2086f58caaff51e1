"""How one record stands in a trail: what it meets, or why it meets nothing. Same rules as the judgement of a clause."""

from __future__ import annotations

from graph_schema.results import ShownRecord
from graph_schema.views import View

WORST_FIRST = (
    "file_failed",
    "no_file",
    "outside_revision",
    "suspect",
    "meets",
    "other_site",
    "outside_period",
)


def standing(shown: ShownRecord, view: View) -> str:
    """meets | suspect | no_file | file_failed | outside_revision | outside_period | other_site.

    The first reason why it meets nothing (semantics, what counts for a clause); else whether every way to it has a
    suspect link of its own. The link of its procedure is shown at the procedure.
    """
    if not shown.evidence:
        return "no_file"
    held = [one for one in shown.evidence if one.evidence.get("fixity") == "held"]
    if not held:
        return "file_failed"
    if not shown.fits:
        return "outside_revision"
    if not view.period.holds(shown.record.text("date")):
        return "outside_period"
    if view.site is not None and shown.record.get("site") != view.site:
        return "other_site"
    return "suspect" if shown.suspect or all(one.suspect for one in held) else "meets"


def worst(standings: list[str]) -> str:
    """The one to show for several records: what needs a look first."""
    return min(standings, key=WORST_FIRST.index)
