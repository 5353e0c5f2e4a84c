//! Letters, kept in the transaction of what they tell of.

use diesel::prelude::*;
use notices::{Letter, Recipient};

use crate::audit_rows::json_object;
use crate::columns::micros;
use crate::conn::Conn;
use crate::many::insert_many;
use crate::schema::mail_outbox;

/// A row, but its key; nobody tried to send it yet.
#[derive(Insertable)]
#[diesel(table_name = mail_outbox, treat_none_as_default_value = false)]
struct LetterRow {
    recipient_kind: &'static str,
    recipient_uuid: Vec<u8>,
    notice: &'static str,
    facts: String,
    reference: Vec<u8>,
    secret_sealed: Option<Vec<u8>>,
    created_at: i64,
    next_attempt_at: Option<i64>,
}

impl From<&Letter> for LetterRow {
    fn from(letter: &Letter) -> Self {
        let (kind, uuid) = match letter.to {
            Recipient::Partner(partner) => ("partner", partner.get()),
            Recipient::Portal(person) => ("portal", person.get()),
            Recipient::Staff(person) => ("staff", person.get()),
            Recipient::Candidate(person) => ("candidate", person.get()),
            Recipient::Enrolment(enrolment) => ("enrolment", enrolment.get()),
        };
        let secret = letter.secret.as_ref();
        Self {
            recipient_kind: kind,
            recipient_uuid: uuid.as_bytes().to_vec(),
            notice: letter.notice,
            facts: json_object(&letter.facts),
            reference: letter.reference.get().as_bytes().to_vec(),
            secret_sealed: secret.map(|secret| secret.as_bytes().to_vec()),
            created_at: micros(letter.at),
            next_attempt_at: Some(micros(letter.at)),
        }
    }
}

/// Keeps `letter`, to be sent at once.
pub(crate) fn insert(conn: &mut Conn, letter: &Letter) -> QueryResult<()> {
    diesel::insert_into(mail_outbox::table)
        .values(LetterRow::from(letter))
        .execute(conn)
        .map(drop)
}

/// Keeps `letters`, in the order given, to be sent at once.
pub(crate) fn insert_all(conn: &mut Conn, letters: &[Letter]) -> QueryResult<()> {
    let rows: Vec<LetterRow> = letters.iter().map(LetterRow::from).collect();
    insert_many!(conn, mail_outbox::table, &rows)
}
