"""What someone typed into a form, in the order it was sent; a name may come more than once (ticked rows)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form. Nothing sent and nothing typed are alike: ""."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first value of a field without space around it, or ""."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The first value of a field as it was typed, or ""."""
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field that say something, each once."""
        return tuple(dict.fromkeys(value.strip() for key, value in self.pairs if key == name and value.strip()))

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def number(self, name: str) -> int | None:
        """A whole number in plain digits, or None."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def without(self, *names: str) -> Typed:
        """The rest."""
        return Typed(tuple(pair for pair in self.pairs if pair[0] not in names))

    def put(self, name: str, value: str) -> Typed:
        """The same with one field set anew."""
        return Typed((*self.without(name).pairs, (name, value)))


def typed(pairs: Iterable[tuple[str, str]]) -> Typed:
    """What came in these pairs; line ends as everywhere in the product (browsers send CR LF)."""
    return Typed(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))
