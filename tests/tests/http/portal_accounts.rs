//! A partner's people: made by staff, let in with a password of their own (contract
//! onboarding.md, "Accounts").

use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::onboarding_client::{data, refused, sent, wrong_fields};
use crate::portal_client::{
    PASSWORD, enter, letters, logout, me, person, plainly_refused, set_password, tokens,
};
use crate::program::Installation;

both!(
    staff_make_an_account_and_its_holder_signs_in,
    every_refusal_of_the_accounts,
    a_person_is_out_with_the_account_and_with_the_partner,
    a_portal_token_opens_nothing_but_its_own,
    an_api_key_speaks_for_its_partner,
    nothing_secret_is_in_lists_logs_or_entries,
);

const DESK: &str = "desk@lead-house.example";

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn staff_make_an_account_and_its_holder_signs_in(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let path = format!("/{}/accounts", partner.uuid);
    let made = desk.post(&path, &json!({"email": "Desk@Lead-House.example"}));
    let account = data(&made, 201)["account"].clone();
    assert_eq!(account["email"], "Desk@Lead-House.example");
    assert_eq!(account["status"], "active");
    assert_eq!(account["hasPassword"], false);
    let token = tokens(&home, DESK, 1).remove(0);
    assert!(
        token.starts_with("ppl_live_") && token.len() == 73,
        "{token}"
    );
    let server = &running.server;
    plainly_refused(
        &server.staff_login(DESK, PASSWORD),
        401,
        "Invalid email or password",
    );
    let set = set_password(server, &token, PASSWORD);
    assert_eq!(set.status, 200, "{}", set.text);
    let expected = json!({"status": "success", "message": "Password set", "data": {}});
    assert_eq!(set.json(), expected);
    plainly_refused(
        &set_password(server, &token, PASSWORD),
        401,
        "Link invalid, expired or used",
    );
    for path in ["/api/v1/auth/login", "/auth/login"] {
        let body = json!({"email": DESK, "password": PASSWORD});
        let login = sent(server.request(Method::POST, path).json(&body));
        let json = login.json();
        assert_eq!(json["data"]["user"]["account_type"], "partner", "{json}");
        assert_eq!(json["data"]["expires_in"], 43_200);
        let token = json["data"]["token"].as_str().unwrap();
        let claims = claims(token);
        assert_eq!(claims["user_id"], account["userId"]);
        assert_eq!(claims["email"], "Desk@Lead-House.example");
        assert_eq!(claims["account_type"], "partner");
        assert_eq!(claims["gen"], 1);
        assert!(claims["jti"].is_string());
        let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(lives, 43_200);
        let me = me(server, token).json();
        assert_eq!(
            me["data"],
            json!({
                "user_id": account["userId"],
                "email": "Desk@Lead-House.example",
                "account_type": "partner",
                "partner": {"id": partner.uuid, "slug": partner.slug, "name": "Lead House"},
            })
        );
    }
    let list = data(&desk.get(&path), 200);
    assert_eq!(list["accounts"][0]["hasPassword"], true);
    assert_eq!(list["accounts"].as_array().unwrap().len(), 1);
    let told = |home: &Installation| letters(home, DESK).len();
    while told(&home) < 2 {
        thread::sleep(Duration::from_millis(50));
    }
}

fn every_refusal_of_the_accounts(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "admin");
    let auditor = Desk::open(&home, &running.server, "auditor");
    let finance = Desk::open(&home, &running.server, "finance");
    let path = format!("/{}/accounts", partner.uuid);
    let account = data(&desk.post(&path, &json!({"email": DESK})), 201)["account"].clone();
    let id = account["userId"].as_str().unwrap();

    for taken in [DESK, "DESK@Lead-House.example", "admin@lender.example"] {
        let again = desk.post(
            &format!("/{}/accounts", other.uuid),
            &json!({"email": taken}),
        );
        refused(&again, 409, "DUPLICATE_ENTRY");
    }
    let twice = home.run(&["admin", "create", "--email", DESK, "--role", "auditor"]);
    assert_eq!(twice.status.code(), Some(1), "an address is one person's");
    let fields = |body: Value| wrong_fields(&desk.post(&path, &body));
    assert_eq!(fields(json!({})), ["email"]);
    assert_eq!(fields(json!({"email": 7})), ["email"]);
    assert_eq!(fields(json!({"email": "nobody"})), ["email"]);
    let mass = json!({"email": "a@b.example", "status": "active", "passwordHash": "x"});
    assert_eq!(fields(mass), ["passwordHash", "status"]);
    let nobody = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";
    for unknown in [nobody, "1", "lead-house"] {
        let path = format!("/{unknown}/accounts");
        refused(&desk.get(&path), 404, "PARTNER_NOT_FOUND");
        let made = desk.post(&path, &json!({"email": "a@b.example"}));
        refused(&made, 404, "PARTNER_NOT_FOUND");
    }
    let patch = |desk: &Desk, partner: &str, person: &str, body: Value| {
        let path = format!("/{partner}/accounts/{person}");
        desk.ask(Method::PATCH, &path, Some(&body))
    };
    let off = json!({"status": "disabled"});
    refused(
        &patch(&desk, &other.uuid, id, off.clone()),
        404,
        "NOT_FOUND",
    );
    refused(
        &patch(&desk, &partner.uuid, nobody, off.clone()),
        404,
        "NOT_FOUND",
    );
    refused(
        &patch(&desk, &partner.uuid, "1", off.clone()),
        404,
        "NOT_FOUND",
    );
    let wrong = patch(
        &desk,
        &partner.uuid,
        id,
        json!({"status": "gone", "email": "x"}),
    );
    assert_eq!(wrong_fields(&wrong), ["email", "status"]);
    let link = |desk: &Desk, person: &str| {
        let path = format!("/{}/accounts/{person}/set-password-link", partner.uuid);
        desk.ask(Method::POST, &path, None)
    };
    refused(&link(&desk, id), 409, "DUPLICATE_ENTRY");
    refused(&link(&desk, nobody), 404, "NOT_FOUND");

    data(&auditor.get(&path), 200);
    for desk in [&auditor, &finance] {
        let made = desk.post(&path, &json!({"email": "a@b.example"}));
        refused(&made, 403, "FORBIDDEN");
        refused(
            &patch(desk, &partner.uuid, id, off.clone()),
            403,
            "FORBIDDEN",
        );
        refused(&link(desk, id), 403, "FORBIDDEN");
    }
    refused(&finance.get(&path), 403, "FORBIDDEN");
}

fn a_person_is_out_with_the_account_and_with_the_partner(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let account = person(&home, &desk, &partner.uuid, DESK);
    let path = format!(
        "/{}/accounts/{}",
        partner.uuid,
        account["userId"].as_str().unwrap()
    );
    let status = |word: &str| {
        let body = json!({ "status": word });
        let changed = data(&desk.ask(Method::PATCH, &path, Some(&body)), 200);
        assert_eq!(changed["account"]["status"], word);
    };
    let refused_login = || {
        let login = server.staff_login(DESK, PASSWORD);
        plainly_refused(&login, 401, "Invalid email or password");
    };
    let token = enter(server, DESK, PASSWORD);
    status("disabled");
    plainly_refused(&me(server, &token), 401, "Invalid token");
    refused_login();
    status("active");
    plainly_refused(&me(server, &token), 401, "Invalid token");

    let token = enter(server, DESK, PASSWORD);
    for (command, message) in [
        ("suspend", "Partner not found or inactive"),
        ("activate", ""),
    ] {
        home.run_ok(&["partner", command, &partner.client_id]);
        let now = me(server, &token);
        if message.is_empty() {
            assert_eq!(now.status, 200, "{}", now.text);
        } else {
            plainly_refused(&now, 401, message);
            refused_login();
        }
    }

    // A deleted partner's people are nobody, and their address is free.
    data(&desk.delete(&partner.uuid), 200);
    plainly_refused(&me(server, &token), 401, "Invalid token");
    refused_login();
    let other = home.partner("Other House");
    let path = format!("/{}/accounts", other.uuid);
    data(&desk.post(&path, &json!({"email": DESK})), 201);
    // Once the partner is back, whoever's address is somebody else's by now is not.
    data(&desk.restore(&partner.uuid), 200);
    let list = data(&desk.get(&format!("/{}/accounts", partner.uuid)), 200);
    assert_eq!(list["accounts"], json!([]));
    plainly_refused(&me(server, &token), 401, "Invalid token");
}

fn a_portal_token_opens_nothing_but_its_own(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, DESK);
    let token = enter(server, DESK, PASSWORD);
    let get = |path: &str| sent(server.request(Method::GET, path).bearer_auth(&token));
    for path in [
        "/api/v1/admin/staff",
        "/api/v1/admin/audit",
        "/api/v1/admin/payout-runs",
        "/api/v1/partner/profile",
        "/api/v1/partner/dashboard/leads",
    ] {
        get(path).is(4118);
    }
    for path in ["", "/accounts"] {
        let reply = get(&format!("/api/partners/{}{path}", partner.uuid));
        refused(&reply, 401, "INVALID_CREDENTIALS");
    }
    let own = get(&format!("/api/partners/{}/analytics", partner.uuid));
    data(&own, 200);
    let foreign = get(&format!("/api/partners/{}/analytics", other.uuid));
    refused(&foreign, 404, "PARTNER_NOT_FOUND");
    // A partner's own token and a staff token open it as well.
    let session = server.session(&partner);
    let path = format!("/api/partners/{}/analytics", partner.uuid);
    let own = sent(
        server
            .request(Method::GET, &path)
            .bearer_auth(&session.access),
    );
    data(&own, 200);
    data(&desk.get(&format!("/{}/analytics", partner.uuid)), 200);
    let refresh = sent(
        server
            .request(Method::GET, &path)
            .bearer_auth(&session.refresh),
    );
    refused(&refresh, 401, "INVALID_CREDENTIALS");
    // And neither signs a person out.
    plainly_refused(&logout(server, &session.access), 401, "Invalid token");
    plainly_refused(&logout(server, "nonsense"), 401, "Invalid token");
    let none = sent(server.request(Method::POST, "/api/v1/auth/logout"));
    plainly_refused(&none, 401, "Authentication required");
}

fn an_api_key_speaks_for_its_partner(backend: Backend) {
    use crate::onboarding_client::{introduction, start};
    let mut home = Installation::new(backend);
    home.set("onboarding.review", "automatic");
    let other = home.partner("Other House");
    let running = home.start();
    let server = &running.server;
    let applicant = start(server, &introduction(1));
    applicant.hand_in();
    let live = data(&applicant.activate(), 200)["partner"].clone();
    let keys = &live["apiCredentials"];
    let (key, secret) = (
        keys["apiKey"].as_str().unwrap(),
        keys["clientSecret"].as_str().unwrap(),
    );
    let ask = |id: &str, key: Option<&str>, secret: Option<&str>| {
        let path = format!("/api/partners/{id}/analytics");
        let mut request = server.request(Method::GET, &path);
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        if let Some(secret) = secret {
            request = request.header("x-api-secret", secret);
        }
        sent(request)
    };
    let id = applicant.id.as_str();
    data(&ask(id, Some(key), Some(secret)), 200);
    let foreign = ask(&other.uuid, Some(key), Some(secret));
    refused(&foreign, 404, "PARTNER_NOT_FOUND");
    for (key, secret) in [
        (Some(key), None),
        (None, Some(secret)),
        (Some("pak_live_0"), Some(secret)),
        (Some(key), Some("psk_live_0")),
        (Some(key), Some(other.client_secret.as_str())),
        (Some(secret), Some(key)),
        (None, None),
    ] {
        let reply = ask(id, key, secret);
        refused(&reply, 401, "INVALID_CREDENTIALS");
    }
    // It is no key to anything else.
    let path = "/api/v1/partner/profile";
    let request = server.request(Method::GET, path);
    sent(
        request
            .header("x-api-key", key)
            .header("x-api-secret", secret),
    )
    .is(4114);
    let client = keys["clientId"].as_str().unwrap();
    home.run_ok(&["partner", "suspend", client]);
    refused(
        &ask(id, Some(key), Some(secret)),
        401,
        "INVALID_CREDENTIALS",
    );
}

fn nothing_secret_is_in_lists_logs_or_entries(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    person(&home, &desk, &partner.uuid, DESK);
    let link = tokens(&home, DESK, 1).remove(0);
    let session = enter(server, DESK, PASSWORD);
    assert_eq!(logout(server, &session).status, 200);
    set_password(server, &link, "another horse battery");
    let lists = [
        desk.get(&format!("/{}/accounts", partner.uuid)).text,
        server_text(&desk, "/api/v1/admin/staff"),
        server_text(&desk, "/api/v1/admin/audit?limit=200"),
        server_text(&desk, "/api/v1/admin/audit.csv"),
        running.log(),
    ];
    for text in &lists {
        for secret in [
            &link,
            &session,
            PASSWORD,
            "another horse",
            "argon2",
            "ppl_live_",
        ] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    for text in &lists[2..] {
        assert!(
            !text.contains(DESK),
            "no address of a partner's person: {text}"
        );
    }
    for (table, rows) in home.database.every_row() {
        for row in rows {
            for secret in [&link, &session, PASSWORD, DESK] {
                assert!(!row.contains(secret), "{table}");
            }
        }
    }
}

fn server_text(desk: &Desk, path: &str) -> String {
    let request = desk.server.request(Method::GET, path);
    let reply = sent(request.bearer_auth(&desk.token));
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.text
}
