//! `migrate`

use serde_json::json;

use crate::cli::MigrateArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::kit::{Kit, Use};
use crate::settings::Loaded;

/// Brings the schema forward, or tells what is pending.
///
/// # Errors
/// The database.
pub fn migrate(
    loaded: &Loaded,
    arguments: &MigrateArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let kit = Kit::open(loaded, Use::Terminal)?;
    let backend = kit.store.backend().as_str();
    if arguments.status {
        let pending = kit.store.pending_migrations()?;
        let json = json!({ "backend": backend, "pending": pending });
        return console.record(&json, || listed("pending", "nothing is pending", &pending));
    }
    let applied = kit.store.migrate()?;
    let json = json!({ "backend": backend, "applied": applied });
    console.record(&json, || listed("applied", "nothing to apply", &applied))
}

fn listed(verb: &str, nothing: &str, names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return vec![nothing.to_owned()];
    }
    names.iter().map(|name| format!("{verb} {name}")).collect()
}
