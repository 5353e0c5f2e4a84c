//! A loan's disbursal from its columns.

use dedupe::LoanStatus;
use kernel::{Money, PortResult};
use lender::stage_of;
use payouts::{Disbursal, LoanStage};

use crate::columns::instant;

/// A disbursal from its two columns; none unless both are there.
pub(crate) fn disbursal(at: Option<i64>, paise: Option<i64>) -> PortResult<Option<Disbursal>> {
    let (Some(at), Some(paise)) = (at, paise) else {
        return Ok(None);
    };
    Ok(Some(Disbursal {
        at: instant(at, "loan_applications.disbursed_at")?,
        amount: Money::from_paise(paise),
    }))
}

/// The disbursal a loan shows ([`lender::standing_disbursal`], for columns): its
/// state's `own`, else the one `reported` last; none while its state says that no
/// money has been paid out.
pub(crate) fn standing(
    status: LoanStatus,
    own: Option<Disbursal>,
    reported: Option<Disbursal>,
) -> Option<Disbursal> {
    match stage_of(status) {
        LoanStage::Before => None,
        LoanStage::Disbursed | LoanStage::Cancelled | LoanStage::Refunded => own.or(reported),
    }
}
