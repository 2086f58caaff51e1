"""What PDF engines write wrongly, put right before anyone compares text; all else stays as printed."""

from __future__ import annotations

import unicodedata

from ingestion.readers.page_layout import Line

# Radicals are drawn as the characters they stand for: some producers map the glyph of 手 back to U+2F3F.
RADICALS = {
    code: folded for code in range(0x2E80, 0x2FE0) if (folded := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
CONTROLS: dict[int, str | None] = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
CONTROLS |= {0x7F: None, 0xAD: None, 0xFFFF: None, 0xFEFF: None, 0x200B: None}
# pdfium gives U+0002, or U+FFFE in a range of text, for a hyphen at a line's end.
CLEANED: dict[int, str | None] = {**RADICALS, **CONTROLS, 0x2: "-", 0xFFFE: "-"}
WORST_SHARE = 0.1


def clean(text: str) -> str:
    """The text without NUL and control characters and with ordinary characters for radicals."""
    return text.translate(CLEANED)


def is_wide(sign: str) -> bool:
    """Whether the character takes a whole em in East Asian type (UAX 11)."""
    return unicodedata.east_asian_width(sign) in ("W", "F")


def looks_wrong(lines: list[Line]) -> bool:
    """Whether a page is no readable text: many private, unassigned or replacement characters."""
    text = "".join(line.text for line in lines)
    bad = sum(sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn") for sign in text)
    return bad > WORST_SHARE * max(len(text), 1)
