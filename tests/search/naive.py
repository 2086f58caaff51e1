"""The reading the index is compared with: every text looked through, folded in the plainest way."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def key(text: str) -> str:
    """Width, case and script off; white space off but between two letters or digits of Latin script."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(_converter("t2s").convert(one) for one in plain).replace("著", "着")
    return re.sub(r"(?<![0-9a-z ]) +| +(?![0-9a-z ])", "", re.sub(r"\s+", " ", plain))


def traditional(text: str) -> str:
    """The text as a reader in Taipei would type it."""
    return str(_converter("s2t").convert(text))
