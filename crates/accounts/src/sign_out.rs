//! Ending a login.

use std::sync::Arc;

use kernel::{Clock, PortResult};

use crate::{Lifetimes, PartnerSession, TokenFamilies};

/// Revokes the family of the token that is presented.
#[derive(Clone)]
pub struct SignOut {
    /// Where families are kept.
    pub families: Arc<dyn TokenFamilies>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long a family can live, and so its revocation must be remembered.
    pub lifetimes: Lifetimes,
}

impl SignOut {
    /// Ends `session`'s family: its access and refresh tokens stop counting
    /// within 1 s.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn execute(&self, session: &PartnerSession) -> PortResult<()> {
        let now = self.clock.now();
        self.families.revoke(
            session.partner.id,
            session.family,
            now + self.lifetimes.refresh,
            now,
        )
    }
}
