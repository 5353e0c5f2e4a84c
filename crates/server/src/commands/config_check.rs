//! `config check`

use serde_json::{Value, json};

use crate::console::Console;
use crate::failure::Failure;
use crate::keys::Keys;
use crate::settings::{Loaded, Shown};

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
    let problems: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
    let warnings = warnings(loaded);
    let json = json!({
        "ok": problems.is_empty(),
        "settings": shown.to_json(),
        "problems": problems,
        "warnings": warnings,
    });
    console.record(&json, || {
        let settings = shown
            .iter()
            .map(|(key, value)| format!("{key} = {}", plain(value)));
        let warnings = warnings.iter().map(|text| format!("warning: {text}"));
        let problems = problems.iter().map(|text| format!("problem: {text}"));
        settings.chain(warnings).chain(problems).collect()
    })?;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Shown)
    }
}

fn warnings(loaded: &Loaded) -> Vec<&'static str> {
    let asked = loaded.explicit.contains("rate_limit.enabled");
    let mut warnings = Vec::new();
    if asked && loaded.settings.rate_limit.enabled {
        warnings.push("rate_limit.enabled has no effect yet: limits come with a later part");
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
