//! Invites, from the letter to the login, over fakes.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use accounts::{
    AuthenticateCandidateError, ClientSecret, Partner, Password, PersonSignOut, SecretHash,
    SecretHasher, StaffSignInError, TokenError,
};
use candidates::{
    AcceptError, AcceptInvite, Acceptance, AcceptedInvite, DraftEnrolments, DueInvite, Enrolling,
    EnrolmentDraft, EnrolmentWay, Invite, InviteRepository, MockInviteRepository, MockOwnPractice,
    NewPassword, OpenInvite, OwnSession, OwnSessionPlace, ReadOwnPractice, ResendError,
    ResendInvite, Resending, SessionId, SessionState, SessionStatus, Turns, WriteInvites,
    WrittenInvite,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Actor, CandidateId, Clock, EmailAddress, EnrolmentId, EnrolmentUuid, Entropy, FieldVault as _,
    FixedClock, Money, PersonName, PortFailure, PortResult,
};
use notices::{Letter, Notice, Recipient};
use testkit::{
    FakeHasher, FakePasswordHasher, FakeVault, Harness, PeopleCases, SeededEntropy, in_memory,
    letters, midday, new_partner, new_person, people_cases, seconds_after,
};

const PASSWORD: &str = "correct horse battery";

/// Hands everything on, and keeps what was written.
struct Watched {
    inner: Arc<dyn InviteRepository>,
    letters: Mutex<Vec<Letter>>,
    found: AtomicUsize,
}

impl InviteRepository for Watched {
    fn resend(&self, resending: Resending) -> Result<(), ResendError> {
        self.inner.resend(resending)
    }

    fn due(&self, at: DateTime<Utc>, most: u32) -> PortResult<Vec<DueInvite>> {
        self.inner.due(at, most)
    }

    fn write(&self, invites: Arc<[WrittenInvite]>) -> PortResult<usize> {
        let letters = invites.iter().map(|invite| invite.letter.clone());
        self.letters.lock().unwrap().extend(letters);
        self.inner.write(invites)
    }

    fn put_off(&self, invite: DueInvite, until: DateTime<Utc>) -> PortResult<()> {
        self.inner.put_off(invite, until)
    }

    fn find(&self, enrolment: EnrolmentUuid) -> PortResult<Option<OpenInvite>> {
        self.found.fetch_add(1, Ordering::SeqCst);
        self.inner.find(enrolment)
    }

    fn accept(&self, acceptance: Acceptance) -> Result<AcceptedInvite, AcceptError> {
        self.inner.accept(acceptance)
    }
}

/// Counts comparisons.
#[derive(Default)]
struct Counting(AtomicUsize);

impl SecretHasher for Counting {
    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        FakeHasher.hash(secret)
    }

    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst);
        FakeHasher.matches(secret, hash)
    }
}

struct World {
    harness: Harness,
    clock: Arc<FixedClock>,
    invites: Arc<Watched>,
    hasher: Arc<Counting>,
    passwords: FakePasswordHasher,
    people: PeopleCases,
    partner: Partner,
}

impl World {
    fn new() -> Self {
        let harness = in_memory();
        let clock = Arc::new(FixedClock::at(midday()));
        let as_clock: Arc<dyn Clock> = clock.clone();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(40));
        let people = people_cases(&harness, &as_clock, &entropy);
        let created = harness.partners.create(new_partner(1), Actor::Operator);
        Self {
            invites: Arc::new(Watched {
                inner: harness.invites.clone(),
                letters: Mutex::default(),
                found: AtomicUsize::new(0),
            }),
            hasher: Arc::default(),
            passwords: FakePasswordHasher::default(),
            partner: created.expect("created"),
            harness,
            clock,
            people,
        }
    }

    fn writer(&self) -> WriteInvites {
        WriteInvites {
            invites: self.invites.clone(),
            hasher: self.hasher.clone(),
            letters: letters(Arc::new(SeededEntropy::new(
                self.clock.now().timestamp().unsigned_abs(),
            ))),
            clock: self.clock.clone(),
        }
    }

    fn accepting(&self) -> AcceptInvite {
        AcceptInvite {
            invites: self.invites.clone(),
            hasher: self.hasher.clone(),
            passwords: Arc::new(self.passwords.clone()),
            letters: letters(Arc::new(SeededEntropy::new(42))),
            clock: self.clock.clone(),
            turns: Turns::default(),
        }
    }

    fn resending(&self) -> ResendInvite {
        ResendInvite {
            invites: self.invites.clone(),
            enrolments: self.harness.enrolments.clone(),
            vault: Arc::new(FakeVault),
            clock: self.clock.clone(),
        }
    }

    /// Enrols whoever has this address.
    fn enrol(&self, number: u64, address: &str) -> EnrolmentUuid {
        let drafts = DraftEnrolments {
            vault: Arc::new(FakeVault),
            entropy: Arc::new(SeededEntropy::new(number)),
        };
        let name = |text| PersonName::parse(text).expect("a name");
        let draft = EnrolmentDraft {
            first_name: name("Asha"),
            last_name: name("Rao"),
            email: email(address),
        };
        let new = drafts.draft(draft).unwrap();
        let uuid = new.uuid;
        let to = Enrolling {
            partner: self.partner.id,
            batch: None,
            way: EnrolmentWay::Singly,
            actor: Actor::Partner(self.partner.id),
            at: self.clock.now(),
        };
        self.harness.enrolments.enrol(to, vec![new]).unwrap();
        uuid
    }

    /// Writes what is due; the token of the last letter.
    fn token(&self) -> ClientSecret {
        let round = self.writer().round().unwrap();
        assert!(round.written > 0, "{round:?}");
        let letters = self.invites.letters.lock().unwrap();
        let letter = letters.last().expect("a letter");
        assert_eq!(letter.notice, "candidate_invite");
        let row = letter.reference.get();
        let sealed = letter.secret.as_ref().expect("a secret");
        let opened = FakeVault.open(Letter::field(row.as_bytes()), sealed);
        let token = String::from_utf8(opened.unwrap()).unwrap();
        let shown = format!("{:?}", letter.facts);
        assert!(!shown.contains(&token), "{shown}");
        assert!(token.starts_with("pit_live_"), "{token}");
        ClientSecret::presented(&token)
    }

    fn accept(
        &self,
        enrolment: EnrolmentUuid,
        token: &ClientSecret,
    ) -> Result<AcceptedInvite, AcceptError> {
        let new = NewPassword {
            token: token.clone(),
            password: Password::presented(PASSWORD),
        };
        self.accepting().execute(Some(enrolment), Some(&new))
    }

    fn sign_in(&self, address: &str, text: &str) -> Result<String, StaffSignInError> {
        let password = Password::presented(text);
        let signed_in = self.people.sign_in.execute(&email(address), &password);
        signed_in.map(|signed_in| signed_in.token)
    }

    fn as_candidate(&self, address: &str, text: &str) -> Result<String, StaffSignInError> {
        let password = Password::presented(text);
        let signed_in = self.people.sign_in.as_candidate(&email(address), &password);
        signed_in.map(|signed_in| signed_in.token)
    }

    fn counts(&self, token: &str) -> Result<(), AuthenticateCandidateError> {
        let claims = self.people.candidate.read(token)?;
        self.people.candidate.look_up(&claims).map(drop)
    }
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

#[test]
fn a_candidate_sets_a_password_by_the_letter_and_signs_in() {
    let world = World::new();
    let enrolment = world.enrol(1, "Asha@Example.test");
    let token = world.token();
    let refused = world.sign_in("asha@example.test", PASSWORD);
    assert_eq!(
        refused,
        Err(StaffSignInError::Refused),
        "nobody could know it"
    );
    let accepted = world.accept(enrolment, &token).expect("accepted");
    assert!(accepted.can_sign_in);
    assert_eq!(accepted.at, midday());
    let password = Password::presented(PASSWORD);
    for signed_in in [
        world
            .people
            .sign_in
            .execute(&email("ASHA@example.test"), &password),
        world
            .people
            .sign_in
            .as_candidate(&email("asha@example.test"), &password),
    ] {
        let signed_in = signed_in.expect("signed in");
        assert_eq!(signed_in.account_type, "candidate");
        assert_eq!(signed_in.email.as_str(), "Asha@Example.test");
        assert_eq!(signed_in.expires_in, 43_200);
        let claims = world
            .people
            .candidate
            .read(&signed_in.token)
            .expect("claims");
        assert_eq!(claims.generation, 1);
        assert_eq!(claims.candidate.to_string(), signed_in.user_id);
        let session = world.people.candidate.look_up(&claims).expect("a session");
        assert_eq!(session.account.uuid, claims.candidate);
    }
}

#[test]
fn accepting_without_a_password_lets_nobody_in_but_lets_them_ask_for_a_link() {
    let world = World::new();
    let enrolment = world.enrol(1, "asha@example.test");
    let reset = || world.people.reset.execute(&email("asha@example.test"));
    let asked = || {
        let letters = world.harness.probe.letters();
        letters
            .iter()
            .filter(|one| one.notice == "set_password")
            .count()
    };
    reset().unwrap();
    assert_eq!(
        asked(),
        0,
        "whoever enrolled somebody does not make them an account"
    );
    let accepted = world.accepting().execute(Some(enrolment), None);
    assert!(!accepted.expect("accepted").can_sign_in);
    reset().unwrap();
    assert_eq!(asked(), 1);
}

#[test]
fn every_refusal_costs_one_look_up_and_one_comparison_and_no_password() {
    let world = World::new();
    let enrolment = world.enrol(1, "asha@example.test");
    let expired = world.enrol(2, "ben@example.test");
    let accepted = world.enrol(3, "chitra@example.test");
    let token = world.token();
    world
        .accepting()
        .execute(Some(accepted), None)
        .expect("accepted");
    let unknown = EnrolmentUuid::draw(&SeededEntropy::new(99));
    let wrong = ClientSecret::presented(&format!("{}0", token.expose()));
    let link = ClientSecret::presented(&token.expose().replacen("pit", "ppl", 1));
    let refused = |at: Option<EnrolmentUuid>, token: &ClientSecret, why: AcceptError| {
        let before = (
            world.invites.found.load(Ordering::SeqCst),
            world.hasher.0.load(Ordering::SeqCst),
        );
        let new = NewPassword {
            token: token.clone(),
            password: Password::presented(PASSWORD),
        };
        let refused = world.accepting().execute(at, Some(&new));
        assert_eq!(refused, Err(why));
        assert_eq!(world.invites.found.load(Ordering::SeqCst), before.0 + 1);
        assert_eq!(world.hasher.0.load(Ordering::SeqCst), before.1 + 1);
        assert_eq!(world.passwords.computed(), 0);
    };
    refused(None, &token, AcceptError::Unknown);
    refused(Some(unknown), &token, AcceptError::Unknown);
    refused(Some(accepted), &token, AcceptError::Accepted);
    refused(Some(enrolment), &wrong, AcceptError::WrongToken);
    refused(Some(enrolment), &link, AcceptError::WrongToken);
    refused(Some(enrolment), &token, AcceptError::WrongToken);
    world.clock.advance(Invite::LIVES);
    refused(Some(expired), &token, AcceptError::Unknown);
    let late = world.accepting().execute(Some(enrolment), None);
    assert_eq!(late, Err(AcceptError::Unknown));
}

#[test]
fn the_newest_letter_counts_and_once() {
    let world = World::new();
    let enrolment = world.enrol(1, "asha@example.test");
    let first = world.token();
    world.clock.advance(TimeDelta::days(13));
    let actor = Actor::Partner(world.partner.id);
    let resent = world
        .resending()
        .execute(world.partner.id, enrolment, actor);
    let resent = resent.expect("resent");
    assert_eq!(resent.email.as_str(), "asha@example.test");
    let renewed = midday() + TimeDelta::days(13) + Invite::LIVES;
    assert_eq!(resent.enrolment.invite.expires_at, renewed);
    let second = world.token();
    assert_ne!(first, second);
    world.clock.advance(TimeDelta::days(2));
    assert_eq!(
        world.accept(enrolment, &first),
        Err(AcceptError::WrongToken)
    );
    world.accept(enrolment, &second).expect("accepted");
    assert_eq!(world.accept(enrolment, &second), Err(AcceptError::Accepted));
}

#[test]
fn a_new_password_and_a_sign_out_end_tokens() {
    let world = World::new();
    let one = world.enrol(1, "asha@example.test");
    let token = world.token();
    world.accept(one, &token).expect("accepted");
    let first = world.sign_in("asha@example.test", PASSWORD).expect("in");
    let other = world.sign_in("asha@example.test", PASSWORD).expect("in");
    assert_eq!(world.counts(&first), Ok(()));
    let claims = world.people.candidate.read(&first).expect("claims");
    let sign_out = PersonSignOut {
        revoked: world.harness.revoked_tokens.clone(),
    };
    sign_out.execute(claims.id, claims.expires_at).unwrap();
    let ended = Err(AuthenticateCandidateError::NotActive);
    assert_eq!(world.counts(&first), ended);
    assert_eq!(world.counts(&other), Ok(()));

    // Another partner's invite of the same person.
    let created = world
        .harness
        .partners
        .create(new_partner(2), Actor::Operator);
    let world = World {
        partner: created.expect("created"),
        ..world
    };
    let second = world.enrol(2, "asha@example.test");
    let token = world.token();
    world.accept(second, &token).expect("accepted");
    assert_eq!(world.counts(&other), ended, "the password was set anew");
    let last = world.sign_in("asha@example.test", PASSWORD).expect("in");
    world
        .clock
        .advance(TimeDelta::hours(12) + TimeDelta::seconds(10));
    let expired = Err(AuthenticateCandidateError::Token(TokenError::Expired));
    assert_eq!(world.counts(&last), expired);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one step after the other")]
fn whoever_is_a_partners_person_as_well_chooses_who_they_are() {
    let world = World::new();
    let person = new_person(1, world.partner.id);
    let address = "person1@example.test";
    let enrolment = world.enrol(1, address);
    let token = world.token();
    world.accept(enrolment, &token).expect("accepted");
    assert!(
        world
            .counts(&world.sign_in(address, PASSWORD).expect("in"))
            .is_ok()
    );
    world
        .harness
        .portal
        .create(person, Actor::Operator)
        .expect("created");
    // Without a password the person's account is in nobody's way.
    assert!(
        world
            .counts(&world.sign_in(address, PASSWORD).expect("in"))
            .is_ok()
    );
    let link = testkit::new_link(
        7,
        Recipient::Portal(new_person(1, world.partner.id).uuid),
        seconds_after(90),
    );
    let hash = [link.hash.clone()];
    let holder = accounts::Holder::Portal(new_person(1, world.partner.id).uuid);
    world
        .harness
        .password_links
        .replace(holder, link)
        .expect("kept");
    let other = Password::presented("another good password");
    let hashed = accounts::PasswordHasher::hash(&world.passwords, &other).unwrap();
    let letter = testkit::letter_to(&world.partner, midday());
    let set = world
        .harness
        .password_links
        .redeem(&hash, hashed, letter, seconds_after(91));
    assert_eq!(set, Ok(true));

    let refused = Err(StaffSignInError::Refused);
    assert_eq!(world.sign_in(address, PASSWORD), refused);
    let portal = world.sign_in(address, other.expose()).expect("in");
    assert!(world.people.portal.read(&portal).is_ok());
    let not_ours = Err(AuthenticateCandidateError::Token(TokenError::Invalid));
    assert_eq!(world.counts(&portal), not_ours);
    let candidate = world.as_candidate(address, PASSWORD).expect("in");
    assert!(world.counts(&candidate).is_ok());
    assert_eq!(world.as_candidate(address, other.expose()), refused);
}

#[test]
fn every_refused_login_costs_one_hash() {
    let world = World::new();
    let enrolment = world.enrol(1, "asha@example.test");
    let token = world.token();
    world.accept(enrolment, &token).expect("accepted");
    world.enrol(2, "ben@example.test");
    let refused = |address: &str, text: &str| {
        for candidate in [false, true] {
            let before = world.people.passwords.computed();
            let refused = if candidate {
                world.as_candidate(address, text)
            } else {
                world.sign_in(address, text)
            };
            assert_eq!(refused, Err(StaffSignInError::Refused), "{address}");
            assert_eq!(world.people.passwords.computed(), before + 1, "{address}");
        }
    };
    refused("nobody@example.test", PASSWORD);
    refused("asha@example.test", "wrong horse battery");
    refused("ben@example.test", PASSWORD);
}

fn due(number: i64) -> DueInvite {
    DueInvite {
        id: EnrolmentId::new(number),
        enrolment: EnrolmentUuid::draw(&SeededEntropy::new(number.unsigned_abs())),
        due_at: midday(),
        expires_at: midday() + Invite::LIVES,
    }
}

fn writer_over(invites: MockInviteRepository) -> WriteInvites {
    WriteInvites {
        invites: Arc::new(invites),
        hasher: Arc::new(FakeHasher),
        letters: letters(Arc::new(SeededEntropy::new(1))),
        clock: Arc::new(FixedClock::at(seconds_after(60))),
    }
}

#[test]
fn a_letter_that_cannot_be_kept_waits_and_holds_up_nobody() {
    let mut invites = MockInviteRepository::new();
    invites
        .expect_due()
        .returning(|_, _| Ok((1..=3).map(due).collect()));
    invites.expect_write().returning(|written| {
        if written.iter().any(|invite| invite.due == due(2)) {
            return Err(PortFailure::corrupt("partner_candidates.invite_hash"));
        }
        Ok(written.len())
    });
    invites
        .expect_put_off()
        .times(1)
        .withf(|invite, until| *invite == due(2) && *until == seconds_after(660))
        .returning(|_, _| Ok(()));
    let round = writer_over(invites).round().expect("a round");
    assert_eq!((round.written, round.failed, round.more), (2, 1, false));
}

#[test]
fn while_the_database_is_away_nothing_is_put_off() {
    let away = || PortFailure::Unavailable("away".to_owned());
    let mut invites = MockInviteRepository::new();
    invites.expect_due().returning(|_, _| Ok(vec![due(1)]));
    invites
        .expect_write()
        .times(1)
        .returning(move |_| Err(away()));
    assert_eq!(writer_over(invites).round(), Err(away()));
}

#[test]
fn a_full_round_says_that_more_may_be_due() {
    let mut invites = MockInviteRepository::new();
    invites.expect_due().returning(|at, most| {
        assert_eq!((at, most), (seconds_after(60), WriteInvites::AT_ONCE));
        Ok((1..=i64::from(most)).map(due).collect())
    });
    invites.expect_write().returning(|written| {
        let first = written.first().expect("one");
        assert_eq!(first.letter.to, Recipient::Enrolment(due(1).enrolment));
        let word = Notice::PasswordSet.word();
        assert_ne!(first.letter.notice, word);
        Ok(written.len())
    });
    let round = writer_over(invites).round().expect("a round");
    assert_eq!((round.written, round.failed, round.more), (250, 0, true));
}

#[test]
fn a_page_of_own_sessions_tells_where_the_next_begins() {
    let session = |place: i64| OwnSession {
        id: SessionId::parse(&format!("s-{place}")).expect("an id"),
        place: OwnSessionPlace(place),
        state: SessionState {
            exam_name: "Mock 1".to_owned(),
            exam_type: "IELTS".to_owned(),
            status: SessionStatus::Started,
            score: None,
            cost: Money::from_paise(0),
            rating: None,
            minutes: None,
            completed_at: None,
        },
    };
    let mut practice = MockOwnPractice::new();
    practice
        .expect_enrolments()
        .returning(|_, _| Ok(Vec::new()));
    practice
        .expect_sessions()
        .returning(move |_, before, most| {
            let newest = before.map_or(5, |place| place.0 - 1);
            let places = (1..=newest).rev().take(usize::try_from(most).unwrap());
            Ok(places.map(session).collect())
        });
    let read = ReadOwnPractice {
        practice: Arc::new(practice),
    };
    let page = |before, limit| {
        let view = read
            .view(CandidateId::new(1), before, limit)
            .expect("a view");
        let places: Vec<i64> = view.sessions.iter().map(|one| one.place.0).collect();
        (places, view.next)
    };
    assert_eq!(page(None, 2), (vec![5, 4], Some(OwnSessionPlace(4))));
    let behind = Some(OwnSessionPlace(4));
    assert_eq!(page(behind, 2), (vec![3, 2], Some(OwnSessionPlace(2))));
    assert_eq!(page(Some(OwnSessionPlace(2)), 2), (vec![1], None));
    assert_eq!(page(None, 5), (vec![5, 4, 3, 2, 1], None));
}

#[test]
fn of_a_crowd_with_the_right_token_one_hashes_a_password() {
    let world = World::new();
    let enrolment = world.enrol(1, "asha@example.test");
    let new = NewPassword {
        token: world.token(),
        password: Password::presented(PASSWORD),
    };
    let accepting = world.accepting();
    let results: Vec<_> = std::thread::scope(|scope| {
        let accept = || accepting.execute(Some(enrolment), Some(&new));
        let crowd: Vec<_> = (0..64).map(|_| scope.spawn(accept)).collect();
        let crowd = crowd.into_iter().map(|one| one.join().expect("no panic"));
        crowd.collect()
    });
    let won = results.iter().filter(|result| result.is_ok()).count();
    let lost = results.iter();
    let lost = lost.filter(|result| **result == Err(AcceptError::Accepted));
    assert_eq!((won, lost.count()), (1, 63), "{results:?}");
    assert_eq!(world.passwords.computed(), 1);
}
