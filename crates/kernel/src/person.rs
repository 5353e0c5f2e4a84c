//! What identifies a person. None of these shows its value in `Debug`.

use std::fmt;

macro_rules! redacted_debug {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}

/// Ten ASCII digits (contract `partner-api.md`, "Field rules"). Nothing is
/// trimmed or converted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MobileNumber(String);
redacted_debug!(MobileNumber);

/// The text is not exactly ten ASCII digits. Code 4119 on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be exactly ten digits")]
pub struct MobileError;

impl MobileNumber {
    /// Judges `text`.
    ///
    /// # Errors
    /// [`MobileError`] unless `text` is exactly ten ASCII digits.
    pub fn parse(text: &str) -> Result<Self, MobileError> {
        if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MobileError)
        }
    }

    /// The ten digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        &self.0[6..]
    }
}

/// An Indian permanent account number, `[A-Z]{5}[0-9]{4}[A-Z]`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Pan(String);
redacted_debug!(Pan);

/// The text does not have the form of a PAN. Code 4120 on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be five capital letters, four digits and a capital letter")]
pub struct PanError;

impl Pan {
    /// Judges `text` as printed; lower case is an error.
    ///
    /// # Errors
    /// [`PanError`] unless `text` has the form `[A-Z]{5}[0-9]{4}[A-Z]`.
    pub fn parse(text: &str) -> Result<Self, PanError> {
        let well_formed = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                5..=8 => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase(),
            });
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(PanError)
        }
    }

    /// The ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One part of a person's name: 1–100 characters after trimming, any script, no
/// control characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);
redacted_debug!(PersonName);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing left after trimming.
    #[error("must not be blank")]
    Blank,
    /// More than [`PersonName::MAX_CHARS`] characters.
    #[error("must have at most 100 characters")]
    TooLong,
    /// A control character (Unicode category Cc).
    #[error("must not contain control characters")]
    ControlCharacter,
}

impl PersonName {
    /// The longest name, in Unicode scalar values.
    pub const MAX_CHARS: usize = 100;

    /// Trims and judges `text`.
    ///
    /// # Errors
    /// See [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.trim();
        if name.is_empty() {
            return Err(NameError::Blank);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(NameError::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(NameError::ControlCharacter);
        }
        Ok(Self(name.to_owned()))
    }

    /// The trimmed name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which names are compared: Unicode lower case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// An e-mail address: one `@`, something on both sides, no blanks or control
/// characters, at most 254 bytes (RFC 5321 section 4.5.3.1.3, less the brackets).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);
redacted_debug!(EmailAddress);

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address")]
pub struct EmailError;

impl EmailAddress {
    /// Trims and judges `text`. Whether mail arrives there only mail can tell.
    ///
    /// # Errors
    /// [`EmailError`] when the form is wrong.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let address = text.trim();
        let (local, domain) = address.split_once('@').ok_or(EmailError)?;
        let sane = !local.is_empty()
            && local.len() <= 64
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && address.len() <= 254
            && !address.chars().any(|c| c.is_whitespace() || c.is_control());
        if sane {
            Ok(Self(address.to_owned()))
        } else {
            Err(EmailError)
        }
    }

    /// The address as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared: lower case.
    pub fn canonical(&self) -> String {
        self.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests;
