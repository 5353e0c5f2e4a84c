//! [`Disputes`] in the database.

use audit::{Entry, Event, MoneyEvent};
use diesel::dsl::{case_when, exists};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::Integer;
use kernel::{
    Actor, DisputeId, LedgerLineId, PageNumber, PageSize, PartnerId, PortFailure, PortResult,
    Sealed, StaffId, StatementId,
};
use payouts::{
    AnswerDisputeError, Dispute, DisputeAnswer, DisputeStatus, Disputes, NewDispute,
    OpenDisputeError,
};

use super::statements::VISIBLE;
use crate::columns::{instant, micros, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::schema::{disputes, statement_lines, statements};
use crate::{Store, audit_rows};

/// Disputes in the database.
#[derive(Clone)]
pub struct DieselDisputes {
    store: Store,
}

impl DieselDisputes {
    /// The disputes of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A whole row.
#[derive(Queryable)]
struct DisputeRow {
    id: i64,
    partner_id: i64,
    statement_id: i64,
    line_id: i64,
    status: String,
    reason_sealed: Vec<u8>,
    answer_sealed: Option<Vec<u8>>,
    opened_at: i64,
    answered_by: Option<i64>,
    answered_at: Option<i64>,
}

impl Disputes for DieselDisputes {
    fn open(&self, dispute: NewDispute) -> Result<Dispute, OpenDisputeError> {
        self.store.write(move |conn| open(conn, &dispute))
    }

    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<Dispute>, u64)> {
        let open = disputes::status.eq(DisputeStatus::Open.as_str());
        let open_first =
            case_when(open, 0.into_sql::<Integer>()).otherwise(1.into_sql::<Integer>());
        let (rows, total) = self.store.snapshot(|conn| {
            let total: i64 = disputes::table.count().get_result(conn)?;
            let rows: Vec<DisputeRow> = disputes::table
                .order((open_first, disputes::id.desc()))
                .limit(size.get().into())
                .offset(page.offset(size))
                .load(conn)?;
            Ok((rows, total))
        })?;
        let rows: PortResult<_> = rows.into_iter().map(DisputeRow::into_dispute).collect();
        Ok((rows?, u64::try_from(total).unwrap_or(0)))
    }

    fn find(&self, dispute: DisputeId) -> PortResult<Option<Dispute>> {
        let row: Option<DisputeRow> = self.store.read(|conn| {
            Ok(disputes::table
                .find(dispute.get())
                .get_result(conn)
                .optional()?)
        })?;
        row.map(DisputeRow::into_dispute).transpose()
    }

    fn of_line(
        &self,
        partner: PartnerId,
        statement: StatementId,
        line: LedgerLineId,
    ) -> PortResult<Option<Dispute>> {
        let row: Option<DisputeRow> = self.store.read(|conn| {
            Ok(disputes::table
                .filter(disputes::statement_id.eq(statement.get()))
                .filter(disputes::line_id.eq(line.get()))
                .filter(disputes::partner_id.eq(partner.get()))
                .get_result(conn)
                .optional()?)
        })?;
        row.map(DisputeRow::into_dispute).transpose()
    }

    fn answer(&self, answer: DisputeAnswer) -> Result<Dispute, AnswerDisputeError> {
        self.store.write(move |conn| self::answer(conn, &answer))
    }
}

fn open(conn: &mut Conn, new: &NewDispute) -> Result<Dispute, Fault<OpenDisputeError>> {
    let of_statement = statements::id.eq(statement_lines::statement_id);
    let line = statement_lines::table
        .inner_join(statements::table.on(of_statement))
        .filter(statement_lines::line_id.eq(new.line.get()))
        .filter(statement_lines::statement_id.eq(new.statement.get()))
        .filter(statements::partner_id.eq(new.partner.get()))
        .filter(statements::status.eq_any(VISIBLE));
    let known: bool = diesel::select(exists(line)).get_result(conn)?;
    if !known {
        return Err(Fault::Refused(OpenDisputeError::Unknown));
    }
    let same = disputes::table
        .filter(disputes::statement_id.eq(new.statement.get()))
        .filter(disputes::line_id.eq(new.line.get()));
    let disputed: bool = diesel::select(exists(same)).get_result(conn)?;
    if disputed {
        return Err(Fault::Refused(OpenDisputeError::Disputed));
    }
    let dispute = insert(conn, new).map_err(disputed_before)?.into_dispute()?;
    let event = MoneyEvent::DisputeOpened {
        dispute: dispute.id,
    };
    let entry = Entry {
        at: new.at,
        actor: Actor::Partner(new.partner),
        event: Event::Money(event),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(dispute)
}

fn insert(conn: &mut Conn, new: &NewDispute) -> QueryResult<DisputeRow> {
    let row = (
        disputes::partner_id.eq(new.partner.get()),
        disputes::statement_id.eq(new.statement.get()),
        disputes::line_id.eq(new.line.get()),
        disputes::status.eq(DisputeStatus::Open.as_str()),
        disputes::reason_sealed.eq(new.reason.as_bytes()),
        disputes::opened_at.eq(micros(new.at)),
    );
    diesel::insert_into(disputes::table)
        .values(row)
        .returning(disputes::all_columns)
        .get_result(conn)
}

/// Another instance was quicker between the look and the row.
fn disputed_before(error: DieselError) -> Fault<OpenDisputeError> {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Fault::Refused(OpenDisputeError::Disputed)
        }
        error => error.into(),
    }
}

fn answer(conn: &mut Conn, answer: &DisputeAnswer) -> Result<Dispute, Fault<AnswerDisputeError>> {
    let row: Option<DisputeRow> = disputes::table
        .find(answer.dispute.get())
        .get_result(conn)
        .optional()?;
    let row = row.ok_or(Fault::Refused(AnswerDisputeError::Unknown))?;
    let before = row.into_dispute()?;
    if before.status != DisputeStatus::Open {
        return Err(Fault::Refused(AnswerDisputeError::Answered));
    }
    let status = if answer.upheld {
        DisputeStatus::Upheld
    } else {
        DisputeStatus::Rejected
    };
    diesel::update(disputes::table.find(answer.dispute.get()))
        .set((
            disputes::status.eq(status.as_str()),
            disputes::answer_sealed.eq(Some(answer.answer.as_bytes())),
            disputes::answered_by.eq(Some(answer.by.get())),
            disputes::answered_at.eq(Some(micros(answer.at))),
        ))
        .execute(conn)?;
    let event = MoneyEvent::DisputeAnswered {
        dispute: answer.dispute,
        upheld: answer.upheld,
    };
    let entry = Entry {
        at: answer.at,
        actor: Actor::Staff(answer.by),
        event: Event::Money(event),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(Dispute {
        status,
        answer: Some(answer.answer.clone()),
        answered: Some((answer.by, answer.at)),
        ..before
    })
}

impl DisputeRow {
    fn into_dispute(self) -> PortResult<Dispute> {
        let answered = match (self.answered_by, self.answered_at) {
            (Some(by), Some(at)) => Some((StaffId::new(by), instant(at, "disputes.answered_at")?)),
            (None, None) => None,
            _ => return Err(PortFailure::corrupt("disputes.answered_by")),
        };
        Ok(Dispute {
            id: DisputeId::new(self.id),
            partner: PartnerId::new(self.partner_id),
            statement: StatementId::new(self.statement_id),
            line: LedgerLineId::new(self.line_id),
            status: word(&self.status, "disputes.status")?,
            reason: Sealed::new(self.reason_sealed),
            answer: self.answer_sealed.map(Sealed::new),
            opened_at: instant(self.opened_at, "disputes.opened_at")?,
            answered,
        })
    }
}
