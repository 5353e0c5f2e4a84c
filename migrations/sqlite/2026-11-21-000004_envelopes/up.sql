-- Partners' encryption. Keys are public ones, marks are hashes: nothing here names
-- a person or opens anything. The PostgreSQL migration of the same name makes the
-- same tables.

-- What a partner has to do about encryption; no row while nobody ever said.
CREATE TABLE partner_encryption (
    partner_id INTEGER PRIMARY KEY REFERENCES partners (id),
    policy     TEXT    NOT NULL CHECK (policy IN ('off', 'optional', 'required')),
    -- The one form it may use; NULL allows all.
    form       TEXT    CHECK (form IN ('documented', 'iv-unsigned', 'packed')),
    changed_at INTEGER NOT NULL
) STRICT;

-- A retired key stays, so that it is never enrolled again.
CREATE TABLE envelope_keys (
    partner_id  INTEGER NOT NULL REFERENCES partners (id),
    -- SHA-256 of spki.
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    -- Counts a partner's keys from 1: clocks may say which is newer, and be wrong.
    number      INTEGER NOT NULL,
    spki        BLOB    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    retired_at  INTEGER,
    PRIMARY KEY (partner_id, fingerprint),
    UNIQUE (partner_id, number)
) STRICT, WITHOUT ROWID;

-- What was taken once and is refused ever after, until it is too old anyway.
CREATE TABLE envelope_marks (
    partner_id INTEGER NOT NULL,
    hash       BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (partner_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX envelope_marks_by_expiry ON envelope_marks (expires_at);
