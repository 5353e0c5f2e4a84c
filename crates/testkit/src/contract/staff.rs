//! [`accounts::StaffAccounts`].

use accounts::{CreateStaffError, PasswordHash, StaffRole, StaffStatus};
use kernel::{Actor, FieldVault as _, IndexedField, StaffUuid};

use crate::{FakeVault, Harness, SeededEntropy, new_staff};

/// Tries every promise of staff accounts on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn staff_contract(harness: &Harness) {
    accounts_are_found_by_address_and_by_identity(harness);
    an_address_belongs_to_one_account(harness);
    of_simultaneous_equal_creations_one_succeeds(harness);
}

fn accounts_are_found_by_address_and_by_identity(harness: &Harness) {
    let staff = &harness.staff;
    for (number, role) in (1..).zip(StaffRole::ALL) {
        let new = new_staff(number, role);
        assert_eq!(staff.find_by_email(&new.email_index), Ok(None));
        assert_eq!(staff.find(new.uuid), Ok(None));
        let account = staff.create(new.clone(), Actor::Operator).expect("created");
        assert_eq!(account.uuid, new.uuid);
        assert_eq!(account.role, role);
        assert_eq!(account.status, StaffStatus::Active);
        assert_eq!(account.email, new.email);

        assert_eq!(staff.find(new.uuid), Ok(Some(account.clone())));
        let found = staff.find_by_email(&new.email_index).expect("an answer");
        let found = found.expect("the account");
        assert_eq!(found.account, account);
        assert_eq!(found.password, PasswordHash::new(format!("hash-{number}")));
        assert_eq!(harness.audited("staff.created", account.id.get()), 1);
    }
    let stranger = FakeVault.index(IndexedField::Email, b"nobody@example.test");
    assert_eq!(staff.find_by_email(&stranger), Ok(None));
    let stranger = StaffUuid::draw(&SeededEntropy::new(99));
    assert_eq!(staff.find(stranger), Ok(None));
}

fn an_address_belongs_to_one_account(harness: &Harness) {
    let entries = harness.probe.audit().len();
    let mut same = new_staff(1, StaffRole::Admin);
    same.uuid = StaffUuid::draw(&SeededEntropy::new(77));
    let refused = harness.staff.create(same.clone(), Actor::Operator);
    assert_eq!(refused, Err(CreateStaffError::EmailTaken));
    assert_eq!(harness.staff.find(same.uuid), Ok(None));

    // An identity is drawn; the same one twice is a bug and changes nothing.
    let mut again = new_staff(1, StaffRole::Admin);
    again.email_index = new_staff(78, StaffRole::Admin).email_index;
    let refused = harness.staff.create(again, Actor::Operator);
    assert!(
        matches!(refused, Err(CreateStaffError::Port(_))),
        "{refused:?}"
    );
    assert_eq!(harness.probe.audit().len(), entries);
}

fn of_simultaneous_equal_creations_one_succeeds(harness: &Harness) {
    let results = std::thread::scope(|scope| {
        let threads: Vec<_> = (200..208)
            .map(|seed| {
                scope.spawn(move || {
                    let mut new = new_staff(50, StaffRole::Auditor);
                    new.uuid = StaffUuid::draw(&SeededEntropy::new(seed));
                    harness.staff.create(new, Actor::Operator)
                })
            })
            .collect();
        let results = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        results
            .map(|result| result.expect("no panic"))
            .collect::<Vec<_>>()
    });
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert_eq!(*refused, CreateStaffError::EmailTaken);
    }
}
