-- Instants are microseconds since 1970-01-01T00:00:00Z, business days are days
-- since 1970-01-01, money is paise, uuids are 16 bytes, keyed hashes 32 bytes.
-- The PostgreSQL migration of the same name makes the same tables.

CREATE TABLE partners (
    id           INTEGER PRIMARY KEY,
    uuid         BLOB    NOT NULL UNIQUE,
    slug         TEXT    NOT NULL UNIQUE,
    client_id    TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    email_sealed BLOB    NOT NULL,
    email_index  BLOB    NOT NULL UNIQUE,
    status       TEXT    NOT NULL
        CHECK (status IN ('pending', 'active', 'suspended', 'inactive', 'rejected')),
    sandbox      INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
    rate_bps     INTEGER CHECK (rate_bps BETWEEN 0 AND 10000),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE partner_secrets (
    id         INTEGER PRIMARY KEY,
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    hash       BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at    INTEGER
) STRICT;

CREATE INDEX partner_secrets_by_partner ON partner_secrets (partner_id);

-- Only families of which a refresh token was used, or that were revoked, have a
-- row. One that was only revoked never had a token in use.
CREATE TABLE token_families (
    sid        BLOB    NOT NULL PRIMARY KEY,
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    generation INTEGER NOT NULL,
    in_use     BLOB,
    successor  BLOB,
    revoked_at INTEGER,
    ends_at    INTEGER NOT NULL,
    CHECK ((in_use IS NULL) = (successor IS NULL)),
    CHECK (in_use IS NOT NULL OR revoked_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX token_families_by_end ON token_families (ends_at);

CREATE TABLE spent_refresh_tokens (
    sid        BLOB    NOT NULL REFERENCES token_families (sid) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    token      BLOB    NOT NULL,
    PRIMARY KEY (sid, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_tokens (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    hash       BLOB    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

-- The lender's users; the key is the lender's. Neither a mobile number nor a PAN
-- is unique: the lender may have made one user twice.
CREATE TABLE users (
    id                   INTEGER PRIMARY KEY,
    mobile_index         BLOB    NOT NULL,
    mobile_digest_sealed BLOB    NOT NULL,
    pan_index            BLOB,
    pan_digest_sealed    BLOB,
    first_name           TEXT,
    last_name            TEXT,
    email_sealed         BLOB,
    status               TEXT    NOT NULL
        CHECK (status IN ('active', 'on_hold', 'suspended', 'inactive', 'not_eligible')),
    hold_until           INTEGER,
    registered_at        INTEGER NOT NULL,
    -- The earliest message that gave utm_* and what it gave.
    utm_source           TEXT,
    utm_campaign_index   BLOB,
    utm_occurred_at      INTEGER,
    utm_content          BLOB,
    -- The message the state came from.
    state_occurred_at    INTEGER NOT NULL,
    state_content        BLOB    NOT NULL
) STRICT;

CREATE INDEX users_by_mobile ON users (mobile_index);
CREATE INDEX users_by_pan ON users (pan_index) WHERE pan_index IS NOT NULL;

CREATE TABLE loan_applications (
    id                     INTEGER PRIMARY KEY,
    user_id                INTEGER NOT NULL REFERENCES users (id),
    application_number     TEXT    NOT NULL,
    status                 TEXT    NOT NULL
        CHECK (status IN ('submitted', 'under_review', 'follow_up', 'approved',
                          'ready_for_disbursement', 'disbursal', 'disbursed',
                          'account_manager', 'rejected', 'cancelled', 'refunded',
                          'cleared', 'closed')),
    loan_amount_paise      INTEGER NOT NULL,
    created_at             INTEGER NOT NULL,
    disbursed_at           INTEGER,
    disbursal_amount_paise INTEGER,
    -- The message the state came from.
    state_occurred_at      INTEGER NOT NULL,
    state_content          BLOB    NOT NULL
) STRICT;

-- The dedupe check reads nothing but the statuses of a user's loans.
CREATE INDEX loan_applications_by_user ON loan_applications (user_id, status);

CREATE TABLE feed_messages (
    kind           TEXT    NOT NULL CHECK (kind IN ('user', 'loan')),
    entity_id      INTEGER NOT NULL,
    occurred_at    INTEGER NOT NULL,
    content        BLOB    NOT NULL,
    content_sealed BLOB    NOT NULL,
    received_at    INTEGER NOT NULL,
    PRIMARY KEY (kind, entity_id, occurred_at, content)
) STRICT, WITHOUT ROWID;

CREATE TABLE leads (
    id                     INTEGER PRIMARY KEY,
    -- Random; what the sealed columns are bound to. Nothing looks rows up by it.
    reference              BLOB    NOT NULL,
    partner_id             INTEGER NOT NULL REFERENCES partners (id),
    first_name             TEXT    NOT NULL,
    last_name              TEXT    NOT NULL,
    first_name_folded      TEXT    NOT NULL,
    last_name_folded       TEXT    NOT NULL,
    mobile_index           BLOB    NOT NULL,
    mobile_sealed          BLOB    NOT NULL,
    mobile_last_four_index BLOB    NOT NULL,
    pan_index              BLOB    NOT NULL,
    pan_sealed             BLOB    NOT NULL,
    verdict                INTEGER NOT NULL CHECK (verdict IN (2004, 2005, 2006)),
    campaign               TEXT    NOT NULL CHECK (campaign IN ('documented', 'opaque')),
    campaign_index         BLOB    NOT NULL,
    shared_at              INTEGER NOT NULL,
    shared_on              INTEGER NOT NULL,
    -- 0 while the row is the current one of its partner, mobile number and PAN;
    -- a superseded row carries its own id, so that one unique index admits any
    -- number of superseded rows and a single current one.
    superseded             INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, id)),
    -- Found in the same transaction as the verdict, and users are never deleted.
    user_id                INTEGER,
    -- What lists filter and sort by once a loan is credited to the lead; the rest
    -- of the loan is joined.
    loan_application_id    INTEGER REFERENCES loan_applications (id),
    loan_status            TEXT,
    disbursed_on           INTEGER,
    disbursal_amount_paise INTEGER CHECK (disbursal_amount_paise > 0),
    payout_status          TEXT
        CHECK (payout_status IN ('ineligible', 'eligible', 'approved', 'paid', 'reversed')),
    payout_amount_paise    INTEGER,
    payout_grade           TEXT,
    CHECK ((loan_application_id IS NULL) = (loan_status IS NULL)),
    CHECK ((payout_status IS NULL) = (payout_amount_paise IS NULL)),
    CHECK ((payout_status IS NULL) = (payout_grade IS NULL))
) STRICT;

-- Every index below that is not partial is paid for by every share.
--
-- One current row a person and partner. It begins with the mobile number rather
-- than the partner because it then also serves the search for a mobile number
-- among all rows, current or not: the hash is selective enough.
CREATE UNIQUE INDEX leads_current
    ON leads (mobile_index, pan_index, partner_id, superseded);
-- Search for a PAN; the partner is checked on the few rows found.
CREATE INDEX leads_by_pan ON leads (pan_index);
-- Search for the last four digits: ten thousand values, so the partner leads.
CREATE INDEX leads_by_last_four ON leads (partner_id, mobile_last_four_index);
-- The list in its usual order and from a cursor; with the last two columns the
-- totals and the counts by day are read from the index alone.
CREATE INDEX leads_by_time ON leads (partner_id, shared_at, id, verdict, shared_on);
-- Partial: a lead that is merely shared enters none of these.
CREATE UNIQUE INDEX leads_by_loan
    ON leads (loan_application_id) WHERE loan_application_id IS NOT NULL;
CREATE INDEX leads_by_loan_status
    ON leads (partner_id, loan_status, disbursed_on) WHERE loan_status IS NOT NULL;
CREATE INDEX leads_by_disbursal
    ON leads (partner_id, disbursal_amount_paise, id) WHERE disbursal_amount_paise IS NOT NULL;
CREATE INDEX leads_by_payout
    ON leads (partner_id, payout_status, payout_amount_paise) WHERE payout_status IS NOT NULL;

CREATE TABLE idempotency_keys (
    partner_id   INTEGER NOT NULL,
    route        TEXT    NOT NULL,
    key_index    BLOB    NOT NULL,
    body_index   BLOB    NOT NULL,
    reply_sealed BLOB    NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (partner_id, route, key_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

CREATE TABLE audit_entries (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('system', 'operator', 'partner', 'service')),
    actor_id   INTEGER,
    action     TEXT    NOT NULL,
    subject_id INTEGER NOT NULL,
    -- A flat JSON object of texts.
    details    TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_entries_by_time ON audit_entries (at);
