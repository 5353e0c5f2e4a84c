//! Inviting somebody again.

use std::sync::Arc;

use kernel::{Actor, Clock, EnrolmentUuid, FieldVault, PartnerId};

use super::{InviteRepository, ResendError, Resending};
use crate::{EnrolmentRepository, OpenEnrolment};

/// Sends invites again.
#[derive(Clone)]
pub struct ResendInvite {
    /// Where invites are kept.
    pub invites: Arc<dyn InviteRepository>,
    /// Where enrolments are kept.
    pub enrolments: Arc<dyn EnrolmentRepository>,
    /// Opens addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ResendInvite {
    /// Queues another letter for `enrolment` of `partner` and renews its invite; the
    /// enrolment as it is then.
    ///
    /// # Errors
    /// See [`ResendError`].
    pub fn execute(
        &self,
        partner: PartnerId,
        enrolment: EnrolmentUuid,
        actor: Actor,
    ) -> Result<OpenEnrolment, ResendError> {
        self.invites.resend(Resending {
            partner,
            enrolment,
            actor,
            at: self.clock.now(),
        })?;
        let found = self.enrolments.find(partner, enrolment)?;
        let found = found.ok_or(ResendError::Unknown)?;
        Ok(found.open(self.vault.as_ref())?)
    }
}
