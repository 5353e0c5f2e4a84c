//! Averages and shares, rounded by hand.

/// The average in tenths, the nearest one, of two the greater.
pub(super) fn average(hundredths: &[i64]) -> i64 {
    let Ok(count @ 1..) = i64::try_from(hundredths.len()) else {
        return 0;
    };
    let sum: i64 = hundredths.iter().sum();
    let (tenths, rest) = (sum / (10 * count), sum % (10 * count));
    if rest >= 5 * count {
        tenths + 1
    } else {
        tenths
    }
}

pub(super) fn printed(tenths: i64) -> String {
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

pub(super) fn performance(tenths: i64) -> &'static str {
    if tenths >= 900 {
        "Excellent"
    } else if tenths >= 750 {
        "Good"
    } else if tenths >= 600 {
        "Fair"
    } else {
        "Needs Improvement"
    }
}

/// The whole number nearest to `part / whole`, of two the greater; 0 of nothing.
pub(super) fn nearest(part: usize, whole: usize) -> usize {
    if whole == 0 {
        return 0;
    }
    let (down, rest) = (part / whole, part % whole);
    if rest >= whole - rest { down + 1 } else { down }
}
