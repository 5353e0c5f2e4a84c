//! The envelope doctor: what partners that practise are told (contract
//! `envelope.md`, "Envelope doctor").

use envelope::Form;
use serde_json::Value;

use crate::backend::Backend;
use crate::client::{Partner, Reply, Session};
use crate::envelope_client::{Side, plain, send};
use crate::envelope_forgery::renewed;
use crate::envelope_keys::{PARTNER, enrol};
use crate::people::person;
use crate::program::Installation;

both!(who_practises_is_told_which_step_failed);

fn who_practises_is_told_which_step_failed(backend: Backend) {
    let home = Installation::new(backend);
    let serious = home.partner("Lead House");
    let email = "practice@partner.example";
    let create = ["partner", "create", "--name", "Practice House", "--email"];
    let made = home.record(&[&create[..], &[email, "--sandbox"]].concat());
    let partner = Partner::from_record(&made, email.to_owned());
    for partner in [&serious, &partner] {
        enrol(&home, partner, PARTNER, "required", "");
    }
    let running = home.start();
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let session = side.sign_in(&running.server, &partner);
    let told = |envelope: String| diagnosed(&session, &envelope)["data"].clone();

    let sealed = side.seal(person(1).lead().to_string());
    let well = told(sealed.to_json());
    assert_eq!(well["accepted"], true, "{well}");
    assert_eq!(well["form"], "documented");
    // Being looked at spends nothing and stores nothing.
    side.open(&send(&session, &sealed)).is(2005);
    let again = told(sealed.to_json());
    assert_eq!(again["refused_at"], "replay", "{again}");

    // Java's default: what was found is named.
    let wrong = told(renewed(&side, "refused", "mgf1-sha1"));
    assert_eq!(wrong["accepted"], false);
    assert_eq!(wrong["refused_at"], "encrypted_key", "{wrong}");
    let steps = wrong["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["step"] == "encrypted_key");
    let found = step.unwrap()["found"].as_str().unwrap();
    assert!(found.contains("MGF1-SHA-1"), "{found}");

    // Whoever is in earnest is told nothing.
    let side = Side::new(&serious, PARTNER, Form::Documented);
    let session = side.sign_in(&running.server, &serious);
    let sealed = side.seal(person(2).lead().to_string()).to_json();
    let refused = plain(sent(&session, &sealed));
    assert_eq!((refused.status, refused.code()), (403, 4030));
    assert!(refused.json().get("data").is_none(), "{}", refused.text);
}

fn sent(session: &Session, envelope: &str) -> Reply {
    let request = session.request(reqwest::Method::POST, "/encryption/diagnose");
    let json = request.header("content-type", "application/json");
    Reply::of(json.body(envelope.to_owned())).unwrap()
}

#[track_caller]
fn diagnosed(session: &Session, envelope: &str) -> Value {
    plain(sent(session, envelope)).is(2000)
}
