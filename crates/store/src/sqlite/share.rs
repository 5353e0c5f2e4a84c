//! One share, as a unit of work of the single writer. Nobody else writes while
//! it runs, so what it reads cannot change before it writes.
//!
//! Look-ups by a whole key end in `get_result`, not `first`: that binds a LIMIT,
//! and `SQLite` prepares a statement anew whenever a bound LIMIT may have changed.

use audit::{Entry, Event};
use dedupe::{Judgement, UserDirectory as _, judge};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use kernel::{Actor, LeadId, Sealed};
use leads::{
    CurrentLead, KeepReply, Settlement, ShareRequest, Shared, StoreOutcome, StoreShareError, settle,
};

use super::known_users::SqliteUsers;
use super::native;
use crate::audit_rows;
use crate::columns::{days, micros};
use crate::conn::Conn;
use crate::envelopes::marks;
use crate::fault::{Fault, StoreError};
use crate::leads::current::{CurrentRow, verdict_column};
use crate::schema::{idempotency_keys, leads as rows};
use crate::totals::Tally;

/// Judges and stores `request`; see [`leads::LeadRepository::share`]. What it adds
/// to the totals goes to `tally`. The inner result is the answer of a request whose
/// mark is spent, a refusal included.
///
/// # Errors
/// As the port says; what was written is to be undone.
pub(crate) fn share(
    conn: &mut Conn,
    request: &ShareRequest,
    tally: &mut Tally,
) -> Result<Result<StoreOutcome, StoreShareError>, Fault<StoreShareError>> {
    if let Some(mark) = &request.mark
        && !marks::spend(conn, request.partner, mark)?
    {
        return Err(Fault::Refused(StoreShareError::MarkSpent));
    }
    if let Some(keep) = &request.keep
        && let Some(answer) = kept_reply(native(conn)?, request, keep)?
    {
        return Ok(answer);
    }
    let users = SqliteUsers(native(conn)?).find(&request.lead.keys)?;
    let judgement = judge(&users, &request.active_loans, request.lead.shared_at);
    let current = current_lead(native(conn)?, request)?;
    let shared = match settle(request, &judgement, current.as_ref()) {
        Settlement::Keep(shared) => shared,
        Settlement::Open { closes } => {
            let shared = open(conn, request, &judgement, closes)?;
            let day = days(request.lead.shared_on);
            let linked = judgement.user.is_some();
            tally.shared(request.partner, judgement.verdict, day, linked);
            shared
        }
    };
    if let Some(keep) = &request.keep {
        keep_reply(native(conn)?, request, keep, &shared)?;
    }
    Ok(Ok(StoreOutcome::Shared(shared)))
}

/// The answer that is kept under the request's key, if any.
fn kept_reply(
    conn: &mut SqliteConnection,
    request: &ShareRequest,
    keep: &KeepReply,
) -> Result<Option<Result<StoreOutcome, StoreShareError>>, StoreError> {
    let kept: Option<(Vec<u8>, Vec<u8>)> = idempotency_keys::table
        .filter(idempotency_keys::partner_id.eq(request.partner.get()))
        .filter(idempotency_keys::route.eq(keep.route))
        .filter(idempotency_keys::key_index.eq(keep.key.as_bytes().as_slice()))
        .filter(idempotency_keys::expires_at.gt(micros(request.lead.shared_at)))
        .select((idempotency_keys::body_index, idempotency_keys::reply_sealed))
        .get_result(conn)
        .optional()?;
    Ok(kept.map(|(body, reply)| {
        if body == keep.body.as_bytes() {
            Ok(StoreOutcome::Replayed(Sealed::new(reply)))
        } else {
            Err(StoreShareError::KeyReused)
        }
    }))
}

/// Keeps the reply; a row of the same key can only be an expired one.
fn keep_reply(
    conn: &mut SqliteConnection,
    request: &ShareRequest,
    keep: &KeepReply,
    shared: &Shared,
) -> Result<(), StoreError> {
    let reply = (keep.seal)(shared)?;
    diesel::replace_into(idempotency_keys::table)
        .values((
            idempotency_keys::partner_id.eq(request.partner.get()),
            idempotency_keys::route.eq(keep.route),
            idempotency_keys::key_index.eq(keep.key.as_bytes().as_slice()),
            idempotency_keys::body_index.eq(keep.body.as_bytes().as_slice()),
            idempotency_keys::reply_sealed.eq(reply.as_bytes()),
            idempotency_keys::expires_at.eq(micros(keep.until)),
        ))
        .execute(conn)?;
    Ok(())
}

fn current_lead(
    conn: &mut SqliteConnection,
    request: &ShareRequest,
) -> Result<Option<CurrentLead>, StoreError> {
    let keys = &request.lead.keys;
    let row: Option<CurrentRow> = rows::table
        .filter(rows::mobile_index.eq(keys.mobile.as_bytes().as_slice()))
        .filter(rows::pan_index.eq(keys.pan.as_bytes().as_slice()))
        .filter(rows::partner_id.eq(request.partner.get()))
        .filter(rows::superseded.eq(0))
        .select((
            rows::id,
            rows::reference,
            rows::verdict,
            rows::campaign,
            rows::shared_at,
        ))
        .get_result(conn)
        .optional()?;
    Ok(row.map(CurrentRow::into_current).transpose()?)
}

fn open(
    conn: &mut Conn,
    request: &ShareRequest,
    judgement: &Judgement,
    closes: Option<LeadId>,
) -> Result<Shared, StoreError> {
    if let Some(closed) = closes {
        diesel::update(rows::table.find(closed.get()))
            .set(rows::superseded.eq(rows::id))
            .execute(native(conn)?)?;
    }
    let id = insert(native(conn)?, request, judgement)?;
    if let Some(conflict) = judgement.conflict {
        let entry = Entry {
            at: request.lead.shared_at,
            actor: Actor::Partner(request.partner),
            event: Event::IdentityConflict {
                lead: id,
                mobile_user: conflict.mobile,
                pan_user: conflict.pan,
            },
        };
        audit_rows::insert(conn, &entry)?;
    }
    Ok(request.opened(id, judgement.verdict))
}

fn insert(
    conn: &mut SqliteConnection,
    request: &ShareRequest,
    judgement: &Judgement,
) -> Result<LeadId, StoreError> {
    let lead = &request.lead;
    let id = diesel::insert_into(rows::table)
        .values((
            rows::reference.eq(lead.reference.get().as_bytes().as_slice()),
            rows::partner_id.eq(request.partner.get()),
            rows::first_name.eq(lead.first_name.as_str()),
            rows::last_name.eq(lead.last_name.as_str()),
            rows::first_name_folded.eq(lead.first_name.folded()),
            rows::last_name_folded.eq(lead.last_name.folded()),
            rows::mobile_index.eq(lead.keys.mobile.as_bytes().as_slice()),
            rows::mobile_sealed.eq(lead.mobile.as_bytes()),
            rows::mobile_last_four_index.eq(lead.mobile_last_four.as_bytes().as_slice()),
            rows::pan_index.eq(lead.keys.pan.as_bytes().as_slice()),
            rows::pan_sealed.eq(lead.pan.as_bytes()),
            rows::verdict.eq(verdict_column(judgement.verdict)?),
            rows::campaign.eq(lead.campaign.as_str()),
            rows::campaign_index.eq(lead.campaign_index.as_bytes().as_slice()),
            rows::shared_at.eq(micros(lead.shared_at)),
            rows::shared_on.eq(days(lead.shared_on)),
            rows::user_id.eq(judgement.user.map(|user| user.id.get())),
        ))
        .returning(rows::id)
        .get_result(conn)?;
    Ok(LeadId::new(id))
}
