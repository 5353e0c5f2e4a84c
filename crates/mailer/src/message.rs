//! A mail as bytes (RFC 5322).
//!
//! The same mail makes the same bytes every time, so that whoever gets it twice can see
//! that it is one.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use kernel::EmailAddress;
use lettre::address::{AddressError, Envelope};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use notices::Mail;

/// In whose name mails are sent.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    reply_to: Mailbox,
}

/// An address nobody can send from or answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderError {
    /// The sender's (`smtp.from`).
    From,
    /// The one for answers (`support.email`).
    ReplyTo,
}

/// The mail has no form that could be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageError {
    /// The recipient's address.
    Recipient,
    /// The rest.
    Form,
}

impl Sender {
    /// `name` at `from`; answers go to `reply_to`.
    ///
    /// # Errors
    /// [`SenderError`] where an address is none.
    pub fn new(
        name: &str,
        from: &EmailAddress,
        reply_to: &EmailAddress,
    ) -> Result<Self, SenderError> {
        let from = address(from).map_err(|_| SenderError::From)?;
        let reply_to = address(reply_to).map_err(|_| SenderError::ReplyTo)?;
        Ok(Self {
            from: Mailbox::new(Some(one_line(name)), from),
            reply_to: Mailbox::new(None, reply_to),
        })
    }

    /// The sender's address.
    pub(crate) const fn address(&self) -> &Address {
        &self.from.email
    }

    /// The domain mails come from, in ASCII.
    pub(crate) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// `mail` as a message.
    pub(crate) fn message(&self, mail: &Mail) -> Result<Message, MessageError> {
        let to = address(&mail.to).map_err(|_| MessageError::Recipient)?;
        let name = mail.name.as_deref().map(one_line);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let part = |kind, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        // Derived, not drawn: the same at every attempt.
        let boundary = format!("part-{}", mail.reference);
        let body = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(boundary)
            .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
            .singlepart(part(ContentType::TEXT_HTML, &mail.html));
        // Said here, for headers would be parsed for it.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()]);
        let envelope = envelope.map_err(|_| MessageError::Form)?;
        Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .reply_to(self.reply_to.clone())
            .to(Mailbox::new(name, to))
            .subject(one_line(&mail.subject))
            .date(system_time(mail.at))
            .message_id(Some(format!("<{}@{}>", mail.reference, self.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(body)
            .map_err(|_| MessageError::Form)
    }
}

/// An address with its domain in ASCII (RFC 5891). What stands before the `@` stays as it
/// is: only its own server knows what it means.
fn address(email: &EmailAddress) -> Result<Address, AddressError> {
    let (local, domain) = email
        .as_str()
        .rsplit_once('@')
        .ok_or(AddressError::MissingParts)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| AddressError::InvalidDomain)?;
    // Any character beyond ASCII may stand where a letter may (RFC 6531 section 3.3); the
    // library knows letters only, and no vowel signs.
    let letters: String = local
        .chars()
        .map(|c| if c.is_ascii() { c } else { 'x' })
        .collect();
    Address::new(letters, &domain)?;
    Ok(Address::new_dangerous(local, &domain))
}

/// A header is one line, whatever it is given.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn system_time(at: DateTime<Utc>) -> SystemTime {
    // Before 1970 there was no mail of ours; the type of a header ends in 9999.
    SystemTime::from(at.max(DateTime::UNIX_EPOCH))
}

#[cfg(test)]
pub(crate) mod tests;
