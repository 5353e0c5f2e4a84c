//! Reviews, and the tokens of onboardings.

use accounts::{
    DecideReviewError, Decision, IssueTokenError, OnboardingStep, PartnerAct, PartnerRecord,
    PartnerStatus, ReviewVerdict, TokenIssue,
};
use audit::{Entry, Event, PartnerChange};
use diesel::prelude::*;
use kernel::{Actor, Sealed};
use webhooks::Event as Told;

use super::record;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::onboarding::rows::record_of;
use crate::outbox::Outbox;
use crate::partner_rows::PartnerRow;
use crate::partners::{existing, hold};
use crate::schema::{onboarding_tokens, partner_onboardings, partners};
use crate::{audit_rows, letter_rows};

/// See [`accounts::PartnerAdministration::decide`].
pub(super) fn decide(
    conn: &mut Conn,
    outbox: &Outbox,
    decision: &Decision,
) -> Result<(), Fault<DecideReviewError>> {
    let act = &decision.act;
    let found = held(conn, act)?;
    let found = found.ok_or(Fault::Refused(DecideReviewError::Unknown))?;
    let onboarding = &found.onboarding;
    if found.partner.status != PartnerStatus::Pending || onboarding.review.is_some() {
        return Err(Fault::Refused(DecideReviewError::Decided));
    }
    if onboarding.current_step() != OnboardingStep::Activation {
        return Err(Fault::Refused(DecideReviewError::NotReady));
    }
    if decision.seen.is_some_and(|seen| seen != found.updated_at) {
        return Err(Fault::Refused(DecideReviewError::Stale));
    }
    keep(conn, act, decision.verdict, decision.reason.as_ref())?;
    if decision.verdict == ReviewVerdict::Rejected {
        reject(conn, act)?;
        let (from, to) = (PartnerStatus::Pending, PartnerStatus::Rejected);
        let event = Told::partner_status_changed(from.as_str(), to.as_str());
        outbox.tell(conn, act.partner, &event, act.at)?;
    }
    letter_rows::insert(conn, &act.letter)?;
    Ok(())
}

/// The record of the partner that is held until the transaction ends, unless deleted.
fn held(conn: &mut Conn, act: &PartnerAct) -> Result<Option<PartnerRecord>, StoreError> {
    hold(conn, act.partner)?;
    let row: Option<PartnerRow> = existing(act.partner).get_result(conn).optional()?;
    row.map(|row| record_of(conn, row)).transpose()
}

/// Keeps the decision, with its audit entry.
pub(super) fn keep(
    conn: &mut Conn,
    act: &PartnerAct,
    verdict: ReviewVerdict,
    reason: Option<&Sealed>,
) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    diesel::update(o::partner_onboardings.find(act.partner.get()))
        .set((
            o::review.eq(Some(verdict.as_str())),
            o::review_reason_sealed.eq(reason.map(|reason| reason.as_bytes().to_vec())),
            o::reviewed_at.eq(Some(micros(act.at))),
            o::reviewed_by.eq(Some(act.by.get())),
        ))
        .execute(conn)?;
    let what = PartnerChange::ReviewDecided {
        verdict: verdict.as_str(),
    };
    record(conn, act.partner, act.by, act.at, what)
}

/// A pending partner is rejected, with the audit entry of that, and its onboarding over.
/// Its token stays: until it expires the partner may read why.
pub(super) fn reject(conn: &mut Conn, act: &PartnerAct) -> QueryResult<()> {
    let to = PartnerStatus::Rejected.as_str();
    diesel::update(partners::table.find(act.partner.get()))
        .set((
            partners::status.eq(to),
            partners::updated_at.eq(micros(act.at)),
        ))
        .execute(conn)?;
    let entry = Entry {
        at: act.at,
        actor: Actor::Staff(act.by),
        event: Event::PartnerStatusChanged {
            partner: act.partner,
            from: PartnerStatus::Pending.as_str(),
            to,
        },
    };
    audit_rows::insert(conn, &entry)
}

/// See [`accounts::PartnerAdministration::issue_token`].
pub(super) fn issue_token(
    conn: &mut Conn,
    issue: &TokenIssue,
) -> Result<(), Fault<IssueTokenError>> {
    use onboarding_tokens::dsl as t;
    let act = &issue.act;
    let found = held(conn, act)?;
    let found = found.ok_or(Fault::Refused(IssueTokenError::Unknown))?;
    if found.partner.status != PartnerStatus::Pending {
        return Err(Fault::Refused(IssueTokenError::NotPending));
    }
    diesel::delete(t::onboarding_tokens.find(act.partner.get())).execute(conn)?;
    let row = (
        t::partner_id.eq(act.partner.get()),
        t::hash.eq(issue.token.hash.as_bytes()),
        t::expires_at.eq(micros(issue.token.expires_at)),
    );
    diesel::insert_into(t::onboarding_tokens)
        .values(row)
        .execute(conn)?;
    let what = PartnerChange::OnboardingTokenIssued;
    record(conn, act.partner, act.by, act.at, what)?;
    letter_rows::insert(conn, &act.letter)?;
    Ok(())
}
