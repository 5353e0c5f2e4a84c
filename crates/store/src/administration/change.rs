//! Changing a partner's record.

use accounts::{
    ChangeRecordError, PartnerAct, PartnerStatus, PartnerType, RecordChange, ReviewVerdict,
};
use audit::{Entry, Event, PartnerChange};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, Sealed, WebAddress};
use notices::Letter;
use payouts::NewTaxProfile;
use webhooks::Event as Told;

use super::{record, review};
use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::money::tax_profiles;
use crate::onboarding::steps::write_business;
use crate::outbox::Outbox;
use crate::partners::{existing, hold};
use crate::schema::{partner_onboardings, partners};
use crate::webhooks::{Followed, Setup};
use crate::{audit_rows, letter_rows};

type Changed = Result<(), Fault<ChangeRecordError>>;

/// See [`accounts::PartnerAdministration::change`].
pub(super) fn change(conn: &mut Conn, outbox: &Outbox, change: &RecordChange) -> Changed {
    hold(conn, change.partner)?;
    let found: Option<(String, i64)> = existing(change.partner)
        .select((partners::status, partners::updated_at))
        .get_result(conn)
        .optional()?;
    let Some((status, updated_at)) = found else {
        return Err(Fault::Refused(ChangeRecordError::Unknown));
    };
    let from: PartnerStatus = word(&status, "partners.status")?;
    if let Some((to, letter)) = &change.status {
        let to = from.change_by_staff(*to);
        let to = to.map_err(|refused| Fault::Refused(refused.into()))?;
        change_status(conn, change, from, to, letter)?;
        let event = Told::partner_status_changed(from.as_str(), to.as_str());
        outbox.tell(conn, change.partner, &event, change.at)?;
    }
    if change.fields.is_empty() {
        return Ok(());
    }
    if updated_at != micros(change.seen) {
        return Err(Fault::Refused(ChangeRecordError::Stale));
    }
    change_partner(conn, change)?;
    change_onboarding(conn, change)?;
    if let Some(url) = &change.webhook
        && !matches!(from, PartnerStatus::Pending | PartnerStatus::Rejected)
    {
        move_endpoint(conn, outbox, change, url.as_ref())?;
    }
    change_business(conn, change)?;
    let what = PartnerChange::Changed {
        fields: change.fields.join(", "),
    };
    record(conn, change.partner, change.by, change.at, what)?;
    Ok(())
}

fn change_status(
    conn: &mut Conn,
    change: &RecordChange,
    from: PartnerStatus,
    to: PartnerStatus,
    letter: &Letter,
) -> QueryResult<()> {
    if to == PartnerStatus::Rejected {
        let act = PartnerAct {
            partner: change.partner,
            by: change.by,
            at: change.at,
            letter: letter.clone(),
        };
        review::keep(conn, &act, ReviewVerdict::Rejected, None)?;
        review::reject(conn, &act)?;
        return letter_rows::insert(conn, letter);
    }
    diesel::update(partners::table.find(change.partner.get()))
        .set((
            partners::status.eq(to.as_str()),
            partners::updated_at.eq(micros(change.at)),
        ))
        .execute(conn)?;
    let entry = Entry {
        at: change.at,
        actor: Actor::Staff(change.by),
        event: Event::PartnerStatusChanged {
            partner: change.partner,
            from: from.as_str(),
            to: to.as_str(),
        },
    };
    audit_rows::insert(conn, &entry)?;
    letter_rows::insert(conn, letter)
}

fn change_partner(conn: &mut Conn, change: &RecordChange) -> Changed {
    let email = change.email.as_ref();
    if let Some((_, index)) = email {
        let index = index.as_bytes().to_vec();
        let same = partners::table
            .filter(partners::email_index.eq(index))
            .filter(partners::id.ne(change.partner.get()));
        if diesel::select(exists(same)).get_result(conn)? {
            return Err(Fault::Refused(ChangeRecordError::EmailTaken));
        }
    }
    // A column without an assignment stays.
    let kind = change.kind.map(|kind| kind.map(PartnerType::as_str));
    let rate = change
        .rate
        .map(|rate| rate.map(|rate| i32::from(rate.get())));
    diesel::update(partners::table.find(change.partner.get()))
        .set((
            change.name.as_ref().map(|n| partners::name.eq(n.as_str())),
            email.map(|(sealed, _)| partners::email_sealed.eq(bytes(sealed))),
            email.map(|(_, index)| partners::email_index.eq(index.as_bytes().to_vec())),
            kind.map(|kind| partners::partner_type.eq(kind)),
            rate.map(|rate| partners::rate_bps.eq(rate)),
            partners::updated_at.eq(micros(change.at)),
        ))
        .execute(conn)
        .map(drop)
        .map_err(taken_email)
}

fn change_onboarding(conn: &mut Conn, change: &RecordChange) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    let (phone, api) = (&change.phone, (&change.webhook, &change.callback));
    if phone.is_none() && api.0.is_none() && api.1.is_none() {
        return Ok(());
    }
    let phone = phone.as_ref().map(|phone| phone.as_ref().map(bytes));
    let text = |address: &WebAddress| address.as_str().to_owned();
    let webhook = api.0.as_ref().map(|address| address.as_ref().map(text));
    let callback = api.1.as_ref().map(|address| address.as_ref().map(text));
    diesel::update(o::partner_onboardings.find(change.partner.get()))
        .set((
            phone.map(|phone| o::phone_sealed.eq(phone)),
            webhook.map(|address| o::webhook_url.eq(address)),
            callback.map(|address| o::callback_url.eq(address)),
        ))
        .execute(conn)
        .map(drop)
}

/// The endpoint of a partner that went live follows its `webhookUrl`.
fn move_endpoint(
    conn: &mut Conn,
    outbox: &Outbox,
    change: &RecordChange,
    url: Option<&WebAddress>,
) -> Changed {
    let setup = Setup {
        partner: change.partner,
        vault: outbox.vault(),
        by: Actor::Staff(change.by),
        at: change.at,
    };
    match setup.follow(conn, url, change.endpoint.as_ref())? {
        Followed::Done => Ok(()),
        Followed::TooMany => Err(Fault::Refused(ChangeRecordError::TooManyEndpoints)),
    }
}

fn change_business(conn: &mut Conn, change: &RecordChange) -> QueryResult<()> {
    let Some(info) = &change.business else {
        return Ok(());
    };
    write_business(conn, change.partner, info)?;
    let Some(changed) = change.tax else {
        return Ok(());
    };
    let profile = NewTaxProfile {
        profile: info.tax.clone(),
        changed,
        at: change.at,
    };
    tax_profiles::set(conn, change.partner, &profile, Actor::Staff(change.by))
}

fn bytes(sealed: &Sealed) -> Vec<u8> {
    sealed.as_bytes().to_vec()
}

/// Whether a violation is about the address: `PostgreSQL` names the constraint,
/// `SQLite` the column, and both contain the column's name.
fn taken_email(error: DieselError) -> Fault<ChangeRecordError> {
    if let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error {
        let about = info.constraint_name().unwrap_or_else(|| info.message());
        if about.contains("email_index") {
            return Fault::Refused(ChangeRecordError::EmailTaken);
        }
    }
    error.into()
}
