//! What every step has in common.

use accounts::{PartnerRecord, PartnerStatus, ReviewVerdict, StepError};
use audit::{Entry, Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, PartnerId};

use super::rows::record_of;
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partner_rows::PartnerRow;
use crate::partners::{existing, hold};
use crate::schema::{partner_onboardings, partners};

/// The record of `partner`, which nobody else changes until the transaction ends.
///
/// # Errors
/// [`StepError::Over`] unless it is pending and not deleted.
pub(super) fn under_way(
    conn: &mut Conn,
    partner: PartnerId,
) -> Result<PartnerRecord, Fault<StepError>> {
    hold(conn, partner)?;
    let row: Option<PartnerRow> = existing(partner).get_result(conn).optional()?;
    let row = row.ok_or(Fault::Refused(StepError::Over))?;
    let record = record_of(conn, row)?;
    if record.partner.status == PartnerStatus::Pending {
        Ok(record)
    } else {
        Err(Fault::Refused(StepError::Over))
    }
}

/// The record as the step left it.
pub(super) fn afterwards<E>(
    conn: &mut Conn,
    partner: PartnerId,
) -> Result<PartnerRecord, Fault<E>> {
    let row: PartnerRow = existing(partner).get_result(conn)?;
    Ok(record_of(conn, row)?)
}

/// Notes that something of `record` changed at `at`: an approval that rests on it is
/// withdrawn.
pub(super) fn changed(
    conn: &mut Conn,
    record: &PartnerRecord,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    let partner = record.partner.id;
    diesel::update(partners::table.find(partner.get()))
        .set(partners::updated_at.eq(micros(at)))
        .execute(conn)?;
    let review = record.onboarding.review.as_ref();
    if !review.is_some_and(|review| review.verdict == ReviewVerdict::Approved) {
        return Ok(());
    }
    diesel::update(o::partner_onboardings.find(partner.get()))
        .set((
            o::review.eq(None::<&str>),
            o::review_reason_sealed.eq(None::<&[u8]>),
            o::reviewed_at.eq(None::<i64>),
            o::reviewed_by.eq(None::<i64>),
        ))
        .execute(conn)?;
    note(conn, partner, PartnerChange::ReviewWithdrawn, at)
}

/// Writes the audit entry of what the partner itself did.
pub(super) fn note(
    conn: &mut Conn,
    partner: PartnerId,
    what: PartnerChange,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let event = Event::Partner(PartnerEvent { partner, what });
    let actor = Actor::Partner(partner);
    audit_rows::insert(conn, &Entry { at, actor, event })
}
