"""Words at the rim: from codes and values to sentences in zh-Hans, zh-Hant or en. The domain never sees a sentence.

A sentence fills `{name}` with the values of the code; a part in `<...>` is left out where one of its values is not
given. Values that are codes themselves (kinds, fields, states, rights ...) are worded too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter

import yaml

from graph_schema.vocabulary import LANGUAGES, load

Sentences = Mapping[str, Mapping[str, str]]
_OPTIONAL = re.compile(r"<([^<>]*)>")
_KINDS = frozenset({"kind", "from_kind", "to_kind"})
_TERMS = {
    "state": "state",
    "needed": "state",
    "action": "action",
    "right": "right",
    "limit": "limit",
    "fixity": "fixity",
    "type": "type",
    "reason": "reason",
}
"""Parameters whose values are codes, and the section of `terms.yaml` that words them."""


def language_of(text: str) -> str:
    """The supported language that a tag or locale means (`zh_TW.UTF-8`, `zh-CN`, `en`); "" where it means none."""
    tag = text.partition(".")[0].replace("_", "-").lower()
    if tag.split("-")[0] == "zh":
        traditional = {"hant", "tw", "hk", "mo"} & set(tag.split("-"))
        return "zh-Hant" if traditional else "zh-Hans"
    return "en" if tag.split("-")[0] == "en" else ""


@cache
def sentences(package: str, name: str) -> Sentences:
    """A catalog of sentences by code and language, as it stands in the YAML file of a package."""
    text = (resources.files(package) / name).read_text(encoding="utf-8")
    data: Sentences = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  safe either way
    return data


@cache
def _terms() -> Mapping[str, Sentences]:
    text = (resources.files("workflows") / "words" / "terms.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Sentences] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  safe either way
    return data


def codes_of(section: str) -> tuple[str, ...]:
    """The codes that a section of `terms.yaml` words, in its order."""
    return tuple(_terms()[section])


def placeholders(sentence: str) -> tuple[frozenset[str], frozenset[str]]:
    """The values a sentence cannot do without, and those it uses where they are given."""
    optional = {name for part in _OPTIONAL.findall(sentence) for name in _names(part)}
    needed = _names(_OPTIONAL.sub("", sentence))
    return frozenset(needed), frozenset(optional - needed)


def _names(part: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(part) if name}


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its values; parts without theirs are left out."""

    def part(found: re.Match[str]) -> str:
        return found[1] if all(values.get(name) for name in _names(found[1])) else ""

    chosen = _OPTIONAL.sub(part, sentence)
    return chosen.format_map({name: values.get(name, "?") for name in _names(chosen)})


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the product says in one language."""

    language: str

    def error(self, code: str, params: Mapping[str, str]) -> str:
        """What happened, what is kept, what to do. A code without words is shown with its values."""
        found = sentences("workflows", "words/errors.yaml").get(code)
        if found is None:
            return ", ".join([code, *(f"{name}={value}" for name, value in params.items())])
        return fill(found[self.language], {name: self._value(name, value, params) for name, value in params.items()})

    def issue(self, code: str) -> str:
        """An issue of a trail, in a few words."""
        return self.term("issue", code)

    def term(self, section: str, code: str) -> str:
        """The word for a code of a section of `terms.yaml`; the code itself where it has none."""
        known = _terms().get(section, {}).get(code)
        return known[self.language] if known else code

    def kind(self, code: str) -> str:
        """The word for a kind of node or link."""
        vocabulary = load()
        known = vocabulary.nodes.get(code) or vocabulary.links.get(code)
        return known.labels[self.language] if known else code

    def field(self, kind: str, name: str) -> str:
        """The word for a field of a kind, of any kind that has it where none is named, else from `terms.yaml`."""
        vocabulary = load()
        kinds = [vocabulary.nodes.get(kind), vocabulary.links.get(kind), *vocabulary.nodes.values()]
        for known in kinds:
            if known is not None and name in known.fields:
                return known.fields[name].labels[self.language]
        return self.term("field", name)

    def _value(self, name: str, value: str, params: Mapping[str, str]) -> str:
        if name in _KINDS:
            return self.kind(value)
        if name == "field":
            return self.field(params.get("kind", ""), value)
        if name in _TERMS:
            parts = [self.term(_TERMS[name], part) for part in value.split(" | ")]
            return " / ".join(parts)
        return value


def words(language: str) -> Words:
    """The words of a language; English for one nobody knows."""
    return Words(language if language in LANGUAGES else "en")


def sentence(code: str, params: Mapping[str, str], language: str) -> str:
    """The sentence for an error code in a language, on one line."""
    return " ".join(words(language).error(code, params).split())
