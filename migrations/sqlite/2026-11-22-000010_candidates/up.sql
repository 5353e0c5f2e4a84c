-- Candidates: people who practise for exams, the partners that enrol them, their invites
-- and sessions, and what is counted of them. The PostgreSQL migration of the same name makes
-- the same tables.

-- People, each once however many partners enrol them.
CREATE TABLE candidates (
    id            INTEGER PRIMARY KEY,
    uuid          BLOB NOT NULL UNIQUE,
    -- As the first partner wrote it; shown to the candidate alone.
    email_sealed  BLOB NOT NULL,
    email_index   BLOB NOT NULL UNIQUE,
    -- None before the first is set by an invite's token.
    password_hash TEXT,
    generation    INTEGER NOT NULL DEFAULT 0,
    status        TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE candidate_batches (
    id         INTEGER PRIMARY KEY,
    uuid       BLOB NOT NULL UNIQUE,
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    name       TEXT NOT NULL,
    -- In lower case: unique for the partner.
    name_key   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (partner_id, name_key)
) STRICT;

CREATE INDEX candidate_batches_by_partner ON candidate_batches (partner_id, id);

-- One enrolment: a person in a batch of a partner, or in none. What a partner calls the
-- person is its own; no other partner sees it.
CREATE TABLE partner_candidates (
    id                 INTEGER PRIMARY KEY,
    uuid               BLOB NOT NULL UNIQUE,
    partner_id         INTEGER NOT NULL REFERENCES partners (id),
    candidate_id       INTEGER NOT NULL REFERENCES candidates (id),
    batch_id           INTEGER REFERENCES candidate_batches (id),
    -- The batch, or 0 for none.
    batch_key          INTEGER NOT NULL,
    first_name         TEXT NOT NULL,
    last_name          TEXT NOT NULL,
    -- First and last name with a blank between, and the last name: in lower case, for the
    -- search.
    name_key           TEXT NOT NULL,
    last_key           TEXT NOT NULL,
    -- As this partner wrote it.
    email_sealed       BLOB NOT NULL,
    is_active          INTEGER NOT NULL,
    is_paid_for        INTEGER NOT NULL,
    paid_at            INTEGER,
    invite_status      TEXT NOT NULL CHECK (invite_status IN ('pending', 'accepted')),
    -- When the newest invite was queued.
    invite_sent_at     INTEGER NOT NULL,
    invite_expires_at  INTEGER NOT NULL,
    invite_accepted_at INTEGER,
    -- Since when an invite is to be written; null once its letter waits.
    invite_due_at      INTEGER,
    -- Keyed hash of the newest letter's token; null once it was used.
    invite_hash        BLOB,
    -- Invites since invites_from, for a limit by the day.
    invites            INTEGER NOT NULL,
    invites_from       INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    UNIQUE (partner_id, candidate_id, batch_key),
    CHECK (batch_key = COALESCE(batch_id, 0)),
    CHECK (is_paid_for = (paid_at IS NOT NULL)),
    CHECK ((invite_status = 'accepted') = (invite_accepted_at IS NOT NULL))
) STRICT;

CREATE INDEX partner_candidates_by_person ON partner_candidates (candidate_id, partner_id);
CREATE INDEX partner_candidates_by_partner
    ON partner_candidates (partner_id, invite_status, is_paid_for, id);
CREATE INDEX partner_candidates_newest ON partner_candidates (partner_id, id);
CREATE INDEX partner_candidates_by_batch
    ON partner_candidates (batch_id, invite_status, is_paid_for, id)
    WHERE batch_id IS NOT NULL;
CREATE INDEX partner_candidates_by_name ON partner_candidates (partner_id, name_key, id);
CREATE INDEX partner_candidates_by_last ON partner_candidates (partner_id, last_key, id);
CREATE INDEX partner_candidates_due ON partner_candidates (invite_due_at, id)
    WHERE invite_due_at IS NOT NULL;

-- Enrolments by what lists and the dashboard ask for. batch_key -1: of all batches and none;
-- 0: of none.
CREATE TABLE candidate_totals (
    partner_id    INTEGER NOT NULL REFERENCES partners (id),
    batch_key     INTEGER NOT NULL,
    invite_status TEXT NOT NULL,
    is_paid_for   INTEGER NOT NULL,
    candidates    INTEGER NOT NULL,
    PRIMARY KEY (partner_id, batch_key, invite_status, is_paid_for)
) STRICT, WITHOUT ROWID;

-- What the practice platform reports: the state of each session.
CREATE TABLE practice_sessions (
    id           INTEGER PRIMARY KEY,
    -- The platform's own id.
    external_id  TEXT NOT NULL UNIQUE,
    candidate_id INTEGER NOT NULL REFERENCES candidates (id),
    exam_name    TEXT NOT NULL,
    exam_type    TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('started', 'finished', 'abandoned')),
    -- Hundredths: 0 to 10000.
    score        INTEGER CHECK (score BETWEEN 0 AND 10000),
    cost_paise   INTEGER NOT NULL CHECK (cost_paise >= 0),
    -- Hundredths: 0 to 500.
    rating       INTEGER CHECK (rating BETWEEN 0 AND 500),
    minutes      INTEGER CHECK (minutes >= 0),
    completed_at INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    CHECK (status <> 'finished' OR completed_at IS NOT NULL)
) STRICT;

CREATE INDEX practice_sessions_by_person ON practice_sessions (candidate_id, id);

-- Finished sessions of every partner's candidates, newest first.
CREATE TABLE partner_sessions (
    partner_id   INTEGER NOT NULL REFERENCES partners (id),
    completed_at INTEGER NOT NULL,
    session_id   INTEGER NOT NULL REFERENCES practice_sessions (id),
    PRIMARY KEY (partner_id, completed_at, session_id)
) STRICT, WITHOUT ROWID;

-- What is counted of all sessions of a partner's candidates, and what it was paid.
CREATE TABLE practice_totals (
    partner_id INTEGER PRIMARY KEY REFERENCES partners (id),
    sessions   INTEGER NOT NULL,
    finished   INTEGER NOT NULL,
    scored     INTEGER NOT NULL,
    score_sum  INTEGER NOT NULL,
    rated      INTEGER NOT NULL,
    rating_sum INTEGER NOT NULL,
    positive   INTEGER NOT NULL,
    neutral    INTEGER NOT NULL,
    negative   INTEGER NOT NULL,
    cost_paise INTEGER NOT NULL,
    paid_paise INTEGER NOT NULL
) STRICT;

-- Finished sessions by quarter of an hour since 1970-01-01T00:00Z, in which every time
-- zone's days begin.
CREATE TABLE practice_quarters (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    quarter    INTEGER NOT NULL,
    finished   INTEGER NOT NULL,
    PRIMARY KEY (partner_id, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE practice_exam_types (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    exam_type  TEXT NOT NULL,
    sessions   INTEGER NOT NULL,
    PRIMARY KEY (partner_id, exam_type)
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_exam_types_by_count ON practice_exam_types (partner_id, sessions DESC, exam_type);

-- What partners were paid for practice: a ledger of its own, for lines of ledger_lines are
-- about leads and loans.
CREATE TABLE practice_payouts (
    id           INTEGER PRIMARY KEY,
    uuid         BLOB NOT NULL UNIQUE,
    partner_id   INTEGER NOT NULL REFERENCES partners (id),
    kind         TEXT NOT NULL CHECK (kind = 'practice'),
    amount_paise INTEGER NOT NULL CHECK (amount_paise > 0),
    reference    TEXT NOT NULL,
    recorded_by  INTEGER NOT NULL REFERENCES staff_accounts (id),
    recorded_at  INTEGER NOT NULL,
    UNIQUE (partner_id, reference)
) STRICT;

CREATE INDEX practice_payouts_by_partner ON practice_payouts (partner_id, id);

CREATE TRIGGER practice_payouts_not_updated BEFORE UPDATE ON practice_payouts
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER practice_payouts_not_deleted BEFORE DELETE ON practice_payouts
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- Candidates set passwords by links, and are told by e-mail.
CREATE TABLE password_links_anew (
    account_kind TEXT    NOT NULL CHECK (account_kind IN ('staff', 'portal', 'candidate')),
    account_id   INTEGER NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (account_kind, account_id)
) STRICT, WITHOUT ROWID;
INSERT INTO password_links_anew SELECT * FROM password_links;
DROP TABLE password_links;
ALTER TABLE password_links_anew RENAME TO password_links;

CREATE TABLE mail_outbox_anew (
    id              INTEGER PRIMARY KEY,
    recipient_kind  TEXT    NOT NULL
        CHECK (recipient_kind IN ('partner', 'portal', 'staff', 'candidate', 'enrolment')),
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
INSERT INTO mail_outbox_anew SELECT * FROM mail_outbox;
DROP TABLE mail_outbox;
ALTER TABLE mail_outbox_anew RENAME TO mail_outbox;

CREATE INDEX mail_outbox_waiting ON mail_outbox (next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX mail_outbox_sent ON mail_outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mail_outbox_given_up ON mail_outbox (given_up_at)
    WHERE given_up_at IS NOT NULL;
