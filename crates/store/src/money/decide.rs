//! Approving and rejecting a run.

use audit::{Entry, Event, MoneyEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kernel::{Actor, PayoutRunId, PortFailure, StaffId};
use payouts::{DecideRunError, PayoutRun, RunStatus};

use super::advance::{Step, advance};
use super::{alone, run_rows, sql};
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::outbox::Outbox;
use crate::schema::payout_runs;

/// Who decides, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    pub(super) run: PayoutRunId,
    pub(super) by: StaffId,
    pub(super) at: DateTime<Utc>,
}

const APPROVE: &str = "UPDATE statements SET approved_at = $1,
        status = CASE WHEN closing_paise > 0 THEN 'approved' ELSE 'carried' END
    WHERE run_id = $2 AND status = 'draft'";

/// Whether a later run has a statement that rests on one of this run's.
const RESTING: &str = "SELECT COUNT(*) AS count FROM statements later
    JOIN statements s ON s.partner_id = later.partner_id
    WHERE s.run_id = $1 AND later.run_id > $1 AND later.status <> 'rejected'";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const FREE: &str = "INSERT INTO unsettled_lines (line_id, partner_id, booked_on)
    SELECT l.id, l.partner_id, l.booked_on FROM statements s
    JOIN statement_lines sl ON sl.statement_id = s.id
    JOIN ledger_lines l ON l.id = sl.line_id
    WHERE s.run_id = $1";

const FREED: &str = "DELETE FROM statement_lines
    WHERE statement_id IN (SELECT id FROM statements WHERE run_id = $1)";

const REJECT: &str =
    "UPDATE statements SET status = 'rejected' WHERE run_id = $1 AND status = 'draft'";

/// Approves a draft run.
pub(super) fn approve(
    conn: &mut Conn,
    outbox: &Outbox,
    decision: Decision,
) -> Result<PayoutRun, Fault<DecideRunError>> {
    alone(conn)?;
    let run = undecided(conn, decision.run)?;
    if run.created_by == decision.by {
        return Err(Fault::Refused(DecideRunError::SamePerson));
    }
    sql::execute(conn, APPROVE, &[micros(decision.at), run.id.get()])?;
    advance(conn, outbox, Step::Approve(run.id), decision.at)?;
    let event = MoneyEvent::RunApproved { run: run.id };
    decided(conn, &run, RunStatus::Approved, decision, event)
}

/// Rejects a draft run.
pub(super) fn reject(
    conn: &mut Conn,
    decision: Decision,
) -> Result<PayoutRun, Fault<DecideRunError>> {
    alone(conn)?;
    let run = undecided(conn, decision.run)?;
    let resting: Vec<Count> = sql::load(conn, RESTING, &[run.id.get()])?;
    if resting.iter().any(|found| found.count > 0) {
        return Err(Fault::Refused(DecideRunError::RestedUpon));
    }
    let free = sql::execute(conn, FREE, &[run.id.get()])?;
    let freed = sql::execute(conn, FREED, &[run.id.get()])?;
    if free != freed {
        return Err(PortFailure::Unforeseen("a payout run lost lines".to_owned()).into());
    }
    sql::execute(conn, REJECT, &[run.id.get()])?;
    let event = MoneyEvent::RunRejected { run: run.id };
    decided(conn, &run, RunStatus::Rejected, decision, event)
}

fn undecided(conn: &mut Conn, run: PayoutRunId) -> Result<PayoutRun, Fault<DecideRunError>> {
    let run = run_rows::find(conn, run)?.ok_or(Fault::Refused(DecideRunError::Unknown))?;
    if run.status == RunStatus::Draft {
        Ok(run)
    } else {
        Err(Fault::Refused(DecideRunError::Decided))
    }
}

fn decided(
    conn: &mut Conn,
    run: &PayoutRun,
    status: RunStatus,
    decision: Decision,
    event: MoneyEvent,
) -> Result<PayoutRun, Fault<DecideRunError>> {
    diesel::update(payout_runs::table.find(run.id.get()))
        .set((
            payout_runs::status.eq(status.as_str()),
            payout_runs::decided_by.eq(Some(decision.by.get())),
            payout_runs::decided_at.eq(Some(micros(decision.at))),
        ))
        .execute(conn)?;
    let entry = Entry {
        at: decision.at,
        actor: Actor::Staff(decision.by),
        event: Event::Money(event),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(PayoutRun {
        status,
        decided: Some((decision.by, decision.at)),
        ..run.clone()
    })
}
