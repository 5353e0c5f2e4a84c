//! Readable names of partners.

use uuid::Uuid;

use crate::PartnerName;

/// A partner's readable name in addresses and sign-in: 2–64 of `a-z 0-9 -`, no
/// hyphen at either end, not of the form of a uuid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 2 to 64 of a-z, 0-9 and inner hyphens, and not a uuid")]
pub struct SlugError;

impl Slug {
    const MAX: usize = 64;

    /// Judges `text`.
    ///
    /// # Errors
    /// [`SlugError`].
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let sane = (2..=Self::MAX).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && Uuid::try_parse(text).is_err();
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }

    /// The slug a name suggests; `partner` where the name has nothing usable.
    pub fn suggested_by(name: &PartnerName) -> Self {
        let mut slug = String::new();
        for c in name.as_str().to_lowercase().chars() {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= Self::MAX - 8 {
                break;
            }
        }
        Self::parse(slug.trim_end_matches('-')).unwrap_or_else(|_| Self("partner".to_owned()))
    }

    /// The n-th alternative: `-1`, `-2` and so on.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let room = Self::MAX - suffix.len();
        let stem: String = self.0.chars().take(room).collect();
        Self(format!("{}{suffix}", stem.trim_end_matches('-')))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests;
