//! What a partner's payouts come to.

use kernel::Money;

/// What a partner's payouts come to beyond what its totals say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PayoutSums {
    /// Approved and not yet paid.
    pub approved: Money,
    /// Taken back so far, as a positive amount.
    pub reversed: Money,
}
