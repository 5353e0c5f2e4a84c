//! Mail by SMTP (contract onboarding.md, "Notifications"): once, later, or given up.

use std::thread;
use std::time::{Duration, Instant};

use crate::backend::{Backend, postgres_is_there};
use crate::client::Partner;
use crate::mail_server::{MailServer, wait_until};
use crate::people::person;
use crate::program::{Installation, Running};

both!(
    a_letter_arrives_once_and_says_what_happened,
    a_letter_refused_for_now_comes_again_as_the_same,
    a_letter_refused_for_good_is_given_up,
    a_mail_cut_off_in_the_middle_comes_again,
    a_server_that_is_away_is_waited_for,
    a_silent_server_holds_nobody_up,
    a_letter_survives_the_end_of_the_process,
);

fn scene(backend: Backend) -> (Installation, MailServer, Partner) {
    let mut home = Installation::new(backend);
    let mails = MailServer::plain();
    mails.serves(&mut home);
    let partner = home.partner("Lead House");
    (home, mails, partner)
}

fn suspend(home: &Installation, partner: &Partner) {
    home.run_ok(&["partner", "suspend", &partner.client_id]);
}

/// The letters that are neither sent nor given up.
fn waiting(home: &Installation) -> usize {
    let sql = "SELECT notice AS line FROM mail_outbox WHERE next_attempt_at IS NOT NULL";
    home.database.lines(sql).len()
}

/// Nothing of what is in a mail is in the log.
#[track_caller]
fn assert_discreet(running: &Running, partner: &Partner) {
    let log = running.log();
    assert!(!log.contains(&partner.email), "the log names an address");
    let domain = partner.email.split_once('@').unwrap().1;
    assert!(!log.contains(domain), "the log names a domain");
}

fn a_letter_arrives_once_and_says_what_happened(backend: Backend) {
    let (home, mails, partner) = scene(backend);
    let running = home.start();
    suspend(&home, &partner);
    let arrived = mails.wait_for(1, "250");
    assert_eq!(arrived[0].to(), [partner.email.as_str()]);
    assert_eq!(arrived[0].0["from"], "no-reply@lender.example");
    let mail = arrived[0].mail();
    for (name, value) in [
        ("From", "\"Pocket Credit\" <no-reply@lender.example>"),
        ("Reply-To", "help@lender.example"),
        ("To", &format!("\"Lead House\" <{}>", partner.email)),
        (
            "Subject",
            "Your partner account with Pocket Credit is suspended",
        ),
        ("Auto-Submitted", "auto-generated"),
    ] {
        assert_eq!(mail.header(name), value);
    }
    assert!(mail.header("Message-ID").ends_with("@lender.example>"));
    assert!(mail.header("Date").ends_with("+0000"));
    let texts = mail.texts();
    for part in [
        "Hello Lead House,",
        "was suspended. Nobody can sign in",
        "Questions: help@lender.example",
        "<p>Hello Lead House,</p>",
    ] {
        assert!(texts.contains(part), "{part} is missing from {texts}");
    }
    for fetched in ["src=", "<script", "url(", "http:", "https:"] {
        assert!(!texts.contains(fetched), "{fetched} in {texts}");
    }
    // Once: the next one is another letter.
    home.run_ok(&["partner", "activate", &partner.client_id]);
    let arrived = mails.wait_for(2, "250");
    let subjects = arrived.iter().map(|attempt| attempt.mail());
    let subjects: Vec<String> = subjects
        .map(|mail| mail.header("Subject").to_owned())
        .collect();
    assert!(subjects[1].ends_with("is active"), "{subjects:?}");
    thread::sleep(Duration::from_secs(2));
    assert_eq!(mails.attempts().len(), 2);
    assert_eq!(waiting(&home), 0);
    assert_discreet(&running, &partner);
}

fn a_letter_refused_for_now_comes_again_as_the_same(backend: Backend) {
    for refusal in ["421", "450", "451"] {
        let (home, mails, partner) = scene(backend);
        mails.behave(refusal);
        let running = home.start();
        suspend(&home, &partner);
        let refused = mails.wait_for(1, refusal);
        mails.behave("accept");
        let arrived = mails.wait_for(1, "250");
        if refusal == "451" {
            assert_eq!(refused[0].mail(), arrived[0].mail(), "byte for byte");
        }
        assert_eq!(mails.attempts().len(), 2, "after five seconds, once");
        wait_until("noted", || waiting(&home) == 0);
        assert_discreet(&running, &partner);
        let log = running.log();
        assert!(
            log.contains(&format!("refused with code {refusal}")),
            "{log}"
        );
    }
}

fn a_letter_refused_for_good_is_given_up(backend: Backend) {
    let (home, mails, partner) = scene(backend);
    let other = home.partner("Other House");
    let running = home.start();
    for (refusal, partner) in [("550", &partner), ("554", &other)] {
        mails.behave(refusal);
        suspend(&home, partner);
        mails.wait_for(1, refusal);
        wait_until("given up", || waiting(&home) == 0);
        assert_discreet(&running, partner);
    }
    let given_up = "SELECT notice AS line FROM mail_outbox WHERE given_up_at IS NOT NULL";
    assert_eq!(home.database.lines(given_up), ["status_changed"; 2]);
    mails.behave("accept");
    thread::sleep(Duration::from_secs(6));
    assert_eq!(mails.attempts().len(), 2, "nobody tries again");
    assert_eq!(running.log().matches("mail given up").count(), 2);
}

fn a_mail_cut_off_in_the_middle_comes_again(backend: Backend) {
    let (home, mails, partner) = scene(backend);
    mails.behave("drop");
    let running = home.start();
    suspend(&home, &partner);
    mails.wait_for(1, "drop");
    mails.behave("accept");
    mails.wait_for(1, "250");
    assert_discreet(&running, &partner);
}

fn a_server_that_is_away_is_waited_for(backend: Backend) {
    let (home, mut mails, partner) = scene(backend);
    mails.end();
    let running = home.start();
    suspend(&home, &partner);
    wait_until("put off", || running.log().contains("mail put off"));
    mails.begin();
    mails.wait_for(1, "250");
    assert_discreet(&running, &partner);
}

fn a_silent_server_holds_nobody_up(backend: Backend) {
    let (mut home, mails, partner) = scene(backend);
    home.set("smtp.timeout_seconds", "30");
    mails.behave("hang");
    let other = home.partner("Other House");
    let mut running = home.start();
    suspend(&home, &partner);
    mails.wait_for(1, "hang");
    let session = running.server.session(&other);
    for n in 1..=20 {
        let started = Instant::now();
        session.share(&person(n).lead()).is(2005);
        assert!(started.elapsed() < Duration::from_secs(1));
    }
    // The audit log is sealed meanwhile.
    let unsealed = "SELECT action AS line FROM audit_entries WHERE sequence IS NULL";
    wait_until("sealed", || home.database.lines(unsealed).is_empty());
    // And the end is as prompt as ever.
    let started = Instant::now();
    running.terminate();
    let end = running.wait_for_end(Duration::from_secs(30));
    assert!(end.is_some_and(|status| status.success()));
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(waiting(&home), 1, "nothing is lost");
}

/// `kill -9` while the letter is with a server that says nothing, and before anybody
/// looked at it.
fn a_letter_survives_the_end_of_the_process(backend: Backend) {
    let (home, mails, partner) = scene(backend);
    let other = home.partner("Other House");
    mails.behave("hang");
    let running = home.start();
    suspend(&home, &partner);
    mails.wait_for(1, "hang");
    running.kill();
    suspend(&home, &other);
    mails.behave("accept");
    let running = home.start();
    // The other one at once, the first when its claim has run out.
    let arrived = mails.wait_for(1, "250");
    assert_eq!(arrived[0].to(), [other.email.as_str()]);
    let arrived = mails.wait_for(2, "250");
    assert_eq!(arrived[1].to(), [partner.email.as_str()]);
    assert_discreet(&running, &partner);
}

#[test]
fn two_instances_send_each_letter_once() {
    const LETTERS: usize = 24;
    if !postgres_is_there() {
        return;
    }
    let (mut home, mails, _) = scene(Backend::Postgres);
    let partners: Vec<Partner> = (0..LETTERS)
        .map(|n| home.partner(&format!("House {n}")))
        .collect();
    for partner in &partners {
        suspend(&home, partner);
    }
    let first = home.launch(&["serve"]);
    home.set("server.port", crate::program::free_port().to_string());
    let second = home.launch(&["serve"]);
    wait_until("sent", || waiting(&home) == 0);
    thread::sleep(Duration::from_secs(2));
    let arrived = mails.wait_for(LETTERS, "250");
    let mut to: Vec<&str> = arrived.iter().flat_map(|attempt| attempt.to()).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), LETTERS, "each of them once");
    drop((first, second));
}
