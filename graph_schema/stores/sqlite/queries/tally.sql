-- What counts for the clauses of an edition, one row a clause (see ClauseFacts and ClauseReading, whose words these are).
-- Records are weighed once and summed per revision, revisions per clause. That is exact for *plain* records: one
-- `records` link, no claim of their own in the edition, every file held, not suspect, behind this record only, no
-- proposal waiting. All others are counted distinctly per clause. met: 2 yes, 1 suspect, 0 no.

--- clause
[[SELECT v.id FROM node_at v WHERE v.owner = :standard AND v.kind = 'clause'
  AND (:clauses IS NULL OR v.id IN (SELECT value FROM json_each(:clauses)))]]

--- claim
[[SELECT c.rowid AS clause, v.from_id, v.state = 'confirmed' AS counts, is_suspect(v) AS suspect
  FROM clause c CROSS JOIN link_at v INDEXED BY link_into
  WHERE v.to_id = c.id AND v.kind = 'satisfies' AND live(v) AND valid(v)]]

--- source
SELECT DISTINCT from_id AS id FROM claim

--- source_revision
[[SELECT v.id, v.owner FROM source s CROSS JOIN node_at v WHERE v.id = s.id AND v.kind = 'revision']]

--- source_record
[[SELECT v.id, v.date,
         v.date >= :period_start AND v.date < :period_end AND (:site IS NULL OR v.site IS :site) AS asked
  FROM source s CROSS JOIN node_at v INDEXED BY node_record
  WHERE v.id = s.id AND v.kind = 'record' AND v.date <= :day]]

--- direct
SELECT c.clause, r.id AS record, r.date, r.asked, c.suspect
FROM claim c JOIN source_record r ON r.id = c.from_id WHERE c.counts

--- under
[[SELECT d.id AS record, d.date, v.to_id AS revision
  FROM (SELECT DISTINCT record AS id, date FROM direct) d CROSS JOIN link_at v INDEXED BY link_out
  WHERE v.from_id = d.id AND v.kind = 'records' AND v.state = 'confirmed' AND valid(v)]]

--- document
SELECT id, max(chained) AS chained FROM (
    SELECT owner AS id, 1 AS chained FROM source_revision
    UNION ALL
    [[SELECT v.owner, 0 FROM (SELECT DISTINCT revision AS id FROM under) u CROSS JOIN node_at v
      WHERE v.id = u.id AND v.kind = 'revision']]
) GROUP BY id

--- version
-- A revision lived when its own end, if any, is after its start; the next one's start ends it for good.
[[SELECT d.rowid AS document, d.chained, v.id, v.starts, v.ends, v.adopted,
         v.starts IS NOT NULL AND (v.ends IS NULL OR v.ends > v.starts) AS lived
  FROM document d CROSS JOIN node_at v INDEXED BY node_line WHERE v.owner = d.id AND v.kind = 'revision']]

--- revision
SELECT id, document, chained, adopted, lived AND starts <= :day AS begun, starts,
       min(coalesce(ends, next), coalesce(next, ends)) AS ends, lived
FROM (SELECT *, lead(starts) OVER (PARTITION BY document, lived ORDER BY starts, id) AS next FROM version)

--- working
SELECT c.clause, r.document, r.rowid AS revision, c.suspect, r.ends IS NULL OR :day < r.ends AS in_force
FROM claim c JOIN revision r ON r.id = c.from_id WHERE c.counts AND r.begun

--- chain
SELECT clause, document, max(in_force) AS led, max(CASE WHEN in_force THEN suspect END) AS led_suspect,
       sum(suspect) AS line_suspects
FROM working GROUP BY clause, document

--- reach
SELECT c.clause, r.rowid AS revision, coalesce(NOT c.led_suspect, 0) OR coalesce(NOT w.suspect, 0) AS clean
FROM chain c JOIN revision r ON r.document = c.document
LEFT JOIN working w ON w.clause = c.clause AND w.revision = r.rowid
WHERE c.led OR w.revision IS NOT NULL

--- failing
[[SELECT v.id, v.fixity FROM node_at v INDEXED BY node_failing
  WHERE v.kind = 'evidence' AND v.fixity <> 'held']]

--- weighed
-- `files`: how many, plus 2^40 for each that makes the record one to be counted distinctly.
SELECT revision, record, suspect, asked, fits, record IN (SELECT id FROM shared) AS twice,
    (SELECT count(*) + 1099511627776 * coalesce(sum(
         f.state = 'proposed' OR f.suspect OR f.from_id IN (SELECT id FROM shared)
         OR f.from_id IN (SELECT id FROM failing)), 0)
     FROM ([[SELECT v.from_id, v.state, is_suspect(v) AS suspect FROM link_at v INDEXED BY link_into
             WHERE v.to_id = record AND v.kind = 'records' AND live(v) AND valid(v)]]) f) AS files,
    EXISTS ([[SELECT 1 FROM link_at v INDEXED BY link_out CROSS JOIN node_at c
              WHERE v.from_id = record AND v.kind = 'satisfies' AND v.state = 'confirmed' AND valid(v)
                AND c.id = v.to_id AND c.owner = :standard]]) AS narrowed
FROM ([[SELECT r.rowid AS revision, v.from_id AS record, is_suspect(v) AS suspect,
               n.date >= :period_start AND n.date < :period_end AND (:site IS NULL OR n.site IS :site) AS asked,
               r.lived AND r.starts <= n.date AND (r.ends IS NULL OR n.date < r.ends) AS fits
        FROM revision r CROSS JOIN link_at v INDEXED BY link_into CROSS JOIN node_at n INDEXED BY node_record
        WHERE r.chained AND v.to_id = r.id AND v.kind = 'records' AND v.state = 'confirmed' AND valid(v)
          AND n.id = v.from_id AND n.kind = 'record' AND n.date <= :day]])

--- plain
SELECT revision, count(*) AS records, sum(files) AS evidence, sum(files = 0) AS bare,
       sum(NOT fits) AS outside, sum(suspect) AS suspects,
       max(CASE WHEN fits AND asked AND files > 0 THEN 2 - suspect ELSE 0 END) AS met
FROM weighed WHERE NOT narrowed AND NOT twice AND files < 1099511627776 GROUP BY revision

--- by_revision
SELECT r.clause, sum(p.records) AS records, sum(p.evidence) AS evidence, sum(p.bare) AS bare,
       sum(p.outside) AS outside, sum(p.suspects) AS suspects,
       max(min(p.met, 1 + r.clean)) AS met
FROM reach r JOIN plain p ON p.revision = r.revision GROUP BY r.clause

--- direct_fit
SELECT u.record, max(coalesce(r.lived AND r.starts <= u.date AND (r.ends IS NULL OR u.date < r.ends), 0)) AS fits
FROM under u LEFT JOIN revision r ON r.id = u.revision GROUP BY u.record

--- shown
SELECT r.clause, w.record, w.suspect, w.asked, w.fits, r.clean, 0 AS unrevised
FROM weighed w JOIN reach r ON r.revision = w.revision
WHERE NOT w.narrowed AND (w.twice OR w.files >= 1099511627776)
UNION ALL
SELECT d.clause, d.record, d.suspect, d.asked, coalesce(f.fits, 1), 1, f.record IS NULL
FROM direct d LEFT JOIN direct_fit f ON f.record = d.record

--- file
SELECT l.*, coalesce(x.fixity, 'held') AS fixity FROM (
    [[SELECT s.id AS record, v.from_id AS evidence, v.state = 'confirmed' AS counts, is_suspect(v) AS suspect
      FROM (SELECT DISTINCT record AS id FROM shown) s CROSS JOIN link_at v INDEXED BY link_into
      WHERE v.to_id = s.id AND v.kind = 'records' AND live(v) AND valid(v)]]
) l LEFT JOIN failing x ON x.id = l.evidence

--- filed
SELECT record, sum(counts) AS files, max(counts AND fixity = 'held') AS held,
       max(counts AND fixity = 'held' AND NOT suspect) AS clean
FROM file GROUP BY record

--- by_record
SELECT s.clause, count(DISTINCT s.record) AS records,
       count(DISTINCT CASE WHEN coalesce(f.files, 0) = 0 THEN s.record END) AS bare,
       count(DISTINCT CASE WHEN NOT s.fits THEN s.record END) AS outside,
       count(DISTINCT CASE WHEN s.unrevised THEN s.record END) AS unrevised,
       sum(s.suspect) AS suspects,
       max(CASE WHEN s.fits AND s.asked AND f.held
                THEN 1 + (s.clean AND NOT s.suspect AND f.clean) ELSE 0 END) AS met
FROM shown s LEFT JOIN filed f ON f.record = s.record GROUP BY s.clause

--- by_file
SELECT s.clause, count(DISTINCT CASE WHEN f.counts THEN f.evidence END) AS evidence,
       count(DISTINCT CASE WHEN f.counts AND f.fixity = 'changed' THEN f.evidence END) AS changed,
       count(DISTINCT CASE WHEN f.counts AND f.fixity = 'unreadable' THEN f.evidence END) AS unreadable,
       sum(f.suspect) AS suspects, sum(NOT f.counts) AS waiting
FROM (SELECT DISTINCT clause, record FROM shown) s JOIN file f ON f.record = s.record GROUP BY s.clause

--- waiting_records
SELECT document, count(*) AS waiting FROM (
    [[SELECT r.document FROM revision r CROSS JOIN link_at v INDEXED BY link_waiting
      CROSS JOIN node_at n INDEXED BY node_record
      WHERE r.chained AND v.to_id = r.id AND v.kind = 'records' AND v.state = 'proposed' AND valid(v)
        AND n.id = v.from_id AND n.kind = 'record' AND n.date <= :day]]
) GROUP BY document

--- adoption
SELECT document, sum(adopted) AS adopted FROM revision WHERE begun GROUP BY document

--- basis (document)
[[SELECT d.rowid FROM document d CROSS JOIN node_at v INDEXED BY node_type
  WHERE v.id = d.id AND v.kind = 'document' AND v.type IN (SELECT value FROM json_each(:basis))]]

--- by_document
SELECT c.clause, sum(c.led) AS procedures,
       max(CASE WHEN c.led AND c.document IN (SELECT document FROM basis) THEN 2 - c.led_suspect ELSE 0 END) AS procedure,
       max(CASE WHEN c.led THEN 2 - c.led_suspect ELSE 0 END) AS revision,
       sum(CASE WHEN c.led THEN c.led_suspect ELSE c.line_suspects END) AS suspects,
       sum(a.adopted) AS adopted, coalesce(sum(w.waiting), 0) AS waiting
FROM chain c JOIN adoption a ON a.document = c.document
LEFT JOIN waiting_records w ON w.document = c.document GROUP BY c.clause

--- waiting_claims
SELECT clause, count(*) AS waiting FROM claim
WHERE NOT counts AND (from_id IN (SELECT id FROM source_revision) OR from_id IN (SELECT id FROM source_record))
GROUP BY clause

--- waiting_successors
SELECT clause, count(*) AS waiting FROM (
    [[SELECT c.rowid AS clause FROM clause c CROSS JOIN link_at v INDEXED BY link_into
      WHERE v.to_id = c.id AND v.kind = 'supersedes' AND v.state = 'proposed' AND valid(v)]]
) GROUP BY clause

--- successor (clause)
[[SELECT c.rowid FROM clause c CROSS JOIN link_at v INDEXED BY link_into
  WHERE v.to_id = c.id AND v.kind = 'supersedes' AND v.state = 'confirmed' AND valid(v)]]

--- next_edition (in_force)
SELECT EXISTS (
    [[SELECT 1 FROM link_at v CROSS JOIN node_at s
      WHERE v.to_id = :standard AND v.kind = 'supersedes' AND v.state = 'confirmed' AND valid(v)
        AND s.id = v.from_id
        AND (s.body ->> '$.fields.in_force_from' IS NULL OR s.body ->> '$.fields.in_force_from' <= :day)
        AND (s.body ->> '$.fields.in_force_to' IS NULL OR :day < s.body ->> '$.fields.in_force_to')]]
)

--- answer
SELECT c.id,
       coalesce(d.procedures, 0),
       coalesce(v.records, 0) + coalesce(r.records, 0),
       coalesce(v.evidence, 0) + coalesce(f.evidence, 0),
       coalesce(d.procedure, 0),
       coalesce(d.revision, 0),
       max(coalesce(v.met, 0), coalesce(r.met, 0)),
       coalesce(v.bare, 0) + coalesce(r.bare, 0) AS record_without_evidence,
       coalesce(f.changed, 0) AS evidence_changed,
       coalesce(f.unreadable, 0) AS evidence_unreadable,
       coalesce(d.suspects, 0) + coalesce(v.suspects, 0) + coalesce(r.suspects, 0) + coalesce(f.suspects, 0)
           AS suspect_link,
       coalesce(v.outside, 0) + coalesce(r.outside, 0) AS record_outside_revision,
       (SELECT in_force FROM next_edition) OR c.rowid IN (SELECT clause FROM successor) AS clause_superseded,
       coalesce(p.waiting, 0) + coalesce(d.waiting, 0) + coalesce(f.waiting, 0) + coalesce(s.waiting, 0)
           AS proposal_waiting,
       coalesce(d.adopted, 0) AS adopted,
       coalesce(r.unrevised, 0) AS record_without_revision
FROM clause c
LEFT JOIN by_document d ON d.clause = c.rowid
LEFT JOIN by_revision v ON v.clause = c.rowid
LEFT JOIN by_record r ON r.clause = c.rowid
LEFT JOIN by_file f ON f.clause = c.rowid
LEFT JOIN waiting_claims p ON p.clause = c.rowid
LEFT JOIN waiting_successors s ON s.clause = c.rowid
