"""The characters of one PDF page by pdfium, one for each index of the engine, put right where the engine guesses."""

from __future__ import annotations

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.readers.pdfium import HAN_GAP, signs_of

# pdfium gives U+0002, or U+FFFE in a range of text, for a hyphen at a line's end, and U+FFFE for NUL as well.
HYPHENS = ("\x02", "\ufffe")
WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}]) (?=[{WIDE}])")
MEANINGLESS = re.compile("[\x00\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
WORST_SHARE = 0.1

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own points."""


def page_signs(text_page: pdfium.PdfTextPage) -> list[str]:
    """The sign of each index, "" for what is not to be read: the engine takes the gaps of justified or spaced Han
    text for spaces, which would tear every word apart."""
    signs = signs_of(text_page, text_page.count_chars())
    whole = "".join(signs)
    if any(sign in whole for sign in HYPHENS):
        signs = [_hyphen(text_page, at) if sign in HYPHENS else sign for at, sign in enumerate(signs)]
    if " " in whole and len(whole) == len(signs):
        for found in BETWEEN_WIDE.finditer(whole):
            if _is_mere_gap(text_page, found.start()):
                signs[found.start()] = ""
    return signs


def box_of(text_page: pdfium.PdfTextPage, index: int) -> Box | None:
    """The box of a character, as high as its type; None where the engine made the character up."""
    box = raw.FS_RECTF()
    if raw.FPDFText_IsGenerated(text_page, index) == 1:
        return None
    if not raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box)):
        return None
    return box.left, box.bottom, box.right, box.top


def looks_wrong(text: str) -> bool:
    """Whether many characters are NULs, private or replacements: drawn well perhaps, but no text."""
    bad = len(MEANINGLESS.findall(text))
    return bad > 0 and bad > WORST_SHARE * len(text)


def _hyphen(text_page: pdfium.PdfTextPage, index: int) -> str:
    return "-" if raw.FPDFText_IsHyphen(text_page, index) == 1 else "\x00"


def _is_mere_gap(text_page: pdfium.PdfTextPage, index: int) -> bool:
    """Whether the space there was made up for a gap smaller than a space between Han characters would be."""
    if raw.FPDFText_IsGenerated(text_page, index) != 1:
        return False
    before, after = box_of(text_page, index - 1), box_of(text_page, index + 1)
    if before is None or after is None:
        return False
    across = max(after[0] - before[2], before[0] - after[2])
    along = max(after[1] - before[3], before[1] - after[3])
    return max(across, along) < HAN_GAP * max(before[2] - before[0], before[3] - before[1])
