-- The subgraph of a clause's trail (see Subgraph), as rows (what, text, seq_from, seq_to, stamp). Lean on purpose:
-- a trail is read at every visit of a clause, and its speed is promised against the best query written by hand.

--- above (id, parent, owner)
[[SELECT v.id, v.parent, v.owner FROM node_at v WHERE v.id = :clause AND v.kind = 'clause']]
UNION ALL
[[SELECT v.id, v.parent, v.owner FROM above a CROSS JOIN node_at v WHERE v.id = a.parent]]

--- edition (id)
SELECT owner FROM above WHERE id = :clause

--- claim
[[SELECT key(v) AS k, v.from_id FROM link_at v INDEXED BY link_into
  WHERE v.to_id = :clause AND v.kind = 'satisfies' AND live(v) AND valid(v)]]

--- claimed
[[SELECT c.k, v.owner FROM claim c CROSS JOIN node_at v WHERE v.id = c.from_id AND v.kind = 'revision']]

--- direct
[[SELECT c.k, v.id, v.date FROM claim c CROSS JOIN node_at v INDEXED BY node_record
  WHERE v.id = c.from_id AND v.kind = 'record' AND v.date <= :day]]

--- document (id)
SELECT DISTINCT owner FROM claimed

--- revision
[[SELECT v.id, v.owner FROM document d CROSS JOIN node_at v INDEXED BY node_line
  WHERE v.owner = d.id AND v.kind = 'revision']]

--- made
[[SELECT key(v) AS k, n.id, n.date
  FROM revision r CROSS JOIN link_at v INDEXED BY link_into CROSS JOIN node_at n INDEXED BY node_record
  WHERE v.to_id = r.id AND v.kind = 'records' AND live(v) AND valid(v)
    AND n.id = v.from_id AND n.kind = 'record' AND n.date <= :day]]

--- candidate
SELECT id, date FROM made UNION SELECT id, date FROM direct

--- size (truncated)
SELECT count(*) > :limit FROM candidate

--- kept (id)
-- The numbers, which have to be read from the bodies, are needed only where some are left out. Not ORDER BY with LIMIT:
-- that cost 0.3 ms at each place that reads these rows, whether there are any or not.
SELECT id FROM candidate WHERE NOT (SELECT truncated FROM size)
UNION ALL
SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY date DESC, number, id) AS place FROM (
        [[SELECT v.id, c.date, coalesce(v.number, '') AS number FROM candidate c CROSS JOIN node_at v
          WHERE (SELECT truncated FROM size) AND v.id = c.id]]
    )
) WHERE place <= :limit

--- under
[[SELECT key(v) AS k, v.from_id, v.to_id FROM direct d CROSS JOIN link_at v INDEXED BY link_out
  WHERE v.from_id = d.id AND v.kind = 'records' AND live(v) AND valid(v)
    AND (NOT (SELECT truncated FROM size) OR d.id IN (SELECT id FROM kept))]]

--- other_document (id)
[[SELECT v.owner FROM under u CROSS JOIN node_at v WHERE v.id = u.to_id]]
EXCEPT SELECT id FROM document

--- line
SELECT id, owner FROM revision
UNION ALL
[[SELECT v.id, v.owner FROM other_document d CROSS JOIN node_at v INDEXED BY node_line
  WHERE v.owner = d.id AND v.kind = 'revision']]

--- file
[[SELECT key(v) AS k, v.from_id FROM kept r CROSS JOIN link_at v INDEXED BY link_into
  WHERE v.to_id = r.id AND v.kind = 'records' AND live(v) AND valid(v)]]

--- newer
[[SELECT key(v) AS k, v.from_id FROM (SELECT :clause AS id UNION ALL SELECT id FROM edition) e
  CROSS JOIN link_at v INDEXED BY link_into
  WHERE v.to_id = e.id AND v.kind = 'supersedes' AND live(v) AND valid(v)]]

--- own
[[SELECT v.from_id, v.to_id FROM kept r CROSS JOIN link_at v INDEXED BY link_out
  WHERE v.from_id = r.id AND v.kind = 'satisfies' AND v.state = 'confirmed' AND valid(v)]]

--- frame (id)
SELECT id FROM above UNION SELECT id FROM edition UNION SELECT from_id FROM newer
UNION SELECT id FROM line UNION SELECT owner FROM line

--- answer
[[SELECT 'node' AS what, v.body, v.seq_from, v.seq_to, v.stamp FROM frame c CROSS JOIN node_at v WHERE v.id = c.id]]
UNION ALL
[[SELECT 'node', v.body, v.seq_from, v.seq_to, v.stamp FROM kept c CROSS JOIN node_at v WHERE v.id = c.id]]
UNION ALL
[[SELECT 'node', v.body, v.seq_from, v.seq_to, v.stamp
  FROM (SELECT DISTINCT from_id AS id FROM file) c CROSS JOIN node_at v WHERE v.id = c.id]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM claimed c CROSS JOIN link_at v WHERE key(v) = c.k]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM direct c CROSS JOIN link_at v
  WHERE key(v) = c.k AND (NOT (SELECT truncated FROM size) OR c.id IN (SELECT id FROM kept))]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM made c CROSS JOIN link_at v
  WHERE key(v) = c.k AND (NOT (SELECT truncated FROM size) OR c.id IN (SELECT id FROM kept))]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM under c CROSS JOIN link_at v
  WHERE key(v) = c.k AND c.k NOT IN (SELECT k FROM made)]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM file c CROSS JOIN link_at v WHERE key(v) = c.k]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM newer c CROSS JOIN link_at v WHERE key(v) = c.k]]
UNION ALL
[[SELECT 'narrowed', o.from_id, NULL, NULL, NULL FROM own o CROSS JOIN node_at v
  WHERE v.id = o.to_id AND v.owner = (SELECT id FROM edition)]]
UNION ALL
[[SELECT 'exclusion', v.body, v.seq_from, v.seq_to, NULL FROM above a CROSS JOIN node_at v INDEXED BY node_about
  WHERE v.about = a.id AND v.kind = 'applicability' AND v.state = 'declared']]
UNION ALL
[[SELECT 'below', v.printed_as, NULL, NULL, NULL FROM node_at v INDEXED BY node_below
  WHERE v.parent = :clause AND v.kind = 'clause']]
UNION ALL
SELECT 'truncated', NULL, NULL, NULL, NULL FROM size WHERE truncated
