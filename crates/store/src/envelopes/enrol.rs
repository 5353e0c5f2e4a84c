//! One enrolment, as one transaction that nobody else's comes in between.

use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use envelope::{
    Encryption, EnrolStoreError, Enrolment, Fingerprint, LIVE_KEYS, Policy, PolicyChange,
};
use kernel::{Actor, PartnerId, PortResult};
use webhooks::{Credential, Event as Told};

use super::keys::{alone_with, retire};
use super::rows::{self, KeyRow, Rule};
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::envelopes::marks;
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::schema::{envelope_keys, partner_encryption};

/// Does `enrolment`; see [`envelope::PartnerKeys::enrol`].
///
/// # Errors
/// As the port says.
pub(super) fn enrol(
    conn: &mut Conn,
    outbox: &Outbox,
    enrolment: &Enrolment,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Encryption, Fault<EnrolStoreError>> {
    let partner = enrolment.partner;
    if !alone_with(conn, partner)? {
        return Err(Fault::Refused(EnrolStoreError::Unknown));
    }
    if let Some(nonce) = &enrolment.nonce
        && !marks::spend(conn, partner, nonce)?
    {
        return Err(Fault::Refused(EnrolStoreError::NonceSpent));
    }
    let keys = rows::keys(conn, partner)?;
    let same = keys.iter().find(|row| row.is(&enrolment.key.fingerprint));
    let mut events = match same.map(KeyRow::is_live) {
        Some(false) => return Err(Fault::Refused(EnrolStoreError::Retired)),
        Some(true) => Vec::new(),
        None => {
            let mut events = retire_older(conn, partner, &keys, now)?;
            events.push(insert(conn, enrolment, &keys, now)?);
            // A key before counts until it is retired, which has no date.
            let told = Told::credential_rotated(Credential::EncryptionKey, None);
            outbox.tell(conn, partner, &told, now)?;
            events
        }
    };
    events.extend(change_rule(conn, partner, enrolment.policy, now)?);
    let entries: Vec<Entry> = events
        .into_iter()
        .map(|event| Entry {
            at: now,
            actor,
            event,
        })
        .collect();
    audit_rows::insert_all(conn, &entries)?;
    Ok(rows::encryption(conn, partner)?)
}

/// Makes room for one more live key. `keys` are the partner's, newest first.
fn retire_older(
    conn: &mut Conn,
    partner: PartnerId,
    keys: &[KeyRow],
    now: DateTime<Utc>,
) -> Result<Vec<Event>, StoreError> {
    let live: PortResult<Vec<Fingerprint>> = keys
        .iter()
        .filter(|row| row.is_live())
        .skip(LIVE_KEYS.saturating_sub(1))
        .map(KeyRow::fingerprint)
        .collect();
    let mut events = Vec::new();
    for key in live? {
        retire(conn, partner, &key, now)?;
        events.push(Event::EnvelopeKeyRetired {
            partner,
            fingerprint: *key.as_bytes(),
        });
    }
    Ok(events)
}

/// Inserts the key, as the newest.
fn insert(
    conn: &mut Conn,
    enrolment: &Enrolment,
    keys: &[KeyRow],
    now: DateTime<Utc>,
) -> QueryResult<Event> {
    let newest = keys.first().map_or(0, |row| row.number);
    let fingerprint = enrolment.key.fingerprint.as_bytes();
    let row = (
        envelope_keys::partner_id.eq(enrolment.partner.get()),
        envelope_keys::fingerprint.eq(fingerprint.as_slice()),
        envelope_keys::number.eq(newest.saturating_add(1)),
        envelope_keys::spki.eq(&enrolment.key.spki),
        envelope_keys::enrolled_at.eq(micros(now)),
    );
    diesel::insert_into(envelope_keys::table)
        .values(row)
        .execute(conn)?;
    Ok(Event::EnvelopeKeyEnrolled {
        partner: enrolment.partner,
        fingerprint: *fingerprint,
    })
}

/// Changes what the partner has to do, if `change` says anything new.
fn change_rule(
    conn: &mut Conn,
    partner: PartnerId,
    change: PolicyChange,
    now: DateTime<Utc>,
) -> Result<Option<Event>, StoreError> {
    let before = rows::rule(conn, partner)?;
    let form_before = before.and_then(|rule| rule.form);
    let after = match change {
        PolicyChange::Set { policy, form } => Rule {
            policy,
            form: form.unwrap_or(form_before),
        },
        PolicyChange::OptionalIfUnset => before.unwrap_or(Rule {
            policy: Policy::Optional,
            form: None,
        }),
    };
    if before == Some(after) {
        return Ok(None);
    }
    let columns = (
        partner_encryption::policy.eq(after.policy.as_str()),
        partner_encryption::form.eq(after.form.map(envelope::Form::as_str)),
        partner_encryption::changed_at.eq(micros(now)),
    );
    if before.is_some() {
        diesel::update(partner_encryption::table.find(partner.get()))
            .set(columns)
            .execute(conn)?;
    } else {
        diesel::insert_into(partner_encryption::table)
            .values((partner_encryption::partner_id.eq(partner.get()), columns))
            .execute(conn)?;
    }
    Ok(Some(Event::EncryptionChanged {
        partner,
        from: Rule::named(before.as_ref()),
        to: Rule::named(Some(&after)),
    }))
}
