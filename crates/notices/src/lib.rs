//! What partners, their people and staff are told by e-mail (contract `onboarding.md`,
//! "Notifications").
//!
//! Whoever changes something composes a [`Letter`] with [`Compose`] and hands it to the
//! repository, which keeps it in the transaction of the change. [`DeliverMail`] sends what
//! is kept, as often as it takes: it claims a letter in the [`MailOutbox`], looks its
//! address up in the [`AddressBook`], writes the [`Mail`] on a [`Letterhead`] and hands it
//! to the [`Mailer`].

mod compose;
mod deliver;
mod html;
mod letterhead;
mod mail;
mod notice;
mod outbox;
mod plain;
mod read;
mod schedule;
mod wording;

pub use compose::{Compose, Letter};
pub use deliver::{DeliverMail, Delivery, Outcome, Unsettled};
pub use letterhead::Letterhead;
pub use mail::Mail;
pub use notice::{Notice, Recipient};
pub use outbox::{
    AddressBook, Addressee, ClaimedLetter, MailBacklog, MailOutbox, Mailer, SendError,
};
