//! Letters on their way, over fakes.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    BusinessCalendar, CandidateUuid, Clock as _, EnrolmentUuid, FieldVault as _, FixedClock,
    NoticeId, PartnerUuid, PortFailure, PortResult, PortalUuid, Sealed, StaffUuid,
};
use notices::{
    AddressBook, Addressee, ClaimedLetter, Compose, DeliverMail, Letter, Letterhead, Mail,
    MailBacklog, MailOutbox, Mailer, Notice, Outcome, Recipient, SendError, Unsettled,
};
use testkit::{FakeVault, InMemoryMailOutbox, SeededEntropy, midday, seconds_after};
use uuid::Uuid;

/// Takes mails, or does what it was told to.
#[derive(Default)]
struct FakeMailer {
    mails: Mutex<Vec<Mail>>,
    refusal: Mutex<Option<SendError>>,
}

impl Mailer for FakeMailer {
    fn send(&self, mail: &Mail) -> Result<Option<String>, SendError> {
        if let Some(refusal) = self.refusal.lock().unwrap().clone() {
            return Err(refusal);
        }
        self.mails.lock().unwrap().push(mail.clone());
        Ok(None)
    }
}

/// Everybody it is told of, at one address.
#[derive(Default)]
struct FakeAddresses {
    partner: Option<&'static str>,
    gone: bool,
    nobody: bool,
    address: Option<&'static str>,
}

impl AddressBook for FakeAddresses {
    fn find(&self, recipient: Recipient) -> PortResult<Option<Addressee>> {
        let uuid = recipient.uuid();
        let address = self.address.unwrap_or("desk@partner.example.test");
        let field = recipient.address_field(uuid.as_bytes());
        let addressee = Addressee {
            email: FakeVault.seal(field, address.as_bytes())?,
            partner: self.partner.map(str::to_owned),
            gone: self.gone,
        };
        Ok((!self.nobody).then_some(addressee))
    }
}

/// An outbox whose database goes away when something is to be noted.
struct Failing {
    inner: InMemoryMailOutbox,
    away: AtomicBool,
}

impl Failing {
    fn answer(&self) -> PortResult<()> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortFailure::Unavailable("away".to_owned()));
        }
        Ok(())
    }
}

impl MailOutbox for Failing {
    fn keep(&self, letter: Letter) -> PortResult<()> {
        self.inner.keep(letter)
    }

    fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Option<ClaimedLetter>> {
        self.inner.claim(now, until)
    }

    fn sent(&self, reference: NoticeId, at: DateTime<Utc>) -> PortResult<()> {
        self.answer()?;
        self.inner.sent(reference, at)
    }

    fn put_off(&self, letter: &ClaimedLetter, next: DateTime<Utc>) -> PortResult<()> {
        self.answer()?;
        self.inner.put_off(letter, next)
    }

    fn give_up(&self, letter: &ClaimedLetter, at: DateTime<Utc>) -> PortResult<()> {
        self.answer()?;
        self.inner.give_up(letter, at)
    }

    fn backlog(&self, since: DateTime<Utc>) -> PortResult<MailBacklog> {
        self.inner.backlog(since)
    }
}

struct Scene {
    deliver: DeliverMail,
    mailer: Arc<FakeMailer>,
    outbox: Arc<Failing>,
    clock: Arc<FixedClock>,
    compose: Compose,
}

impl Scene {
    fn new() -> Self {
        Self::with(FakeAddresses {
            partner: Some("Lead House"),
            ..FakeAddresses::default()
        })
    }

    fn with(addresses: FakeAddresses) -> Self {
        let mailer = Arc::new(FakeMailer::default());
        let outbox = Arc::new(Failing {
            inner: InMemoryMailOutbox::default(),
            away: AtomicBool::new(false),
        });
        let clock = Arc::new(FixedClock::at(midday()));
        let deliver = DeliverMail {
            outbox: outbox.clone(),
            addresses: Arc::new(addresses),
            mailer: mailer.clone(),
            letterhead: Letterhead {
                lender: "Pocket <Credit>".to_owned(),
                support: "help@lender.example.test".to_owned(),
                url: "https://partners.example.test".to_owned(),
                calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
            },
            vault: Arc::new(FakeVault),
            clock: clock.clone(),
            claim_for: TimeDelta::seconds(120),
            unsettled: Unsettled::default(),
        };
        let compose = Compose {
            vault: Arc::new(FakeVault),
            entropy: Arc::new(SeededEntropy::new(5)),
        };
        Self {
            deliver,
            mailer,
            outbox,
            clock,
            compose,
        }
    }

    fn keep(&self, to: Recipient, notice: &Notice) {
        let letter = self.compose.letter(to, notice, self.clock.now()).unwrap();
        self.outbox.keep(letter).unwrap();
    }

    /// The outcome of the letter whose turn it is.
    fn outcome(&self) -> Option<Outcome> {
        let delivery = self.deliver.next().expect("no port fails");
        delivery.map(|delivery| delivery.outcome)
    }

    /// The mail about `notice` to `to`.
    fn mail(&self, to: Recipient, notice: &Notice) -> Mail {
        self.keep(to, notice);
        assert_eq!(
            self.outcome(),
            Some(Outcome::Sent(None)),
            "{}",
            notice.word()
        );
        self.mailer.mails.lock().unwrap().pop().expect("a mail")
    }

    fn refuse(&self, refusal: Option<SendError>) {
        *self.mailer.refusal.lock().unwrap() = refusal;
    }
}

const PARTNER: Recipient = Recipient::Partner(PartnerUuid::new(Uuid::from_u128(1)));
const PERSON: Recipient = Recipient::Portal(PortalUuid::new(Uuid::from_u128(2)));
const STAFF: Recipient = Recipient::Staff(StaffUuid::new(Uuid::from_u128(3)));

fn set_password(seconds: i64) -> Notice {
    Notice::SetPassword {
        token: "a-token_1.2~3+4/5=".to_owned(),
        expires_at: seconds_after(seconds),
    }
}

fn every_notice() -> Vec<Notice> {
    let status = |to| Notice::StatusChanged { to };
    let mut all = vec![
        set_password(3_600),
        Notice::OnboardingLink {
            partner: PartnerUuid::new(Uuid::from_u128(1)),
            token: "onboarding-token".to_owned(),
            expires_at: seconds_after(3_600),
        },
        Notice::Deleted,
        Notice::Restored,
        Notice::ReviewDecided {
            approved: true,
            reason: None,
        },
        Notice::ReviewDecided {
            approved: false,
            reason: Some("The PAN card\ncannot be read.".to_owned()),
        },
        Notice::SecretRotated {
            previous_ends_at: seconds_after(86_400),
        },
        Notice::KeyEnrolled {
            fingerprint: "ab".repeat(32),
        },
        Notice::PasswordSet,
        Notice::RefreshTokenReused,
    ];
    all.extend(["pending", "active", "suspended", "inactive", "rejected"].map(status));
    all
}

#[test]
fn every_notice_becomes_a_mail_that_fetches_nothing() {
    let scene = Scene::new();
    let mut subjects = Vec::new();
    for notice in every_notice() {
        let mail = scene.mail(PARTNER, &notice);
        assert!(
            mail.text.starts_with("Hello Lead House,\n\n"),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("Questions: help@lender.example.test"));
        assert!(mail.html.contains("Pocket &lt;Credit&gt;"), "{}", mail.html);
        assert!(!mail.html.contains("<Credit>"));
        for fetched in ["src=", "<script", "url(", "<link", "@import"] {
            assert!(!mail.html.contains(fetched), "{fetched}");
        }
        assert!(mail.subject.len() < 100 && !mail.subject.contains('\n'));
        assert_eq!(mail.name.as_deref(), Some("Lead House"));
        subjects.push(mail.subject);
    }
    subjects.sort();
    let all = subjects.len();
    subjects.dedup();
    assert_eq!(subjects.len(), all, "each has a subject of its own");
    assert_eq!(scene.outbox.inner.with_secret(), 0);
}

#[test]
fn a_link_carries_its_token_in_the_fragment_and_times_name_their_zone() {
    let scene = Scene::new();
    let mail = scene.mail(PERSON, &set_password(3_600));
    let link = "https://partners.example.test/partner/set-password#token=\
                a-token_1.2~3%2B4%2F5%3D";
    assert!(mail.text.contains(link), "{}", mail.text);
    assert!(mail.html.contains(link), "{}", mail.html);
    // 12:00 UTC and an hour.
    let until = "15 January 2026, 18:30 (Asia/Kolkata)";
    assert!(mail.text.contains(until), "{}", mail.text);
    assert_eq!(mail.name, None, "a person's name nobody knows");

    let onboarding = &every_notice()[1];
    let mail = scene.mail(PARTNER, onboarding);
    let link = "https://partners.example.test/partner/onboarding\
                #id=00000000-0000-0000-0000-000000000001&token=onboarding-token";
    assert!(mail.text.contains(link), "{}", mail.text);
    assert!(mail.html.contains(&link.replace('&', "&amp;")));
}

fn invite(seconds: i64) -> Notice {
    Notice::CandidateInvite {
        enrolment: EnrolmentUuid::new(Uuid::from_u128(4)),
        token: "pit_live_token".to_owned(),
        expires_at: seconds_after(seconds),
    }
}

const INVITED: Recipient = Recipient::Enrolment(EnrolmentUuid::new(Uuid::from_u128(4)));

#[test]
fn an_invite_says_who_invites_and_greets_nobody_as_the_partner() {
    let scene = Scene::new();
    let mail = scene.mail(INVITED, &invite(14 * 86_400));
    assert_eq!(mail.subject, "Lead House invites you to practise");
    assert_eq!(mail.name, None);
    assert!(mail.text.starts_with("Hello,\n\n"), "{}", mail.text);
    let hosts = "Lead House invites you to practise for your exams";
    let link = "https://partners.example.test/invite/\
                00000000-0000-0000-0000-000000000004#token=pit_live_token";
    let until = "29 January 2026, 17:30 (Asia/Kolkata)";
    for told in [hosts, link, until] {
        assert!(mail.text.contains(told), "{}", mail.text);
        assert!(mail.html.contains(told), "{}", mail.html);
    }
    assert!(mail.html.contains("Pocket &lt;Credit&gt;"), "{}", mail.html);
    assert_eq!(scene.outbox.inner.with_secret(), 0);
    scene.keep(INVITED, &invite(0));
    assert!(matches!(scene.outcome(), Some(Outcome::GivenUp(_))));

    // A name that must not be repeated is not.
    let odd = Scene::with(FakeAddresses {
        partner: Some("evil.example"),
        ..FakeAddresses::default()
    });
    let mail = odd.mail(INVITED, &invite(60));
    assert!(!mail.text.contains("evil.example"), "{}", mail.text);
    assert!(
        mail.text
            .contains("A partner of Pocket <Credit> invites you")
    );
    assert_eq!(
        mail.subject,
        "An invitation to practise with Pocket <Credit>"
    );
    // What a candidate is told of the account names no partner.
    let alone = Scene::with(FakeAddresses::default());
    let own = Recipient::Candidate(CandidateUuid::new(Uuid::from_u128(5)));
    let mail = alone.mail(own, &Notice::PasswordSet);
    assert!(mail.text.starts_with("Hello,\n\n"), "{}", mail.text);
}

#[test]
fn what_others_wrote_is_no_markup_and_no_line_of_ours() {
    let scene = Scene::with(FakeAddresses {
        partner: Some("A <b>bold</b> & \"quoted\" name"),
        ..FakeAddresses::default()
    });
    let notice = Notice::ReviewDecided {
        approved: false,
        reason: Some("<img src=x>\n-- \nfake footer".to_owned()),
    };
    let mail = scene.mail(PARTNER, &notice);
    assert!(!mail.html.contains("<b>") && !mail.html.contains("<img"));
    assert!(mail.html.contains("&lt;img src=x&gt;"));
    assert!(mail.text.contains("> <img src=x>\n> -- \n> fake footer\n"));
}

#[test]
fn a_name_that_looks_like_an_address_is_not_repeated() {
    for name in [
        "Win at evil.example",
        "https://evil.example",
        "write to me@evil",
        "evil/path",
        "a\\b",
    ] {
        let scene = Scene::with(FakeAddresses {
            partner: Some(name),
            ..FakeAddresses::default()
        });
        let mail = scene.mail(PARTNER, &Notice::Restored);
        assert!(mail.text.starts_with("Hello,\n"), "{name}");
        assert_eq!(mail.name, None);
    }
    let scene = Scene::with(FakeAddresses {
        partner: Some("Northwind Finance Pvt. Ltd."),
        ..FakeAddresses::default()
    });
    let mail = scene.mail(PARTNER, &Notice::Restored);
    assert!(
        mail.text
            .starts_with("Hello Northwind Finance Pvt. Ltd.,\n")
    );
}

#[test]
fn what_is_refused_for_now_is_tried_until_three_days_are_over() {
    let scene = Scene::new();
    scene.refuse(Some(SendError::Later("away".to_owned())));
    scene.keep(PARTNER, &set_password(10 * 86_400));
    let mut attempts = 0;
    let end = loop {
        attempts += 1;
        match scene.outcome().expect("it is due") {
            Outcome::PutOff { next, .. } => {
                scene.clock.set(next - TimeDelta::microseconds(1));
                assert_eq!(scene.outcome(), None, "not before");
                scene.clock.set(next);
            }
            other => break other,
        }
    };
    assert_eq!(end, Outcome::GivenUp("away".to_owned()));
    assert_eq!(attempts, 29, "five quick ones, then every three hours");
    assert!(scene.clock.now() - midday() <= TimeDelta::days(3));
    assert_eq!(scene.outbox.inner.with_secret(), 0, "the token is gone");
    scene.clock.advance(TimeDelta::days(30));
    assert_eq!(scene.outcome(), None);
}

#[test]
fn what_is_refused_for_good_or_has_nobody_is_given_up_at_once() {
    let given_up = |scene: &Scene, notice: &Notice| {
        scene.keep(PARTNER, notice);
        let outcome = scene.outcome();
        assert!(matches!(outcome, Some(Outcome::GivenUp(_))), "{outcome:?}");
        assert_eq!(scene.outbox.inner.with_secret(), 0);
        assert!(scene.mailer.mails.lock().unwrap().is_empty());
    };
    let scene = Scene::new();
    scene.refuse(Some(SendError::Never("550".to_owned())));
    given_up(&scene, &Notice::Restored);
    scene.refuse(None);
    given_up(&scene, &set_password(0));
    let nobody = FakeAddresses {
        nobody: true,
        ..FakeAddresses::default()
    };
    given_up(&Scene::with(nobody), &set_password(60));
    let none = FakeAddresses {
        address: Some("nobody"),
        ..FakeAddresses::default()
    };
    given_up(&Scene::with(none), &set_password(60));
}

#[test]
fn who_is_gone_is_told_that_and_nothing_else() {
    let scene = Scene::with(FakeAddresses {
        gone: true,
        ..FakeAddresses::default()
    });
    for notice in every_notice() {
        scene.keep(STAFF, &notice);
        let told = scene.outcome() == Some(Outcome::Sent(None));
        assert_eq!(told, notice == Notice::Deleted, "{}", notice.word());
    }
}

#[test]
fn what_left_is_not_sent_again_because_the_database_was_away() {
    let scene = Scene::new();
    scene.keep(PARTNER, &Notice::Restored);
    scene.keep(PARTNER, &Notice::Deleted);
    scene.outbox.away.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert!(scene.deliver.next().is_err());
    }
    assert_eq!(scene.mailer.mails.lock().unwrap().len(), 1, "one at a time");
    // Even after its claim has run out.
    scene.clock.advance(TimeDelta::hours(1));
    assert!(scene.deliver.next().is_err());
    scene.outbox.away.store(false, Ordering::SeqCst);
    while scene.outcome().is_some() {}
    let mails = scene.mailer.mails.lock().unwrap();
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
}

#[test]
fn a_letter_that_makes_no_sense_holds_up_no_other() {
    let scene = Scene::new();
    let letter = scene.compose.letter(PARTNER, &set_password(60), midday());
    scene
        .outbox
        .keep(Letter {
            secret: Some(Sealed::new(b"rubbish".to_vec())),
            ..letter.unwrap()
        })
        .unwrap();
    scene.keep(PARTNER, &Notice::Restored);
    assert!(matches!(scene.outcome(), Some(Outcome::PutOff { .. })));
    assert_eq!(scene.outcome(), Some(Outcome::Sent(None)));
}
