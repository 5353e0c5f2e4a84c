//! What partners were paid for practice.

use candidates::PracticePayout;
use serde::Serialize;

use super::{Rupees, UtcMillis};
use crate::cursor;

/// What a partner was paid; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPracticePayout)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct PracticePayoutBody {
    /// In rupees, above 0, at most two decimals and ten crore.
    #[schema(example = 10_000.00)]
    amount: f64,
    /// The bank's reference of the transfer: 6 to 40 letters, digits, hyphens and slashes;
    /// no two of one partner.
    #[schema(
        min_length = 6,
        max_length = 40,
        pattern = "^[A-Za-z0-9/-]+$",
        example = "HDFCR52026112100012345"
    )]
    reference: String,
}

/// A payout for practice.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticePayout)]
pub(crate) struct PracticePayoutView {
    /// Its id.
    #[schema(example = "3f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// Always `practice`.
    #[schema(example = "practice")]
    kind: &'static str,
    /// In rupees with two decimals.
    #[schema(value_type = f64, example = 10_000.00)]
    amount: Rupees,
    /// How the bank calls it, in capitals.
    #[schema(example = "HDFCR52026112100012345")]
    reference: String,
    /// Who booked it: the account's id.
    #[schema(example = 2)]
    recorded_by: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: UtcMillis,
}

impl PracticePayoutView {
    pub(crate) fn of(payout: &PracticePayout) -> Self {
        Self {
            id: payout.uuid.to_string(),
            kind: "practice",
            amount: Rupees(payout.amount),
            reference: payout.reference.as_str().to_owned(),
            recorded_by: payout.by.get(),
            recorded_at: UtcMillis(payout.at),
        }
    }
}

/// Some payouts for practice.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticePayoutList)]
pub(crate) struct PracticePayoutListView {
    /// The newest first.
    payouts: Vec<PracticePayoutView>,
    /// Where to go on, as `cursor`; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

impl PracticePayoutListView {
    /// `payouts`, of which there are more unless they are fewer than `limit`.
    pub(crate) fn of(payouts: &[PracticePayout], limit: u32) -> Self {
        let full = u32::try_from(payouts.len()).is_ok_and(|rows| rows >= limit);
        let last = payouts.last().filter(|_| full);
        Self {
            payouts: payouts.iter().map(PracticePayoutView::of).collect(),
            next_cursor: last.map(|last| cursor::write_practice_payout(last.place)),
        }
    }
}
