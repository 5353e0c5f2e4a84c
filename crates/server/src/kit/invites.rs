//! Invites of candidates.

use std::sync::Arc;

use api::InviteDesk;
use candidates::{
    AcceptInvite, InviteRepository, ReadOwnPractice, ResendInvite, Turns, WriteInvites,
};
use store::{DieselEnrolments, DieselInvites, DieselOwnPractice};

use super::Kit;

impl Kit {
    fn invites(&self) -> Arc<dyn InviteRepository> {
        Arc::new(DieselInvites::new(self.store.clone(), self.post()))
    }

    /// Writes the letters of invites.
    pub fn write_invites(&self) -> WriteInvites {
        WriteInvites {
            invites: self.invites(),
            hasher: Arc::clone(&self.hasher),
            letters: self.letters(),
            clock: Arc::clone(&self.clock),
        }
    }

    /// What the routes need.
    pub fn invite_desk(&self) -> InviteDesk {
        InviteDesk {
            resend: ResendInvite {
                invites: self.invites(),
                enrolments: Arc::new(DieselEnrolments::new(self.store.clone())),
                vault: Arc::clone(&self.vault),
                clock: Arc::clone(&self.clock),
            },
            accept: AcceptInvite {
                invites: self.invites(),
                hasher: Arc::clone(&self.hasher),
                passwords: Arc::clone(&self.passwords),
                letters: self.letters(),
                clock: Arc::clone(&self.clock),
                turns: Turns::default(),
            },
            own: ReadOwnPractice {
                practice: Arc::new(DieselOwnPractice::new(self.store.clone())),
            },
        }
    }
}
