use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use super::*;
use crate::message::tests::{mail_to, sender};

/// Everything one connection said, and so on; a server that answers by a script.
#[derive(Clone)]
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    /// Answers `EHLO` with `features` and a command that begins with `command` with
    /// `answer`; everything else is fine.
    fn start(
        features: &'static [&'static str],
        command: &'static str,
        answer: &'static str,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            heard: Arc::default(),
        };
        let heard = Arc::clone(&server.heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                heard.lock().unwrap().push(Vec::new());
                converse(&stream, &heard, features, command, answer);
            }
        });
        server
    }

    fn mailer(&self, tls: Tls) -> SmtpMailer {
        let server = SmtpServer {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls,
            credentials: None,
            timeout: Duration::from_millis(500),
        };
        SmtpMailer::new(server, sender())
    }

    fn connections(&self) -> Vec<Vec<String>> {
        self.heard.lock().unwrap().clone()
    }
}

fn converse(
    mut stream: &TcpStream,
    heard: &Mutex<Vec<Vec<String>>>,
    features: &[&str],
    command: &str,
    answer: &str,
) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes());
    let _ = say("220 mail.example.test");
    let mut in_mail = false;
    while let Some(Ok(line)) = lines.next() {
        heard.lock().unwrap().last_mut().unwrap().push(line.clone());
        let said = match line.as_str() {
            "." => {
                in_mail = false;
                say("250 taken")
            }
            _ if in_mail => Ok(()),
            line if line.starts_with("EHLO") => {
                let features = features.iter().map(|name| format!("250-{name}\r\n"));
                say(&format!(
                    "250-hello\r\n{}250 HELP",
                    features.collect::<String>()
                ))
            }
            line if !command.is_empty() && line.starts_with(command) => say(answer),
            "DATA" => {
                in_mail = true;
                say("354 go on")
            }
            "QUIT" => {
                let _ = say("221 bye");
                return;
            }
            _ => say("250 fine"),
        };
        if said.is_err() {
            return;
        }
    }
}

const TO: &str = "desk@partner.example.test";

#[test]
fn mail_follows_mail_on_one_connection_until_there_is_no_more() {
    let server = Server::start(&[], "", "");
    let mailer = server.mailer(Tls::None);
    for _ in 0..3 {
        assert_eq!(mailer.send(&mail_to(TO)), Ok(None));
    }
    mailer.rest();
    assert_eq!(mailer.send(&mail_to(TO)), Ok(None));
    mailer.rest();
    let connections = server.connections();
    assert_eq!(connections.len(), 2);
    let count = |said: &str| connections[0].iter().filter(|line| *line == said).count();
    assert_eq!(count("MAIL FROM:<no-reply@lender.example.test>"), 3);
    assert_eq!(count(&format!("RCPT TO:<{TO}>")), 3);
    assert_eq!((count("."), count("QUIT")), (3, 1));
    assert_eq!(count(".."), 3, "a line that is a dot is doubled");
    assert_eq!(connections[0][0], "EHLO lender.example.test");
}

#[test]
fn what_is_refused_for_good_depends_on_what_it_is_about() {
    for (command, answer, never) in [
        ("MAIL", "550 you may not", false),
        ("MAIL", "530 sign in first", false),
        ("RCPT", "450 later, desk@partner.example.test", false),
        ("RCPT", "550 no desk@partner.example.test here", true),
        ("DATA", "554 no", true),
        ("DATA", "451 busy", false),
    ] {
        let mailer = Server::start(&[], command, answer).mailer(Tls::None);
        let refused = mailer.send(&mail_to(TO)).unwrap_err();
        let is_final = matches!(refused, SendError::Never(_));
        assert_eq!(is_final, never, "{answer}: {refused:?}");
        let told = refused.to_string();
        let code = answer.split_once(' ').unwrap().0;
        assert!(
            told.ends_with(&format!("refused with code {code}")),
            "{told}"
        );
        assert!(!told.contains("desk@"), "{told}");
    }
}

#[test]
fn an_address_in_another_script_needs_a_server_that_takes_it() {
    let mail = mail_to("डेस्क@partner.example.test");
    for features in [&[][..], &["8BITMIME"], &["SMTPUTF8"]] {
        let features: &'static [&'static str] = features;
        let mailer = Server::start(features, "", "").mailer(Tls::None);
        let refused = mailer.send(&mail).unwrap_err();
        assert!(matches!(refused, SendError::Never(_)), "{refused:?}");
        assert!(!refused.to_string().contains("डेस्क"));
    }
    let server = Server::start(&["8BITMIME", "SMTPUTF8"], "", "");
    assert_eq!(server.mailer(Tls::None).send(&mail), Ok(None));
    let said = &server.connections()[0];
    let from = "MAIL FROM:<no-reply@lender.example.test> SMTPUTF8 BODY=8BITMIME";
    assert!(said.iter().any(|line| line == from), "{said:?}");
}

#[test]
fn nothing_is_said_in_clear_that_should_not_be() {
    let server = Server::start(&[], "", "");
    let refused = server.mailer(Tls::StartTls).send(&mail_to(TO));
    let reason = "STARTTLS: STARTTLS is not supported on this server";
    assert_eq!(refused, Err(SendError::Later(reason.to_owned())));
    let said = server.connections().concat();
    assert!(
        said.iter()
            .all(|line| line.starts_with("EHLO") || line == "QUIT")
    );
}

#[test]
fn a_server_that_says_nothing_is_given_its_time_and_no_more() {
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server {
        port: silent.local_addr().unwrap().port(),
        heard: Arc::default(),
    };
    let begun = std::time::Instant::now();
    let refused = server.mailer(Tls::None).send(&mail_to(TO));
    let reason = "connecting: no answer in time";
    assert_eq!(refused, Err(SendError::Later(reason.to_owned())));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(server.mailer(Tls::None).check().is_err());
}

#[test]
fn neither_server_nor_password_shows() {
    let server = SmtpServer {
        host: "mail.example.test".to_owned(),
        port: 25,
        tls: Tls::None,
        credentials: Some(("mailman".to_owned(), "hush-hush".to_owned())),
        timeout: Duration::from_secs(1),
    };
    assert!(!format!("{server:?}").contains("hush"));
}
