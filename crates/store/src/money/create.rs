//! Collecting lines into the statements of a new run.

use audit::{Entry, Event, MoneyEvent};
use diesel::prelude::*;
use kernel::{Actor, PayoutRunId, PortFailure};
use payouts::{CreateRunError, Figures, NewRun, PayoutRun, RunStatus, Tax, figures};

use super::accounts::{self, PartnerAccount};
use super::{alone, check, run_rows, sql};
use crate::audit_rows;
use crate::columns::{days, micros};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::schema::{payout_runs, statements};

const SETTLE: &str = "INSERT INTO statement_lines (line_id, statement_id)
    SELECT u.line_id, s.id FROM statements s
    JOIN unsettled_lines u ON u.partner_id = s.partner_id
    WHERE s.run_id = $1 AND u.booked_on <= $2";

const SETTLED: &str = "DELETE FROM unsettled_lines WHERE booked_on <= $1";

/// Creates `new` with its statements, lines and audit entry.
pub(super) fn create(conn: &mut Conn, new: &NewRun) -> Result<PayoutRun, Fault<CreateRunError>> {
    alone(conn)?;
    let accounts = accounts::load(conn, new.to)?;
    if accounts.is_empty() {
        return Err(Fault::Refused(CreateRunError::NothingToSettle));
    }
    let run = insert_run(conn, new)?;
    for account in &accounts {
        insert_statement(conn, run, new, account)?;
    }
    settle(conn, run, new, &accounts)?;
    let created = run_rows::find(conn, run)?;
    let created = created.ok_or_else(|| unforeseen("a new payout run is missing"))?;
    let event = Event::Money(MoneyEvent::RunCreated {
        run,
        statements: created.statements,
    });
    let entry = Entry {
        at: new.at,
        actor: Actor::Staff(new.by),
        event,
    };
    audit_rows::insert(conn, &entry)?;
    Ok(created)
}

fn insert_run(conn: &mut Conn, new: &NewRun) -> QueryResult<PayoutRunId> {
    let row = (
        payout_runs::period_from.eq(days(new.from)),
        payout_runs::period_to.eq(days(new.to)),
        payout_runs::status.eq(RunStatus::Draft.as_str()),
        payout_runs::created_by.eq(new.by.get()),
        payout_runs::created_at.eq(micros(new.at)),
    );
    diesel::insert_into(payout_runs::table)
        .values(row)
        .returning(payout_runs::id)
        .get_result(conn)
        .map(PayoutRunId::new)
}

fn insert_statement(
    conn: &mut Conn,
    run: PayoutRunId,
    new: &NewRun,
    partner: &PartnerAccount,
) -> Result<(), StoreError> {
    let figures = figures(&partner.account, partner.profile, &new.taxes, new.to)
        .map_err(|error| PortFailure::Unforeseen(error.to_string()))?;
    let Figures { tds, gst, .. } = &figures;
    let base = |tax: &Option<Tax>| tax.as_ref().map(|tax| tax.base.paise());
    let rate = |tax: &Option<Tax>| tax.as_ref().map(|tax| i32::from(tax.rate.get()));
    let paise = |tax: &Option<Tax>| tax.as_ref().map_or(0, |tax| tax.amount.paise());
    let row = (
        statements::run_id.eq(run.get()),
        statements::partner_id.eq(partner.partner.get()),
        statements::period_from.eq(days(new.from)),
        statements::period_to.eq(days(new.to)),
        statements::status.eq("draft"),
        statements::opening_paise.eq(figures.opening.paise()),
        statements::earnings_paise.eq(figures.earnings.paise()),
        statements::reversals_paise.eq(figures.reversals.paise()),
        statements::tds_base_paise.eq(base(tds)),
        statements::tds_rate_bps.eq(rate(tds)),
        statements::tds_paise.eq(paise(tds)),
        statements::tds_section.eq(tds.as_ref().map(|tax| tax.section.as_str())),
        statements::gst_base_paise.eq(base(gst)),
        statements::gst_rate_bps.eq(rate(gst)),
        statements::gst_paise.eq(paise(gst)),
        statements::gst_section.eq(gst.as_ref().map(|tax| tax.section.as_str())),
        statements::closing_paise.eq(figures.closing.paise()),
        statements::lines.eq(partner.lines),
    );
    diesel::insert_into(statements::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Moves the lines into the statements, and insists that nothing was lost: what
/// the statements say is what their lines sum up to, and every line that was free
/// is in one.
fn settle(
    conn: &mut Conn,
    run: PayoutRunId,
    new: &NewRun,
    accounts: &[PartnerAccount],
) -> Result<(), StoreError> {
    let to = i64::from(days(new.to));
    let settled = sql::execute(conn, SETTLE, &[run.get(), to])?;
    let freed = sql::execute(conn, SETTLED, &[to])?;
    let lines: i64 = accounts.iter().map(|account| account.lines).sum();
    if settled != freed || i64::try_from(settled) != Ok(lines) {
        return Err(unforeseen("a payout run lost lines").into());
    }
    if check::statements_of(conn, run)?.is_empty() {
        Ok(())
    } else {
        Err(unforeseen("a statement differs from its lines").into())
    }
}

fn unforeseen(what: &str) -> PortFailure {
    PortFailure::Unforeseen(what.to_owned())
}
