//! `keys rotate-data`

use kernel::{ColumnReport, ResealProgress, ResealReport};
use serde_json::{Value, json};

use super::keys_index::rotate_index;
use crate::cli::RotateDataArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::import::Progress;
use crate::kit::Kit;
use crate::settings::Loaded;

/// Seals everything at rest anew, or computes every index anew.
///
/// # Errors
/// The database, or values that no configured key opens.
pub fn rotate_keys(
    loaded: &Loaded,
    arguments: &RotateDataArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    if arguments.index {
        rotate_index(loaded, console)
    } else {
        rotate_data(&Kit::open_current(loaded)?, console)
    }
}

fn rotate_data(kit: &Kit, console: &mut Console<'_>) -> Result<(), Failure> {
    let mut bar = None;
    let mut rows = 0;
    let report = kit.reseal().execute(&mut |progress: &ResealProgress| {
        // Later walks only look whether the first left anything.
        if progress.walk == 1 {
            rows = progress.rows;
            bar.get_or_insert_with(|| Progress::start(progress.rows_in_all))
                .at(rows, rows);
        }
    });
    if let Some(bar) = &bar {
        match report {
            Ok(_) => bar.finish(rows),
            Err(_) => bar.abandon(),
        }
    }
    let report = report?;
    console.record(&json_of(&report), || lines(&report))?;
    let troubles = troubles(&report);
    if troubles.is_empty() {
        Ok(())
    } else {
        Err(Failure::told(troubles.join("; ")))
    }
}

fn json_of(report: &ResealReport) -> Value {
    let columns = report.columns.iter().map(|column| {
        let unknown = column.unknown.iter();
        let unknown: serde_json::Map<String, Value> = unknown
            .map(|(key, count)| (key.to_string(), json!(count)))
            .collect();
        json!({
            "table": column.column.table,
            "column": column.column.column,
            "values": column.values,
            "reencrypted": column.resealed,
            "left": column.left,
            "unknown_keys": unknown,
            "damaged": column.damaged,
        })
    });
    json!({
        "complete": report.is_complete(),
        "reencrypted": report.resealed(),
        "columns": columns.collect::<Vec<_>>(),
    })
}

fn lines(report: &ResealReport) -> Vec<String> {
    let mut lines: Vec<String> = report
        .columns
        .iter()
        .map(|column| {
            format!(
                "{}: {} of {} values re-encrypted",
                column.column, column.resealed, column.values
            )
        })
        .collect();
    if report.is_complete() {
        lines.push(
            "everything is under crypto.data_key: \
             crypto.previous_data_keys may now be removed from the configuration"
                .to_owned(),
        );
    }
    lines
}

/// What keeps the previous keys from being removed: table, column and key, never
/// a value.
fn troubles(report: &ResealReport) -> Vec<String> {
    report.columns.iter().flat_map(troubles_of).collect()
}

fn troubles_of(report: &ColumnReport) -> Vec<String> {
    let column = report.column;
    let mut troubles: Vec<String> = report
        .unknown
        .iter()
        .map(|(key, count)| {
            format!(
                "{column}: {count} values are sealed under the key {key}, which is not \
                 configured: add it to crypto.previous_data_keys and run again"
            )
        })
        .collect();
    if report.damaged > 0 {
        troubles.push(format!(
            "{column}: {} values do not open in their place: they were changed or moved",
            report.damaged
        ));
    }
    if report.left > 0 {
        troubles.push(format!(
            "{column}: {} values were still being sealed under a previous key: \
             start every server with the new crypto.data_key and run again",
            report.left
        ));
    }
    troubles
}

#[cfg(test)]
mod tests {
    use kernel::{KeyId, SealedColumn};

    use super::*;

    #[test]
    fn every_trouble_names_its_place_and_key() {
        let column = SealedColumn {
            table: "leads",
            column: "pan_sealed",
        };
        let report = ResealReport {
            columns: vec![ColumnReport {
                column,
                values: 10,
                resealed: 4,
                left: 1,
                unknown: [(KeyId::new([0, 0x1a, 0x2b, 0x3c]), 3)].into(),
                damaged: 2,
            }],
        };
        let told = troubles(&report).join("; ");
        assert!(told.contains("leads.pan_sealed: 3 values are sealed under the key 001a2b3c"));
        assert!(told.contains("2 values do not open"));
        assert!(told.contains("1 values were still being sealed"));
        assert_eq!(lines(&report).len(), 1, "no promise");
        let json = json_of(&report);
        assert_eq!(json["columns"][0]["unknown_keys"]["001a2b3c"], 3);
        assert_eq!(json["complete"], false);
    }
}
