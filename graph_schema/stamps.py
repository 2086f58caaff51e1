"""Stamps: the digest of what a reviewer relied on. An end whose stamp changed makes a link suspect."""

from __future__ import annotations

import unicodedata

from graph_schema.canonical import digest
from graph_schema.values import Link, Node, Value
from graph_schema.vocabulary import Vocabulary


def folded(text: str) -> str:
    """Text as stamps see it: NFKC, then without white space, C0 controls and format characters (category Cf)."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if not character.isspace() and character >= " " and unicodedata.category(character) != "Cf"
    )


def stamp(node: Node, vocabulary: Vocabulary) -> str:
    """The digest of the fields that the node's kind marks material; layout and format characters do not count."""
    material = {
        field.name: _folded(node.fields[field.name])
        for field in vocabulary.nodes[node.kind].fields.values()
        if field.material and field.name in node.fields
    }
    return digest({"kind": node.kind, "material": material})


def _folded(value: Value) -> Value:
    return folded(value) if isinstance(value, str) else value


def is_suspect(link: Link, from_stamp: str, to_stamp: str) -> bool:
    """Whether a confirmed link's ends differ from what was confirmed; other states carry no such claim."""
    return link.state == "confirmed" and (link.from_stamp != from_stamp or link.to_stamp != to_stamp)
