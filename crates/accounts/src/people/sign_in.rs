//! People sign in with e-mail address and password: staff, partners' people, candidates.

use std::fmt;
use std::sync::Arc;

use kernel::{BlindIndex, EmailAddress, IndexedField, PortFailure, TokenId};

use crate::sign_in::whole_seconds;
use crate::staff::LIVES;
use crate::{
    CandidateAccounts, CandidateClaims, CandidateCredentials, CandidateStatus, CandidateTokens,
    PartnerStatus, Password, PasswordHash, PortalAccount, PortalAccounts, PortalClaims,
    PortalCredentials, PortalStatus, PortalTokens, StaffCredentials, StaffSignIn, StaffSignInError,
    StaffStatus,
};

/// What a login answers.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedInPerson {
    /// Opens what the account may do.
    pub token: String,
    /// Whose login it is, in the form callers see.
    pub user_id: String,
    /// The account's e-mail address in clear.
    pub email: EmailAddress,
    /// `partner`, `candidate`, or the role of a member of staff.
    pub account_type: &'static str,
    /// Seconds the token lives.
    pub expires_in: i64,
}

/// Hides the token and the address.
impl fmt::Debug for SignedInPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedInPerson")
            .field("user_id", &self.user_id)
            .field("account_type", &self.account_type)
            .finish_non_exhaustive()
    }
}

/// Proves a person by address and password, and issues a token. Writes nothing.
#[derive(Clone)]
pub struct PersonSignIn {
    /// Staff, and what all of them need.
    pub staff: StaffSignIn,
    /// Where the accounts of partners' people are kept.
    pub portal: Arc<dyn PortalAccounts>,
    /// Makes their tokens.
    pub portal_tokens: Arc<dyn PortalTokens>,
    /// Where the accounts of candidates are kept.
    pub candidates: Arc<dyn CandidateAccounts>,
    /// Makes their tokens.
    pub candidate_tokens: Arc<dyn CandidateTokens>,
}

/// An account that was found under an address.
enum Found {
    Staff(StaffCredentials),
    Portal(PortalCredentials),
    Candidate(CandidateCredentials),
}

impl Found {
    fn password(&self) -> Option<&PasswordHash> {
        match self {
            Self::Staff(found) => Some(&found.password),
            Self::Portal(found) => found.password.as_ref(),
            Self::Candidate(found) => found.password.as_ref(),
        }
    }
}

impl PersonSignIn {
    /// A token for whoever has this address and password: staff before partners' people
    /// before candidates, the first of them who has a password. Every refusal costs three
    /// look-ups and one comparison of a password: of nobody, of staff, of somebody
    /// without a password, of a disabled account, of a suspended partner's.
    ///
    /// # Errors
    /// See [`StaffSignInError`].
    pub fn execute(
        &self,
        email: &EmailAddress,
        password: &Password,
    ) -> Result<SignedInPerson, StaffSignInError> {
        let index = self.index_of(email);
        let staff = self.staff.accounts.find_by_email(&index)?;
        let portal = self.portal.find_by_email(&index)?;
        let candidate = self.candidates.find_by_email(&index)?;
        let found = staff.map(Found::Staff).into_iter();
        let found = found.chain(portal.map(Found::Portal));
        let mut found = found.chain(candidate.map(Found::Candidate));
        self.prove(found.find(|one| one.password().is_some()), password)
    }

    /// As [`PersonSignIn::execute`], of the candidate with this address alone: somebody
    /// may be one of a partner's people as well.
    ///
    /// # Errors
    /// See [`StaffSignInError`].
    pub fn as_candidate(
        &self,
        email: &EmailAddress,
        password: &Password,
    ) -> Result<SignedInPerson, StaffSignInError> {
        let candidate = self.candidates.find_by_email(&self.index_of(email))?;
        self.prove(candidate.map(Found::Candidate), password)
    }

    fn index_of(&self, email: &EmailAddress) -> BlindIndex {
        let canonical = email.canonical();
        let vault = &self.staff.vault;
        vault.index(IndexedField::Email, canonical.as_bytes())
    }

    /// Whether they are let in comes last, so that every refusal costs the same.
    fn prove(
        &self,
        found: Option<Found>,
        password: &Password,
    ) -> Result<SignedInPerson, StaffSignInError> {
        let hash = found.as_ref().and_then(Found::password);
        if !self.staff.hasher.verify(password, hash)? {
            return Err(StaffSignInError::Refused);
        }
        match found {
            Some(Found::Staff(found)) if found.account.status == StaffStatus::Active => {
                let signed_in = self.staff.issue(&found)?;
                Ok(SignedInPerson {
                    token: signed_in.token,
                    user_id: signed_in.user_id,
                    email: signed_in.email,
                    account_type: signed_in.role.as_str(),
                    expires_in: signed_in.expires_in,
                })
            }
            Some(Found::Portal(found)) if may_enter(&found) => self.portal_token(&found),
            Some(Found::Candidate(found)) if found.account.status == CandidateStatus::Active => {
                self.candidate_token(&found)
            }
            _ => Err(StaffSignInError::Refused),
        }
    }

    fn portal_token(&self, found: &PortalCredentials) -> Result<SignedInPerson, StaffSignInError> {
        let issued_at = whole_seconds(self.staff.clock.now());
        let claims = PortalClaims {
            id: TokenId::draw(self.staff.entropy.as_ref()),
            person: found.account.uuid,
            email: self.email_of(&found.account)?,
            generation: found.generation,
            issued_at,
            expires_at: issued_at + LIVES,
        };
        Ok(SignedInPerson {
            token: self.portal_tokens.issue(&claims)?,
            user_id: found.account.uuid.to_string(),
            email: claims.email,
            account_type: "partner",
            expires_in: LIVES.num_seconds(),
        })
    }

    fn candidate_token(
        &self,
        found: &CandidateCredentials,
    ) -> Result<SignedInPerson, StaffSignInError> {
        let issued_at = whole_seconds(self.staff.clock.now());
        let claims = CandidateClaims {
            id: TokenId::draw(self.staff.entropy.as_ref()),
            candidate: found.account.uuid,
            email: found.account.email_in_clear(self.staff.vault.as_ref())?,
            generation: found.generation,
            issued_at,
            expires_at: issued_at + LIVES,
        };
        Ok(SignedInPerson {
            token: self.candidate_tokens.issue(&claims)?,
            user_id: found.account.uuid.to_string(),
            email: claims.email,
            account_type: "candidate",
            expires_in: LIVES.num_seconds(),
        })
    }

    fn email_of(&self, account: &PortalAccount) -> Result<EmailAddress, PortFailure> {
        let uuid = account.uuid.get();
        let field = PortalAccount::email_field(uuid.as_bytes());
        let plain = self.staff.vault.open(field, &account.email)?;
        std::str::from_utf8(&plain)
            .ok()
            .and_then(|text| EmailAddress::parse(text).ok())
            .ok_or(PortFailure::corrupt("portal_accounts.email_sealed"))
    }
}

/// People of a partner that is pending may sign in, to be told what is left to do;
/// what else there is refuses them.
fn may_enter(found: &PortalCredentials) -> bool {
    let open = matches!(
        found.partner,
        PartnerStatus::Active | PartnerStatus::Pending
    );
    open && found.account.status == PortalStatus::Active
}
