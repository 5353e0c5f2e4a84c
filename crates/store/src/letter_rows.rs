//! Letters, kept in the transaction of what they tell of.

use diesel::prelude::*;
use notices::{Letter, Recipient};

use crate::audit_rows::json_object;
use crate::columns::micros;
use crate::conn::Conn;
use crate::schema::mail_outbox;

/// Keeps `letter`, to be sent at once.
pub(crate) fn insert(conn: &mut Conn, letter: &Letter) -> QueryResult<()> {
    let (kind, uuid) = match letter.to {
        Recipient::Partner(partner) => ("partner", partner.get()),
        Recipient::Portal(person) => ("portal", person.get()),
        Recipient::Staff(person) => ("staff", person.get()),
    };
    let row = (
        mail_outbox::recipient_kind.eq(kind),
        mail_outbox::recipient_uuid.eq(uuid.as_bytes().to_vec()),
        mail_outbox::notice.eq(letter.notice),
        mail_outbox::facts.eq(json_object(&letter.facts)),
        mail_outbox::reference.eq(letter.reference.get().as_bytes().to_vec()),
        mail_outbox::secret_sealed.eq(letter.secret.as_ref().map(kernel::Sealed::as_bytes)),
        mail_outbox::created_at.eq(micros(letter.at)),
        mail_outbox::next_attempt_at.eq(micros(letter.at)),
    );
    diesel::insert_into(mail_outbox::table)
        .values(row)
        .execute(conn)
        .map(drop)
}
