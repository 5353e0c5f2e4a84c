//! `doctor`: whether the platform can do what its partners' encryption asks of it.

use store::Store;

use crate::keys::{EnvelopeKeyState, bits_of, inspect_envelope_keys};
use crate::settings::Settings;

/// The platform's keys. `store`: the database, if there is one to ask.
pub(super) fn keys(settings: &Settings, store: Option<&Store>) -> Result<String, String> {
    let state = inspect_envelope_keys(settings);
    if let Some(problem) = state.problems.0.first() {
        return Err(problem.to_string());
    }
    if state.to_be_generated {
        return Ok("to be generated at the first start".to_owned());
    }
    if state.keys.is_empty() {
        return without_key(store);
    }
    Ok(listed(&state))
}

/// The current key by name; the others only open.
fn listed(state: &EnvelopeKeyState) -> String {
    let mut parts = Vec::new();
    for (at, (_, key)) in state.keys.iter().enumerate() {
        let role = if at == 0 { "current" } else { "still opens" };
        let kid = key.public.fingerprint;
        parts.push(format!("{kid} ({} bits, {role})", bits_of(key)));
    }
    parts.join(", ")
}

fn without_key(store: Option<&Store>) -> Result<String, String> {
    let store =
        store.ok_or("no key; whether partners encrypt cannot be told without the database")?;
    match store.encrypting_partners() {
        Ok(0) => Ok("no key, and no partner that encrypts".to_owned()),
        Ok(count) => Err(format!(
            "no key, though partners may or must encrypt ({count}): \
             set crypto.envelope_private_key_file"
        )),
        Err(failure) => Err(format!("no key; whether partners encrypt: {failure}")),
    }
}
