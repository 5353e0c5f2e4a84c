//! Between domain values and what columns hold.
//!
//! Writing cannot fail; reading judges, and names table and column of what is
//! corrupt, never its value.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{BlindIndex, PersonName, PortFailure, PortResult};
use uuid::Uuid;

/// Days from 0001-01-01 (chrono's day 1) to 1970-01-01.
const EPOCH: i32 = 719_163;

/// An instant as microseconds since the epoch.
pub(crate) const fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

/// The inverse of [`micros`].
pub(crate) fn instant(micros: i64, what: &'static str) -> PortResult<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros).ok_or(PortFailure::corrupt(what))
}

/// A day as days since 1970-01-01.
pub(crate) fn days(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH
}

/// The inverse of [`days`].
pub(crate) fn date(days: i32, what: &'static str) -> PortResult<NaiveDate> {
    days.checked_add(EPOCH)
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .ok_or(PortFailure::corrupt(what))
}

/// A uuid from its 16 bytes.
pub(crate) fn uuid(bytes: &[u8], what: &'static str) -> PortResult<Uuid> {
    Uuid::from_slice(bytes).map_err(|_| PortFailure::corrupt(what))
}

/// A keyed hash from its 32 bytes.
pub(crate) fn index(bytes: &[u8], what: &'static str) -> PortResult<BlindIndex> {
    <[u8; 32]>::try_from(bytes)
        .map(BlindIndex::new)
        .map_err(|_| PortFailure::corrupt(what))
}

/// A word of a closed vocabulary, such as a status.
pub(crate) fn word<T: FromStr>(word: &str, what: &'static str) -> PortResult<T> {
    word.parse().map_err(|_| PortFailure::corrupt(what))
}

/// A person's name.
pub(crate) fn name(text: &str, what: &'static str) -> PortResult<PersonName> {
    PersonName::parse(text).map_err(|_| PortFailure::corrupt(what))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use kernel::PortFailure;

    use super::{days, index, instant, micros, uuid};

    #[test]
    fn days_are_counted_from_the_epoch() {
        for (date, count) in [
            ("1969-12-31", -1),
            ("1970-01-01", 0),
            ("1972-03-01", 790),
            ("2026-11-20", 20_777),
        ] {
            let date: NaiveDate = date.parse().unwrap();
            assert_eq!(days(date), count, "{date}");
        }
    }

    #[test]
    fn an_instant_comes_back_to_the_microsecond() {
        let at = "2026-11-20T10:11:12.345678Z".parse().unwrap();
        assert_eq!(instant(micros(at), "t.c"), Ok(at));
    }

    #[test]
    fn bytes_of_the_wrong_length_are_corrupt() {
        assert_eq!(index(&[0; 31], "t.c"), Err(PortFailure::corrupt("t.c")));
        assert_eq!(uuid(&[0; 15], "t.c"), Err(PortFailure::corrupt("t.c")));
    }
}
