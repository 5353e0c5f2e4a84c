use std::collections::HashSet;

use ::candidates::{BatchQuery, CandidateCounts, Metrics};
use accounts::{PartnerStatus, Password, StaffRole};
use kernel::{IndexedField, MobileNumber, PageNumber, PartnerId};
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

/// The partner's batches by name, with who is in them.
fn batches(kit: &Kit, partner: PartnerId) -> Vec<(String, CandidateCounts)> {
    let query = BatchQuery {
        partner,
        page: PageNumber::FIRST,
        limit: BatchQuery::MOST,
    };
    let found = kit.candidate_desk().batches.execute(query);
    let found = found.expect("batches").into_iter();
    found
        .map(|one| (one.batch.name.as_str().to_owned(), one.counts))
        .collect()
}

fn metrics(kit: &Kit, partner: PartnerId) -> Metrics {
    let read = kit.practice_desk().read.metrics(partner);
    read.expect("metrics")
}

#[test]
fn the_demo_has_candidates_who_practised_and_makes_them_once() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    prepare(&kit).expect("a demo");
    let partner = demo_partner(&kit).id;
    let made = (batches(&kit, partner), metrics(&kit, partner));
    assert_eq!(made.0.len(), 3);
    let Metrics {
        key,
        finance,
        practice,
        next_steps,
    } = made.1.clone();
    let enrolled = key.total_candidates_enrolled;
    assert!((45..=60).contains(&enrolled), "{key:?}");
    assert!(key.invites_accepted > 20, "{key:?}");
    assert!(key.invites_pending > 5, "{key:?}");
    assert!(key.candidates_paid > 10, "{key:?}");
    assert!(key.candidates_pending_payment > 10, "{key:?}");
    assert!(practice.taken > 100, "{practice:?}");
    assert!(finance.payouts > kernel::Money::ZERO, "{finance:?}");
    assert!(finance.pending > kernel::Money::ZERO, "{finance:?}");
    assert_eq!(next_steps, []);
    prepare(&kit).expect("a demo");
    assert_eq!((batches(&kit, partner), metrics(&kit, partner)), made);

    // Whose password was lost, stays; there is one more.
    let file = kit.settings.data_dir.join(credentials::FILE);
    std::fs::remove_file(&file).expect("removed");
    prepare(&kit).expect("a demo");
    let again = metrics(&kit, partner);
    assert_eq!(again.key.total_candidates_enrolled, enrolled + 1);
    assert_eq!(again.finance.payouts, finance.payouts);
    let reconciled = kit.store.reconcile().expect("a count");
    assert_eq!(reconciled.discrepancies, []);
}

#[test]
fn the_candidate_of_the_demo_can_sign_in_and_a_file_from_before_gets_one() {
    let directory = TempDir::new().expect("a directory");
    let kit = testing::kit(directory.path());
    let mut older = prepare(&kit).expect("a demo");
    let first = older.candidate.take().expect("a candidate");
    assert!(is_candidate(&kit, &first));
    let file = kit.settings.data_dir.join(credentials::FILE);
    older.write(&file).expect("written");
    let newer = prepare(&kit).expect("a demo");
    let second = newer.candidate.clone().expect("a candidate");
    assert_ne!(first.email, second.email);
    assert!(is_candidate(&kit, &second));
    assert_eq!(prepare(&kit).expect("a demo"), newer);
    older.candidate.clone_from(&newer.candidate);
    assert_eq!(newer, older);
}

/// Whether this address and password are those of a candidate.
fn is_candidate(kit: &Kit, login: &Login) -> bool {
    let email = EmailAddress::parse(&login.email).expect("an address");
    let index = kit
        .vault
        .index(IndexedField::Email, email.canonical().as_bytes());
    let accounts = store::DieselCandidateAccounts::new(kit.store.clone());
    let found = accounts::CandidateAccounts::find_by_email(&accounts, &index);
    let found = found.expect("an answer").expect("the candidate");
    let password = Password::presented(&login.password);
    let verified = kit.passwords.verify(&password, found.password.as_ref());
    verified.expect("an answer")
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
        candidate: Some(Login {
            email: "asha.iyer@people.example".to_owned(),
            password: "another-password".to_owned(),
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
        5
    );
    let first = MobileNumber::parse("9876543210").expect("a number");
    assert!(lines.iter().any(|line| line.contains(first.as_str())));
    assert!((0..100_000).all(|number| {
        let (_, _, mobile, _) = Person(number).as_lead().expect("a person");
        mobile != first
    }));
    let shown = format!("{credentials:?}");
    for secret in ["psk_live_1", "one-time-password", "another-password"] {
        assert!(!shown.contains(secret));
    }
}
