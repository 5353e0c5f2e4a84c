//! The blind indexes of users and messages, computed anew.

use std::sync::Arc;

use kernel::{
    BlindIndex, Digest, FieldRef, FieldVault, IndexedField, KeyPart, OpenedRow, PortFailure,
    PortResult, Recompute, Sealed, SealedColumn, SealedColumns, SealedRow, TableIndexes,
    TableReport,
};

use crate::EntityKind;

/// Rows read at once.
const BATCH: u32 = 200;

const MESSAGES: SealedColumn = SealedColumn {
    table: "feed_messages",
    column: "content_sealed",
};

/// Computes the indexes of users from the digests that are kept for this. The
/// index of a campaign comes with its message ([`ReindexMessages`]).
#[derive(Debug, Clone, Copy)]
pub struct UserIndexes;

impl Recompute for UserIndexes {
    fn table(&self) -> TableIndexes {
        TableIndexes {
            table: "users",
            sealed: &["mobile_digest_sealed", "pan_digest_sealed"],
            facts: &[],
            indexes: &["mobile_index", "pan_index"],
        }
    }

    fn indexes(
        &self,
        vault: &dyn FieldVault,
        row: &OpenedRow,
    ) -> PortResult<Vec<Option<BlindIndex>>> {
        let fields = [IndexedField::Mobile, IndexedField::Pan];
        let indexes = fields.into_iter().zip(&row.plain).map(|(field, digest)| {
            let digest = digest.as_deref().map(<[u8; 32]>::try_from).transpose();
            let digest = digest.map_err(|_| PortFailure::corrupt("users"))?;
            Ok(digest.map(|digest| vault.index_digest(field, &Digest::new(digest))))
        });
        indexes.collect()
    }
}

/// A message under its new name.
#[derive(Clone)]
pub struct RenamedMessage {
    /// What it is about.
    pub kind: EntityKind,
    /// The user's or loan's key.
    pub entity: i64,
    /// Microseconds since the epoch.
    pub occurred_at: i64,
    /// The index of its content until now.
    pub before: BlindIndex,
    /// The index from now on.
    pub after: BlindIndex,
    /// The content, sealed at the new index.
    pub content: Sealed,
    /// The new index of the `utm_campaign` it gives.
    pub campaign: Option<BlindIndex>,
}

/// Where messages are kept by the index of their content.
pub trait MessageNames: Send + Sync {
    /// Gives the messages their new names, atomically, and with them whatever
    /// refers to them: the states of users and loans, and a user's campaign.
    ///
    /// # Errors
    /// [`PortFailure`]; nothing changed then.
    fn rename(&self, messages: Vec<RenamedMessage>) -> PortResult<()>;
}

/// Computes the index of every kept message anew. Messages of the same user or
/// loan and of the same instant keep the order in which they were folded.
#[derive(Clone)]
pub struct ReindexMessages {
    /// Reads the messages.
    pub columns: Arc<dyn SealedColumns>,
    /// Renames them.
    pub names: Arc<dyn MessageNames>,
    /// Opens, and indexes under the new key.
    pub vault: Arc<dyn FieldVault>,
}

impl ReindexMessages {
    /// Walks every message. It may be interrupted and repeated.
    ///
    /// # Errors
    /// [`PortFailure`]; what was renamed until then stays so.
    pub fn execute(&self, tell: &mut dyn FnMut(u64)) -> PortResult<TableReport> {
        let mut report = TableReport {
            table: MESSAGES.table,
            rows: 0,
            reindexed: 0,
        };
        let mut after = None;
        loop {
            let rows = self.columns.read(MESSAGES, after.as_ref(), BATCH)?;
            let seen = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            after = rows.last().map(|row| row.key.clone());
            let renamed = rows
                .iter()
                .filter_map(|row| self.renamed(row).transpose())
                .collect::<PortResult<Vec<_>>>()?;
            report.reindexed += u64::try_from(renamed.len()).unwrap_or(u64::MAX);
            if !renamed.is_empty() {
                self.names.rename(renamed)?;
            }
            report.rows += seen;
            tell(report.rows);
            if seen < u64::from(BATCH) {
                return Ok(report);
            }
        }
    }

    /// The message under its new name; `None` when it has it already.
    fn renamed(&self, row: &SealedRow) -> PortResult<Option<RenamedMessage>> {
        let corrupt = PortFailure::corrupt("feed_messages");
        let (
            [
                KeyPart::Text(kind),
                KeyPart::Integer(entity),
                KeyPart::Integer(occurred_at),
                KeyPart::Bytes(content),
            ],
            Some(sealed),
        ) = (row.key.0.as_slice(), &row.sealed)
        else {
            return Err(corrupt);
        };
        let before = <[u8; 32]>::try_from(content.as_slice()).map_err(|_| corrupt.clone())?;
        let kinds = [EntityKind::User, EntityKind::Loan];
        let kind = kinds.into_iter().find(|known| known.as_str() == kind);
        let kind = kind.ok_or_else(|| corrupt.clone())?;
        let canonical = self.vault.open(at(&before), sealed)?;
        let after = self.vault.index(IndexedField::FeedMessage, &canonical);
        if *after.as_bytes() == before {
            return Ok(None);
        }
        let campaign = match kind {
            EntityKind::User => campaign(&canonical)?,
            EntityKind::Loan => None,
        };
        Ok(Some(RenamedMessage {
            kind,
            entity: *entity,
            occurred_at: *occurred_at,
            before: BlindIndex::new(before),
            content: self.vault.seal(at(after.as_bytes()), &canonical)?,
            after,
            campaign: campaign.map(|text| self.vault.index(IndexedField::Campaign, text)),
        }))
    }
}

const fn at(content: &[u8; 32]) -> FieldRef<'_> {
    FieldRef {
        table: MESSAGES.table,
        column: MESSAGES.column,
        row: content,
    }
}

/// The `utm_campaign` in a user message's canonical content, its last field.
fn campaign(canonical: &[u8]) -> PortResult<Option<&[u8]>> {
    const FIELDS: usize = 13;
    let fields: Vec<&[u8]> = canonical.split(|byte| *byte == 0x1f).collect();
    match fields.last() {
        Some(last) if fields.len() == FIELDS => Ok(Some(*last).filter(|text| !text.is_empty())),
        _ => Err(PortFailure::corrupt("feed_messages")),
    }
}

#[cfg(test)]
mod tests {
    use dedupe::UserStatus;
    use kernel::{MobileNumber, UserId};

    use super::campaign;
    use crate::{Message, User, UserMessage};

    fn canonical(utm_campaign: Option<&str>) -> String {
        let at = chrono::DateTime::from_timestamp_micros(7).expect("an instant");
        let user = User {
            mobile: MobileNumber::parse("7000000001").expect("ten digits"),
            pan: None,
            first_name: None,
            last_name: None,
            email: None,
            status: UserStatus::Active,
            hold_until: None,
            registered_at: at,
            utm_source: Some("a source".to_owned()),
            utm_campaign: utm_campaign.map(str::to_owned),
        };
        let message = UserMessage {
            id: UserId::new(1),
            occurred_at: at,
            user,
        };
        Message::User(message).canonical()
    }

    #[test]
    fn the_campaign_is_found_in_the_canonical_content() {
        let with = canonical(Some("lead_1_2"));
        assert_eq!(campaign(with.as_bytes()), Ok(Some(b"lead_1_2".as_slice())));
        assert_eq!(campaign(canonical(None).as_bytes()), Ok(None));
        assert!(campaign(b"user").is_err());
    }
}
