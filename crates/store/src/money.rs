//! Payout runs, statements, disputes and tax profiles.
//!
//! A run is made of as many lines as there are, so its steps are statements over
//! sets, and only what partners are told goes through memory row by row.

mod accounts;
mod advance;
mod check;
mod create;
mod decide;
mod disputes;
mod history;
mod pay;
mod run_rows;
mod runs;
mod sql;
mod statement_rows;
mod statements;
pub(crate) mod tax_profiles;

pub use check::MoneyDiscrepancy;
pub(crate) use check::check;
pub use disputes::DieselDisputes;
pub use runs::DieselPayoutRuns;
pub use statements::DieselStatements;
pub use tax_profiles::DieselTaxProfiles;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::conn::Conn;
use crate::postgres::turn::{Turn, wait_for};

/// Keeps the feed from booking lines, and other changes of runs from happening,
/// until the transaction ends; must come first in it. A run of 100 000 lines takes
/// longer than a share may, and others wait for it in turn.
fn alone(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(one) => {
            one.batch_execute(
                "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '60s'",
            )?;
            wait_for(one, Turn::Feed)
        }
        // There is but one writer.
        Conn::Sqlite(_) => Ok(()),
    }
}
