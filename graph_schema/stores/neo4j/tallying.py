"""The tally: counted in the engine, revision by revision and clause by clause, put together here.

Only small rows cross: one per claim, per revision, per clause with records of its own. Records that are out of the
ordinary, or could be met twice in one clause's trail (under several revisions, a file behind several records), come
one by one; all others as sums, and most of them (the plain ones) without a look at their files. Each query answers
with one row that holds a list: a row of its own for each would cost more than all the counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_schema.results import ClauseFacts
from graph_schema.stores.neo4j.counting import Claims, Counted, Shown, Waiting, facts, lines
from graph_schema.stores.neo4j.plain import NAME
from graph_schema.stores.neo4j.runs import Row, Run
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.stores.neo4j.walking import Moved, valid
from graph_schema.views import TallyPlan, View

_CLAUSES = "MATCH (c:Thing {owner: $standard}) WHERE c:Clause AND ($only IS NULL OR c.id IN $only)"
_CLAIMS = f"""
{_CLAUSES}
MATCH (c)<-[s:satisfies]-(r:Revision) WHERE {valid("s")}
WITH r, collect([c.id, s.suspect]) AS claims
RETURN collect([r.id, r.document, claims])
"""
_LINES = f"""
CALL () {{
  {_CLAUSES} MATCH (c)<-[:satisfies]-(r:Revision) RETURN DISTINCT r.document AS document
  UNION
  {_CLAUSES} MATCH (c)<-[:satisfies]-(:Record)-[:records]->(r:Revision) RETURN DISTINCT r.document AS document
}}
MATCH (d:Thing {{id: document}})<-[:part_of]-(r:Revision)
RETURN collect([document, d.type, r.id, r.effective_from, r.effective_to, r.withdrawn_on, coalesce(r.adopted, false)])
"""
# Files of a record that are not simply there: all others held when last checked, have a clean link without an
# interval and stand behind this record alone, so that their number is all that has to be known of them.
_UNUSUAL = f"""[(x)<-[u:records]-(e:Evidence)
  WHERE u.suspect OR e.fixity <> 'held' OR u.valid_from IS NOT NULL OR u.valid_to IS NOT NULL
    OR COUNT {{ (e)-[:records]->() }} > 1
  | [e.id, e.fixity, u.suspect, {valid("u")}]]"""
_MEETS = "fits AND x.date >= $start AND x.date < $end AND ($site IS NULL OR coalesce(x.site = $site, false))"
_SUMS = """count(CASE WHEN NOT odd THEN 1 END), sum(CASE WHEN NOT odd THEN files ELSE 0 END),
  count(CASE WHEN NOT odd AND files = 0 THEN 1 END), count(CASE WHEN NOT odd AND NOT fits THEN 1 END),
  count(CASE WHEN NOT odd AND doubtful THEN 1 END),
  max(CASE WHEN odd OR files = 0 OR NOT meets THEN 0 WHEN doubtful THEN 1 ELSE 2 END),
  collect(CASE WHEN odd THEN [x.id, fits, meets, doubtful, files, unusual] END)"""
# Plain records are summed in passing; the others are put aside and looked into afterwards.
_MADE = f"""
UNWIND $spans AS span
MATCH (r:Thing {{id: span[0]}})<-[k:records]-(x:Record)
WITH span, k, x, x.date AS date, x.{NAME} AS files WHERE date <= $day
WITH span, k, x, date, files, files IS NOT NULL AS plain,
  coalesce(span[1] <= date AND (span[2] IS NULL OR date < span[2]), false) AS fits
WITH span, collect(CASE WHEN NOT plain THEN [k, x, fits] END) AS aside,
  [count(files), sum(files), count(CASE files WHEN 0 THEN 1 END), count(CASE WHEN plain AND NOT fits THEN 1 END), 0,
   max(CASE WHEN plain AND fits AND files > 0 AND date >= $start AND date < $end
              AND ($site IS NULL OR coalesce(x.site = $site, false)) THEN 2 ELSE 0 END), []] AS sums
WITH collect([span[0]] + sums) AS plain, collect(CASE WHEN aside <> [] THEN [span[0], aside] END) AS rest
CALL (rest) {{
  UNWIND rest AS under UNWIND under[1] AS one
  WITH under[0] AS by, one[0] AS k, one[1] AS x, one[2] AS fits
  WHERE {valid("k")} AND (COUNT {{ (x)-[:satisfies]->() }} = 0
    OR NOT EXISTS {{ (x)-[s:satisfies]->(c:Clause) WHERE c.standard = $standard AND {valid("s")} }})
  WITH by, x, k.suspect AS doubtful, fits, {_MEETS} AS meets, COUNT {{ (x)<-[:records]-() }} AS files,
    {_UNUSUAL} AS unusual
  WITH by, x, doubtful, fits, meets, files, unusual, unusual <> [] OR COUNT {{ (x)-[:records]->() }} > 1 AS odd
  WITH by, [{_SUMS}] AS sums
  RETURN collect([by] + sums) AS others
}}
RETURN plain + others
"""
_DIRECT = f"""
{_CLAUSES}
MATCH (c)<-[s:satisfies]-(x:Record) WHERE x.date <= $day AND {valid("s")}
WITH c, x, s.suspect AS doubtful, COUNT {{ (x)<-[:records]-() }} AS files, {_UNUSUAL} AS unusual,
  [(x)-[k:records]->(r:Revision) WHERE {valid("k")} | $by_revision[r.id]] AS homes
WITH c, x, doubtful, files, unusual, size(homes) = 0 AS homeless, coalesce(size(homes) = 0
  OR any(span IN homes WHERE span[0] <= x.date AND (span[1] IS NULL OR x.date < span[1])), false) AS fits
WITH c, x, doubtful, files, unusual, homeless, fits, {_MEETS} AS meets, unusual <> [] AS odd
WITH c, [{_SUMS}, sum(CASE WHEN homeless THEN 1 ELSE 0 END)] AS sums
RETURN collect([c.id] + sums)
"""
_WAITING = f"""
MATCH (p:Proposal)-[:proposed_to]->(to)
WHERE (p.kind IN ['satisfies', 'records'] OR (p.kind = 'supersedes' AND to:Clause)) AND {valid("p")}
MATCH (p)-[:proposed_from]->(x) WHERE NOT x:Record OR x.date <= $day
WITH to, count(p) AS waiting
RETURN collect([to.id, to.document, waiting, labels(to),
  CASE WHEN to:Record THEN [(to)-[k:records]->(r:Revision) WHERE {valid("k")} | r.id] ELSE [] END,
  CASE WHEN to:Record THEN [(to)-[s:satisfies]->(c:Clause) WHERE c.standard = $standard AND {valid("s")} | c.id]
  ELSE [] END,
  CASE WHEN to:Record THEN to.date <= $day ELSE true END])
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

    def listed(query: str, **more: Any) -> list[Row]:
        found: list[Row] = run(query, parameters | more)[0][0]
        return found

    claims = Claims(listed(_CLAIMS))
    known = lines(listed(_LINES), basis)
    by_claims = {document for _, document, _ in claims.rows}
    spans = [[id_, *known.span(id_)] for id_, document in known.documents.items() if document in by_claims]
    by_revision = {id_: list(known.span(id_)) for id_ in known.documents}
    made = Shown(listed(_MADE, spans=spans))
    direct = Shown(listed(_DIRECT, by_revision=by_revision))
    waiting = Waiting(listed(_WAITING))
    ends = run(_SUPERSEDED, parameters)
    if run(_SIZE, {})[0][0] - 1 > view.known_at:
        raise Moved
    if not ends:
        return {}
    edition_superseded, superseded, clauses = ends[0]
    counted = Counted(claims, known, made, direct, waiting, view.as_of)
    ended = set(clauses) if edition_superseded else set(superseded)
    return facts(counted, clauses, ended)
