//! `config check`

use serde_json::{Value, json};

use crate::console::Console;
use crate::failure::Failure;
use crate::keys::{EnvelopeKeyState, Keys, bits_of, inspect_envelope_keys};
use crate::settings::{Environment, Loaded, Shown};

/// Prints the effective settings and everything that is wrong or odd about them.
///
/// # Errors
/// When something is wrong, after printing it.
pub fn config_check(loaded: &Loaded, console: &mut Console<'_>) -> Result<(), Failure> {
    let (states, problems) = Keys::inspect(&loaded.settings);
    let mut shown = Shown::new(&loaded.settings);
    for (which, set) in states {
        shown.set(which.key(), &json!(if set { "set" } else { "missing" }));
    }
    let envelope = inspect_envelope_keys(&loaded.settings);
    let keys = envelope_keys(&envelope);
    let problems = problems.0.iter().chain(&envelope.problems.0);
    let problems: Vec<String> = problems.map(ToString::to_string).collect();
    let warnings = warnings(loaded, &envelope);
    let mail = loaded.rules.mail.route.to_string();
    let json = json!({
        "ok": problems.is_empty(),
        "settings": shown.to_json(),
        "envelope_keys": keys,
        "mail": mail,
        "problems": problems,
        "warnings": warnings,
    });
    console.record(&json, || {
        let settings = shown
            .iter()
            .map(|(key, value)| format!("{key} = {}", plain(value)));
        let keys = keys.iter().map(key_line);
        let mail = std::iter::once(format!("mail goes to {mail}"));
        let warnings = warnings.iter().map(|text| format!("warning: {text}"));
        let problems = problems.iter().map(|text| format!("problem: {text}"));
        settings
            .chain(keys)
            .chain(mail)
            .chain(warnings)
            .chain(problems)
            .collect()
    })?;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Shown)
    }
}

/// The platform's keys by name; nothing of a key itself.
fn envelope_keys(state: &EnvelopeKeyState) -> Vec<Value> {
    let keys = state.keys.iter().map(|(setting, key)| {
        json!({
            "kid": key.public.fingerprint.to_string(),
            "bits": bits_of(key),
            "setting": setting,
        })
    });
    keys.collect()
}

fn key_line(key: &Value) -> String {
    let (kid, bits, at) = (&key["kid"], &key["bits"], &key["setting"]);
    format!(
        "envelope key {} of {bits} bits from {}",
        plain(kid),
        plain(at)
    )
}

fn warnings(loaded: &Loaded, envelope: &EnvelopeKeyState) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    let real = loaded.settings.environment == Environment::Production;
    if real && loaded.settings.smtp.host.trim().is_empty() {
        warnings.push("smtp.host is not set: mails are written to files, and nobody gets them");
    }
    let nothing = envelope.keys.is_empty() && envelope.problems.0.is_empty();
    if nothing && !envelope.to_be_generated {
        warnings.push("crypto.envelope_private_key_file is not set: nothing can be encrypted");
    }
    warnings
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
