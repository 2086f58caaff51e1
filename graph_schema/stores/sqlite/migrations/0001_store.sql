-- The store's first form. Bodies are canonical bytes as text; every column read from a body is generated from it, so
-- that it cannot be edited apart from it. `row` is the number by which indexes and derived tables know a version.

CREATE TABLE entry (
    seq  INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE INDEX entry_time ON entry (time, seq);

CREATE TABLE tree (
    level INTEGER NOT NULL,
    idx   INTEGER NOT NULL,
    hash  BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- Current versions.
CREATE TABLE node (
    row      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    key      TEXT,
    owner    TEXT,
    stamp    TEXT NOT NULL,
    body     TEXT NOT NULL,
    seq_from INTEGER NOT NULL,
    seq_to   INTEGER CHECK (seq_to IS NULL),
    date     TEXT AS (body ->> '$.fields.date') VIRTUAL,
    site     TEXT AS (body ->> '$.fields.site') VIRTUAL,
    number   TEXT AS (body ->> '$.fields.number') VIRTUAL,
    fixity   TEXT AS (body ->> '$.fields.fixity') VIRTUAL,
    state    TEXT AS (body ->> '$.fields.state') VIRTUAL,
    type     TEXT AS (body ->> '$.fields.type') VIRTUAL,
    parent   TEXT AS (body ->> '$.fields.parent') VIRTUAL,
    printed_as TEXT AS (body ->> '$.fields.row') VIRTUAL,
    about    TEXT AS (body ->> '$.fields.clause') VIRTUAL,
    starts   TEXT AS (body ->> '$.fields.effective_from') VIRTUAL,
    ends     TEXT AS (min(coalesce(body ->> '$.fields.withdrawn_on', body ->> '$.fields.effective_to'),
                          coalesce(body ->> '$.fields.effective_to', body ->> '$.fields.withdrawn_on'))) VIRTUAL,
    adopted  INTEGER AS (coalesce(body ->> '$.fields.adopted', 0)) VIRTUAL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX node_kind ON node (kind, id);
CREATE INDEX node_owner ON node (owner, kind, id);
CREATE INDEX node_line ON node (owner, starts, id, ends, adopted) WHERE kind = 'revision';
CREATE INDEX node_record ON node (id, date, site) WHERE kind = 'record';
CREATE INDEX node_failing ON node (id, fixity) WHERE kind = 'evidence' AND fixity <> 'held';
CREATE INDEX node_type ON node (id, type) WHERE kind = 'document';
CREATE INDEX node_below ON node (parent, printed_as) WHERE kind = 'clause';
CREATE INDEX node_about ON node (about, state) WHERE kind = 'applicability';

-- Versions that were replaced: written by the store itself whenever a current one is, never touched again.
CREATE TABLE node_past (
    row      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    key      TEXT,
    owner    TEXT,
    stamp    TEXT NOT NULL,
    body     TEXT NOT NULL,
    seq_from INTEGER NOT NULL,
    seq_to   INTEGER NOT NULL CHECK (seq_to > seq_from),
    date     TEXT AS (body ->> '$.fields.date') VIRTUAL,
    site     TEXT AS (body ->> '$.fields.site') VIRTUAL,
    number   TEXT AS (body ->> '$.fields.number') VIRTUAL,
    fixity   TEXT AS (body ->> '$.fields.fixity') VIRTUAL,
    state    TEXT AS (body ->> '$.fields.state') VIRTUAL,
    type     TEXT AS (body ->> '$.fields.type') VIRTUAL,
    parent   TEXT AS (body ->> '$.fields.parent') VIRTUAL,
    printed_as TEXT AS (body ->> '$.fields.row') VIRTUAL,
    about    TEXT AS (body ->> '$.fields.clause') VIRTUAL,
    starts   TEXT AS (body ->> '$.fields.effective_from') VIRTUAL,
    ends     TEXT AS (min(coalesce(body ->> '$.fields.withdrawn_on', body ->> '$.fields.effective_to'),
                          coalesce(body ->> '$.fields.effective_to', body ->> '$.fields.withdrawn_on'))) VIRTUAL,
    adopted  INTEGER AS (coalesce(body ->> '$.fields.adopted', 0)) VIRTUAL,
    UNIQUE (id, seq_from)
) STRICT;
CREATE INDEX node_past_key ON node_past (kind, key);
CREATE INDEX node_past_owner ON node_past (owner, kind, id);
CREATE INDEX node_past_below ON node_past (parent) WHERE kind = 'clause';
CREATE INDEX node_past_about ON node_past (about) WHERE kind = 'applicability';

CREATE TABLE link (
    row        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    from_id    TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    to_id      TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    state      TEXT NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    from_stamp TEXT,
    to_stamp   TEXT,
    body       TEXT NOT NULL,
    seq_from   INTEGER NOT NULL,
    seq_to     INTEGER CHECK (seq_to IS NULL)
) STRICT;
CREATE UNIQUE INDEX link_live ON link (from_id, kind, to_id) WHERE state IN ('proposed', 'confirmed');
CREATE INDEX link_into ON link (to_id, kind, state, from_id, valid_from, valid_to);
CREATE INDEX link_out ON link (from_id, kind, state, to_id, valid_from, valid_to);
CREATE INDEX link_waiting ON link (kind, to_id, from_id, valid_from, valid_to) WHERE state = 'proposed';
CREATE INDEX link_kind ON link (kind, id);
CREATE INDEX link_proposed ON link (id) WHERE state = 'proposed';

CREATE TABLE link_past (
    row        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    from_id    TEXT NOT NULL,
    to_id      TEXT NOT NULL,
    state      TEXT NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    from_stamp TEXT,
    to_stamp   TEXT,
    body       TEXT NOT NULL,
    seq_from   INTEGER NOT NULL,
    seq_to     INTEGER NOT NULL CHECK (seq_to > seq_from),
    UNIQUE (id, seq_from)
) STRICT;
CREATE INDEX link_past_into ON link_past (to_id, kind);
CREATE INDEX link_past_out ON link_past (from_id, kind);

-- Derived, kept by triggers, small: current confirmed links whose stamps are no longer those of their ends ...
CREATE TABLE suspect (row INTEGER PRIMARY KEY) STRICT;
-- ... and records and files that ever had more than one `records` link (more of them only costs time in `tally`).
CREATE TABLE shared (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE account (name TEXT PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE session (digest TEXT PRIMARY KEY, account TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
CREATE TABLE token (digest TEXT PRIMARY KEY, account TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE request (
    actor       TEXT NOT NULL,
    id          TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    answer      TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_at ON request (at);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Work that waits, rebuildable from what the graph refers to. `turn`: place in the order of asking.
CREATE TABLE job (
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    state       TEXT NOT NULL,
    asked_at    TEXT NOT NULL,
    change      INTEGER NOT NULL UNIQUE,
    turn        INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    worker      TEXT,
    lease_until TEXT,
    ended_at    TEXT,
    reason      TEXT,
    params      TEXT NOT NULL,
    facts       TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_state ON job (kind, state, change);
CREATE INDEX job_queued ON job (kind, tries, turn) WHERE state = 'queued';
CREATE INDEX job_running ON job (kind, lease_until) WHERE state = 'running';

-- The ledger only grows, by one seq at a time.
CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM entry)
BEGIN SELECT raise(ABORT, 'entry: seq must follow the last one'); END;
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'entry: never changed'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'entry: never deleted'); END;
CREATE TRIGGER tree_new BEFORE INSERT ON tree
WHEN EXISTS (SELECT 1 FROM tree WHERE level = NEW.level AND idx = NEW.idx)
BEGIN SELECT raise(ABORT, 'tree: never changed'); END;
CREATE TRIGGER tree_kept BEFORE UPDATE ON tree BEGIN SELECT raise(ABORT, 'tree: never changed'); END;
CREATE TRIGGER tree_stays BEFORE DELETE ON tree BEGIN SELECT raise(ABORT, 'tree: never deleted'); END;
CREATE TRIGGER node_past_new BEFORE INSERT ON node_past
WHEN EXISTS (SELECT 1 FROM node_past WHERE id = NEW.id AND seq_from = NEW.seq_from)
BEGIN SELECT raise(ABORT, 'node_past: never changed'); END;
CREATE TRIGGER node_past_kept BEFORE UPDATE ON node_past BEGIN SELECT raise(ABORT, 'node_past: never changed'); END;
CREATE TRIGGER node_past_stays BEFORE DELETE ON node_past BEGIN SELECT raise(ABORT, 'node_past: never deleted'); END;
CREATE TRIGGER link_past_new BEFORE INSERT ON link_past
WHEN EXISTS (SELECT 1 FROM link_past WHERE id = NEW.id AND seq_from = NEW.seq_from)
BEGIN SELECT raise(ABORT, 'link_past: never changed'); END;
CREATE TRIGGER link_past_kept BEFORE UPDATE ON link_past BEGIN SELECT raise(ABORT, 'link_past: never changed'); END;
CREATE TRIGGER link_past_stays BEFORE DELETE ON link_past BEGIN SELECT raise(ABORT, 'link_past: never deleted'); END;

-- A current version is replaced only by the last entry's, and is then kept as a past one whoever replaces it. The one
-- exception: a key left out while two nodes of one entry exchange theirs is put in afterwards.
CREATE TRIGGER node_replaced BEFORE UPDATE ON node
WHEN NEW.row <> OLD.row OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    OR NEW.seq_from <> (SELECT max(seq) FROM entry)
    OR (NEW.seq_from <= OLD.seq_from
        AND NOT (NEW.seq_from = OLD.seq_from AND OLD.key IS NULL AND NEW.owner IS OLD.owner
                 AND NEW.stamp = OLD.stamp AND NEW.body = OLD.body))
BEGIN SELECT raise(ABORT, 'node: replaced only by a new entry'); END;
CREATE TRIGGER node_kept AFTER UPDATE ON node WHEN NEW.seq_from > OLD.seq_from
BEGIN
    INSERT INTO node_past (id, kind, key, owner, stamp, body, seq_from, seq_to)
    VALUES (OLD.id, OLD.kind, OLD.key, OLD.owner, OLD.stamp, OLD.body, OLD.seq_from, NEW.seq_from);
END;
CREATE TRIGGER node_stays BEFORE DELETE ON node BEGIN SELECT raise(ABORT, 'node: never deleted'); END;
CREATE TRIGGER link_replaced BEFORE UPDATE ON link
WHEN NEW.row <> OLD.row OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    OR NEW.from_id <> OLD.from_id OR NEW.to_id <> OLD.to_id
    OR NEW.seq_from <= OLD.seq_from OR NEW.seq_from <> (SELECT max(seq) FROM entry)
BEGIN SELECT raise(ABORT, 'link: replaced only by a new entry'); END;
CREATE TRIGGER link_kept AFTER UPDATE ON link
BEGIN
    INSERT INTO link_past
        (id, kind, from_id, to_id, state, valid_from, valid_to, from_stamp, to_stamp, body, seq_from, seq_to)
    VALUES (OLD.id, OLD.kind, OLD.from_id, OLD.to_id, OLD.state, OLD.valid_from, OLD.valid_to,
            OLD.from_stamp, OLD.to_stamp, OLD.body, OLD.seq_from, NEW.seq_from);
END;
CREATE TRIGGER link_stays BEFORE DELETE ON link BEGIN SELECT raise(ABORT, 'link: never deleted'); END;

-- Suspicion follows the stamps.
CREATE VIEW suspect_now AS
SELECT l.row, l.id, l.from_id, l.to_id
FROM link l LEFT JOIN node f ON f.id = l.from_id LEFT JOIN node t ON t.id = l.to_id
WHERE l.state = 'confirmed' AND (l.from_stamp IS NOT f.stamp OR l.to_stamp IS NOT t.stamp);
CREATE TRIGGER node_new_stamp AFTER INSERT ON node
WHEN EXISTS (SELECT 1 FROM link WHERE from_id = NEW.id) OR EXISTS (SELECT 1 FROM link WHERE to_id = NEW.id)
BEGIN
    DELETE FROM suspect WHERE row IN (SELECT row FROM link WHERE from_id = NEW.id);
    DELETE FROM suspect WHERE row IN (SELECT row FROM link WHERE to_id = NEW.id);
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE from_id = NEW.id;
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE to_id = NEW.id;
END;
CREATE TRIGGER node_stamp AFTER UPDATE ON node WHEN NEW.stamp <> OLD.stamp
BEGIN
    DELETE FROM suspect WHERE row IN (SELECT row FROM link WHERE from_id = NEW.id);
    DELETE FROM suspect WHERE row IN (SELECT row FROM link WHERE to_id = NEW.id);
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE from_id = NEW.id;
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE to_id = NEW.id;
END;
CREATE TRIGGER link_stamp_new AFTER INSERT ON link WHEN NEW.state = 'confirmed'
BEGIN
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE row = NEW.row;
END;
CREATE TRIGGER link_stamp AFTER UPDATE ON link
BEGIN
    DELETE FROM suspect WHERE row = NEW.row;
    INSERT OR IGNORE INTO suspect SELECT row FROM suspect_now WHERE row = NEW.row;
END;
CREATE TRIGGER link_shared AFTER INSERT ON link
WHEN NEW.kind = 'records' AND EXISTS (
    SELECT 1 FROM link WHERE from_id = NEW.from_id AND kind = 'records' AND row <> NEW.row)
BEGIN
    INSERT OR IGNORE INTO shared VALUES (NEW.from_id);
END;
