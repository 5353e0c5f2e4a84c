//! What partners are to be told, written in the transaction of the change.
//!
//! A payload is one JSON object: `type`, `timestamp` and `data`, which names the
//! lead and the facts. It is sealed at (`outbox`, `payload_sealed`, the event's id).

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::prelude::*;
use kernel::{Entropy, EventId, FieldRef, FieldVault, PartnerId, PortResult};
use webhooks::{Event, Fact};

use crate::audit_rows::json_string;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::many::insert_many;
use crate::schema::outbox;

/// Writes what partners are to be told. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbox {
    vault: Arc<dyn FieldVault>,
    entropy: Arc<dyn Entropy>,
}

/// A row, but its key.
#[derive(Insertable)]
#[diesel(table_name = outbox)]
struct OutboxRow {
    event_id: Vec<u8>,
    partner_id: i64,
    event: &'static str,
    payload_sealed: Vec<u8>,
    created_at: i64,
}

impl Outbox {
    /// Events are sealed by `vault`, their ids drawn from `entropy`.
    pub(crate) const fn new(vault: Arc<dyn FieldVault>, entropy: Arc<dyn Entropy>) -> Self {
        Self { vault, entropy }
    }

    /// Writes `events`, in the order given, each for its partner: they happened at
    /// `at`.
    ///
    /// # Errors
    /// Those of the database and the vault.
    pub(crate) fn write(
        &self,
        conn: &mut Conn,
        at: DateTime<Utc>,
        events: &[(PartnerId, Event)],
    ) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let rows = events
            .iter()
            .map(|(partner, event)| self.row(*partner, event, at))
            .collect::<PortResult<Vec<OutboxRow>>>()?;
        Ok(insert_many!(conn, outbox::table, &rows)?)
    }

    fn row(&self, partner: PartnerId, event: &Event, at: DateTime<Utc>) -> PortResult<OutboxRow> {
        let id = EventId::draw(self.entropy.as_ref()).get();
        let field = FieldRef {
            table: "outbox",
            column: "payload_sealed",
            row: id.as_bytes(),
        };
        let sealed = self.vault.seal(field, payload(event, at).as_bytes())?;
        Ok(OutboxRow {
            event_id: id.as_bytes().to_vec(),
            partner_id: partner.get(),
            event: event.kind.as_str(),
            payload_sealed: sealed.into_bytes(),
            created_at: micros(at),
        })
    }
}

/// The payload of `event` (RFC 8259); amounts are numbers in rupees with two
/// decimals, `1000.00`, as everywhere on the wire.
fn payload(event: &Event, at: DateTime<Utc>) -> String {
    let facts: Vec<String> = event
        .facts
        .iter()
        .map(|(name, fact)| format!(",{}:{}", json_string(name), value(fact)))
        .collect();
    let facts = facts.concat();
    format!(
        r#"{{"type":{},"timestamp":{},"data":{{"lead_id":{}{facts}}}}}"#,
        json_string(event.kind.as_str()),
        json_string(&at.to_rfc3339_opts(SecondsFormat::Micros, true)),
        event.lead,
    )
}

fn value(fact: &Fact) -> String {
    match fact {
        Fact::Null => "null".to_owned(),
        Fact::Word(word) => json_string(word),
        Fact::Amount(amount) => amount.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{LeadId, Money};
    use webhooks::{Event, EventKind, Fact};

    use super::payload;

    #[test]
    fn a_payload_is_a_json_object_with_amounts_as_numbers() {
        let event = Event {
            kind: EventKind::PayoutEligible,
            lead: LeadId::new(7),
            facts: vec![
                ("payout_amount", Fact::Amount(Money::from_paise(100_000))),
                ("payout_status", Fact::Word("eligible")),
                ("loan_status", Fact::Null),
            ],
        };
        let at = "2026-01-15T12:00:00.000001Z".parse().unwrap();
        assert_eq!(
            payload(&event, at),
            "{\"type\":\"payout.eligible\",\"timestamp\":\"2026-01-15T12:00:00.000001Z\",\
             \"data\":{\"lead_id\":7,\"payout_amount\":1000.00,\
             \"payout_status\":\"eligible\",\"loan_status\":null}}"
        );
    }
}
