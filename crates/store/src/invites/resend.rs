//! Inviting somebody again.

use audit::{CandidateEvent, Entry, Event};
use candidates::{Invite, InviteStatus, ResendError, Resending};
use diesel::prelude::*;

use super::hold;
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::schema::partner_candidates;

/// How often somebody was invited.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = partner_candidates)]
struct Sent {
    invites: i32,
    invites_from: i64,
}

/// Queues an invite anew.
pub(super) fn resend(conn: &mut Conn, resending: &Resending) -> Result<(), Fault<ResendError>> {
    use partner_candidates::dsl as e;
    let keys = hold(conn, resending.enrolment)?;
    let keys = keys.ok_or(Fault::Refused(ResendError::Unknown))?;
    let found: Option<(String, Sent)> = e::partner_candidates
        .filter(e::id.eq(keys.enrolment))
        .filter(e::partner_id.eq(resending.partner.get()))
        .select((e::invite_status, Sent::as_select()))
        .get_result(conn)
        .optional()?;
    let (status, sent) = found.ok_or(Fault::Refused(ResendError::Unknown))?;
    if status == InviteStatus::Accepted.as_str() {
        return Err(Fault::Refused(ResendError::Accepted));
    }
    let sent = sent.once_more(micros(resending.at));
    let sent = sent.ok_or(Fault::Refused(ResendError::TooOften))?;
    let at = micros(resending.at);
    diesel::update(e::partner_candidates.find(keys.enrolment))
        .set((
            e::invite_sent_at.eq(at),
            e::invite_expires_at.eq(micros(resending.at + Invite::LIVES)),
            e::invite_due_at.eq(Some(at)),
            e::invites.eq(sent.invites),
            e::invites_from.eq(sent.invites_from),
            e::updated_at.eq(at),
        ))
        .execute(conn)?;
    let event = CandidateEvent::InviteResent {
        partner: resending.partner,
        enrolment: resending.enrolment,
    };
    let entry = Entry {
        at: resending.at,
        actor: resending.actor,
        event: Event::Candidate(event),
    };
    Ok(audit_rows::insert(conn, &entry)?)
}

impl Sent {
    /// The count with one more at `at`; `None` when there were enough for a day.
    fn once_more(self, at: i64) -> Option<Self> {
        let day = Invite::DAY.num_microseconds().unwrap_or(i64::MAX);
        if at.saturating_sub(self.invites_from) >= day {
            return Some(Self {
                invites: 1,
                invites_from: at,
            });
        }
        let most = i32::try_from(Invite::MOST_A_DAY).unwrap_or(i32::MAX);
        (self.invites < most).then(|| Self {
            invites: self.invites.saturating_add(1),
            ..self
        })
    }
}
