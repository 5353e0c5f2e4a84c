//! A loan's disbursal from its columns.

use kernel::{Money, PortResult};
use payouts::Disbursal;

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
