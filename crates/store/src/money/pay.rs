//! Marking a statement paid.

use audit::{Entry, Event, MoneyEvent};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, StaffId, StatementId};
use payouts::{BankReference, PayError, Statement, StatementStatus};

use super::advance::{Step, advance};
use super::alone;
use super::statement_rows::StatementRow;
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::outbox::Outbox;
use crate::schema::statements;

/// A payment that was made.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) statement: StatementId,
    pub(super) reference: BankReference,
    pub(super) by: StaffId,
    pub(super) at: DateTime<Utc>,
}

/// Marks the statement of `payment` paid, and its payouts.
pub(super) fn pay(
    conn: &mut Conn,
    outbox: &Outbox,
    payment: &Payment,
) -> Result<Statement, Fault<PayError>> {
    alone(conn)?;
    let row: Option<StatementRow> = statements::table
        .find(payment.statement.get())
        .get_result(conn)
        .optional()?;
    let row = row.ok_or(Fault::Refused(PayError::Unknown))?;
    let statement = row.into_statement()?;
    if statement.status != StatementStatus::Approved {
        return Err(Fault::Refused(PayError::NotPayable));
    }
    mark(conn, payment)?;
    let step = Step::Pay(statement.id, statement.partner);
    advance(conn, outbox, step, payment.at)?;
    let event = MoneyEvent::StatementPaid {
        statement: statement.id,
        amount: statement.figures.closing,
    };
    let entry = Entry {
        at: payment.at,
        actor: Actor::Staff(payment.by),
        event: Event::Money(event),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(Statement {
        status: StatementStatus::Paid,
        bank_reference: Some(payment.reference.clone()),
        paid_at: Some(payment.at),
        ..statement
    })
}

/// The reference is looked for first, because a violation ends a transaction of
/// `PostgreSQL`; the unique index has the last word.
fn mark(conn: &mut Conn, payment: &Payment) -> Result<(), Fault<PayError>> {
    let reference = payment.reference.as_str();
    let same = statements::table.filter(statements::bank_reference.eq(reference));
    let taken: bool = diesel::select(exists(same)).get_result(conn)?;
    if taken {
        return Err(Fault::Refused(PayError::ReferenceTaken));
    }
    diesel::update(statements::table.find(payment.statement.get()))
        .set((
            statements::status.eq(StatementStatus::Paid.as_str()),
            statements::bank_reference.eq(Some(reference)),
            statements::paid_at.eq(Some(micros(payment.at))),
        ))
        .execute(conn)
        .map(drop)
        .map_err(|error| match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Fault::Refused(PayError::ReferenceTaken)
            }
            error => error.into(),
        })
}
