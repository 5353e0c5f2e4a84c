//! Noting things about partners.

use kernel::{NoteUuid, PageNumber, PageSize, PartnerUuid, PortFailure, PortResult, StaffId};

use super::{AdministerPartners, NewNote, Note, NoteRecord, NoteText};
use crate::StaffAccount;

impl AdministerPartners {
    /// Keeps a note about a partner; `None` when there is no such partner.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn add_note(
        &self,
        partner: PartnerUuid,
        text: &NoteText,
        by: StaffId,
    ) -> PortResult<Option<Note>> {
        let Some(record) = self.repository.record(partner)? else {
            return Ok(None);
        };
        let uuid = NoteUuid::draw(self.manage.entropy.as_ref());
        let row = uuid.get();
        let field = NoteRecord::field(row.as_bytes());
        let added = self.repository.add_note(NewNote {
            partner: record.partner.id,
            by,
            at: self.manage.clock.now(),
            uuid,
            content: self.manage.vault.seal(field, text.as_str().as_bytes())?,
        })?;
        added.map(|note| self.opened(&note)).transpose()
    }

    /// A page of the notes about a partner, newest first, and how many there are; `None`
    /// when there is no such partner, or it is deleted.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn notes(
        &self,
        partner: PartnerUuid,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<Option<(Vec<Note>, u64)>> {
        let record = self.repository.record(partner)?;
        let Some(record) = record.filter(|record| record.deleted_at.is_none()) else {
            return Ok(None);
        };
        let (notes, total) = self.repository.notes(record.partner.id, page, size)?;
        let notes = notes.iter().map(|note| self.opened(note));
        Ok(Some((notes.collect::<PortResult<_>>()?, total)))
    }

    fn opened(&self, note: &NoteRecord) -> PortResult<Note> {
        let (row, author) = (note.uuid.get(), note.author_uuid.get());
        let open = |field, sealed| {
            let plain = self.manage.vault.open(field, sealed)?;
            String::from_utf8(plain).map_err(|_| PortFailure::corrupt("partner_notes"))
        };
        let email = StaffAccount::email_field(author.as_bytes());
        Ok(Note {
            uuid: note.uuid,
            author: note.author_uuid,
            author_email: open(email, &note.author_email)?,
            content: open(NoteRecord::field(row.as_bytes()), &note.content)?,
            created_at: note.created_at,
        })
    }
}
