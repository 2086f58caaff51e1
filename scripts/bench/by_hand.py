"""The engines' best single hand-written queries for one trail, as an expert would write them for this one question:
today, confirmed links, nothing but what the picture shows. They end in the same typed values as the port."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
from neo4j import GraphDatabase

from graph_schema.values import link_from, node_from
from graph_schema.views import View

_SQL = """
WITH claim AS MATERIALIZED (
  SELECT row, from_id FROM link WHERE to_id = :clause AND kind = 'satisfies' AND state = 'confirmed'
    AND (valid_from IS NULL OR valid_from <= :day) AND (valid_to IS NULL OR :day < valid_to)),
made AS MATERIALIZED (
  SELECT l.row, l.from_id FROM claim c CROSS JOIN link l CROSS JOIN node r
  WHERE l.to_id = c.from_id AND l.kind = 'records' AND l.state = 'confirmed' AND r.id = l.from_id AND r.date <= :day
    AND (l.valid_from IS NULL OR l.valid_from <= :day) AND (l.valid_to IS NULL OR :day < l.valid_to)),
file AS MATERIALIZED (
  SELECT l.row, l.from_id FROM made m CROSS JOIN link l
  WHERE l.to_id = m.from_id AND l.kind = 'records' AND l.state = 'confirmed'
    AND (l.valid_from IS NULL OR l.valid_from <= :day) AND (l.valid_to IS NULL OR :day < l.valid_to))
SELECT 0, body, seq_from FROM node WHERE id = :clause
UNION ALL SELECT 0, s.body, s.seq_from FROM node c CROSS JOIN node s WHERE c.id = :clause AND s.id = c.owner
UNION ALL SELECT 0, n.body, n.seq_from FROM claim x CROSS JOIN node n WHERE n.id = x.from_id
UNION ALL SELECT 0, d.body, d.seq_from FROM claim x CROSS JOIN node n CROSS JOIN node d
  WHERE n.id = x.from_id AND d.id = n.owner
UNION ALL SELECT 0, n.body, n.seq_from FROM made x CROSS JOIN node n WHERE n.id = x.from_id
UNION ALL SELECT 0, n.body, n.seq_from FROM file x CROSS JOIN node n WHERE n.id = x.from_id
UNION ALL SELECT 1, l.body, l.seq_from FROM claim x CROSS JOIN link l WHERE l.row = x.row
UNION ALL SELECT 1, l.body, l.seq_from FROM made x CROSS JOIN link l WHERE l.row = x.row
UNION ALL SELECT 1, l.body, l.seq_from FROM file x CROSS JOIN link l WHERE l.row = x.row
"""

_VALID = "coalesce({0}.valid_from, '') <= $day AND ({0}.valid_to IS NULL OR $day < {0}.valid_to)"
_CYPHER = f"""
MATCH (c:Thing {{id: $clause}})-[:part_of]->(t:Standard)
RETURN c.body, c.seq_from, t.body, t.seq_from,
  [(c)<-[s:satisfies]-(r:Revision)-[:part_of]->(d:Document) WHERE {_VALID.format("s")} |
    [s.body, s.seq_from, r.body, r.seq_from, d.body, d.seq_from,
     [(r)<-[k:records]-(x:Record) WHERE x.date <= $day AND {_VALID.format("k")} |
       [k.body, k.seq_from, x.body, x.seq_from,
        [(x)<-[u:records]-(e:Evidence) WHERE {_VALID.format("u")} | [u.body, u.seq_from, e.body, e.seq_from]]]]]]
"""


def sqlite_by_hand(path: Path) -> Callable[[str, View], object]:
    """One SQL statement on a connection of its own."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)

    def read(clause: str, view: View) -> object:
        nodes, links = [], []
        rows = connection.execute(_SQL, {"clause": clause, "day": view.as_of}).fetchall()
        for is_link, body, seq in rows:
            if is_link:
                links.append(link_from(json.loads(str(body)), int(str(seq))))
            else:
                nodes.append(node_from(json.loads(str(body)), int(str(seq))))
        return nodes, links

    return read


def neo4j_by_hand(uri: str, user: str, password: str) -> Callable[[str, View], object]:
    """One Cypher query with nested pattern comprehensions."""
    driver = GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity="OFF")

    def run(tx: Any, clause: str, day: str) -> list[Any]:
        return list(tx.run(_CYPHER, clause=clause, day=day).single())

    def read(clause: str, view: View) -> object:
        with driver.session() as session:
            body, seq, edition, edition_seq, claims = session.execute_read(run, clause, view.as_of)
        nodes = [node_from(json.loads(body), seq), node_from(json.loads(edition), edition_seq)]
        links = []
        for claim, claim_seq, revision, revision_seq, document, document_seq, records in claims:
            links.append(link_from(json.loads(claim), claim_seq))
            nodes.append(node_from(json.loads(revision), revision_seq))
            nodes.append(node_from(json.loads(document), document_seq))
            for made, made_seq, record, record_seq, files in records:
                links.append(link_from(json.loads(made), made_seq))
                nodes.append(node_from(json.loads(record), record_seq))
                for use, use_seq, evidence, evidence_seq in files:
                    links.append(link_from(json.loads(use), use_seq))
                    nodes.append(node_from(json.loads(evidence), evidence_seq))
        return nodes, links

    return read
