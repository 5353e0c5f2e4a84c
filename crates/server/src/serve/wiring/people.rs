//! How people sign in, how they are known afterwards, and who looks after them.

use std::sync::Arc;

use accounts::{
    AuthenticateApiKey, AuthenticateCandidate, AuthenticatePortal, AuthenticateStaff,
    CandidateAccounts, CandidateTokens, DraftPortalAccount, DrawPasswordLink, ManagePortal,
    ManageStaff, PasswordLinks, PersonSignIn, PersonSignOut, PortalAccounts, PortalTokens,
    RequestPasswordReset, SetPassword, StaffSignIn, StaffTokens,
};
use api::{AuditDesk, People};
use audit::ReadAuditLog;
use crypto::{JwtCandidateTokens, JwtPortalTokens, JwtSettings, JwtStaffTokens};
use store::{
    DieselApiKeys, DieselAuditLog, DieselCandidateAccounts, DieselPasswordLinks,
    DieselPortalAccounts, DieselRevokedTokens,
};

use super::no_secret;
use crate::failure::Failure;
use crate::kit::Kit;

/// The use cases, and who a token or key is.
pub(super) struct Wired {
    pub(super) cases: People,
    pub(super) portal: AuthenticatePortal,
    pub(super) candidate: AuthenticateCandidate,
    pub(super) staff: AuthenticateStaff,
    pub(super) api_key: AuthenticateApiKey,
}

/// Everything about people, on `kit`'s adapters; tokens by these settings.
///
/// # Errors
/// Token secrets that are no secrets.
pub(super) fn wired(
    kit: &Kit,
    staff: &JwtSettings,
    portal: &JwtSettings,
    candidate: &JwtSettings,
) -> Result<Wired, Failure> {
    let staff_tokens = JwtStaffTokens::new(staff).map_err(no_secret)?;
    let staff_tokens: Arc<dyn StaffTokens> = Arc::new(staff_tokens);
    let portal_tokens = JwtPortalTokens::new(portal).map_err(no_secret)?;
    let portal_tokens: Arc<dyn PortalTokens> = Arc::new(portal_tokens);
    let candidate_tokens = JwtCandidateTokens::new(candidate).map_err(no_secret)?;
    let candidate_tokens: Arc<dyn CandidateTokens> = Arc::new(candidate_tokens);
    let candidates: Arc<dyn CandidateAccounts> =
        Arc::new(DieselCandidateAccounts::new(kit.store.clone()));
    let accounts: Arc<dyn PortalAccounts> = Arc::new(DieselPortalAccounts::new(kit.store.clone()));
    Ok(Wired {
        portal: AuthenticatePortal {
            accounts: Arc::clone(&accounts),
            tokens: Arc::clone(&portal_tokens),
            clock: Arc::clone(&kit.clock),
        },
        candidate: AuthenticateCandidate {
            accounts: Arc::clone(&candidates),
            tokens: Arc::clone(&candidate_tokens),
            clock: Arc::clone(&kit.clock),
        },
        staff: AuthenticateStaff {
            accounts: kit.staff_accounts(),
            tokens: Arc::clone(&staff_tokens),
            clock: Arc::clone(&kit.clock),
        },
        api_key: AuthenticateApiKey {
            keys: Arc::new(DieselApiKeys::new(kit.store.clone())),
            hasher: Arc::clone(&kit.hasher),
            clock: Arc::clone(&kit.clock),
        },
        cases: cases(
            kit,
            staff_tokens,
            (accounts, portal_tokens),
            (candidates, candidate_tokens),
        ),
    })
}

fn cases(
    kit: &Kit,
    staff_tokens: Arc<dyn StaffTokens>,
    (accounts, portal_tokens): (Arc<dyn PortalAccounts>, Arc<dyn PortalTokens>),
    (candidates, candidate_tokens): (Arc<dyn CandidateAccounts>, Arc<dyn CandidateTokens>),
) -> People {
    let links: Arc<dyn PasswordLinks> =
        Arc::new(DieselPasswordLinks::new(kit.store.clone(), kit.post()));
    let draw = kit.password_links();
    People {
        sign_in: PersonSignIn {
            staff: staff_sign_in(kit, staff_tokens),
            portal: Arc::clone(&accounts),
            portal_tokens,
            candidates,
            candidate_tokens,
        },
        sign_out: PersonSignOut {
            revoked: Arc::new(DieselRevokedTokens::new(kit.store.clone())),
        },
        set_password: SetPassword {
            links: Arc::clone(&links),
            draw: draw.clone(),
            passwords: Arc::clone(&kit.passwords),
            clock: Arc::clone(&kit.clock),
        },
        reset: RequestPasswordReset {
            links: Arc::clone(&links),
            draw: draw.clone(),
            vault: Arc::clone(&kit.vault),
            clock: Arc::clone(&kit.clock),
        },
        staff: manage_staff(kit, draw),
        portal: ManagePortal {
            accounts,
            links,
            drafts: kit.portal_drafts(),
            clock: Arc::clone(&kit.clock),
        },
    }
}

/// The audit log, to be looked through and proved.
pub(super) fn audit_desk(kit: &Kit) -> AuditDesk {
    let read = ReadAuditLog {
        log: Arc::new(DieselAuditLog::new(kit.store.clone())),
        vault: Arc::clone(&kit.vault),
    };
    AuditDesk::new(read, kit.prove_audit_log())
}

fn staff_sign_in(kit: &Kit, tokens: Arc<dyn StaffTokens>) -> StaffSignIn {
    StaffSignIn {
        accounts: kit.staff_accounts(),
        hasher: Arc::clone(&kit.passwords),
        tokens,
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
        entropy: Arc::clone(&kit.entropy),
    }
}

fn manage_staff(kit: &Kit, links: DrawPasswordLink) -> ManageStaff {
    ManageStaff {
        accounts: kit.staff_accounts(),
        links,
        passwords: Arc::clone(&kit.passwords),
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
    }
}

impl Kit {
    /// Draws links by which somebody sets a password.
    pub(crate) fn password_links(&self) -> DrawPasswordLink {
        DrawPasswordLink {
            hasher: Arc::clone(&self.hasher),
            letters: self.letters(),
        }
    }

    /// Drafts accounts of partners' people.
    pub(crate) fn portal_drafts(&self) -> DraftPortalAccount {
        DraftPortalAccount {
            links: self.password_links(),
            vault: Arc::clone(&self.vault),
        }
    }
}
