//! Mail by TLS and with a password; nobody else is believed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::backend::Backend;
use crate::mail_server::{Certificates, MailServer, PASSWORD, USER, wait_until};
use crate::program::Installation;

both!(mails_are_files_where_there_is_no_server);

fn with_login(server: &MailServer, tls: &str) -> Installation {
    let mut home = Installation::new(Backend::Sqlite);
    server.serves(&mut home);
    home.set("smtp.tls", tls);
    home.set("smtp.username", USER);
    let secret = home.dir.path().join("mail-password");
    fs::write(&secret, PASSWORD).unwrap();
    home.set("smtp.password__file", secret.to_str().unwrap());
    home
}

fn doctor(home: &Installation) -> (bool, String) {
    let output = home.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let mail = checks
        .iter()
        .find(|check| check["check"] == "mail")
        .unwrap();
    let detail = mail["detail"].as_str().unwrap().to_owned();
    (mail["ok"] == true, detail)
}

#[test]
fn mail_leaves_by_tls_and_with_a_password() {
    let certificates = Certificates::new();
    for (setting, tls) in [("starttls", "starttls"), ("tls", "implicit")] {
        let server = certificates.server(tls);
        let mut home = with_login(&server, setting);
        certificates.are_believed_by(&mut home);
        let partner = home.partner("Lead House");
        let running = home.start();
        home.run_ok(&["partner", "suspend", &partner.client_id]);
        let arrived = server.wait_for(1, "250");
        assert_eq!(arrived[0].0["tls"], true);
        assert_eq!(arrived[0].0["login"], USER);
        assert_eq!(arrived[0].0["hello"], "lender.example");
        assert!(!running.log().contains(PASSWORD));
        let (fine, detail) = doctor(&home);
        assert!(fine && detail.ends_with("answers"), "{detail}");
        assert_eq!(server.attempts().len(), 1, "the doctor sends nothing");
    }
}

#[test]
fn a_certificate_of_nobodys_is_refused_and_nothing_is_said() {
    let certificates = Certificates::new();
    for (setting, tls) in [("starttls", "starttls"), ("tls", "implicit")] {
        let server = certificates.server(tls);
        let home = with_login(&server, setting);
        let partner = home.partner("Lead House");
        let running = home.start();
        home.run_ok(&["partner", "suspend", &partner.client_id]);
        wait_until("put off", || running.log().contains("mail put off"));
        assert!(running.log().contains("certificate"), "{}", running.log());
        let (fine, detail) = doctor(&home);
        assert!(!fine && detail.contains("certificate"), "{detail}");
        assert_eq!(server.attempts().len(), 0);
        assert!(!running.log().contains(PASSWORD));
    }
}

#[test]
fn a_server_that_offers_no_tls_gets_neither_password_nor_mail() {
    let server = MailServer::start(&["--login", &format!("{USER}:{PASSWORD}")]);
    let home = with_login(&server, "starttls");
    let partner = home.partner("Lead House");
    let running = home.start();
    home.run_ok(&["partner", "suspend", &partner.client_id]);
    wait_until("put off", || running.log().contains("mail put off"));
    assert!(running.log().contains("STARTTLS is not supported"));
    assert_eq!(server.attempts().len(), 0);
}

#[test]
fn a_wrong_password_gives_no_letter_up() {
    let server = MailServer::start(&["--login", &format!("{USER}:another-one")]);
    let home = with_login(&server, "none");
    let partner = home.partner("Lead House");
    let running = home.start();
    home.run_ok(&["partner", "suspend", &partner.client_id]);
    wait_until("put off", || {
        running.log().contains("signing in: refused with code 535")
    });
    let waiting = "SELECT notice AS line FROM mail_outbox WHERE next_attempt_at IS NOT NULL";
    assert_eq!(home.database.lines(waiting).len(), 1);
    assert!(!running.log().contains(PASSWORD));
}

fn mails_are_files_where_there_is_no_server(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "warn");
    let partner = home.partner("Lead House");
    let running = home.start();
    let folder = home.dir.path().join("mail");
    home.run_ok(&["partner", "suspend", &partner.client_id]);
    let suspended = Instant::now();
    let files = || -> Vec<_> {
        let entries = fs::read_dir(&folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let whole = |path: &Path| path.extension().is_some_and(|kind| kind == "eml");
    while !files().iter().any(|path| whole(path)) {
        assert!(suspended.elapsed() < Duration::from_secs(5), "five seconds");
        thread::sleep(Duration::from_millis(20));
    }
    wait_until("told", || running.log().contains("mail written"));
    let files = files();
    assert_eq!(files.len(), 1, "{files:?}");
    let mail = fs::read_to_string(&files[0]).unwrap();
    assert!(mail.contains(&format!("<{}>", partner.email)), "{mail}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&files[0])), (0o700, 0o600));

    // The console says where, at the start and for each mail; never to whom.
    let log = running.log();
    let (shown, file) = (folder.to_str().unwrap(), files[0].to_str().unwrap());
    assert!(log.contains(&format!("files in {shown}")), "{log}");
    assert!(log.contains(file), "{log}");
    assert!(!log.contains(&partner.email));
    let checked = home.run_ok(&["config", "check"]);
    assert!(checked.contains(&format!("mail goes to files in {shown}")));
}
