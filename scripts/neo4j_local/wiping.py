"""Empties a database: nodes with their links, then constraints and indexes."""

from typing import Final

from scripts.neo4j_local.bolt import Session

_DELETE: Final = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS RETURN count(n)"
_CONSTRAINTS: Final = "SHOW CONSTRAINTS YIELD name RETURN name"
_INDEXES: Final = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"


def wipe(session: Session) -> int:
    """Delete everything and return how many nodes there were; the engine's own lookup indexes stay."""
    deleted = int(session.run(_DELETE)[0][0])
    for name in _names(session, _CONSTRAINTS):
        session.run(f"DROP CONSTRAINT {name} IF EXISTS")
    for name in _names(session, _INDEXES):
        session.run(f"DROP INDEX {name} IF EXISTS")
    return deleted


def _names(session: Session, query: str) -> list[str]:
    """Names quoted for Cypher: a back-tick inside one is doubled."""
    return ["`" + str(row[0]).replace("`", "``") + "`" for row in session.run(query)]
