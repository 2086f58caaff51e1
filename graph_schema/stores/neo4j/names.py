"""Names of the vocabulary in Neo4j: the only ones ever written into query text, checked once when the store opens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.vocabulary import Field, Vocabulary

_KIND = re.compile(r"[a-z]+(_[a-z]+)*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
NODE_COLUMNS = frozenset({"id", "kind", "key", "key_full", "owner", "stamp", "body", "seq_from", "plain_files"})
"""Properties a node has beside its own fields."""
LINK_COLUMNS = frozenset(
    {
        "id",
        "by",
        "at",
        "reason",
        "valid_from",
        "valid_to",
        "from_stamp",
        "to_stamp",
        "carried_from",
        "suspect",
        "body",
        "seq_from",
    }
)
"""Properties every native relationship of a claim has beside its own fields."""
OWN_LABELS = frozenset(
    {
        "Thing",
        "NodeVersion",
        "LinkVersion",
        "Claim",
        "Proposal",
        "Undrawn",
        "Entry",
        "Ledger",
        "Setting",
        "Account",
        "Session",
        "Token",
        "Request",
    }
)
"""Labels of the store's own structures, which no kind may take."""
OWN_TYPES = frozenset({"proposed_from", "proposed_to"})
"""Relationship types of the store's own structures: a proposal's ends."""


@dataclass(frozen=True, slots=True)
class Names:
    """Labels and relationship types. `drawn`: (field, type) of a kind's references drawn as relationships."""

    labels: Mapping[str, str]
    types: tuple[str, ...]
    drawn: Mapping[str, tuple[tuple[str, str], ...]]
    node_fields: Mapping[str, Mapping[str, Field]]
    link_fields: Mapping[str, Mapping[str, Field]]

    @property
    def any_type(self) -> str:
        """All link kinds as a relationship type expression."""
        return "|".join(self.types)

    @property
    def drawn_types(self) -> frozenset[str]:
        """All types references are drawn with."""
        return frozenset(type_ for pairs in self.drawn.values() for _, type_ in pairs)


def label(kind: str) -> str:
    """The label of a kind: `management_review` -> `ManagementReview`."""
    return "".join(word.capitalize() for word in kind.split("_"))


def names(vocabulary: Vocabulary) -> Names:
    """The names of a vocabulary; ValueError where one could not be written safely or is taken."""
    drawn = {
        kind.kind: tuple((field.name, field.link) for field in kind.fields.values() if field.link)
        for kind in vocabulary.nodes.values()
    }
    types = {*vocabulary.links, *(type_ for pairs in drawn.values() for _, type_ in pairs)}
    for name in (*vocabulary.nodes, *types):
        _check(bool(_KIND.fullmatch(name)) and name not in OWN_TYPES and label(name) not in OWN_LABELS, name)
    for kind in vocabulary.nodes.values():
        for name in kind.fields:
            _check(bool(_FIELD.fullmatch(name)) and name not in NODE_COLUMNS, f"{kind.kind}.{name}")
    for link in vocabulary.links.values():
        for name in link.fields:
            _check(bool(_FIELD.fullmatch(name)) and name not in LINK_COLUMNS, f"{link.kind}.{name}")
    _check(not vocabulary.links.keys() & {type_ for pairs in drawn.values() for _, type_ in pairs}, "drawn type")
    return Names(
        labels={kind: label(kind) for kind in vocabulary.nodes},
        types=tuple(sorted(vocabulary.links)),
        drawn=drawn,
        node_fields={kind.kind: kind.fields for kind in vocabulary.nodes.values()},
        link_fields={link.kind: link.fields for link in vocabulary.links.values()},
    )


def _check(holds: bool, name: str) -> None:
    if not holds:
        raise ValueError(f"{name}: cannot be a name in Neo4j")
