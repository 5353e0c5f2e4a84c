//! Letters of invites, and what waits for one.

use candidates::{DueInvite, Invite, WrittenInvite};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{EnrolmentId, EnrolmentUuid};
use notices::Letter;

use crate::columns::{instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::letter_rows;
use crate::postgres::invites::read_committed;
use crate::schema::partner_candidates;

/// The invites that have been due for longest and may still be accepted. What is due for as
/// long as an invite lives has expired, and is not even looked at.
pub(super) fn due(
    conn: &mut Conn,
    at: DateTime<Utc>,
    most: u32,
) -> Result<Vec<DueInvite>, StoreError> {
    use partner_candidates::dsl as e;
    let rows: Vec<(i64, Vec<u8>, i64, i64)> = e::partner_candidates
        .filter(e::invite_due_at.le(micros(at)))
        .filter(e::invite_due_at.gt(micros(at - Invite::LIVES)))
        .filter(e::invite_expires_at.gt(micros(at)))
        .order((e::invite_due_at, e::id))
        .limit(i64::from(most))
        .select((
            e::id,
            e::uuid,
            e::invite_due_at.assume_not_null(),
            e::invite_expires_at,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, identity, due_at, expires_at)| {
            Ok(DueInvite {
                id: EnrolmentId::new(id),
                enrolment: EnrolmentUuid::new(uuid(&identity, "partner_candidates.uuid")?),
                due_at: instant(due_at, "partner_candidates.invite_due_at")?,
                expires_at: instant(expires_at, "partner_candidates.invite_expires_at")?,
            })
        })
        .collect()
}

/// Keeps the letters of those that are still due as they were seen; how many.
pub(super) fn write(conn: &mut Conn, invites: &[WrittenInvite]) -> QueryResult<usize> {
    if let Conn::Postgres(postgres) = conn {
        read_committed(postgres)?;
    }
    // In one order, so that no two processes wait for each other.
    let mut ordered: Vec<&WrittenInvite> = invites.iter().collect();
    ordered.sort_by_key(|invite| invite.due.id.get());
    let mut letters: Vec<Letter> = Vec::with_capacity(invites.len());
    for invite in ordered {
        if claim(conn, invite)? {
            letters.push(invite.letter.clone());
        }
    }
    letter_rows::insert_all(conn, &letters)?;
    Ok(letters.len())
}

fn claim(conn: &mut Conn, invite: &WrittenInvite) -> QueryResult<bool> {
    use partner_candidates::dsl as e;
    let still_due = e::partner_candidates
        .filter(e::id.eq(invite.due.id.get()))
        .filter(e::invite_due_at.eq(micros(invite.due.due_at)))
        .filter(e::invite_status.eq("pending"));
    let claimed = diesel::update(still_due)
        .set((
            e::invite_due_at.eq(None::<i64>),
            e::invite_hash.eq(Some(invite.hash.as_bytes())),
        ))
        .execute(conn)?;
    Ok(claimed > 0)
}

/// Lets an invite wait, if it is still due as it was seen.
pub(super) fn put_off(conn: &mut Conn, invite: DueInvite, until: DateTime<Utc>) -> QueryResult<()> {
    use partner_candidates::dsl as e;
    let still_due = e::partner_candidates
        .filter(e::id.eq(invite.id.get()))
        .filter(e::invite_due_at.eq(micros(invite.due_at)));
    diesel::update(still_due)
        .set(e::invite_due_at.eq(micros(until)))
        .execute(conn)
        .map(drop)
}
