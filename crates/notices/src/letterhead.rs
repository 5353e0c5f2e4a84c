//! What every mail is written on.

use chrono::{DateTime, Utc};
use kernel::{BusinessCalendar, EmailAddress};

use crate::wording::{Wording, wording};
use crate::{ClaimedLetter, Mail, Notice, Recipient, html, plain};

/// Who writes, and where links lead.
#[derive(Debug, Clone)]
pub struct Letterhead {
    /// The lender's name (`payout.lender`).
    pub lender: String,
    /// Where questions go (`support.email`).
    pub support: String,
    /// Where this server is reached, without a final slash.
    pub url: String,
    /// In whose zone times are written.
    pub calendar: BusinessCalendar,
}

impl Letterhead {
    /// The mail about `notice`, kept as `letter`, to somebody at `email` who is, or
    /// belongs to, the partner called `partner`.
    pub fn write(
        &self,
        letter: &ClaimedLetter,
        notice: &Notice,
        email: EmailAddress,
        partner: Option<&str>,
    ) -> Mail {
        let partner = partner.filter(|name| is_harmless(name)).map(one_line);
        let name = match letter.to {
            Recipient::Partner(_) => partner.clone(),
            Recipient::Portal(_)
            | Recipient::Staff(_)
            | Recipient::Candidate(_)
            | Recipient::Enrolment(_) => None,
        };
        let wording = wording(self, letter, notice, partner.as_deref());
        let Wording { subject, .. } = &wording;
        Mail {
            reference: letter.reference,
            to: email,
            name,
            at: letter.at,
            subject: one_line(subject),
            text: plain::written(self, &wording),
            html: html::written(self, &wording),
        }
    }

    /// `instant` as people read it.
    pub(crate) fn time(&self, instant: DateTime<Utc>) -> String {
        self.calendar.written(instant)
    }

    /// A page of this server with `fragment`, which never reaches a server's log.
    pub(crate) fn page(&self, path: &str, fragment: &[(&str, &str)]) -> String {
        let parts = fragment
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let parts: Vec<String> = parts.collect();
        format!("{}{path}#{}", self.url, parts.join("&"))
    }
}

/// `text` with every control character, line breaks above all, made a blank.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Whether a mail may repeat `name`. Anybody may begin an onboarding under any name and
/// with anybody's address; programs that show mails make links of what looks like one.
fn is_harmless(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let inner_dot = chars.windows(3).any(|three| match three {
        [before, '.', after] => before.is_alphanumeric() && after.is_alphanumeric(),
        _ => false,
    });
    !inner_dot && !name.contains(['/', '\\', '@', ':'])
}

/// What RFC 3986 reserves, escaped.
fn encoded(value: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
