//! Refresh-token families: rotation that forgives a lost answer and punishes
//! theft (contract `partner-api.md`, "Tokens"; RFC 9700 section 4.14.2).
//!
//! A family is a chain of generations. The token in use may be presented again
//! until its successor is first used; each time it gets a new successor, and the
//! one before is refused. A token whose successor has been used is spent;
//! presenting it revokes the family.

use chrono::{DateTime, Utc};
use kernel::{FamilyId, PartnerId, PortResult, TokenId};
use notices::Letter;

/// What is stored of a family once a refresh token of it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// Generation of the token in use.
    pub generation: u32,
    /// The newest token that was used.
    pub in_use: TokenId,
    /// The token it was last exchanged for.
    pub successor: TokenId,
    /// Whether the family is over.
    pub revoked: bool,
}

/// A genuine, unexpired refresh token that was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// Its family.
    pub family: FamilyId,
    /// Whose it is.
    pub partner: PartnerId,
    /// Its id.
    pub token: TokenId,
    /// Its generation.
    pub generation: u32,
    /// When the family ends at the latest.
    pub family_ends_at: DateTime<Utc>,
}

/// What is to be done about a presented token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Exchange it: store this state (with the new successor) and, if set,
    /// remember the token that is spent now.
    Exchange {
        /// The family from now on.
        family: Family,
        /// The token that was in use before, with its generation.
        spent: Option<(u32, TokenId)>,
    },
    /// Refuse it; nothing changes.
    Refuse,
    /// Refuse it and revoke the family.
    Revoke,
}

/// Judges a presented token. `family` is the stored state, if any; `spent_then`
/// the token of the presented generation that was used, if that generation lies
/// behind; `successor` the id of the token to be issued.
pub fn judge_refresh(
    presented: &Presented,
    family: Option<&Family>,
    spent_then: Option<TokenId>,
    successor: TokenId,
) -> Ruling {
    let exchange = |spent| Ruling::Exchange {
        family: Family {
            generation: presented.generation,
            in_use: presented.token,
            successor,
            revoked: false,
        },
        spent,
    };
    let Some(family) = family else {
        // Only a login's own token may begin a family.
        return if presented.generation == 0 {
            exchange(None)
        } else {
            Ruling::Refuse
        };
    };
    if family.revoked {
        Ruling::Refuse
    } else if presented.token == family.in_use {
        exchange(None)
    } else if presented.token == family.successor {
        exchange(Some((family.generation, family.in_use)))
    } else if spent_then == Some(presented.token) {
        Ruling::Revoke
    } else {
        Ruling::Refuse
    }
}

/// What became of a presented token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshVerdict {
    /// Exchanged; the successor's generation.
    Exchanged {
        /// Generation of the token to be issued.
        generation: u32,
    },
    /// Refused.
    Refused,
    /// Refused, and the family is revoked.
    Reused,
}

/// Where used and revoked families are kept. A login alone leaves no row.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TokenFamilies: Send + Sync {
    /// Judges `presented` by [`judge_refresh`] and does what it rules, in one
    /// transaction. Of simultaneous calls each sees the state the one before
    /// left. A revocation is written to the audit log, and `alarm`, which tells the
    /// partner, is kept with it; it goes nowhere otherwise.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn present(
        &self,
        presented: &Presented,
        successor: TokenId,
        alarm: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<RefreshVerdict>;

    /// Ends a family; its row is kept until `keep_until`. Idempotent.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn revoke(
        &self,
        partner: PartnerId,
        family: FamilyId,
        keep_until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> PortResult<()>;
}

#[cfg(test)]
mod tests;
