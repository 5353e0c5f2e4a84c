//! Whole years of age.

use chrono::{Datelike, NaiveDate};

/// Age in whole years on `today`; `None` when `born` lies after `today`.
///
/// Who was born on 29 February turns a year older on 1 March in common years.
pub fn age_on(born: NaiveDate, today: NaiveDate) -> Option<u32> {
    if born > today {
        return None;
    }
    let years = today.year() - born.year();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    u32::try_from(if had_birthday { years } else { years - 1 }).ok()
}
