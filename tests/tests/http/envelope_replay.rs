//! An envelope counts once: across restarts, instances and routes.

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use envelope::{Envelope, Form};
use serde_json::json;

use crate::backend::{Backend, postgres_is_there};
use crate::client::{Reply, Server, basic};
use crate::envelope_client::{Side, carrying, is_sealed, plain, post, send};
use crate::envelope_keys::{PARTNER, enrol};
use crate::outage::behind_a_proxy;
use crate::people::person;
use crate::program::Installation;
use crate::proxy::Line;

both!(
    an_envelope_counts_once_on_every_route_and_after_a_restart,
    of_many_at_once_one_counts,
    a_mark_is_the_partners_own,
);

fn an_envelope_counts_once_on_every_route_and_after_a_restart(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let mut running = home.start();
    let session = running.server.session(&partner);
    let mut sent: Vec<Envelope> = Vec::new();
    for (n, form) in (1_u32..).zip(Form::ALL) {
        let side = Side::new(&partner, PARTNER, form);
        let lead = person(n).lead();
        let funnel = person(n).lead_with(json!({"monthly_salary": 1}));
        let mobile = person(n).lead_with(json!({"mobile_number": "1"}));
        // Refused leads are taken as well as good ones, and so are signings out.
        for (code, path, body) in [
            (2005, "/lead-dedupe-check", lead.to_string()),
            (4121, "/lead-dedupe-check", funnel.to_string()),
            (4119, "/lead-dedupe-check", mobile.to_string()),
            (2003, "/lead-dedupe-check", "{}".to_owned()),
            (4220, "/encryption/keys", "{}".to_owned()),
        ] {
            let sealed = side.seal(body);
            side.open(&post(&session, path, &sealed)).is(code);
            plain(post(&session, path, &sealed)).is(4123);
            sent.push(sealed);
        }
    }
    let session = running.server.session(&partner);
    let ends = Side::new(&partner, PARTNER, Form::Documented);
    let end = ends.seal("{}");
    ends.open(&post(&session, "/logout", &end)).is(2000);
    sent.push(end);

    let session = running.server.session(&partner);
    for _ in 0..2 {
        for sealed in &sent {
            plain(send(&session, sealed)).is(4123);
            for path in ["/login", "/refresh-token"] {
                let path = format!("/api/v1/partner{path}");
                let request = running.server.request(reqwest::Method::POST, &path);
                let basic = basic(&partner.client_id, &partner.client_secret);
                let request = request.header("authorization", basic);
                plain(Reply::of(carrying(request, sealed.to_json())).unwrap()).is(4123);
            }
            plain(post(&session, "/logout", sealed)).is(4123);
            plain(post(&session, "/encryption/keys", sealed)).is(4123);
            plain(post(&session, "/statements/1/lines/1/dispute", sealed)).is(4123);
        }
        running.kill();
        running = home.start();
        // Still signed in: a replay ends no login.
        assert_eq!(session.total(), 3);
    }
}

fn of_many_at_once_one_counts(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let good = person(1).lead().to_string();
    let refused = person(2)
        .lead_with(json!({"monthly_salary": 1}))
        .to_string();
    for (form, code, lead) in [
        (Form::Documented, 2005, &good),
        (Form::Packed, 4121, &refused),
    ] {
        let side = Side::new(&partner, PARTNER, form);
        let sealed = side.seal(lead);
        let replies: Vec<Reply> = thread::scope(|scope| {
            let threads: Vec<_> = (0..64)
                .map(|_| scope.spawn(|| send(&session, &sealed)))
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let (answers, refusals): (Vec<_>, Vec<_>) = replies.into_iter().partition(is_sealed);
        assert_eq!((answers.len(), refusals.len()), (1, 63), "{form:?}");
        side.open(&answers[0]).is(code);
        for refusal in refusals {
            refusal.is(4123);
        }
    }
    assert_eq!(session.total(), 1);
}

/// Contract: "the hash of the signed text, per partner".
fn a_mark_is_the_partners_own(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    for (n, form) in (1_u32..).zip(Form::ALL) {
        let side = Side::new(&partner, PARTNER, form);
        let [theirs, own] = [n, n + 10].map(|n| side.seal(person(n).lead().to_string()));
        for (owner, envelope) in [(&other, &theirs), (&partner, &own)] {
            let hash = side
                .mark(envelope)
                .map(|byte| format!("{byte:02x}"))
                .concat();
            let hash = match backend {
                Backend::Sqlite => format!("x'{hash}'"),
                Backend::Postgres => format!("'\\x{hash}'::bytea"),
            };
            let spent = home.database.lines(&format!(
                "INSERT INTO envelope_marks (partner_id, hash, expires_at) \
                 VALUES ({}, {hash}, 9000000000000000) RETURNING 'spent' AS line",
                owner.id
            ));
            assert_eq!(spent, ["spent"]);
        }
        side.open(&send(&session, &theirs)).is(2005);
        plain(send(&session, &own)).is(4123);
    }
    assert_eq!(session.total(), 3);
}

/// Another server of the same installation, killed when dropped.
pub(crate) struct Second {
    child: Child,
    pub(crate) server: Server,
}

impl Second {
    pub(crate) fn start(home: &Installation, port: u16) -> Self {
        let child = home
            .command(&["serve"])
            .env("PARTNER_API__SERVER__PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server::new(port);
        let second = Self { child, server };
        let started = Instant::now();
        while second
            .server
            .try_get("/readyz")
            .is_none_or(|r| r.status != 200)
        {
            assert!(started.elapsed() < Duration::from_secs(30), "not ready");
            thread::sleep(Duration::from_millis(20));
        }
        second
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_envelope_counts_once_on_all_instances() {
    if !postgres_is_there() {
        return;
    }
    let home = Installation::new(Backend::Postgres);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let second = Second::start(&home, crate::program::free_port());
    let one = running.server.session(&partner);
    let two = second.server.session(&partner);
    let side = Side::new(&partner, PARTNER, Form::IvUnsigned);
    for (n, [first, then]) in (1_u32..).zip([[&one, &two], [&two, &one]]) {
        let sealed = side.seal(person(n).lead().to_string());
        side.open(&send(first, &sealed)).is(2005);
        plain(send(then, &sealed)).is(4123);
    }
    // At the same moment on both.
    for n in 10..20 {
        let sealed = side.seal(person(n).lead().to_string());
        let replies = thread::scope(|scope| {
            let sent = [&one, &two].map(|on| scope.spawn(|| send(on, &sealed)));
            sent.map(|thread| thread.join().unwrap())
        });
        let answers = replies.iter().filter(|reply| is_sealed(reply)).count();
        assert_eq!(answers, 1, "{}", replies[0].text);
    }
    assert_eq!(one.total(), 12);
}

/// What was not stored was not taken.
#[test]
fn after_an_outage_the_same_envelope_may_come_again() {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let mut running = home.start();
    let session = running.server.session(&partner);
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let sealed = side.seal(person(1).lead().to_string());
    side.share(&session, &person(2).lead()).is(2005);
    proxy.set(Line::Cut);
    let reply = send(&session, &sealed);
    // Opened if the partner was remembered.
    let reply = if is_sealed(&reply) {
        side.open(&reply)
    } else {
        reply
    };
    reply.is(5030);
    proxy.set(Line::Works);
    running.wait_for("/readyz");
    side.open(&send(&session, &sealed)).is(2005);
    plain(send(&session, &sealed)).is(4123);
    assert_eq!(session.total(), 2);
}
