//! A dump of the database shows no mobile number, PAN, e-mail address, secret or
//! token (contract `lender-feed.md`, "Privacy at rest").

use std::fmt::Write as _;
use std::sync::Arc;

use accounts::{CreateServiceToken, PartnerDraft, PartnerName, ServiceScope};
use dedupe::{LoanStatus, UserStatus};
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldVault as _, FixedClock, LoanApplicationId, UserId,
};
use leads::{IdempotencyKey, Replayable, ShareOutcome};
use lender::RawMessage;
use testkit::{
    FakeHasher, FakeVault, Harness, Person, SeededEntropy, command_of, loan_message,
    manage_partners, midday, receive_feed, seconds_after, share_lead, text, user_message,
};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    nothing_that_names_a_person_or_opens_a_door_is_at_rest,
}

const PARTNER_EMAIL: &str = "Contact.Desk@partner.example.test";
const KEY: &str = "key-with-7000000001-inside";
const BODY: &str = r#"{"mobile_number":"7000000001"}"#;

fn nothing_that_names_a_person_or_opens_a_door_is_at_rest(database: &Arc<Database>) {
    let harness = harness(database);
    let mut forbidden = live_a_little(&harness);
    let people = [Person::numbered(1), Person::numbered(2)];
    for person in &people {
        forbidden.push(person.mobile.as_str().into());
        forbidden.push(person.pan.as_str().into());
        forbidden.push(person.email.as_str().into());
        // Whoever can try all numbers finds them from an unkeyed hash.
        let digest = |text: &str| FakeVault.digest(text.as_bytes()).as_bytes().to_vec();
        forbidden.push(digest(person.mobile.as_str()));
        forbidden.push(digest(person.pan.as_str()));
    }
    for text in [PARTNER_EMAIL, KEY, BODY, "the reply", "lead_7000000001"] {
        forbidden.push(text.into());
        forbidden.push(text.to_lowercase().into());
    }
    let dump = dump(database);
    // What may be read is there, so the dump is one.
    for readable in ["Northwind", "APP-1", people[0].last_name.as_str()] {
        assert!(dump.shows(readable.as_bytes()), "{readable} is missing");
    }
    for needle in forbidden {
        assert!(
            !dump.shows(&needle),
            "at rest: {}",
            String::from_utf8_lossy(&needle)
        );
    }
}

/// The real use cases, with invented people; returns the secrets that were shown.
fn live_a_little(harness: &Harness) -> Vec<Vec<u8>> {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(midday()));
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(5));
    let manage = manage_partners(harness.partners.clone(), clock.clone(), entropy.clone());
    let draft = PartnerDraft {
        name: PartnerName::parse("Northwind").unwrap(),
        email: EmailAddress::parse(PARTNER_EMAIL).unwrap(),
        slug: None,
        sandbox: false,
        rate: None,
    };
    let created = manage.create(draft, Actor::Operator).unwrap();
    let service = CreateServiceToken {
        tokens: harness.service_tokens.clone(),
        hasher: Arc::new(FakeHasher),
        clock: clock.clone(),
        entropy: entropy.clone(),
    };
    let (_, token) = service
        .execute("core system", ServiceScope::Internal, Actor::Operator)
        .unwrap();
    feed(harness);
    let share = share_lead(harness.leads.clone(), clock, entropy);
    for number in [1, 2] {
        let person = Person::numbered(number);
        let mut command = command_of(created.partner.id, created.partner.uuid, &person);
        command.idempotency = (number == 1).then(|| Replayable {
            key: IdempotencyKey::parse(KEY).unwrap(),
            body: BODY.into(),
            write: Arc::new(|_| b"the reply".to_vec()),
        });
        let outcome = share.execute(&command).unwrap();
        assert!(matches!(outcome, ShareOutcome::Judged { .. }));
    }
    [created.secret, token]
        .map(|secret| secret.expose().as_bytes().to_vec())
        .into()
}

fn feed(harness: &Harness) {
    let (user, person) = (UserId::new(1), Person::numbered(1));
    let mut message = user_message(user, &person, UserStatus::Active, seconds_after(0));
    message.utm_source = text("a source");
    message.utm_campaign = text("lead_7000000001_1768478400000");
    let loan = LoanApplicationId::new(1);
    let loan = loan_message(loan, user, LoanStatus::Rejected, seconds_after(0));
    let messages = [RawMessage::User(message), RawMessage::Loan(loan)];
    for answer in receive_feed(harness.feed.clone()).execute(&messages) {
        assert_eq!(answer.unwrap().result.as_str(), "applied");
    }
}

/// Everything at rest, once as bytes and once in lower case for what is printed
/// in hexadecimal.
struct Dump(Vec<u8>);

impl Dump {
    /// Whether `needle` occurs, as it is or in hexadecimal.
    fn shows(&self, needle: &[u8]) -> bool {
        let mut hex = String::new();
        for byte in needle {
            write!(hex, "{byte:02x}").unwrap();
        }
        self.contains(needle) || self.contains(hex.as_bytes())
    }

    fn contains(&self, needle: &[u8]) -> bool {
        self.0
            .windows(needle.len())
            .any(|window| window.eq_ignore_ascii_case(needle))
    }
}

fn dump(database: &Database) -> Dump {
    if let Database::Sqlite(folder) = database {
        // The file, its log and whatever else lies beside it.
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
        return Dump(bytes);
    }
    let tables = database.texts(
        "SELECT table_name::text AS value FROM information_schema.tables
         WHERE table_schema = 'public'",
    );
    assert!(tables.len() > 10);
    let rows = tables.iter().flat_map(|table| {
        let sql = format!("SELECT whole_row::text AS value FROM {table} whole_row");
        database.texts(&sql)
    });
    Dump(rows.collect::<Vec<String>>().join("\n").into_bytes())
}
