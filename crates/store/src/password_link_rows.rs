//! Rows of links by which somebody sets a password.

use accounts::{NewPasswordLink, PasswordHash, SecretHash};
use audit::{CandidateEvent, Entry, Event, PersonEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, CandidateId, PartnerId, PortFailure, PortResult, PortalId, StaffId};

use crate::columns::micros;
use crate::conn::Conn;
use crate::letter_rows;
use crate::schema::{candidates, password_links, portal_accounts, staff_accounts};

/// Whose link it is, by the key of their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A member of staff.
    Staff(i64),
    /// One of a partner's people.
    Portal(i64),
    /// Somebody who practises.
    Candidate(i64),
}

impl Owner {
    /// The columns.
    const fn columns(self) -> (&'static str, i64) {
        match self {
            Self::Staff(id) => ("staff", id),
            Self::Portal(id) => ("portal", id),
            Self::Candidate(id) => ("candidate", id),
        }
    }

    fn read(kind: &str, id: i64) -> PortResult<Self> {
        match kind {
            "staff" => Ok(Self::Staff(id)),
            "portal" => Ok(Self::Portal(id)),
            "candidate" => Ok(Self::Candidate(id)),
            _ => Err(PortFailure::corrupt("password_links.account_kind")),
        }
    }
}

/// Keeps `link`, the first of its account, with its letter.
pub(crate) fn insert(conn: &mut Conn, owner: Owner, link: &NewPasswordLink) -> QueryResult<()> {
    let (kind, id) = owner.columns();
    let row = (
        password_links::account_kind.eq(kind),
        password_links::account_id.eq(id),
        password_links::hash.eq(link.hash.as_bytes()),
        password_links::created_at.eq(micros(link.created_at)),
        password_links::expires_at.eq(micros(link.expires_at)),
    );
    diesel::insert_into(password_links::table)
        .values(row)
        .execute(conn)?;
    letter_rows::insert(conn, &link.letter)
}

/// When the link of `owner` was made, if it counts at `now`.
pub(crate) fn made_at(
    conn: &mut Conn,
    owner: Owner,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    let (kind, id) = owner.columns();
    password_links::table
        .find((kind, id))
        .filter(password_links::expires_at.gt(micros(now)))
        .select(password_links::created_at)
        .get_result(conn)
        .optional()
}

/// Deletes the link of `owner`, if there is one.
pub(crate) fn forget(conn: &mut Conn, owner: Owner) -> QueryResult<()> {
    let (kind, id) = owner.columns();
    diesel::delete(password_links::table.find((kind, id)))
        .execute(conn)
        .map(drop)
}

/// Whose link one of `hashes` is, if it counts at `now`.
pub(crate) fn owner(
    conn: &mut Conn,
    hashes: &[SecretHash],
    now: DateTime<Utc>,
) -> Result<Option<Owner>, crate::fault::StoreError> {
    for hash in hashes {
        let row: Option<(String, i64)> = password_links::table
            .filter(password_links::hash.eq(hash.as_bytes()))
            .filter(password_links::expires_at.gt(micros(now)))
            .select((password_links::account_kind, password_links::account_id))
            .get_result(conn)
            .optional()?;
        if let Some((kind, id)) = row {
            return Ok(Some(Owner::read(&kind, id)?));
        }
    }
    Ok(None)
}

/// Sets the password and ends the older tokens; what there is to tell of it.
pub(crate) fn set_password(
    conn: &mut Conn,
    owner: Owner,
    password: &PasswordHash,
    now: DateTime<Utc>,
) -> QueryResult<Entry> {
    let (actor, event) = match owner {
        Owner::Staff(id) => {
            diesel::update(staff_accounts::table.find(id))
                .set((
                    staff_accounts::password_hash.eq(password.as_str()),
                    staff_accounts::generation.eq(staff_accounts::generation + 1),
                    staff_accounts::updated_at.eq(micros(now)),
                ))
                .execute(conn)?;
            let staff = StaffId::new(id);
            let event = PersonEvent::StaffPasswordSet { staff };
            (Actor::Staff(staff), Event::Person(event))
        }
        Owner::Portal(id) => {
            let partner: i64 = portal_accounts::table
                .find(id)
                .select(portal_accounts::partner_id)
                .get_result(conn)?;
            diesel::update(portal_accounts::table.find(id))
                .set((
                    portal_accounts::password_hash.eq(Some(password.as_str())),
                    portal_accounts::generation.eq(portal_accounts::generation + 1),
                    portal_accounts::updated_at.eq(micros(now)),
                ))
                .execute(conn)?;
            let person = PortalId::new(id);
            let partner = Actor::Partner(PartnerId::new(partner));
            let event = PersonEvent::PortalPasswordSet { person };
            (partner, Event::Person(event))
        }
        Owner::Candidate(id) => {
            set_candidates_password(conn, id, password)?;
            candidate_set(CandidateId::new(id))
        }
    };
    Ok(Entry {
        at: now,
        actor,
        event,
    })
}

/// Who did it is no actor the log knows; the event says who it was.
const fn candidate_set(candidate: CandidateId) -> (Actor, Event) {
    let event = CandidateEvent::PasswordSet { candidate };
    (Actor::System, Event::Candidate(event))
}

/// Sets the password of the candidate `id`, and ends their older tokens.
pub(crate) fn set_candidates_password(
    conn: &mut Conn,
    id: i64,
    password: &PasswordHash,
) -> QueryResult<()> {
    diesel::update(candidates::table.find(id))
        .set((
            candidates::password_hash.eq(Some(password.as_str())),
            candidates::generation.eq(candidates::generation + 1),
        ))
        .execute(conn)
        .map(drop)
}
