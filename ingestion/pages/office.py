"""Word files by page, as far as the file says where pages end; workbooks with a page for each sheet."""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.blocks import Block, Row
from ingestion.page_text import FileText, PageText
from ingestion.pages import shortfall
from ingestion.pages.fold import fold
from ingestion.pages.texts import line_of
from ingestion.readers.assemble import Item
from ingestion.readers.docx import printed_items
from ingestion.readers.limits import Limits
from ingestion.readers.word_text import PAGE_BROKEN, PAGE_SEEN
from ingestion.sniff import DOCX

# Word marks a break it was told to make once more where it saw the new page begin.
SAME_BREAK = re.compile(f"{PAGE_BROKEN}(\\s*?){PAGE_SEEN}")
PAGE_END = re.compile(f"[{PAGE_BROKEN}{PAGE_SEEN}]")
READER = "docx"


def read_docx_pages(data: bytes, limits: Limits) -> FileText:
    """Everything printed: head, body, tables, text boxes, foot and notes; deletions by tracked changes left out."""
    items, _ = printed_items(data, limits, page_marks=True)
    whole = "\n".join(_line(item) for item in items)
    kept = whole[: limits.characters]
    texts = PAGE_END.split(SAME_BREAK.sub(rf"{PAGE_BROKEN}\1", kept))
    pages = tuple(PageText(number, fold(text).strip("\n"), reader=READER) for number, text in enumerate(texts, 1))
    found = FileText(DOCX, pages, len(pages))
    if len(kept) < len(whole):
        short = shortfall.text_cut(limits.characters, len(pages))
        return replace(found, partial=short.code, params=short.params)
    return found


def _line(item: Item) -> str:
    """A printed line; a table row that goes on behind a page's end belongs to the page on which it begins."""
    line = line_of(item)
    if isinstance(item, Block) or not PAGE_END.search(line):
        return line
    plain = Row(tuple(PAGE_END.sub("", cell) for cell in item.cells), item.place)
    begins = any(PAGE_END.match(cell.lstrip(" \t\n")) for cell in item.cells)
    return PAGE_SEEN + line_of(plain) if begins else line_of(plain) + PAGE_SEEN
