//! [`accounts::PortalAccounts`], [`accounts::PasswordLinks`],
//! [`accounts::RevokedTokens`], and what they share with [`accounts::StaffAccounts`].

use accounts::{
    ChangeStaffError, CreatePortalError, CreateStaffError, Holder, LinkOutcome, NewPasswordLink,
    Partner, PartnerStatus, PasswordHash, PortalAccount, PortalStatus, StaffAccount,
    StaffAccountChange, StaffRole, StaffStatus, StatusChange,
};
use chrono::TimeDelta;
use kernel::{Actor, PortalUuid, StaffId, StaffUuid, TokenId};

use super::partners::create;
use crate::{
    Harness, SeededEntropy, letter_to, midday, new_link, new_partner, new_person, new_staff,
    seconds_after,
};

/// Tries every promise about people on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn people_contract(harness: &Harness) {
    let partner = create(harness, new_partner(1));
    let other = create(harness, new_partner(2));
    people_are_found_by_address_and_by_their_partner(harness, &partner, &other);
    an_address_is_of_staff_or_of_one_partner(harness, &partner, &other);
    a_status_changes_once_and_ends_tokens(harness, &partner, &other);
    a_link_sets_a_password_once(harness, &partner);
    a_link_is_replaced_after_a_minute(harness, &partner);
    a_link_counts_for_whoever_may_enter(harness, &partner);
    a_revoked_token_is_revoked_for_everybody(harness, &partner);
    staff_change_and_an_admin_is_left(harness);
}

/// Tries what several instances, each with its own harness over one state, do at once.
///
/// # Panics
/// Where a promise is broken.
pub fn people_at_once_contract(harnesses: &[Harness]) {
    let first = harnesses.first().expect("an instance");
    let partner = create(first, new_partner(1));
    of_simultaneous_accounts_one_has_the_address(harnesses, &partner);
    of_simultaneous_uses_of_a_link_one_counts(harnesses, &partner);
    of_simultaneous_resets_one_sends_a_link(harnesses, &partner);
    of_two_admins_who_disable_each_other_one_is_left(harnesses);
}

fn person(harness: &Harness, number: u64, partner: &Partner) -> PortalAccount {
    let created = harness
        .portal
        .create(new_person(number, partner.id), Actor::Operator);
    created.expect("created")
}

fn link_of(account: &PortalAccount, number: u64, seconds: i64) -> NewPasswordLink {
    let holder = Holder::Portal(account.uuid);
    new_link(number, holder.recipient(), seconds_after(seconds))
}

fn people_are_found_by_address_and_by_their_partner(
    harness: &Harness,
    partner: &Partner,
    other: &Partner,
) {
    let new = new_person(1, partner.id);
    assert_eq!(harness.portal.find_by_email(&new.email_index), Ok(None));
    let account = person(harness, 1, partner);
    assert_eq!(account.uuid, new.uuid);
    assert_eq!(account.partner, partner.id);
    assert_eq!(account.status, PortalStatus::Active);
    assert_eq!(account.email, new.email);
    assert!(!account.has_password);
    let found = harness.portal.find_by_email(&new.email_index);
    let found = found.expect("an answer").expect("somebody");
    assert_eq!(found.account, account);
    assert_eq!((found.password, found.generation), (None, 0));
    assert_eq!(found.partner, partner.status);
    let second = person(harness, 2, partner);
    let list = harness.portal.list(partner.id).expect("a list");
    assert_eq!(list, [account.clone(), second]);
    assert_eq!(harness.portal.list(other.id), Ok(Vec::new()));
    let found = harness.portal.find(partner.id, account.uuid);
    assert_eq!(found, Ok(Some(account.clone())));
    assert_eq!(harness.portal.find(other.id, account.uuid), Ok(None));
    assert_eq!(harness.told("set_password", account.uuid.get()), 1);
    let created = harness.audited("portal_account.created", account.id.get());
    assert_eq!(created, 1);
    let nobody = kernel::PartnerId::new(9_999);
    let refused = harness
        .portal
        .create(new_person(3, nobody), Actor::Operator);
    assert_eq!(refused, Err(CreatePortalError::UnknownPartner));
}

fn an_address_is_of_staff_or_of_one_partner(harness: &Harness, partner: &Partner, other: &Partner) {
    let entries = harness.probe.audit().len();
    for whose in [partner, other] {
        let mut again = new_person(91, whose.id);
        again.email_index = new_person(1, whose.id).email_index;
        let refused = harness.portal.create(again, Actor::Operator);
        assert_eq!(refused, Err(CreatePortalError::EmailTaken));
    }
    let mut staff = new_staff(92, StaffRole::Admin);
    staff.email_index = new_person(1, partner.id).email_index;
    let refused = harness.staff.create(staff, Actor::Operator);
    assert_eq!(refused, Err(CreateStaffError::EmailTaken));
    assert_eq!(harness.probe.audit().len(), entries);

    let auditor = new_staff(93, StaffRole::Auditor);
    let address = auditor.email_index;
    harness
        .staff
        .create(auditor, Actor::Operator)
        .expect("created");
    let mut person = new_person(94, partner.id);
    person.email_index = address;
    let refused = harness.portal.create(person, Actor::Operator);
    assert_eq!(refused, Err(CreatePortalError::EmailTaken));
}

fn a_status_changes_once_and_ends_tokens(harness: &Harness, partner: &Partner, other: &Partner) {
    let account = person(harness, 10, partner);
    let token = TokenId::draw(&SeededEntropy::new(10));
    let generation = |uuid| {
        let standing = harness.portal.standing(uuid, token).expect("an answer");
        standing.map(|standing| (standing.account.status, standing.generation))
    };
    assert_eq!(generation(account.uuid), Some((PortalStatus::Active, 0)));
    let change = |whose: &Partner, to| {
        let by = Actor::Operator;
        let changed = harness
            .portal
            .change_status(whose.id, account.uuid, to, by, midday());
        changed.expect("an answer").map(|account| account.status)
    };
    assert_eq!(change(other, PortalStatus::Disabled), None);
    assert_eq!(
        change(partner, PortalStatus::Active),
        Some(PortalStatus::Active)
    );
    let off = PortalStatus::Disabled;
    for _ in 0..2 {
        assert_eq!(change(partner, off), Some(off));
        assert_eq!(generation(account.uuid), Some((off, 1)));
    }
    let on = PortalStatus::Active;
    assert_eq!(change(partner, on), Some(on));
    assert_eq!(generation(account.uuid), Some((on, 1)));
    let changes = harness.audited("portal_account.status_changed", account.id.get());
    assert_eq!(changes, 2);
    assert_eq!(generation(PortalUuid::draw(&SeededEntropy::new(77))), None);
}

#[expect(clippy::too_many_lines, reason = "one promise after the other")]
fn a_link_sets_a_password_once(harness: &Harness, partner: &Partner) {
    let account = person(harness, 20, partner);
    let hashes = [new_person(20, partner.id).link.hash];
    let links = &harness.password_links;
    let holder = Some(Holder::Portal(account.uuid));
    let stranger = [new_link(21, Holder::Portal(account.uuid).recipient(), midday()).hash];
    assert_eq!(links.holder(&stranger, midday()), Ok(None));
    let ends = midday() + NewPasswordLink::LIVES;
    assert_eq!(links.holder(&hashes, ends), Ok(None));
    let last = ends - TimeDelta::microseconds(1);
    assert_eq!(links.holder(&hashes, last), Ok(holder));

    let password = |text: &str| PasswordHash::new(text.to_owned());
    let letter = || letter_to(partner, midday());
    let refused = links.redeem(&stranger, password("no"), letter(), last);
    assert_eq!(refused, Ok(false));
    let refused = links.redeem(&hashes, password("no"), letter(), ends);
    assert_eq!(refused, Ok(false));
    let used = links.redeem(&hashes, password("one"), letter(), last);
    assert_eq!(used, Ok(true));
    let refused = links.redeem(&hashes, password("two"), letter(), last);
    assert_eq!(refused, Ok(false), "once");
    assert_eq!(links.holder(&hashes, last), Ok(None));
    let found = harness
        .portal
        .find_by_email(&new_person(20, partner.id).email_index);
    let found = found.expect("an answer").expect("somebody");
    assert_eq!(found.password, Some(password("one")));
    assert_eq!(found.generation, 1);
    assert!(found.account.has_password);
    let set = harness.audited("portal_account.password_set", account.id.get());
    assert_eq!(set, 1);

    let mut staff = new_staff(22, StaffRole::Finance);
    let link = new_link(22, Holder::Staff(staff.uuid).recipient(), midday());
    let (hash, index) = ([link.hash.clone()], staff.email_index);
    staff.link = Some(link);
    let staff = harness
        .staff
        .create(staff, Actor::Operator)
        .expect("created");
    assert_eq!(harness.told("set_password", staff.uuid.get()), 1);
    assert_eq!(
        links.holder(&hash, midday()),
        Ok(Some(Holder::Staff(staff.uuid)))
    );
    let used = links.redeem(&hash, password("three"), letter(), midday());
    assert_eq!(used, Ok(true));
    let found = harness.staff.find_by_email(&index).expect("an answer");
    let found = found.expect("somebody");
    assert_eq!((found.password, found.generation), (password("three"), 1));
    assert_eq!(harness.audited("staff.password_set", staff.id.get()), 1);
}

fn a_link_is_replaced_after_a_minute(harness: &Harness, partner: &Partner) {
    let account = person(harness, 30, partner);
    let links = &harness.password_links;
    let holder = Holder::Portal(account.uuid);
    let replace = |number, seconds| links.replace(holder, link_of(&account, number, seconds));
    assert_eq!(replace(31, 59), Ok(LinkOutcome::TooSoon));
    assert_eq!(harness.told("set_password", account.uuid.get()), 1);
    assert_eq!(replace(32, 60), Ok(LinkOutcome::Kept));
    assert_eq!(harness.told("set_password", account.uuid.get()), 2);
    let of = |number| [link_of(&account, number, 60).hash];
    let first = [new_person(30, partner.id).link.hash];
    assert_eq!(links.holder(&first, seconds_after(60)), Ok(None));
    assert_eq!(links.holder(&of(32), seconds_after(60)), Ok(Some(holder)));
    // Whoever used theirs may have another at once.
    let letter = letter_to(partner, midday());
    let password = PasswordHash::new("one".to_owned());
    let used = links.redeem(&of(32), password, letter, seconds_after(61));
    assert_eq!(used, Ok(true));
    assert_eq!(replace(33, 62), Ok(LinkOutcome::Kept));
    let nobody = Holder::Staff(StaffUuid::draw(&SeededEntropy::new(3)));
    let link = new_link(34, nobody.recipient(), midday());
    assert_eq!(links.replace(nobody, link), Ok(LinkOutcome::Refused));
}

#[expect(clippy::too_many_lines, reason = "one promise after the other")]
fn a_link_counts_for_whoever_may_enter(harness: &Harness, partner: &Partner) {
    let account = person(harness, 40, partner);
    let index = new_person(40, partner.id).email_index;
    let links = &harness.password_links;
    let holder = Holder::Portal(account.uuid);
    let change = |to| {
        let by = Actor::Operator;
        let changed = harness
            .portal
            .change_status(partner.id, account.uuid, to, by, midday());
        changed.expect("an answer").expect("somebody");
    };
    assert_eq!(links.holder_of_address(&index), Ok(Some(holder)));
    change(PortalStatus::Disabled);
    assert_eq!(links.holder_of_address(&index), Ok(None));
    let refused = links.replace(holder, link_of(&account, 41, 100));
    assert_eq!(refused, Ok(LinkOutcome::Refused));
    change(PortalStatus::Active);
    // Its first link went with the account's disabling.
    let first = [new_person(40, partner.id).link.hash];
    assert_eq!(links.holder(&first, midday()), Ok(None));
    let kept = links.replace(holder, link_of(&account, 42, 100));
    assert_eq!(kept, Ok(LinkOutcome::Kept));

    let hashes = [link_of(&account, 42, 100).hash];
    let suspend = |to| {
        let change = StatusChange {
            partner: partner.id,
            to,
            by: Actor::Operator,
            at: midday(),
            letter: letter_to(partner, midday()),
        };
        harness.partners.change_status(change).expect("changed");
    };
    suspend(PartnerStatus::Suspended);
    let found = harness.portal.find_by_email(&index).expect("an answer");
    assert_eq!(found.expect("somebody").partner, PartnerStatus::Suspended);
    assert_eq!(links.holder_of_address(&index), Ok(None));
    assert_eq!(links.holder(&hashes, seconds_after(101)), Ok(None));
    let password = PasswordHash::new("no".to_owned());
    let letter = letter_to(partner, midday());
    let refused = links.redeem(&hashes, password, letter, seconds_after(101));
    assert_eq!(refused, Ok(false));
    suspend(PartnerStatus::Active);
    assert_eq!(links.holder(&hashes, seconds_after(101)), Ok(Some(holder)));
}

fn a_revoked_token_is_revoked_for_everybody(harness: &Harness, partner: &Partner) {
    let account = person(harness, 50, partner);
    let staff = harness
        .staff
        .create(new_staff(50, StaffRole::Admin), Actor::Operator);
    let staff = staff.expect("created");
    let (one, other) = (
        TokenId::draw(&SeededEntropy::new(51)),
        TokenId::draw(&SeededEntropy::new(52)),
    );
    let revoked = |token| {
        let portal = harness
            .portal
            .standing(account.uuid, token)
            .expect("an answer");
        let staff = harness
            .staff
            .standing(staff.uuid, token)
            .expect("an answer");
        (
            portal.expect("somebody").revoked,
            staff.expect("somebody").revoked,
        )
    };
    assert_eq!(revoked(one), (false, false));
    for _ in 0..2 {
        let done = harness.revoked_tokens.revoke(one, seconds_after(43_200));
        assert_eq!(done, Ok(()), "again and again");
        assert_eq!(revoked(one), (true, true));
    }
    assert_eq!(revoked(other), (false, false));
    let nobody = StaffUuid::draw(&SeededEntropy::new(53));
    assert_eq!(harness.staff.standing(nobody, one), Ok(None));
}

#[expect(clippy::too_many_lines, reason = "one promise after the other")]
fn staff_change_and_an_admin_is_left(harness: &Harness) {
    let by = StaffId::new(9_999);
    let (staff, now) = (&harness.staff, midday());
    let disable = change(None, Some(StaffStatus::Disabled));
    let admins: Vec<StaffAccount> = staff.list().expect("a list");
    assert!(admins.windows(2).all(|pair| pair[0].id < pair[1].id));
    let admins: Vec<StaffAccount> = admins
        .into_iter()
        .filter(|account| account.role == StaffRole::Admin)
        .collect();
    let (last, others) = admins.split_last().expect("some admins");
    for account in others {
        staff
            .change(account.uuid, disable, by, now)
            .expect("changed");
    }
    for change in [disable, change(Some(StaffRole::Finance), None)] {
        let refused = staff.change(last.uuid, change, by, now);
        assert_eq!(refused, Err(ChangeStaffError::LastAdmin));
        let refused = staff.change(last.uuid, change, last.id, now);
        assert_eq!(refused, Err(ChangeStaffError::Myself));
    }
    let same = change(Some(StaffRole::Admin), Some(StaffStatus::Active));
    let entries = harness.probe.audit().len();
    let unchanged = staff.change(last.uuid, same, by, now).expect("changed");
    assert_eq!(unchanged, *last);
    assert_eq!(harness.probe.audit().len(), entries, "nothing to tell");

    let second = staff.create(new_staff(60, StaffRole::Auditor), Actor::Operator);
    let second = second.expect("created");
    let token = TokenId::draw(&SeededEntropy::new(60));
    let generation = || {
        let standing = staff.standing(second.uuid, token).expect("an answer");
        standing.expect("somebody").generation
    };
    let both = change(Some(StaffRole::Admin), Some(StaffStatus::Disabled));
    let changed = staff.change(second.uuid, both, by, now).expect("changed");
    assert_eq!(
        (changed.role, changed.status),
        (StaffRole::Admin, StaffStatus::Disabled)
    );
    assert_eq!(staff.find(second.uuid), Ok(Some(changed)));
    assert_eq!(generation(), 1);
    for action in ["staff.role_changed", "staff.status_changed"] {
        assert_eq!(harness.audited(action, second.id.get()), 1, "{action}");
    }
    // A disabled admin is none.
    let refused = staff.change(last.uuid, disable, by, now);
    assert_eq!(refused, Err(ChangeStaffError::LastAdmin));
    let back = change(None, Some(StaffStatus::Active));
    staff.change(second.uuid, back, by, now).expect("changed");
    assert_eq!(generation(), 1);
    staff
        .change(last.uuid, disable, second.id, now)
        .expect("changed");
}

const fn change(role: Option<StaffRole>, status: Option<StaffStatus>) -> StaffAccountChange {
    StaffAccountChange { role, status }
}

/// What `work` answers in each of 32 threads, one after the other on the instances.
fn at_once<T: Send>(harnesses: &[Harness], work: impl Fn(u64, &Harness) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..32_u64)
            .zip(harnesses.iter().cycle())
            .map(|(number, harness)| scope.spawn(move || work(number, harness)))
            .collect();
        let results = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.map(|result| result.expect("no panic")).collect()
    })
}

fn of_simultaneous_accounts_one_has_the_address(harnesses: &[Harness], partner: &Partner) {
    let address = new_person(1, partner.id).email_index;
    let results = at_once(harnesses, |number, harness| {
        if number % 2 == 0 {
            let mut new = new_person(100 + number, partner.id);
            new.email_index = address;
            let created = harness.portal.create(new, Actor::Operator);
            created
                .map(drop)
                .map_err(|error| error == CreatePortalError::EmailTaken)
        } else {
            let mut new = new_staff(100 + number, StaffRole::Admin);
            new.email_index = address;
            let created = harness.staff.create(new, Actor::Operator);
            created
                .map(drop)
                .map_err(|error| error == CreateStaffError::EmailTaken)
        }
    });
    one_of(&results);
}

/// One succeeded; the rest were refused, or the database was too busy to say.
fn one_of(results: &[Result<(), bool>]) {
    let won = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1, "{results:?}");
    assert!(results.contains(&Err(true)), "{results:?}");
}

fn of_simultaneous_uses_of_a_link_one_counts(harnesses: &[Harness], partner: &Partner) {
    let first = harnesses.first().expect("an instance");
    let account = person(first, 200, partner);
    let hashes = [new_person(200, partner.id).link.hash];
    let results = at_once(harnesses, |number, harness| {
        let password = PasswordHash::new(format!("hash-{number}"));
        let letter = new_link(
            300 + number,
            Holder::Portal(account.uuid).recipient(),
            midday(),
        );
        let used = harness
            .password_links
            .redeem(&hashes, password, letter.letter, midday());
        match used {
            Ok(true) => Ok(()),
            Ok(false) => Err(true),
            Err(_) => Err(false),
        }
    });
    one_of(&results);
    let set = first.audited("portal_account.password_set", account.id.get());
    assert_eq!(set, 1);
    let token = TokenId::draw(&SeededEntropy::new(1));
    let standing = first
        .portal
        .standing(account.uuid, token)
        .expect("an answer");
    assert_eq!(standing.expect("somebody").generation, 1);
}

fn of_simultaneous_resets_one_sends_a_link(harnesses: &[Harness], partner: &Partner) {
    let first = harnesses.first().expect("an instance");
    let account = person(first, 201, partner);
    let results = at_once(harnesses, |number, harness| {
        let holder = Holder::Portal(account.uuid);
        let link = link_of(&account, 400 + number, 60);
        match harness.password_links.replace(holder, link) {
            Ok(LinkOutcome::Kept) => Ok(()),
            Ok(LinkOutcome::TooSoon) => Err(true),
            Ok(LinkOutcome::Refused) | Err(_) => Err(false),
        }
    });
    one_of(&results);
    assert_eq!(first.told("set_password", account.uuid.get()), 2);
}

fn of_two_admins_who_disable_each_other_one_is_left(harnesses: &[Harness]) {
    let first = harnesses.first().expect("an instance");
    let disable = change(None, Some(StaffStatus::Disabled));
    let admins = |harness: &Harness| {
        let list = harness.staff.list().expect("a list").into_iter();
        list.filter(|one| one.role == StaffRole::Admin && one.status == StaffStatus::Active)
            .collect::<Vec<_>>()
    };
    for round in 0..4 {
        let create = |number| {
            let created = first
                .staff
                .create(new_staff(number, StaffRole::Admin), Actor::Operator);
            created.expect("created")
        };
        let pair = [create(500 + 2 * round), create(501 + 2 * round)];
        for stranger in admins(first) {
            if !pair.iter().any(|one| one.id == stranger.id) {
                let gone = first
                    .staff
                    .change(stranger.uuid, disable, pair[0].id, midday());
                gone.expect("changed");
            }
        }
        let done = at_once(harnesses, |number, harness| {
            let (who, whom) = if number % 2 == 0 { (0, 1) } else { (1, 0) };
            harness
                .staff
                .change(pair[whom].uuid, disable, pair[who].id, midday())
        });
        assert_eq!(admins(first).len(), 1, "round {round}");
        let refused = done
            .iter()
            .filter(|one| **one == Err(ChangeStaffError::LastAdmin));
        assert!(refused.count() > 0, "round {round}");
    }
}
