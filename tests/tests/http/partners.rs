//! What operators do to partners on the command line, while the server runs.

use std::thread;
use std::time::Duration;

use crate::backend::Backend;
use crate::people::person;
use crate::program::Installation;

both!(
    a_suspension_takes_effect_within_a_second,
    two_secrets_count_while_they_overlap,
    partners_are_listed_and_shown_without_secrets,
);

fn a_suspension_takes_effect_within_a_second(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let other = home.partner("Other House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let bystander = server.session(&other);
    session.share(&person(1).lead()).is(2005);

    home.run_ok(&["partner", "suspend", &partner.client_id]);
    thread::sleep(Duration::from_secs(1));
    session.share(&person(2).lead()).is(4116);
    session.get("/dashboard/leads").is(4116);
    server
        .login(&partner.client_id, &partner.client_secret)
        .is(4116);
    // Who does not know the secret does not learn of the suspension.
    server.login(&partner.client_id, "psk_live_wrong").is(4111);
    bystander.share(&person(2).lead()).is(2005);

    home.run_ok(&["partner", "activate", &partner.slug]);
    thread::sleep(Duration::from_secs(1));
    session.share(&person(2).lead()).is(2005);
    server.session(&partner);
}

fn two_secrets_count_while_they_overlap(backend: Backend) {
    let mut home = Installation::new(backend);
    let mut partner = home.partner("Lead House");
    let running = home.start();
    running.server.session(&partner);

    let rotate = [
        "partner",
        "rotate-secret",
        &partner.client_id,
        "--overlap-hours",
        "1",
    ];
    let rotated = home.record(&rotate);
    let new = rotated["client_secret"].as_str().unwrap().to_owned();
    let old = std::mem::replace(&mut partner.client_secret, new);
    assert_ne!(old, partner.client_secret);
    thread::sleep(Duration::from_secs(1));
    running.server.session(&partner);
    running.server.login(&partner.client_id, &old).is(2000);
    drop(running);

    home.set("clock.offset_seconds", "3700");
    let running = home.start();
    running.server.session(&partner);
    running.server.login(&partner.client_id, &old).is(4111);
    drop(running);

    // Without an overlap the old secret ends at once.
    let running = home.start();
    let rotated = home.record(&[
        "partner",
        "rotate-secret",
        &partner.client_id,
        "--overlap-hours",
        "0",
    ]);
    thread::sleep(Duration::from_secs(1));
    let old = partner.client_secret.clone();
    running.server.login(&partner.client_id, &old).is(4111);
    let new = rotated["client_secret"].as_str().unwrap();
    new.clone_into(&mut partner.client_secret);
    running.server.session(&partner);
}

fn partners_are_listed_and_shown_without_secrets(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let other = home.partner("Other House");
    let list = home.run_ok(&["partner", "list"]);
    let shown = home.run_ok(&["partner", "show", &partner.uuid]);
    for partner in [&partner, &other] {
        assert!(list.contains(&partner.client_id), "{list}");
        assert!(!list.contains(&partner.client_secret));
    }
    assert!(shown.contains(&partner.slug), "{shown}");
    assert!(!shown.contains(&partner.client_secret));

    // A taken name of a new partner is varied, a taken e-mail address refused.
    let again = ["partner", "create", "--name", "Lead House", "--email"];
    let second = home.record(&[&again[..], &["second@partner.example"]].concat());
    assert_ne!(second["slug"], partner.slug.as_str());
    let taken = home.run(&[&again[..], &[partner.email.as_str()]].concat());
    assert_eq!(taken.status.code(), Some(1));
    assert_eq!(
        home.run(&["partner", "show", "nobody"]).status.code(),
        Some(1)
    );
    assert_eq!(home.run(&["partner", "frobnicate"]).status.code(), Some(2));
}
