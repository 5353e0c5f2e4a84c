//! Changing records in memory.

use accounts::{ChangeRecordError, PartnerStatus, RecordChange, Review, ReviewVerdict};
use audit::{Event, PartnerChange};
use kernel::Actor;

use super::super::{InMemoryPartners, Row, locked};

pub(super) fn change(
    partners: &InMemoryPartners,
    change: RecordChange,
) -> Result<(), ChangeRecordError> {
    let mut rows = locked(&partners.rows);
    let others_email = change.email.as_ref().is_some_and(|(_, index)| {
        let mut others = rows.iter().filter(|row| row.partner.id != change.partner);
        others.any(|row| row.holds_email(index))
    });
    let row = rows.iter_mut().find(|row| row.exists_as(change.partner));
    let row = row.ok_or(ChangeRecordError::Unknown)?;
    let from = row.partner.status;
    let wanted = change
        .status
        .as_ref()
        .map(|(to, _)| from.change_by_staff(*to));
    let to = wanted.transpose()?;
    if !change.fields.is_empty() && row.more.updated_at != change.seen {
        return Err(ChangeRecordError::Stale);
    }
    if others_email {
        return Err(ChangeRecordError::EmailTaken);
    }
    if let (Some(to), Some((_, letter))) = (to, change.status.clone()) {
        set_status(row, to, &change);
        let event = Event::PartnerStatusChanged {
            partner: change.partner,
            from: from.as_str(),
            to: to.as_str(),
        };
        partners
            .audit
            .record(change.at, Actor::Staff(change.by), event);
        partners.mail.keep(letter);
    }
    if change.fields.is_empty() {
        return Ok(());
    }
    let fields = change.fields.join(", ");
    let (partner, by, at) = (change.partner, change.by, change.at);
    set_fields(row, change);
    partners.note(partner, by, at, PartnerChange::Changed { fields });
    Ok(())
}

fn set_status(row: &mut Row, to: PartnerStatus, change: &RecordChange) {
    row.partner.status = to;
    row.more.updated_at = change.at;
    if to == PartnerStatus::Rejected {
        row.more.token = None;
        row.more.onboarding.review = Some(Review {
            verdict: ReviewVerdict::Rejected,
            reason: None,
            at: change.at,
            by: Some(change.by),
        });
    }
}

fn set_fields(row: &mut Row, change: RecordChange) {
    row.more.updated_at = change.at;
    if let Some(name) = change.name {
        row.partner.name = name;
    }
    if let Some((sealed, index)) = change.email {
        row.partner.email = sealed;
        row.email = index;
    }
    if let Some(kind) = change.kind {
        row.partner.kind = kind;
    }
    if let Some(rate) = change.rate {
        row.partner.rate = rate;
    }
    if let Some(phone) = change.phone {
        row.more.phone = phone;
    }
    if let Some(webhook) = change.webhook {
        row.more.api.webhook = webhook;
    }
    if let Some(callback) = change.callback {
        row.more.api.callback = callback;
    }
    if let Some(business) = change.business {
        row.more.business = business;
    }
}
