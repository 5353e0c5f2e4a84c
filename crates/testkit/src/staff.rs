//! Staff for tests, and fakes of what proves them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accounts::{
    AuthenticateStaff, CreateStaff, IssueError, NewStaffAccount, Password, PasswordHash,
    PasswordHasher, StaffAccount, StaffAccounts, StaffClaims, StaffRole, StaffSignIn, StaffTokens,
    TokenError,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Clock, EmailAddress, Entropy, FieldVault as _, IndexedField, PortResult, StaffUuid, TokenId,
};

use crate::{FakeVault, SeededEntropy, midday};

/// An account of `role` with the address `staff{number}@example.test` and a
/// password whose hash is the text `hash-{number}`. Everything drawn depends on
/// the number alone.
///
/// # Panics
/// Never; the invented values are valid.
pub fn new_staff(number: u64, role: StaffRole) -> NewStaffAccount {
    let uuid = StaffUuid::draw(&SeededEntropy::new(number));
    let email = EmailAddress::parse(&format!("staff{number}@example.test")).expect("an address");
    let row = uuid.get();
    NewStaffAccount {
        uuid,
        role,
        email: FakeVault
            .seal(
                StaffAccount::email_field(row.as_bytes()),
                email.as_str().as_bytes(),
            )
            .expect("the fake never fails"),
        email_index: FakeVault.index(IndexedField::Email, email.canonical().as_bytes()),
        password: PasswordHash::new(format!("hash-{number}")),
        link: None,
        created_at: midday(),
    }
}

/// Stand-in for the real hasher of passwords: quick, unsalted, and counts its work.
#[derive(Debug, Clone, Default)]
pub struct FakePasswordHasher(Arc<AtomicUsize>);

impl FakePasswordHasher {
    /// How many hashes were computed so far, for hashing and for verifying.
    pub fn computed(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn compute(&self, password: &Password) -> PasswordHash {
        self.0.fetch_add(1, Ordering::SeqCst);
        let bytes = crate::vault::hash(&[b"password", password.expose().as_bytes()]);
        PasswordHash::new(format!("fake-{bytes:02x?}"))
    }
}

impl PasswordHasher for FakePasswordHasher {
    fn hash(&self, password: &Password) -> PortResult<PasswordHash> {
        Ok(self.compute(password))
    }

    fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> PortResult<bool> {
        Ok(hash == Some(&self.compute(password)))
    }
}

/// Staff tokens that nobody signs: a token spells its claims out.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainStaffTokens;

const GENUINE: &str = "staff";

impl StaffTokens for PlainStaffTokens {
    fn issue(&self, claims: &StaffClaims) -> Result<String, IssueError> {
        Ok([
            GENUINE.to_owned(),
            claims.id.to_string(),
            claims.staff.to_string(),
            claims.email.as_str().to_owned(),
            claims.role.to_string(),
            claims.generation.to_string(),
            claims.issued_at.timestamp().to_string(),
            claims.expires_at.timestamp().to_string(),
        ]
        .join("~"))
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<StaffClaims, TokenError> {
        let claims = read(token).ok_or(TokenError::Invalid)?;
        if now - claims.expires_at >= TimeDelta::seconds(10) {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

fn read(token: &str) -> Option<StaffClaims> {
    let fields: Vec<&str> = token.split('~').collect();
    let [GENUINE, id, staff, email, role, generation, issued, expires] = fields.as_slice() else {
        return None;
    };
    let time = |text: &str| DateTime::from_timestamp(text.parse().ok()?, 0);
    Some(StaffClaims {
        id: TokenId::new(id.parse().ok()?),
        staff: StaffUuid::new(staff.parse().ok()?),
        email: EmailAddress::parse(email).ok()?,
        role: role.parse().ok()?,
        generation: generation.parse().ok()?,
        issued_at: time(issued)?,
        expires_at: time(expires)?,
    })
}

/// The use case that creates staff, over `accounts`, with the fakes.
pub fn create_staff(
    accounts: Arc<dyn StaffAccounts>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> CreateStaff {
    CreateStaff {
        accounts,
        hasher: Arc::new(FakePasswordHasher::default()),
        vault: Arc::new(FakeVault),
        clock,
        entropy,
    }
}

/// The staff's sign in, over `accounts`, with the fakes.
pub fn staff_sign_in(
    accounts: Arc<dyn StaffAccounts>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> StaffSignIn {
    StaffSignIn {
        accounts,
        hasher: Arc::new(FakePasswordHasher::default()),
        tokens: Arc::new(PlainStaffTokens),
        vault: Arc::new(FakeVault),
        clock,
        entropy,
    }
}

/// What proves staff by a token, over `accounts`, with the fakes.
pub fn authenticate_staff(
    accounts: Arc<dyn StaffAccounts>,
    clock: Arc<dyn Clock>,
) -> AuthenticateStaff {
    AuthenticateStaff {
        accounts,
        tokens: Arc::new(PlainStaffTokens),
        clock,
    }
}
