//! Every blind index can be computed anew from what is sealed.

use std::collections::BTreeSet;
use std::sync::Arc;

use accounts::EmailIndexes;
use candidates::{DraftEnrolments, Enrolling, EnrolmentDraft, EnrolmentWay};
use dedupe::UserStatus;
use kernel::{
    Actor, BlindIndex, Digest, EmailAddress, FieldRef, FieldVault, IndexedField, PartnerId,
    PersonName, PortResult, Recompute, ReindexStored, Sealed, TableReport, UserId,
};
use leads::LeadIndexes;
use lender::{RawMessage, ReindexMessages, UserIndexes};
use store::{DieselBlindIndexes, DieselSealedColumns, Store};
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, receive_feed, seconds_after, text, user_message,
};

use crate::database::Database;
use crate::harness::over;
use crate::sealed::seed;

on_both_databases! {
    every_index_column_is_computed_anew_or_deleted,
    indexes_follow_the_key_and_states_follow_their_messages,
}

/// Where the candidate of the test reads mail.
const CANDIDATE: &str = "asha@example.test";

/// The fake vault after a change of its index key.
struct Rekeyed;

impl FieldVault for Rekeyed {
    fn digest(&self, value: &[u8]) -> Digest {
        FakeVault.digest(value)
    }

    fn index_digest(&self, field: IndexedField, digest: &Digest) -> BlindIndex {
        let index = FakeVault.index_digest(field, digest);
        BlindIndex::new(index.as_bytes().map(|byte| byte ^ 0x5a))
    }

    fn seal(&self, at: FieldRef<'_>, plain: &[u8]) -> PortResult<Sealed> {
        FakeVault.seal(at, plain)
    }

    fn open(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<Vec<u8>> {
        FakeVault.open(at, sealed)
    }
}

fn tables() -> Vec<Arc<dyn Recompute>> {
    vec![
        Arc::new(EmailIndexes::PARTNERS),
        Arc::new(EmailIndexes::STAFF),
        Arc::new(EmailIndexes::PORTAL),
        Arc::new(EmailIndexes::CANDIDATES),
        Arc::new(UserIndexes),
        Arc::new(LeadIndexes),
    ]
}

fn reindex(store: &Store) -> Vec<TableReport> {
    let indexes = Arc::new(DieselBlindIndexes::new(store.clone()));
    let tables = ReindexStored {
        rows: indexes.clone(),
        tables: tables(),
        vault: Arc::new(Rekeyed),
    };
    let messages = ReindexMessages {
        columns: Arc::new(DieselSealedColumns::new(store.clone())),
        names: indexes,
        vault: Arc::new(Rekeyed),
    };
    let mut reports = tables.execute(&mut |_| ()).unwrap();
    reports.push(messages.execute(&mut |_| ()).unwrap());
    reports
}

/// Whoever adds a column of indexes sees to it that it can be computed anew.
fn every_index_column_is_computed_anew_or_deleted(database: &Arc<Database>) {
    database.migrated();
    let sql = match database.as_ref() {
        Database::Sqlite(_) => {
            "SELECT t.name || '.' || c.name AS value
             FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.type = 'BLOB'
               AND (c.name LIKE '%\\_index' ESCAPE '\\' OR c.name LIKE '%content')"
        }
        Database::Postgres { .. } => {
            "SELECT table_name || '.' || column_name AS value
             FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'bytea'
               AND (column_name LIKE '%\\_index' ESCAPE '\\' OR column_name LIKE '%content')"
        }
    };
    let there: BTreeSet<String> = database.texts(sql).into_iter().collect();
    let mut known: BTreeSet<String> = tables()
        .iter()
        .flat_map(|recompute| {
            let table = recompute.table();
            let columns = table.indexes.iter();
            let named = columns.map(|name| format!("{}.{name}", table.table));
            named.collect::<Vec<_>>()
        })
        .collect();
    // By `ReindexMessages`; kept replies are deleted.
    for column in [
        "feed_messages.content",
        "users.state_content",
        "users.utm_content",
        "users.utm_campaign_index",
        "loan_applications.state_content",
        "loan_applications.reported_content",
        "idempotency_keys.key_index",
        "idempotency_keys.body_index",
    ] {
        known.insert(column.to_owned());
    }
    assert_eq!(there, known);
}

/// An earlier campaign than the state's message gives.
fn earlier_campaign(harness: &Harness, user: UserId, person: &Person) -> RawMessage {
    let mut earlier = user_message(user, person, UserStatus::Active, seconds_after(-60));
    earlier.utm_campaign = text("a campaign");
    let message = RawMessage::User(earlier);
    let feed = receive_feed(harness.feed.clone());
    for answer in feed.execute(std::slice::from_ref(&message)) {
        assert_eq!(answer.unwrap().result.as_str(), "stale");
    }
    message
}

/// Enrols somebody with the first partner there is.
fn enrol(harness: &Harness) {
    let name = |text: &str| PersonName::parse(text).unwrap();
    let drafts = DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(81)),
    };
    let new = drafts.draft(EnrolmentDraft {
        first_name: name("Asha"),
        last_name: name("Rao"),
        email: EmailAddress::parse(CANDIDATE).unwrap(),
    });
    let partner = PartnerId::new(1);
    let to = Enrolling {
        partner,
        batch: None,
        way: EnrolmentWay::Singly,
        actor: Actor::Partner(partner),
        at: seconds_after(0),
    };
    harness.enrolments.enrol(to, vec![new.unwrap()]).unwrap();
}

/// Whether the candidate is found under the index that `vault` makes.
fn candidate_is_known(harness: &Harness, vault: &dyn FieldVault) -> bool {
    let index = vault.index(IndexedField::Email, CANDIDATE.as_bytes());
    harness
        .candidate_accounts
        .find_by_email(&index)
        .unwrap()
        .is_some()
}

fn indexes_follow_the_key_and_states_follow_their_messages(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    seed(&harness);
    enrol(&harness);
    assert!(candidate_is_known(&harness, &FakeVault));
    let (user, person) = (UserId::new(2), Person::numbered(2));
    let message = earlier_campaign(&harness, user, &person);
    let reports = reindex(&store);
    assert!(reports.iter().all(|report| report.reindexed == report.rows));
    let rows: Vec<(&str, u64)> = reports.iter().map(|one| (one.table, one.rows)).collect();
    assert_eq!(
        rows,
        [
            ("partners", 2),
            ("staff_accounts", 0),
            ("portal_accounts", 0),
            ("candidates", 1),
            ("users", 5),
            ("leads", 10),
            ("feed_messages", 11),
        ]
    );
    for report in reindex(&store) {
        assert_eq!(report.reindexed, 0, "{}", report.table);
    }

    assert!(candidate_is_known(&harness, &Rekeyed));
    assert!(!candidate_is_known(&harness, &FakeVault));
    let campaign = harness.probe.utm(user).unwrap().campaign;
    assert!(campaign == Some(Rekeyed.index(IndexedField::Campaign, b"a campaign")));
    assert_eq!(harness.probe.known_users(&person.keys(&Rekeyed)).len(), 1);
    assert!(
        harness
            .probe
            .known_users(&person.keys(&FakeVault))
            .is_empty()
    );
    every_state_has_its_message(database);
    names_follow(&harness, message, store);
}

/// What was received before is known under its new name, and kept replies go once.
fn names_follow(harness: &Harness, message: RawMessage, store: Store) {
    let mut again = receive_feed(harness.feed.clone());
    again.vault = Arc::new(Rekeyed);
    for answer in again.execute(&[message]) {
        assert_eq!(answer.unwrap().result.as_str(), "unchanged");
    }
    let indexes = DieselBlindIndexes::new(store);
    assert_eq!(indexes.forget_replies(), Ok(10));
    assert_eq!(indexes.forget_replies(), Ok(0));
}

/// No state refers to a message that is not there.
fn every_state_has_its_message(database: &Database) {
    for (table, kind, column) in [
        ("users", "user", "state_content"),
        ("users", "user", "utm_content"),
        ("loan_applications", "loan", "state_content"),
    ] {
        let sql = format!(
            "SELECT count(*) AS value FROM {table} t WHERE {column} IS NOT NULL AND NOT EXISTS
             (SELECT 1 FROM feed_messages m WHERE m.kind = '{kind}' AND m.entity_id = t.id
              AND m.content = t.{column})"
        );
        assert_eq!(database.integers(&sql), [0], "{table}.{column}");
    }
}
