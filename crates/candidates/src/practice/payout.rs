//! What partners are paid for practice. Commissions for leads are no part of it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Clock, Entropy, Money, PartnerUuid, PortFailure, PortResult, PracticePayoutUuid, StaffId,
};

use crate::PracticePayouts;

/// The bank's reference of a transfer: 6–40 letters, digits, hyphens and slashes; capitals
/// and small letters are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutReference(String);

/// A text that is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 6 to 40 letters, digits, hyphens and slashes")]
pub struct PayoutReferenceError;

impl PayoutReference {
    /// Judges `text`.
    ///
    /// # Errors
    /// [`PayoutReferenceError`].
    pub fn parse(text: &str) -> Result<Self, PayoutReferenceError> {
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || b"-/".contains(&byte);
        if (6..=40).contains(&text.len()) && text.bytes().all(sane) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(PayoutReferenceError)
        }
    }

    /// The text, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A payout to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPracticePayout {
    /// Its public identity.
    pub uuid: PracticePayoutUuid,
    /// Whom it went to.
    pub partner: PartnerUuid,
    /// How much; above 0.
    pub amount: Money,
    /// How the bank calls it; no two of one partner.
    pub reference: PayoutReference,
    /// Who books it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A payout that was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticePayout {
    /// Its public identity.
    pub uuid: PracticePayoutUuid,
    /// How much; above 0.
    pub amount: Money,
    /// How the bank calls it.
    pub reference: PayoutReference,
    /// Who booked it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stands in the ledger.
    pub place: PracticePayoutPlace,
}

/// A place in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PracticePayoutPlace(pub i64);

/// Why a payout was not booked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordPayoutError {
    /// There is no such partner.
    #[error("no such partner")]
    UnknownPartner,
    /// The partner has a payout of this reference.
    #[error("the reference is taken")]
    ReferenceTaken,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Books payouts for practice, and shows them.
#[derive(Clone)]
pub struct RecordPracticePayout {
    /// The ledger.
    pub payouts: Arc<dyn PracticePayouts>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl RecordPracticePayout {
    /// The most one payout may be: ten crore rupees.
    pub const MOST: Money = Money::from_paise(10_000_000_000);

    /// Reads an amount in rupees: above 0, at most [`RecordPracticePayout::MOST`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn amount(text: &str) -> Result<Money, String> {
        let amount = Money::parse_rupees(text).map_err(|error| error.to_string())?;
        if amount <= Money::ZERO {
            return Err("must be more than 0".to_owned());
        }
        if amount > Self::MOST {
            return Err(format!("must be at most {}", Self::MOST));
        }
        Ok(amount)
    }

    /// Books that `partner` was paid `amount`.
    ///
    /// # Errors
    /// See [`RecordPayoutError`].
    pub fn execute(
        &self,
        partner: PartnerUuid,
        amount: Money,
        reference: PayoutReference,
        by: StaffId,
    ) -> Result<PracticePayout, RecordPayoutError> {
        self.payouts.record(NewPracticePayout {
            uuid: PracticePayoutUuid::draw(self.entropy.as_ref()),
            partner,
            amount,
            reference,
            by,
            at: self.clock.now(),
        })
    }

    /// As [`PracticePayouts::list`].
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn list(
        &self,
        partner: PartnerUuid,
        behind: Option<PracticePayoutPlace>,
        limit: u32,
    ) -> PortResult<Option<Vec<PracticePayout>>> {
        self.payouts.list(partner, behind, limit)
    }
}
