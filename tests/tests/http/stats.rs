//! `GET /dashboard/stats`.

use serde_json::json;

use crate::backend::Backend;
use crate::feed_client::{Lender, user};
use crate::people::person;
use crate::program::Installation;

both!(the_totals_include_every_acknowledged_write);

const DOCUMENTED: &[&str] = &[
    "total_leads",
    "fresh_leads",
    "registered_users",
    "active_users",
    "loan_applications",
    "disbursed_loans",
    "payout_eligible_leads",
    "total_payout_amount",
];

fn the_totals_include_every_acknowledged_write(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    running
        .server
        .session(&other)
        .share(&person(900).lead())
        .is(2005);
    let lender = Lender::new(&running.server, token);

    let stats = || session.get("/dashboard/stats").is(2000)["data"].clone();
    for field in DOCUMENTED {
        assert_eq!(stats()[field].as_f64(), Some(0.0), "{field}");
    }
    for n in 1..=5 {
        session.share(&person(n).lead()).is(2005);
        assert_eq!(stats()["total_leads"], n);
    }
    lender.knows(1, &user(&person(6), json!({})));
    lender.knows(2, &user(&person(7), json!({"status": "suspended"})));
    session.share(&person(6).lead()).is(2004);
    session.share(&person(7).lead()).is(2006);
    session.share(&person(1).lead()).is(2005);
    let now = stats();
    assert_eq!(now["total_leads"], 7);
    assert_eq!(now["fresh_leads"], 5);
    assert_eq!(now["registered_users"], 1);
    assert_eq!(now["active_users"], 1);
    assert_eq!(
        (&now["registered_leads"], &now["paid_leads"]),
        (&json!(2), &json!(0))
    );

    let reply = session.get("/dashboard/stats?days=3");
    let places: Vec<_> = DOCUMENTED
        .iter()
        .map(|field| reply.text.find(&format!("\"{field}\"")).expect(field))
        .collect();
    assert!(places.is_sorted(), "{}", reply.text);
    assert!(
        reply.text.contains("\"total_payout_amount\":0.00"),
        "{}",
        reply.text
    );
    let data = reply.is(2000)["data"].clone();
    for field in [
        "conversion_rate",
        "pending_payout_amount",
        "paid_payout_amount",
    ] {
        assert!(!data[field].is_null(), "{field} in {}", reply.text);
    }
    let days = data["by_day"].as_array().expect("by_day").clone();
    assert_eq!(days.len(), 3, "{}", reply.text);
    let leads: Vec<_> = days
        .iter()
        .map(|day| day["leads"].as_u64().unwrap())
        .collect();
    assert_eq!(leads, [0, 0, 7], "{}", reply.text);
    assert!(stats().get("by_day").is_none_or(serde_json::Value::is_null));
}
