//! Letters: claimed once, their secrets gone with them, deleted in the end.

use std::sync::Arc;

use accounts::{PartnerDraft, PartnerName};
use chrono::TimeDelta;
use kernel::{
    Actor, EmailAddress, Entropy, FieldVault as _, FixedClock, PartnerUuid, PortalUuid, StaffUuid,
};
use notices::{AddressBook as _, Compose, MailOutbox, Notice, Recipient};
use store::{DieselAddressBook, DieselMailOutbox, Housekeeping};
use testkit::{
    FakeVault, SeededEntropy, mail_outbox_at_once_contract, mail_outbox_contract, manage_partners,
    midday, seconds_after,
};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    the_outbox_keeps_its_contract,
    a_letter_is_one_senders_among_instances,
    no_secret_outlasts_its_letter,
    letters_are_kept_for_a_month,
    addresses_are_found_where_they_are_now,
}

fn the_outbox_keeps_its_contract(database: &Arc<Database>) {
    mail_outbox_contract(&DieselMailOutbox::new(database.migrated()));
}

fn a_letter_is_one_senders_among_instances(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open(), database.open()];
    let outboxes = stores.map(|store| Arc::new(DieselMailOutbox::new(store)));
    let outboxes = outboxes.map(|outbox| -> Arc<dyn MailOutbox> { outbox });
    mail_outbox_at_once_contract(&outboxes);
}

/// Two letters with something secret in them, kept; both due.
fn two_secrets(outbox: &DieselMailOutbox) {
    let compose = Compose {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(3)),
    };
    let nobody = PartnerUuid::new(uuid_of(1));
    for reason in ["a first reason", "a second reason"] {
        let notice = Notice::ReviewDecided {
            approved: false,
            reason: Some(reason.to_owned()),
        };
        let letter = compose.letter(Recipient::Partner(nobody), &notice, midday());
        outbox.keep(letter.unwrap()).unwrap();
    }
}

fn uuid_of(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

const SECRETS: &str = "SELECT count(*) AS value FROM mail_outbox WHERE secret_sealed IS NOT NULL";

fn no_secret_outlasts_its_letter(database: &Arc<Database>) {
    let outbox = DieselMailOutbox::new(database.migrated());
    two_secrets(&outbox);
    assert_eq!(database.integers(SECRETS), [2]);
    let claim = || outbox.claim(midday(), seconds_after(60)).unwrap().unwrap();
    outbox.sent(claim().reference, seconds_after(1)).unwrap();
    assert_eq!(database.integers(SECRETS), [1]);
    let second = claim();
    outbox.put_off(&second, midday()).unwrap();
    assert_eq!(database.integers(SECRETS), [1]);
    outbox.give_up(&claim(), seconds_after(1)).unwrap();
    assert_eq!(database.integers(SECRETS), [0]);
    assert_eq!(
        outbox.claim(seconds_after(900), seconds_after(999)),
        Ok(None)
    );
}

fn letters_are_kept_for_a_month(database: &Arc<Database>) {
    let store = database.migrated();
    let outbox = DieselMailOutbox::new(store.clone());
    two_secrets(&outbox);
    one_more(&outbox);
    let claim = || outbox.claim(midday(), seconds_after(60)).unwrap().unwrap();
    outbox.sent(claim().reference, midday()).unwrap();
    outbox.give_up(&claim(), midday()).unwrap();
    let month = TimeDelta::days(30);
    let purge = |at| {
        Housekeeping::new(store.clone())
            .purge(at, 1)
            .unwrap()
            .letters
    };
    assert_eq!(purge(midday() + month - TimeDelta::microseconds(1)), 0);
    assert_eq!(purge(midday() + month), 2);
    let left = database.integers("SELECT count(*) AS value FROM mail_outbox");
    assert_eq!(left, [1], "what waits stays");
}

/// A letter that waits.
fn one_more(outbox: &DieselMailOutbox) {
    let compose = Compose {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(4)),
    };
    let to = Recipient::Staff(StaffUuid::new(uuid_of(2)));
    let letter = compose.letter(to, &Notice::PasswordSet, seconds_after(5));
    outbox.keep(letter.unwrap()).unwrap();
}

fn addresses_are_found_where_they_are_now(database: &Arc<Database>) {
    let store = database.migrated();
    let book = DieselAddressBook::new(store.clone());
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(7));
    let clock = Arc::new(FixedClock::at(midday()));
    let partners = over(database, &store).partners;
    let draft = PartnerDraft {
        name: PartnerName::parse("Northwind").unwrap(),
        email: EmailAddress::parse("desk@northwind.example.test").unwrap(),
        slug: None,
        sandbox: false,
        rate: None,
    };
    let made = manage_partners(partners, clock, entropy).create(draft, Actor::Operator);
    let partner = made.unwrap().partner;
    let to = Recipient::Partner(partner.uuid);
    let found = book.find(to).unwrap().unwrap();
    assert_eq!(
        (found.partner.as_deref(), found.gone),
        (Some("Northwind"), false)
    );
    let whose = partner.uuid.get();
    let field = to.address_field(whose.as_bytes());
    let opened = FakeVault.open(field, &found.email).unwrap();
    assert_eq!(opened, b"desk@northwind.example.test");

    database.run("UPDATE partners SET deleted_at = 1");
    let found = book.find(to).unwrap().unwrap();
    assert!(found.gone);
    for nobody in [
        Recipient::Partner(PartnerUuid::new(uuid_of(9))),
        Recipient::Portal(PortalUuid::new(whose)),
        Recipient::Staff(StaffUuid::new(whose)),
    ] {
        assert_eq!(book.find(nobody), Ok(None));
    }
}
