//! Between rows of `partner_encryption` and `envelope_keys` and the domain.

use audit::EncryptionRule;
use diesel::prelude::*;
use envelope::{Encryption, Fingerprint, Form, KeyRecord, Policy, PublicKey};
use kernel::{PartnerId, PortFailure, PortResult};

use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{envelope_keys, partner_encryption};

/// What a partner has to do about encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) policy: Policy,
    pub(super) form: Option<Form>,
}

impl Rule {
    /// A rule from its columns.
    pub(super) fn stored(policy: &str, form: Option<&str>) -> PortResult<Self> {
        let policy = Policy::parse(policy);
        let form = form.map(|name| {
            let form = Form::parse(name);
            form.ok_or(PortFailure::corrupt("partner_encryption.form"))
        });
        Ok(Self {
            policy: policy.ok_or(PortFailure::corrupt("partner_encryption.policy"))?,
            form: form.transpose()?,
        })
    }

    /// How the audit log names what was ever said.
    pub(super) fn named(rule: Option<&Self>) -> EncryptionRule {
        EncryptionRule {
            policy: rule.map_or("unset", |rule| rule.policy.as_str()),
            form: rule.and_then(|rule| rule.form).map_or("any", Form::as_str),
        }
    }
}

/// What was said of `partner`; `None` while nobody ever did.
pub(super) fn rule(conn: &mut Conn, partner: PartnerId) -> Result<Option<Rule>, StoreError> {
    let row: Option<(String, Option<String>)> = partner_encryption::table
        .find(partner.get())
        .select((partner_encryption::policy, partner_encryption::form))
        .get_result(conn)
        .optional()?;
    let rule = row.map(|(policy, form)| Rule::stored(&policy, form.as_deref()));
    Ok(rule.transpose()?)
}

/// A key with its place among the partner's.
#[derive(Queryable)]
pub(super) struct KeyRow {
    fingerprint: Vec<u8>,
    pub(super) number: i64,
    spki: Vec<u8>,
    enrolled_at: i64,
    retired_at: Option<i64>,
}

/// Every key of `partner`, newest first.
pub(super) fn keys(conn: &mut Conn, partner: PartnerId) -> QueryResult<Vec<KeyRow>> {
    envelope_keys::table
        .filter(envelope_keys::partner_id.eq(partner.get()))
        .order(envelope_keys::number.desc())
        .select((
            envelope_keys::fingerprint,
            envelope_keys::number,
            envelope_keys::spki,
            envelope_keys::enrolled_at,
            envelope_keys::retired_at,
        ))
        .load(conn)
}

impl KeyRow {
    pub(super) const fn is_live(&self) -> bool {
        self.retired_at.is_none()
    }

    pub(super) fn is(&self, fingerprint: &Fingerprint) -> bool {
        self.fingerprint == fingerprint.as_bytes()
    }

    pub(super) fn fingerprint(&self) -> PortResult<Fingerprint> {
        fingerprint(&self.fingerprint)
    }

    fn into_record(self) -> PortResult<KeyRecord> {
        let retired_at = self.retired_at;
        let retired_at = retired_at.map(|at| instant(at, "envelope_keys.retired_at"));
        Ok(KeyRecord {
            key: public_key(&self.fingerprint, self.spki)?,
            enrolled_at: instant(self.enrolled_at, "envelope_keys.enrolled_at")?,
            retired_at: retired_at.transpose()?,
        })
    }
}

/// A key from its columns.
pub(super) fn public_key(name: &[u8], spki: Vec<u8>) -> PortResult<PublicKey> {
    Ok(PublicKey {
        fingerprint: fingerprint(name)?,
        spki,
    })
}

fn fingerprint(bytes: &[u8]) -> PortResult<Fingerprint> {
    <[u8; 32]>::try_from(bytes)
        .map(Fingerprint::new)
        .map_err(|_| PortFailure::corrupt("envelope_keys.fingerprint"))
}

/// Everything kept about `partner`'s encryption.
pub(super) fn encryption(conn: &mut Conn, partner: PartnerId) -> Result<Encryption, StoreError> {
    let rule = rule(conn, partner)?;
    let keys: PortResult<Vec<KeyRecord>> = keys(conn, partner)?
        .into_iter()
        .map(KeyRow::into_record)
        .collect();
    Ok(Encryption {
        policy: rule.map(|rule| rule.policy).unwrap_or_default(),
        form: rule.and_then(|rule| rule.form),
        keys: keys?,
    })
}
