"""Accounts, sessions, tokens, request ids and settings: one node each, no history of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.stores.neo4j.runs import Run

PUT_ACCOUNT = """
MERGE (a:Account {name: $values.name})
SET a = $values
"""
HOLDER = "MATCH (a:Account {name: $name}) RETURN a.id"
PUT_SESSION = "MERGE (s:Session {digest: $values.digest}) SET s = $values"
DROP_SESSIONS = """
MATCH (s:Session) WHERE s.digest = $digest OR s.account = $account
DELETE s
"""
PUT_TOKEN = "MERGE (t:Token {digest: $values.digest}) SET t = $values"  # noqa: S105  # a query, not a secret
PUT_REQUEST = "MERGE (r:Request {actor: $values.actor, id: $values.id}) SET r = $values"
DROP_REQUESTS = "MATCH (r:Request) WHERE r.at < $before DELETE r"
PUT_SETTINGS = "UNWIND $pairs AS pair MERGE (s:Setting {name: pair[0]}) SET s.value = pair[1]"


def values_of(thing: Account | Session | Token | Request) -> dict[str, Any]:
    """The value's parts as properties; unset ones are absent."""
    return {name: part for name, part in asdict(thing).items() if part is not None}


def account_from(properties: Mapping[str, Any]) -> Account:
    """The account read back."""
    return Account(**{**properties, "roles": tuple(properties["roles"])})


class PeopleReading:
    """The part of a reader that knows who signs in; always as it is now."""

    _run: Run

    def account(self, name: str) -> Account | None:
        """The account of that name."""
        rows = self._run("MATCH (a:Account {name: $name}) RETURN properties(a)", {"name": name})
        return account_from(rows[0][0]) if rows else None

    def accounts(self) -> tuple[Account, ...]:
        """All accounts by name."""
        rows = self._run("MATCH (a:Account) RETURN properties(a)", {})
        # Sorted here: Cypher's order of texts is not that of code points everywhere (texts beyond U+FFFF).
        return tuple(sorted((account_from(row[0]) for row in rows), key=lambda one: one.name))

    def session(self, digest: str) -> Session | None:
        """The session of that digest."""
        rows = self._run("MATCH (s:Session {digest: $digest}) RETURN properties(s)", {"digest": digest})
        return Session(**rows[0][0]) if rows else None

    def token(self, digest: str) -> Token | None:
        """The token of that digest."""
        rows = self._run("MATCH (t:Token {digest: $digest}) RETURN properties(t)", {"digest": digest})
        return Token(**rows[0][0]) if rows else None

    def tokens(self) -> tuple[Token, ...]:
        """All tokens in order of digest."""
        rows = self._run("MATCH (t:Token) RETURN properties(t)", {})
        return tuple(sorted((Token(**row[0]) for row in rows), key=lambda one: one.digest))

    def request(self, actor: str, id_: str) -> Request | None:
        """The creation asked for under that request id."""
        query = "MATCH (r:Request {actor: $actor, id: $id}) RETURN properties(r)"
        rows = self._run(query, {"actor": actor, "id": id_})
        return Request(**rows[0][0]) if rows else None

    def requests(self) -> Iterator[Request]:
        """All request ids kept, by (actor, id)."""
        rows = self._run("MATCH (r:Request) RETURN properties(r)", {})
        return iter(sorted((Request(**row[0]) for row in rows), key=lambda one: (one.actor, one.id)))

    def setting(self, name: str) -> str | None:
        """A fact about the store itself."""
        rows = self._run("MATCH (s:Setting {name: $name}) RETURN s.value", {"name": name})
        return rows[0][0] if rows else None

    def settings(self) -> Mapping[str, str]:
        """All of them."""
        return dict(self._run("MATCH (s:Setting) RETURN s.name, s.value", {}))
