//! What a lead earns (contract, lender-feed.md "Payout").

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::feed_client::{assert_result, time};
use crate::money::Books;
use crate::people::person;
use crate::program::Installation;

both!(
    day_20_pays_and_day_21_does_not,
    a_cancelled_loan_takes_its_payout_back,
    a_changed_amount_is_adjusted,
    a_payout_to_come_is_explained,
    rates_and_rules_are_those_of_the_deployment,
    a_foreign_lead_is_as_absent_as_none,
);

fn day_20_pays_and_day_21_does_not(backend: Backend) {
    let books = Books::with_leads(backend, 2);
    let before = books.payout(1);
    assert_eq!(before["payout_status"], Value::Null);
    assert_eq!(before["payout_eligible"], 0);
    assert_eq!(before["days_left"], Value::Null, "the window is over");
    books.disburse(1, 20, 50_000);
    books.disburse(2, 21, 50_000);

    let paid = books.payout(1);
    assert_eq!(paid["payout_status"], "eligible");
    assert_eq!(paid["payout_eligible"], 1);
    assert_eq!(paid["payout_amount"], 1000.00);
    assert_eq!(paid["payout_grade"], "A");
    assert_eq!(paid["days_left"], Value::Null);
    let inputs = &paid["inputs"];
    assert_eq!(inputs["days_to_disbursal"], 20);
    assert_eq!(inputs["window_days"], 20);
    assert_eq!(inputs["rate_bps"], 200);
    assert_eq!(inputs["disbursal_amount"], 50_000.00);
    assert_eq!(inputs["rule_version"], "2026-1");
    assert_eq!(inputs["grades"].as_array().unwrap().len(), 5);
    assert_eq!(
        inputs["lead_shared_at"],
        books.session.lead(books.lead(1))["lead_shared_at"]
    );
    let lines = paid["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["kind"], "earning");
    assert_eq!(lines[0]["amount"], 1000.00);
    let summary = paid["summary"].as_str().unwrap();
    for words in [
        "20 calendar days",
        "50,000.00",
        "2.00 %",
        "1,000.00",
        "grade A",
    ] {
        assert!(summary.contains(words), "{words}: {summary}");
    }

    let late = books.payout(2);
    assert_eq!(late["payout_status"], "ineligible");
    assert_eq!(late["payout_eligible"], 0);
    assert_eq!(late["payout_amount"], 0.00);
    assert_eq!(late["inputs"]["days_to_disbursal"], 21);
    assert_eq!(late["lines"], json!([]));
    // The amounts have two decimals as they are written, not only in value.
    let text = books
        .session
        .get(&format!("/dashboard/lead/{}/payout", books.lead(1)))
        .text;
    for number in [
        "\"payout_amount\":1000.00,",
        "\"rate_percent\":2.00,",
        "\"from_amount\":100000.00}",
    ] {
        assert!(text.contains(number), "{number}: {text}");
    }
    let shown = books.session.lead(books.lead(1));
    assert_eq!(shown["payout_status"], "eligible");
    assert_eq!(shown["payout_amount"], 1000.00);
}

fn a_cancelled_loan_takes_its_payout_back(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    books.disburse(1, 5, 25_000);
    books.disburse(1, 5, 25_000 + 5_000);
    let again = books.disbursed(1, 5, 30_000, json!({"occurred_at": time(-20)}));
    books.lender.lends(1, &again);
    let cancelled = books.disbursed(
        1,
        5,
        30_000,
        json!({"status": "cancelled", "occurred_at": time(0)}),
    );
    books.lender.lends(1, &cancelled);
    let payout = books.payout(1);
    assert_eq!(payout["payout_status"], "reversed");
    assert_eq!(payout["payout_eligible"], 0);
    assert_eq!(payout["payout_amount"], 0.00);
    let lines = payout["lines"].as_array().unwrap();
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["kind"], &last["reason"]),
        (&json!("reversal"), &json!("cancelled"))
    );
    assert_eq!(sum(lines), 0);
    let summary = payout["summary"].as_str().unwrap();
    assert!(summary.contains("taken back"), "{summary}");
}

fn a_changed_amount_is_adjusted(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    books.disburse(1, 5, 100_000);
    assert_eq!(books.payout(1)["payout_grade"], "A+");
    let less = books.disbursed(1, 5, 49_999, json!({"occurred_at": time(-10)}));
    books.lender.lends(1, &less);
    let payout = books.payout(1);
    assert_eq!(payout["payout_amount"], 999.98);
    assert_eq!(payout["payout_grade"], "B");
    let lines = payout["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[1]["kind"], "adjustment");
    assert_eq!(lines[1]["amount"], -1000.02);
    assert_eq!(sum(lines), 99_998);
}

/// In paise.
fn sum(lines: &[Value]) -> i64 {
    let paise = |line: &Value| {
        let text = line["amount"].to_string();
        let (rupees, paise) = text.split_once('.').unwrap();
        let paise = format!("{rupees}{paise:0<2}");
        paise.parse::<i64>().unwrap()
    };
    lines.iter().map(paise).sum()
}

fn a_payout_to_come_is_explained(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let lead = session.share(&person(1).lead()).is(2005)["lead_id"].clone();
    let payout = session
        .get(&format!("/dashboard/lead/{lead}/payout"))
        .is(2000)["data"]
        .clone();
    assert_eq!(payout["lead_id"], lead);
    assert_eq!(payout["days_left"], 20);
    assert_eq!(payout["payout_status"], Value::Null);
    assert_eq!(payout["payout_amount"], Value::Null);
    assert_eq!(payout["inputs"]["disbursed_at"], Value::Null);
    assert_eq!(payout["lines"], json!([]));
    let sentences = payout["explanation"].as_array().unwrap();
    assert!(
        sentences
            .iter()
            .any(|s| s.as_str().unwrap().contains("20 days left"))
    );
}

fn rates_and_rules_are_those_of_the_deployment(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("payout.rate_bps", "150");
    home.set("payout.window_days", "7");
    home.set("payout.rule_version", "pilot");
    home.set("payout.grades", "gold:5000.50,tin:0");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let lead = session.share(&person(1).lead()).is(2005)["lead_id"].clone();
    let payout = session
        .get(&format!("/dashboard/lead/{lead}/payout"))
        .is(2000)["data"]
        .clone();
    assert_eq!(payout["days_left"], 7);
    let inputs = &payout["inputs"];
    assert_eq!(inputs["rate_bps"], 150);
    assert_eq!(inputs["rate_percent"], 1.50);
    assert_eq!(inputs["rule_version"], "pilot");
    let gold = json!({"grade": "gold", "from_amount": 5000.50});
    assert_eq!(inputs["grades"][0], gold);
    let check = home.record(&["config", "check"]);
    assert_eq!(check["settings"]["payout.rule_version"], "pilot");
    assert_eq!(check["settings"]["tax.gst"][0]["rate_bps"], 1800);
}

fn a_foreign_lead_is_as_absent_as_none(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    books.disburse(1, 5, 25_000);
    let ask = |id: i64| books.foreign.get(&format!("/dashboard/lead/{id}/payout"));
    let (foreign, absent) = (ask(books.lead(1)), ask(987_654));
    foreign.is(4040);
    absent.is(4040);
    let blank = |reply: &crate::client::Reply| reply.text.replace(reply.header("x-request-id"), "");
    assert_eq!(blank(&foreign), blank(&absent));
    // Refused messages earn nothing: too much money, in the last place that takes it.
    let reply = books.lender.put_loan(
        1,
        &books.disbursed(1, 5, 100_000_001, json!({"occurred_at": time(0)})),
    );
    assert_result(&reply, "refused");
    assert_eq!(books.payout(1)["payout_amount"], 500.00);
}
