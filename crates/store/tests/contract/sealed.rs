//! Every sealed value can be walked, opened where it lies, and replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use accounts::{PartnerDraft, PartnerName};
use dedupe::{LoanStatus, UserStatus};
use diesel::connection::SimpleConnection as _;
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldRef, FieldVault as _, FixedClock, LoanApplicationId,
    Resealed, RowKey, Sealed, SealedColumn, SealedColumns as _, SealedRow, UserId,
};
use leads::{IdempotencyKey, Replayable};
use lender::RawMessage;
use store::DieselSealedColumns;
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, command_of, loan_message, manage_partners, midday,
    receive_feed, seconds_after, share_lead, user_message,
};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    every_sealed_column_of_the_schema_is_registered,
    every_value_opens_where_it_lies,
    pages_of_any_size_show_every_row_once,
    a_value_is_replaced_only_where_the_old_one_stands,
    a_column_nobody_knows_is_refused,
    a_row_that_somebody_is_changing_is_passed_over,
}

const PEOPLE: u32 = 5;

/// The real use cases with the fake vault: two partners, users, loans, leads and
/// kept replies.
pub(crate) fn seed(harness: &Harness) {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(midday()));
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(7));
    let manage = manage_partners(harness.partners.clone(), clock.clone(), entropy.clone());
    let share = share_lead(harness.leads.clone(), clock, entropy);
    for name in ["Northwind", "Southwind"] {
        let draft = PartnerDraft {
            name: PartnerName::parse(name).unwrap(),
            email: EmailAddress::parse(&format!("desk@{name}.example.test")).unwrap(),
            slug: None,
            sandbox: false,
            rate: None,
        };
        let partner = manage.create(draft, Actor::Operator).unwrap().partner;
        for number in 1..=PEOPLE {
            let mut command = command_of(partner.id, partner.uuid, &Person::numbered(number));
            command.idempotency = Some(Replayable {
                key: IdempotencyKey::parse(&format!("key-{number}")).unwrap(),
                body: vec![1],
                write: Arc::new(|_| b"the reply".to_vec()),
            });
            share.execute(&command).unwrap();
        }
    }
    feed(harness);
}

fn feed(harness: &Harness) {
    for number in 1..=PEOPLE {
        let user = UserId::new(i64::from(number));
        let mut message = user_message(
            user,
            &Person::numbered(number),
            UserStatus::Active,
            seconds_after(0),
        );
        if number == 1 {
            message.pan_number = lender::Raw::Absent;
        }
        let loan = LoanApplicationId::new(i64::from(number));
        let loan = loan_message(loan, user, LoanStatus::Submitted, seconds_after(0));
        let messages = [RawMessage::User(message), RawMessage::Loan(loan)];
        for answer in receive_feed(harness.feed.clone()).execute(&messages) {
            assert_eq!(answer.unwrap().result.as_str(), "applied");
        }
    }
}

fn columns(database: &Arc<Database>) -> DieselSealedColumns {
    DieselSealedColumns::new(database.open())
}

fn every_row(columns: &DieselSealedColumns, column: SealedColumn, most: u32) -> Vec<SealedRow> {
    let mut rows: Vec<SealedRow> = Vec::new();
    loop {
        let after: Option<RowKey> = rows.last().map(|row| row.key.clone());
        let page = columns.read(column, after.as_ref(), most).unwrap();
        let last = page.len() < usize::try_from(most).unwrap();
        rows.extend(page);
        if last {
            return rows;
        }
    }
}

const MOBILES: SealedColumn = SealedColumn {
    table: "leads",
    column: "mobile_sealed",
};

/// Whoever adds a sealed column adds it to `store/src/sealed/registry.rs`.
fn every_sealed_column_of_the_schema_is_registered(database: &Arc<Database>) {
    let store = database.migrated();
    let sql = match database.as_ref() {
        Database::Sqlite(_) => {
            "SELECT t.name || '.' || c.name AS value
             FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'"
        }
        Database::Postgres { .. } => {
            "SELECT table_name || '.' || column_name AS value
             FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed' ESCAPE '\\'"
        }
    };
    let there: BTreeSet<String> = database.texts(sql).into_iter().collect();
    let known = DieselSealedColumns::new(store).columns();
    let known: BTreeSet<String> = known.iter().map(ToString::to_string).collect();
    assert!(there.len() >= 8);
    assert_eq!(there, known);
}

fn every_value_opens_where_it_lies(database: &Arc<Database>) {
    seed(&harness(database));
    let columns = columns(database);
    let mut values = BTreeMap::new();
    for column in columns.columns() {
        let rows = every_row(&columns, column, 100);
        assert_eq!(
            columns.count(column).unwrap(),
            u64::try_from(rows.len()).unwrap()
        );
        for row in rows {
            let at = FieldRef {
                table: column.table,
                column: column.column,
                row: &row.row,
            };
            let Some(sealed) = row.sealed else { continue };
            FakeVault.open(at, &sealed).unwrap();
            *values.entry(column.to_string()).or_insert(0) += 1;
        }
    }
    for (column, count) in [
        ("partners.email_sealed", 2),
        ("users.mobile_digest_sealed", 5),
        ("users.pan_digest_sealed", 4),
        ("users.email_sealed", 5),
        ("leads.mobile_sealed", 10),
        ("leads.pan_sealed", 10),
        ("feed_messages.content_sealed", 10),
        ("idempotency_keys.reply_sealed", 10),
    ] {
        assert_eq!(values.get(column), Some(&count), "{column}");
    }
}

fn pages_of_any_size_show_every_row_once(database: &Arc<Database>) {
    seed(&harness(database));
    let columns = columns(database);
    for column in columns.columns() {
        let all: Vec<RowKey> = every_row(&columns, column, 1000)
            .into_iter()
            .map(|row| row.key)
            .collect();
        for most in [1, 3, 10] {
            let paged: Vec<RowKey> = every_row(&columns, column, most)
                .into_iter()
                .map(|row| row.key)
                .collect();
            assert!(paged == all, "{column} by {most}");
        }
    }
}

fn a_value_is_replaced_only_where_the_old_one_stands(database: &Arc<Database>) {
    seed(&harness(database));
    let columns = columns(database);
    for column in columns.columns() {
        let rows = every_row(&columns, column, 1000);
        let present: Vec<SealedRow> = rows
            .into_iter()
            .filter(|row| row.sealed.is_some())
            .collect();
        let Some(first) = present.first().map(|row| row.key.clone()) else {
            continue;
        };
        let values = present.iter().map(|row| Resealed {
            key: row.key.clone(),
            before: if row.key == first {
                Sealed::new(vec![9])
            } else {
                row.sealed.clone().unwrap()
            },
            after: Sealed::new(vec![1, 2, 3]),
        });
        let replaced = columns.replace(column, values.collect()).unwrap();
        assert_eq!(replaced, u64::try_from(present.len()).unwrap() - 1);
        for (before, after) in present.iter().zip(
            every_row(&columns, column, 1000)
                .iter()
                .filter(|row| row.sealed.is_some()),
        ) {
            assert!(before.key == after.key);
            let expected = if before.key == first {
                before.sealed.clone()
            } else {
                Some(Sealed::new(vec![1, 2, 3]))
            };
            assert_eq!(after.sealed, expected, "{column}");
        }
    }
}

fn a_column_nobody_knows_is_refused(database: &Arc<Database>) {
    database.migrated();
    let column = SealedColumn {
        table: "leads",
        column: "first_name",
    };
    assert!(columns(database).read(column, None, 1).is_err());
}

/// Neither waits for the other. `SQLite` has one writer and cannot come to this.
fn a_row_that_somebody_is_changing_is_passed_over(database: &Arc<Database>) {
    seed(&harness(database));
    if matches!(database.as_ref(), Database::Sqlite(_)) {
        return;
    }
    let columns = columns(database);
    let rows = every_row(&columns, MOBILES, 1000);
    let values = rows.iter().map(|row| Resealed {
        key: row.key.clone(),
        before: row.sealed.clone().unwrap(),
        after: Sealed::new(vec![7]),
    });
    let values: Vec<Resealed> = values.collect();
    let mut somebody =
        database.holding("SELECT 1 FROM leads WHERE id = (SELECT min(id) FROM leads) FOR UPDATE");
    let most = u64::try_from(values.len()).unwrap();
    assert_eq!(columns.replace(MOBILES, values.clone()).unwrap(), most - 1);
    // Closing alone would free the row only some time later.
    somebody.batch_execute("ROLLBACK").unwrap();
    assert_eq!(columns.replace(MOBILES, values).unwrap(), 1);
}
