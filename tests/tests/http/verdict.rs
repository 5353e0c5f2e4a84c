//! The verdict (contract, "Verdict"), as users and loans come in by the feed.

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::feed_client::{Lender, loan, time, user};
use crate::people::person;
use crate::program::Installation;

both!(
    the_verdict_follows_the_lenders_word,
    every_status_of_a_user_has_its_verdict,
    every_status_of_a_loan_has_its_verdict,
    a_match_by_mobile_or_by_pan_is_a_match,
    mobile_and_pan_of_two_users_take_the_severest_verdict,
    the_reply_is_as_documented,
    links_follow_the_configuration,
);

fn the_verdict_follows_the_lenders_word(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    // A partner of its own sees each verdict on a first share as well.
    let first = session.share(&who.lead()).is(2005);
    lender.knows(11, &user(&who, json!({})));
    let registered = session.share(&who.lead()).is(2004);
    assert_eq!(registered["utm_link"], first["utm_link"]);
    lender.lends(21, &loan(11, "submitted", json!({})));
    let active = session.share(&who.lead()).is(2006);
    assert!(active.get("utm_link").is_none() && active.get("redirect_url").is_none());
    lender.lends(21, &loan(11, "rejected", json!({})));
    session.share(&who.lead()).is(2004);
    assert_eq!(session.total(), 1, "one person, one lead");
}

fn every_status_of_a_user_has_its_verdict(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let cases: Vec<(i64, Value)> = vec![
        (2004, json!({"status": "active"})),
        (2006, json!({"status": "suspended"})),
        (2006, json!({"status": "inactive"})),
        (2006, json!({"status": "not_eligible"})),
        (2006, json!({"status": "on_hold"})),
        (
            2006,
            json!({"status": "on_hold", "hold_until": time(3_600)}),
        ),
        (2004, json!({"status": "on_hold", "hold_until": time(-60)})),
    ];
    for (n, (code, fields)) in (1_u32..).zip(cases) {
        lender.knows(i64::from(n), &user(&person(n), fields.clone()));
        let reply = session.share(&person(n).lead());
        assert_eq!(reply.code(), code, "{fields}");
        reply.is(code);
    }
}

fn every_status_of_a_loan_has_its_verdict(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let active = [
        "submitted",
        "under_review",
        "follow_up",
        "approved",
        "ready_for_disbursement",
        "disbursal",
        "disbursed",
        "account_manager",
    ];
    let settled = ["rejected", "cancelled", "refunded", "cleared", "closed"];
    let cases = active
        .map(|status| (status, 2006))
        .into_iter()
        .chain(settled.map(|status| (status, 2004)));
    for (n, (status, code)) in (1_u32..).zip(cases) {
        let id = i64::from(n);
        lender.knows(id, &user(&person(n), json!({})));
        lender.lends(id, &loan(id, status, json!({})));
        let reply = session.share(&person(n).lead());
        assert_eq!(reply.code(), code, "{status}");
    }
    // One active loan among settled ones makes its user active.
    lender.lends(
        100,
        &loan(9, "approved", json!({"application_number": "APP100"})),
    );
    session.share(&person(9).lead()).is(2006);
}

fn a_match_by_mobile_or_by_pan_is_a_match(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let (known, stranger) = (person(1), person(2));
    lender.knows(1, &user(&known, json!({})));
    let by_mobile = known.lead_with(json!({"pan_number": stranger.pan}));
    session.share(&by_mobile).is(2004);
    let by_pan = known.lead_with(json!({"mobile_number": stranger.mobile}));
    session.share(&by_pan).is(2004);
    session.share(&stranger.lead()).is(2005);

    // A user whose PAN the lender does not know yet.
    let bare = person(3);
    lender.knows(3, &user(&bare, json!({"pan_number": null})));
    session.share(&bare.lead()).is(2004);
}

fn mobile_and_pan_of_two_users_take_the_severest_verdict(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let (one, two) = (person(1), person(2));
    lender.knows(1, &user(&one, json!({})));
    lender.knows(2, &user(&two, json!({"status": "suspended"})));
    // Whichever of the two is suspended.
    let mobile_of_the_good = one.lead_with(json!({"pan_number": two.pan}));
    let body = session.share(&mobile_of_the_good).is(2006);
    assert!(body.get("conflict").is_none(), "the reply never shows it");
    let mobile_of_the_bad = two.lead_with(json!({"pan_number": one.pan}));
    session.share(&mobile_of_the_bad).is(2006);

    lender.knows(2, &user(&two, json!({"status": "active"})));
    let id = session.share(&mobile_of_the_good).is(2004)["lead_id"].as_i64();
    let lead = session.lead(id.unwrap());
    assert_eq!(lead["user_id"], 2, "linked to the user of the PAN");
}

fn the_reply_is_as_documented(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let who = person(1);
    let reply = session.share(&who.lead());
    let body = reply.is(2005);
    let link = body["utm_link"].as_str().unwrap();
    assert_eq!(body["redirect_url"], link);
    assert!(body["lead_id"].is_i64(), "{}", reply.text);
    let before = format!(
        "https://pocketcredit.in?utm_source={}&utm_medium=partner_api&utm_campaign=lead_{}_",
        partner.uuid, who.mobile
    );
    let ms: i64 = link.strip_prefix(&before).expect(link).parse().unwrap();
    assert!((crate::feed_client::now().timestamp_millis() - ms).abs() < 60_000);
    let documented = r#"{"status":true,"code":2005,"message":"Fresh Lead Registered Successfully!","utm_link":""#;
    assert!(reply.text.starts_with(documented), "{}", reply.text);
    assert!(
        reply.text.contains(r#"","redirect_url":""#),
        "{}",
        reply.text
    );
    assert_eq!(reply.header("content-type"), "application/json");
}

fn links_follow_the_configuration(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    home.set("app_url", "https://lender.example/apply?lang=hi");
    home.set("utm.campaign", "opaque");
    let running = home.start();
    let session = running.server.session(&partner);
    let who = person(1);
    let body = session.share(&who.lead()).is(2005);
    let link = body["utm_link"].as_str().unwrap();
    let before = format!(
        "https://lender.example/apply?lang=hi&utm_source={}&utm_medium=partner_api&utm_campaign=lead_",
        partner.uuid
    );
    let reference = link.strip_prefix(&before).expect(link);
    assert!(reference.len() >= 22, "random: {reference}");
    assert!(!link.contains(&who.mobile), "no personal data in the link");
    assert_eq!(session.share(&who.lead()).is(2005)["utm_link"], link);
    drop(running);

    // A lead keeps the form it was shared with.
    home.set("utm.campaign", "documented");
    let _running = home.start();
    assert_eq!(session.share(&who.lead()).is(2005)["utm_link"], link);
    let other = person(2);
    let link = session.share(&other.lead()).is(2005)["utm_link"].clone();
    assert!(link.as_str().unwrap().contains(&other.mobile));
}
