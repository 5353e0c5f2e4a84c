//! Candidates that sign in: their login, what it opens, and how it ends (contract
//! candidates.md).

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::invites_client::{
    PASSWORD, accept, call, candidate, candidate_login, candidate_token, guided, own_practice,
};
use crate::onboarding_client::data;
use crate::portal_client::{logout, me, person, plainly_refused, reset, set_password, tokens};
use crate::program::Installation;

both!(
    a_candidates_login_is_the_guides,
    a_candidates_token_opens_nothing_else,
    nobody_elses_token_shows_a_candidates_practice,
    one_address_may_be_a_partners_and_a_candidates,
    a_candidate_signs_out,
    a_candidate_who_forgot_the_password_gets_a_link,
    people_of_a_pending_partner_sign_in_to_be_told,
    a_candidate_sees_its_sessions_page_by_page,
);

const ASHA: &str = "asha@example.com";
const REFUSED: &str = "Invalid email or password";

fn login(server: &Server, path: &str, body: &Value) -> Reply {
    Reply::of(server.request(Method::POST, path).json(body)).unwrap()
}

fn a_candidates_login_is_the_guides(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    candidate(&home, &session, ASHA);
    for path in ["/api/v1/auth/login", "/auth/login"] {
        for kind in [json!(null), json!("candidate")] {
            let body = json!({"email": ASHA, "password": PASSWORD, "account_type": kind});
            let reply = login(server, path, &body);
            assert_eq!(reply.status, 200, "{}", reply.text);
            let json = reply.json();
            // Both forms: the guide's, and the envelope's.
            assert_eq!(json["token"], json["data"]["token"]);
            assert_eq!(json["user"], json["data"]["user"]);
            assert_eq!(json["account_type"], "candidate");
            assert_eq!(json["user"]["account_type"], "candidate");
            assert_eq!(json["user"]["email"], ASHA);
            assert_eq!(json["data"]["expires_in"], 43_200);
            assert_eq!(json["status"], "success");
            let me = me(server, json["token"].as_str().unwrap()).json()["data"].clone();
            assert_eq!(me["account_type"], "candidate");
            assert_eq!(me["user_id"], json["user"]["user_id"]);
            assert_eq!(me["email"], ASHA);
        }
    }
    for (kind, message) in [
        (json!("partner"), "account_type is invalid"),
        (json!(1), "account_type is invalid"),
    ] {
        let body = json!({"email": ASHA, "password": PASSWORD, "account_type": kind});
        plainly_refused(&login(server, "/auth/login", &body), 400, message);
    }
    // Staff are told as before, and where the guide looks.
    let staff = home.staff("finance");
    let json = server.staff_login(&staff.email, &staff.password).json();
    assert_eq!(json["account_type"], "finance");
    assert_eq!(json["token"], json["data"]["token"]);
    let refused = candidate_login(server, &staff.email, &staff.password);
    plainly_refused(&refused, 401, REFUSED);
}

fn a_candidates_token_opens_nothing_else(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let enrolment = candidate(&home, &session, ASHA);
    let token = candidate_token(server, ASHA, PASSWORD);
    let resend = format!("/candidates/{enrolment}/resend-invite");
    for (method, path) in [
        (Method::GET, "/candidates"),
        (Method::GET, "/candidates/batches"),
        (Method::POST, "/candidates"),
        (Method::GET, "/dashboard"),
        (Method::GET, "/dashboard/activities"),
        (Method::POST, resend.as_str()),
    ] {
        for path in [path.to_owned(), format!("/api/v1{path}")] {
            let reply = call(server, &token, method.clone(), &path, None);
            let message = "Dashboard is only available for partner accounts";
            plainly_refused(&reply, 400, message);
        }
    }
    for (method, path) in [
        (Method::GET, "/api/v1/partner/profile"),
        (Method::GET, "/api/v1/partner/dashboard/leads"),
        (Method::GET, "/api/v1/admin/staff"),
        (Method::GET, "/api/v1/admin/audit"),
        (Method::GET, "/api/partners"),
        (Method::GET, "/metrics"),
        (Method::POST, "/api/v1/internal/events"),
    ] {
        let reply = call(server, &token, method, path, None);
        assert_eq!(reply.status, 401, "{path}: {}", reply.text);
    }
    let own = format!("/api/partners/{}/analytics", partner.uuid);
    assert_eq!(call(server, &token, Method::GET, &own, None).status, 401);
}

fn nobody_elses_token_shows_a_candidates_practice(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, "desk@lead-house.example");
    let portal = server.staff_login("desk@lead-house.example", PASSWORD);
    let portal = portal.json()["token"].as_str().unwrap().to_owned();
    candidate(&home, &session, ASHA);
    let own = candidate_token(server, ASHA, PASSWORD);
    for path in ["/me/candidate", "/api/v1/me/candidate"] {
        let ask = |token: &str| call(server, token, Method::GET, path, None);
        guided(&ask(&own), 200);
        for foreign in [&portal, &session.access, &desk.token, &home.service_token()] {
            plainly_refused(&ask(foreign), 401, "Invalid token");
        }
        plainly_refused(&server.get(path), 401, "Authentication required");
    }
    running.kill();
    home.set("clock.offset_seconds", (12 * 3_600 + 11).to_string());
    let running = home.start();
    let ended = own_practice(&running.server, &own, "");
    plainly_refused(&ended, 401, "Session expired");
}

fn one_address_may_be_a_partners_and_a_candidates(backend: Backend) {
    const OTHER: &str = "another horse battery";
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let desk = Desk::open(&home, server, "admin");
    // As a person of the partner with one password, as a candidate with another.
    person(&home, &desk, &partner.uuid, ASHA);
    let enrolment = session.enrol(ASHA);
    let token = crate::invites_client::invites(&home, ASHA, &enrolment, 1).remove(0);
    let body = json!({"token": token, "password": OTHER});
    guided(&accept(server, &enrolment, Some(&body)), 200);

    let portal = server.staff_login(ASHA, PASSWORD).json();
    assert_eq!(portal["account_type"], "partner");
    plainly_refused(&server.staff_login(ASHA, OTHER), 401, REFUSED);
    plainly_refused(&candidate_login(server, ASHA, PASSWORD), 401, REFUSED);
    let own = candidate_token(server, ASHA, OTHER);
    guided(&own_practice(server, &own, ""), 200);
    let listed = call(
        server,
        portal["token"].as_str().unwrap(),
        Method::GET,
        "/candidates",
        None,
    );
    assert_eq!(listed.status, 200, "{}", listed.text);
    // A reset is the person's of the partner, who comes first.
    reset(server, ASHA);
    let link = tokens(&home, ASHA, 2).remove(1);
    assert_eq!(
        set_password(server, &link, "a third horse battery").status,
        200
    );
    let portal = server.staff_login(ASHA, "a third horse battery").json();
    assert_eq!(portal["account_type"], "partner");
    candidate_token(server, ASHA, OTHER);
}

fn a_candidate_signs_out(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    candidate(&home, &session, ASHA);
    let (one, other) = (
        candidate_token(server, ASHA, PASSWORD),
        candidate_token(server, ASHA, PASSWORD),
    );
    assert_eq!(logout(server, &one).status, 200);
    plainly_refused(&own_practice(server, &one, ""), 401, "Invalid token");
    plainly_refused(&me(server, &one), 401, "Invalid token");
    plainly_refused(&logout(server, &one), 401, "Invalid token");
    let refused = call(server, &one, Method::GET, "/candidates", None);
    plainly_refused(&refused, 401, "Invalid token");
    guided(&own_practice(server, &other, ""), 200);
}

fn a_candidate_who_forgot_the_password_gets_a_link(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let enrolment = session.enrol(ASHA);
    let links = "SELECT recipient_kind AS line FROM mail_outbox WHERE notice = 'set_password'";
    // Whoever was only enrolled has no account to forget the password of.
    let asked = reset(server, ASHA);
    assert_eq!(asked.status, 200);
    assert!(home.database.lines(links).is_empty());
    guided(&accept(server, &enrolment, None), 200);
    assert_eq!(reset(server, ASHA).text, asked.text);
    let link = tokens(&home, ASHA, 1).remove(0);
    assert_eq!(home.database.lines(links), ["candidate"]);
    assert_eq!(set_password(server, &link, PASSWORD).status, 200);
    assert_eq!(set_password(server, &link, PASSWORD).status, 401, "once");
    let old = candidate_token(server, ASHA, PASSWORD);
    reset(server, ASHA);
    let link = tokens(&home, ASHA, 2).remove(1);
    guided(&own_practice(server, &old, ""), 200);
    let set = set_password(server, &link, "another horse battery");
    assert_eq!(set.status, 200, "{}", set.text);
    plainly_refused(&own_practice(server, &old, ""), 401, "Invalid token");
    plainly_refused(&candidate_login(server, ASHA, PASSWORD), 401, REFUSED);
    candidate_token(server, ASHA, "another horse battery");
    let entries = home.database.lines(
        "SELECT actor_kind AS line FROM audit_entries WHERE action = 'candidate.password_set'",
    );
    assert_eq!(entries, ["system", "system"]);
}

fn people_of_a_pending_partner_sign_in_to_be_told(backend: Backend) {
    const NEW: &str = "new@pending.example";
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let introduction = crate::onboarding_client::introduction(7);
    let applicant = crate::onboarding_client::start(server, &introduction);
    let id = applicant.id.as_str();
    let created = desk.post(&format!("/{id}/accounts"), &json!({ "email": NEW }));
    data(&created, 201);
    let link = tokens(&home, NEW, 1).remove(0);
    assert_eq!(set_password(server, &link, PASSWORD).status, 200);
    let signed_in = server.staff_login(NEW, PASSWORD);
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    let token = signed_in.json()["token"].as_str().unwrap().to_owned();
    for path in ["/dashboard", "/candidates", "/api/v1/candidates/batches"] {
        let refused = call(server, &token, Method::GET, path, None);
        let message = "Please complete your onboarding before accessing this resource";
        plainly_refused(&refused, 403, message);
    }
    // Everything else refuses them as before.
    plainly_refused(&me(server, &token), 401, "Partner not found or inactive");
    let analytics = format!("/api/partners/{id}/analytics");
    assert_eq!(
        call(server, &token, Method::GET, &analytics, None).status,
        401
    );
}

fn a_candidate_sees_its_sessions_page_by_page(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    candidate(&home, &session, ASHA);
    session.enrol("ben@example.com");
    let service = home.service_token();
    for (n, email) in (0..5).map(|n| (n, ASHA)).chain([(5, "ben@example.com")]) {
        let report = json!({
            "candidate_email": email, "exam_name": "Mock 1", "exam_type": "IELTS",
            "status": "finished", "score": 83.5, "rating": 4, "cost": 250, "minutes": 45,
            "completed_at": "2026-01-15T12:00:00Z",
        });
        let path = format!("/api/v1/internal/practice-sessions/s-{n}");
        let put = call(server, &service, Method::PUT, &path, Some(&report));
        assert_eq!(put.status, 200, "{}", put.text);
    }
    let token = candidate_token(server, ASHA, PASSWORD);
    let mut query = "?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let own = guided(&own_practice(server, &token, &query), 200);
        let page = own["sessions"].as_array().unwrap().clone();
        assert!(page.len() <= 2);
        seen.extend(page);
        let Some(next) = own["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={next}");
    }
    let ids: Vec<&str> = seen.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["s-4", "s-3", "s-2", "s-1", "s-0"]);
    let expected = json!({
        "id": "s-4", "exam": {"exam_name": "Mock 1", "exam_type": "IELTS"},
        "status": "finished", "score": 83.5, "rating": 4.0, "minutes": 45,
        "completed_at": "2026-01-15T12:00:00.000Z",
    });
    assert_eq!(seen[0], expected);
    for (query, message) in [
        ("?limit=0", "limit is invalid"),
        ("?limit=101", "limit is invalid"),
        ("?cursor=x", "cursor is invalid"),
    ] {
        plainly_refused(&own_practice(server, &token, query), 400, message);
    }
}
