//! Deletion that can be undone (onboarding.md, "Soft delete"; ADR 22).

use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, Second, audited, notices};
use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session};
use crate::onboarding_client::{data, introduction, refused, sent, start};
use crate::program::Installation;
use crate::stream_client::Listener;

both!(
    a_deletion_frees_the_names_and_ends_every_token,
    a_restored_partner_has_its_secrets_and_none_of_its_tokens,
    a_restoration_gives_way_to_whoever_has_the_names_by_now,
    a_deleted_partner_is_nobody,
    a_deletion_is_felt_within_a_second_on_another_instance,
    suspension_and_rotation_are_felt_within_a_second_on_another_instance,
    an_index_rotation_leaves_deleted_partners_alone,
);

/// What a partner holds besides its secrets.
struct Held {
    server: Server,
    session: Session,
    cookie: String,
}

impl Held {
    #[track_caller]
    fn by(server: &Server, partner: &Partner) -> Self {
        let own = format!("http://{}", server.address());
        let request = server
            .request(Method::POST, "/api/v1/partner/login")
            .basic_auth(&partner.client_id, Some(&partner.client_secret))
            .header("x-dashboard-request", "true")
            .header("origin", &own);
        let login = sent(request);
        login.is(2000);
        let cookie = login.header("set-cookie").split(';').next().unwrap();
        Self {
            server: server.clone(),
            session: server.session(partner),
            cookie: cookie.to_owned(),
        }
    }

    fn access(&self) -> Reply {
        self.session.get("/dashboard/stats")
    }

    fn refresh(&self, partner: &Partner) -> Reply {
        let request = self
            .server
            .request(Method::POST, "/api/v1/partner/refresh-token")
            .basic_auth(&partner.client_id, Some(&partner.client_secret))
            .header("refresh_token", &self.session.refresh);
        sent(request)
    }

    fn renew(&self) -> Reply {
        let own = format!("http://{}", self.server.address());
        let request = self
            .server
            .request(Method::POST, "/api/v1/partner/refresh-token")
            .header("x-dashboard-request", "true")
            .header("origin", own)
            .header("cookie", &self.cookie);
        sent(request)
    }

    fn analytics(&self, partner: &Partner) -> Reply {
        let path = format!("/api/partners/{}/analytics", partner.uuid);
        let request = self.server.request(Method::GET, &path);
        sent(request.bearer_auth(&self.session.access))
    }
}

fn a_deletion_frees_the_names_and_ends_every_token(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "operations");
    let held = Held::by(server, &partner);
    held.access().is(2000);
    data(&held.analytics(&partner), 200);
    let (stream, _) = Listener::open(&held.session);
    let deleted = Instant::now();
    data(&desk.delete(&partner.uuid), 200);
    // The same process knows at once.
    held.access().is(4116);
    refused(&held.analytics(&partner), 401, "INVALID_CREDENTIALS");
    held.refresh(&partner).is(4111);
    held.renew().is(4116);
    server
        .login(&partner.client_id, &partner.client_secret)
        .is(4111);
    server.login(&partner.slug, &partner.client_secret).is(4111);
    stream.ends(Duration::from_secs(3));
    assert!(
        deleted.elapsed() < Duration::from_millis(1_500),
        "{:?}",
        deleted.elapsed()
    );

    // Slug and address are free.
    let again = home.record(&[
        "partner",
        "create",
        "--name",
        "Lead House",
        "--email",
        &partner.email,
        "--slug",
        &partner.slug,
    ]);
    assert_eq!(again["slug"], partner.slug.as_str());
    let shown = desk.partner(&partner.uuid);
    assert_eq!(shown["slug"], partner.slug.as_str());
    assert_eq!(shown["email"], partner.email.as_str());
    assert_eq!(shown["status"], "active");
    assert!(shown["deletedAt"].as_str().unwrap().ends_with('Z'));
    assert_eq!(desk.names(""), ["Lead House"]);
    assert_eq!(desk.names("deleted=true"), ["Lead House"]);
    let page = data(&desk.get("?deleted=true&search=lead-house"), 200);
    assert_eq!(page["partners"][0]["id"], partner.uuid.as_str());
    let entries = audited(&home, &partner.uuid);
    assert_eq!(entries.last().unwrap(), "staff partner.deleted {}");
    assert_eq!(notices(&home), ["deleted"]);
}

fn a_restored_partner_has_its_secrets_and_none_of_its_tokens(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let held = Held::by(server, &partner);
    data(&desk.delete(&partner.uuid), 200);
    let restored = data(&desk.restore(&partner.uuid), 200);
    assert_eq!(restored["partner"]["status"], "active");
    assert_eq!(restored["partner"]["slug"], partner.slug.as_str());
    assert!(restored["partner"].get("deletedAt").is_none());
    assert_eq!(restored["accountsNotRestored"], json!([]));
    for _ in 0..2 {
        held.access().is(4118);
        held.refresh(&partner).is(4118);
        held.renew().is(4118);
        refused(&held.analytics(&partner), 401, "INVALID_CREDENTIALS");
        // Whoever signs in anew is let in at once, in whatever second that is.
        let fresh = Held::by(server, &partner);
        fresh.access().is(2000);
        fresh.refresh(&partner).is(2000);
        fresh.renew().is(2000);
        thread::sleep(Duration::from_millis(1_100));
    }
    assert_eq!(notices(&home), ["deleted", "restored"]);
    let entries = audited(&home, &partner.uuid);
    assert_eq!(entries.last().unwrap(), "staff partner.restored {}");
}

fn a_restoration_gives_way_to_whoever_has_the_names_by_now(backend: Backend) {
    let home = Installation::new(backend);
    let (first, second) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    for partner in [&first, &second] {
        data(&desk.delete(&partner.uuid), 200);
    }
    let taking = |email: &str, slug: &str| {
        let body = json!({
            "name": "Newcomer", "email": email, "phoneNumber": "+919876500001", "slug": slug,
        });
        let made = data(&desk.post("", &body), 201);
        made["partner"]["id"].as_str().unwrap().to_owned()
    };
    let with_email = taking(&first.email, "newcomer");
    let with_slug = taking("new@comer.example", &second.slug);
    let told = |id: &str| {
        let refusal = refused(&desk.restore(id), 409, "DUPLICATE_ENTRY");
        refusal["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(told(&first.uuid), "Duplicate entry: email_taken");
    assert_eq!(told(&second.uuid), "Duplicate entry: slug_taken");
    assert!(desk.partner(&first.uuid).get("deletedAt").is_some());
    // Once they are free again it can be back.
    data(&desk.delete(&with_email), 200);
    data(&desk.delete(&with_slug), 200);
    data(&desk.restore(&first.uuid), 200);
    data(&desk.restore(&second.uuid), 200);
    refused(&desk.restore(&with_email), 409, "DUPLICATE_ENTRY");
    refused(&desk.restore(&first.uuid), 409, "INVALID_STATUS_TRANSITION");
    running
        .server
        .session(&first)
        .get("/dashboard/stats")
        .is(2000);
}

fn a_deleted_partner_is_nobody(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let document = desk.partner(&applicant.id)["documents"][0]["id"].clone();
    data(
        &desk.post(
            &format!("/{}/notes", applicant.id),
            &json!({"content": "x"}),
        ),
        201,
    );
    data(&desk.delete(&applicant.id), 200);
    refused(
        &desk.delete(&applicant.id),
        409,
        "INVALID_STATUS_TRANSITION",
    );
    refused(&applicant.business_info(), 401, "INVALID_CREDENTIALS");
    let id = &applicant.id;
    let document = document.as_str().unwrap();
    let calls = [
        (Method::PUT, String::new(), json!({"name": "Other"})),
        (Method::PUT, String::new(), json!({"status": "rejected"})),
        (Method::POST, "/notes".to_owned(), json!({"content": "x"})),
        (Method::GET, "/notes".to_owned(), Value::Null),
        (Method::POST, "/review".to_owned(), json!({"approve": true})),
        (Method::POST, "/credentials/rotate".to_owned(), json!({})),
        (Method::POST, "/onboarding-token".to_owned(), json!({})),
        (Method::GET, "/documents".to_owned(), Value::Null),
        (Method::GET, format!("/documents/{document}"), Value::Null),
        (Method::GET, "/analytics".to_owned(), Value::Null),
    ];
    let before = home.database.every_row()["audit_entries"].len();
    for (method, path, body) in calls {
        let body = (!body.is_null()).then_some(&body);
        let reply = desk.ask(method, &format!("/{id}{path}"), body);
        refused(&reply, 404, "PARTNER_NOT_FOUND");
    }
    assert_eq!(home.database.every_row()["audit_entries"].len(), before);
    // Its token ended for good; its documents and its progress did not.
    let restored = data(&desk.restore(id), 200);
    assert_eq!(restored["partner"]["review"]["state"], "waiting");
    assert_eq!(
        restored["partner"]["documents"].as_array().unwrap().len(),
        1
    );
    assert_eq!(restored["partner"]["notesCount"], 1);
    refused(&applicant.verification(), 401, "INVALID_CREDENTIALS");
    let renewed = data(
        &desk.post(&format!("/{id}/onboarding-token"), &json!({})),
        200,
    );
    let mut applicant = applicant;
    let token = renewed["onboardingToken"].as_str();
    token.unwrap().clone_into(&mut applicant.token);
    data(&applicant.verification(), 200);
}

/// Waits for `done`, a second at most.
#[track_caller]
fn felt(since: Instant, done: impl Fn() -> bool) {
    while !done() {
        let waited = since.elapsed();
        assert!(waited < Duration::from_secs(1), "not felt after {waited:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn another(home: &Installation, here: &Server, backend: Backend) -> (Option<Second>, Server) {
    // A file has one server.
    let second = (backend == Backend::Postgres).then(|| Second::start(home));
    let server = second
        .as_ref()
        .map_or(here, |second| &second.server)
        .clone();
    (second, server)
}

fn a_deletion_is_felt_within_a_second_on_another_instance(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, server) = another(&home, &running.server, backend);
    let held = Held::by(&server, &partner);
    let (stream, _) = Listener::open(&held.session);
    // Remembered as late as can be.
    held.access().is(2000);
    server
        .login(&partner.client_id, &partner.client_secret)
        .is(2000);
    let deleted = Instant::now();
    data(&desk.delete(&partner.uuid), 200);
    felt(deleted, || {
        let login = server.login(&partner.client_id, &partner.client_secret);
        held.access().status == 401 && login.status == 401 && held.renew().status == 401
    });
    stream.ends(Duration::from_secs(3));
    assert!(
        deleted.elapsed() < Duration::from_millis(1_300),
        "{:?}",
        deleted.elapsed()
    );
    data(&desk.restore(&partner.uuid), 200);
    let back = Instant::now();
    felt(back, || {
        server
            .login(&partner.client_id, &partner.client_secret)
            .status
            == 200
    });
    held.access().is(4118);
    held.renew().is(4118);
    held.refresh(&partner).is(4118);
}

fn suspension_and_rotation_are_felt_within_a_second_on_another_instance(backend: Backend) {
    let home = Installation::new(backend);
    let (suspended, rotated) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, server) = another(&home, &running.server, backend);
    let held = Held::by(&server, &suspended);
    held.access().is(2000);
    let since = Instant::now();
    data(
        &desk.put(&suspended.uuid, &json!({"status": "suspended"})),
        200,
    );
    felt(since, || {
        held.access().status == 401 && held.renew().status == 401
    });
    held.access().is(4116);

    let login = |secret: &str| server.login(&rotated.client_id, secret);
    login(&rotated.client_secret).is(2000);
    let since = Instant::now();
    let new = data(&desk.rotate(&rotated.uuid, 0), 200);
    felt(since, || login(&rotated.client_secret).status == 401);
    login(new["clientSecret"].as_str().unwrap()).is(2000);
}

fn an_index_rotation_leaves_deleted_partners_alone(backend: Backend) {
    const KEY_A: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";
    const KEY_B: &str = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
    let mut home = Installation::new(backend);
    home.set("crypto.index_key", KEY_A);
    home.set("crypto.audit_key", KEY_A);
    let (kept, gone) = (home.partner("Lead House"), home.partner("Other House"));
    let staff = home.staff("operations");
    let running = home.start();
    let desk = |server: &Server| Desk {
        server: server.clone(),
        token: server.staff_token(&staff),
    };
    data(&desk(&running.server).delete(&gone.uuid), 200);
    // Somebody else has the freed address, before and after.
    let newcomer = json!({
        "name": "Newcomer", "email": gone.email, "phoneNumber": "+919876500001",
    });
    let newcomer = data(&desk(&running.server).post("", &newcomer), 201);
    let newcomer = newcomer["partner"]["id"].as_str().unwrap().to_owned();
    drop(running);
    home.set("crypto.index_key", KEY_B);
    home.set("crypto.previous_index_key", KEY_A);
    for reindexed in [2, 0] {
        let report = home.record(&["keys", "rotate-data", "--index"]);
        let tables = report["tables"].as_array().unwrap();
        let partners = tables.iter().find(|table| table["table"] == "partners");
        assert_eq!(partners.unwrap()["rows"], 3);
        assert_eq!(partners.unwrap()["reindexed"], reindexed);
    }
    let running = home.start();
    let desk = desk(&running.server);
    refused(&desk.restore(&gone.uuid), 409, "DUPLICATE_ENTRY");
    data(&desk.delete(&newcomer), 200);
    data(&desk.restore(&gone.uuid), 200);
    for partner in [&kept, &gone] {
        let found = desk.names(&format!("search={}", partner.email.replace('@', "%40")));
        assert_eq!(found.len(), 1, "{found:?}");
        running
            .server
            .session(partner)
            .get("/dashboard/stats")
            .is(2000);
    }
}
