//! Accounts of candidates.

use accounts::{
    CandidateAccount, CandidateAccounts, CandidateCredentials, CandidateStanding, CandidateStatus,
    Holder, PasswordHash,
};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{BlindIndex, CandidateId, CandidateUuid, PortResult, Sealed, TokenId};

use crate::Store;
use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{candidates, partner_candidates, revoked_tokens};

/// The accounts of candidates in the database.
#[derive(Clone)]
pub struct DieselCandidateAccounts {
    store: Store,
}

impl DieselCandidateAccounts {
    /// The candidates of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A row without what only the database asks for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = candidates)]
struct CandidateRow {
    id: i64,
    uuid: Vec<u8>,
    email_sealed: Vec<u8>,
    password_hash: Option<String>,
    generation: i32,
    status: String,
    created_at: i64,
}

impl CandidateRow {
    /// The account the row describes.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Corrupt`] naming the column that does not fit.
    fn account(&self) -> PortResult<CandidateAccount> {
        Ok(CandidateAccount {
            id: CandidateId::new(self.id),
            uuid: CandidateUuid::new(uuid(&self.uuid, "candidates.uuid")?),
            status: word(&self.status, "candidates.status")?,
            email: Sealed::new(self.email_sealed.clone()),
            has_password: self.password_hash.is_some(),
            created_at: instant(self.created_at, "candidates.created_at")?,
        })
    }

    /// What its tokens must carry.
    fn generation(&self) -> PortResult<u32> {
        u32::try_from(self.generation)
            .map_err(|_| kernel::PortFailure::corrupt("candidates.generation"))
    }
}

impl CandidateAccounts for DieselCandidateAccounts {
    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<CandidateCredentials>> {
        self.store.read(|conn| {
            let row: Option<CandidateRow> = candidates::table
                .filter(candidates::email_index.eq(email.as_bytes().as_slice()))
                .select(CandidateRow::as_select())
                .get_result(conn)
                .optional()?;
            let Some(row) = row else {
                return Ok(None);
            };
            Ok(Some(CandidateCredentials {
                account: row.account()?,
                generation: row.generation()?,
                password: row.password_hash.map(PasswordHash::new),
            }))
        })
    }

    /// Account and revocation in one statement.
    fn standing(
        &self,
        candidate: CandidateUuid,
        token: TokenId,
    ) -> PortResult<Option<CandidateStanding>> {
        let token = token.get().as_bytes().to_vec();
        self.store.read(|conn| {
            let row: Option<(CandidateRow, Option<i64>)> = candidates::table
                .left_join(revoked_tokens::table.on(revoked_tokens::token_id.eq(token)))
                .filter(candidates::uuid.eq(candidate.get().as_bytes().as_slice()))
                .select((
                    CandidateRow::as_select(),
                    revoked_tokens::expires_at.nullable(),
                ))
                .get_result(conn)
                .optional()?;
            let Some((row, revoked)) = row else {
                return Ok(None);
            };
            Ok(Some(CandidateStanding {
                account: row.account()?,
                generation: row.generation()?,
                revoked: revoked.is_some(),
            }))
        })
    }
}

/// The key of no candidate.
pub(crate) const NOBODY: i64 = 0;

/// The candidate `id`, if it is active, and has a password or accepted an invite: before,
/// only whoever enrolled the person has said that the address is theirs.
pub(crate) fn candidate_with_access(
    conn: &mut Conn,
    id: i64,
) -> Result<Option<Holder>, StoreError> {
    let accepted = partner_candidates::table
        .filter(partner_candidates::candidate_id.eq(id))
        .filter(partner_candidates::invite_status.eq("accepted"));
    let found: Option<Vec<u8>> = candidates::table
        .find(id)
        .filter(candidates::status.eq(CandidateStatus::Active.as_str()))
        .filter(candidates::password_hash.is_not_null().or(exists(accepted)))
        .select(candidates::uuid)
        .get_result(conn)
        .optional()?;
    let found = found
        .map(|found| uuid(&found, "candidates.uuid"))
        .transpose()?;
    Ok(found.map(|uuid| Holder::Candidate(CandidateUuid::new(uuid))))
}
