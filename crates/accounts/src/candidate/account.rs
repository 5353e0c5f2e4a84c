//! Accounts of candidates, and the port to wherever they are kept.

use chrono::{DateTime, Utc};
use kernel::{
    BlindIndex, CandidateId, CandidateUuid, EmailAddress, FieldRef, FieldVault, PortFailure,
    PortResult, Sealed, TokenId, words,
};

use crate::PasswordHash;

words! {
    /// Whether an account may be used.
    CandidateStatus {
        /// May sign in once it has a password.
        Active = "active",
        /// May not, and its tokens do not count.
        Disabled = "disabled",
    }
}

/// The account of a person who practises; there is one for each address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateAccount {
    /// Key.
    pub id: CandidateId,
    /// Public identity.
    pub uuid: CandidateUuid,
    /// Whether it may be used.
    pub status: CandidateStatus,
    /// E-mail address, sealed at [`CandidateAccount::email_field`].
    pub email: Sealed,
    /// Whether a password was ever set; nobody signs in before.
    pub has_password: bool,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
}

impl CandidateAccount {
    /// Where the e-mail address of the account `uuid` (its bytes) lies.
    pub const fn email_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "candidates",
            column: "email_sealed",
            row: uuid,
        }
    }

    /// The address in clear.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] when it is no address.
    pub fn email_in_clear(&self, vault: &dyn FieldVault) -> PortResult<EmailAddress> {
        let uuid = self.uuid.get();
        let plain = vault.open(Self::email_field(uuid.as_bytes()), &self.email)?;
        std::str::from_utf8(&plain)
            .ok()
            .and_then(|text| EmailAddress::parse(text).ok())
            .ok_or(PortFailure::corrupt("candidates.email_sealed"))
    }
}

/// An account with what it proves itself by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateCredentials {
    /// The account.
    pub account: CandidateAccount,
    /// Hash of its password; `None` before the first.
    pub password: Option<PasswordHash>,
    /// What its tokens must carry.
    pub generation: u32,
}

/// What decides whether a token still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateStanding {
    /// The account as it is now.
    pub account: CandidateAccount,
    /// What its tokens must carry.
    pub generation: u32,
    /// Whether the token was revoked.
    pub revoked: bool,
}

/// Where the accounts of candidates are kept; whoever enrols a person makes its account.
/// A look-up always sees the latest commit: what it tells decides who may do what.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait CandidateAccounts: Send + Sync {
    /// The account with this e-mail address, whatever its status.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<CandidateCredentials>>;

    /// How `candidate` stands, and whether the token `token` was revoked: one read.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn standing(
        &self,
        candidate: CandidateUuid,
        token: TokenId,
    ) -> PortResult<Option<CandidateStanding>>;
}
