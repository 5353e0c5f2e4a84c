//! An event as it is kept until everybody was told.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use kernel::{Entropy, EventId, FieldRef, FieldVault, PartnerId, PortResult, Sealed};

use crate::{Event, EventKind, Fact};

/// An event for one partner, to be kept in the transaction of what it tells of.
#[derive(Debug, Clone)]
pub struct PostedEvent {
    /// Its `webhook-id`, the same at every attempt and replay.
    pub id: EventId,
    /// Who is told.
    pub partner: PartnerId,
    /// Of what.
    pub kind: EventKind,
    /// The body, sealed at [`PostedEvent::field`].
    pub payload: Sealed,
    /// When it happened.
    pub at: DateTime<Utc>,
}

impl PostedEvent {
    /// Where the body of the event `id` (its bytes) lies.
    pub const fn field(id: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "outbox",
            column: "payload_sealed",
            row: id,
        }
    }
}

/// Makes events ready to be kept. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    /// Seals bodies.
    pub vault: Arc<dyn FieldVault>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
}

impl Post {
    /// `event`, which happened at `at`, for `partner`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn event(
        &self,
        partner: PartnerId,
        event: &Event,
        at: DateTime<Utc>,
    ) -> PortResult<PostedEvent> {
        let id = EventId::draw(self.entropy.as_ref());
        let row = id.get();
        let body = body(event, at);
        let payload = self
            .vault
            .seal(PostedEvent::field(row.as_bytes()), body.as_bytes())?;
        Ok(PostedEvent {
            id,
            partner,
            kind: event.kind,
            payload,
            at,
        })
    }
}

/// The body (RFC 8259): `type`, `timestamp` and `data`. Amounts are numbers in rupees with
/// two decimals, `1000.00`, as everywhere on the wire.
fn body(event: &Event, at: DateTime<Utc>) -> String {
    let facts: Vec<String> = event
        .facts
        .iter()
        .map(|(name, fact)| format!("{}:{}", json_string(name), value(fact)))
        .collect();
    format!(
        r#"{{"type":{},"timestamp":{},"data":{{{}}}}}"#,
        json_string(event.kind.as_str()),
        instant(at),
        facts.join(",")
    )
}

fn value(fact: &Fact) -> String {
    match fact {
        Fact::Null => "null".to_owned(),
        Fact::Word(word) => json_string(word),
        Fact::Text(text) => json_string(text),
        Fact::Number(number) => number.to_string(),
        Fact::Amount(amount) => amount.to_string(),
        Fact::Instant(at) => instant(*at),
    }
}

fn instant(at: DateTime<Utc>) -> String {
    json_string(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// `text` as a JSON string (RFC 8259, section 7).
fn json_string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            '\u{0}'..='\u{1f}' => {
                // Writing to a String cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use kernel::{LeadId, Money};

    use super::*;

    #[test]
    fn a_body_is_a_json_object_with_amounts_as_numbers() {
        let event = Event {
            kind: EventKind::PayoutEligible,
            facts: vec![
                ("lead_id", LeadId::new(7).into()),
                ("payout_amount", Fact::Amount(Money::from_paise(100_000))),
                ("payout_status", Fact::Word("eligible")),
                ("loan_status", Fact::Null),
                ("text", Fact::Text("a \"quote\"\n".to_owned())),
            ],
        };
        let at = "2026-01-15T12:00:00.000001Z".parse().unwrap();
        assert_eq!(
            body(&event, at),
            "{\"type\":\"payout.eligible\",\"timestamp\":\"2026-01-15T12:00:00.000001Z\",\
             \"data\":{\"lead_id\":7,\"payout_amount\":1000.00,\
             \"payout_status\":\"eligible\",\"loan_status\":null,\
             \"text\":\"a \\\"quote\\\"\\u000a\"}}"
        );
    }
}
