//! What a partner calls an endpoint.

/// At most [`EndpointDescription::MAX_CHARS`] characters, trimmed, not empty, without
/// control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointDescription(String);

/// The text is no description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have at most 200 characters and no control characters")]
pub struct EndpointDescriptionError;

impl EndpointDescription {
    /// The longest, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Trims and judges `text`; blank is none.
    ///
    /// # Errors
    /// [`EndpointDescriptionError`].
    pub fn parse(text: &str) -> Result<Option<Self>, EndpointDescriptionError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > Self::MAX_CHARS || text.chars().any(char::is_control) {
            return Err(EndpointDescriptionError);
        }
        Ok(Some(Self(text.to_owned())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_200_characters_at_most() {
        let longest = "é".repeat(200);
        let parsed = EndpointDescription::parse(&longest).unwrap().unwrap();
        assert_eq!(parsed.as_str(), longest);
        for text in [format!("{longest}x"), "a\u{0}b".into(), "a\nb".into()] {
            let refused = EndpointDescription::parse(&text);
            assert_eq!(refused, Err(EndpointDescriptionError), "{text:?}");
        }
        assert_eq!(EndpointDescription::parse("  "), Ok(None));
    }
}
