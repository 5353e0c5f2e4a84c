CREATE TABLE password_links_anew (
    account_kind TEXT    NOT NULL CHECK (account_kind IN ('staff', 'portal')),
    account_id   INTEGER NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (account_kind, account_id)
) STRICT, WITHOUT ROWID;
INSERT INTO password_links_anew SELECT * FROM password_links WHERE account_kind <> 'candidate';
DROP TABLE password_links;
ALTER TABLE password_links_anew RENAME TO password_links;

CREATE TABLE mail_outbox_anew (
    id              INTEGER PRIMARY KEY,
    recipient_kind  TEXT    NOT NULL
        CHECK (recipient_kind IN ('partner', 'portal', 'staff')),
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
INSERT INTO mail_outbox_anew SELECT * FROM mail_outbox
    WHERE recipient_kind NOT IN ('candidate', 'enrolment');
DROP TABLE mail_outbox;
ALTER TABLE mail_outbox_anew RENAME TO mail_outbox;

CREATE INDEX mail_outbox_waiting ON mail_outbox (next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX mail_outbox_sent ON mail_outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mail_outbox_given_up ON mail_outbox (given_up_at)
    WHERE given_up_at IS NOT NULL;

DROP TABLE practice_payouts;
DROP TABLE practice_exam_types;
DROP TABLE practice_quarters;
DROP TABLE practice_totals;
DROP TABLE partner_sessions;
DROP TABLE practice_sessions;
DROP TABLE candidate_totals;
DROP TABLE partner_candidates;
DROP TABLE candidate_batches;
DROP TABLE candidates;
