"""What one run of the command line has before it: settings, language, the system opened once, who acts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.screen import Screen
from graph_schema.errors import InvalidInput
from workflows import resolve
from workflows.accounts import claimed
from workflows.answers import Json
from workflows.system import Person, System
from workflows.wording import Words, language_of, words

if TYPE_CHECKING:  # settings bring pydantic, which `--help` does not wait for
    from api.settings import Settings

Render = Callable[[Screen, Json], None]


@dataclass(slots=True)
class Given:
    """The options that stand before every command, as typed."""

    name: str | None = None
    data: Path | None = None
    store: str | None = None
    language: str | None = None


@dataclass(slots=True)
class Desk:
    """Opened when first needed, closed at the end. `opened`: a system given from outside instead of the settings'."""

    given: Given = field(default_factory=Given)
    opened: System | None = None
    _settings: Settings | None = None
    _person: Person | None = None
    _own: bool = False

    @property
    def settings(self) -> Settings:
        """The settings in force; options of the command line win."""
        if self._settings is None:
            from api.settings import load  # noqa: PLC0415  pydantic takes 0.3 s, which `--help` must not wait for

            self._settings = load(data=self.given.data, store=self.given.store, language=self.given.language)
        return self._settings

    @property
    def system(self) -> System:
        """The system on the store of the settings."""
        if self.opened is None:
            from api.bootstrap import build  # noqa: PLC0415  the engines take 0.4 s, which `--help` must not wait for

            self.opened, self._own = build(self.settings), True
        return self.opened

    @property
    def person(self) -> Person:
        """Who acts: the account named with `--as`, or the operator named at set-up."""
        if self._person is None:
            self._person = claimed(self.system, self.given.name, operating_user())
        return self._person

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return words(chosen_language(self.given.language))

    @property
    def screen(self) -> Screen:
        """Where tables go."""
        return Screen(self.words, sys.stdout)

    def tell(self, answer: Json, render: Render, as_json: bool) -> None:
        """The answer as one JSON document, or as people read it."""
        if as_json:
            print_json(answer)
        else:
            render(self.screen, answer)

    def tell_items(self, items: list[Json], render: Render, as_json: bool) -> None:
        """A list, in one document: {"items": [...]}."""
        self.tell({"items": items}, render, as_json)

    def note(self, name: str, /, **values: object) -> None:
        """A message beside the answer, on stderr."""
        print(self.screen.phrase(name, **values), file=sys.stderr)

    def id_of(self, reference: str, kind: str | None = None) -> str:
        """The id of the node a reference names."""
        with self.system.reader() as reader:
            return resolve.node(reader, self.system.vocabulary, reference, self.system.today(), kind).id

    def take(self, system: System) -> None:
        """A system opened otherwise (founding), to be closed with the desk."""
        self.opened, self._own, self._person = system, True, None

    def close(self) -> None:
        """Let the store go."""
        if self._own and self.opened is not None:
            self.opened.close()
            self.opened = None


def desk_of(ctx: typer.Context) -> Desk:
    """The desk of this run."""
    desk = ctx.find_root().obj
    assert isinstance(desk, Desk), "program.main puts it there"
    return desk


def print_json(answer: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def chosen_language(given: str | None) -> str:
    """The language asked for, else that of the setting, else that of the locale, else English."""
    asked = given or os.environ.get("CLAUSETRAIL_LANGUAGE", "")
    if asked:
        known = language_of(asked)
        if not known:
            raise InvalidInput("language_unknown", value=asked[:40])
        return known
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return language_of(locale) or "en"


def operating_user() -> str:
    """The operating-system user behind the command line, as the ledger records it."""
    from api.bootstrap import operator_name  # noqa: PLC0415  the wiring room brings the engines, see above

    return operator_name()
