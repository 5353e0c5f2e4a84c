//! Accepting an invite.

use audit::{CandidateEvent, Entry, Event};
use candidates::{AcceptError, Acceptance, AcceptedInvite, FirstPassword, InviteStatus};
use diesel::prelude::*;
use kernel::{Actor, BatchUuid, CandidateId, CandidateUuid, PartnerId, PortResult};
use webhooks::Event as Told;

use super::{Keys, find, hold};
use crate::candidates::totals::{Cell, Changes};
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::password_link_rows::{Owner, forget, set_candidates_password};
use crate::schema::{candidate_batches, partner_candidates};
use crate::{audit_rows, letter_rows};

/// What changes with an accepted invite.
#[derive(Queryable, Selectable)]
#[diesel(table_name = partner_candidates)]
struct Row {
    partner_id: i64,
    batch_id: Option<i64>,
    batch_key: i64,
    is_paid_for: bool,
}

/// Accepts an invite with all that belongs to it.
pub(super) fn accept(
    conn: &mut Conn,
    acceptance: &Acceptance,
    outbox: &Outbox,
) -> Result<AcceptedInvite, Fault<AcceptError>> {
    let keys = hold(conn, acceptance.enrolment)?;
    let keys = keys.ok_or(Fault::Refused(AcceptError::Unknown))?;
    let candidate = may(conn, acceptance)?;
    let row: Row = partner_candidates::table
        .find(keys.enrolment)
        .select(Row::as_select())
        .get_result(conn)?;
    write(conn, keys, acceptance)?;
    if let Some(first) = &acceptance.password {
        set_password(conn, keys, first, acceptance)?;
    }
    tell(conn, &row, candidate, acceptance, outbox)?;
    // Rows that all of the partner's share are held as briefly as can be.
    count(conn, &row)?;
    Ok(AcceptedInvite {
        at: acceptance.at,
        can_sign_in: acceptance.password.is_some(),
    })
}

/// Whose invite it is, if it may be accepted.
fn may(conn: &mut Conn, acceptance: &Acceptance) -> Result<CandidateUuid, Fault<AcceptError>> {
    let invite = find(conn, acceptance.enrolment)?;
    let invite = invite.ok_or(Fault::Refused(AcceptError::Unknown))?;
    if invite.status == InviteStatus::Accepted {
        return Err(Fault::Refused(AcceptError::Accepted));
    }
    if invite.expires_at <= acceptance.at {
        return Err(Fault::Refused(AcceptError::Unknown));
    }
    let presented = acceptance.password.as_ref().map(|first| &first.token);
    if presented.is_some() && invite.hash.as_ref() != presented {
        return Err(Fault::Refused(AcceptError::WrongToken));
    }
    Ok(invite.candidate)
}

fn write(conn: &mut Conn, keys: Keys, acceptance: &Acceptance) -> QueryResult<()> {
    use partner_candidates::dsl as e;
    let at = micros(acceptance.at);
    diesel::update(e::partner_candidates.find(keys.enrolment))
        .set((
            e::invite_status.eq(InviteStatus::Accepted.as_str()),
            e::invite_accepted_at.eq(Some(at)),
            e::invite_due_at.eq(None::<i64>),
            e::invite_hash.eq(None::<Vec<u8>>),
            e::updated_at.eq(at),
        ))
        .execute(conn)
        .map(drop)
}

fn set_password(
    conn: &mut Conn,
    keys: Keys,
    first: &FirstPassword,
    acceptance: &Acceptance,
) -> QueryResult<()> {
    set_candidates_password(conn, keys.person, &first.password)?;
    forget(conn, Owner::Candidate(keys.person))?;
    let candidate = CandidateId::new(keys.person);
    let entry = Entry {
        at: acceptance.at,
        actor: Actor::System,
        event: Event::Candidate(CandidateEvent::PasswordSet { candidate }),
    };
    audit_rows::insert(conn, &entry)?;
    letter_rows::insert(conn, &first.letter)
}

/// The audit log, and the partner.
fn tell(
    conn: &mut Conn,
    row: &Row,
    candidate: CandidateUuid,
    acceptance: &Acceptance,
    outbox: &Outbox,
) -> Result<(), StoreError> {
    let (partner, enrolment, at) = (
        PartnerId::new(row.partner_id),
        acceptance.enrolment,
        acceptance.at,
    );
    let entry = Entry {
        at,
        // Whoever knows the link did.
        actor: Actor::System,
        event: Event::Candidate(CandidateEvent::InviteAccepted { partner, enrolment }),
    };
    audit_rows::insert(conn, &entry)?;
    let batch = batch(conn, row.batch_id)?;
    let told = Told::candidate_invite_accepted(enrolment, candidate, batch, at);
    outbox.tell(conn, partner, &told, at)
}

fn batch(conn: &mut Conn, id: Option<i64>) -> Result<Option<BatchUuid>, StoreError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let identity: Vec<u8> = candidate_batches::table
        .find(id)
        .select(candidate_batches::uuid)
        .get_result(conn)?;
    let identity: PortResult<_> = uuid(&identity, "candidate_batches.uuid");
    Ok(Some(BatchUuid::new(identity?)))
}

/// Moves the enrolment from the pending invites to the accepted ones.
fn count(conn: &mut Conn, row: &Row) -> QueryResult<()> {
    let cell = |invite| Cell {
        invite,
        paid: row.is_paid_for,
    };
    let mut changes = Changes::default();
    changes.go(
        row.batch_key,
        cell(InviteStatus::Pending),
        cell(InviteStatus::Accepted),
    );
    changes.write(conn, PartnerId::new(row.partner_id))
}
