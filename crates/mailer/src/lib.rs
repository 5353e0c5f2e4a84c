//! Mails leave: by SMTP, or, where no server is configured, as files (contract
//! `onboarding.md`, "Notifications"). Both implement [`notices::Mailer`].

mod file;
mod message;
mod smtp;

pub use file::FileMailer;
pub use message::{Sender, SenderError};
pub use smtp::{SmtpMailer, SmtpServer, Tls};
