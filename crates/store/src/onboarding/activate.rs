//! Step 5.

use accounts::{
    ActivateError, CreatePortalError, NewActivation, OnboardingStep, PartnerRecord, PartnerStatus,
    ReviewState, ReviewVerdict,
};
use audit::{Entry, Event, PartnerChange, PartnerEvent};
use diesel::prelude::*;
use kernel::{Actor, PartnerId};
use webhooks::Event as Told;

use super::rows::record_of;
use super::under_way::{afterwards, note};
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::partner_rows::PartnerRow;
use crate::partners::{existing, hold, insert_secret};
use crate::schema::{partner_api_keys, partner_onboardings, partners};
use crate::webhooks::Setup;
use crate::{audit_rows, letter_rows, portal_rows};

/// Makes the partner active, if everything is there.
pub(super) fn activate(
    conn: &mut Conn,
    outbox: &Outbox,
    new: &NewActivation,
) -> Result<PartnerRecord, Fault<ActivateError>> {
    hold(conn, new.partner)?;
    let row: Option<PartnerRow> = existing(new.partner).get_result(conn).optional()?;
    let row = row.ok_or(Fault::Refused(ActivateError::Over))?;
    let record = record_of(conn, row)?;
    let unreviewed = judge(&record, new.unreviewed).map_err(Fault::Refused)?;
    if unreviewed {
        approve(conn, new)?;
    }
    go_live(conn, outbox, new)?;
    if let Some(url) = &record.api.webhook {
        let setup = Setup {
            partner: new.partner,
            vault: outbox.vault(),
            by: by(new.partner),
            at: new.at,
        };
        setup.create(conn, url, &new.endpoint)?;
    }
    insert_secret(conn, new.partner, &new.secret, new.at)?;
    diesel::insert_into(partner_api_keys::table)
        .values((
            partner_api_keys::partner_id.eq(new.partner.get()),
            partner_api_keys::hash.eq(new.api_key.as_bytes()),
            partner_api_keys::created_at.eq(micros(new.at)),
        ))
        .execute(conn)?;
    first_person(conn, new)?;
    letter_rows::insert(conn, &new.letter)?;
    afterwards(conn, new.partner)
}

/// Whether the approval is nobody's.
fn judge(record: &PartnerRecord, unreviewed: bool) -> Result<bool, ActivateError> {
    match record.partner.status {
        PartnerStatus::Pending => {}
        PartnerStatus::Active => return Err(ActivateError::Active),
        PartnerStatus::Suspended | PartnerStatus::Inactive | PartnerStatus::Rejected => {
            return Err(ActivateError::Over);
        }
    }
    let onboarding = &record.onboarding;
    if onboarding.current_step() != OnboardingStep::Activation {
        return Err(ActivateError::Incomplete);
    }
    match onboarding.review_state() {
        ReviewState::Decided(ReviewVerdict::Approved) => Ok(false),
        ReviewState::Waiting if unreviewed => Ok(true),
        _ => Err(ActivateError::ReviewPending),
    }
}

/// Notes that nobody had to approve.
fn approve(conn: &mut Conn, new: &NewActivation) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    let verdict = ReviewVerdict::Approved.as_str();
    diesel::update(o::partner_onboardings.find(new.partner.get()))
        .set((
            o::review.eq(verdict),
            o::reviewed_at.eq(micros(new.at)),
            o::reviewed_by.eq(None::<i64>),
        ))
        .execute(conn)?;
    let event = Event::Partner(PartnerEvent {
        partner: new.partner,
        what: PartnerChange::ReviewDecided { verdict },
    });
    let entry = Entry {
        at: new.at,
        actor: Actor::System,
        event,
    };
    audit_rows::insert(conn, &entry)
}

fn go_live(conn: &mut Conn, outbox: &Outbox, new: &NewActivation) -> Result<(), StoreError> {
    use partner_onboardings::dsl as o;
    let (from, to) = (PartnerStatus::Pending, PartnerStatus::Active);
    diesel::update(partners::table.find(new.partner.get()))
        .set((
            partners::status.eq(to.as_str()),
            partners::updated_at.eq(micros(new.at)),
        ))
        .execute(conn)?;
    diesel::update(o::partner_onboardings.find(new.partner.get()))
        .set(o::activated_at.eq(micros(new.at)))
        .execute(conn)?;
    note(conn, new.partner, PartnerChange::Activated, new.at)?;
    status_changed(conn, new, from, to)?;
    let event = Told::partner_status_changed(from.as_str(), to.as_str());
    outbox.tell(conn, new.partner, &event, new.at)
}

fn status_changed(
    conn: &mut Conn,
    new: &NewActivation,
    from: PartnerStatus,
    to: PartnerStatus,
) -> QueryResult<()> {
    let event = Event::PartnerStatusChanged {
        partner: new.partner,
        from: from.as_str(),
        to: to.as_str(),
    };
    let entry = Entry {
        at: new.at,
        actor: by(new.partner),
        event,
    };
    audit_rows::insert(conn, &entry)
}

/// The account of whoever reads the partner's mail, unless somebody has the address.
fn first_person(conn: &mut Conn, new: &NewActivation) -> Result<(), Fault<ActivateError>> {
    match portal_rows::create(conn, &new.person, by(new.partner)) {
        // By the look: by the index, the transaction is at its end.
        Ok(_) | Err(Fault::Refused(CreatePortalError::EmailTaken)) => Ok(()),
        Err(Fault::Refused(CreatePortalError::UnknownPartner)) => {
            Err(Fault::Refused(ActivateError::Over))
        }
        Err(Fault::Refused(CreatePortalError::Port(failure))) => Err(failure.into()),
        Err(Fault::Store(error)) => Err(Fault::Store(error)),
    }
}

const fn by(partner: PartnerId) -> Actor {
    Actor::Partner(partner)
}
