//! A link that came by mail opens what it is for, once, and lies nowhere else.

use serde_json::json;

use reqwest::Method;

use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::mail_server::{MailServer, wait_until};
use crate::program::Installation;

both!(
    a_link_that_was_mailed_sets_a_password_once,
    a_link_leads_to_the_public_address,
);

const PASSWORD: &str = "correct horse battery staple";

fn post(server: &Server, path: &str, body: &serde_json::Value) -> Reply {
    Reply::of(server.request(Method::POST, path).json(body)).unwrap()
}

/// What stands behind `before` up to the end of the line.
#[track_caller]
fn behind<'a>(text: &'a str, before: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(text);
    rest.split_whitespace().next().unwrap()
}

fn a_link_that_was_mailed_sets_a_password_once(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let mails = MailServer::plain();
    mails.serves(&mut home);
    let staff = home.staff("operations");
    let running = home.start();
    let server = &running.server;
    for email in [staff.email.as_str(), "nobody@lender.example"] {
        let asked = post(
            server,
            "/api/v1/auth/password-reset",
            &json!({"email": email}),
        );
        assert_eq!(asked.status, 200, "{}", asked.text);
    }
    let arrived = mails.wait_for(1, "250");
    assert_eq!(arrived[0].to(), [staff.email.as_str()]);
    let texts = arrived[0].mail().texts();
    let page = format!("http://{}/partner/set-password#token=", server.address());
    let token = behind(&texts, &page);
    assert!(token.len() >= 32, "{token}");

    let lines = || {
        home.database
            .lines("SELECT notice AS line FROM mail_outbox WHERE secret_sealed IS NOT NULL")
    };
    wait_until("erased", || lines().is_empty());
    let rows = home.database.every_row();
    let rows = rows.into_values().flatten().collect::<String>();
    assert!(!rows.contains(token), "the database has the token");
    assert!(!running.log().contains(token), "the log has the token");
    assert!(
        !running.log().contains(&staff.email),
        "the log has the address"
    );

    let set = |password| {
        let body = json!({"token": token, "password": password});
        post(server, "/api/v1/auth/set-password", &body).status
    };
    assert_eq!(set(PASSWORD), 200);
    assert_eq!(set("another long password"), 401, "once");
    assert_eq!(server.staff_login(&staff.email, PASSWORD).status, 200);
    // And whoever it belongs to is told.
    let arrived = mails.wait_for(2, "250");
    let subject = "Your password for Pocket Credit was set";
    assert_eq!(arrived[1].mail().header("Subject"), subject);
}

fn a_link_leads_to_the_public_address(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("public_url", "https://partners.lender.example");
    let mails = MailServer::plain();
    mails.serves(&mut home);
    let staff = home.staff("operations");
    let running = home.start();
    let body = json!({"email": staff.email});
    post(&running.server, "/api/v1/auth/password-reset", &body);
    let texts = mails.wait_for(1, "250")[0].mail().texts();
    let page = "https://partners.lender.example/partner/set-password#token=";
    assert_eq!(texts.matches(page).count(), 2, "in both parts: {texts}");
}
