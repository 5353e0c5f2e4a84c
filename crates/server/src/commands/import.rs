//! `import …`

use serde_json::json;

use crate::cli::ImportCommand;
use crate::console::Console;
use crate::failure::Failure;
use crate::import::{Job, Kind, Start, Summary, import};
use crate::kit::{Kit, Use};
use crate::settings::Loaded;

/// Imports a file and sums up.
///
/// # Errors
/// The file, the header, or the database.
pub fn import_file(
    loaded: &Loaded,
    command: ImportCommand,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let (kind, arguments) = match command {
        ImportCommand::Users(arguments) => (Kind::Users, arguments),
        ImportCommand::Loans(arguments) => (Kind::Loans, arguments),
    };
    let job = Job {
        kind,
        file: arguments.file,
        start: match arguments.from_line {
            Some(line) => Start::Line(line),
            None if arguments.restart => Start::Anew,
            None => Start::GoOn,
        },
    };
    let kit = Kit::open_current_for(loaded, Use::Loading)?;
    let summary = import(&job, &kit.loading_feed())?;
    print(&summary, console)
}

fn print(summary: &Summary, console: &mut Console<'_>) -> Result<(), Failure> {
    let tally = summary.tally;
    let rejects = summary
        .rejects
        .as_ref()
        .map(|path| path.display().to_string());
    let json = json!({
        "rows": tally.rows(),
        "applied": tally.applied,
        "unchanged": tally.unchanged,
        "stale": tally.stale,
        "refused": tally.refused,
        "rejects": rejects,
    });
    console.record(&json, || {
        let mut lines = vec![format!(
            "{} rows: {} applied, {} unchanged, {} stale, {} refused",
            tally.rows(),
            tally.applied,
            tally.unchanged,
            tally.stale,
            tally.refused
        )];
        lines.extend(rejects.map(|path| format!("refused rows are listed in {path}")));
        lines
    })
}
