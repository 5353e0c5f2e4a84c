//! Marking candidates as paid for.

use audit::{CandidateEvent, Entry, Event};
use candidates::{Enrolment, PaidMark};
use diesel::prelude::*;
use kernel::PortFailure;

use super::rows;
use super::totals::{Cell, Changes};
use crate::audit_rows;
use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::postgres::candidates as postgres;
use crate::postgres::people::hold;
use crate::schema::{candidates as people, partner_candidates};

/// Key, batch key, invite, whether it is paid for.
type Row = (i64, i64, String, bool);

/// See [`candidates::EnrolmentRepository::mark_paid`].
pub(super) fn mark(conn: &mut Conn, mark: &PaidMark) -> Result<Vec<Enrolment>, Fault<PortFailure>> {
    use partner_candidates::dsl as e;
    if let Conn::Postgres(one) = conn {
        postgres::begin(one)?;
    }
    // Nobody holds a person who is not theirs.
    if enrolments(conn, mark)?.is_empty() {
        return Ok(Vec::new());
    }
    if let Conn::Postgres(one) = conn {
        hold(one, mark.candidate)?;
    }
    let found = enrolments(conn, mark)?;
    let keys: Vec<i64> = found.iter().map(|row| row.0).collect();
    let mut changes = Changes::default();
    let mut marked = 0;
    for (_, batch_key, invite, paid) in found {
        if !paid {
            let invite = word(&invite, "partner_candidates.invite_status")?;
            let from = Cell { invite, paid };
            changes.go(batch_key, from, Cell { paid: true, ..from });
            marked += 1;
        }
    }
    if marked > 0 {
        let at = micros(mark.at);
        let unpaid = e::partner_candidates
            .filter(e::id.eq_any(&keys))
            .filter(e::is_paid_for.eq(false));
        diesel::update(unpaid)
            .set((
                e::is_paid_for.eq(true),
                e::paid_at.eq(at),
                e::updated_at.eq(at),
            ))
            .execute(conn)?;
        changes.write(conn, mark.partner)?;
        record(conn, mark, marked)?;
    }
    Ok(rows::by_keys(conn, &keys)?)
}

fn enrolments(conn: &mut Conn, mark: &PaidMark) -> QueryResult<Vec<Row>> {
    use partner_candidates::dsl as e;
    let uuid = mark.candidate.get();
    e::partner_candidates
        .inner_join(people::table.on(people::id.eq(e::candidate_id)))
        .filter(people::uuid.eq(uuid.as_bytes().as_slice()))
        .filter(e::partner_id.eq(mark.partner.get()))
        .select((e::id, e::batch_key, e::invite_status, e::is_paid_for))
        .load(conn)
}

fn record(conn: &mut Conn, mark: &PaidMark, enrolments: u64) -> QueryResult<()> {
    let event = CandidateEvent::MarkedPaid {
        partner: mark.partner,
        candidate: mark.candidate,
        enrolments,
    };
    let (at, actor) = (mark.at, mark.actor);
    let event = Event::Candidate(event);
    audit_rows::insert(conn, &Entry { at, actor, event })
}
