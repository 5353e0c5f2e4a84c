-- What leads earn: payouts, the ledger, statements, disputes; and what is counted
-- and told when any of it changes. The PostgreSQL migration of the same name makes
-- the same tables.

-- What a partner's taxes depend on. PAN and GSTIN (which contains the PAN) are sealed.
CREATE TABLE tax_profiles (
    partner_id   INTEGER PRIMARY KEY REFERENCES partners (id),
    constitution TEXT
        CHECK (constitution IN ('individual', 'proprietorship', 'huf', 'partnership', 'llp',
                                'private_limited', 'public_limited', 'trust', 'society')),
    pan_sealed   BLOB,
    gstin_sealed BLOB,
    updated_at   INTEGER NOT NULL
) STRICT;

-- The last disbursal any message reported, and which message: all or none. The
-- state's own may be missing where a later message says no more of it.
ALTER TABLE loan_applications ADD COLUMN reported_occurred_at INTEGER;
ALTER TABLE loan_applications ADD COLUMN reported_content BLOB;
ALTER TABLE loan_applications ADD COLUMN reported_disbursed_at INTEGER;
ALTER TABLE loan_applications ADD COLUMN reported_disbursal_paise INTEGER;
UPDATE loan_applications
    SET reported_occurred_at = state_occurred_at,
        reported_content = state_content,
        reported_disbursed_at = disbursed_at,
        reported_disbursal_paise = disbursal_amount_paise
    WHERE disbursed_at IS NOT NULL AND disbursal_amount_paise IS NOT NULL
      AND status IN ('disbursed', 'account_manager', 'cleared', 'closed', 'cancelled', 'refunded');

-- What a lead's loan earns now, and the rules it was computed by. leads repeats
-- status, amount and grade for its lists.
CREATE TABLE payouts (
    lead_id                INTEGER PRIMARY KEY REFERENCES leads (id),
    loan_application_id    INTEGER NOT NULL UNIQUE REFERENCES loan_applications (id),
    status                 TEXT NOT NULL
        CHECK (status IN ('ineligible', 'eligible', 'approved', 'paid', 'reversed')),
    amount_paise           INTEGER NOT NULL CHECK (amount_paise >= 0),
    disbursed_at           INTEGER NOT NULL,
    disbursal_amount_paise INTEGER NOT NULL CHECK (disbursal_amount_paise > 0),
    days                   INTEGER NOT NULL,
    grade                  TEXT NOT NULL,
    rate_bps               INTEGER NOT NULL CHECK (rate_bps BETWEEN 0 AND 10000),
    window_days            INTEGER NOT NULL CHECK (window_days >= 0),
    grades                 TEXT NOT NULL,
    rule_version           TEXT NOT NULL,
    -- Approved once: its attribution stays.
    frozen                 INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    approved_at            INTEGER,
    paid_at                INTEGER
) STRICT;

-- Append-only; the triggers below say so.
CREATE TABLE ledger_lines (
    id                     INTEGER PRIMARY KEY,
    partner_id             INTEGER NOT NULL REFERENCES partners (id),
    lead_id                INTEGER NOT NULL REFERENCES leads (id),
    loan_application_id    INTEGER NOT NULL REFERENCES loan_applications (id),
    kind                   TEXT NOT NULL CHECK (kind IN ('earning', 'adjustment', 'reversal')),
    reason                 TEXT NOT NULL
        CHECK (reason IN ('disbursed', 'amount_changed', 'cancelled', 'refunded',
                          'disbursal_corrected', 'credited_elsewhere')),
    amount_paise           INTEGER NOT NULL CHECK (amount_paise <> 0),
    disbursed_at           INTEGER NOT NULL,
    disbursal_amount_paise INTEGER NOT NULL CHECK (disbursal_amount_paise > 0),
    days                   INTEGER NOT NULL,
    grade                  TEXT NOT NULL,
    rate_bps               INTEGER NOT NULL,
    window_days            INTEGER NOT NULL,
    grades                 TEXT NOT NULL,
    rule_version           TEXT NOT NULL,
    booked_at              INTEGER NOT NULL,
    booked_on              INTEGER NOT NULL,
    CHECK (kind <> 'earning' OR amount_paise > 0),
    CHECK (kind <> 'reversal' OR amount_paise < 0)
) STRICT;

CREATE INDEX ledger_lines_by_lead ON ledger_lines (lead_id, id);
CREATE INDEX ledger_lines_by_partner ON ledger_lines (partner_id, id);

CREATE TRIGGER ledger_lines_not_updated BEFORE UPDATE ON ledger_lines
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_lines_not_deleted BEFORE DELETE ON ledger_lines
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- The lines that are in no statement yet.
CREATE TABLE unsettled_lines (
    line_id    INTEGER PRIMARY KEY REFERENCES ledger_lines (id),
    partner_id INTEGER NOT NULL,
    booked_on  INTEGER NOT NULL
) STRICT;

CREATE INDEX unsettled_lines_by_partner ON unsettled_lines (partner_id, line_id);

CREATE TABLE payout_runs (
    id          INTEGER PRIMARY KEY,
    period_from INTEGER NOT NULL,
    period_to   INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'rejected')),
    created_by  INTEGER NOT NULL REFERENCES staff_accounts (id),
    created_at  INTEGER NOT NULL,
    decided_by  INTEGER REFERENCES staff_accounts (id),
    decided_at  INTEGER,
    CHECK (period_from <= period_to),
    CHECK ((status = 'draft') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (status <> 'approved' OR decided_by <> created_by)
) STRICT;

CREATE TABLE statements (
    id              INTEGER PRIMARY KEY,
    run_id          INTEGER NOT NULL REFERENCES payout_runs (id),
    partner_id      INTEGER NOT NULL REFERENCES partners (id),
    period_from     INTEGER NOT NULL,
    period_to       INTEGER NOT NULL,
    status          TEXT NOT NULL
        CHECK (status IN ('draft', 'approved', 'carried', 'paid', 'rejected')),
    opening_paise   INTEGER NOT NULL CHECK (opening_paise <= 0),
    earnings_paise  INTEGER NOT NULL CHECK (earnings_paise >= 0),
    reversals_paise INTEGER NOT NULL CHECK (reversals_paise <= 0),
    tds_base_paise  INTEGER,
    tds_rate_bps    INTEGER,
    tds_paise       INTEGER NOT NULL CHECK (tds_paise >= 0),
    tds_section     TEXT,
    gst_base_paise  INTEGER,
    gst_rate_bps    INTEGER,
    gst_paise       INTEGER NOT NULL,
    gst_section     TEXT,
    closing_paise   INTEGER NOT NULL,
    lines           INTEGER NOT NULL CHECK (lines > 0),
    bank_reference  TEXT UNIQUE,
    approved_at     INTEGER,
    paid_at         INTEGER,
    UNIQUE (run_id, partner_id),
    CHECK (closing_paise = opening_paise + earnings_paise + reversals_paise + gst_paise - tds_paise),
    CHECK ((status = 'paid') = (bank_reference IS NOT NULL)),
    CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
    CHECK (status NOT IN ('approved', 'paid') OR closing_paise > 0),
    CHECK (status <> 'carried' OR closing_paise <= 0)
) STRICT;

CREATE INDEX statements_by_partner ON statements (partner_id, id);

-- A line is in one run only: rejecting a run takes its lines out of here.
CREATE TABLE statement_lines (
    line_id      INTEGER PRIMARY KEY REFERENCES ledger_lines (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id)
) STRICT;

CREATE INDEX statement_lines_by_statement ON statement_lines (statement_id, line_id);

CREATE TABLE disputes (
    id            INTEGER PRIMARY KEY,
    partner_id    INTEGER NOT NULL REFERENCES partners (id),
    statement_id  INTEGER NOT NULL REFERENCES statements (id),
    line_id       INTEGER NOT NULL REFERENCES ledger_lines (id),
    status        TEXT NOT NULL CHECK (status IN ('open', 'upheld', 'rejected')),
    reason_sealed BLOB NOT NULL,
    answer_sealed BLOB,
    opened_at     INTEGER NOT NULL,
    answered_by   INTEGER REFERENCES staff_accounts (id),
    answered_at   INTEGER,
    UNIQUE (statement_id, line_id),
    CHECK ((status = 'open') = (answered_by IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((answered_by IS NULL) = (answer_sealed IS NULL))
) STRICT;

-- What partners are to be told, written with the change (webhooks deliver it).
CREATE TABLE outbox (
    id             INTEGER PRIMARY KEY,
    event_id       BLOB NOT NULL UNIQUE,
    partner_id     INTEGER NOT NULL REFERENCES partners (id),
    event          TEXT NOT NULL,
    payload_sealed BLOB NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

-- What a partner's leads come to, maintained with every change. Several rows a
-- partner, so that instances do not wait for each other; their sum counts.
CREATE TABLE partner_totals (
    partner_id        INTEGER NOT NULL REFERENCES partners (id),
    shard             INTEGER NOT NULL,
    fresh             INTEGER NOT NULL DEFAULT 0,
    registered        INTEGER NOT NULL DEFAULT 0,
    active            INTEGER NOT NULL DEFAULT 0,
    linked            INTEGER NOT NULL DEFAULT 0,
    loan_applications INTEGER NOT NULL DEFAULT 0,
    disbursed         INTEGER NOT NULL DEFAULT 0,
    payout_eligible   INTEGER NOT NULL DEFAULT 0,
    pending_paise     INTEGER NOT NULL DEFAULT 0,
    paid_paise        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (partner_id, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE partner_days (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    day        INTEGER NOT NULL,
    shard      INTEGER NOT NULL,
    fresh      INTEGER NOT NULL DEFAULT 0,
    registered INTEGER NOT NULL DEFAULT 0,
    active     INTEGER NOT NULL DEFAULT 0,
    disbursed  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (partner_id, day, shard)
) STRICT, WITHOUT ROWID;

-- No lead had a loan or a payout before.
INSERT INTO partner_totals (partner_id, shard, fresh, registered, active, linked)
    SELECT partner_id, 0,
           SUM(CASE verdict WHEN 2005 THEN 1 ELSE 0 END),
           SUM(CASE verdict WHEN 2004 THEN 1 ELSE 0 END),
           SUM(CASE verdict WHEN 2006 THEN 1 ELSE 0 END),
           COUNT(user_id)
    FROM leads GROUP BY partner_id;
INSERT INTO partner_days (partner_id, day, shard, fresh, registered, active)
    SELECT partner_id, shared_on, 0,
           SUM(CASE verdict WHEN 2005 THEN 1 ELSE 0 END),
           SUM(CASE verdict WHEN 2004 THEN 1 ELSE 0 END),
           SUM(CASE verdict WHEN 2006 THEN 1 ELSE 0 END)
    FROM leads GROUP BY partner_id, shared_on;
