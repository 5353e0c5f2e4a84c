//! People sign in with e-mail address and password, staff and partners' alike.

use std::fmt;
use std::sync::Arc;

use kernel::{EmailAddress, IndexedField, PortFailure, TokenId};

use crate::sign_in::whole_seconds;
use crate::staff::LIVES;
use crate::{
    Password, PortalAccount, PortalAccounts, PortalClaims, PortalCredentials, PortalStatus,
    PortalTokens, StaffSignIn, StaffSignInError, StaffStatus,
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
    /// `partner`, or the role of a member of staff.
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
    /// Staff, and what both need.
    pub staff: StaffSignIn,
    /// Where the accounts of partners' people are kept.
    pub portal: Arc<dyn PortalAccounts>,
    /// Makes their tokens.
    pub portal_tokens: Arc<dyn PortalTokens>,
}

impl PersonSignIn {
    /// A token for whoever has this address and password. Every refusal costs two
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
        let canonical = email.canonical();
        let vault = &self.staff.vault;
        let index = vault.index(IndexedField::Email, canonical.as_bytes());
        let staff = self.staff.accounts.find_by_email(&index)?;
        let portal = self.portal.find_by_email(&index)?;
        let hash = match (&staff, &portal) {
            (Some(staff), _) => Some(&staff.password),
            (None, portal) => portal.as_ref().and_then(|found| found.password.as_ref()),
        };
        let proven = self.staff.hasher.verify(password, hash)?;
        // Whether they are let in comes last, so that every refusal costs the same.
        match (staff, portal) {
            _ if !proven => Err(StaffSignInError::Refused),
            (Some(found), _) if found.account.status == StaffStatus::Active => {
                let signed_in = self.staff.issue(&found)?;
                Ok(SignedInPerson {
                    token: signed_in.token,
                    user_id: signed_in.user_id,
                    email: signed_in.email,
                    account_type: signed_in.role.as_str(),
                    expires_in: signed_in.expires_in,
                })
            }
            (None, Some(found)) if may_enter(&found) => self.issue(&found),
            _ => Err(StaffSignInError::Refused),
        }
    }

    fn issue(&self, found: &PortalCredentials) -> Result<SignedInPerson, StaffSignInError> {
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

fn may_enter(found: &PortalCredentials) -> bool {
    found.partner_active && found.account.status == PortalStatus::Active
}
