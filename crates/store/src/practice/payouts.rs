//! The ledger of payouts for practice.

use audit::{CandidateEvent, Entry, Event};
use candidates::{
    NewPracticePayout, PayoutReference, PracticeCounts, PracticePayout, PracticePayoutPlace,
    RecordPayoutError,
};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{
    Actor, Money, PartnerId, PartnerUuid, PortFailure, PortResult, PracticePayoutUuid, StaffId,
};

use super::add::add_totals;
use crate::audit_rows;
use crate::columns::{instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::practice as postgres;
use crate::schema::{partners, practice_payouts};

#[derive(Queryable, Selectable)]
#[diesel(table_name = practice_payouts)]
struct PayoutRow {
    id: i64,
    uuid: Vec<u8>,
    amount_paise: i64,
    reference: String,
    recorded_by: i64,
    recorded_at: i64,
}

/// See [`candidates::PracticePayouts::record`]. The partner's totals come first: whoever
/// books for the same partner waits at their row, and then sees what was booked.
pub(super) fn record(
    conn: &mut Conn,
    payout: &NewPracticePayout,
) -> Result<PracticePayout, Fault<RecordPayoutError>> {
    if let Conn::Postgres(one) = conn {
        postgres::take_turns_by_row(one)?;
    }
    let partner = partner(conn, payout.partner)?;
    let partner = partner.ok_or(Fault::Refused(RecordPayoutError::UnknownPartner))?;
    let amount = payout.amount.paise();
    add_totals(conn, partner, &PracticeCounts::default(), amount)?;
    let its = practice_payouts::table.filter(practice_payouts::partner_id.eq(partner.get()));
    let same = its.filter(practice_payouts::reference.eq(payout.reference.as_str()));
    if diesel::select(exists(same)).get_result(conn)? {
        return Err(Fault::Refused(RecordPayoutError::ReferenceTaken));
    }
    insert(conn, partner, payout)?;
    let event = CandidateEvent::PracticePaid {
        partner,
        payout: payout.uuid,
        amount: payout.amount,
    };
    let entry = Entry {
        at: payout.at,
        actor: Actor::Staff(payout.by),
        event: Event::Candidate(event),
    };
    audit_rows::insert(conn, &entry)?;
    let row: PayoutRow = practice_payouts::table
        .filter(practice_payouts::uuid.eq(payout.uuid.get().as_bytes().as_slice()))
        .select(PayoutRow::as_select())
        .get_result(conn)?;
    Ok(row.into_payout()?)
}

fn insert(conn: &mut Conn, partner: PartnerId, payout: &NewPracticePayout) -> QueryResult<()> {
    diesel::insert_into(practice_payouts::table)
        .values((
            practice_payouts::uuid.eq(payout.uuid.get().as_bytes().as_slice()),
            practice_payouts::partner_id.eq(partner.get()),
            practice_payouts::kind.eq("practice"),
            practice_payouts::amount_paise.eq(payout.amount.paise()),
            practice_payouts::reference.eq(payout.reference.as_str()),
            practice_payouts::recorded_by.eq(payout.by.get()),
            practice_payouts::recorded_at.eq(micros(payout.at)),
        ))
        .execute(conn)
        .map(drop)
}

/// See [`candidates::PracticePayouts::list`].
pub(super) fn list(
    conn: &mut Conn,
    partner: PartnerUuid,
    behind: Option<PracticePayoutPlace>,
    limit: u32,
) -> Result<Option<Vec<PracticePayout>>, StoreError> {
    let Some(partner) = self::partner(conn, partner)? else {
        return Ok(None);
    };
    let before = behind.map_or(i64::MAX, |place| place.0);
    let rows: Vec<PayoutRow> = practice_payouts::table
        .filter(practice_payouts::partner_id.eq(partner.get()))
        .filter(practice_payouts::id.lt(before))
        .order(practice_payouts::id.desc())
        .limit(i64::from(limit))
        .select(PayoutRow::as_select())
        .load(conn)?;
    let payouts = rows.into_iter().map(PayoutRow::into_payout);
    Ok(Some(payouts.collect::<PortResult<Vec<_>>>()?))
}

/// The key of a partner that was not deleted.
fn partner(conn: &mut Conn, uuid: PartnerUuid) -> QueryResult<Option<PartnerId>> {
    let key: Option<i64> = partners::table
        .filter(partners::uuid.eq(uuid.get().as_bytes().as_slice()))
        .filter(partners::deleted_at.is_null())
        .select(partners::id)
        .get_result(conn)
        .optional()?;
    Ok(key.map(PartnerId::new))
}

impl PayoutRow {
    fn into_payout(self) -> PortResult<PracticePayout> {
        Ok(PracticePayout {
            uuid: PracticePayoutUuid::new(uuid(&self.uuid, "practice_payouts.uuid")?),
            amount: Money::from_paise(self.amount_paise),
            reference: PayoutReference::parse(&self.reference)
                .map_err(|_| PortFailure::corrupt("practice_payouts.reference"))?,
            by: StaffId::new(self.recorded_by),
            at: instant(self.recorded_at, "practice_payouts.recorded_at")?,
            place: PracticePayoutPlace(self.id),
        })
    }
}
