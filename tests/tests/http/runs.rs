//! Payout runs, from the first line to the bank (contract, lender-feed.md "Payout
//! runs and statements").

use std::thread;

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::feed_client::time;
use crate::money::{Books, Desk, conflict, period};

both!(
    a_run_is_made_by_one_approved_by_another_and_paid_once,
    of_sixteen_approvals_one_succeeds,
    a_rejected_run_leaves_its_lines_to_another,
    what_was_paid_and_is_taken_back_is_set_off,
    wrong_bodies_are_refused,
);

fn a_run_is_made_by_one_approved_by_another_and_paid_once(backend: Backend) {
    let books = Books::with_leads(backend, 3);
    let (maker, checker, auditor) = (
        books.desk("finance"),
        books.desk("admin"),
        books.desk("auditor"),
    );
    conflict(&maker.post("/payout-runs", &period()), "nothing_to_settle");
    for n in [1, 2] {
        books.disburse(n, 10, 1_000_000);
    }
    books.disburse(3, 21, 1_000_000);
    books.disburse(101, 10, 10_000);

    let created = maker.creates();
    let run = &created["run"]["run_id"];
    assert_eq!(created["run"]["status"], "draft");
    assert_eq!(created["run"]["created_by"], maker.id);
    assert_eq!(created["run"]["statement_count"], 2);
    assert_eq!(created["statements"].as_array().unwrap().len(), 2);
    conflict(&maker.post("/payout-runs", &period()), "nothing_to_settle");
    // Drafts are nobody's, and change nothing.
    assert_eq!(
        books.session.get("/statements").is(2000)["data"]["pagination"]["total"],
        0
    );
    assert_eq!(books.payout(1)["payout_status"], "eligible");
    let id = of(&created["statements"], books.partner.id);
    books.session.get(&format!("/statements/{id}")).is(4040);
    let pay = |desk: &Desk, id: &Value, reference: &str| {
        let body = json!({"bank_reference": reference});
        desk.post(&format!("/statements/{id}/pay"), &body)
    };
    conflict(&pay(&maker, id, "UTR-000001"), "not_payable");

    let approve = format!("/payout-runs/{run}/approve");
    maker.post(&approve, &json!({})).is(4031);
    auditor.post(&approve, &json!({})).is(4030);
    let approved = checker.approves(run);
    assert_eq!(approved["status"], "approved");
    assert_eq!(approved["decided_by"], checker.id);
    conflict(&checker.post(&approve, &json!({})), "decided");
    assert_eq!(books.payout(1)["payout_status"], "approved");
    assert_eq!(books.payout(3)["payout_status"], "ineligible");

    let paid = pay(&maker, id, "utr-000001").is(2000)["data"].clone();
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["bank_reference"], "UTR-000001");
    conflict(&pay(&checker, id, "UTR-000001"), "not_payable");
    let other = of(&created["statements"], another(&created, books.partner.id));
    conflict(&pay(&checker, other, "UTR-000001"), "reference_taken");
    pay(&checker, other, "UTR-000002").is(2000);
    pay(&checker, &json!(987_654), "UTR-000003").is(4040);
    assert_eq!(books.payout(1)["payout_status"], "paid");

    // Whoever reads sees it all.
    let listed = auditor.get("/payout-runs").is(2000)["data"].clone();
    assert_eq!(listed["pagination"]["total"], 1);
    assert_eq!(listed["runs"][0]["run_id"], *run);
    let shown = auditor.get(&format!("/payout-runs/{run}")).is(2000)["data"].clone();
    assert_eq!(shown, listed["runs"][0]);
    let statements = auditor.get(&format!("/payout-runs/{run}/statements?limit=1"));
    let statements = statements.is(2000)["data"].clone();
    assert_eq!(statements["statements"].as_array().unwrap().len(), 1);
    assert_eq!(statements["pagination"]["total"], 2);
    auditor.get("/payout-runs/987654").is(4040);
    auditor.get("/payout-runs/987654/statements").is(4040);
    assert!(books.running.log().contains("/api/v1/admin/payout-runs"));
}

/// The statement of this partner.
fn of(statements: &Value, partner: i64) -> &Value {
    let mut statements = statements.as_array().unwrap().iter();
    let found = statements.find(|statement| statement["partner_id"] == partner);
    &found.unwrap()["statement_id"]
}

/// The partner of the other statement.
fn another(created: &Value, partner: i64) -> i64 {
    let statements = created["statements"].as_array().unwrap();
    let mut partners = statements.iter().filter_map(|s| s["partner_id"].as_i64());
    partners.find(|id| *id != partner).unwrap()
}

fn of_sixteen_approvals_one_succeeds(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    let (maker, checker) = (books.desk("finance"), books.desk("admin"));
    books.disburse(1, 10, 50_000);
    // Of as many simultaneous runs one has the line.
    let created = at_once(|| maker.post("/payout-runs", &period()));
    let made: Vec<_> = created.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(made.len(), 1);
    for reply in created.iter().filter(|reply| reply.status != 201) {
        conflict(reply, "nothing_to_settle");
    }
    let run = made[0].json()["data"]["run"]["run_id"].clone();
    let path = format!("/payout-runs/{run}/approve");
    let replies = at_once(|| checker.post(&path, &json!({})));
    let approved = replies.iter().filter(|reply| reply.status == 200);
    assert_eq!(approved.count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        conflict(reply, "decided");
    }
}

fn at_once<T: Send>(call: impl Fn() -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(&call)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

fn a_rejected_run_leaves_its_lines_to_another(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    let (maker, checker) = (books.desk("finance"), books.desk("admin"));
    books.disburse(1, 10, 50_000);
    let first = maker.creates()["run"]["run_id"].clone();
    // The maker may.
    let path = format!("/payout-runs/{first}/reject");
    let rejected = maker.post(&path, &json!({})).is(2000)["data"].clone();
    assert_eq!(rejected["status"], "rejected");
    conflict(&checker.post(&path, &json!({})), "decided");
    conflict(
        &checker.post(&format!("/payout-runs/{first}/approve"), &json!({})),
        "decided",
    );
    let second = maker.creates()["run"]["run_id"].clone();
    assert_ne!(first, second);
    checker.approves(&second);
    let statement = books.statement();
    assert_eq!(statement["line_count"], 1);
    assert_eq!(statement["run_id"], second);
    assert_eq!(statement["closing_balance"], 1000.00);
}

fn what_was_paid_and_is_taken_back_is_set_off(backend: Backend) {
    let books = Books::with_leads(backend, 2);
    let (maker, checker) = (books.desk("finance"), books.desk("admin"));
    books.disburse(1, 10, 50_000);
    let run = maker.creates()["run"]["run_id"].clone();
    checker.approves(&run);
    let first = books.statement()["statement_id"].clone();
    let payment = json!({"bank_reference": "UTR-000001"});
    checker
        .post(&format!("/statements/{first}/pay"), &payment)
        .is(2000);

    let back = json!({"status": "refunded", "occurred_at": time(0)});
    books.lender.lends(1, &books.disbursed(1, 10, 50_000, back));
    assert_eq!(books.payout(1)["payout_status"], "reversed");
    let run = maker.creates();
    checker.approves(&run["run"]["run_id"]);
    let carried = books.session.get("/statements").is(2000)["data"]["statements"][0].clone();
    assert_eq!(carried["status"], "carried");
    assert_eq!(carried["reversals"], -1000.00);
    assert_eq!(carried["closing_balance"], -1000.00);
    let path = format!("/statements/{}/pay", carried["statement_id"]);
    conflict(
        &checker.post(&path, &json!({"bank_reference": "UTR-000002"})),
        "not_payable",
    );

    books.disburse(2, 10, 100_000);
    let run = maker.creates();
    checker.approves(&run["run"]["run_id"]);
    let last = books.session.get("/statements").is(2000)["data"]["statements"][0].clone();
    assert_eq!(last["opening_balance"], -1000.00);
    assert_eq!(last["earnings"], 2000.00);
    assert_eq!(last["closing_balance"], 1000.00);
}

fn wrong_bodies_are_refused(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    let maker = books.desk("finance");
    books.disburse(1, 10, 50_000);
    for (body, field) in [
        (json!({"from": "2026-01-01"}), "to"),
        (json!({"from": "2026-01-02", "to": "2026-01-01"}), "from"),
        (json!({"from": "2026-01-01", "to": "2026-02-30"}), "to"),
        (
            json!({"from": "2026-01-01", "to": "2026-01-31", "force": true}),
            "force",
        ),
    ] {
        let refusal = maker.post("/payout-runs", &body).is(4220);
        assert_eq!(refusal["errors"][0]["field"], field, "{refusal}");
        assert!(refusal["errors"][0]["reason"].is_string());
    }
    maker.post("/payout-runs", &json!([])).is(2003);
    let run = maker.creates()["run"]["run_id"].clone();
    let statements = maker
        .get(&format!("/payout-runs/{run}/statements"))
        .is(2000);
    let id = &statements["data"]["statements"][0]["statement_id"];
    for body in [
        json!({}),
        json!({"bank_reference": "x"}),
        json!({"bank_reference": "UTR-1234", "at": 1}),
    ] {
        maker.post(&format!("/statements/{id}/pay"), &body).is(4220);
    }
    maker.get("/payout-runs?page=0").is(4124);
    maker.get("/payout-runs/x").is(4124);
}
