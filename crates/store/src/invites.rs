//! Invites of candidates.

mod accept;
mod own;
mod resend;
mod write;

use std::sync::Arc;

use accounts::SecretHash;
use candidates::{
    AcceptError, Acceptance, AcceptedInvite, DueInvite, InviteRepository, OpenInvite, ResendError,
    Resending, WrittenInvite,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{CandidateUuid, EnrolmentUuid, PortFailure, PortResult};
use webhooks::Post;

use crate::Store;
use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::postgres::invites::hold_enrolment;
use crate::schema::{candidates as people, partner_candidates, partners};

pub use own::DieselOwnPractice;

/// Invites in the database.
#[derive(Clone)]
pub struct DieselInvites {
    store: Store,
    outbox: Outbox,
}

impl DieselInvites {
    /// The invites of `store`; what partners are to be told is made ready by `post`.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

impl InviteRepository for DieselInvites {
    fn resend(&self, resending: Resending) -> Result<(), ResendError> {
        self.store
            .write(move |conn| resend::resend(conn, &resending))
    }

    fn due(&self, at: DateTime<Utc>, most: u32) -> PortResult<Vec<DueInvite>> {
        self.store.read(|conn| write::due(conn, at, most))
    }

    fn write(&self, invites: Arc<[WrittenInvite]>) -> PortResult<usize> {
        self.store
            .write(move |conn| Ok::<_, Fault<PortFailure>>(write::write(conn, &invites)?))
    }

    fn put_off(&self, invite: DueInvite, until: DateTime<Utc>) -> PortResult<()> {
        self.store
            .statement(move |conn| Ok(write::put_off(conn, invite, until)?))
    }

    fn find(&self, enrolment: EnrolmentUuid) -> PortResult<Option<OpenInvite>> {
        self.store.read(|conn| find(conn, enrolment))
    }

    fn accept(&self, acceptance: Acceptance) -> Result<AcceptedInvite, AcceptError> {
        let outbox = self.outbox.clone();
        self.store
            .write(move |conn| accept::accept(conn, &acceptance, &outbox))
    }
}

/// The person's identity, how far the invite is, when it ends, its token's hash.
type OpenRow = (Vec<u8>, String, i64, Option<Vec<u8>>);

/// What an invite is judged by; none of a deleted partner, of an enrolment that is not in
/// force, or of a disabled person.
fn find(conn: &mut Conn, enrolment: EnrolmentUuid) -> Result<Option<OpenInvite>, StoreError> {
    use partner_candidates::dsl as e;
    let row: Option<OpenRow> = e::partner_candidates
        .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
        .inner_join(people::table.on(people::id.eq(e::candidate_id)))
        .filter(e::uuid.eq(enrolment.get().as_bytes().as_slice()))
        .filter(e::is_active.eq(true))
        .filter(partners::deleted_at.is_null())
        .filter(people::status.eq("active"))
        .select((
            people::uuid,
            e::invite_status,
            e::invite_expires_at,
            e::invite_hash,
        ))
        .get_result(conn)
        .optional()?;
    let Some((candidate, status, expires_at, hash)) = row else {
        return Ok(None);
    };
    Ok(Some(OpenInvite {
        candidate: CandidateUuid::new(uuid(&candidate, "candidates.uuid")?),
        status: word(&status, "partner_candidates.invite_status")?,
        expires_at: instant(expires_at, "partner_candidates.invite_expires_at")?,
        hash: hash.map(SecretHash::new),
    }))
}

/// The keys of an enrolment and its person.
#[derive(Debug, Clone, Copy)]
struct Keys {
    enrolment: i64,
    person: i64,
}

/// Has the enrolment and its person to itself until the transaction ends, so that of
/// simultaneous changes each sees what the one before left; must come first in it.
fn hold(conn: &mut Conn, enrolment: EnrolmentUuid) -> QueryResult<Option<Keys>> {
    let keys = |conn: &mut Conn| {
        partner_candidates::table
            .filter(partner_candidates::uuid.eq(enrolment.get().as_bytes().as_slice()))
            .select((partner_candidates::id, partner_candidates::candidate_id))
            .get_result(conn)
            .optional()
    };
    let found: Option<(i64, i64)> = match conn {
        Conn::Postgres(postgres) => {
            hold_enrolment(postgres, enrolment)?;
            keys(conn)?
        }
        // There is but one writer.
        Conn::Sqlite(_) => keys(conn)?,
    };
    Ok(found.map(|(enrolment, person)| Keys { enrolment, person }))
}
