"""One revision: shown as part of its document, and its content, checked before it is handed out."""

from __future__ import annotations

from graph_schema.errors import NotFound
from graph_schema.values import Node
from workflows import documents, resolve
from workflows.answers import Json
from workflows.permissions import require
from workflows.system import Person, System


def find(system: System, person: Person, revision: str) -> Node:
    """The revision that an id or reference names."""
    require(person.roles, "read")
    with system.reader() as reader:
        return resolve.node(reader, system.vocabulary, revision, system.today(), "revision")


def show(system: System, person: Person, revision: str) -> Json:
    """The revision in full, with its phase, interval, decision and links, and its document's title and type."""
    found = find(system, person, revision)
    document = documents.show(system, person, found.text("document"))
    for row in document["revisions"]:
        if row["id"] == found.id:
            return dict(row) | {"document_title": document["title"], "document_type": document["type"]}
    raise NotFound("reference_unknown", value=revision[:80], kind="revision")


def content(system: System, person: Person, revision: str) -> Node:
    """The revision whose bytes are to be handed out; its `fixity` says whether they are what was entered."""
    found = find(system, person, revision)
    seen = system.blobs.observe(found.text("content"))
    if seen == found.text("content"):
        return found
    return Node(found.id, found.kind, {**found.fields, "fixity": "unreadable" if seen is None else "changed"})
