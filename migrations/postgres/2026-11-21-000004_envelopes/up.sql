-- Partners' encryption. Keys are public ones, marks are hashes: nothing here names
-- a person or opens anything. The SQLite migration of the same name makes the same
-- tables.

-- What a partner has to do about encryption; no row while nobody ever said.
CREATE TABLE partner_encryption (
    partner_id BIGINT PRIMARY KEY REFERENCES partners (id),
    policy     TEXT   NOT NULL CHECK (policy IN ('off', 'optional', 'required')),
    -- The one form it may use; NULL allows all.
    form       TEXT   CHECK (form IN ('documented', 'iv-unsigned', 'packed')),
    changed_at BIGINT NOT NULL
);

-- A retired key stays, so that it is never enrolled again.
CREATE TABLE envelope_keys (
    partner_id  BIGINT NOT NULL REFERENCES partners (id),
    -- SHA-256 of spki.
    fingerprint BYTEA  NOT NULL CHECK (length(fingerprint) = 32),
    -- Counts a partner's keys from 1: clocks may say which is newer, and be wrong.
    number      BIGINT NOT NULL,
    spki        BYTEA  NOT NULL,
    enrolled_at BIGINT NOT NULL,
    retired_at  BIGINT,
    PRIMARY KEY (partner_id, fingerprint),
    UNIQUE (partner_id, number)
);

-- What was taken once and is refused ever after, until it is too old anyway.
CREATE TABLE envelope_marks (
    partner_id BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (partner_id, hash)
);

CREATE INDEX envelope_marks_by_expiry ON envelope_marks (expires_at);
