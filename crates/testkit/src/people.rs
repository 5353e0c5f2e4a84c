//! People who sign in, for tests, and fakes of what proves them.

use std::sync::Arc;

use accounts::{
    AuthenticateCandidate, AuthenticatePortal, CandidateClaims, CandidateTokens,
    DraftPortalAccount, DrawPasswordLink, IssueError, ManagePortal, ManageStaff, NewPasswordLink,
    NewPortalAccount, PersonSignIn, PortalClaims, PortalTokens, RequestPasswordReset, SetPassword,
    TokenError,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{CandidateUuid, Clock, EmailAddress, Entropy, PartnerId, PortalUuid, TokenId};
use notices::{Compose, Recipient};

use crate::{
    FakeHasher, FakePasswordHasher, FakeVault, Harness, SeededEntropy, midday, staff_sign_in,
};

/// Composes letters with the fakes; what is drawn comes from `entropy`.
pub fn letters(entropy: Arc<dyn Entropy>) -> Compose {
    Compose {
        vault: Arc::new(FakeVault),
        entropy,
    }
}

/// Draws links with the fakes.
pub fn password_links(entropy: Arc<dyn Entropy>) -> DrawPasswordLink {
    DrawPasswordLink {
        hasher: Arc::new(FakeHasher),
        letters: letters(entropy),
    }
}

/// A link to `to`, made at `at`, whose token depends on `number` alone.
///
/// # Panics
/// Never; the fakes do not fail.
pub fn new_link(number: u64, to: Recipient, at: DateTime<Utc>) -> NewPasswordLink {
    let draw = password_links(Arc::new(SeededEntropy::new(number)));
    draw.draw(to, at).expect("the fake never fails")
}

/// An account of `partner` with the address `person{number}@example.test`, made at
/// midday. Everything drawn depends on the number alone.
///
/// # Panics
/// Never; the invented values are valid.
pub fn new_person(number: u64, partner: PartnerId) -> NewPortalAccount {
    let email = EmailAddress::parse(&format!("person{number}@example.test")).expect("an address");
    drafts(Arc::new(SeededEntropy::new(number)))
        .draft(partner, &email, midday())
        .expect("the fake never fails")
}

fn drafts(entropy: Arc<dyn Entropy>) -> DraftPortalAccount {
    DraftPortalAccount {
        links: password_links(entropy),
        vault: Arc::new(FakeVault),
    }
}

/// Tokens of partners' people that nobody signs: a token spells its claims out.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainPortalTokens;

const GENUINE: &str = "portal";
const CANDIDATES: &str = "candidate";

impl PortalTokens for PlainPortalTokens {
    fn issue(&self, claims: &PortalClaims) -> Result<String, IssueError> {
        Ok([
            GENUINE.to_owned(),
            claims.id.to_string(),
            claims.person.to_string(),
            claims.email.as_str().to_owned(),
            claims.generation.to_string(),
            claims.issued_at.timestamp().to_string(),
            claims.expires_at.timestamp().to_string(),
        ]
        .join("~"))
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<PortalClaims, TokenError> {
        let claims = read(token).ok_or(TokenError::Invalid)?;
        if now - claims.expires_at >= TimeDelta::seconds(10) {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

/// Tokens of candidates that nobody signs: a token spells its claims out.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainCandidateTokens;

impl CandidateTokens for PlainCandidateTokens {
    fn issue(&self, claims: &CandidateClaims) -> Result<String, IssueError> {
        let portal = PlainPortalTokens.issue(&PortalClaims {
            id: claims.id,
            person: PortalUuid::new(claims.candidate.get()),
            email: claims.email.clone(),
            generation: claims.generation,
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
        })?;
        Ok(portal.replacen(GENUINE, CANDIDATES, 1))
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<CandidateClaims, TokenError> {
        let rest = token.strip_prefix(CANDIDATES).ok_or(TokenError::Invalid)?;
        let read = PlainPortalTokens.verify(&format!("{GENUINE}{rest}"), now)?;
        Ok(CandidateClaims {
            id: read.id,
            candidate: CandidateUuid::new(read.person.get()),
            email: read.email,
            generation: read.generation,
            issued_at: read.issued_at,
            expires_at: read.expires_at,
        })
    }
}

fn read(token: &str) -> Option<PortalClaims> {
    let fields: Vec<&str> = token.split('~').collect();
    let [GENUINE, id, person, email, generation, issued, expires] = fields.as_slice() else {
        return None;
    };
    let time = |text: &str| DateTime::from_timestamp(text.parse().ok()?, 0);
    Some(PortalClaims {
        id: TokenId::new(id.parse().ok()?),
        person: PortalUuid::new(person.parse().ok()?),
        email: EmailAddress::parse(email).ok()?,
        generation: generation.parse().ok()?,
        issued_at: time(issued)?,
        expires_at: time(expires)?,
    })
}

/// The use cases of people over one store, with the fakes.
#[derive(Clone)]
#[expect(missing_docs, reason = "the fields are the use cases, by name")]
pub struct PeopleCases {
    pub sign_in: PersonSignIn,
    pub portal: AuthenticatePortal,
    pub candidate: AuthenticateCandidate,
    pub set_password: SetPassword,
    pub reset: RequestPasswordReset,
    pub staff: ManageStaff,
    pub people: ManagePortal,
    /// Counts what every one of them hashes.
    pub passwords: FakePasswordHasher,
}

/// The use cases over `harness`.
#[expect(clippy::too_many_lines, reason = "one use case after the other")]
pub fn people_cases(
    harness: &Harness,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> PeopleCases {
    let passwords = FakePasswordHasher::default();
    let draw = password_links(Arc::clone(entropy));
    let mut staff = staff_sign_in(
        harness.staff.clone(),
        Arc::clone(clock),
        Arc::clone(entropy),
    );
    staff.hasher = Arc::new(passwords.clone());
    PeopleCases {
        sign_in: PersonSignIn {
            staff,
            portal: harness.portal.clone(),
            portal_tokens: Arc::new(PlainPortalTokens),
            candidates: harness.candidate_accounts.clone(),
            candidate_tokens: Arc::new(PlainCandidateTokens),
        },
        portal: AuthenticatePortal {
            accounts: harness.portal.clone(),
            tokens: Arc::new(PlainPortalTokens),
            clock: Arc::clone(clock),
        },
        candidate: AuthenticateCandidate {
            accounts: harness.candidate_accounts.clone(),
            tokens: Arc::new(PlainCandidateTokens),
            clock: Arc::clone(clock),
        },
        set_password: SetPassword {
            links: harness.password_links.clone(),
            draw: draw.clone(),
            passwords: Arc::new(passwords.clone()),
            clock: Arc::clone(clock),
        },
        reset: RequestPasswordReset {
            links: harness.password_links.clone(),
            draw: draw.clone(),
            vault: Arc::new(FakeVault),
            clock: Arc::clone(clock),
        },
        staff: ManageStaff {
            accounts: harness.staff.clone(),
            links: draw.clone(),
            passwords: Arc::new(passwords.clone()),
            vault: Arc::new(FakeVault),
            clock: Arc::clone(clock),
        },
        people: ManagePortal {
            accounts: harness.portal.clone(),
            links: harness.password_links.clone(),
            drafts: drafts(Arc::clone(entropy)),
            clock: Arc::clone(clock),
        },
        passwords,
    }
}
