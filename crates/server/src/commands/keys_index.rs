//! `keys rotate-data --index`

use std::sync::Arc;

use accounts::EmailIndexes;
use kernel::{ReindexStored, SealedColumns, TableReport};
use leads::LeadIndexes;
use lender::{ReindexMessages, UserIndexes};
use serde_json::{Value, json};
use store::{DieselBlindIndexes, DieselSealedColumns};

use crate::console::Console;
use crate::failure::Failure;
use crate::import::Progress;
use crate::kit::Kit;
use crate::settings::Loaded;

/// Computes every blind index anew.
///
/// # Errors
/// A server that runs, a value that does not open, the database.
pub(super) fn rotate_index(loaded: &Loaded, console: &mut Console<'_>) -> Result<(), Failure> {
    let kit = open_alone(loaded)?;
    let indexes = Arc::new(DieselBlindIndexes::new(kit.store.clone()));
    let columns: Arc<dyn SealedColumns> = Arc::new(DieselSealedColumns::new(kit.store.clone()));
    let tables = ReindexStored {
        rows: Arc::<DieselBlindIndexes>::clone(&indexes),
        tables: vec![
            Arc::new(EmailIndexes::PARTNERS),
            Arc::new(EmailIndexes::STAFF),
            Arc::new(EmailIndexes::PORTAL),
            Arc::new(EmailIndexes::CANDIDATES),
            Arc::new(UserIndexes),
            Arc::new(LeadIndexes),
        ],
        vault: Arc::clone(&kit.vault),
    };
    let messages = ReindexMessages {
        columns: Arc::clone(&columns),
        names: Arc::<DieselBlindIndexes>::clone(&indexes),
        vault: Arc::clone(&kit.vault),
    };
    let mut progress = Progress::start(rows_in_all(columns.as_ref())?);
    let mut before = 0;
    let mut last = ("", 0);
    let mut reports = tables.execute(&mut |now| {
        if now.table != last.0 {
            before += last.1;
        }
        last = (now.table, now.rows);
        progress.at(before + now.rows, before + now.rows);
    })?;
    before += last.1;
    reports.push(messages.execute(&mut |rows| progress.at(before + rows, before + rows))?);
    let forgotten = indexes.forget_replies()?;
    progress.finish(reports.iter().map(|report| report.rows).sum());
    print(&reports, forgotten, console)
}

/// The database, if nobody else has it open and the audit chain keeps its key.
fn open_alone(loaded: &Loaded) -> Result<Kit, Failure> {
    if store::is_in_use(loaded.settings.database.url.expose())? {
        return Err(Failure::told(
            "somebody else has the database open: stop every server and command first, for \
             nobody can be found reliably while the indexes change",
        ));
    }
    let kit = Kit::open_current(loaded)?;
    if kit.keys.audit.is_none() {
        return Err(Failure::told(
            "crypto.audit_key is not set: the audit log is chained under the index key before; \
             set crypto.audit_key to that key, for ever",
        ));
    }
    Ok(kit)
}

/// About how many rows are walked; a table is counted by one of its columns.
fn rows_in_all(columns: &dyn SealedColumns) -> Result<u64, Failure> {
    const TABLES: [&str; 6] = [
        "partners",
        "staff_accounts",
        "portal_accounts",
        "users",
        "leads",
        "feed_messages",
    ];
    let known = columns.columns();
    let mut rows = 0;
    for table in TABLES {
        if let Some(column) = known.iter().find(|column| column.table == table) {
            rows += columns.count(*column)?;
        }
    }
    Ok(rows)
}

fn print(
    reports: &[TableReport],
    forgotten: u64,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let tables: Vec<Value> = reports
        .iter()
        .map(|report| {
            json!({
                "table": report.table,
                "rows": report.rows,
                "reindexed": report.reindexed,
            })
        })
        .collect();
    let json = json!({ "tables": tables, "replies_forgotten": forgotten });
    console.record(&json, || {
        let mut lines: Vec<String> = reports
            .iter()
            .map(|report| {
                format!(
                    "{}: {} of {} rows indexed anew",
                    report.table, report.reindexed, report.rows
                )
            })
            .collect();
        lines.push(format!("{forgotten} kept replies deleted"));
        lines.push(
            "everything is found by crypto.index_key: servers may be started. Keep the key \
             before as crypto.previous_index_key until every partner has a newer secret and \
             every service token was replaced"
                .to_owned(),
        );
        lines
    })
}
