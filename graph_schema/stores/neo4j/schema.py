"""Constraints and indexes: each business key unique, every look-up of the port answered by an index."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.stores.neo4j.names import Names

HEAD = "head"
"""Name of the one `Ledger` node that every write locks first."""


def statements(names: Names) -> Iterator[str]:
    """The statements that make all of it; each may run again and does nothing then."""
    unique = {
        "thing_id": "(n:Thing) REQUIRE n.id",
        "claim_id": "(n:Claim) REQUIRE n.id",
        "claim_live": "(n:Claim) REQUIRE n.live",
        "node_version": "(n:NodeVersion) REQUIRE (n.id, n.seq_from)",
        "link_version": "(n:LinkVersion) REQUIRE (n.id, n.seq_from)",
        "entry_seq": "(n:Entry) REQUIRE n.seq",
        "ledger_name": "(n:Ledger) REQUIRE n.name",
        "setting_name": "(n:Setting) REQUIRE n.name",
        "account_name": "(n:Account) REQUIRE n.name",
        "session_digest": "(n:Session) REQUIRE n.digest",
        "token_digest": "(n:Token) REQUIRE n.digest",
        "request_actor_id": "(n:Request) REQUIRE (n.actor, n.id)",
        "job_key": "(n:Job) REQUIRE (n.kind, n.key)",
        "job_queue": "(n:JobQueue) REQUIRE n.name",
    }
    for kind, label in names.labels.items():
        unique[f"{kind}_key"] = f"(n:{label}) REQUIRE n.key"
    for name, pattern in unique.items():
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {pattern} IS UNIQUE"
    plain = {
        "thing_owner": "(n:Thing) ON (n.owner)",
        "claim_from": "(n:Claim) ON (n.from_id)",
        "claim_to": "(n:Claim) ON (n.to_id)",
        "node_version_until": "(n:NodeVersion) ON (n.seq_to)",
        "link_version_until": "(n:LinkVersion) ON (n.seq_to)",
        "entry_time": "(n:Entry) ON (n.time, n.seq)",
        "job_waiting": "(n:Job) ON (n.kind, n.state, n.tries, n.turn)",
        "job_change": "(n:Job) ON (n.kind, n.change)",
    }
    for name, pattern in plain.items():
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR {pattern}"


MAKE_HEAD = f"""
MERGE (h:Ledger {{name: '{HEAD}'}})
ON CREATE SET h.size = 0, h.schema = $schema
RETURN h.schema AS schema
"""
