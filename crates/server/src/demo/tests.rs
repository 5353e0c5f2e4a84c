use std::collections::HashSet;

use accounts::{PartnerStatus, Password, StaffRole};
use kernel::{IndexedField, MobileNumber, PartnerId};
use leads::{LeadRepository as _, LeadStats};
use store::DieselLeadRepository;
use tempfile::TempDir;

use super::people::Person;
use super::*;
use crate::testing;

fn stats(kit: &Kit, partner: PartnerId) -> LeadStats {
    let leads = DieselLeadRepository::new(kit.store.clone());
    leads.stats(partner).expect("stats")
}

fn demo_partner(kit: &Kit) -> Partner {
    let handle = PartnerHandle::parse(SLUG).expect("a slug");
    let found = kit.partners().find(&handle).expect("an answer");
    found.expect("the demo's partner")
}

#[test]
fn the_demo_is_made_once() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    let first = prepare(&kit).expect("a demo");
    let partner = demo_partner(&kit);
    let made = stats(&kit, partner.id);
    assert!((300..=500).contains(&made.total), "{made:?}");
    assert!(made.fresh > 100, "{made:?}");
    assert!(made.registered > 30, "{made:?}");
    assert!(made.active > 30, "{made:?}");
    assert!(made.disbursed > 20, "{made:?}");
    assert!(made.payout_paid > kernel::Money::ZERO, "{made:?}");
    assert!(made.payout_pending > kernel::Money::ZERO, "{made:?}");
    let second = prepare(&kit).expect("a demo");
    assert_eq!(first, second);
    assert_eq!(stats(&kit, partner.id), made);
    let reconciled = kit.store.reconcile().expect("a count");
    assert_eq!(reconciled.discrepancies, []);
    assert_eq!(kit.store.check_money(), Ok(Vec::new()));
    let partners = kit.partners().list().expect("partners");
    let statuses: Vec<PartnerStatus> = partners.iter().map(|partner| partner.status).collect();
    let (live, applicants) = (PartnerStatus::Active, PartnerStatus::Pending);
    assert_eq!(statuses, [live, applicants, applicants]);
}

#[test]
fn lost_credentials_are_made_anew_and_the_leads_stay() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    let first = prepare(&kit).expect("a demo");
    let partner = demo_partner(&kit);
    let made = stats(&kit, partner.id);
    let file = kit.settings.data_dir.join(credentials::FILE);
    std::fs::write(&file, "CLIENT_ID=pc_half\n").expect("written");
    let second = prepare(&kit).expect("a demo");
    assert_eq!(first.client_id, second.client_id);
    assert_ne!(first.client_secret, second.client_secret);
    assert_eq!(stats(&kit, partner.id).total, made.total);
}

#[test]
fn the_admin_of_the_demo_can_sign_in_and_lost_credentials_get_another() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    let first = prepare(&kit).expect("a demo").admin.expect("an admin");
    assert!(is_admin(&kit, &first));

    let file = kit.settings.data_dir.join(credentials::FILE);
    std::fs::remove_file(&file).expect("removed");
    let second = prepare(&kit).expect("a demo").admin.expect("an admin");
    assert_ne!(first.email, second.email);
    assert!(is_admin(&kit, &second));
}

#[test]
fn a_file_from_before_there_were_admins_gets_one_and_keeps_the_rest() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    let mut older = prepare(&kit).expect("a demo");
    let file = kit.settings.data_dir.join(credentials::FILE);
    older.admin = None;
    older.write(&file).expect("written");
    let newer = prepare(&kit).expect("a demo");
    assert!(is_admin(&kit, newer.admin.as_ref().expect("an admin")));
    assert_eq!(prepare(&kit).expect("a demo"), newer);
    older.admin.clone_from(&newer.admin);
    assert_eq!(newer, older);
}

/// Whether this address and password are those of an active admin.
fn is_admin(kit: &Kit, login: &Login) -> bool {
    let email = EmailAddress::parse(&login.email).expect("an address");
    let index = kit
        .vault
        .index(IndexedField::Email, email.canonical().as_bytes());
    let found = kit.staff_accounts().find_by_email(&index);
    let found = found.expect("an answer").expect("the admin");
    assert_eq!(found.account.role, StaffRole::Admin);
    let password = Password::presented(&login.password);
    let verified = kit.passwords.verify(&password, Some(&found.password));
    verified.expect("an answer")
}

#[test]
fn credentials_of_another_database_do_not_count() {
    let one = TempDir::new().expect("a directory");
    let other = TempDir::new().expect("a directory");
    let first = prepare(&testing::kit(one.path())).expect("a demo");
    let kit = testing::kit(other.path());
    let file = kit.settings.data_dir.join(credentials::FILE);
    first.write(&file).expect("written");
    assert_ne!(prepare(&kit).expect("a demo"), first);
}

#[test]
fn everybody_in_the_demo_is_somebody_else() {
    let mut seen = HashSet::new();
    for number in 0..2000 {
        let (_, _, mobile, pan) = Person(number).as_lead().expect("a person");
        assert!(mobile.as_str().starts_with("90000"));
        assert!(seen.insert(mobile.as_str().to_owned()));
        assert!(seen.insert(pan.as_str().to_owned()));
    }
}

#[test]
fn every_command_of_the_guide_stands_on_one_line_and_the_first_lead_is_nobody() {
    let credentials = Credentials {
        client_id: "pc_1".to_owned(),
        client_secret: "psk_live_1".to_owned(),
        partner_uuid: "uuid".to_owned(),
        slug: SLUG.to_owned(),
        service_token: "pst_live_1".to_owned(),
        admin: Some(Login {
            email: "admin@demo-lender.example".to_owned(),
            password: "one-time-password".to_owned(),
        }),
    };
    let lines = guide(
        "http://127.0.0.1:3000",
        &credentials,
        std::path::Path::new("data"),
    );
    assert!(lines.iter().all(|line| !line.contains('\n')));
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("curl "))
            .count(),
        4
    );
    let first = MobileNumber::parse("9876543210").expect("a number");
    assert!(lines.iter().any(|line| line.contains(first.as_str())));
    assert!((0..100_000).all(|number| {
        let (_, _, mobile, _) = Person(number).as_lead().expect("a person");
        mobile != first
    }));
    let shown = format!("{credentials:?}");
    assert!(!shown.contains("psk_live_1") && !shown.contains("one-time-password"));
}
