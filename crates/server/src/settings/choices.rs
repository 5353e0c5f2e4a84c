//! Settings that are one of a few words.

use serde::Deserialize;

/// Where the process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// On a developer's machine; missing secrets are generated.
    Development,
    /// For real; missing secrets are an error.
    Production,
    /// Under automated tests; as in development.
    Test,
}

impl Environment {
    /// The word in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
            Self::Test => "test",
        }
    }

    /// The inverse of [`Environment::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Development, Self::Production, Self::Test]
            .into_iter()
            .find(|environment| environment.as_str() == word)
    }
}

/// Who looks at a partner before it goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewMode {
    /// A reviewer.
    Manual,
    /// Nobody; not in production.
    Automatic,
}

impl ReviewMode {
    /// The word in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Automatic => "automatic",
        }
    }
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// The word in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Json => "json",
        }
    }
}
