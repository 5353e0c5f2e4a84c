//! A partner's keys change while requests come in.

use envelope::Form;
use serde_json::Value;

use crate::backend::{Backend, postgres_is_there};
use crate::client::Partner;
use crate::envelope_client::{Side, is_sealed, plain, send};
use crate::envelope_enrolment::enrolled;
use crate::envelope_keys::{PARTNER, Pair, SECOND, THIRD, enrol, within_a_second};
use crate::envelope_replay::Second;
use crate::people::person;
use crate::program::{Installation, free_port};

both!(two_keys_live_and_a_third_retires_the_oldest);

/// Retires a key on the command line.
fn retire(home: &Installation, partner: &Partner, pair: Pair) {
    let name = pair.fingerprint().to_string();
    let retire = ["partner", "retire-key", "--client-id", &partner.client_id];
    home.run_ok(&[&retire[..], &["--fingerprint", &name]].concat());
}

/// Fingerprints of the keys that are live by a record of a partner, newest first.
fn live(record: &Value) -> Vec<String> {
    let keys = record["keys"].as_array().unwrap().iter();
    let live = keys.filter(|key| key["retired_at"].is_null());
    live.map(|key| key["fingerprint"].as_str().unwrap().to_owned())
        .collect()
}

fn names(pairs: &[Pair]) -> Vec<String> {
    pairs
        .iter()
        .map(|pair| pair.fingerprint().to_string())
        .collect()
}

fn two_keys_live_and_a_third_retires_the_oldest(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let [first, second, third] =
        [PARTNER, SECOND, THIRD].map(|pair| Side::new(&partner, pair, Form::Documented));
    enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let session = first.sign_in(&running.server, &partner);
    let sealed = first.seal(person(9).lead().to_string());
    let newest_is = |pair: Pair| {
        let name = pair.fingerprint().to_string();
        within_a_second(|| session.get("/encryption/keys").header("x-encrypted-to") == name);
    };

    let told = enrol(&home, &partner, SECOND, "required", "");
    assert_eq!(live(&told), names(&[SECOND, PARTNER]));
    newest_is(SECOND);
    // Each is answered by the key that it signed with; the newest reads the rest.
    first.share(&session, &person(1).lead()).is(2005);
    second.share(&session, &person(2).lead()).is(2005);
    second.get(&session, "/dashboard/stats").is(2000);

    let told = enrol(&home, &partner, THIRD, "required", "");
    assert_eq!(live(&told), names(&[THIRD, SECOND]));
    assert_eq!(told["keys"].as_array().unwrap().len(), 3);
    newest_is(THIRD);
    plain(send(&session, &sealed)).is(4123);
    second.share(&session, &person(3).lead()).is(2005);
    third.share(&session, &person(4).lead()).is(2005);
    third.get(&session, "/dashboard/stats").is(2000);

    // A live key again changes the policy and nothing else; a retired one is gone.
    let told = enrol(&home, &partner, SECOND, "optional", "");
    assert_eq!(live(&told), names(&[THIRD, SECOND]));
    let file = PARTNER.public_file(home.dir.path());
    let again = ["partner", "enrol-key", "--client-id", &partner.client_id];
    let again = [&again[..], &["--public-key", &file, "--encryption", "off"]].concat();
    assert_eq!(home.run(&again).status.code(), Some(1));
    let shown = home.record(&["partner", "show", &partner.client_id]);
    assert_eq!(shown["encryption"], "optional", "{shown}");
    within_a_second(|| !is_sealed(&session.get("/dashboard/stats")));
    let stats = plain(session.get("/dashboard/stats")).is(2000);
    assert_eq!(stats["data"]["total_leads"], 4);
    plain(send(&session, &sealed)).is(4123);

    retire(&home, &partner, THIRD);
    within_a_second(|| !is_sealed(&send(&session, &third.seal("{}"))));
    plain(send(&session, &third.seal("{}"))).is(4123);
    second.share(&session, &person(5).lead()).is(2005);
}

/// One instance enrols; the other one knows within a second.
#[test]
fn a_key_retired_on_one_instance_is_refused_on_the_other() {
    if !postgres_is_there() {
        return;
    }
    let home = Installation::new(Backend::Postgres);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    enrol(&home, &partner, SECOND, "optional", "");
    let running = home.start();
    let other = Second::start(&home, free_port());
    let there = other.server.session(&partner);
    let here = running.server.session(&partner);
    let old = Side::new(&partner, PARTNER, Form::Packed);
    old.share(&there, &person(1).lead()).is(2005);
    enrolled(&here, THIRD);
    within_a_second(|| !is_sealed(&send(&there, &old.seal("{}"))));
    plain(send(&there, &old.seal(person(2).lead().to_string()))).is(4123);
    Side::new(&partner, THIRD, Form::Packed)
        .share(&there, &person(2).lead())
        .is(2005);
    assert_eq!(here.total(), 2);
}
