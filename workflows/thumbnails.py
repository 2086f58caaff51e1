"""Which pictures of pages there are, cheaply enough for a row of them."""

from __future__ import annotations

from graph_schema.values import Node
from ingestion.page_text import READING_VERSION
from workflows.queue import FILES
from workflows.system import System


def version(system: System, file: Node) -> str:
    """The version of the pictures of an evidence's or a revision's file; "" where it is not read, has no pages that
    can be drawn, or is not what was taken in."""
    digest = file.text(FILES[file.kind])
    text = system.reading.text(digest) if system.reading is not None else None
    if text is None or not text.page_count or not text.has_pictures or file.get("fixity") not in (None, "held"):
        return ""
    return f"{digest[:16]}-{READING_VERSION}"
