//! How mails leave.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use kernel::EmailAddress;
use mailer::{Sender, SenderError, SmtpServer, Tls};
use serde::Deserialize;

use super::{Environment, Problems, SecretSetting, Settings};

/// The server that takes mails; `config/default.toml` says more.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Name or address; empty for files.
    pub host: String,
    /// TCP port, 1–65535.
    pub port: u16,
    /// `starttls`, `tls` or `none`.
    pub tls: String,
    /// Empty for a server that wants no credentials.
    pub username: String,
    /// Of that user.
    pub password: SecretSetting,
    /// The sender's address.
    pub from: String,
    /// Seconds connecting, and each answer, may take: 1–60.
    pub timeout_seconds: u64,
}

/// Mails in the domain's own types.
#[derive(Debug, Clone)]
pub struct MailRules {
    /// In whose name they are sent.
    pub sender: Sender,
    /// Which way they go.
    pub route: MailRoute,
}

/// Which way mails go.
#[derive(Debug, Clone)]
pub enum MailRoute {
    /// To a server.
    Smtp(SmtpServer),
    /// Into a folder.
    Files(PathBuf),
}

/// The more an answer may take, the longer a letter stays with a sender that died: a mail
/// takes twelve answers at most.
const ANSWERS: u32 = 12;

/// Writing a file takes no time.
const CLAIM_OF_FILES: Duration = Duration::from_secs(30);

impl MailRoute {
    /// How long sending one mail may take.
    pub fn patience(&self) -> Duration {
        match self {
            Self::Smtp(server) => server.timeout.saturating_mul(ANSWERS),
            Self::Files(_) => CLAIM_OF_FILES,
        }
    }

    /// A word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Smtp(_) => "smtp",
            Self::Files(_) => "files",
        }
    }
}

impl fmt::Display for MailRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(server) => {
                let tls = match server.tls {
                    Tls::StartTls => "starttls",
                    Tls::Implicit => "tls",
                    Tls::None => "in clear",
                };
                write!(f, "SMTP to {} port {}, {tls}", server.host, server.port)
            }
            Self::Files(folder) => write!(f, "files in {}", folder.display()),
        }
    }
}

/// What `smtp.*` means.
pub(super) fn mail(settings: &Settings, problems: &mut Problems) -> Option<MailRules> {
    let sender = sender(settings, problems);
    let smtp = &settings.smtp;
    let seconds = smtp.timeout_seconds;
    problems.unless(
        (1..=60).contains(&seconds),
        "smtp.timeout_seconds",
        "must be 1 to 60",
    );
    problems.unless(smtp.port > 0, "smtp.port", "must be 1 to 65535");
    let tls = match smtp.tls.as_str() {
        "starttls" => Ok(Tls::StartTls),
        "tls" => Ok(Tls::Implicit),
        "none" => Ok(Tls::None),
        _ => Err("must be starttls, tls or none"),
    };
    let tls = problems.note("smtp.tls", tls);
    let credentials = credentials(smtp, problems);
    let host = smtp.host.trim();
    if host.is_empty() {
        let route = MailRoute::Files(settings.data_dir.join("mail"));
        return Some(MailRules {
            sender: sender?,
            route,
        });
    }
    check_protection(settings, tls, problems);
    Some(MailRules {
        sender: sender?,
        route: MailRoute::Smtp(SmtpServer {
            host: host.to_owned(),
            port: smtp.port,
            tls: tls?,
            credentials,
            timeout: Duration::from_secs(seconds),
        }),
    })
}

/// What is in mails, and a password all the more, is nobody's on the way.
fn check_protection(settings: &Settings, tls: Option<Tls>, problems: &mut Problems) {
    let smtp = &settings.smtp;
    if tls != Some(Tls::None) || is_loopback(smtp.host.trim()) {
        return;
    }
    let real = settings.environment == Environment::Production;
    problems.unless(
        !real,
        "smtp.tls",
        "must not be none in production, unless smtp.host is this machine",
    );
    problems.unless(
        real || !smtp.password.is_set(),
        "smtp.tls",
        "must not be none where a password is sent",
    );
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn credentials(smtp: &Smtp, problems: &mut Problems) -> Option<(String, String)> {
    let (user, password) = (smtp.username.trim(), smtp.password.expose());
    problems.unless(
        user.is_empty() != smtp.password.is_set(),
        "smtp.username",
        "and smtp.password go together",
    );
    (!user.is_empty()).then(|| (user.to_owned(), password.to_owned()))
}

fn sender(settings: &Settings, problems: &mut Problems) -> Option<Sender> {
    let from = problems.note("smtp.from", EmailAddress::parse(&settings.smtp.from));
    // Wrong ones of these are told where they are judged.
    let support = EmailAddress::parse(&settings.support.email).ok();
    let sender = Sender::new(&settings.payout.lender, &from?, &support?);
    let key = match sender {
        Ok(sender) => return Some(sender),
        Err(SenderError::From) => "smtp.from",
        Err(SenderError::ReplyTo) => "support.email",
    };
    problems.add(key, "must be an e-mail address");
    None
}
