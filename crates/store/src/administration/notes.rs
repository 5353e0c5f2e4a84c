//! Notes about partners.

use accounts::{NewNote, NoteRecord};
use audit::PartnerChange;
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{
    NoteUuid, PageNumber, PageSize, PartnerId, PortFailure, PortResult, Sealed, StaffId, StaffUuid,
};

use super::record;
use crate::columns::{self, instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::partners::{existing, hold};
use crate::schema::{partner_notes, staff_accounts};

/// See [`accounts::PartnerAdministration::add_note`].
pub(super) fn add(
    conn: &mut Conn,
    note: &NewNote,
) -> Result<Option<NoteRecord>, Fault<PortFailure>> {
    use partner_notes::dsl as n;
    hold(conn, note.partner)?;
    if !diesel::select(exists(existing(note.partner))).get_result(conn)? {
        return Ok(None);
    }
    let row = (
        n::uuid.eq(note.uuid.get().as_bytes().to_vec()),
        n::partner_id.eq(note.partner.get()),
        n::staff_id.eq(note.by.get()),
        n::content_sealed.eq(note.content.as_bytes()),
        n::created_at.eq(micros(note.at)),
    );
    diesel::insert_into(n::partner_notes)
        .values(row)
        .execute(conn)?;
    let what = PartnerChange::NoteAdded {
        uuid: note.uuid.to_string(),
    };
    record(conn, note.partner, note.by, note.at, what)?;
    let (uuid, email): (Vec<u8>, Vec<u8>) = staff_accounts::table
        .find(note.by.get())
        .select((staff_accounts::uuid, staff_accounts::email_sealed))
        .get_result(conn)?;
    Ok(Some(NoteRecord {
        uuid: note.uuid,
        author: note.by,
        author_uuid: StaffUuid::new(columns::uuid(&uuid, "staff_accounts.uuid")?),
        author_email: Sealed::new(email),
        content: note.content.clone(),
        created_at: note.at,
    }))
}

/// A note with who wrote it.
#[derive(Queryable)]
struct Row {
    uuid: Vec<u8>,
    content_sealed: Vec<u8>,
    created_at: i64,
    author: i64,
    author_uuid: Vec<u8>,
    author_email: Vec<u8>,
}

impl Row {
    fn into_note(self) -> PortResult<NoteRecord> {
        let author = uuid(&self.author_uuid, "staff_accounts.uuid")?;
        Ok(NoteRecord {
            uuid: NoteUuid::new(uuid(&self.uuid, "partner_notes.uuid")?),
            author: StaffId::new(self.author),
            author_uuid: StaffUuid::new(author),
            author_email: Sealed::new(self.author_email),
            content: Sealed::new(self.content_sealed),
            created_at: instant(self.created_at, "partner_notes.created_at")?,
        })
    }
}

/// See [`accounts::PartnerAdministration::notes`].
pub(super) fn page(
    conn: &mut Conn,
    partner: PartnerId,
    page: PageNumber,
    size: PageSize,
) -> Result<(Vec<NoteRecord>, u64), StoreError> {
    use partner_notes::dsl as n;
    let of_partner = n::partner_notes.filter(n::partner_id.eq(partner.get()));
    let total: i64 = of_partner.count().get_result(conn)?;
    let rows: Vec<Row> = of_partner
        .inner_join(staff_accounts::table.on(staff_accounts::id.eq(n::staff_id)))
        .order(n::id.desc())
        .limit(i64::from(size.get()))
        .offset(page.offset(size))
        .select((
            n::uuid,
            n::content_sealed,
            n::created_at,
            staff_accounts::id,
            staff_accounts::uuid,
            staff_accounts::email_sealed,
        ))
        .load(conn)?;
    let notes = rows.into_iter().map(Row::into_note);
    let notes = notes.collect::<PortResult<_>>()?;
    Ok((notes, u64::try_from(total).unwrap_or(0)))
}
