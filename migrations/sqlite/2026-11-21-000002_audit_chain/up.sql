-- Entries are chained by a sealer after they were written: it gives each a number
-- and a keyed hash. Staff may act. SQLite changes no check, so the table is built
-- anew; keys stay.
CREATE TABLE audit_entries_chained (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_kind TEXT    NOT NULL
        CHECK (actor_kind IN ('system', 'operator', 'partner', 'service', 'staff')),
    actor_id   INTEGER,
    action     TEXT    NOT NULL,
    subject_id INTEGER NOT NULL,
    -- A flat JSON object of texts.
    details    TEXT    NOT NULL,
    -- Both are null until the entry is chained. The index behind UNIQUE finds those
    -- that wait, in the order of their keys.
    sequence   INTEGER UNIQUE CHECK (sequence > 0),
    hash       BLOB    CHECK (length(hash) = 32),
    CHECK ((sequence IS NULL) = (hash IS NULL))
) STRICT;

INSERT INTO audit_entries_chained (id, at, actor_kind, actor_id, action, subject_id, details)
    SELECT id, at, actor_kind, actor_id, action, subject_id, details FROM audit_entries;

DROP TABLE audit_entries;
ALTER TABLE audit_entries_chained RENAME TO audit_entries;

CREATE INDEX audit_entries_by_time ON audit_entries (at);

-- The last link of the chain, and a keyed hash that proves it.
CREATE TABLE audit_head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    mac      BLOB    NOT NULL CHECK (length(mac) = 32)
) STRICT;

-- The chain finds out who changes what was written; these keep a slip of the hand
-- from doing it.
CREATE TRIGGER audit_entries_are_added BEFORE INSERT ON audit_entries
WHEN NEW.sequence IS NOT NULL OR EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit entries are only ever added and sealed');
END;

CREATE TRIGGER audit_entries_are_sealed BEFORE UPDATE ON audit_entries
WHEN OLD.sequence IS NOT NULL OR NEW.sequence IS NULL
    OR NEW.id IS NOT OLD.id
    OR NEW.at IS NOT OLD.at
    OR NEW.actor_kind IS NOT OLD.actor_kind
    OR NEW.actor_id IS NOT OLD.actor_id
    OR NEW.action IS NOT OLD.action
    OR NEW.subject_id IS NOT OLD.subject_id
    OR NEW.details IS NOT OLD.details
BEGIN
    SELECT RAISE(ABORT, 'audit entries are only ever added and sealed');
END;

CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit entries are only ever added and sealed');
END;

CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON audit_head
WHEN NEW.id IS NOT OLD.id OR NEW.sequence <= OLD.sequence
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward');
END;

CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward');
END;
