//! Rows of enrolments, with person and batch.

use candidates::{BatchName, Enrolment, Invite};
use diesel::prelude::*;
use kernel::{
    BatchUuid, CandidateUuid, EnrolmentId, EnrolmentUuid, PartnerId, PortFailure, PortResult,
    Sealed,
};

use crate::columns::{instant, name, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{candidate_batches, candidates as people, partner_candidates};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = partner_candidates)]
struct Row {
    id: i64,
    uuid: Vec<u8>,
    partner_id: i64,
    first_name: String,
    last_name: String,
    email_sealed: Vec<u8>,
    is_active: bool,
    paid_at: Option<i64>,
    invite_status: String,
    invite_sent_at: i64,
    invite_expires_at: i64,
    invite_accepted_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

/// A row, the person's identity, the batch's identity and name.
type Joined = (Row, Vec<u8>, Option<(Vec<u8>, String)>);

/// Rows with what they refer to.
#[diesel::dsl::auto_type]
fn joined() -> _ {
    partner_candidates::table
        .inner_join(people::table.on(people::id.eq(partner_candidates::candidate_id)))
        .left_join(
            candidate_batches::table.on(candidate_batches::id
                .nullable()
                .eq(partner_candidates::batch_id)),
        )
}

/// The columns of [`Joined`].
macro_rules! columns {
    () => {
        (
            Row::as_select(),
            people::uuid,
            (candidate_batches::uuid, candidate_batches::name).nullable(),
        )
    };
}

/// One enrolment of `partner`.
///
/// # Errors
/// Those of the database; a corrupt row.
pub(crate) fn find(
    conn: &mut Conn,
    partner: PartnerId,
    enrolment: EnrolmentUuid,
) -> Result<Option<Enrolment>, StoreError> {
    let found: Option<Joined> = joined()
        .filter(partner_candidates::uuid.eq(enrolment.get().as_bytes().as_slice()))
        .filter(partner_candidates::partner_id.eq(partner.get()))
        .select(columns!())
        .get_result(conn)
        .optional()?;
    Ok(found.map(parsed).transpose()?)
}

/// The enrolments of `keys`, the newest first.
///
/// # Errors
/// As [`find`].
pub(super) fn by_keys(conn: &mut Conn, keys: &[i64]) -> Result<Vec<Enrolment>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Joined> = joined()
        .filter(partner_candidates::id.eq_any(keys))
        .order(partner_candidates::id.desc())
        .select(columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(parsed).collect::<PortResult<_>>()?)
}

fn parsed((row, person, batch): Joined) -> PortResult<Enrolment> {
    let at = |micros: Option<i64>, what| micros.map(|at| instant(at, what)).transpose();
    let batch = batch.map(|(id, name)| {
        let id = uuid(&id, "candidate_batches.uuid")?;
        PortResult::Ok((BatchUuid::new(id), batch_name(&name)?))
    });
    Ok(Enrolment {
        id: EnrolmentId::new(row.id),
        uuid: EnrolmentUuid::new(uuid(&row.uuid, "partner_candidates.uuid")?),
        partner: PartnerId::new(row.partner_id),
        candidate: CandidateUuid::new(uuid(&person, "candidates.uuid")?),
        batch: batch.transpose()?,
        first_name: name(&row.first_name, "partner_candidates.first_name")?,
        last_name: name(&row.last_name, "partner_candidates.last_name")?,
        email: Sealed::new(row.email_sealed),
        is_active: row.is_active,
        paid_at: at(row.paid_at, "partner_candidates.paid_at")?,
        invite: Invite {
            status: word(&row.invite_status, "partner_candidates.invite_status")?,
            sent_at: instant(row.invite_sent_at, "partner_candidates.invite_sent_at")?,
            expires_at: instant(
                row.invite_expires_at,
                "partner_candidates.invite_expires_at",
            )?,
            accepted_at: at(
                row.invite_accepted_at,
                "partner_candidates.invite_accepted_at",
            )?,
        },
        created_at: instant(row.created_at, "partner_candidates.created_at")?,
        updated_at: instant(row.updated_at, "partner_candidates.updated_at")?,
    })
}

/// The name of a batch.
pub(super) fn batch_name(text: &str) -> PortResult<BatchName> {
    BatchName::parse(text).map_err(|_| PortFailure::corrupt("candidate_batches.name"))
}
