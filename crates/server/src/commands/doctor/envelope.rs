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
    let cut_off = store.map(Store::encrypting_partners).transpose();
    match cut_off.map(Option::unwrap_or_default) {
        Ok(partners) if partners.cut_off > 0 => Err(format!(
            "partners that must encrypt have no live key ({}): enrol one, or relax their policy",
            partners.cut_off
        )),
        Ok(_) => Ok(listed(&state)),
        Err(failure) => Err(format!("whether partners can encrypt: {failure}")),
    }
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
        Ok(partners) if partners.all == 0 => Ok("no key, and no partner that encrypts".to_owned()),
        Ok(partners) => Err(format!(
            "no key, though partners may or must encrypt ({}): \
             set crypto.envelope_private_key_file",
            partners.all
        )),
        Err(failure) => Err(format!("no key; whether partners encrypt: {failure}")),
    }
}
