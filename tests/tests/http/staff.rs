//! The lender's staff: made on the command line, signed in with a password, let in
//! by their role (onboarding.md "Accounts", candidates.md, cli-and-config.md).

use std::io::Write as _;
use std::process::Stdio;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Server, Staff};
use crate::program::Installation;

both!(
    staff_made_on_the_command_line_sign_in_under_both_paths,
    wrong_logins_are_refused_alike,
    a_chosen_password_comes_by_standard_input,
    tokens_of_partners_and_staff_do_not_pass_for_each_other,
    a_disabled_account_is_out_at_once,
    a_login_lasts_twelve_hours,
    a_crowd_signs_in_or_is_told_to_come_back,
);

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The guide's form of a refusal: status and message, nothing else.
#[track_caller]
fn refused(reply: &Reply, status: u16, message: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.json(), json!({"status": "error", "message": message}));
}

fn staff_made_on_the_command_line_sign_in_under_both_paths(backend: Backend) {
    let home = Installation::new(backend);
    let staff = home.staff("finance");
    assert!(staff.password.len() >= 12, "a strong one-time password");
    let running = home.start();
    let mut tokens = Vec::new();
    for path in ["/api/v1/auth/login", "/auth/login"] {
        let body = json!({
            "email": staff.email.to_uppercase(), "password": staff.password, "remember_me": true,
        });
        let request = running.server.request(Method::POST, path).json(&body);
        let reply = Reply::of(request).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        let json = reply.json();
        assert_eq!(json["status"], "success");
        assert_eq!(json["message"], "Login successful");
        let data = &json["data"];
        assert_eq!(data["expires_in"], 43_200);
        assert_eq!(data["user"]["email"], staff.email.as_str());
        assert_eq!(data["user"]["account_type"], "finance");
        let token = data["token"].as_str().unwrap();
        let claims = claims(token);
        assert_eq!(claims["user_id"], data["user"]["user_id"]);
        assert_eq!(claims["email"], staff.email.as_str());
        assert_eq!(claims["account_type"], "finance");
        let (issued, expires) = (claims["iat"].as_i64(), claims["exp"].as_i64());
        assert_eq!(expires.unwrap() - issued.unwrap(), 43_200);
        tokens.push(claims["jti"].as_str().unwrap().to_owned());
    }
    assert_ne!(tokens[0], tokens[1], "each login has a jti of its own");

    // An address is taken in any spelling; the first account stays as it was.
    let again = home.run(&[
        "admin",
        "create",
        "--email",
        "FINANCE@lender.example",
        "--role",
        "admin",
    ]);
    assert_eq!(again.status.code(), Some(1));
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(
        said.contains("exists") && !said.contains("lender.example"),
        "{said}"
    );
    running.server.staff_token(&staff);

    let created = home.database.lines(
        "SELECT action || ' ' || CAST(subject_id AS TEXT) || ' ' || details AS line \
         FROM audit_entries WHERE action = 'staff.created'",
    );
    let expected = format!("staff.created {} {{\"role\":\"finance\"}}", staff.id);
    assert_eq!(created, [expected]);
    let hashes = home
        .database
        .lines("SELECT password_hash AS line FROM staff_accounts");
    assert_eq!(hashes.len(), 1);
    assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

fn wrong_logins_are_refused_alike(backend: Backend) {
    let home = Installation::new(backend);
    let staff = home.staff("admin");
    let partner = home.partner("Lead House");
    let running = home.start();
    let login = |email: &str, password: &str| running.server.staff_login(email, password);
    for (email, password) in [
        (staff.email.as_str(), "wrong"),
        (&staff.email, &staff.password.to_uppercase()),
        ("nobody@lender.example", &staff.password),
        (&partner.email, &partner.client_secret),
    ] {
        refused(&login(email, password), 401, "Invalid email or password");
    }
    refused(&login("", &staff.password), 400, "email is required");
    refused(&login("nobody", "x"), 400, "email is invalid");
    let post = |body: &str| {
        let request = running.server.request(Method::POST, "/auth/login");
        let request = request.header("content-type", "application/json");
        Reply::of(request.body(body.to_owned())).unwrap()
    };
    refused(&post("{}"), 400, "email is required; password is required");
    refused(&post("nonsense"), 400, "body is invalid");
}

fn a_chosen_password_comes_by_standard_input(backend: Backend) {
    let home = Installation::new(backend);
    let create = |password: &[u8]| {
        let mut command = home.command(&[
            "admin",
            "create",
            "--email",
            "ops@lender.example",
            "--role",
            "operations",
            "--password-stdin",
            "--json",
        ]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password).unwrap();
        child.wait_with_output().unwrap()
    };
    for bad in [&b"\n"[..], b"too-short-1\n", &[b'x'; 129]] {
        let output = create(bad);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("12 to 128 characters"), "{said}");
        assert!(!said.contains("too-short"), "{said}");
    }
    let output = create(b"correct horse battery\r\nnot this line\n");
    assert!(output.status.success());
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["role"], "operations");
    assert!(record.get("password").is_none(), "{record}");
    let running = home.start();
    let login = |password| running.server.staff_login("ops@lender.example", password);
    assert_eq!(login("correct horse battery").status, 200);
    refused(
        &login("correct horse battery\r"),
        401,
        "Invalid email or password",
    );
}

/// Every route of `/api/v1/admin` the document says is the staff's.
fn staff_routes(server: &Server) -> Vec<(Method, String)> {
    let document = server.get("/api-docs/openapi.json").json();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut security = operation["security"].as_array().into_iter().flatten();
            let staffs = security.any(|scheme| scheme.get("staff").is_some());
            if staffs && path.starts_with("/api/v1/admin/") {
                let path = path.replace(['{', '}'], "");
                routes.push((method.to_uppercase().parse().unwrap(), path));
            }
        }
    }
    assert!(!routes.is_empty(), "no route is the staff's");
    routes
}

fn tokens_of_partners_and_staff_do_not_pass_for_each_other(backend: Backend) {
    let home = Installation::new(backend);
    let staff = home.staff("admin");
    let partner = home.partner("Lead House");
    let service = home.service_token();
    let running = home.start();
    let server = &running.server;
    let ask = |method: &Method, path: &str, token: &str| {
        let request = server.request(method.clone(), path).bearer_auth(token);
        Reply::of(request).unwrap()
    };
    let session = server.session(&partner);
    for (method, path) in staff_routes(server) {
        for token in [&session.access, &session.refresh, &service] {
            ask(&method, &path, token).is(4118);
        }
        Reply::of(server.request(method, &path)).unwrap().is(4114);
    }
    let token = server.staff_token(&staff);
    for path in ["/dashboard/stats", "/dashboard/leads"] {
        let path = format!("/api/v1/partner{path}");
        ask(&Method::GET, &path, &token).is(4118);
        ask(&Method::GET, &path, &session.access).is(2000);
    }
    ask(&Method::PUT, "/api/v1/internal/users/7", &token).is(4118);
    let refresh = server
        .request(Method::POST, "/api/v1/partner/refresh-token")
        .header(
            "authorization",
            crate::client::basic(&partner.client_id, &partner.client_secret),
        )
        .header("refresh_token", &token);
    Reply::of(refresh).unwrap().is(4118);
}

fn a_disabled_account_is_out_at_once(backend: Backend) {
    let home = Installation::new(backend);
    let staff = home.staff("admin");
    let running = home.start();
    let token = running.server.staff_token(&staff);
    // No command disables anybody yet.
    let disabled = home
        .database
        .lines("UPDATE staff_accounts SET status = 'disabled' RETURNING status AS line");
    assert_eq!(disabled, ["disabled"]);
    let login = running.server.staff_login(&staff.email, &staff.password);
    refused(&login, 401, "Invalid email or password");
    for (method, path) in staff_routes(&running.server) {
        let request = running.server.request(method, &path).bearer_auth(&token);
        Reply::of(request).unwrap().is(4118);
    }
}

fn a_login_lasts_twelve_hours(backend: Backend) {
    let mut home = Installation::new(backend);
    let staff = home.staff("admin");
    let running = home.start();
    let token = running.server.staff_token(&staff);
    drop(running);
    home.set("clock.offset_seconds", "43215");
    let running = home.start();
    for (method, path) in staff_routes(&running.server) {
        let request = running.server.request(method, &path).bearer_auth(&token);
        Reply::of(request).unwrap().is(4117);
    }
    running.server.staff_token(&staff);
}

/// Hashing is slow on purpose and bounded: whoever does not get a turn in time is
/// told so, and the partners' API goes on meanwhile.
fn a_crowd_signs_in_or_is_told_to_come_back(backend: Backend) {
    let home = Installation::new(backend);
    let staff = home.staff("admin");
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let login = |staff: &Staff| server.staff_login(&staff.email, &staff.password).status;
    let statuses: Vec<u16> = thread::scope(|scope| {
        let crowd: Vec<_> = (0..24).map(|_| scope.spawn(|| login(&staff))).collect();
        session.get("/dashboard/stats").is(2000);
        crowd.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [200, 503].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(login(&staff), 200);
}
