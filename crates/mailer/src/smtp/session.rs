//! One connection to a server.

use lettre::Address;
use lettre::message::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use notices::SendError;

use super::trouble::told;
use super::{SmtpServer, Tls};

/// A connection on which mail can be sent.
pub(super) struct Session(SmtpConnection);

impl Session {
    /// Connects to `server`, protects the connection and says who we are; `domain` is
    /// where mails come from.
    ///
    /// # Errors
    /// Why that does not work; nothing of it is about a mail.
    pub(super) fn open(server: &SmtpServer, domain: &str) -> Result<Self, String> {
        let hello = ClientId::Domain(domain.to_owned());
        let tls = TlsParameters::new(server.host.clone());
        let tls = || tls.map_err(|error| told("TLS", &error));
        let address = (server.host.as_str(), server.port);
        let connect = |implicit: Option<&TlsParameters>| {
            SmtpConnection::connect(address, Some(server.timeout), &hello, implicit, None)
                .map_err(|error| told("connecting", &error))
        };
        let mut connection = match server.tls {
            Tls::None => connect(None)?,
            Tls::Implicit => connect(Some(&tls()?))?,
            Tls::StartTls => {
                let mut plain = connect(None)?;
                plain
                    .starttls(&tls()?, &hello)
                    .map_err(|error| told("STARTTLS", &error))?;
                plain
            }
        };
        if let Some((user, password)) = &server.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection
                .auth(DEFAULT_MECHANISMS, &credentials)
                .map_err(|error| told("signing in", &error))?;
        }
        Ok(Self(connection))
    }

    pub(super) fn is_alive(&mut self) -> bool {
        self.0.test_connected()
    }

    /// Says goodbye; whether anybody hears it does not matter.
    pub(super) fn close(mut self) {
        self.0.abort();
    }

    /// Hands `message` over. After an error the session is of no use.
    ///
    /// # Errors
    /// What is refused for good (5yz) is never tried again, if it is about the recipient or
    /// the mail. What is about the sender or the connection holds for every mail, and
    /// somebody will mend it.
    pub(super) fn send(&mut self, from: &Address, message: &Message) -> Result<(), SendError> {
        let bytes = message.formatted();
        let options = self.options(from, message, &bytes)?;
        let connection = &mut self.0;
        let later = |step: &'static str| move |error| SendError::Later(told(step, &error));
        let judged = |step: &'static str| {
            move |error: lettre::transport::smtp::Error| {
                let reason = told(step, &error);
                if error.is_permanent() {
                    SendError::Never(reason)
                } else {
                    SendError::Later(reason)
                }
            }
        };
        connection
            .command(MailFrom::new(Some(from.clone()), options))
            .map_err(later("the sender"))?;
        for to in message.envelope().to() {
            connection
                .command(Rcpt::new(to.clone(), Vec::new()))
                .map_err(judged("the recipient"))?;
        }
        connection.command(Data).map_err(judged("the mail"))?;
        connection.message(&bytes).map_err(judged("the mail"))?;
        Ok(())
    }

    /// What the server must know of a mail that is not ASCII all through, which is one to
    /// somebody whose address is not.
    fn options(
        &self,
        from: &Address,
        message: &Message,
        bytes: &[u8],
    ) -> Result<Vec<MailParameter>, SendError> {
        let mut options = Vec::new();
        let features = self.0.server_info();
        let to = message.envelope().to().iter();
        if !to.chain([from]).all(is_ascii) {
            if !features.supports_feature(Extension::SmtpUtfEight) {
                return Err(unable("takes no addresses in other scripts"));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            if !features.supports_feature(Extension::EightBitMime) {
                return Err(unable("takes nothing but ASCII"));
            }
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(options)
    }
}

fn is_ascii(address: &Address) -> bool {
    let text: &str = address.as_ref();
    text.is_ascii()
}

/// It will not learn it.
fn unable(what: &str) -> SendError {
    SendError::Never(format!("the recipient: the server {what}"))
}
