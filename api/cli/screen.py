"""Tables and lines for people, in their language, wide as Chinese characters are; never markup or control codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workflows.wording import Words, fill, sentences

PIPE_WIDTH = 400
"""Columns where no terminal says how wide it is: nothing is folded for the next program."""
STYLES = {
    "gap": "red",
    "partial": "yellow",
    "suspect": "yellow",
    "proved": "green",
    "no": "red",
    "yes": "green",
    "error": "red",
    "warning": "yellow",
    "rejected": "red",
    "confirmed": "green",
    "proposed": "cyan",
    "changed": "red",
    "unreadable": "red",
    "missing": "red",
}
"""Colours say nothing that the word beside them does not."""


class Screen:
    """Where a command shows its answer."""

    def __init__(self, words: Words, stream: TextIO) -> None:
        self.words = words
        width = None if stream.isatty() else PIPE_WIDTH
        self._console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False)

    def phrase(self, name: str, /, **values: object) -> str:
        """A sentence of the command line's own catalog."""
        found = sentences("api.cli", "phrases.yaml")[name][self.words.language]
        return fill(found, {key: plain(str(value)) for key, value in values.items() if value is not None})

    def say(self, name: str, /, **values: object) -> None:
        """That sentence on a line of its own."""
        self.line(self.phrase(name, **values))

    def line(self, text: str = "", style: str = "") -> None:
        """A line as it is."""
        self._console.print(Text(plain(text), style=style), soft_wrap=True)

    def runs(self, runs: Iterable[Mapping[str, object]], indent: str) -> None:
        """A text in pieces {`text`, `hit`}; those hit stand out, by brackets where nothing else can show it."""
        shown = Text(indent)
        marks = ("", "") if self._console.is_terminal else ("[", "]")
        for run in runs:
            text = plain(str(run["text"]))
            shown.append(f"{marks[0]}{text}{marks[1]}" if run["hit"] else text, "reverse" if run["hit"] else "")
        self._console.print(shown, soft_wrap=True)

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[object]], right: frozenset[int] = frozenset()
    ) -> None:
        """Rows under worded headings (names in the catalog); numbers of `right` columns stand right."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
        for index, name in enumerate(headings):
            table.add_column(self.phrase(f"h_{name}") if name else "", justify="right" if index in right else "left")
        count = 0
        for row in rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(plain(_shown(cell))) for cell in row))
            count += 1
        if count:
            self._console.print(table)
        else:
            self.say("nothing_listed")

    def pairs(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Worded names (already in words) and their values; those not there are left out."""
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column()
        for name, value in pairs:
            if value is not None and value != "":
                table.add_row(plain(name), value if isinstance(value, Text) else Text(plain(_shown(value))))
        self._console.print(table)

    def term(self, section: str, code: object) -> Text:
        """The word for a code, coloured where the code is a good or bad one."""
        text = str(code)
        return Text(plain(self.words.term(section, text)), style=STYLES.get(text, ""))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """Without control and format characters, which could move the cursor or turn the reading direction."""
    return "".join(
        one if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs") else "\ufffd" for one in text
    )


def reason_not_read(screen: Screen, reading: Mapping[str, Any]) -> str:
    """Why a file was not, or not wholly, read, in words; "" where it was."""
    return screen.words.error(reading["reason"], reading["values"]) if "reason" in reading else ""
