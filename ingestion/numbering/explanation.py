"""The explanation of provisions printed behind a Chinese engineering code: it repeats the numbers, and is no clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.numbering.candidates import Candidate
from ingestion.numbering.lines import Line

_TITLE = re.compile(r"(?:附 ?[:]? ?)?(?:.{0,30} )?条 {0,4}文 {0,4}说 {0,4}明")
# Fewer clauses before it make the words a heading of the text itself (our choice).
_FEWEST = 3


def explanation_start(lines: Sequence[Line], taken: set[int], candidates: Sequence[Candidate]) -> int:
    """The line of its title where clauses stand before it and their numbers come again behind it, else the end."""
    for index in range(len(lines) - 1, -1, -1):
        if index in taken or lines[index].role == "cell" or not _TITLE.fullmatch(lines[index].head):
            continue
        before = {one.path for one in candidates if one.line < index}
        after = [one.path for one in candidates if one.line > index]
        if len(before) >= _FEWEST and after and sum(path in before for path in after) * 2 >= len(after):
            return index
    return len(lines)
