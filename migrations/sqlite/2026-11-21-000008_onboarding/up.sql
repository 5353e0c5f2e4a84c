-- Partners find their way in, and staff look after them; people of partners sign in;
-- what is to be told by e-mail waits for its sender. The PostgreSQL migration of the
-- same name makes the same tables.

ALTER TABLE partners ADD COLUMN partner_type TEXT
    CHECK (partner_type IN ('technology', 'business', 'marketplace', 'enterprise'));
-- A deleted partner keeps its row but neither slug nor address: both columns then hold
-- what nobody can have, and deleted_slug what it was called. The address is sealed in
-- email_sealed still.
ALTER TABLE partners ADD COLUMN deleted_at INTEGER;
ALTER TABLE partners ADD COLUMN deleted_slug TEXT;
-- Tokens issued before this do not count.
ALTER TABLE partners ADD COLUMN tokens_from INTEGER;

CREATE INDEX partners_by_time ON partners (created_at, id);

-- One row a partner. A step's time is that of its last repetition.
CREATE TABLE partner_onboardings (
    partner_id            INTEGER PRIMARY KEY REFERENCES partners (id),
    phone_sealed          BLOB,
    started_at            INTEGER NOT NULL,
    business_info_at      INTEGER,
    api_setup_at          INTEGER,
    verification_at       INTEGER,
    activated_at          INTEGER,
    company_name          TEXT,
    website               TEXT,
    industry              TEXT,
    description           TEXT,
    -- A line for each part that was given: its name, = and the part.
    address_sealed        BLOB,
    currency              TEXT,
    time_zone             TEXT,
    webhook_url           TEXT,
    callback_url          TEXT,
    webhook_secret_sealed BLOB,
    -- Null while nobody decided, or since what was decided upon has changed.
    review                TEXT CHECK (review IN ('approved', 'rejected')),
    review_reason_sealed  BLOB,
    reviewed_at           INTEGER,
    -- Null for a review that needed nobody.
    reviewed_by           INTEGER REFERENCES staff_accounts (id),
    CHECK ((review IS NULL) = (reviewed_at IS NULL))
) STRICT;

-- What waits for a decision.
CREATE INDEX partner_onboardings_for_review ON partner_onboardings (verification_at)
    WHERE review IS NULL AND verification_at IS NOT NULL AND activated_at IS NULL;

-- Whoever is a partner already needed none of it.
INSERT INTO partner_onboardings (partner_id, started_at, business_info_at, api_setup_at,
                                 verification_at, activated_at, review, reviewed_at)
    SELECT id, created_at, created_at, created_at, created_at, created_at, 'approved', created_at
    FROM partners;

-- One that counts a partner.
CREATE TABLE onboarding_tokens (
    partner_id INTEGER PRIMARY KEY REFERENCES partners (id),
    hash       BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE partner_api_keys (
    partner_id INTEGER PRIMARY KEY REFERENCES partners (id),
    hash       BLOB    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

-- A file lies outside of the database under file_name, encrypted with a key of its
-- own; or the partner named an address, which nobody fetches.
CREATE TABLE partner_documents (
    id            INTEGER PRIMARY KEY,
    uuid          BLOB    NOT NULL UNIQUE,
    partner_id    INTEGER NOT NULL REFERENCES partners (id),
    document_type TEXT    NOT NULL
        CHECK (document_type IN ('business_registration', 'business_permit', 'tax_id',
                                 'contract', 'other')),
    -- As its sender called it.
    name_sealed   BLOB    NOT NULL,
    url_sealed    BLOB,
    file_name     TEXT    UNIQUE,
    key_sealed    BLOB,
    media_type    TEXT    CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    -- Of the file in clear, in bytes.
    size          INTEGER,
    uploaded_at   INTEGER NOT NULL,
    CHECK ((url_sealed IS NULL) = (file_name IS NOT NULL)),
    CHECK ((file_name IS NULL) = (key_sealed IS NULL)),
    CHECK ((file_name IS NULL) = (media_type IS NULL)),
    CHECK ((file_name IS NULL) = (size IS NULL))
) STRICT;

CREATE INDEX partner_documents_by_partner ON partner_documents (partner_id);

CREATE TABLE partner_notes (
    id             INTEGER PRIMARY KEY,
    uuid           BLOB    NOT NULL UNIQUE,
    partner_id     INTEGER NOT NULL REFERENCES partners (id),
    staff_id       INTEGER NOT NULL REFERENCES staff_accounts (id),
    content_sealed BLOB    NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX partner_notes_by_partner ON partner_notes (partner_id, id);

-- People of partners. Without a password hash nobody signs in yet. Of a deleted
-- partner freed_at says since when others may have the address.
CREATE TABLE portal_accounts (
    id            INTEGER PRIMARY KEY,
    uuid          BLOB    NOT NULL UNIQUE,
    partner_id    INTEGER NOT NULL REFERENCES partners (id),
    email_sealed  BLOB    NOT NULL,
    email_index   BLOB    NOT NULL,
    status        TEXT    NOT NULL CHECK (status IN ('active', 'disabled')),
    password_hash TEXT,
    -- A token of an earlier generation does not count.
    generation    INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    freed_at      INTEGER
) STRICT;

CREATE UNIQUE INDEX portal_accounts_email_index ON portal_accounts (email_index)
    WHERE freed_at IS NULL;
CREATE INDEX portal_accounts_by_partner ON portal_accounts (partner_id);

ALTER TABLE staff_accounts ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

-- Links by which somebody sets a password, each once; one that counts an account.
CREATE TABLE password_links (
    account_kind TEXT    NOT NULL CHECK (account_kind IN ('staff', 'portal')),
    account_id   INTEGER NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (account_kind, account_id)
) STRICT, WITHOUT ROWID;

-- Tokens of people who signed out.
CREATE TABLE revoked_tokens (
    token_id   BLOB    NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_tokens_by_end ON revoked_tokens (expires_at);

-- What is to be told by e-mail, to whom by public identity: the address is looked up
-- when the letter leaves.
CREATE TABLE mail_outbox (
    id              INTEGER PRIMARY KEY,
    recipient_kind  TEXT    NOT NULL CHECK (recipient_kind IN ('partner', 'portal', 'staff')),
    recipient_uuid  BLOB    NOT NULL,
    notice          TEXT    NOT NULL,
    -- A flat JSON object of texts, none of them personal or secret.
    facts           TEXT    NOT NULL,
    -- What is: sealed at (mail_outbox, secret_sealed, reference).
    reference       BLOB    NOT NULL UNIQUE,
    secret_sealed   BLOB,
    created_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    -- When it is to be tried; null once it is sent or given up.
    next_attempt_at INTEGER,
    sent_at         INTEGER,
    given_up_at     INTEGER,
    CHECK (sent_at IS NULL OR (next_attempt_at IS NULL AND given_up_at IS NULL)),
    CHECK (given_up_at IS NULL OR next_attempt_at IS NULL),
    CHECK (next_attempt_at IS NOT NULL OR secret_sealed IS NULL)
) STRICT;

CREATE INDEX mail_outbox_waiting ON mail_outbox (next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX mail_outbox_sent ON mail_outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mail_outbox_given_up ON mail_outbox (given_up_at)
    WHERE given_up_at IS NOT NULL;

-- The search of the audit log, newest first: by what happened, by what it happened to,
-- and by who did it.
CREATE INDEX audit_entries_by_action ON audit_entries (action, at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, at, id);
CREATE INDEX audit_entries_by_kind ON audit_entries (actor_kind, at, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_kind, actor_id, at, id)
    WHERE actor_id IS NOT NULL;
