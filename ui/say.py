"""Words of the pages in one language: sentences of `words/pages.yaml`, terms of the product, names of kinds."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.wording import Words, fill, placeholders, sentences, words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
CATALOG = "words/pages.yaml"


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
        sentence = sentences("ui", CATALOG)[key][self.language]
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
        own = sentences("ui", CATALOG).get(f"error_{code}")
        return fill(own[self.language], params) if own else self.words.error(code, params)


def say_in(language: str) -> Say:
    """The words of a language; English for one nobody knows."""
    return Say(words(language))
