"""Words of the pages in one language: sentences of the files in `words/`, terms of the product, names of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from workflows.wording import Sentences, Words, fill, placeholders, sentences, words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@cache
def catalog() -> Sentences:
    """All sentences of the pages, of every file in `words/`. ValueError for a key that stands in two of them."""
    files = sorted(one.name for one in (resources.files("ui") / "words").iterdir() if one.name.endswith(".yaml"))
    return joined({name: sentences("ui", f"words/{name}") for name in files})


def joined(files: Mapping[str, Sentences]) -> Sentences:
    """The sentences of several files in one catalog. ValueError for a key that stands in two of them."""
    found: dict[str, Mapping[str, str]] = {}
    home: dict[str, str] = {}
    for name, said in files.items():
        for key, sentence in said.items():
            if key in home:
                raise ValueError(f"{key} stands in {home[key]} and {name}")
            found[key], home[key] = sentence, name
    return found


@dataclass(frozen=True, slots=True)
class Say:
    """What a template and a builder call for every word: `say(key, name=value)`, `say.term("state", "gap")`."""

    words: Words

    @property
    def language(self) -> str:
        """The language spoken, a tag of BCP 47."""
        return self.words.language

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key with its values. KeyError for an unknown key or a value not given."""
        sentence = catalog()[key][self.language]
        needed, _ = placeholders(sentence)
        if missing := needed - set(values):
            raise KeyError(f"{key}: {', '.join(sorted(missing))}")
        return fill(sentence, {name: str(value) for name, value in values.items() if value is not None})

    def counted(self, key: str, count: int) -> str:
        """The sentence for a number of things: `key_one` where the language has a singular and it is one."""
        one = self.language == "en" and count == 1
        return self(f"{key}_one" if one else key, count=count)

    def term(self, section: str, code: str) -> str:
        """The word for a code of a section."""
        return self.words.term(section, code)

    def kind(self, code: str) -> str:
        """The word for a kind of node or link."""
        return self.words.kind(code)

    def field(self, kind: str, name: str) -> str:
        """The word for a field of a kind."""
        return self.words.field(kind, name)

    def error(self, code: str, params: dict[str, str]) -> str:
        """The sentence for an error code: of the pages where they have one, else the product's."""
        own = catalog().get(f"error_{code}")
        return fill(own[self.language], params) if own else self.words.error(code, params)


def say_in(language: str) -> Say:
    """The words of a language; English for one nobody knows."""
    return Say(words(language))
