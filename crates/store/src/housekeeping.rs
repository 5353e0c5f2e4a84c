//! Deleting what has run out.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use kernel::{PortFailure, PortResult};

use crate::columns::micros;
use crate::fault::Fault;
use crate::{Store, webhooks};

/// A family is kept for a while after its end, so that a token that is accepted
/// for some seconds past its `exp` still finds its revocation.
const FAMILIES_KEPT: TimeDelta = TimeDelta::days(1);

/// A secret is kept for a month after its end, for whoever asks what happened.
const SECRETS_KEPT: TimeDelta = TimeDelta::days(30);

/// A mark is kept for a little longer than its envelope counts: the clock of
/// another instance may be slow, and there the envelope counts still.
const MARKS_KEPT: TimeDelta = TimeDelta::minutes(1);

/// Letters are kept for a month after they left or were given up, for whoever asks.
const LETTERS_KEPT: TimeDelta = TimeDelta::days(30);

/// Notes of changes are kept for longer than anybody who watches looks back.
const CHANGES_KEPT: TimeDelta = TimeDelta::minutes(15);

/// Deliveries are kept for a month after they ended, with their attempts, and events for a
/// month after they happened: so far back they can be delivered again.
const DELIVERIES_KEPT: TimeDelta = TimeDelta::days(30);

/// Counts of calls are kept for thirteen months: a year can be compared with the one before.
const USAGE_KEPT: TimeDelta = TimeDelta::days(400);

/// For so long a process may try to write a batch of counts again.
const USAGE_WRITERS_KEPT: TimeDelta = TimeDelta::days(1);

/// How many rows were deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Kept replies past their time.
    pub idempotency_keys: usize,
    /// Spent refresh tokens of families that ended.
    pub spent_refresh_tokens: usize,
    /// Families that ended.
    pub token_families: usize,
    /// Client secrets that ended a month ago.
    pub partner_secrets: usize,
    /// Marks of envelopes that are too old by now.
    pub envelope_marks: usize,
    /// Notes of changes nobody waits for any more.
    pub lead_changes: usize,
    /// Letters that left, or were given up, a month ago.
    pub letters: usize,
    /// Revoked tokens of people that would not count any more anyway.
    pub revoked_tokens: usize,
    /// Links to set a password that nobody used in time.
    pub password_links: usize,
    /// Counts of calls of more than 400 days ago.
    pub usage_days: usize,
    /// Processes that wrote no counts for a day.
    pub usage_writers: usize,
    /// Deliveries that ended a month ago.
    pub webhook_deliveries: usize,
    /// Events of a month ago that nothing refers to.
    pub outbox_events: usize,
    /// Endpoints that were deleted a month ago.
    pub webhook_endpoints: usize,
    /// Secrets of endpoints that no longer sign, which were wiped.
    pub webhook_secrets: usize,
    /// Deliveries to endpoints that are told nothing, which were given up.
    pub given_up_deliveries: usize,
}

/// Deletes what has run out; for a background worker.
#[derive(Clone)]
pub struct Housekeeping {
    store: Store,
}

/// `$1` is an instant, `$2` the most rows. In the order of the primary key `SQLite`
/// would look no further than the partner, and through all of its keys for every batch.
const IDEMPOTENCY_KEYS: &str = "DELETE FROM idempotency_keys
    WHERE (key_index, partner_id, route) IN
        (SELECT key_index, partner_id, route FROM idempotency_keys
         WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";

const SPENT_REFRESH_TOKENS: &str = "DELETE FROM spent_refresh_tokens
    WHERE (sid, generation) IN
        (SELECT spent.sid, spent.generation
         FROM token_families family
         JOIN spent_refresh_tokens spent ON spent.sid = family.sid
         WHERE family.ends_at <= $1 LIMIT $2)";

const TOKEN_FAMILIES: &str = "DELETE FROM token_families
    WHERE sid IN
        (SELECT sid FROM token_families WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)";

const PARTNER_SECRETS: &str = "DELETE FROM partner_secrets
    WHERE id IN (SELECT id FROM partner_secrets WHERE ends_at <= $1 LIMIT $2)";

/// The key's columns in the order of [`IDEMPOTENCY_KEYS`], for the same reason.
const ENVELOPE_MARKS: &str = "DELETE FROM envelope_marks
    WHERE (hash, partner_id) IN
        (SELECT hash, partner_id FROM envelope_marks
         WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";

const LEAD_CHANGES: &str = "DELETE FROM lead_changes
    WHERE id IN (SELECT id FROM lead_changes
         WHERE changed_at <= $1 ORDER BY changed_at LIMIT $2)";

const SENT_LETTERS: &str = "DELETE FROM mail_outbox
    WHERE id IN (SELECT id FROM mail_outbox WHERE sent_at <= $1 ORDER BY sent_at LIMIT $2)";

const LETTERS_GIVEN_UP: &str = "DELETE FROM mail_outbox
    WHERE id IN (SELECT id FROM mail_outbox
         WHERE given_up_at <= $1 ORDER BY given_up_at LIMIT $2)";

/// They are kept for a while longer than their token counts.
const REVOKED_TOKENS: &str = "DELETE FROM revoked_tokens
    WHERE token_id IN (SELECT token_id FROM revoked_tokens
         WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";

/// One an account at most, so that they need no index by time.
const PASSWORD_LINKS: &str = "DELETE FROM password_links
    WHERE (account_kind, account_id) IN
        (SELECT account_kind, account_id FROM password_links
         WHERE expires_at <= $1 LIMIT $2)";

/// Their attempts go with them.
const WEBHOOK_DELIVERIES: &str = "DELETE FROM webhook_deliveries
    WHERE id IN (SELECT id FROM webhook_deliveries
         WHERE finished_at <= $1 ORDER BY finished_at LIMIT $2)";

const OUTBOX_EVENTS: &str = "DELETE FROM outbox
    WHERE id IN (SELECT o.id FROM outbox o
         WHERE o.created_at <= $1 AND o.fanned_out_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.outbox_id = o.id)
         ORDER BY o.created_at LIMIT $2)";

/// There are few endpoints, so that these two need no index by time.
const WEBHOOK_ENDPOINTS: &str = "DELETE FROM webhook_endpoints
    WHERE id IN (SELECT e.id FROM webhook_endpoints e
         WHERE e.deleted_at <= $1
         AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = e.id)
         LIMIT $2)";

const WEBHOOK_SECRETS: &str = "UPDATE webhook_endpoints
    SET previous_secret_sealed = NULL, previous_ends_at = NULL
    WHERE id IN (SELECT id FROM webhook_endpoints WHERE previous_ends_at <= $1 LIMIT $2)";

/// A day has 86 400 000 000 microseconds; it is found by its index.
const USAGE_DAYS: &str = "DELETE FROM usage_days
    WHERE (partner_id, day, route, outcome) IN
        (SELECT partner_id, day, route, outcome FROM usage_days
         WHERE day < $1 / 86400000000 ORDER BY day LIMIT $2)";

const USAGE_WRITERS: &str = "DELETE FROM usage_writers
    WHERE writer IN (SELECT writer FROM usage_writers
         WHERE written_at <= $1 ORDER BY written_at LIMIT $2)";

impl Housekeeping {
    /// Housekeeping in `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Deletes everything that had run out at `now`, at most `batch` rows (at
    /// least 1) in one transaction, so that nobody waits long for it.
    ///
    /// # Errors
    /// [`PortFailure`]; batches already committed stay deleted.
    pub fn purge(&self, now: DateTime<Utc>, batch: u32) -> PortResult<Purged> {
        let families_ended = now - FAMILIES_KEPT;
        Ok(Purged {
            idempotency_keys: self.all(IDEMPOTENCY_KEYS, now, batch)?,
            // Before their families, which would take any number of them along.
            spent_refresh_tokens: self.all(SPENT_REFRESH_TOKENS, families_ended, batch)?,
            token_families: self.all(TOKEN_FAMILIES, families_ended, batch)?,
            partner_secrets: self.all(PARTNER_SECRETS, now - SECRETS_KEPT, batch)?,
            envelope_marks: self.all(ENVELOPE_MARKS, now - MARKS_KEPT, batch)?,
            lead_changes: self.all(LEAD_CHANGES, now - CHANGES_KEPT, batch)?,
            letters: self.all(SENT_LETTERS, now - LETTERS_KEPT, batch)?
                + self.all(LETTERS_GIVEN_UP, now - LETTERS_KEPT, batch)?,
            revoked_tokens: self.all(REVOKED_TOKENS, now, batch)?,
            password_links: self.all(PASSWORD_LINKS, now, batch)?,
            usage_days: self.all(USAGE_DAYS, now - USAGE_KEPT, batch)?,
            usage_writers: self.all(USAGE_WRITERS, now - USAGE_WRITERS_KEPT, batch)?,
            given_up_deliveries: webhooks::leftovers(&self.store)?,
            webhook_secrets: self.all(WEBHOOK_SECRETS, now, batch)?,
            // Before what they refer to.
            webhook_deliveries: self.all(WEBHOOK_DELIVERIES, now - DELIVERIES_KEPT, batch)?,
            outbox_events: self.all(OUTBOX_EVENTS, now - DELIVERIES_KEPT, batch)?,
            webhook_endpoints: self.all(WEBHOOK_ENDPOINTS, now - DELIVERIES_KEPT, batch)?,
        })
    }

    fn all(&self, sql: &'static str, until: DateTime<Utc>, batch: u32) -> PortResult<usize> {
        let most = batch.max(1);
        let mut total = 0;
        loop {
            let deleted = self.one_batch(sql, until, most)?;
            total += deleted;
            if u32::try_from(deleted).is_ok_and(|deleted| deleted < most) {
                return Ok(total);
            }
        }
    }

    fn one_batch(&self, sql: &'static str, until: DateTime<Utc>, most: u32) -> PortResult<usize> {
        self.store
            .write(move |conn| -> Result<_, Fault<PortFailure>> {
                Ok(sql_query(sql)
                    .bind::<BigInt, _>(micros(until))
                    .bind::<BigInt, _>(i64::from(most))
                    .execute(conn)?)
            })
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::Text;

    use super::*;
    use crate::StoreOptions;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[test]
    fn sqlite_finds_marks_by_time_and_by_their_whole_key() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store = Store::open(&StoreOptions::new(url)).unwrap();
        store.migrate().unwrap();
        let plan = store.read(|conn| {
            let plan = sql_query(format!("EXPLAIN QUERY PLAN {ENVELOPE_MARKS}"));
            let plan = plan.bind::<BigInt, _>(0).bind::<BigInt, _>(500);
            Ok(plan.load::<Step>(conn)?)
        });
        let plan: Vec<String> = plan.unwrap().into_iter().map(|step| step.detail).collect();
        let plan = plan.join("\n");
        assert!(plan.contains("(partner_id=? AND hash=?)"), "{plan}");
        assert!(plan.contains("envelope_marks_by_expiry"), "{plan}");
        assert!(!plan.contains("SCAN envelope_marks"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
