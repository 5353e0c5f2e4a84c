//! Staff: creating, signing in, proving by token.

use std::sync::Arc;

use accounts::{
    AuthenticateStaffError, CreateStaff, CreateStaffError, CreatedStaff, IssueError,
    MockStaffAccounts, MockStaffTokens, Password, PasswordHash, PasswordHasher, PersonSignIn,
    StaffAccount, StaffAccounts, StaffDraft, StaffRole, StaffSignIn, StaffSignInError, StaffStatus,
    TokenError,
};
use chrono::TimeDelta;
use kernel::{
    Actor, EmailAddress, FieldVault as _, FixedClock, IndexedField, PortFailure, PortResult,
};
use testkit::{
    FakePasswordHasher, FakeVault, InMemoryAudit, InMemoryPeople, PlainCandidateTokens,
    PlainPortalTokens, SeededEntropy, authenticate_staff, create_staff, midday, staff_sign_in,
};

const PASSWORD: &str = "correct horse battery";

struct World {
    staff: Arc<InMemoryPeople>,
    hasher: FakePasswordHasher,
    clock: Arc<FixedClock>,
    entropy: Arc<SeededEntropy>,
    audit: InMemoryAudit,
}

impl World {
    fn new() -> Self {
        let audit = InMemoryAudit::default();
        Self {
            staff: Arc::new(InMemoryPeople::new(audit.clone())),
            hasher: FakePasswordHasher::default(),
            clock: Arc::new(FixedClock::at(midday() + TimeDelta::milliseconds(900))),
            entropy: Arc::new(SeededEntropy::new(1)),
            audit,
        }
    }

    fn creating(&self) -> CreateStaff {
        CreateStaff {
            hasher: Arc::new(self.hasher.clone()),
            ..create_staff(self.staff.clone(), self.clock.clone(), self.entropy.clone())
        }
    }

    fn create(&self, text: &str, password: Option<&str>) -> Result<CreatedStaff, CreateStaffError> {
        let draft = StaffDraft {
            email: email(text),
            role: StaffRole::Finance,
            password: password.map(Password::presented),
        };
        self.creating().execute(draft, Actor::Operator)
    }

    fn sign_in(&self) -> PersonSignIn {
        PersonSignIn {
            staff: StaffSignIn {
                hasher: Arc::new(self.hasher.clone()),
                ..staff_sign_in(self.staff.clone(), self.clock.clone(), self.entropy.clone())
            },
            portal: self.staff.clone(),
            portal_tokens: Arc::new(PlainPortalTokens),
            candidates: self.staff.clone(),
            candidate_tokens: Arc::new(PlainCandidateTokens),
        }
    }

    fn with_somebody() -> (Self, StaffAccount) {
        let world = Self::new();
        let created = world.create("Fin@Lender.example", Some(PASSWORD));
        let account = created.expect("created").account;
        (world, account)
    }
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn password(text: &str) -> Password {
    Password::presented(text)
}

#[test]
fn a_given_password_is_kept_as_a_hash_only_and_not_shown_again() {
    let (world, account) = World::with_somebody();
    assert_eq!(account.role, StaffRole::Finance);
    assert_eq!(account.status, StaffStatus::Active);
    let index = FakeVault.index(IndexedField::Email, b"fin@lender.example");
    let found = world.staff.find_by_email(&index).expect("an answer");
    let found = found.expect("found by the address in small letters");
    assert!(!found.password.as_str().contains(PASSWORD));
    let verified = world
        .hasher
        .verify(&password(PASSWORD), Some(&found.password));
    assert_eq!(verified, Ok(true));
    let uuid = account.uuid.get();
    let opened = FakeVault.open(StaffAccount::email_field(uuid.as_bytes()), &account.email);
    assert_eq!(opened, Ok(b"Fin@Lender.example".to_vec()));
    let entries = world.audit.entries();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].event.action(), "staff.created");
    assert_eq!(entries[0].event.subject(), account.id.get());
    assert_eq!(entries[0].event.details(), [("role", "finance".to_owned())]);
    assert_eq!(entries[0].actor, Actor::Operator);
}

#[test]
fn without_a_password_one_is_drawn_that_works() {
    let world = World::new();
    let created = world.create("a@lender.example", None).expect("created");
    let drawn = created.drawn.expect("drawn");
    let signed_in = world.sign_in().execute(&email("a@lender.example"), &drawn);
    assert!(signed_in.is_ok());
    let given = world.create("b@lender.example", Some(PASSWORD));
    assert!(given.expect("created").drawn.is_none());
    assert!(!format!("{drawn:?}").contains(drawn.expose()));
}

#[test]
fn an_address_is_taken_in_any_spelling() {
    let (world, _) = World::with_somebody();
    let again = world.create("FIN@lender.EXAMPLE", None);
    assert_eq!(again.err(), Some(CreateStaffError::EmailTaken));
}

#[test]
fn a_token_says_who_it_is_for_and_lives_twelve_hours() {
    let (world, account) = World::with_somebody();
    let signed_in = world
        .sign_in()
        .execute(&email("fin@LENDER.example"), &password(PASSWORD))
        .expect("signed in");
    assert_eq!(signed_in.user_id, account.uuid.to_string());
    assert_eq!(signed_in.email.as_str(), "Fin@Lender.example");
    assert_eq!(signed_in.account_type, "finance");
    assert_eq!(signed_in.expires_in, 43_200);
    let shown = format!("{signed_in:?}");
    assert!(!shown.contains(&signed_in.token) && !shown.contains("Lender"));

    let authenticate = authenticate_staff(world.staff.clone(), world.clock.clone());
    let claims = authenticate.read(&signed_in.token).expect("claims");
    assert_eq!(claims.staff, account.uuid);
    assert_eq!(claims.email.as_str(), "Fin@Lender.example");
    assert_eq!(claims.role, StaffRole::Finance);
    assert_eq!(claims.issued_at, midday(), "whole seconds");
    assert_eq!(claims.expires_at, midday() + TimeDelta::hours(12));
    let again = world
        .sign_in()
        .execute(&email("fin@lender.example"), &password(PASSWORD));
    let again = authenticate.read(&again.expect("signed in").token);
    assert_ne!(
        again.expect("claims").id,
        claims.id,
        "each has a jti of its own"
    );
}

#[test]
fn every_refusal_is_the_same_and_costs_one_comparison() {
    let (world, account) = World::with_somebody();
    let sign_in = world.sign_in();
    let refuses = |address: &str, text: &str| {
        let before = world.hasher.computed();
        let refused = sign_in.execute(&email(address), &password(text));
        assert_eq!(refused.err(), Some(StaffSignInError::Refused), "{address}");
        assert_eq!(world.hasher.computed(), before + 1, "{address} {text}");
    };
    refuses("fin@lender.example", "wrong");
    refuses("fin@lender.example", "");
    refuses("nobody@lender.example", PASSWORD);
    world.staff.change(account.uuid, |account| {
        account.status = StaffStatus::Disabled;
    });
    refuses("fin@lender.example", PASSWORD);
    refuses("fin@lender.example", "wrong");
}

#[test]
fn the_role_and_the_status_are_those_of_now() {
    let (world, account) = World::with_somebody();
    let signed_in = world
        .sign_in()
        .execute(&email("fin@lender.example"), &password(PASSWORD));
    let token = signed_in.expect("signed in").token;
    let authenticate = authenticate_staff(world.staff.clone(), world.clock.clone());
    let claims = authenticate.read(&token).expect("claims");
    let session = authenticate.look_up(&claims).expect("a session");
    assert_eq!(session.account, account);

    world
        .staff
        .change(account.uuid, |account| account.role = StaffRole::Auditor);
    let session = authenticate.look_up(&claims).expect("a session");
    assert_eq!(session.account.role, StaffRole::Auditor);

    world.staff.change(account.uuid, |account| {
        account.status = StaffStatus::Disabled;
    });
    let out = authenticate.look_up(&claims);
    assert_eq!(out.err(), Some(AuthenticateStaffError::NotActive));

    let elsewhere = Arc::new(InMemoryPeople::new(InMemoryAudit::default()));
    let gone = authenticate_staff(elsewhere, world.clock.clone()).look_up(&claims);
    assert_eq!(gone.err(), Some(AuthenticateStaffError::NotActive));
}

#[test]
fn a_token_that_is_none_or_too_old_is_told_apart() {
    let (world, _) = World::with_somebody();
    let authenticate = authenticate_staff(world.staff.clone(), world.clock.clone());
    let read = |token: &str| authenticate.read(token).err();
    assert_eq!(read("nonsense"), Some(TokenError::Invalid.into()));
    let signed_in = world
        .sign_in()
        .execute(&email("fin@lender.example"), &password(PASSWORD));
    let token = signed_in.expect("signed in").token;
    world.clock.advance(TimeDelta::hours(13));
    assert_eq!(read(&token), Some(TokenError::Expired.into()));
}

fn busy() -> PortFailure {
    PortFailure::Unavailable("busy".to_owned())
}

/// Too busy to hash anything.
struct Busy;

impl PasswordHasher for Busy {
    fn hash(&self, _: &Password) -> PortResult<PasswordHash> {
        Err(busy())
    }

    fn verify(&self, _: &Password, _: Option<&PasswordHash>) -> PortResult<bool> {
        Err(busy())
    }
}

#[test]
fn what_fails_below_is_handed_through() {
    let (world, _) = World::with_somebody();
    let (address, right) = (email("fin@lender.example"), password(PASSWORD));
    let mut sign_in = world.sign_in();
    sign_in.staff.hasher = Arc::new(Busy);
    let crowd = sign_in.execute(&address, &right).err();
    assert_eq!(crowd, Some(StaffSignInError::Port(busy())));

    let mut sign_in = world.sign_in();
    let mut tokens = MockStaffTokens::new();
    let no_key = || IssueError("no key".to_owned());
    tokens.expect_issue().returning(move |_| Err(no_key()));
    sign_in.staff.tokens = Arc::new(tokens);
    let unsigned = sign_in.execute(&address, &right).err();
    assert_eq!(unsigned, Some(StaffSignInError::Issue(no_key())));

    let mut sign_in = world.sign_in();
    let mut away = MockStaffAccounts::new();
    away.expect_find_by_email().returning(|_| Err(busy()));
    away.expect_standing().returning(|_, _| Err(busy()));
    let away = Arc::new(away);
    sign_in.staff.accounts = away.clone();
    let lost = sign_in.execute(&address, &right).err();
    assert_eq!(lost, Some(StaffSignInError::Port(busy())));

    let token = world
        .sign_in()
        .execute(&address, &right)
        .expect("signed in")
        .token;
    let authenticate = authenticate_staff(away, world.clock.clone());
    let claims = authenticate.read(&token).expect("claims");
    let lost = authenticate.look_up(&claims).err();
    assert_eq!(lost, Some(AuthenticateStaffError::Port(busy())));

    let mut creating = world.creating();
    creating.hasher = Arc::new(Busy);
    let draft = StaffDraft {
        email: email("b@lender.example"),
        role: StaffRole::Admin,
        password: None,
    };
    let refused = creating.execute(draft, Actor::Operator).err();
    assert_eq!(refused, Some(CreateStaffError::Port(busy())));
}
