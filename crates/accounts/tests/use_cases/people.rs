//! People of staff and of partners: signing in, setting passwords, signing out, API keys.

use std::sync::Arc;

use accounts::{
    AuthenticateApiKey, AuthenticatePortalError, ChangeStaffError, ClientSecret, CreatePortalError,
    CreateStaffError, InviteError, MockApiKeys, PartnerAccess, PartnerStatus, Password,
    PersonSignOut, PortalAccount, PortalStatus, SecretHash, SecretHasher, SetPasswordError,
    SignInError, StaffAccountChange, StaffRole, StaffSignInError, StaffStatus, StatusChange,
    TokenError,
};
use chrono::TimeDelta;
use kernel::{Actor, Clock, EmailAddress, Entropy, FieldVault as _, FixedClock, StaffId};
use notices::Letter;
use testkit::{
    FakeHasher, FakeVault, Harness, InMemoryAudit, InMemoryFamilies, InMemoryMail,
    InMemoryPartners, InMemoryPeople, PeopleCases, SeededEntropy, authenticate_staff, in_memory,
    letter_to, midday, new_partner, people_cases,
};

use super::support::{CountingHasher, secret};

const PASSWORD: &str = "correct horse battery";

struct World {
    harness: Harness,
    clock: Arc<FixedClock>,
    cases: PeopleCases,
    partner: accounts::Partner,
    mail: InMemoryMail,
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn password(text: &str) -> Password {
    Password::presented(text)
}

impl World {
    fn new() -> Self {
        let (audit, mail) = (InMemoryAudit::default(), InMemoryMail::default());
        let families = InMemoryFamilies::new(audit.clone(), mail.clone());
        let partners = InMemoryPartners::new(audit.clone(), mail.clone(), families);
        let people = InMemoryPeople::of(audit, mail.clone(), partners.clone());
        let people = Arc::new(people);
        let harness = Harness {
            partners: Arc::new(partners),
            staff: people.clone(),
            portal: people.clone(),
            password_links: people.clone(),
            revoked_tokens: people,
            ..in_memory()
        };
        let clock = Arc::new(FixedClock::at(midday()));
        let as_clock: Arc<dyn Clock> = clock.clone();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(40));
        let cases = people_cases(&harness, &as_clock, &entropy);
        let partner = harness.partners.create(new_partner(1), Actor::Operator);
        Self {
            partner: partner.expect("created"),
            harness,
            clock,
            cases,
            mail,
        }
    }

    /// What the newest letter with a link carries.
    fn token(&self) -> ClientSecret {
        let letters = self.mail.letters();
        let mut letters = letters.iter().rev();
        let letter = letters.find(|letter| letter.notice == "set_password");
        let letter = letter.expect("a letter");
        let row = letter.reference.get();
        let sealed = letter.secret.as_ref().expect("a token");
        let plain = FakeVault.open(Letter::field(row.as_bytes()), sealed);
        let text = String::from_utf8(plain.expect("it opens")).expect("a text");
        ClientSecret::presented(&text)
    }

    fn person(&self, address: &str) -> PortalAccount {
        let actor = Actor::Operator;
        let created = self
            .cases
            .people
            .create(self.partner.id, &email(address), actor);
        created.expect("created")
    }

    fn person_with_password(&self, address: &str) -> PortalAccount {
        let account = self.person(address);
        self.set(PASSWORD).expect("set");
        account
    }

    fn set(&self, text: &str) -> Result<(), SetPasswordError> {
        self.cases
            .set_password
            .execute(&self.token(), &password(text))
    }

    fn sign_in(&self, address: &str, text: &str) -> Result<String, StaffSignInError> {
        let signed_in = self.cases.sign_in.execute(&email(address), &password(text));
        signed_in.map(|signed_in| signed_in.token)
    }

    fn counts(&self, token: &str) -> Result<(), AuthenticatePortalError> {
        let claims = self.cases.portal.read(token)?;
        self.cases.portal.look_up(&claims).map(drop)
    }

    fn suspend(&self) {
        let change = StatusChange {
            partner: self.partner.id,
            to: PartnerStatus::Suspended,
            by: Actor::Operator,
            at: midday(),
            letter: letter_to(&self.partner, midday()),
        };
        self.harness
            .partners
            .change_status(change)
            .expect("suspended");
    }

    fn letters(&self, notice: &str) -> usize {
        let letters = self.mail.letters();
        letters
            .iter()
            .filter(|letter| letter.notice == notice)
            .count()
    }
}

#[test]
fn a_person_sets_a_password_by_the_link_and_signs_in() {
    let world = World::new();
    let account = world.person("Desk@LeadHouse.example");
    assert!(!account.has_password);
    assert_eq!(world.letters("set_password"), 1);
    world.set(PASSWORD).expect("set");
    assert_eq!(world.letters("password_set"), 1);
    let signed_in = world
        .cases
        .sign_in
        .execute(&email("desk@leadhouse.example"), &password(PASSWORD))
        .expect("signed in");
    assert_eq!(signed_in.account_type, "partner");
    assert_eq!(signed_in.user_id, account.uuid.to_string());
    assert_eq!(signed_in.email.as_str(), "Desk@LeadHouse.example");
    assert_eq!(signed_in.expires_in, 43_200);
    let claims = world.cases.portal.read(&signed_in.token).expect("claims");
    assert_eq!(claims.generation, 1);
    let session = world.cases.portal.look_up(&claims).expect("a session");
    assert_eq!(session.partner.id, world.partner.id);
    assert_eq!(session.account.uuid, account.uuid);
}

#[test]
fn every_refusal_costs_one_hash() {
    let world = World::new();
    world.person_with_password("desk@leadhouse.example");
    world.clock.advance(TimeDelta::minutes(2));
    world.person("new@leadhouse.example");
    let staff = world.cases.staff.invite(
        &email("ops@lender.example"),
        StaffRole::Operations,
        StaffId::new(99),
    );
    staff.expect("created");
    let disabled = world.person("gone@leadhouse.example");
    world.set(PASSWORD).expect("set");
    let people = &world.cases.people;
    let off = PortalStatus::Disabled;
    people
        .change_status(world.partner.id, disabled.uuid, off, Actor::Operator)
        .expect("disabled");
    let refused = |address: &str, text: &str| {
        let before = world.cases.passwords.computed();
        let refused = world.sign_in(address, text);
        assert_eq!(refused, Err(StaffSignInError::Refused), "{address}");
        assert_eq!(world.cases.passwords.computed(), before + 1, "{address}");
    };
    refused("nobody@leadhouse.example", PASSWORD);
    refused("desk@leadhouse.example", "wrong horse battery");
    refused("new@leadhouse.example", PASSWORD);
    refused("ops@lender.example", PASSWORD);
    refused("gone@leadhouse.example", PASSWORD);
    world.suspend();
    refused("desk@leadhouse.example", PASSWORD);
}

#[test]
fn a_link_counts_once_and_for_72_hours() {
    let world = World::new();
    world.person("desk@leadhouse.example");
    let token = world.token();
    let text = token.expose();
    let wrong = format!("{}0", &text[..text.len() - 1]);
    for wrong in ["", "ppl_live_", &text[9..], &wrong] {
        let wrong = ClientSecret::presented(wrong);
        let refused = world
            .cases
            .set_password
            .execute(&wrong, &password(PASSWORD));
        assert_eq!(refused, Err(SetPasswordError::Refused));
    }
    assert_eq!(world.cases.passwords.computed(), 0, "not for those");
    world.clock.advance(TimeDelta::hours(72));
    assert_eq!(world.set(PASSWORD), Err(SetPasswordError::Refused));
    world.clock.advance(TimeDelta::seconds(-1));
    assert_eq!(world.set(PASSWORD), Ok(()));
    assert_eq!(
        world.set("another horse battery"),
        Err(SetPasswordError::Refused)
    );
    assert!(world.sign_in("desk@leadhouse.example", PASSWORD).is_ok());
}

#[test]
fn a_new_password_ends_every_older_token() {
    let world = World::new();
    world.person_with_password("desk@leadhouse.example");
    let old = world
        .sign_in("desk@leadhouse.example", PASSWORD)
        .expect("in");
    assert_eq!(world.counts(&old), Ok(()));
    world.clock.advance(TimeDelta::minutes(2));
    let reset = &world.cases.reset;
    assert_eq!(reset.execute(&email("DESK@leadhouse.example")), Ok(()));
    assert_eq!(world.counts(&old), Ok(()), "asking ends nothing");
    world.set("another horse battery").expect("set");
    assert_eq!(world.counts(&old), Err(AuthenticatePortalError::NotActive));
    let refused = world.sign_in("desk@leadhouse.example", PASSWORD);
    assert_eq!(refused, Err(StaffSignInError::Refused));
    let new = world.sign_in("desk@leadhouse.example", "another horse battery");
    assert_eq!(world.counts(&new.expect("in")), Ok(()));
}

#[test]
fn a_reset_sends_one_link_a_minute_to_whoever_may_have_one() {
    let world = World::new();
    let account = world.person_with_password("desk@leadhouse.example");
    let ask = |address: &str| {
        let before = world.letters("set_password");
        assert_eq!(world.cases.reset.execute(&email(address)), Ok(()));
        world.letters("set_password") - before
    };
    assert_eq!(ask("nobody@leadhouse.example"), 0);
    assert_eq!(ask("desk@leadhouse.example"), 1, "the link before was used");
    let first = world.token();
    world.clock.advance(TimeDelta::seconds(59));
    assert_eq!(ask("desk@leadhouse.example"), 0);
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(ask("desk@leadhouse.example"), 1);
    let stale = world
        .cases
        .set_password
        .execute(&first, &password(PASSWORD));
    assert_eq!(stale, Err(SetPasswordError::Refused), "it was replaced");

    world.clock.advance(TimeDelta::minutes(2));
    let people = &world.cases.people;
    let status = |to| {
        let changed = people.change_status(world.partner.id, account.uuid, to, Actor::Operator);
        changed.expect("an answer").expect("somebody");
    };
    status(PortalStatus::Disabled);
    assert_eq!(ask("desk@leadhouse.example"), 0);
    assert_eq!(world.set(PASSWORD), Err(SetPasswordError::Refused));
    status(PortalStatus::Active);
    assert_eq!(ask("desk@leadhouse.example"), 1);
    world.clock.advance(TimeDelta::minutes(2));
    world.suspend();
    assert_eq!(ask("desk@leadhouse.example"), 0);
    assert_eq!(world.set(PASSWORD), Err(SetPasswordError::Refused));
}

#[test]
fn staff_send_a_link_at_most_once_a_minute() {
    let world = World::new();
    let account = world.person("desk@leadhouse.example");
    let (people, partner) = (&world.cases.people, world.partner.id);
    let sent = people.send_link(partner, account.uuid);
    assert_eq!(sent, Err(InviteError::TooSoon));
    world.clock.advance(TimeDelta::minutes(1));
    assert_eq!(people.send_link(partner, account.uuid), Ok(()));
    let other = world
        .harness
        .partners
        .create(new_partner(2), Actor::Operator);
    let other = other.expect("created").id;
    assert_eq!(
        people.send_link(other, account.uuid),
        Err(InviteError::Unknown)
    );
}

#[test]
fn a_token_ends_with_the_sign_out_the_account_the_partner_and_in_time() {
    let world = World::new();
    let account = world.person_with_password("desk@leadhouse.example");
    let enter = || {
        world
            .sign_in("desk@leadhouse.example", PASSWORD)
            .expect("in")
    };
    let (one, other) = (enter(), enter());
    let sign_out = PersonSignOut {
        revoked: world.harness.revoked_tokens.clone(),
    };
    let claims = world.cases.portal.read(&one).expect("claims");
    sign_out.execute(claims.id, claims.expires_at).expect("out");
    assert_eq!(world.counts(&one), Err(AuthenticatePortalError::NotActive));
    assert_eq!(world.counts(&other), Ok(()), "another login goes on");

    let people = &world.cases.people;
    for to in [PortalStatus::Disabled, PortalStatus::Active] {
        people
            .change_status(world.partner.id, account.uuid, to, Actor::Operator)
            .expect("changed");
        // Also once it is back: it was of another generation.
        assert_eq!(
            world.counts(&other),
            Err(AuthenticatePortalError::NotActive)
        );
    }
    let third = enter();
    world
        .clock
        .advance(TimeDelta::hours(12) + TimeDelta::seconds(9));
    assert_eq!(world.counts(&third), Ok(()));
    world.clock.advance(TimeDelta::seconds(1));
    let expired = AuthenticatePortalError::Token(TokenError::Expired);
    assert_eq!(world.counts(&third), Err(expired));
    let fourth = enter();
    world.suspend();
    assert_eq!(
        world.counts(&fourth),
        Err(AuthenticatePortalError::PartnerNotActive)
    );
}

#[test]
fn an_address_is_one_persons() {
    let world = World::new();
    world.person("desk@leadhouse.example");
    let staff = |address: &str| {
        let by = StaffId::new(99);
        world
            .cases
            .staff
            .invite(&email(address), StaffRole::Auditor, by)
    };
    assert_eq!(
        staff("DESK@leadhouse.example"),
        Err(CreateStaffError::EmailTaken)
    );
    staff("audit@lender.example").expect("created");
    let people = &world.cases.people;
    let refused = people.create(
        world.partner.id,
        &email("Audit@Lender.example"),
        Actor::Operator,
    );
    assert_eq!(refused, Err(CreatePortalError::EmailTaken));
}

#[test]
fn an_admin_is_left_and_nobody_changes_themself() {
    let world = World::new();
    let staff = &world.cases.staff;
    let invite = |address: &str| {
        let by = StaffId::new(99);
        staff
            .invite(&email(address), StaffRole::Admin, by)
            .expect("created")
    };
    let (one, other) = (invite("one@lender.example"), invite("two@lender.example"));
    let disable = StaffAccountChange {
        role: None,
        status: Some(StaffStatus::Disabled),
    };
    let demote = StaffAccountChange {
        role: Some(StaffRole::Auditor),
        status: None,
    };
    assert_eq!(
        staff.change(one.uuid, disable, one.id),
        Err(ChangeStaffError::Myself)
    );
    assert_eq!(
        staff.change(one.uuid, demote, one.id),
        Err(ChangeStaffError::Myself)
    );
    let demoted = staff.change(other.uuid, demote, one.id).expect("demoted");
    assert_eq!(demoted.role, StaffRole::Auditor);
    for change in [disable, demote] {
        let refused = staff.change(one.uuid, change, other.id);
        assert_eq!(refused, Err(ChangeStaffError::LastAdmin));
    }
    let nobody = kernel::StaffUuid::draw(&SeededEntropy::new(1));
    assert_eq!(
        staff.change(nobody, disable, one.id),
        Err(ChangeStaffError::Unknown)
    );
}

#[test]
fn a_disabled_member_of_staff_is_out_and_stays_out_with_old_tokens() {
    let world = World::new();
    let staff = &world.cases.staff;
    let by = StaffId::new(99);
    let account = staff
        .invite(&email("ops@lender.example"), StaffRole::Operations, by)
        .expect("created");
    world.set(PASSWORD).expect("set");
    let token = world.sign_in("ops@lender.example", PASSWORD).expect("in");
    let authenticate = authenticate_staff(world.harness.staff.clone(), world.clock.clone());
    let claims = authenticate.read(&token).expect("claims");
    assert!(authenticate.look_up(&claims).is_ok());
    for status in [StaffStatus::Disabled, StaffStatus::Active] {
        let change = StaffAccountChange {
            role: None,
            status: Some(status),
        };
        staff.change(account.uuid, change, by).expect("changed");
        assert!(authenticate.look_up(&claims).is_err(), "{status}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn an_api_key_and_a_secret_prove_an_active_partner_at_equal_cost() {
    let partner = World::new().partner;
    let access = |status| PartnerAccess {
        partner: accounts::Partner {
            status,
            ..partner.clone()
        },
        secrets: vec![accounts::LiveSecret {
            hash: FakeHasher.hash(&secret("right")),
            ends_at: None,
        }],
    };
    let active = access(PartnerStatus::Active);
    let suspended = access(PartnerStatus::Suspended);
    for (found, given, expected) in [
        (Some(active.clone()), "right", Ok(partner.id)),
        (Some(active), "wrong", Err(SignInError::InvalidCredentials)),
        (
            Some(suspended.clone()),
            "right",
            Err(SignInError::PartnerNotActive),
        ),
        (
            Some(suspended),
            "wrong",
            Err(SignInError::InvalidCredentials),
        ),
        (None, "right", Err(SignInError::InvalidCredentials)),
    ] {
        let mut keys = MockApiKeys::new();
        let key_hash: SecretHash = FakeHasher.hash(&secret("key"));
        keys.expect_access()
            .withf(move |hashes| hashes == [key_hash.clone()])
            .once()
            .return_once(move |_| Ok(found));
        let hasher = Arc::new(CountingHasher::default());
        let authenticate = AuthenticateApiKey {
            keys: Arc::new(keys),
            hasher: hasher.clone(),
            clock: Arc::new(FixedClock::at(midday())),
        };
        let proven = authenticate.execute(&secret("key"), &secret(given));
        assert_eq!(proven.map(|partner| partner.id), expected, "{given}");
        // One of the key, two of secrets.
        assert_eq!(hasher.taken(), 3, "{given}");
    }
}

#[test]
fn what_people_show_of_themselves_hides_tokens_and_addresses() {
    let world = World::new();
    world.person_with_password("desk@leadhouse.example");
    let signed_in = world
        .cases
        .sign_in
        .execute(&email("desk@leadhouse.example"), &password(PASSWORD));
    let shown = format!("{signed_in:?} {:?}", world.mail.letters());
    let secrets = ["leadhouse", "ppl_live_", "portal~"];
    assert!(
        !secrets.iter().any(|secret| shown.contains(secret)),
        "{shown}"
    );
}
