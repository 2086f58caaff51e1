"""Bytes to text: what the file declares first, then UTF-8, then the best guess among the charsets our users meet."""

from __future__ import annotations

import codecs
import contextlib
import re

from charset_normalizer import from_bytes

from graph_schema.errors import InvalidInput
from ingestion.blocks import Place, ReadIssue

# Order is no vote: Big5 bytes also decode as GB18030, so the candidates are weighed by what the letters look like.
CANDIDATES = ("gb18030", "big5", "big5hkscs", "cp950", "shift_jis", "euc_jp", "euc_kr", "cp1252")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1b\x85")
WORST_CONTROL_SHARE = 0.005
# One wrong byte in a long text is damage to be told; many mean that it is no text in that charset.
WORST_DAMAGE_SHARE = 0.001
# ASCII, Latin, Chinese and Japanese with their punctuation and full-width forms.
ORDINARY = re.compile(
    "[\\t\\n\\r -~\u00a0-\u024f\u2010-\u2027\u2160-\u217f\u2460-\u24ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uff60]"
)
LEAST_ORDINARY_SHARE = 0.95


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[ReadIssue, ...]]:
    """The text and what was noticed. Raises `file_empty`, `file_is_binary`, `charset_unknown`."""
    if not data.strip(b"\x00 \t\r\n"):
        raise InvalidInput("file_empty")
    text, issues = _decoded(data, declared)
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise InvalidInput("file_empty")
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in ALLOWED_CONTROLS)
    if controls > WORST_CONTROL_SHARE * len(text):
        raise InvalidInput("file_is_binary")
    return text, issues


def _decoded(data: bytes, declared: str | None) -> tuple[str, tuple[ReadIssue, ...]]:
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict_or_damaged(data, name)
    if b"\x00" in data:
        return _without_mark_utf16(data), ()
    for candidate in filter(None, ("utf-8", _known(declared))):
        with contextlib.suppress(UnicodeDecodeError):  # the next candidate may fit
            return data.decode(candidate), ()
    return _guessed(data)


def _without_mark_utf16(data: bytes) -> str:
    """UTF-16 without a mark: Latin text has NUL bytes on one side only, Han text hardly any, so the characters
    themselves decide; anything else with NUL bytes is no text."""
    read = {name: data.decode(name, errors="replace") for name in ("utf-16-le", "utf-16-be") if len(data) % 2 == 0}
    ordinary = {name: len(ORDINARY.findall(text)) / len(text) for name, text in read.items()}
    best = max(ordinary, key=lambda name: ordinary[name], default=None)
    if best is None or ordinary[best] < LEAST_ORDINARY_SHARE or "\x00" in read[best]:
        raise InvalidInput("file_is_binary")
    return read[best]


def _guessed(data: bytes) -> tuple[str, tuple[ReadIssue, ...]]:
    text, damaged = _with_damage(data, "utf-8")
    if damaged <= WORST_DAMAGE_SHARE * len(text) or _cut_at_the_end(data):
        return text, _damage(damaged, "utf-8")
    best = from_bytes(data, cp_isolation=list(CANDIDATES)).best()
    if best is not None:
        return str(best).removeprefix("\ufeff"), _notice(best.encoding)
    for name in ("gb18030", "big5"):
        text, damaged = _with_damage(data, name)
        if damaged <= WORST_DAMAGE_SHARE * len(text):
            return text, _damage(damaged, name)
    raise InvalidInput("charset_unknown")


def _strict_or_damaged(data: bytes, name: str) -> tuple[str, tuple[ReadIssue, ...]]:
    text, damaged = _with_damage(data, name)
    if damaged > 1 and damaged > WORST_DAMAGE_SHARE * len(text):
        raise InvalidInput("charset_unknown", charset=name)
    return text, _damage(damaged, name)


def _with_damage(data: bytes, name: str) -> tuple[str, int]:
    """Decoded with U+FFFD for each bad sequence, and how many there were."""
    text = data.decode(name, errors="replace").removeprefix("\ufeff")
    return text, text.count("\ufffd")


def _cut_at_the_end(data: bytes) -> bool:
    """Whether only a last character is cut off, as by an interrupted copy."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _known(name: str | None) -> str | None:
    """The declared charset by Python's name; gb2312 and gbk are read as GB18030, which contains both."""
    if not name:
        return None
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return "gb18030" if found in ("gb2312", "gbk") else found


def _damage(count: int, name: str) -> tuple[ReadIssue, ...]:
    if not count:
        return ()
    return (ReadIssue("undecodable_bytes", "warning", Place(), {"count": str(count), "charset": name}),)


def _notice(name: str) -> tuple[ReadIssue, ...]:
    return (ReadIssue("charset_guessed", "notice", Place(), {"charset": name}),)
