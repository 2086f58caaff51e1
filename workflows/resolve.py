"""From what people type to the thing meant, as known at an entry: references, editions, prefixes."""

from __future__ import annotations

from graph_schema.errors import Conflict, InvalidInput, NotFound
from graph_schema.ports import Reader
from graph_schema.references import Reference, normal_code, parse_reference, split_code
from graph_schema.trail import edition_in_force
from graph_schema.values import Day, Link, Node
from graph_schema.vocabulary import Vocabulary

_DIGEST_MINIMUM = 6
"""Characters of a SHA-256 that a prefix needs at least: fewer are too easily mistaken."""


def node(
    reader: Reader, vocabulary: Vocabulary, text: str, day: Day, kind: str | None = None, known_at: int | None = None
) -> Node:
    """The node a reference names; `kind` is what a bare name means here. NotFound `reference_unknown`."""
    reference = parse_reference(text, kind)
    found = (
        _by_id(reader, reference, known_at) if reference.id else _by_parts(reader, vocabulary, reference, day, known_at)
    )
    if found is None or (kind is not None and found.kind != kind):
        raise NotFound("reference_unknown", value=text[:80], kind=kind or reference.kind or "")
    return found


def _by_id(reader: Reader, reference: Reference, known_at: int | None) -> Node | None:
    found = reader.get(reference.id or "", known_at)
    return found if found is None or reference.kind in (None, found.kind) else None


def _by_parts(
    reader: Reader, vocabulary: Vocabulary, reference: Reference, day: Day, known_at: int | None
) -> Node | None:
    kind, parts = reference.kind or "", reference.parts
    if kind == "standard":
        return standard(reader, parts[0], day, known_at)
    if kind == "clause":
        edition = standard(reader, parts[0], day, known_at)
        return reader.by_key("clause", vocabulary.key_of("clause", edition.id, parts[1]), known_at)
    if kind == "revision":
        document = reader.by_key("document", parts[0], known_at)
        return document and reader.by_key("revision", f"{document.id}\n{parts[1]}", known_at)
    if kind == "document":
        return reader.by_key("document", parts[0], known_at)
    if kind == "record":
        return _only(reader.find("record", key_prefix=f"{parts[0]}\n", known_at=known_at, limit=2), parts[0])
    if kind == "evidence":
        if len(parts[0]) < _DIGEST_MINIMUM:
            raise InvalidInput("digest_prefix_short", value=parts[0], least=_DIGEST_MINIMUM)
        return _only(reader.find("evidence", key_prefix=parts[0].lower(), known_at=known_at, limit=2), parts[0])
    raise InvalidInput("reference_invalid", value=parts[0][:80])


def _only(found: object, value: str) -> Node | None:
    nodes = list(found) if isinstance(found, (tuple, list)) else []
    if len(nodes) > 1:
        raise Conflict("reference_ambiguous", value=value[:80])
    return nodes[0] if nodes else None


def standard(reader: Reader, text: str, day: Day, known_at: int | None = None) -> Node:
    """An edition by code and edition; without an edition the one in force on the day, or the only one there is."""
    reference = parse_reference(text, "standard")
    if reference.id:
        found = reader.get(reference.id, known_at)
        if found is not None and found.kind == "standard":
            return found
        raise NotFound("standard_unknown", value=text[:80])
    code, edition = split_code(reference.parts[0])
    if edition is not None:
        exact = reader.by_key("standard", f"{normal_code(code)}\n{normal_code(edition)}", known_at)
        if exact is not None:
            return exact
    whole = normal_code(reference.parts[0])
    editions = [
        one
        for one in reader.find("standard", known_at=known_at)
        if whole in (normal_code(one.text("code")), normal_code(f"{one.text('code')}-{one.text('edition')}"))
    ]
    current = [one for one in editions if edition_in_force(one, day)] or editions
    if len(current) > 1:
        names = ", ".join(f"{one.text('code')}-{one.text('edition')}" for one in current)
        raise Conflict("edition_ambiguous", value=text[:80], editions=names)
    if not current:
        raise NotFound("standard_unknown", value=text[:80])
    return current[0]


def replaced_edition(reader: Reader, code: str, text: str, day: Day) -> Node:
    """The edition that one of `code` replaces: named in full, or by its edition alone where the code is the same."""
    same_code = reader.by_key("standard", f"{normal_code(code)}\n{normal_code(text)}")
    return same_code or standard(reader, text, day)


def link(reader: Reader, text: str) -> Link:
    """A link by its id, or NotFound `link_unknown`."""
    found = reader.get_link(text.removeprefix("link:").strip())
    if found is None:
        raise NotFound("link_unknown", value=text[:80])
    return found
