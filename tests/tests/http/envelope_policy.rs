//! Who encrypts, and what becomes of plain text (contract `envelope.md`: `off`,
//! `optional`, `required`).

use envelope::Form;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::json;

use crate::backend::Backend;
use crate::client::Reply;
use crate::envelope_client::{Side, carrying, is_sealed, plain, post, send};
use crate::envelope_keys::{PARTNER, enrol, within_a_second};
use crate::people::person;
use crate::program::Installation;

both!(
    off_takes_no_envelopes,
    optional_takes_both,
    required_takes_no_plain_lead_from_anybody,
    one_form_may_be_prescribed,
);

/// The dashboard's headers.
pub(crate) fn of_dashboard(request: RequestBuilder, origin: &str) -> RequestBuilder {
    request
        .header("X-Dashboard-Request", "true")
        .header("Origin", origin)
}

fn off_takes_no_envelopes(backend: Backend) {
    let home = Installation::new(backend);
    let (never, off) = (home.partner("Lead House"), home.partner("Other House"));
    enrol(&home, &off, PARTNER, "off", "");
    let running = home.start();
    for partner in [never, off] {
        let session = running.server.session(&partner);
        for form in Form::ALL {
            let side = Side::new(&partner, PARTNER, form);
            let sealed = side.seal(person(1).lead().to_string());
            plain(send(&session, &sealed)).is(4122);
            plain(post(&session, "/logout", &sealed)).is(4122);
        }
        assert_eq!(session.total(), 0);
        plain(session.share(&person(1).lead())).is(2005);
    }
}

fn optional_takes_both(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let side = Side::new(&partner, PARTNER, Form::Packed);
    let open = plain(session.share(&person(1).lead())).is(2005);
    let sealed = side.share(&session, &person(1).lead()).is(2005);
    assert_eq!(sealed, open, "the same lead either way");
    plain(session.share(&json!({}))).is(2003);
    plain(session.get("/dashboard/leads")).is(2000);
    // A lead may say what it likes, as long as it has no field of an envelope.
    let words = json!({"partnerId": "x", "version": "1.0", "note": "\"encryptedData\""});
    plain(session.share(&person(2).lead_with(words))).is(2005);

    // Whoever encrypts once is answered so, where no body is needed as well.
    let login = |body: String| {
        let request = running
            .server
            .request(Method::POST, "/api/v1/partner/login");
        let basic = crate::client::basic(&partner.client_id, &partner.client_secret);
        Reply::of(carrying(request.header("authorization", basic), body)).unwrap()
    };
    side.open(&login(side.seal("{}").to_json())).is(2000);
    plain(login("{}".to_owned())).is(2000);
    side.open(&post(&session, "/logout", &side.seal("{}")))
        .is(2000);
}

fn required_takes_no_plain_lead_from_anybody(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    plain(session.share(&person(1).lead())).is(2005);

    // The live key again, and only the policy changes; felt within a second.
    let told = enrol(&home, &partner, PARTNER, "required", "");
    assert_eq!(told["keys"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["encryption"], "required");
    within_a_second(|| session.share_text("{}").status == 403);
    let side = Side::new(&partner, PARTNER, Form::Documented);
    side.share(&session, &person(2).lead()).is(2005);
    let lead = person(3).lead().to_string();
    plain(session.share_text(&lead)).is(4125);
    plain(session.share_text("{}")).is(4125);
    // Leads come from systems: the dashboard's headers do not help.
    let own = format!("http://{}", server.address());
    let request = of_dashboard(session.share_request(&lead), &own);
    plain(Reply::of(request).unwrap()).is(4125);
    let sealed = side.seal(lead).to_json();
    let request = of_dashboard(session.share_request(&sealed), &own);
    side.open(&Reply::of(request).unwrap()).is(2005);

    // The other bodies that a partner may send.
    let dispute = || {
        let path = "/statements/1/lines/1/dispute";
        let body = json!({"reason": "wrong"}).to_string();
        carrying(session.request(Method::POST, path), body)
    };
    plain(Reply::of(dispute()).unwrap()).is(4125);
    plain(Reply::of(of_dashboard(dispute(), &own)).unwrap()).is(4040);
    let listed = side.get(&session, "/dashboard/leads").is(2000);
    assert_eq!(listed["data"]["pagination"]["total"], 3);
}

fn one_form_may_be_prescribed(backend: Backend) {
    let home = Installation::new(backend);
    let partners = Form::ALL.map(|form| {
        let partner = home.partner(&format!("House {}", form.as_str()));
        enrol(&home, &partner, PARTNER, "optional", form.as_str());
        (form, partner)
    });
    let running = home.start();
    for (prescribed, partner) in partners {
        let session = running.server.session(&partner);
        for form in Form::ALL {
            let side = Side::new(&partner, PARTNER, form);
            let reply = send(&session, &side.seal(person(1).lead().to_string()));
            if form == prescribed {
                side.open(&reply).is(2005);
            } else {
                plain(reply).is(4123);
            }
        }
        assert!(!is_sealed(&session.get("/dashboard/stats")));
    }
}
