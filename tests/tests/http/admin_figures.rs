//! What a partner's analytics say of money, from the loan to the bank and back.

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::feed_client::time;
use crate::money::Books;
use crate::onboarding_client::{data, sent};

both!(figures_follow_the_money,);

/// What the first partner's analytics say of money, in rupees.
#[track_caller]
fn payouts(books: &Books) -> Value {
    let path = format!("/api/partners/{}/analytics", books.partner.uuid);
    let request = books.running.server.request(reqwest::Method::GET, &path);
    let reply = sent(request.bearer_auth(&books.session.access));
    data(&reply, 200)["analytics"]["payouts"].clone()
}

fn figures_follow_the_money(backend: Backend) {
    let books = Books::with_leads(backend, 2);
    books.disburse(1, 10, 100_000);
    books.disburse(2, 10, 50_000);
    let two_percent = json!({"eligible": 3000.0, "approved": 0.0, "paid": 0.0, "reversed": 0.0});
    assert_eq!(payouts(&books), two_percent);

    let (maker, checker) = (books.desk("finance"), books.desk("admin"));
    let created = maker.creates();
    let run = &created["run"]["run_id"];
    assert_eq!(payouts(&books), two_percent, "a draft changes nothing");
    checker.approves(run);
    let approved = json!({"eligible": 0.0, "approved": 3000.0, "paid": 0.0, "reversed": 0.0});
    assert_eq!(payouts(&books), approved);

    let statement = &created["statements"][0]["statement_id"];
    let paid = json!({"bank_reference": "UTR-000001"});
    let path = format!("/statements/{statement}/pay");
    maker.post(&path, &paid).is(2000);
    let paid = json!({"eligible": 0.0, "approved": 0.0, "paid": 3000.0, "reversed": 0.0});
    assert_eq!(payouts(&books), paid);

    let cancelled = json!({"status": "cancelled", "occurred_at": time(-10)});
    books
        .lender
        .lends(2, &books.disbursed(2, 10, 50_000, cancelled));
    assert_eq!(payouts(&books)["reversed"], 1000.0);
}
