//! What was sent in confidence shows neither in the logs nor in the database.

use std::fmt::Write as _;
use std::fs;

use reqwest::Method;
use serde_json::json;

use crate::backend::Backend;
use crate::client::{Partner, Reply, Session, Staff};
use crate::feed_client::{Lender, email, loan, user};
use crate::invites_client::{accept, candidate_login, invites, own_practice, with_token};
use crate::people::{Person, person};
use crate::program::Installation;

both!(logs_and_database_tell_nothing);

/// Mobile numbers, PANs, e-mail addresses, secrets and tokens; none of them short
/// enough to appear by chance.
struct Confidences(Vec<String>);

impl Confidences {
    fn of(
        partner: &Partner,
        session: &Session,
        service_token: &str,
        people: &[Person],
        (staff, staff_token): (&Staff, &str),
    ) -> Self {
        let mut all = vec![
            partner.client_secret.clone(),
            partner.email.clone(),
            session.access.clone(),
            session.refresh.clone(),
            service_token.to_owned(),
            staff.email.clone(),
            staff.password.clone(),
            staff_token.to_owned(),
            crate::program::METRICS_TOKEN.to_owned(),
            "secret-order-number".to_owned(),
        ];
        for who in people {
            all.extend([who.mobile.clone(), who.pan.clone(), email(who)]);
        }
        Self(all)
    }

    #[track_caller]
    fn absent_from(&self, what: &str, bytes: &[u8]) {
        for secret in &self.0 {
            let hex = hex(secret);
            for (form, needle) in [("plainly", secret), ("as hexadecimal digits", &hex)] {
                let found = contains(bytes, needle.as_bytes());
                assert!(!found, "{what} shows {secret:.8}… {form}");
            }
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let first = needle[0];
    haystack
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == first)
        .any(|(at, _)| haystack[at..].starts_with(needle))
}

fn logs_and_database_tell_nothing(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let staff = home.staff("finance");
    let running = home.start();
    let session = running.server.session(&partner);
    let people: Vec<_> = (1..=4)
        .map(|n| person(n).named(&format!("Confidentia{n}"), "Verysecretsson"))
        .collect();
    whole_flow(
        &session,
        &partner,
        &Lender::new(&running.server, token.clone()),
        &people,
    );
    let staff_token = running.server.staff_token(&staff);
    for (email, password) in [
        (&staff.email, "wrong"),
        (&staff.password, staff.password.as_str()),
    ] {
        let refused = running.server.staff_login(email, password);
        assert!(refused.status >= 400, "{}", refused.text);
    }
    let insider = (&staff, staff_token.as_str());
    let mut confidences = Confidences::of(&partner, &session, &token, &people, insider);
    // The flow ended with a logout.
    let again = running.server.session(&partner);
    let (pending, secrets) = invited(&home, &again);
    confidences.0.push(again.access);
    confidences.0.extend(secrets);

    let log = running.log();
    assert!(!log.contains(&pending), "the log says whose invite it is");
    assert!(!log.contains("$argon2"), "the log has a password's hash");
    assert!(
        log.contains("lead-dedupe-check"),
        "requests are logged: {log}"
    );
    for line in log.lines().filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(line.is_object());
    }
    confidences.absent_from("the log", log.as_bytes());
    for name in ["Confidentia", "Verysecretsson"] {
        assert!(!log.contains(name), "the log names a person");
    }
    drop(running);

    let database: Vec<u8> = match backend {
        Backend::Sqlite => ["partner.db", "partner.db-wal"]
            .iter()
            .flat_map(|file| fs::read(home.dir.path().join(file)).unwrap_or_default())
            .collect(),
        Backend::Postgres => home.database.dump_postgres().into_bytes(),
    };
    // Names are kept readable: the rows are in what is searched.
    assert!(
        contains(&database, b"Verysecretsson"),
        "not the whole database"
    );
    confidences.absent_from("the database", &database);
}

/// Invites two people, one of whom accepts: the other's enrolment, with which anybody may
/// accept, and what nobody else should know.
fn invited(home: &Installation, session: &Session) -> (String, Vec<String>) {
    const ADDRESSES: [&str; 2] = [
        "confidential@candidate.example",
        "pending@candidate.example",
    ];
    let server = &session.server;
    let [one, pending] = ADDRESSES.map(|address| session.enrol(address));
    let token = invites(home, ADDRESSES[0], &one, 1).remove(0);
    let unused = invites(home, ADDRESSES[1], &pending, 1).remove(0);
    // Wrong first, then right, then again.
    for (whose, token) in [
        (&one, &unused),
        (&pending, &token),
        (&one, &token),
        (&one, &token),
    ] {
        accept(server, whose, Some(&with_token(token)));
    }
    let login = candidate_login(server, ADDRESSES[0], crate::invites_client::PASSWORD);
    let own = login.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(own_practice(server, &own, "").status, 200);
    own_practice(server, &own, &format!("?cursor={unused}"));
    crate::portal_client::reset(server, ADDRESSES[0]);
    let link = crate::portal_client::tokens(home, ADDRESSES[0], 1).remove(0);
    let path = format!("/api/v1/candidates?search={}", ADDRESSES[1]);
    let found = crate::invites_client::call(server, &session.access, Method::GET, &path, None);
    assert_eq!(found.status, 200, "{}", found.text);
    let secrets = [
        token,
        unused,
        own,
        link,
        crate::invites_client::PASSWORD.to_owned(),
    ];
    let addresses = ADDRESSES.map(str::to_owned);
    (pending, secrets.into_iter().chain(addresses).collect())
}

/// A bit of everything, right and wrong.
fn whole_flow(session: &Session, partner: &Partner, lender: &Lender, people: &[Person]) {
    let campaign = session.share(&people[0].lead()).is(2005)["utm_link"].clone();
    let campaign = campaign
        .as_str()
        .unwrap()
        .rsplit('=')
        .next()
        .unwrap()
        .to_owned();
    let attributed = json!({"utm_source": partner.uuid, "utm_campaign": campaign});
    lender.knows(1, &user(&people[0], attributed));
    lender.lends(1, &loan(1, "approved", json!({})));
    lender.put_user(2, &user(&people[1], json!({"status": "vip"})));
    lender.events(&format!(
        "{{\"type\":\"user\",\"mobile_number\":\"{}\"",
        people[2].mobile
    ));
    session.share(&people[0].lead()).is(2006);
    let keyed = session
        .share_request(&people[1].lead().to_string())
        .header("Idempotency-Key", "secret-order-number");
    Reply::of(keyed).unwrap().is(2005);
    // A conflict of two users, which is written to the audit log.
    lender.knows(3, &user(&people[2], json!({})));
    session.share(&people[0].lead_with(json!({"pan_number": people[2].pan})));
    // Refused for one field, with the other one right.
    session
        .share(&people[3].lead_with(json!({"pan_number": "bad"})))
        .is(4120);
    session
        .share(&people[3].lead_with(json!({"mobile_number": "bad"})))
        .is(4119);
    session
        .share(&people[3].lead_with(json!({"monthly_salary": 1})))
        .is(4121);
    session
        .share_text(&format!("{{\"mobile_number\":\"{}\"", people[3].mobile))
        .is(2003);
    session
        .get(&format!("/dashboard/leads?search={}", people[0].mobile))
        .is(2000);
    session
        .get(&format!("/dashboard/leads?search={}", people[0].pan))
        .is(2000);
    session
        .get(&format!(
            "/dashboard/leads?search={}&page=0",
            people[1].mobile
        ))
        .is(4124);
    session.get(&format!("/{}", people[0].mobile));
    assert_eq!(session.get("/dashboard/leads.csv").status, 200);
    session
        .server
        .login(&partner.client_id, &format!("{}x", partner.client_secret))
        .is(4111);
    session
        .server
        .login(&partner.client_secret, &partner.client_secret)
        .is(4111);
    let refresh = session
        .server
        .request(Method::POST, "/api/v1/partner/refresh-token")
        .header(
            "authorization",
            crate::client::basic(&partner.client_id, &partner.client_secret),
        )
        .header("refresh_token", &session.refresh);
    Reply::of(refresh).unwrap().is(2000);
    session.post("/logout").is(2000);
}
