//! The accounts of staff, looked after by admins (contract onboarding.md, "Accounts").

use std::thread;

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::client::Reply;
use crate::onboarding_client::sent;
use crate::portal_client::{PASSWORD, enter, me, plainly_refused, set_password, tokens};
use crate::program::Installation;

both!(
    an_admin_invites_staff_and_changes_them,
    every_refusal_about_staff,
    nobody_is_left_without_an_admin,
);

const OPS: &str = "ops@lender.example";

fn ask(desk: &Desk, method: Method, path: &str, body: Option<&Value>) -> Reply {
    let path = format!("/api/v1/admin/staff{path}");
    let request = desk.server.request(method, &path).bearer_auth(&desk.token);
    sent(match body {
        Some(body) => request.json(body),
        None => request,
    })
}

fn change(desk: &Desk, id: &str, body: &Value) -> Reply {
    ask(desk, Method::PATCH, &format!("/{id}"), Some(body))
}

fn id_of(account: &Value) -> String {
    account["staff_id"].as_str().unwrap().to_owned()
}

/// Who `desk` is.
fn own_id(desk: &Desk) -> String {
    let me = me(&desk.server, &desk.token).json();
    me["data"]["user_id"].as_str().unwrap().to_owned()
}

fn an_admin_invites_staff_and_changes_them(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let body = json!({"email": OPS, "role": "operations"});
    let made = ask(&desk, Method::POST, "", Some(&body));
    assert_eq!(made.status, 201, "{}", made.text);
    let account = made.json()["data"].clone();
    assert_eq!(account["email"], OPS);
    assert_eq!(
        (&account["role"], &account["status"]),
        (&json!("operations"), &json!("active"))
    );
    let id = id_of(&account);
    let link = tokens(&home, OPS, 1).remove(0);
    assert_eq!(set_password(server, &link, PASSWORD).status, 200);
    let token = enter(server, OPS, PASSWORD);
    let list = ask(&desk, Method::GET, "", None).is(2000);
    let rows = list["data"]["staff"].as_array().unwrap();
    let emails: Vec<&str> = rows
        .iter()
        .map(|row| row["email"].as_str().unwrap())
        .collect();
    assert_eq!(emails, ["admin@lender.example", OPS]);

    // Another role counts at once, without another login.
    let audit = || {
        let request = server.request(Method::GET, "/api/v1/admin/audit");
        sent(request.bearer_auth(&token))
    };
    audit().is(4030);
    let changed = change(&desk, &id, &json!({"role": "auditor"})).is(2000);
    assert_eq!(changed["data"]["role"], "auditor");
    audit().is(2000);
    change(&desk, &id, &json!({"status": "disabled"})).is(2000);
    audit().is(4118);
    let login = server.staff_login(OPS, PASSWORD);
    plainly_refused(&login, 401, "Invalid email or password");
    change(
        &desk,
        &id,
        &json!({"status": "active", "role": "operations"}),
    )
    .is(2000);
    audit().is(4118);
    enter(server, OPS, PASSWORD);
    let entries = home.database.lines(
        "SELECT action || ' ' || details AS line FROM audit_entries \
         WHERE action LIKE 'staff.%changed' ORDER BY id",
    );
    assert_eq!(
        entries,
        [
            r#"staff.role_changed {"from":"operations","to":"auditor"}"#,
            r#"staff.status_changed {"from":"active","to":"disabled"}"#,
            r#"staff.role_changed {"from":"auditor","to":"operations"}"#,
            r#"staff.status_changed {"from":"disabled","to":"active"}"#,
        ]
    );
}

fn every_refusal_about_staff(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "admin");
    let own = own_id(&desk);
    let fields = |body: Value| {
        let refused = ask(&desk, Method::POST, "", Some(&body)).is(4220);
        let errors = refused["errors"].as_array().unwrap().clone();
        let names = errors.iter().map(|error| error["field"].as_str().unwrap());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(fields(json!({})), ["email", "role"]);
    assert_eq!(
        fields(json!({"email": "x", "role": "root"})),
        ["email", "role"]
    );
    assert_eq!(fields(json!({"email": OPS, "role": "partner"})), ["role"]);
    let mass = json!({"email": OPS, "role": "admin", "password": "x", "status": "active"});
    assert_eq!(fields(mass), ["password", "status"]);
    let taken = json!({"email": "ADMIN@lender.example", "role": "auditor"});
    let taken = ask(&desk, Method::POST, "", Some(&taken)).is(4092);
    assert_eq!(taken["reason"], "email_taken");

    for body in [json!({"status": "disabled"}), json!({"role": "auditor"})] {
        let refused = change(&desk, &own, &body).is(4092);
        assert_eq!(refused["reason"], "self");
    }
    change(&desk, &own, &json!({})).is(4220);
    change(&desk, &own, &json!({"status": "gone"})).is(4220);
    change(
        &desk,
        &own,
        &json!({"email": "x@y.example", "role": "auditor"}),
    )
    .is(4220);
    change(&desk, "7", &json!({"role": "auditor"})).is(4124);
    let nobody = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";
    change(&desk, nobody, &json!({"role": "auditor"})).is(4040);

    for role in ["operations", "finance", "auditor"] {
        let other = Desk::open(&home, server, role);
        ask(&other, Method::GET, "", None).is(4030);
        let body = json!({"email": OPS, "role": "admin"});
        ask(&other, Method::POST, "", Some(&body)).is(4030);
        change(&other, &own_id(&other), &json!({"role": "admin"})).is(4030);
    }
    assert_eq!(
        home.database
            .lines("SELECT role AS line FROM staff_accounts")
            .len(),
        4
    );
}

fn nobody_is_left_without_an_admin(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let one = Desk::open(&home, server, "admin");
    let invite = |email: &str| {
        let body = json!({"email": email, "role": "admin"});
        let made = ask(&one, Method::POST, "", Some(&body));
        assert_eq!(made.status, 201, "{}", made.text);
        let link = tokens(&home, email, 1).remove(0);
        assert_eq!(set_password(server, &link, PASSWORD).status, 200);
        Desk {
            server: server.clone(),
            token: enter(server, email, PASSWORD),
        }
    };
    let two = invite("second@lender.example");
    let (first, second) = (own_id(&one), own_id(&two));
    // Both at once: one of them is left.
    let statuses: Vec<u16> = thread::scope(|scope| {
        let crowd: Vec<_> = (0..16)
            .map(|n| {
                let (desk, whom) = if n % 2 == 0 {
                    (&one, &second)
                } else {
                    (&two, &first)
                };
                scope.spawn(move || change(desk, whom, &json!({"status": "disabled"})).status)
            })
            .collect();
        crowd.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.contains(&200), "{statuses:?}");
    let active = home.database.lines(
        "SELECT role AS line FROM staff_accounts WHERE role = 'admin' AND status = 'active'",
    );
    assert_eq!(active.len(), 1, "{statuses:?}");
}
