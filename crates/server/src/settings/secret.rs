//! Values that never show.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer};

/// A secret setting; an empty text is none. `Debug` and `Display` say whether it
/// is set and nothing else.
#[derive(Clone, Default)]
pub struct SecretSetting(Option<SecretString>);

impl SecretSetting {
    /// The secret, trimmed; none where the text is blank.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        Self((!text.is_empty()).then(|| text.into()))
    }

    /// The secret, if there is one.
    pub const fn get(&self) -> Option<&SecretString> {
        self.0.as_ref()
    }

    /// Its text; empty where there is none.
    pub fn expose(&self) -> &str {
        self.0.as_ref().map_or("", |secret| secret.expose_secret())
    }

    /// Whether there is one.
    pub const fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Display for SecretSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_set() { "set" } else { "missing" })
    }
}

impl fmt::Debug for SecretSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretSetting({self})")
    }
}

impl<'de> Deserialize<'de> for SecretSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

/// Several secrets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "super::Words")]
pub struct SecretSettings(Vec<SecretSetting>);

impl SecretSettings {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &SecretSetting> {
        self.0.iter()
    }
}

impl From<super::Words> for SecretSettings {
    fn from(words: super::Words) -> Self {
        Self(words.iter().map(|word| SecretSetting::new(word)).collect())
    }
}

/// A database's address. Its password does not show.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, password included.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return f.write_str("(not an address)");
        };
        // A password may also stand in the query: `?password=`.
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        match rest.rsplit_once('@') {
            None => write!(f, "{scheme}://{rest}"),
            Some((user, place)) => {
                let user = user.split_once(':').map_or(user, |(user, _)| user);
                write!(f, "{scheme}://{user}:***@{place}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
