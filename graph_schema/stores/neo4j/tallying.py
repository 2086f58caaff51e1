"""The tally: counted in the engine, revision by revision and clause by clause, put together here.

Only small rows cross: one per claim, per revision, per clause with records of its own. What could be met twice in one
clause's trail (a record under several revisions, a file behind several records) comes by id, all else as sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_schema.results import ClauseFacts
from graph_schema.stores.neo4j.counting import Claims, Counted, Direct, Made, Waiting, facts, lines
from graph_schema.stores.neo4j.runs import Run
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.stores.neo4j.walking import Moved, valid
from graph_schema.views import TallyPlan, View

_CLAUSES = "MATCH (c:Thing {owner: $standard}) WHERE c:Clause AND ($only IS NULL OR c.id IN $only)"
_CLAIMS = f"""
{_CLAUSES}
MATCH (c)<-[s:satisfies]-(r:Revision) WHERE {valid("s")}
RETURN c.id, r.id, r.document, s.suspect
"""
_LINES = f"""
{_CLAUSES}
CALL (c) {{
  MATCH (c)<-[:satisfies]-(:Revision)-[:part_of]->(d:Document) RETURN d
  UNION
  MATCH (c)<-[:satisfies]-(:Record)-[:records]->(:Revision)-[:part_of]->(d:Document) RETURN d
}}
WITH DISTINCT d
MATCH (d)<-[:part_of]-(r:Revision)
RETURN d.id, d.type, r.id, r.effective_from, r.effective_to, r.withdrawn_on, coalesce(r.adopted, false)
"""
# Of each record's files: how many, by fixity, held ones with a clean link, and ids of those behind several records.
_FILES = f"""
CALL (x) {{
  OPTIONAL MATCH (x)<-[u:records]-(e:Evidence) WHERE {valid("u")}
  WITH e, u, e.fixity AS fixity, COUNT {{ (e)-[:records]->() }} > 1 AS shared
  RETURN count(e) AS files,
    sum(CASE WHEN shared THEN 0 WHEN e IS NULL THEN 0 ELSE 1 END) AS plain,
    sum(CASE WHEN shared OR fixity <> 'changed' THEN 0 WHEN e IS NULL THEN 0 ELSE 1 END) AS changed,
    sum(CASE WHEN shared OR fixity <> 'unreadable' THEN 0 WHEN e IS NULL THEN 0 ELSE 1 END) AS unreadable,
    collect(CASE WHEN shared THEN [e.id, fixity] END) AS several,
    sum(CASE WHEN u.suspect THEN 1 ELSE 0 END) AS doubtful,
    max(CASE WHEN fixity <> 'held' THEN 0 WHEN u.suspect THEN 1 WHEN e IS NULL THEN 0 ELSE 2 END) AS best
}}
"""
_MEETS = "fits AND x.date >= $start AND x.date < $end AND ($site IS NULL OR x.site = $site)"
_MADE = f"""
UNWIND $spans AS span
MATCH (r:Thing {{id: span[0]}})
MATCH (r)<-[k:records]-(x:Record)
WHERE x.date <= $day AND {valid("k")}
  AND NOT EXISTS {{ (x)-[s:satisfies]->(c:Clause) WHERE c.standard = $standard AND {valid("s")} }}
WITH r, k, x, coalesce(span[1] <= x.date AND (span[2] IS NULL OR x.date < span[2]), false) AS fits,
  COUNT {{ (x)-[:records]->() }} > 1 AS several_homes
{_FILES}
WITH r, several_homes, x, k, fits, files, plain, changed, unreadable, several, doubtful,
  CASE WHEN NOT ({_MEETS}) OR best = 0 THEN 0 WHEN best = 2 AND NOT k.suspect THEN 2 ELSE 1 END AS quality
RETURN r.id, several_homes, count(x), sum(plain), sum(CASE WHEN files = 0 THEN 1 ELSE 0 END),
  sum(CASE WHEN fits THEN 0 ELSE 1 END), sum(CASE WHEN k.suspect THEN 1 ELSE 0 END) + sum(doubtful),
  sum(changed), sum(unreadable), max(quality),
  collect(CASE WHEN NOT several_homes AND size(several) > 0 THEN several END),
  collect(CASE WHEN several_homes THEN [x.id, files, fits, k.suspect, quality] END)
"""
_DIRECT = f"""
{_CLAUSES}
MATCH (c)<-[s:satisfies]-(x:Record) WHERE x.date <= $day AND {valid("s")}
WITH c, s, x, [(x)-[k:records]->(r:Revision) WHERE {valid("k")} | $by_revision[r.id]] AS homes
WITH c, s, x, size(homes) = 0 AS homeless,
  size(homes) = 0 OR any(span IN homes WHERE span[0] <= x.date AND (span[1] IS NULL OR x.date < span[1])) AS fits
{_FILES}
WITH c, s, x, homeless, coalesce(fits, false) AS fits, files, plain, changed, unreadable, several, doubtful, best
WITH c, s, x, homeless, fits, files, plain, changed, unreadable, several, doubtful,
  CASE WHEN NOT ({_MEETS}) OR best = 0 THEN 0 WHEN best = 2 AND NOT s.suspect THEN 2 ELSE 1 END AS quality
RETURN c.id, count(x), sum(plain), sum(CASE WHEN files = 0 THEN 1 ELSE 0 END),
  sum(CASE WHEN fits THEN 0 ELSE 1 END), sum(CASE WHEN s.suspect THEN 1 ELSE 0 END) + sum(doubtful),
  sum(changed), sum(unreadable), max(quality), collect(CASE WHEN size(several) > 0 THEN several END),
  sum(CASE WHEN homeless THEN 1 ELSE 0 END)
"""
_SEVERAL_HOMES = f"""
UNWIND $records AS id
MATCH (x:Thing {{id: id}})<-[u:records]-(e:Evidence) WHERE {valid("u")}
RETURN x.id, e.id, e.fixity, u.suspect
"""
_WAITING = f"""
MATCH (p:Proposal)-[:proposed_to]->(to)
WHERE p.kind IN ['satisfies', 'records'] AND {valid("p")}
MATCH (p)-[:proposed_from]->(x) WHERE NOT x:Record OR x.date <= $day
WITH to, count(p) AS waiting
RETURN to.id, to.document, waiting, labels(to),
  CASE WHEN to:Record THEN [(to)-[k:records]->(r:Revision) WHERE {valid("k")} | r.id] ELSE [] END,
  CASE WHEN to:Record THEN [(to)-[s:satisfies]->(c:Clause) WHERE c.standard = $standard AND {valid("s")} | c.id]
  ELSE [] END,
  CASE WHEN to:Record THEN to.date <= $day ELSE true END
"""
_SUPERSEDED = f"""
MATCH (t:Thing {{id: $standard}})
RETURN
  EXISTS {{ (t)<-[s:supersedes]-(n) WHERE {valid("s")} AND coalesce(n.in_force_from, '') <= $day
            AND (n.in_force_to IS NULL OR $day < n.in_force_to) }},
  COLLECT {{ {_CLAUSES} AND EXISTS {{ (c)<-[s:supersedes]-() WHERE {valid("s")} }} RETURN c.id }},
  COLLECT {{ {_CLAUSES} RETURN c.id }}
"""
_SIZE = f"MATCH (h:Ledger {{name: '{HEAD}'}}) RETURN h.size"


def tally(run: Run, plan: TallyPlan, view: View, basis: frozenset[str]) -> Mapping[str, ClauseFacts]:
    """What counts for each clause now; `Moved` when now is no longer the view's entry."""
    parameters: dict[str, Any] = {
        "standard": plan.standard,
        "only": None if plan.clauses is None else list(plan.clauses),
        "day": view.as_of,
        "start": view.period.start,
        "end": view.period.end,
        "site": view.site,
    }
    claims = Claims(run(_CLAIMS, parameters))
    known = lines(run(_LINES, parameters), basis)
    by_claims = {document for _, _, document, _ in claims.rows}
    spans = [[id_, *known.span(id_)] for id_, document in known.documents.items() if document in by_claims]
    by_revision = {id_: list(known.span(id_)) for id_ in known.documents}
    made = Made(run(_MADE, parameters | {"spans": spans}))
    direct = Direct(run(_DIRECT, parameters | {"by_revision": by_revision}))
    made.add_files(run(_SEVERAL_HOMES, parameters | {"records": made.several_homes()}))
    waiting = Waiting(run(_WAITING, parameters))
    ends = run(_SUPERSEDED, parameters)
    if run(_SIZE, {})[0][0] - 1 > view.known_at:
        raise Moved
    if not ends:
        return {}
    edition_superseded, superseded, clauses = ends[0]
    counted = Counted(claims, known, made, direct, waiting, view.as_of)
    ended = set(clauses) if edition_superseded else set(superseded)
    return facts(counted, clauses, ended)
