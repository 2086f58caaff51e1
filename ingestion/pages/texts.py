"""Plain text, Markdown, CSV and HTML in any charset: one page of what is written, HTML as a browser prints it."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.blocks import Block, ReadIssue
from ingestion.page_text import FileText, PageText
from ingestion.pages import shortfall
from ingestion.pages.fold import fold
from ingestion.readers.assemble import Item
from ingestion.readers.charset import decode
from ingestion.readers.html import visible
from ingestion.readers.limits import Limits

HTML = "text/html"


def read_plain(data: bytes, media_type: str, limits: Limits) -> FileText:
    """The text as it is written, marks and separators included. Raises `file_is_binary`, `charset_unknown`."""
    text, issues = decode(data)
    return one_page(text, media_type, "text", issues, limits)


def read_html_page(data: bytes, limits: Limits) -> FileText:
    """The lines a browser prints: no tags, no scripts, no styles; cells of a table with tabs between."""
    items, issues = visible(data)
    return one_page("\n".join(map(line_of, items)), HTML, "html", issues, limits)


def line_of(item: Item) -> str:
    """A printed line: the number before it, the cells of a row with tabs between."""
    if isinstance(item, Block):
        return f"{item.auto_number} {item.text}" if item.auto_number else item.text
    return "\t".join(item.cells)


def one_page(text: str, media_type: str, reader: str, issues: Sequence[ReadIssue], limits: Limits) -> FileText:
    """A file of one page; a text beyond the limit is cut and that is said."""
    kept = fold(text)
    short = None
    if len(kept) > limits.characters:
        kept = kept[: limits.characters]
        short = shortfall.text_cut(limits.characters, 1)
    else:
        damage = next((issue for issue in issues if issue.code == "undecodable_bytes"), None)
        if damage is not None:
            short = shortfall.bytes_unreadable(damage.params["count"], damage.params["charset"])
    pages = (PageText(1, kept, reader=reader),)
    return FileText(media_type, pages, 1, partial=short.code if short else "", params=short.params if short else {})
