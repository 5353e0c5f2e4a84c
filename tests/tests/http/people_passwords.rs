//! Passwords: set by a link, once; asked for by whoever forgot theirs (contract
//! onboarding.md, "Accounts").

use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, Second};
use crate::backend::{Backend, postgres_is_there};
use crate::onboarding_client::{refused, sent};
use crate::portal_client::{
    PASSWORD, enter, letters, logout, me, person, plainly_refused, reset, set_password, tokens,
};
use crate::program::Installation;

both!(
    whoever_forgot_their_password_gets_a_link,
    a_reset_tells_nothing_of_who_there_is,
    of_many_uses_of_a_link_one_counts,
    every_refusal_of_a_password,
    links_end_after_72_hours_and_logins_after_12,
    signing_out_ends_one_login,
);

const DESK: &str = "desk@lead-house.example";
const REFUSED: &str = "Link invalid, expired or used";

fn scene(backend: Backend) -> (Installation, crate::client::Partner) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    (home, partner)
}

fn count(home: &Installation, notice: &str) -> usize {
    let sql = format!("SELECT notice AS line FROM mail_outbox WHERE notice = '{notice}'");
    home.database.lines(&sql).len()
}

fn whoever_forgot_their_password_gets_a_link(backend: Backend) {
    let (home, partner) = scene(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, DESK);
    let old = enter(server, DESK, PASSWORD);
    let answered = reset(server, "Desk@LEAD-house.example");
    assert_eq!(answered.status, 200, "{}", answered.text);
    let link = tokens(&home, DESK, 2).remove(1);
    assert_eq!(me(server, &old).status, 200, "asking ends nothing");
    // Within the minute nothing new is sent, and the link stays.
    assert_eq!(reset(server, DESK).text, answered.text);
    assert_eq!(count(&home, "set_password"), 2);
    let set = set_password(server, &link, "another horse battery");
    assert_eq!(set.status, 200, "{}", set.text);
    plainly_refused(&me(server, &old), 401, "Invalid token");
    let login = server.staff_login(DESK, PASSWORD);
    plainly_refused(&login, 401, "Invalid email or password");
    enter(server, DESK, "another horse battery");

    // Staff as well.
    let staff = home.staff("finance");
    let old = enter(server, &staff.email, &staff.password);
    reset(server, &staff.email);
    let link = tokens(&home, &staff.email, 1).remove(0);
    assert_eq!(set_password(server, &link, PASSWORD).status, 200);
    plainly_refused(&me(server, &old), 401, "Invalid token");
    let again = enter(server, &staff.email, PASSWORD);
    let data = me(server, &again).json()["data"].clone();
    assert_eq!(data["account_type"], "finance");
    let may: Vec<&str> = data["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    let expected = [
        "payout_runs_read",
        "payout_runs_write",
        "statements_read",
        "disputes_write",
        "health_read",
    ];
    assert_eq!(may, expected);
    let entries = home.database.lines(
        "SELECT action || ' ' || actor_kind AS line FROM audit_entries \
         WHERE action LIKE '%password_set' ORDER BY id",
    );
    let person = "portal_account.password_set partner";
    assert_eq!(entries, [person, person, "staff.password_set staff"]);
}

fn a_reset_tells_nothing_of_who_there_is(backend: Backend) {
    let (home, partner) = scene(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let account = person(&home, &desk, &partner.uuid, DESK);
    let known = reset(server, DESK);
    let sent_so_far = count(&home, "set_password");
    for address in ["nobody@lead-house.example", &partner.email, DESK] {
        let started = Instant::now();
        let answered = reset(server, address);
        assert_eq!((answered.status, &answered.text), (200, &known.text));
        assert!(started.elapsed() >= Duration::from_millis(250));
    }
    assert_eq!(count(&home, "set_password"), sent_so_far);
    for (email, message) in [
        (json!("nobody"), "email is invalid"),
        (json!(7), "email must be a text"),
        (Value::Null, "email is required"),
    ] {
        let body = json!({ "email": email });
        let path = "/api/v1/auth/password-reset";
        let reply = sent(server.request(Method::POST, path).json(&body));
        plainly_refused(&reply, 400, message);
    }

    // Nobody who is kept out gets a link; the answer is the same.
    let path = format!(
        "/{}/accounts/{}",
        partner.uuid,
        account["userId"].as_str().unwrap()
    );
    let disabled = desk.ask(Method::PATCH, &path, Some(&json!({"status": "disabled"})));
    assert_eq!(disabled.status, 200, "{}", disabled.text);
    assert_eq!(reset(server, DESK).text, known.text);
    let active = desk.ask(Method::PATCH, &path, Some(&json!({"status": "active"})));
    assert_eq!(active.status, 200, "{}", active.text);
    home.run_ok(&["partner", "suspend", &partner.client_id]);
    assert_eq!(reset(server, DESK).text, known.text);
    assert_eq!(count(&home, "set_password"), sent_so_far);
}

fn of_many_uses_of_a_link_one_counts(backend: Backend) {
    let (home, partner) = scene(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let path = format!("/{}/accounts", partner.uuid);
    let made = desk.post(&path, &json!({"email": DESK}));
    assert_eq!(made.status, 201, "{}", made.text);
    let link = tokens(&home, DESK, 1).remove(0);
    let passwords: Vec<String> = (0..32).map(|n| format!("password number {n}")).collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let link = &link;
        let crowd: Vec<_> = passwords
            .iter()
            .map(|password| scope.spawn(move || set_password(server, link, password).status))
            .collect();
        crowd.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let won: Vec<usize> = (0..32).filter(|n| statuses[*n] == 200).collect();
    assert_eq!(won.len(), 1, "{statuses:?}");
    // The rest came too late, or would have waited for too long.
    assert!(
        statuses
            .iter()
            .all(|status| [200, 401, 503].contains(status)),
        "{statuses:?}"
    );
    enter(server, DESK, &passwords[won[0]]);
    let set = home.database.lines(
        "SELECT action AS line FROM audit_entries WHERE action = 'portal_account.password_set'",
    );
    assert_eq!(set.len(), 1);
}

fn every_refusal_of_a_password(backend: Backend) {
    let (home, partner) = scene(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let path = format!("/{}/accounts", partner.uuid);
    desk.post(&path, &json!({"email": DESK}));
    let link = tokens(&home, DESK, 1).remove(0);
    for password in ["", "eleven char", &"x".repeat(129)] {
        let reply = set_password(server, &link, password);
        plainly_refused(&reply, 400, "password must have 12 to 128 characters");
    }
    let post = |body: Value| {
        let path = "/api/v1/auth/set-password";
        sent(server.request(Method::POST, path).json(&body))
    };
    let both = "token is required; password is required";
    plainly_refused(&post(json!({})), 400, both);
    let more = json!({"token": link, "password": PASSWORD, "role": "admin"});
    plainly_refused(&post(more), 400, "role is unknown");
    let last = if link.ends_with('0') { "1" } else { "0" };
    let guessed = format!("{}{last}", &link[..link.len() - 1]);
    for wrong in ["x", "ppl_live_", &guessed, &partner.client_secret] {
        plainly_refused(&set_password(server, wrong, PASSWORD), 401, REFUSED);
    }
    assert_eq!(set_password(server, &link, PASSWORD).status, 200);
    assert!(!running.log().contains(&link));
}

fn links_end_after_72_hours_and_logins_after_12(backend: Backend) {
    let (mut home, partner) = scene(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "admin");
    person(&home, &desk, &partner.uuid, DESK);
    let login = enter(&running.server, DESK, PASSWORD);
    reset(&running.server, DESK);
    let link = tokens(&home, DESK, 2).remove(1);
    drop(running);
    home.set("clock.offset_seconds", "43215");
    let running = home.start();
    plainly_refused(&me(&running.server, &login), 401, "Session expired");
    drop(running);
    home.set("clock.offset_seconds", "259201");
    let running = home.start();
    let reply = set_password(&running.server, &link, PASSWORD);
    plainly_refused(&reply, 401, REFUSED);
    // An ended link keeps nobody from another.
    reset(&running.server, DESK);
    let link = tokens(&home, DESK, 3).remove(2);
    assert_eq!(set_password(&running.server, &link, PASSWORD).status, 200);
}

fn signing_out_ends_one_login(backend: Backend) {
    let (home, partner) = scene(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, DESK);
    let (one, other) = (enter(server, DESK, PASSWORD), enter(server, DESK, PASSWORD));
    let out = logout(server, &one);
    let expected = json!({"status": "success", "message": "Logged out", "data": {}});
    assert_eq!((out.status, out.json()), (200, expected));
    plainly_refused(&me(server, &one), 401, "Invalid token");
    plainly_refused(&logout(server, &one), 401, "Invalid token");
    assert_eq!(me(server, &other).status, 200);
    assert_eq!(logout(server, &desk.token).status, 200);
    refused(&desk.get(""), 401, "INVALID_CREDENTIALS");
    let admin = server.request(Method::GET, "/api/v1/admin/staff");
    sent(admin.bearer_auth(&desk.token)).is(4118);
}

/// What one instance ends, another feels at once.
#[test]
fn signing_out_and_disabling_are_felt_on_another_instance() {
    if !postgres_is_there() {
        return;
    }
    let (home, partner) = scene(Backend::Postgres);
    let running = home.start();
    let second = Second::start(&home);
    let desk = Desk::open(&home, &running.server, "admin");
    let account = person(&home, &desk, &partner.uuid, DESK);
    let (one, other) = (
        enter(&running.server, DESK, PASSWORD),
        enter(&second.server, DESK, PASSWORD),
    );
    assert_eq!(me(&second.server, &one).status, 200);
    assert_eq!(logout(&running.server, &one).status, 200);
    plainly_refused(&me(&second.server, &one), 401, "Invalid token");
    assert_eq!(me(&second.server, &other).status, 200);
    let path = format!(
        "/{}/accounts/{}",
        partner.uuid,
        account["userId"].as_str().unwrap()
    );
    desk.ask(Method::PATCH, &path, Some(&json!({"status": "disabled"})));
    plainly_refused(&me(&second.server, &other), 401, "Invalid token");
    let staff = home.staff("auditor");
    let token = enter(&second.server, &staff.email, &staff.password);
    let list = running.server.request(Method::GET, "/api/v1/admin/staff");
    let list = sent(list.bearer_auth(&desk.token)).json();
    let rows = list["data"]["staff"].as_array().unwrap();
    let row = rows.iter().find(|row| row["role"] == "auditor").unwrap();
    let path = format!("/api/v1/admin/staff/{}", row["staff_id"].as_str().unwrap());
    let change = running.server.request(Method::PATCH, &path);
    let change = change
        .bearer_auth(&desk.token)
        .json(&json!({"status": "disabled"}));
    assert_eq!(sent(change).status, 200);
    plainly_refused(&me(&second.server, &token), 401, "Invalid token");
    assert_eq!(letters(&home, "auditor@lender.example").len(), 0);
}
