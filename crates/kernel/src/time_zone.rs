//! Names of time zones.

use chrono_tz::Tz;

use crate::BusinessCalendar;

/// A time zone of the IANA database, such as `Asia/Kolkata`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZoneName(Tz);

/// No zone has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be the IANA name of a time zone")]
pub struct UnknownTimeZone;

impl TimeZoneName {
    /// The zone called `text`, spelt as in the database.
    ///
    /// # Errors
    /// [`UnknownTimeZone`].
    pub fn parse(text: &str) -> Result<Self, UnknownTimeZone> {
        text.parse().map(Self).map_err(|_| UnknownTimeZone)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0.name()
    }

    /// Days as they are counted there.
    pub const fn calendar(self) -> BusinessCalendar {
        BusinessCalendar::new(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name() {
        let zone = TimeZoneName::parse("Asia/Kolkata").unwrap();
        assert_eq!(zone.as_str(), "Asia/Kolkata");
        for text in ["", "IST!", "Asia/Atlantis", "../UTC", "Asia/Kolkata "] {
            assert_eq!(TimeZoneName::parse(text), Err(UnknownTimeZone), "{text}");
        }
    }
}
