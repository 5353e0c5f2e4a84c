//! The adapters of mail.

use std::sync::Arc;

use chrono::TimeDelta;
use mailer::{FileMailer, SmtpMailer};
use notices::{DeliverMail, Letterhead, MailOutbox, Mailer, Unsettled};
use store::{DieselAddressBook, DieselMailOutbox};

use super::Kit;
use crate::settings::MailRoute;

impl Kit {
    /// The letters that wait.
    pub fn mail_outbox(&self) -> Arc<dyn MailOutbox> {
        Arc::new(DieselMailOutbox::new(self.store.clone()))
    }

    /// Sends letters, whose links lead to `url`.
    pub fn deliver_mail(&self, url: String) -> DeliverMail {
        let patience = TimeDelta::from_std(self.rules.mail.route.patience());
        DeliverMail {
            outbox: self.mail_outbox(),
            addresses: Arc::new(DieselAddressBook::new(self.store.clone())),
            mailer: self.mailer(),
            letterhead: Letterhead {
                lender: self.settings.payout.lender.clone(),
                support: self.settings.support.email.clone(),
                url,
                calendar: self.rules.share.calendar,
            },
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            claim_for: patience.unwrap_or(TimeDelta::minutes(10)),
            unsettled: Unsettled::default(),
        }
    }

    fn mailer(&self) -> Arc<dyn Mailer> {
        let sender = self.rules.mail.sender.clone();
        match &self.rules.mail.route {
            MailRoute::Smtp(server) => Arc::new(SmtpMailer::new(server.clone(), sender)),
            MailRoute::Files(folder) => Arc::new(FileMailer::new(folder.clone(), sender)),
        }
    }
}
