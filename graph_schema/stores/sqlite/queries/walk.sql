-- The subgraph of a clause's trail (see Subgraph), as rows (what, text, seq_from, seq_to, stamp).

--- above (id, parent, owner)
[[SELECT v.id, v.parent, v.owner FROM node_at v WHERE v.id = :clause AND v.kind = 'clause']]
UNION ALL
[[SELECT v.id, v.parent, v.owner FROM above a CROSS JOIN node_at v WHERE v.id = a.parent]]

--- edition (id)
SELECT owner FROM above WHERE id = :clause

--- claim
[[SELECT key(v) AS k, v.from_id FROM link_at v
  WHERE v.to_id = :clause AND v.kind = 'satisfies' AND live(v) AND valid(v)]]

--- source
[[SELECT v.id, v.kind, v.owner, v.date FROM claim c CROSS JOIN node_at v WHERE v.id = c.from_id]]

--- direct (id)
SELECT id FROM source WHERE kind = 'record' AND date <= :day

--- document (id)
SELECT DISTINCT owner FROM source WHERE kind = 'revision'

--- revision
[[SELECT v.id, v.owner FROM document d CROSS JOIN node_at v WHERE v.owner = d.id AND v.kind = 'revision']]

--- made
[[SELECT key(v) AS k, v.from_id FROM revision r CROSS JOIN link_at v
  WHERE v.to_id = r.id AND v.kind = 'records' AND live(v) AND valid(v)]]

--- under
[[SELECT key(v) AS k, v.from_id, v.to_id FROM direct d CROSS JOIN link_at v
  WHERE v.from_id = d.id AND v.kind = 'records' AND live(v) AND valid(v)]]

--- candidate (id)
SELECT from_id FROM made UNION SELECT id FROM direct

--- dated
[[SELECT v.id, v.date, v.number FROM candidate c CROSS JOIN node_at v
  WHERE v.id = c.id AND v.kind = 'record' AND v.date <= :day]]

--- kept (id)
SELECT id FROM dated ORDER BY date DESC, coalesce(number, ''), id LIMIT :limit

--- file
[[SELECT key(v) AS k, v.from_id FROM kept r CROSS JOIN link_at v
  WHERE v.to_id = r.id AND v.kind = 'records' AND live(v) AND valid(v)]]

--- other_document (id)
[[SELECT v.owner FROM under u CROSS JOIN node_at v
  WHERE u.from_id IN (SELECT id FROM kept) AND v.id = u.to_id]]
EXCEPT SELECT id FROM document

--- line
SELECT id, owner FROM revision
UNION ALL
[[SELECT v.id, v.owner FROM other_document d CROSS JOIN node_at v
  WHERE v.owner = d.id AND v.kind = 'revision']]

--- newer
[[SELECT key(v) AS k, v.from_id FROM (SELECT :clause AS id UNION ALL SELECT id FROM edition) e
  CROSS JOIN link_at v WHERE v.to_id = e.id AND v.kind = 'supersedes' AND live(v) AND valid(v)]]

--- own
[[SELECT v.from_id, v.to_id FROM kept r CROSS JOIN link_at v
  WHERE v.from_id = r.id AND v.kind = 'satisfies' AND v.state = 'confirmed' AND valid(v)]]

--- chosen_link (k)
SELECT k FROM claim
WHERE from_id IN (SELECT id FROM kept) OR from_id NOT IN (SELECT id FROM source WHERE kind = 'record')
UNION SELECT k FROM made WHERE from_id IN (SELECT id FROM kept)
UNION SELECT k FROM under WHERE from_id IN (SELECT id FROM kept)
UNION SELECT k FROM file
UNION SELECT k FROM newer

--- chosen_node (id)
SELECT id FROM above UNION SELECT id FROM edition
UNION SELECT id FROM line UNION SELECT owner FROM line
UNION SELECT id FROM kept UNION SELECT from_id FROM file UNION SELECT from_id FROM newer

--- answer
[[SELECT 'node' AS what, v.body, v.seq_from, v.seq_to, v.stamp FROM chosen_node c CROSS JOIN node_at v
  WHERE v.id = c.id]]
UNION ALL
[[SELECT 'link', v.body, v.seq_from, v.seq_to, NULL FROM chosen_link c CROSS JOIN link_at v WHERE key(v) = c.k]]
UNION ALL
[[SELECT 'narrowed', o.from_id, NULL, NULL, NULL FROM own o CROSS JOIN node_at v
  WHERE v.id = o.to_id AND v.owner = (SELECT id FROM edition)]]
UNION ALL
[[SELECT 'exclusion', v.body, v.seq_from, v.seq_to, NULL FROM above a CROSS JOIN node_at v
  WHERE v.about = a.id AND v.kind = 'applicability' AND v.state = 'declared']]
UNION ALL
[[SELECT DISTINCT 'below', v.printed_as, NULL, NULL, NULL FROM node_at v
  WHERE v.parent = :clause AND v.kind = 'clause']]
UNION ALL
SELECT 'truncated', NULL, NULL, NULL, NULL WHERE (SELECT count(*) FROM dated) > :limit
