//! One settings file, and what can be wrong with it.

use std::collections::BTreeMap;

use config::{ConfigError, File, FileFormat, Source as _, Value, ValueKind};

/// A settings file's text and what to call it.
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) text: String,
}

/// The key an error is about.
pub(super) fn key_of(error: &ConfigError) -> Option<String> {
    match error {
        ConfigError::Type { key, .. } => key.clone(),
        ConfigError::At { key, error, .. } => key.clone().or_else(|| key_of(error)),
        _ => None,
    }
}

/// What is wrong, without the key and without a line of the file.
pub(super) fn reason_of(error: &ConfigError) -> String {
    match error {
        ConfigError::Type {
            expected,
            unexpected,
            ..
        } => format!("must be {expected}, not {unexpected}"),
        ConfigError::At { error, .. } => reason_of(error),
        ConfigError::FileParse { cause, .. } => without_excerpt(&cause.to_string()),
        other => other.to_string(),
    }
}

/// The first line of a parser's message says where, the last one what; between
/// them it shows the line itself, which may hold a secret.
fn without_excerpt(message: &str) -> String {
    let mut lines = message.lines().filter(|line| !line.trim().is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(what)) => format!("{place}: {what}"),
        (Some(only), None) => only.to_owned(),
        _ => "is not TOML".to_owned(),
    }
}

/// A layer as a source of settings.
pub(super) fn file(layer: &Layer) -> File<config::FileSourceString, FileFormat> {
    File::from_str(&layer.text, FileFormat::Toml)
}

/// Every key of a file, dotted. An array is a value.
pub(super) fn flatten(layer: &Layer) -> Result<BTreeMap<String, Value>, ConfigError> {
    let mut flat = BTreeMap::new();
    let mut open: Vec<(String, Value)> = file(layer).collect()?.into_iter().collect();
    while let Some((key, value)) = open.pop() {
        match value.kind {
            ValueKind::Table(table) => {
                open.extend(table.into_iter().map(|(k, v)| (format!("{key}.{k}"), v)));
            }
            _ => {
                flat.insert(key, value);
            }
        }
    }
    Ok(flat)
}
