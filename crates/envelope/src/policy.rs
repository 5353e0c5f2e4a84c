//! What a partner has to do about encryption.

use crate::{Form, PublicKey};

/// Whether a partner's traffic is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Never.
    #[default]
    Off,
    /// As the partner likes: an encrypted request gets an encrypted answer.
    Optional,
    /// Always, but for calls of the dashboard.
    Required,
}

impl Policy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Off, Self::Optional, Self::Required];

    /// The policy called `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text)
    }

    /// Its name: `off`, `optional` or `required`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}

/// A partner's encryption as requests are judged by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Whether it encrypts.
    pub policy: Policy,
    /// The one form it may use; `None` allows all.
    pub form: Option<Form>,
    /// Its live keys, newest first; at most [`LIVE_KEYS`].
    pub keys: Vec<PublicKey>,
}

/// As many keys of a partner can be live at once: two during a rotation.
pub const LIVE_KEYS: usize = 2;

impl Profile {
    /// Whether an envelope of this partner can be opened at all.
    pub fn takes_envelopes(&self) -> bool {
        self.policy != Policy::Off && !self.keys.is_empty()
    }

    /// The form of an answer to a request without an envelope.
    pub fn own_form(&self) -> Form {
        self.form.unwrap_or(Form::Documented)
    }
}
