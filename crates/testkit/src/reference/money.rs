//! Shares and grades.

/// So many basis points of `paise`, rounded half up.
pub(super) fn share(paise: i64, bps: u16) -> i64 {
    let exact = i128::from(paise) * i128::from(bps);
    let (whole, rest) = (exact / 10_000, exact % 10_000);
    let rounded = whole + i128::from(rest >= 5_000);
    i64::try_from(rounded).expect("no more than the amount")
}

/// The grade of a disbursal of `paise`.
pub(super) const fn grade(paise: i64) -> &'static str {
    match paise / 100 {
        100_000.. => "A+",
        50_000.. => "A",
        25_000.. => "B",
        10_000.. => "C",
        _ => "D",
    }
}
