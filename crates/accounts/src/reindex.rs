//! The blind indexes of e-mail addresses, computed anew.

use kernel::{
    BlindIndex, EmailAddress, FieldVault, IndexedField, OpenedRow, PartnerUuid, PortFailure,
    PortResult, Recompute, TableIndexes,
};
use uuid::Uuid;

use crate::freed_email_index;

/// Computes the index of the e-mail addresses of one table.
#[derive(Debug, Clone, Copy)]
pub struct EmailIndexes {
    table: &'static str,
}

impl EmailIndexes {
    /// Partners.
    pub const PARTNERS: Self = Self { table: "partners" };
    /// Staff.
    pub const STAFF: Self = Self {
        table: "staff_accounts",
    };
    /// Partners' people, those of deleted partners included: their addresses are free,
    /// but found again once they are back.
    pub const PORTAL: Self = Self {
        table: "portal_accounts",
    };
    /// Candidates.
    pub const CANDIDATES: Self = Self {
        table: "candidates",
    };
}

impl Recompute for EmailIndexes {
    fn table(&self) -> TableIndexes {
        TableIndexes {
            table: self.table,
            sealed: &["email_sealed"],
            facts: &[],
            indexes: &["email_index"],
        }
    }

    fn indexes(
        &self,
        vault: &dyn FieldVault,
        row: &OpenedRow,
    ) -> PortResult<Vec<Option<BlindIndex>>> {
        if is_freed(row) {
            return Ok(row.indexes.clone());
        }
        let email = || -> Option<EmailAddress> {
            let bytes = row.plain.first()?.as_deref()?;
            EmailAddress::parse(std::str::from_utf8(bytes).ok()?).ok()
        };
        let email = email().ok_or(PortFailure::corrupt(self.table))?;
        let index = vault.index(IndexedField::Email, email.canonical().as_bytes());
        Ok(vec![Some(index)])
    }
}

/// Whether the row is a deleted partner's, which has no index of its address: the
/// address is free for others. What stands in its place depends on no key.
fn is_freed(row: &OpenedRow) -> bool {
    let uuid = Uuid::from_slice(&row.row).map(PartnerUuid::new);
    let freed = uuid.ok().map(freed_email_index);
    freed.is_some() && row.indexes == [freed]
}
