//! Invites of candidates: mailed, accepted once, sent again (contract candidates.md).

use std::collections::BTreeSet;
use std::thread;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::invites_client::{
    PASSWORD, accept, call, candidate_login, candidate_token, guided, invites, own_practice,
    with_token,
};
use crate::mail_server::{MailServer, wait_until};
use crate::portal_client::{letters, plainly_refused};
use crate::program::Installation;
use crate::webhook_client::{Hooks, retried};

both!(
    an_invite_arrives_and_is_accepted_without_a_token,
    the_letters_token_sets_a_password_once,
    nobody_gets_in_by_anything_but_the_letters_token,
    of_64_acceptances_one_wins,
    an_invite_ends_after_14_days_and_is_renewed,
    an_invite_is_sent_ten_times_a_day,
    invites_of_two_partners_stay_apart,
    a_partner_is_told_of_an_accepted_invite,
    an_invite_is_mailed_from_one_letterhead_whoever_writes_it,
);

const ASHA: &str = "Asha.Rao@example.com";
const GONE: &str = "Invite not found or expired";
const ACCEPTED: &str = "Invite already accepted";

fn an_invite_arrives_and_is_accepted_without_a_token(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let enrolment = session.enrol(ASHA);
    let token = invites(&home, ASHA, &enrolment, 1).remove(0);
    assert!(token.starts_with("pit_live_"), "{token}");
    let letter = letters(&home, ASHA).remove(0);
    assert!(
        letter.contains("Lead House invites you to practise"),
        "{letter}"
    );
    assert_eq!(session.candidates()[0]["invite_status"], "pending");

    // Whoever only looks accepts nothing.
    let path = format!("/api/v1/candidates/{enrolment}/accept-invite");
    for path in [path.as_str(), path.strip_prefix("/api/v1").unwrap()] {
        assert_eq!(server.get(path).status, 405);
    }
    assert_eq!(server.get(&format!("/invite/{enrolment}")).status, 200);
    assert_eq!(session.candidates()[0]["invite_status"], "pending");

    let accepted = guided(&accept(server, &enrolment, None), 200);
    assert_eq!(accepted["partner_candidate_id"], enrolment.as_str());
    assert_eq!(accepted["invite_status"], "accepted");
    assert_eq!(accepted["can_sign_in"], false);
    let row = session.candidates().remove(0);
    assert_eq!(row["invite_status"], "accepted");
    assert_eq!(row["invite_accepted_at"], accepted["invite_accepted_at"]);
    plainly_refused(&accept(server, &enrolment, None), 409, ACCEPTED);
    let late = accept(server, &enrolment, Some(&with_token(&token)));
    plainly_refused(&late, 409, ACCEPTED);
    plainly_refused(&session.resend(&enrolment), 409, ACCEPTED);

    // At the guide's own path, with an empty object, and with no type at all.
    for (email, body) in [("ben@example.com", "{}"), ("carla@example.com", "")] {
        let enrolment = session.enrol(email);
        let path = format!("/candidates/{enrolment}/accept-invite");
        let request = server.request(Method::POST, &path).body(body);
        let request = match body {
            "" => request,
            _ => request.header(CONTENT_TYPE, "application/json"),
        };
        guided(&Reply::of(request).unwrap(), 200);
    }
    let dashboard = call(server, &session.access, Method::GET, "/dashboard", None).json();
    assert_eq!(dashboard["key_metrics"]["invites_accepted"], 3);
    assert_eq!(dashboard["key_metrics"]["invites_pending"], 0);
}

fn the_letters_token_sets_a_password_once(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let enrolment = session.enrol(ASHA);
    let token = invites(&home, ASHA, &enrolment, 1).remove(0);
    let refused = candidate_login(server, ASHA, PASSWORD);
    plainly_refused(&refused, 401, "Invalid email or password");
    let accepted = guided(&accept(server, &enrolment, Some(&with_token(&token))), 200);
    assert_eq!(accepted["can_sign_in"], true);
    plainly_refused(
        &accept(server, &enrolment, Some(&with_token(&token))),
        409,
        ACCEPTED,
    );
    let own = candidate_token(server, "asha.rao@EXAMPLE.com", PASSWORD);
    let own = guided(&own_practice(server, &own, ""), 200);
    assert_eq!(own["email"], ASHA);
    assert_eq!(
        own["partners"][0]["partner_candidate_id"],
        enrolment.as_str()
    );
    // And they are told.
    wait_until("told", || letters(&home, ASHA).len() == 2);
    let told = letters(&home, ASHA).remove(1);
    assert!(
        told.contains("The password of your account was set"),
        "{told}"
    );
    let entries = home.database.lines(
        "SELECT actor_kind || ' ' || action AS line FROM audit_entries \
         WHERE action LIKE '%invite%' OR action LIKE 'candidate.%' ORDER BY action",
    );
    let expected = [
        "system candidate.password_set",
        "system partner.candidate_invite_accepted",
    ];
    assert_eq!(entries, expected);

    // Another partner that accepts on its own learns nothing of the password.
    let other = server.session(&home.partner("Credit Corner"));
    let enrolment = other.enrol(ASHA);
    let accepted = guided(&accept(server, &enrolment, None), 200);
    assert_eq!(accepted["can_sign_in"], false);
}

fn nobody_gets_in_by_anything_but_the_letters_token(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let enrolment = session.enrol(ASHA);
    let other = session.enrol("ben@example.com");
    let token = invites(&home, ASHA, &enrolment, 1).remove(0);
    let bens = invites(&home, "ben@example.com", &other, 1).remove(0);
    let wrong = format!("{}0", &token[..token.len() - 1]);
    let wrong = if wrong == token {
        token.replace('a', "b")
    } else {
        wrong
    };
    for wrong in [
        wrong.as_str(),
        bens.as_str(),
        "x",
        "ppl_live_0",
        &session.access,
    ] {
        let refused = accept(server, &enrolment, Some(&with_token(wrong)));
        plainly_refused(&refused, 401, "Link invalid, expired or used");
    }
    for (body, message) in [
        (json!({"password": PASSWORD}), "token is required"),
        (json!({"token": token}), "password is required"),
        (
            json!({"token": token, "password": "short"}),
            "password must have 12 to 128 characters",
        ),
        (
            json!({"token": token, "password": PASSWORD, "email": ASHA}),
            "email is unknown",
        ),
        (
            json!({"token": 1, "password": PASSWORD}),
            "token must be a text",
        ),
    ] {
        plainly_refused(&accept(server, &enrolment, Some(&body)), 400, message);
    }
    let path = format!("/candidates/{enrolment}/accept-invite");
    let form = server.request(Method::POST, &path).body("token=1");
    assert_eq!(Reply::of(form).unwrap().status, 415);
    let broken = server
        .request(Method::POST, &path)
        .header(CONTENT_TYPE, "application/json")
        .body("{\"token\"");
    assert_eq!(Reply::of(broken).unwrap().status, 400);
    assert_eq!(session.candidates()[1]["invite_status"], "pending");
    for unknown in [
        "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d",
        "00000000-0000-0000-0000-000000000000",
        "nonsense",
        "1",
    ] {
        for body in [None, Some(with_token(&token))] {
            plainly_refused(&accept(server, unknown, body.as_ref()), 404, GONE);
        }
    }
    plainly_refused(&session.resend("nonsense"), 404, "Candidate not found");
    // A partner that is gone takes its invites along.
    let desk = crate::admin_client::Desk::open(&home, server, "admin");
    assert_eq!(desk.delete(&partner.uuid).status, 200);
    for body in [None, Some(with_token(&token))] {
        plainly_refused(&accept(server, &enrolment, body.as_ref()), 404, GONE);
    }
}

const CROWD: usize = 64;

fn at_once(server: &Server, enrolment: &str, bodies: &[Option<Value>]) -> Vec<Reply> {
    thread::scope(|scope| {
        let calls: Vec<_> = bodies
            .iter()
            .map(|body| scope.spawn(move || accept(server, enrolment, body.as_ref())))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

fn of_64_acceptances_one_wins(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let count = |sql: &str| home.database.lines(sql).len();
    for (round, email) in ["a@example.com", "b@example.com", "c@example.com"]
        .into_iter()
        .enumerate()
    {
        let enrolment = session.enrol(email);
        let token = invites(&home, email, &enrolment, 1).remove(0);
        let body = |nth: usize| match round {
            0 => None,
            1 => Some(with_token(&token)),
            _ => Some(with_token(&token)).filter(|_| nth.is_multiple_of(2)),
        };
        let bodies: Vec<_> = (0..CROWD).map(body).collect();
        let replies = at_once(server, &enrolment, &bodies);
        let told: BTreeSet<(u16, String)> = replies
            .iter()
            .map(|reply| (reply.status, reply.text.clone()))
            .collect();
        let won = replies.iter().filter(|reply| reply.status == 200).count();
        let lost = replies.iter().filter(|reply| reply.status == 409).count();
        assert_eq!((won, lost), (1, CROWD - 1), "{told:?}");
        let events = "SELECT event AS line FROM outbox WHERE event = 'candidate.invite_accepted'";
        let entries = "SELECT action AS line FROM audit_entries \
                       WHERE action = 'partner.candidate_invite_accepted'";
        assert_eq!((count(events), count(entries)), (round + 1, round + 1));
    }
    let reconciled = home.run(&["doctor", "--reconcile"]);
    assert!(reconciled.status.success(), "{reconciled:?}");
}

fn an_invite_ends_after_14_days_and_is_renewed(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let enrolment = running.server.session(&partner).enrol(ASHA);
    let first = invites(&home, ASHA, &enrolment, 1).remove(0);
    running.kill();
    home.set("clock.offset_seconds", (14 * 86_400).to_string());
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let unknown = accept(server, "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d", None);
    for body in [None, Some(with_token(&first))] {
        let ended = accept(server, &enrolment, body.as_ref());
        plainly_refused(&ended, 404, GONE);
        assert_eq!(ended.text, unknown.text);
    }
    let before = session.candidates().remove(0);
    assert_eq!(before["invite_status"], "pending");
    let resent = guided(&session.resend(&enrolment), 200);
    assert_eq!(resent["partner_candidate_id"], enrolment.as_str());
    assert_eq!(resent["email"], ASHA);
    assert!(resent["invite_expires_at"].as_str() > before["invite_expires_at"].as_str());
    let second = invites(&home, ASHA, &enrolment, 2).remove(1);
    assert_ne!(first, second);
    let refused = accept(server, &enrolment, Some(&with_token(&first)));
    plainly_refused(&refused, 401, "Link invalid, expired or used");
    guided(&accept(server, &enrolment, Some(&with_token(&second))), 200);
}

fn an_invite_is_sent_ten_times_a_day(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let enrolment = session.enrol(ASHA);
    for nth in 2..=10 {
        let reply = session.resend(&enrolment);
        assert_eq!(reply.status, 200, "{nth}: {}", reply.text);
    }
    let refused = session.resend(&enrolment);
    plainly_refused(&refused, 409, "Too many invites; try again tomorrow");
    let other = running.server.session(&other);
    plainly_refused(&other.resend(&enrolment), 404, "Candidate not found");
    // Those that were queued before a letter was written need none of their own.
    retried(|| {
        let due = "SELECT 'due' AS line FROM partner_candidates WHERE invite_due_at IS NOT NULL";
        home.database.lines(due).is_empty().then_some(())
    });
    let page = format!("/invite/{enrolment}#token=");
    wait_until("the newest letter", || {
        let all = letters(&home, ASHA);
        let newest = all.iter().rev().find_map(|letter| letter.split_once(&page));
        newest.is_some_and(|(_, rest)| {
            let token: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            accept(&running.server, &enrolment, Some(&with_token(&token))).status == 200
        })
    });
}

fn invites_of_two_partners_stay_apart(backend: Backend) {
    let home = Installation::new(backend);
    let (one, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let (one, other) = (server.session(&one), server.session(&other));
    let first = one.enrol(ASHA);
    let second = other.enrol("asha.rao@example.com");
    assert_eq!(one.candidates()[0]["_id"], other.candidates()[0]["_id"]);
    let token = invites(&home, ASHA, &first, 1).remove(0);
    let others = invites(&home, ASHA, &second, 1).remove(0);
    let crossed = accept(server, &second, Some(&with_token(&token)));
    plainly_refused(&crossed, 401, "Link invalid, expired or used");
    guided(&accept(server, &first, Some(&with_token(&token))), 200);
    assert_eq!(other.candidates()[0]["invite_status"], "pending");
    assert_eq!(other.candidates()[0]["email"], "asha.rao@example.com");
    let old = candidate_token(server, ASHA, PASSWORD);
    // The second letter counts still, and sets the one person's password anew.
    let anew = json!({"token": others, "password": "another horse battery"});
    guided(&accept(server, &second, Some(&anew)), 200);
    plainly_refused(&own_practice(server, &old, ""), 401, "Invalid token");
    plainly_refused(
        &candidate_login(server, ASHA, PASSWORD),
        401,
        "Invalid email or password",
    );
    let token = candidate_token(server, ASHA, "another horse battery");
    let own = guided(&own_practice(server, &token, ""), 200);
    let partners = own["partners"].as_array().unwrap().iter();
    let names: Vec<&str> = partners
        .map(|partner| partner["partner_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Other House", "Lead House"]);
}

fn a_partner_is_told_of_an_accepted_invite(backend: Backend) {
    let home = crate::webhook_delivery::desk(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (server, session) = (&running.server, running.server.session(&partner));
    let hooks = Hooks::open();
    session.endpoint_at(&hooks.url("/hooks"));
    let path = "/api/v1/candidates/batches";
    let body = json!({"batch_name": "Batch A"});
    let batch = call(server, &session.access, Method::POST, path, Some(&body));
    let batch = guided(&batch, 201)["batch_id"].as_str().unwrap().to_owned();
    let added = session.add_candidate(ASHA, Some(&batch));
    let enrolment = added["partner_candidate_id"].as_str().unwrap();
    let accepted = guided(&accept(server, enrolment, None), 200);
    let hook = retried(|| hooks.came().pop());
    let told: Value = serde_json::from_str(&hook.body).unwrap();
    assert_eq!(told["type"], "candidate.invite_accepted");
    let data = &told["data"];
    assert_eq!(data["partner_candidate_id"], enrolment);
    assert_eq!(data["candidate_id"], added["_id"]);
    assert_eq!(data["batch_id"], batch.as_str());
    let at = accepted["invite_accepted_at"].as_str().unwrap();
    let told_at = data["accepted_at"].as_str().unwrap();
    assert_eq!(told_at[..23], at[..23]);
    assert_eq!(data.as_object().unwrap().len(), 4);
    for personal in ["Asha", "Rao", "example.com"] {
        assert!(!hook.body.contains(personal), "{}", hook.body);
    }
}

fn an_invite_is_mailed_from_one_letterhead_whoever_writes_it(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("public_url", "https://partners.lender.example");
    let mails = MailServer::plain();
    mails.serves(&mut home);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let enrolment = session.enrol(ASHA);
    let arrived = mails.wait_for(1, "250");
    assert_eq!(arrived[0].to(), [ASHA]);
    let mail = arrived[0].mail();
    let subject = "Lead House invites you to practise";
    assert_eq!(mail.header("Subject"), subject);
    let texts = mail.texts();
    let page = format!("https://partners.lender.example/invite/{enrolment}#token=pit_live_");
    assert_eq!(texts.matches(&page).count(), 2, "in both parts: {texts}");
    assert!(texts.contains("Hello,"), "{texts}");
    let lines = || {
        home.database
            .lines("SELECT notice AS line FROM mail_outbox WHERE secret_sealed IS NOT NULL")
    };
    wait_until("erased", || lines().is_empty());
    let metrics = running
        .server
        .request(Method::GET, "/metrics")
        .bearer_auth(crate::program::METRICS_TOKEN);
    let metrics = Reply::of(metrics).unwrap().text;
    assert!(metrics.contains("invites_written_total 1"), "{metrics}");
}
