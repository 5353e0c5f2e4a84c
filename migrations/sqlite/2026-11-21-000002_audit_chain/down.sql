-- Refused while there are entries by staff. The chain is lost.
DROP TRIGGER audit_head_stays;
DROP TRIGGER audit_head_goes_forward;
DROP TRIGGER audit_entries_stay;
DROP TRIGGER audit_entries_are_sealed;
DROP TRIGGER audit_entries_are_added;
DROP TABLE audit_head;

CREATE TABLE audit_entries_unchained (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('system', 'operator', 'partner', 'service')),
    actor_id   INTEGER,
    action     TEXT    NOT NULL,
    subject_id INTEGER NOT NULL,
    -- A flat JSON object of texts.
    details    TEXT    NOT NULL
) STRICT;

INSERT INTO audit_entries_unchained (id, at, actor_kind, actor_id, action, subject_id, details)
    SELECT id, at, actor_kind, actor_id, action, subject_id, details FROM audit_entries;

DROP TABLE audit_entries;
ALTER TABLE audit_entries_unchained RENAME TO audit_entries;

CREATE INDEX audit_entries_by_time ON audit_entries (at);
