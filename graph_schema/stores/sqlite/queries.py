"""Query texts as they lie in `queries/`: named steps, each building on those before, told apart for now and the past.

A `[[SELECT ... WHERE ...]]` reads versions: `node_at v` and `link_at v` are the tables with the versions a view sees.
Now, that is the current table. For the past the SELECT is repeated for every choice of current and past tables, each
limited to the versions seen by entry `:known`, and joined by UNION ALL, so that indexes serve both.

Steps run as one statement or one by one through temporary tables: SQLite copies the text of a common table expression
into every place that names it, so a long chain of them grows beyond its limits ("nested too deep").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product

_VERSIONED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_STEP = re.compile(r"^--- (\w+) ?(.*)$", re.MULTILINE)
_TABLE = re.compile(r"\b(node|link)_at (\w+)( INDEXED BY \w+)?")
_WORD = re.compile(r"\b(key|live|valid|is_suspect)\((\w+)\)")

_STAMP = (
    "coalesce((SELECT stamp FROM node WHERE id = {0} AND seq_from <= :known), (SELECT stamp FROM node_past"
    " WHERE id = {0} AND seq_from <= :known AND :known < seq_to))"
)
_COMMON = {
    # The two live states are neighbours among the four: one stretch of an index instead of two.
    "live": "{0}.state BETWEEN 'confirmed' AND 'proposed'",
    "valid": "({0}.valid_from IS NULL OR {0}.valid_from <= :day) AND ({0}.valid_to IS NULL OR :day < {0}.valid_to)",
}
_NOW = {**_COMMON, "key": "{0}.row", "is_suspect": "({0}.row IN suspect)"}
_THEN = {
    **_COMMON,
    "key": "{0}.id",
    "is_suspect": "({0}.state = 'confirmed' AND ({0}.from_stamp IS NOT "
    + _STAMP.format("{0}.from_id")
    + " OR {0}.to_stamp IS NOT "
    + _STAMP.format("{0}.to_id")
    + "))",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One named set of rows; `columns` is empty where the SELECT names them."""

    name: str
    columns: str
    select: str

    def table(self) -> str:
        """The statement that keeps the rows in a temporary table."""
        head = f"{self.name} {self.columns}"
        return f"CREATE TEMP TABLE {self.name} AS WITH RECURSIVE {head} AS ({self.select}\n) SELECT * FROM {self.name}"  # noqa: S608 - own words only


@dataclass(frozen=True, slots=True)
class Query:
    """Steps and the SELECT that answers."""

    steps: tuple[Step, ...]
    answer: str

    @property
    def statement(self) -> str:
        """All in one statement."""
        parts = [f"{step.name} {step.columns} AS MATERIALIZED ({step.select}\n)" for step in self.steps]
        return f"WITH RECURSIVE {', '.join(parts)} {self.answer}"


@cache
def query(name: str, *, past: bool) -> Query:
    """The query of that name for reading now or, with `:known`, the past."""
    text = (resources.files("graph_schema.stores.sqlite") / "queries" / f"{name}.sql").read_text("utf-8")
    text = _VERSIONED.sub(lambda found: versioned(found[1], past=past), text)
    parts = _STEP.split(text)[1:]
    steps = [Step(*part) for part in zip(parts[::3], parts[1::3], parts[2::3], strict=True)]
    return Query(tuple(steps[:-1]), steps[-1].select)


def versioned(select: str, *, past: bool) -> str:
    """One SELECT over versions as SQL over tables."""
    words = _THEN if past else _NOW
    select = _WORD.sub(lambda found: words[found[1]].format(found[2]), select)
    if not past:
        return _TABLE.sub(r"\1 \2\3", select)
    count = len(_TABLE.findall(select))
    return "\nUNION ALL ".join(_arm(select, choice) for choice in product((False, True), repeat=count))


def _arm(select: str, choice: tuple[bool, ...]) -> str:
    """The SELECT over one choice of current (False) and past (True) tables."""
    chosen = iter(choice)
    limits: list[str] = []

    def table(found: re.Match[str]) -> str:
        name, alias, index = found.groups()
        limits.append(f" AND {alias}.seq_from <= :known")
        if not next(chosen):
            return f"{name} {alias}{index or ''}"
        limits.append(f" AND :known < {alias}.seq_to")
        return f"{name}_past {alias}"

    return _TABLE.sub(table, select) + "".join(limits)
