//! `partner enrol-key`, `partner retire-key`, and what `partner show` says of keys.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use accounts::{Partner, PartnerHandle};
use chrono::{DateTime, SecondsFormat, Utc};
use envelope::{
    Encryption, EnrolError, Fingerprint, Form, KeyRecord, KeySettings, Policy, PublicKeyError,
};
use kernel::Actor;
use serde_json::{Value, json};

use super::partner::{identity, unknown};
use crate::cli::{EnrolKeyArgs, RetireKeyArgs};
use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;

/// Many times what a key of 4096 bits takes.
const MOST_BYTES: u64 = 64 * 1024;

/// Enrols a key, and tells which are live now and which it retired.
///
/// # Errors
/// No such partner; a file that holds no key we take; the database.
pub(super) fn enrol_key(
    kit: &Kit,
    arguments: &EnrolKeyArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let pem = read(&arguments.public_key)?;
    let partner = find(kit, &arguments.partner)?;
    let enrol = kit.enrol_key(Kit::reading_cipher());
    let before = live(&enrol.encryption(partner.id)?);
    let settings = KeySettings {
        policy: arguments.encryption,
        form: arguments.form.map(|form| form.0),
    };
    let enrolled = enrol
        .by_operator(partner.id, &pem, settings, Actor::Operator)
        .map_err(|error| refusal(error, &arguments.public_key))?;
    let json = record(&partner, enrolled.fingerprint, &enrolled.encryption);
    console.record(&json, || {
        let mut lines = vec![
            format!("partner: {}", partner.slug.as_str()),
            format!("fingerprint: {}", enrolled.fingerprint),
        ];
        lines.extend(lines_of(&enrolled.encryption, &before));
        lines
    })
}

/// Retires a key.
///
/// # Errors
/// No such partner or live key; the database.
pub(super) fn retire_key(
    kit: &Kit,
    arguments: &RetireKeyArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let partner = find(kit, &arguments.partner)?;
    let enrol = kit.enrol_key(Kit::reading_cipher());
    let key = arguments.fingerprint;
    if !enrol.retire(partner.id, &key, Actor::Operator)? {
        return Err(Failure::told("the partner has no such live key"));
    }
    let encryption = enrol.encryption(partner.id)?;
    let json = record(&partner, key, &encryption);
    console.record(&json, || {
        let mut lines = vec![format!("partner: {}", partner.slug.as_str())];
        lines.extend(lines_of(&encryption, &[key]));
        if encryption.policy != Policy::Off && live(&encryption).is_empty() {
            lines.push("No key is live: every encrypted request is refused (4122).".to_owned());
        }
        lines
    })
}

/// What is kept about a partner's encryption, into its record.
pub(super) fn add_to(record: &mut Value, encryption: &Encryption) {
    record["encryption"] = json!(encryption.policy.as_str());
    record["form"] = json!(encryption.form.map(Form::as_str));
    record["keys"] = encryption.keys.iter().map(key_record).collect();
}

/// The same for people. `retired`: the keys that the command itself may have retired.
pub(super) fn lines_of(encryption: &Encryption, retired: &[Fingerprint]) -> Vec<String> {
    let form = encryption.form.map_or("any", Form::as_str);
    let mut lines = vec![
        format!("encryption: {}", encryption.policy.as_str()),
        format!("form: {form}"),
    ];
    lines.extend(encryption.keys.iter().map(|record| {
        let fingerprint = record.key.fingerprint;
        match record.retired_at {
            None => format!(
                "key: {fingerprint} live since {}",
                shown(record.enrolled_at)
            ),
            Some(_) if retired.contains(&fingerprint) => {
                format!("key: {fingerprint} retired by this")
            }
            Some(then) => format!("key: {fingerprint} retired {}", shown(then)),
        }
    }));
    lines
}

fn record(partner: &Partner, fingerprint: Fingerprint, encryption: &Encryption) -> Value {
    let mut json = identity(partner);
    json["fingerprint"] = json!(fingerprint.to_string());
    add_to(&mut json, encryption);
    json
}

fn key_record(record: &KeyRecord) -> Value {
    json!({
        "fingerprint": record.key.fingerprint.to_string(),
        "enrolled_at": shown(record.enrolled_at),
        "retired_at": record.retired_at.map(shown),
    })
}

fn live(encryption: &Encryption) -> Vec<Fingerprint> {
    let live = encryption
        .keys
        .iter()
        .filter(|key| key.retired_at.is_none());
    live.map(|key| key.key.fingerprint).collect()
}

fn shown(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn find(kit: &Kit, handle: &PartnerHandle) -> Result<Partner, Failure> {
    kit.partners().find(handle)?.ok_or_else(unknown)
}

fn read(path: &Path) -> Result<String, Failure> {
    let told =
        |error: std::io::Error| Failure::told(format!("{}: {}", path.display(), error.kind()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(told)?;
    file.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(told)?;
    String::from_utf8(bytes).map_err(|_| refusal(PublicKeyError::NotAKey.into(), path))
}

fn refusal(error: EnrolError, path: &Path) -> Failure {
    match error {
        EnrolError::Key(error) => Failure::told(format!("{} {error}", path.display())),
        EnrolError::Port(failure) => failure.into(),
        error => Failure::told(error.to_string()),
    }
}
