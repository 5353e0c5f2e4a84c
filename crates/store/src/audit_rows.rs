//! Entries of the audit log, written in the transaction of what they tell of.

use std::fmt::Write as _;

use audit::Entry;
use diesel::prelude::*;
use kernel::Actor;

use crate::columns::micros;
use crate::conn::Conn;
use crate::many::insert_many;
use crate::schema::audit_entries;

/// A row, but its key and its place in the chain.
#[derive(Debug, Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
struct EntryRow {
    at: i64,
    actor_kind: &'static str,
    actor_id: Option<i64>,
    action: &'static str,
    subject_id: i64,
    details: String,
}

impl EntryRow {
    fn of(entry: &Entry) -> Self {
        let (actor_kind, actor_id) = actor_columns(entry.actor);
        Self {
            at: micros(entry.at),
            actor_kind,
            actor_id,
            action: entry.event.action(),
            subject_id: entry.event.subject(),
            details: json_object(&entry.event.details()),
        }
    }
}

/// Writes `entry`.
pub(crate) fn insert(conn: &mut Conn, entry: &Entry) -> QueryResult<()> {
    diesel::insert_into(audit_entries::table)
        .values(EntryRow::of(entry))
        .execute(conn)
        .map(drop)
}

/// Writes `entries`, in the order given.
pub(crate) fn insert_all(conn: &mut Conn, entries: &[Entry]) -> QueryResult<()> {
    let rows: Vec<EntryRow> = entries.iter().map(EntryRow::of).collect();
    insert_many!(conn, audit_entries::table, &rows)
}

const fn actor_columns(actor: Actor) -> (&'static str, Option<i64>) {
    match actor {
        Actor::System => ("system", None),
        Actor::Operator => ("operator", None),
        Actor::Partner(partner) => ("partner", Some(partner.get())),
        Actor::Service(token) => ("service", Some(token.get())),
        Actor::Staff(staff) => ("staff", Some(staff.get())),
    }
}

/// A flat JSON object of texts (RFC 8259); the order of `fields` is kept.
pub(crate) fn json_object(fields: &[(&'static str, String)]) -> String {
    let members: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}:{}", json_string(name), json_string(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Escapes what RFC 8259 section 7 demands to be escaped, and nothing else.
pub(crate) fn json_string(text: &str) -> String {
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
    use super::json_object;

    #[test]
    fn details_are_a_json_object_in_the_given_order() {
        let fields = [
            ("from", "active".to_owned()),
            ("to", "suspended".to_owned()),
        ];
        assert_eq!(
            json_object(&fields),
            r#"{"from":"active","to":"suspended"}"#
        );
        assert_eq!(json_object(&[]), "{}");
    }

    #[test]
    fn quotes_backslashes_and_control_characters_are_escaped() {
        let fields = [("a", "\"\\\u{0}\n\u{1f} /é\u{7f}😀".to_owned())];
        assert_eq!(
            json_object(&fields),
            "{\"a\":\"\\\"\\\\\\u0000\\u000a\\u001f /é\u{7f}😀\"}"
        );
    }
}
