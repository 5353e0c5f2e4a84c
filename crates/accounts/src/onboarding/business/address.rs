//! Where a business is.

use std::fmt::Write as _;

use kernel::{PortFailure, PortResult};

use crate::onboarding::text::text;

text! {
    /// A line of a postal address: 1–200 characters.
    AddressLine, 1, 200, false
}

/// A postal address, as far as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostalAddress {
    /// `line1`.
    pub line1: Option<AddressLine>,
    /// `line2`.
    pub line2: Option<AddressLine>,
    /// `city`.
    pub city: Option<AddressLine>,
    /// `state`.
    pub state: Option<AddressLine>,
    /// `postalCode`.
    pub postal_code: Option<AddressLine>,
    /// `country`.
    pub country: Option<AddressLine>,
}

const CORRUPT: PortFailure = PortFailure::corrupt("partner_onboardings.address_sealed");

impl PostalAddress {
    /// What it is sealed as: a line for each part that was given, its name, `=` and the
    /// part, which has no line feed.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, part) in [
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("city", &self.city),
            ("state", &self.state),
            ("postalCode", &self.postal_code),
            ("country", &self.country),
        ] {
            if let Some(part) = part {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{name}={}", part.as_str());
            }
        }
        text
    }

    /// The inverse of [`PostalAddress::to_text`].
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`].
    pub fn from_stored(bytes: &[u8]) -> PortResult<Self> {
        let mut address = Self::default();
        for line in std::str::from_utf8(bytes).map_err(|_| CORRUPT)?.lines() {
            let (name, part) = line.split_once('=').ok_or(CORRUPT)?;
            let part = Some(AddressLine::parse(part).map_err(|_| CORRUPT)?);
            match name {
                "line1" => address.line1 = part,
                "line2" => address.line2 = part,
                "city" => address.city = part,
                "state" => address.state = part,
                "postalCode" => address.postal_code = part,
                "country" => address.country = part,
                _ => return Err(CORRUPT),
            }
        }
        Ok(address)
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was() {
        let line = |text| AddressLine::parse(text).ok();
        let address = PostalAddress {
            line1: line("1 = one, Main Street"),
            city: line("Pune"),
            country: line("इंडिया"),
            ..PostalAddress::default()
        };
        let text = address.to_text();
        assert_eq!(PostalAddress::from_stored(text.as_bytes()), Ok(address));
        let nothing = PostalAddress::default();
        assert_eq!(PostalAddress::from_stored(b""), Ok(nothing));
        for bad in [&b"city"[..], b"town=Pune", b"city=", b"\xff"] {
            assert_eq!(PostalAddress::from_stored(bad), Err(CORRUPT));
        }
    }
}
