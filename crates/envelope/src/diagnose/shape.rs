//! The steps that need no key: shape, partner id and timestamp.

use chrono::{DateTime, TimeDelta, Utc};

use super::reading::{Reading, written};
use super::report::{StepReport, shown};
use crate::{AHEAD, Envelope, EnvelopeError, OLDEST, RawEnvelope, Step};

/// The most that is repeated of a short field.
const SHOWN: usize = 80;

pub(super) fn shape(raw: &RawEnvelope<'_>) -> StepReport {
    let faults = Envelope::faults(raw);
    if faults.is_empty() {
        let expected = "every field, in the right form".to_owned();
        return StepReport::passed(Step::Shape, expected, "every field is".to_owned());
    }
    let expected: Vec<_> = faults.iter().map(ToString::to_string).collect();
    let found: Vec<_> = faults.iter().map(|fault| described(raw, fault)).collect();
    let mut hints: Vec<_> = faults.iter().filter_map(|fault| hint(raw, fault)).collect();
    hints.dedup();
    let hint = (!hints.is_empty()).then(|| hints.join("; "));
    StepReport::failed(Step::Shape, expected.join("; "), found.join("; ")).with_hint(hint)
}

fn text_of<'a>(raw: &RawEnvelope<'a>, field: &str) -> Option<&'a str> {
    match field {
        "version" => raw.version,
        "algorithm" => raw.algorithm,
        "partnerId" => raw.partner_id,
        "timestamp" => raw.timestamp,
        "encryptedKey" => raw.encrypted_key,
        "encryptedData" => raw.encrypted_data,
        "authTag" => raw.auth_tag,
        "iv" => raw.iv,
        _ => raw.signature,
    }
}

fn is_binary(field: &str) -> bool {
    !matches!(field, "version" | "algorithm" | "partnerId" | "timestamp")
}

fn described(raw: &RawEnvelope<'_>, fault: &EnvelopeError) -> String {
    let field = fault.field;
    let Some(text) = text_of(raw, field) else {
        return format!("{field}: absent, null or of another type");
    };
    if !is_binary(field) {
        return format!("{field}: {}", shown(text, SHOWN));
    }
    match written(text) {
        Some((bytes, writing)) => {
            format!("{field}: {} bytes in {}", bytes.len(), writing.as_str())
        }
        None => format!("{field}: {} characters, not base64", text.chars().count()),
    }
}

fn hint(raw: &RawEnvelope<'_>, fault: &EnvelopeError) -> Option<String> {
    let text = text_of(raw, fault.field);
    if fault.field == "timestamp" {
        let hint = "send the timestamp as a number such as 1768478400000, without quotes, \
                    fraction or exponent";
        return Some(hint.to_owned());
    }
    if !is_binary(fault.field) {
        return None;
    }
    let (bytes, writing) = written(text?)?;
    let sized = match (fault.field, bytes.len()) {
        ("iv", 16) => Some(
            "an IV of 16 bytes belongs behind the AES key (packed form); in iv it has 12 bytes",
        ),
        ("iv", 0) => Some("leave iv out in the packed form; elsewhere it has 12 bytes"),
        ("authTag", 0) => Some(
            "many libraries append the tag to the data: cut off the last 16 bytes and send \
             them as authTag",
        ),
        ("authTag", 4..16) => Some("set the tag length of GCM to 16 bytes (128 bits)"),
        ("encryptedKey" | "signature", 128) => Some("use RSA keys of at least 2048 bits"),
        _ => None,
    };
    writing.hint().or(sized).map(str::to_owned)
}

pub(super) fn partner(raw: &RawEnvelope<'_>, names: &[&str]) -> StepReport {
    let expected = format!("your uuid or client id: {}", names.join(" or "));
    let Some(given) = raw.partner_id else {
        return StepReport::skipped(Step::Partner, expected, "there is no partnerId");
    };
    let found = shown(given, SHOWN);
    let is = |given: &str| names.iter().any(|name| name.eq_ignore_ascii_case(given));
    if is(given) {
        return StepReport::passed(Step::Partner, expected, found);
    }
    let hint = if is(given.trim()) {
        "remove the blanks around it"
    } else {
        "put your own id here, the one the access token was issued for; neither the name nor \
         the database number counts"
    };
    StepReport::failed(Step::Partner, expected, found).with_hint(hint.to_owned())
}

pub(super) fn timestamp(reading: &Reading<'_>, now: DateTime<Utc>) -> StepReport {
    let now_ms = now.timestamp_millis();
    let expected = format!(
        "milliseconds since 1970 in UTC, at most {} s ago and {} s ahead; now it is {now_ms}",
        OLDEST.num_seconds(),
        AHEAD.num_seconds()
    );
    let Some(given) = reading.timestamp else {
        let why = "there is no timestamp that is a number";
        return StepReport::skipped(Step::Timestamp, expected, why);
    };
    let sealed = DateTime::from_timestamp_millis(given);
    let age = sealed.map(|sealed| now.signed_duration_since(sealed));
    let found = match age {
        Some(age) if age < TimeDelta::zero() => format!("{given}, {} ahead", spelled(-age)),
        Some(age) => format!("{given}, {} ago", spelled(age)),
        None => format!("{given}, beyond every calendar"),
    };
    if age.is_some_and(|age| age <= OLDEST && age >= -AHEAD) {
        return StepReport::passed(Step::Timestamp, expected, found);
    }
    let hint = other_unit(given, now)
        .map(str::to_owned)
        .or_else(|| age.map(clock_hint));
    StepReport::failed(Step::Timestamp, expected, found).with_hint(hint)
}

/// Within a year of now, read in another unit.
fn other_unit(given: i64, now: DateTime<Utc>) -> Option<&'static str> {
    let seconds = now.timestamp();
    let near = |given: i64| given.abs_diff(seconds) < 366 * 86_400;
    if near(given) {
        Some("these are seconds: send milliseconds, that is, multiply by 1000")
    } else if near(given / 1_000_000) {
        Some("these are microseconds: send milliseconds, that is, divide by 1000")
    } else if near(given / 1_000_000_000) {
        Some("these are nanoseconds: send milliseconds, that is, divide by 1000000")
    } else {
        None
    }
}

fn clock_hint(age: TimeDelta) -> String {
    let off = age.abs();
    let half_hours = (off + TimeDelta::minutes(15)).num_minutes() / 30;
    let rest = (off - TimeDelta::minutes(30 * half_hours)).abs();
    if (1..=28).contains(&half_hours) && rest <= TimeDelta::minutes(2) {
        let zone = TimeDelta::minutes(30 * half_hours);
        return format!(
            "off by {}, as when local time is taken for UTC",
            spelled(zone)
        );
    }
    if age < TimeDelta::zero() {
        "set your clock back, by NTP for example".to_owned()
    } else {
        "seal each request anew when it is sent, and set your clock by NTP".to_owned()
    }
}

/// `3 d 4 h`, `5 h 30 min`, `4 min 10 s` or `1.250 s`.
fn spelled(span: TimeDelta) -> String {
    let (days, hours) = (span.num_days(), span.num_hours() % 24);
    let (minutes, seconds) = (span.num_minutes() % 60, span.num_seconds() % 60);
    if days > 0 {
        format!("{days} d {hours} h")
    } else if hours > 0 {
        format!("{hours} h {minutes} min")
    } else if minutes > 0 {
        format!("{minutes} min {seconds} s")
    } else {
        format!("{seconds}.{:03} s", span.num_milliseconds() % 1000)
    }
}
