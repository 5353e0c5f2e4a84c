//! `audit verify`

use audit::{ChainLink, Proof};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;
use crate::settings::Loaded;

const TEMPLATE: &str = "[{elapsed_precise}] {wide_bar} {percent:>3}% {pos} entries ETA {eta}";

/// Walks the audit log and tells whether it is as it was written. `noted`: a link
/// that was noted before and must be part of it.
///
/// # Errors
/// When it is not, after printing it; the database.
pub fn audit_verify(
    loaded: &Loaded,
    noted: Option<ChainLink>,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let kit = Kit::open_current(loaded)?;
    // Hides itself where standard error is no terminal.
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style);
    }
    let proof = kit.prove_audit_log().execute(noted, &mut |done, about| {
        bar.set_length(about.max(done));
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let proof = proof?;
    console.record(&to_json(&proof), || to_lines(&proof))?;
    if proof.holds() {
        Ok(())
    } else {
        Err(Failure::Shown)
    }
}

fn to_json(proof: &Proof) -> Value {
    let broken = proof.broken.map(|broken| {
        json!({
            "what": broken.to_string(),
            "sequence": broken.sequence(),
            "entry_id": broken.entry(),
        })
    });
    json!({
        "ok": proof.holds(),
        "entries": proof.last.sequence,
        "link": shown(proof),
        "broken": broken,
        "unsealed": proof.waiting.entries,
        "unsealed_seconds": proof.waited.map(|waited| waited.num_seconds()),
        "sealer_missing": proof.unattended(),
    })
}

fn to_lines(proof: &Proof) -> Vec<String> {
    let entries = proof.last.sequence;
    let mut lines = Vec::new();
    match proof.broken {
        None => lines.push(format!("{entries} entries are as they were written")),
        Some(broken) => {
            lines.push(format!("BROKEN: {broken}"));
            lines.push(format!(
                "{entries} entries before it are as they were written"
            ));
        }
    }
    lines.extend(shown(proof).map(|link| format!("last link: {link}")));
    if let Some(waited) = proof.waited {
        let (count, seconds) = (proof.waiting.entries, waited.num_seconds());
        lines.push(format!(
            "{count} entries are not sealed yet, the oldest for {seconds} s"
        ));
    }
    if proof.unattended() {
        lines.push("NO SEALER: `partner-api serve` seals within a second".to_owned());
    }
    lines
}

/// The last link that is right, to be noted somewhere else.
fn shown(proof: &Proof) -> Option<String> {
    (proof.last.sequence > 0).then(|| proof.last.to_string())
}
