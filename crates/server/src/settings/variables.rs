//! Settings from environment variables.

use std::collections::BTreeMap;
use std::path::Path;

use config::{Map, Source, Value, ValueKind};

use super::Problems;

const PREFIX: &str = "PARTNER_API__";
const FROM_FILE: &str = "__FILE";

/// Keys whose value may come from a file.
pub(super) const FROM_FILE_KEYS: &[&str] = &[
    "auth.jwt_secret",
    "auth.previous_jwt_secret",
    "crypto.index_key",
    "crypto.previous_index_key",
    "crypto.audit_key",
    "crypto.data_key",
    "crypto.previous_data_keys",
    "crypto.envelope_private_key",
    "metrics.token",
    "smtp.password",
];

/// Settings by dotted key, each with the variable it came from.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables(BTreeMap<String, (String, String)>);

impl Variables {
    /// Picks the variables that are settings out of `all` and reads the files
    /// that `…__FILE` name, relative to `directory`.
    pub(super) fn read(
        all: &[(String, String)],
        directory: &Path,
        problems: &mut Problems,
    ) -> Self {
        let mut found = Self::default();
        for (name, value) in all {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let (rest, value) = match rest.strip_suffix(FROM_FILE) {
                None => (rest, Some(value.clone())),
                Some(rest) => (
                    rest,
                    from_file(name, rest, &directory.join(value), problems),
                ),
            };
            if let Some(value) = value {
                let before = found.0.insert(key_of(rest), (name.clone(), value));
                if let Some((other, _)) = before {
                    problems.add(name, format!("sets the same key as {other}"));
                }
            }
        }
        found
    }

    /// The value of `key`.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|(_, value)| value.as_str())
    }

    /// Every key and the variable it came from.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(key, (name, _))| (key, name))
    }

    /// Forgets `key`.
    pub(super) fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }
}

impl Source for Variables {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self
            .0
            .iter()
            .map(|(key, (name, value))| {
                let kind = ValueKind::String(value.clone());
                (key.clone(), Value::new(Some(name), kind))
            })
            .collect())
    }
}

fn key_of(rest: &str) -> String {
    rest.to_lowercase().replace("__", ".")
}

fn from_file(name: &str, rest: &str, path: &Path, problems: &mut Problems) -> Option<String> {
    if !FROM_FILE_KEYS.contains(&key_of(rest).as_str()) {
        problems.add(name, "is unknown: this key does not come from a file");
        return None;
    }
    problems.note(
        name,
        std::fs::read_to_string(path).map_err(|error| unreadable(&error)),
    )
}

fn unreadable(error: &std::io::Error) -> String {
    format!("names a file that cannot be read: {}", error.kind())
}
