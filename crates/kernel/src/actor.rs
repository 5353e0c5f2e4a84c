//! Who did something.

use crate::{PartnerId, ServiceTokenId, StaffId};

/// Whoever causes a change of state; named in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The platform itself: a rule or a background worker.
    System,
    /// Someone at the command line of the host.
    Operator,
    /// A partner, by its own token.
    Partner(PartnerId),
    /// The lender's systems, by a service token.
    Service(ServiceTokenId),
    /// One of the lender's staff, by its account.
    Staff(StaffId),
}
