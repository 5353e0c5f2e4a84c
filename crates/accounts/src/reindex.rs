//! The blind indexes of e-mail addresses, computed anew.

use kernel::{
    BlindIndex, EmailAddress, FieldVault, IndexedField, OpenedRow, PortFailure, PortResult,
    Recompute, TableIndexes,
};

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
        let email = || -> Option<EmailAddress> {
            let bytes = row.plain.first()?.as_deref()?;
            EmailAddress::parse(std::str::from_utf8(bytes).ok()?).ok()
        };
        let email = email().ok_or(PortFailure::corrupt(self.table))?;
        let index = vault.index(IndexedField::Email, email.canonical().as_bytes());
        Ok(vec![Some(index)])
    }
}
