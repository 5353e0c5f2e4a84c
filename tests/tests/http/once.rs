//! One lead, once (contract, "One lead, once").

use serde_json::json;

use crate::backend::Backend;
use crate::feed_client::{Lender, loan, time, user};
use crate::people::person;
use crate::program::Installation;

both!(
    sending_again_keeps_the_lead_and_its_link,
    a_lead_whose_verdict_was_active_is_no_open_lead,
    partners_have_leads_of_their_own,
    after_the_window_there_is_a_new_lead,
);

const DAY: i64 = 86_400;

fn sending_again_keeps_the_lead_and_its_link(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    let first = session.share(&who.lead()).is(2005);
    let kept = session.lead(first["lead_id"].as_i64().unwrap());
    // Other names do not make another person.
    let again = session.share(&who.lead_with(json!({"first_name": "Other"})));
    assert_eq!(again.is(2005)["lead_id"], first["lead_id"]);

    // Somebody else registered the person; the old row must not claim that.
    lender.knows(1, &user(&who, json!({})));
    let later = session.share(&who.lead()).is(2004);
    assert_eq!(later["lead_id"], first["lead_id"]);
    assert_eq!(later["utm_link"], first["utm_link"]);
    let row = session.lead(first["lead_id"].as_i64().unwrap());
    for field in [
        "lead_shared_at",
        "dedupe_code",
        "dedupe_status",
        "first_name",
        "utm_link",
    ] {
        assert_eq!(row[field], kept[field], "{field}");
    }
    assert_eq!(row["dedupe_code"], 2005);
    assert_eq!(session.total(), 1);
}

fn a_lead_whose_verdict_was_active_is_no_open_lead(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    lender.knows(1, &user(&who, json!({})));
    lender.lends(1, &loan(1, "approved", json!({})));
    let refused = session.share(&who.lead()).is(2006);
    session.share(&who.lead()).is(2006);
    assert_eq!(session.total(), 1);
    assert!(session.leads("")[0]["utm_link"].is_null());

    lender.lends(1, &loan(1, "cleared", json!({})));
    let opened = session.share(&who.lead()).is(2004);
    assert_eq!(session.total(), 2, "the first later 2004 opens a lead");
    if let Some(id) = refused.get("lead_id") {
        assert_ne!(&opened["lead_id"], id);
    }
    assert_eq!(
        session.share(&who.lead()).is(2004)["lead_id"],
        opened["lead_id"]
    );

    // Active again: no link, and no row besides.
    lender.lends(1, &loan(1, "approved", json!({})));
    let now = session.share(&who.lead()).is(2006);
    assert!(now.get("utm_link").is_none());
    assert_eq!(session.total(), 2);
}

fn partners_have_leads_of_their_own(backend: Backend) {
    let home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let (one, two) = (running.server.session(&one), running.server.session(&two));
    let who = person(1);
    let mine = one.share(&who.lead()).is(2005);
    let theirs = two.share(&who.lead()).is(2005);
    assert_ne!(mine["lead_id"], theirs["lead_id"]);
    assert_ne!(mine["utm_link"], theirs["utm_link"]);
    assert_eq!((one.total(), two.total()), (1, 1));

    // A lead of another partner is as absent as one that never was.
    let foreign = one.get(&format!("/dashboard/lead/{}", theirs["lead_id"]));
    let absent = one.get("/dashboard/lead/999999999");
    assert_eq!(foreign.is(4040)["message"], "Lead not found");
    absent.is(4040);
    let bare = |reply: &crate::client::Reply| reply.text.replace(reply.header("x-request-id"), "");
    assert_eq!(bare(&foreign), bare(&absent));
    let names = |reply: &crate::client::Reply| {
        let mut names: Vec<_> = reply.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(names(&foreign), names(&absent));
}

fn after_the_window_there_is_a_new_lead(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    home.set("payout.window_days", "3");
    let running = home.start();
    let who = person(1);
    let session = running.server.session(&partner);
    let first = session.share(&who.lead()).is(2005);
    drop(running);

    // Day 3 after the share still belongs to the window.
    home.set("clock.offset_seconds", (3 * DAY).to_string());
    let running = home.start();
    let session = running.server.session(&partner);
    let inside = session.share(&who.lead()).is(2005);
    assert_eq!(inside["lead_id"], first["lead_id"]);
    assert_eq!(inside["utm_link"], first["utm_link"]);
    drop(running);

    home.set("clock.offset_seconds", (4 * DAY).to_string());
    let running = home.start();
    let session = running.server.session(&partner);
    let after = session.share(&who.lead()).is(2005);
    assert_ne!(after["lead_id"], first["lead_id"]);
    assert_ne!(after["utm_link"], first["utm_link"]);
    assert_eq!(session.total(), 2);
    // From now on the new one is the lead.
    assert_eq!(
        session.share(&who.lead()).is(2005)["lead_id"],
        after["lead_id"]
    );
    assert_eq!(session.total(), 2);
    let newest = &session.leads("limit=1")[0];
    assert_eq!(newest["id"], after["lead_id"]);
    assert!(newest["lead_shared_at"].as_str().unwrap() > time(3 * DAY).as_str());
}
