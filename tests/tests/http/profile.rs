//! `GET /profile`: who the caller is.

use envelope::Form;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Session;
use crate::envelope_client::{Side, is_sealed, plain};
use crate::envelope_keys::{PARTNER, enrol, within_a_second};
use crate::program::Installation;

both!(
    a_partner_sees_itself_and_nobody_else,
    a_partner_sees_how_it_encrypts,
);

#[track_caller]
fn profile(session: &Session) -> Value {
    session.get("/profile").is(2000)["data"].clone()
}

fn a_partner_sees_itself_and_nobody_else(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let practice = ["partner", "create", "--name", "Practice", "--sandbox"];
    let made = home.record(&[&practice[..], &["--email", "practice@partner.example"]].concat());
    let practice = crate::client::Partner::from_record(&made, String::new());
    let running = home.start();
    let server = &running.server;
    let own = profile(&server.session(&partner));
    let mut names: Vec<&str> = own
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    let mut expected = vec![
        "partner_uuid",
        "client_id",
        "slug",
        "name",
        "sandbox",
        "encryption",
        "encryption_form",
        "secrets",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(own["partner_uuid"], partner.uuid.as_str());
    assert_eq!(own["client_id"], partner.client_id.as_str());
    assert_eq!(own["slug"], partner.slug.as_str());
    assert_eq!(own["name"], "Lead House");
    assert_eq!(own["sandbox"], false);
    assert_eq!(own["encryption"], "off");
    assert_eq!(own["encryption_form"], Value::Null);
    let secrets = own["secrets"].as_array().unwrap();
    assert_eq!(secrets.len(), 1);
    assert!(secrets[0]["id"].is_i64());
    assert!(secrets[0]["created_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(secrets[0]["expires_at"], Value::Null);
    assert_eq!(secrets[0].as_object().unwrap().len(), 3, "{own}");

    let others = profile(&server.session(&other));
    assert_eq!(others["client_id"], other.client_id.as_str());
    assert_ne!(others["secrets"][0]["id"], secrets[0]["id"]);
    assert_eq!(profile(&server.session(&practice))["sandbox"], true);
}

fn a_partner_sees_how_it_encrypts(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    enrol(&home, &partner, PARTNER, "optional", "packed");
    within_a_second(|| profile(&session)["encryption"] == json!("optional"));
    assert_eq!(profile(&session)["encryption_form"], "packed");

    enrol(&home, &partner, PARTNER, "required", "packed");
    within_a_second(|| is_sealed(&session.get("/profile")));
    let side = Side::new(&partner, PARTNER, Form::Packed);
    let sealed = side.get(&session, "/profile").is(2000);
    assert_eq!(sealed["data"]["encryption"], "required");
    // A browser sends no origin with what it reads from where the page came from.
    let request = session.request(reqwest::Method::GET, "/profile");
    let request = request
        .header("X-Dashboard-Request", "true")
        .header("Sec-Fetch-Site", "same-origin");
    let shown = plain(crate::client::Reply::of(request).unwrap()).is(2000);
    assert_eq!(shown["data"], sealed["data"]);
}
