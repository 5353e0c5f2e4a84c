//! [`envelope::ReplayMarks`]: what may happen once.

use super::leads::partner;
use super::partner_keys::mark;
use crate::Harness;

/// Tries every promise of marks, except those about simultaneous calls, on
/// `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn replay_marks_contract(harness: &Harness) {
    let [own, other] = [960, 961].map(|number| partner(harness, number));
    let marks = &harness.replay_marks;
    let mark = |number| mark(number, 300);
    assert_eq!(marks.is_spent(own, &mark(1).hash), Ok(false));
    assert_eq!(marks.is_spent(own, &mark(1).hash), Ok(false), "a mere look");
    assert_eq!(marks.spend(own, &mark(1)), Ok(true));
    assert_eq!(marks.is_spent(own, &mark(1).hash), Ok(true));
    for until in [0, 300, 3_000] {
        let again = super::partner_keys::mark(1, until);
        assert_eq!(marks.spend(own, &again), Ok(false), "until {until}");
    }
    assert_eq!(marks.is_spent(own, &mark(2).hash), Ok(false));
    assert_eq!(marks.spend(own, &mark(2)), Ok(true), "another mark");
    assert_eq!(marks.is_spent(other, &mark(1).hash), Ok(false));
    assert_eq!(marks.spend(other, &mark(1)), Ok(true), "another partner's");
}
