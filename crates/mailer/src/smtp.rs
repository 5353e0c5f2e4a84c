//! Mails by SMTP (RFC 5321), handed to one server that takes them further.

mod session;
mod trouble;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::message::Message;
use notices::{Mail, Mailer, SendError};

use crate::Sender;
use crate::message::MessageError;
use session::Session;

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Begins in clear and must become TLS (RFC 3207) before anything is said.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// In clear.
    None,
}

/// The server that takes mails.
#[derive(Clone)]
pub struct SmtpServer {
    /// Name or address; certificates must be for it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User name and password, if it wants them.
    pub credentials: Option<(String, String)>,
    /// How long connecting, and each answer, may take.
    pub timeout: Duration,
}

impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpServer({}:{})", self.host, self.port)
    }
}

/// Hands mails to a server. A connection stays open while mail follows mail and is closed
/// by [`Mailer::rest`].
pub struct SmtpMailer {
    server: SmtpServer,
    sender: Sender,
    open: Mutex<Option<Session>>,
}

impl SmtpMailer {
    /// Mails from `sender` by `server`. No connection is made yet.
    pub const fn new(server: SmtpServer, sender: Sender) -> Self {
        Self {
            server,
            sender,
            open: Mutex::new(None),
        }
    }

    /// Connects, as for a mail, and asks for a sign of life.
    ///
    /// # Errors
    /// Why that does not work, fit to be shown.
    pub fn check(&self) -> Result<(), String> {
        let mut session = self.connect()?;
        let alive = session.is_alive();
        session.close();
        if alive {
            Ok(())
        } else {
            Err("the server does not answer NOOP".to_owned())
        }
    }

    fn connect(&self) -> Result<Session, String> {
        Session::open(&self.server, self.sender.domain())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hand_over(&self, message: &Message) -> Result<(), SendError> {
        let mut open = self.lock();
        // Not put back after an error: nobody knows what state it is in.
        let mut session = match open.take() {
            Some(session) => session,
            None => self.connect().map_err(SendError::Later)?,
        };
        session.send(self.sender.address(), message)?;
        *open = Some(session);
        Ok(())
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail) -> Result<Option<String>, SendError> {
        let message = self.sender.message(mail).map_err(MessageError::into_send)?;
        self.hand_over(&message).map(|()| None)
    }

    fn rest(&self) {
        if let Some(session) = self.lock().take() {
            session.close();
        }
    }
}

#[cfg(test)]
mod tests;
