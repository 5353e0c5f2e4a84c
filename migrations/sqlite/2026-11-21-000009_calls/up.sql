-- How much partners may call and did call; what they are told by webhooks; when the
-- service rests. The PostgreSQL migration of the same name makes the same tables.

-- Null takes the deployment's (rate_limit.*).
ALTER TABLE partners ADD COLUMN calls_per_second INTEGER CHECK (calls_per_second BETWEEN 1 AND 10000);
ALTER TABLE partners ADD COLUMN call_burst INTEGER CHECK (call_burst BETWEEN 1 AND 100000);
ALTER TABLE partners ADD COLUMN monthly_quota INTEGER CHECK (monthly_quota >= 0);

-- Answered calls of partners, written in batches beside requests. A day is one of the
-- business's time zone, an outcome the code of the reply.
CREATE TABLE usage_days (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    day        INTEGER NOT NULL,
    route      TEXT    NOT NULL,
    outcome    INTEGER NOT NULL,
    calls      INTEGER NOT NULL,
    PRIMARY KEY (partner_id, day, route, outcome)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_days_by_day ON usage_days (day, partner_id);

-- Calls that count against the quota, by the first day of their month.
CREATE TABLE usage_months (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    month      INTEGER NOT NULL,
    counted    INTEGER NOT NULL,
    PRIMARY KEY (partner_id, month)
) STRICT, WITHOUT ROWID;

-- What a partner was told of its quota: each once.
CREATE TABLE usage_alerts (
    partner_id INTEGER NOT NULL REFERENCES partners (id),
    month      INTEGER NOT NULL,
    percent    INTEGER NOT NULL,
    quota      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (partner_id, month, percent, quota)
) STRICT, WITHOUT ROWID;

-- The last batch of counts that each process wrote, so that one whose answer was lost
-- is not written again.
CREATE TABLE usage_writers (
    writer     BLOB NOT NULL PRIMARY KEY,
    batch      INTEGER NOT NULL,
    written_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_writers_by_time ON usage_writers (written_at);

-- Where partners want to be told.
CREATE TABLE webhook_endpoints (
    id                     INTEGER PRIMARY KEY,
    uuid                   BLOB NOT NULL UNIQUE,
    partner_id             INTEGER NOT NULL REFERENCES partners (id),
    -- Some carry a token.
    url_sealed             BLOB NOT NULL,
    description            TEXT,
    -- The words of events, with a comma between them; * for every one.
    events                 TEXT NOT NULL,
    -- paused: by us, for nobody answered; disabled: by the partner or by staff.
    status                 TEXT NOT NULL CHECK (status IN ('active', 'paused', 'disabled')),
    -- The one named at onboarding, which follows webhookUrl.
    from_setup             INTEGER NOT NULL,
    secret_sealed          BLOB NOT NULL,
    -- Signs as well until it ends.
    previous_secret_sealed BLOB,
    previous_ends_at       INTEGER,
    created_at             INTEGER NOT NULL,
    updated_at             INTEGER NOT NULL,
    paused_at              INTEGER,
    -- The first failure since the last success.
    failing_since          INTEGER,
    last_success_at        INTEGER,
    -- Nothing is sent before.
    hold_until             INTEGER,
    deleted_at             INTEGER,
    CHECK ((previous_secret_sealed IS NULL) = (previous_ends_at IS NULL)),
    CHECK ((status = 'paused') = (paused_at IS NOT NULL))
) STRICT;

CREATE INDEX webhook_endpoints_by_partner ON webhook_endpoints (partner_id, id);
CREATE UNIQUE INDEX webhook_endpoints_from_setup ON webhook_endpoints (partner_id)
    WHERE from_setup AND deleted_at IS NULL;

-- An event is fanned out once: to the endpoints that want it then. Events of before
-- there were endpoints are over.
ALTER TABLE outbox ADD COLUMN fanned_out_at INTEGER;
UPDATE outbox SET fanned_out_at = created_at;
CREATE INDEX outbox_waiting ON outbox (id) WHERE fanned_out_at IS NULL;
CREATE INDEX outbox_by_partner ON outbox (partner_id, created_at, id);
CREATE INDEX outbox_by_time ON outbox (created_at);

-- One event for one endpoint; again if it is replayed.
CREATE TABLE webhook_deliveries (
    id              INTEGER PRIMARY KEY,
    uuid            BLOB NOT NULL UNIQUE,
    endpoint_id     INTEGER NOT NULL REFERENCES webhook_endpoints (id),
    outbox_id       INTEGER NOT NULL REFERENCES outbox (id),
    partner_id      INTEGER NOT NULL REFERENCES partners (id),
    origin          TEXT NOT NULL CHECK (origin IN ('event', 'replay', 'test')),
    state           TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    created_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    -- When it is to be tried; null once it was delivered or given up.
    next_attempt_at INTEGER,
    last_attempt_at INTEGER,
    -- HTTP status of the last attempt, or a word for why there was none.
    last_status     INTEGER,
    last_error      TEXT,
    finished_at     INTEGER,
    CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
    CHECK ((state = 'pending') = (finished_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (endpoint_id, outbox_id)
    WHERE origin = 'event';
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at, id)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_tests ON webhook_deliveries (next_attempt_at, id)
    WHERE origin = 'test' AND next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_by_partner ON webhook_deliveries (partner_id, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, id);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (outbox_id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at)
    WHERE finished_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    delivery_id INTEGER NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    -- Milliseconds until there was an answer, or none would come.
    took        INTEGER NOT NULL,
    status      INTEGER,
    error       TEXT,
    PRIMARY KEY (delivery_id, number),
    CHECK (status IS NOT NULL OR error IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- When the service rests, as staff announced it.
CREATE TABLE maintenance_windows (
    id           INTEGER PRIMARY KEY,
    uuid         BLOB NOT NULL UNIQUE,
    starts_at    INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    text         TEXT NOT NULL,
    announced_at INTEGER NOT NULL,
    announced_by INTEGER NOT NULL REFERENCES staff_accounts (id),
    cancelled_at INTEGER,
    CHECK (ends_at > starts_at)
) STRICT;

CREATE INDEX maintenance_windows_by_end ON maintenance_windows (ends_at);
