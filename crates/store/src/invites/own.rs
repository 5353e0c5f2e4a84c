//! A candidate's own view.

use candidates::{OwnEnrolment, OwnPractice, OwnSession, OwnSessionPlace, SessionId};
use diesel::prelude::*;
use kernel::{CandidateId, EnrolmentUuid, PortFailure, PortResult};

use crate::Store;
use crate::columns::{instant, name, uuid, word};
use crate::practice::rows::StateColumns;
use crate::schema::{candidate_batches, partner_candidates, partners, practice_sessions};

/// What candidates see of themselves in the database.
#[derive(Clone)]
pub struct DieselOwnPractice {
    store: Store,
}

impl DieselOwnPractice {
    /// The candidates of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = partner_candidates)]
struct EnrolmentRow {
    uuid: Vec<u8>,
    first_name: String,
    last_name: String,
    is_paid_for: bool,
    invite_status: String,
    invite_accepted_at: Option<i64>,
}

impl EnrolmentRow {
    fn enrolment(self, partner: String, batch: Option<String>) -> PortResult<OwnEnrolment> {
        let accepted_at = self
            .invite_accepted_at
            .map(|at| instant(at, "partner_candidates.invite_accepted_at"));
        Ok(OwnEnrolment {
            uuid: EnrolmentUuid::new(uuid(&self.uuid, "partner_candidates.uuid")?),
            partner,
            batch,
            first_name: name(&self.first_name, "partner_candidates.first_name")?,
            last_name: name(&self.last_name, "partner_candidates.last_name")?,
            is_paid_for: self.is_paid_for,
            invite: word(&self.invite_status, "partner_candidates.invite_status")?,
            accepted_at: accepted_at.transpose()?,
        })
    }
}

impl OwnPractice for DieselOwnPractice {
    fn enrolments(&self, candidate: CandidateId, most: u32) -> PortResult<Vec<OwnEnrolment>> {
        use partner_candidates::dsl as e;
        self.store.read(|conn| {
            let batch = candidate_batches::id.nullable().eq(e::batch_id);
            let rows: Vec<(EnrolmentRow, String, Option<String>)> = e::partner_candidates
                .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
                .left_join(candidate_batches::table.on(batch))
                .filter(e::candidate_id.eq(candidate.get()))
                .filter(partners::deleted_at.is_null())
                .order(e::id.desc())
                .limit(i64::from(most))
                .select((
                    EnrolmentRow::as_select(),
                    partners::name,
                    candidate_batches::name.nullable(),
                ))
                .load(conn)?;
            let rows = rows.into_iter();
            let rows = rows.map(|(row, partner, batch)| row.enrolment(partner, batch));
            Ok(rows.collect::<PortResult<_>>()?)
        })
    }

    fn sessions(
        &self,
        candidate: CandidateId,
        before: Option<OwnSessionPlace>,
        most: u32,
    ) -> PortResult<Vec<OwnSession>> {
        let before = before.map_or(i64::MAX, |place| place.0);
        self.store.read(|conn| {
            let rows: Vec<(i64, String, StateColumns)> = practice_sessions::table
                .filter(practice_sessions::candidate_id.eq(candidate.get()))
                .filter(practice_sessions::id.lt(before))
                .order(practice_sessions::id.desc())
                .limit(i64::from(most))
                .select((
                    practice_sessions::id,
                    practice_sessions::external_id,
                    StateColumns::as_select(),
                ))
                .load(conn)?;
            let sessions = rows.into_iter().map(|(id, external, columns)| {
                Ok(OwnSession {
                    id: SessionId::parse(&external)
                        .map_err(|_| PortFailure::corrupt("practice_sessions.external_id"))?,
                    place: OwnSessionPlace(id),
                    state: columns.into_state()?,
                })
            });
            Ok(sessions.collect::<PortResult<_>>()?)
        })
    }
}
