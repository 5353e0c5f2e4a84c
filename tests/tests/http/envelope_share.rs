//! Leads in envelopes: every form gets its answer in kind (contract `envelope.md`).

use envelope::Form;
use serde_json::json;

use crate::backend::Backend;
use crate::envelope_client::{Side, plain, send};
use crate::envelope_keys::{PARTNER, enrol};
use crate::feed_client::{Lender, loan, user};
use crate::people::person;
use crate::program::Installation;

both!(
    every_form_gets_its_verdicts_in_kind,
    a_refusal_after_decryption_is_encrypted,
    sizes_are_judged_outside_and_inside,
);

fn every_form_gets_its_verdicts_in_kind(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);

    let names = [&partner.uuid, &partner.client_id];
    let cases = Form::ALL
        .into_iter()
        .flat_map(|form| names.map(|name| (form, name)));
    for (round, (form, name)) in (0_u32..).zip(cases) {
        let side = Side::new(&partner, PARTNER, form).called(name);
        let [fresh, known, busy] = [1, 2, 3].map(|n| person(10 * round + n));
        let id = i64::from(10 * round);
        lender.knows(id + 2, &user(&known, json!({})));
        lender.knows(id + 3, &user(&busy, json!({})));
        lender.lends(id + 3, &loan(id + 3, "disbursed", json!({})));

        let fresh = fresh.named("आशा", "D'Souza \\ \"Rao\"");
        let shared = side.share(&session, &fresh.lead()).is(2005);
        assert!(shared["utm_link"].as_str().unwrap().contains(&partner.uuid));
        side.share(&session, &known.lead()).is(2004);
        let refused = side.share(&session, &busy.lead()).is(2006);
        assert!(refused.get("utm_link").is_none(), "{refused}");

        // What was in the envelope is the lead that was stored.
        let rows = session.leads(&format!("search={}", fresh.mobile));
        assert_eq!(rows.len(), 1, "{form:?}");
        assert_eq!(rows[0]["id"], shared["lead_id"]);
        for (field, value) in fresh.lead().as_object().unwrap() {
            assert_eq!(rows[0][field], *value, "{form:?}");
        }
    }
    assert_eq!(session.total(), 18);
}

fn a_refusal_after_decryption_is_encrypted(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let who = person(1);
    for form in Form::ALL {
        let side = Side::new(&partner, PARTNER, form);
        let missing = side
            .share(&session, &json!({"first_name": "Asha"}))
            .is(2003);
        let fields = json!(["last_name", "mobile_number", "pan_number"]);
        assert_eq!(missing["missing"], fields, "{form:?}");
        let wrong = |field: &str, value: &str| {
            side.share(&session, &who.lead_with(json!({ field: value })))
        };
        wrong("mobile_number", "+917300000007").is(4119);
        wrong("pan_number", "abcde1234f").is(4120);
        let young = wrong("date_of_birth", "2020-01-01").is(4121);
        assert_eq!(young["errors"][0]["check"], "age", "{young}");
        side.share(
            &session,
            &who.lead_with(json!({"note": "x".repeat(65 * 1024)})),
        )
        .is(4130);
    }
    assert_eq!(session.total(), 0);
}

fn sizes_are_judged_outside_and_inside(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let side = Side::new(&partner, PARTNER, Form::Documented);
    // 64 KiB of JSON is a lead still, in an envelope as without.
    let lead = person(1).lead_with(json!({"note": ""}));
    let note = "x".repeat(64 * 1024 - lead.to_string().len());
    let lead = person(1).lead_with(json!({ "note": note }));
    assert_eq!(lead.to_string().len(), 64 * 1024);
    side.share(&session, &lead).is(2005);

    // 200 KiB are read before they are found to hold too much.
    let large = side.seal("x".repeat(150 * 1024));
    assert!(large.to_json().len() > 200 * 1024);
    plain(send(&session, &large)).is(4123);
    let large = json!({"note": "x".repeat(150 * 1024)}).to_string();
    side.open(&send(&session, &side.seal(large))).is(4130);

    // One byte over 256 KiB is too much, however it would open.
    let lead = side.seal(person(2).lead().to_string()).to_json();
    let padded = |bytes: usize| {
        let body = format!("{lead}{}", " ".repeat(bytes - lead.len()));
        session.share_text(&body)
    };
    let refused = padded(256 * 1024 + 1);
    plain(refused).is(4130);
    side.open(&padded(256 * 1024)).is(2005);
    assert_eq!(session.total(), 2);
}
