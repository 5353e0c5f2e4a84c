//! Payout runs, statements, disputes and tax profiles.

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use kernel::Money;
use store::{MoneyDiscrepancy, Store};
use testkit::{Harness, money_at_once_contract, money_contract, money_history_contract};

use crate::database::Database;
use crate::harness::{harness, over};
use crate::money_rows::{self, Scale};

on_both_databases! {
    money_keeps_its_contract,
    money_keeps_its_contract_from_many_sides_at_once,
    no_paisa_is_lost_whatever_happens,
    what_does_not_agree_is_told,
    a_run_that_does_not_add_up_leaves_nothing_behind,
    a_large_run_is_settled,
}

fn money_keeps_its_contract(database: &Arc<Database>) {
    let kept: Mutex<Vec<Arc<Database>>> = Mutex::default();
    money_contract(|| -> Harness {
        let another = Arc::new(database.another());
        kept.lock().unwrap().push(Arc::clone(&another));
        harness(&another)
    });
    for one in kept.lock().unwrap().iter() {
        assert_eq!(one.open().check_money(), Ok(Vec::new()));
    }
}

fn money_keeps_its_contract_from_many_sides_at_once(database: &Arc<Database>) {
    money_at_once_contract(harness(database));
    assert_eq!(database.open().check_money(), Ok(Vec::new()));
}

fn no_paisa_is_lost_whatever_happens(database: &Arc<Database>) {
    for seed in [3, 11] {
        let another = Arc::new(database.another());
        let store = another.migrated();
        let check = || assert_eq!(store.check_money(), Ok(Vec::new()), "seed {seed}");
        money_history_contract(over(&another, &store), seed, 60, &check);
        let found = store.reconcile().unwrap();
        assert_eq!(found.discrepancies, Vec::new(), "seed {seed}");
    }
}

fn what_does_not_agree_is_told(database: &Arc<Database>) {
    let store = database.migrated();
    money_rows::insert(database, Scale { leads: 4, each: 2 });
    let runs = over(database, &store).payout_runs;
    runs.create(money_rows::run()).unwrap();
    assert_eq!(store.check_money(), Ok(Vec::new()));
    let place = "SELECT statement_id AS value FROM statement_lines WHERE line_id = 1";
    let place = database.integers(place)[0];
    let remove = "DELETE FROM statement_lines WHERE line_id = 1";
    let put_back = format!("INSERT INTO statement_lines VALUES (1, {place})");
    let free = "INSERT INTO unsettled_lines SELECT id, partner_id, booked_on FROM ledger_lines \
                WHERE id = 1";
    let unfree = "DELETE FROM unsettled_lines WHERE line_id = 1";
    let elsewhere = "UPDATE statement_lines SET statement_id = (SELECT id FROM statements \
                     WHERE partner_id = 1) WHERE line_id = 1";
    let moved_back = format!("UPDATE statement_lines SET statement_id = {place} WHERE line_id = 1");
    let cases: [(&str, &str, &[&str]); 5] = [
        (&shifted(1), &shifted(-1), &["statement.earnings"]),
        (
            &owing(1),
            &owing(-1),
            &["payout.amount", "lead.payout_amount"],
        ),
        (free, unfree, &["line.places"]),
        (
            remove,
            &put_back,
            &["statement.earnings", "statement.lines", "line.places"],
        ),
        (elsewhere, &moved_back, &["statement.foreign_lines"]),
    ];
    for (tamper, mend, expected) in cases {
        database.run(tamper);
        assert_told(&store, expected);
        database.run(mend);
        assert_eq!(store.check_money(), Ok(Vec::new()), "{mend}");
    }
}

fn assert_told(store: &Store, expected: &[&str]) {
    let found: Vec<MoneyDiscrepancy> = store.check_money().unwrap();
    for what in expected {
        let told = found.iter().any(|one| one.what == *what);
        assert!(told, "{what}: {found:?}");
    }
}

/// Some earnings that no line tells of.
fn shifted(by: i64) -> String {
    format!(
        "UPDATE statements SET earnings_paise = earnings_paise + {by}, \
         closing_paise = closing_paise + {by} WHERE partner_id = 1"
    )
}

/// A debt that no line tells of.
fn owing(by: i64) -> String {
    format!("UPDATE payouts SET amount_paise = amount_paise + {by} WHERE lead_id = 1")
}

/// Line 1 is partner 2's, but listed as free for partner 1: the statements of a run would
/// not be the sum of their own partner's lines.
fn a_run_that_does_not_add_up_leaves_nothing_behind(database: &Arc<Database>) {
    let store = database.migrated();
    money_rows::insert(database, Scale { leads: 4, each: 1 });
    database.run("UPDATE unsettled_lines SET partner_id = 1 WHERE line_id = 1");
    let harness = over(database, &store);
    let refused = harness.payout_runs.create(money_rows::run());
    assert!(refused.is_err(), "{refused:?}");
    for table in ["payout_runs", "statements", "statement_lines"] {
        let rows = database.integers(&format!("SELECT count(*) AS value FROM {table}"));
        assert_eq!(rows, [0], "{table}");
    }
    let free = database.integers("SELECT count(*) AS value FROM unsettled_lines");
    assert_eq!(free, [4]);
}

/// `MONEY_LEADS` makes it larger, for measuring.
fn a_large_run_is_settled(database: &Arc<Database>) {
    let leads = std::env::var("MONEY_LEADS").ok();
    let leads = leads.map_or(3_000, |leads| leads.parse().unwrap());
    let store = database.migrated();
    money_rows::insert(database, Scale { leads, each: 1 });
    let harness = over(database, &store);
    let runs = &harness.payout_runs;
    let timed = |what: &str, begun: Instant| {
        let line = format!("{what} {leads}: {:?}\n", begun.elapsed());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    };

    let begun = Instant::now();
    let run = runs.create(money_rows::run()).unwrap();
    timed("create", begun);
    assert_eq!(run.payable, Money::from_paise(money_rows::PAISE * leads));
    let begun = Instant::now();
    runs.reject(run.id, money_rows::CHECKER, run.created_at)
        .unwrap();
    timed("reject", begun);
    let run = runs.create(money_rows::run()).unwrap();
    let begun = Instant::now();
    runs.approve(run.id, money_rows::CHECKER, run.created_at)
        .unwrap();
    timed("approve", begun);
    let statuses = "SELECT count(*) AS value FROM payouts WHERE status = 'approved' AND frozen";
    assert_eq!(database.integers(statuses), [leads]);
    for statement in runs
        .statements(run.id, kernel::PageNumber::FIRST, kernel::PageSize::DEFAULT)
        .unwrap()
    {
        let reference = format!("UTR-{:06}", statement.id).parse().unwrap();
        let begun = Instant::now();
        let paid = runs.pay(statement.id, reference, money_rows::CHECKER, run.created_at);
        timed("pay", begun);
        paid.unwrap();
    }
    let told = "SELECT count(*) AS value FROM outbox WHERE event = 'payout.paid'";
    assert_eq!(database.integers(told), [leads]);
    assert_eq!(store.check_money(), Ok(Vec::new()));
    assert_eq!(store.reconcile().unwrap().discrepancies, Vec::new());
}
