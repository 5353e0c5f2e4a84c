//! One lead, once, however many ask at the same moment.

use std::sync::{Arc, Barrier};

use kernel::{Actor, LeadReference};
use leads::{StoreOutcome, StoreShareError};
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, share_of};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    sixty_four_equal_shares_open_one_row_and_get_one_answer,
    two_instances_racing_for_one_lead_open_one_row,
    two_partners_sharing_one_person_get_a_row_each,
}

const CALLERS: usize = 64;

/// Every caller shares the same person for its own partner at the same moment;
/// caller `n` speaks to instance `n % instances.len()`.
fn share_at_once(
    instances: &[Harness],
    partners: &[kernel::PartnerId],
    person: &Person,
    round: u64,
) -> Vec<Result<StoreOutcome, StoreShareError>> {
    let together = Barrier::new(CALLERS);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let leads = &instances[caller % instances.len()].leads;
                let partner = partners[caller % partners.len()];
                let seed = round * 1_000 + u64::try_from(caller).unwrap();
                let reference = LeadReference::draw(&SeededEntropy::new(seed));
                let request = share_of(partner, person, reference, midday());
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    leads.share(request)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn rows_in(database: &Database) -> Vec<i64> {
    database.integers("SELECT count(*) AS value FROM leads")
}

fn all_equal(outcomes: &[Result<StoreOutcome, StoreShareError>]) {
    assert!(outcomes[0].is_ok(), "{:?}", outcomes[0]);
    for outcome in outcomes {
        assert_eq!(outcome, &outcomes[0]);
    }
}

fn sixty_four_equal_shares_open_one_row_and_get_one_answer(database: &Arc<Database>) {
    let store = database.migrated();
    let instance = over(database, &store);
    let partner = instance.partners.create(new_partner(1), Actor::Operator);
    let partner = partner.unwrap().id;
    for round in 0..4 {
        let person = Person::numbered(round);
        let outcomes = share_at_once(
            std::slice::from_ref(&instance),
            &[partner],
            &person,
            round.into(),
        );
        all_equal(&outcomes);
        assert_eq!(rows_in(database), [i64::from(round) + 1]);
    }
}

fn two_instances_racing_for_one_lead_open_one_row(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    let instances = stores.each_ref().map(|store| over(database, store));
    let partner = instances[0]
        .partners
        .create(new_partner(1), Actor::Operator);
    let partner = partner.unwrap().id;
    for round in 0..4 {
        let person = Person::numbered(round);
        let outcomes = share_at_once(&instances, &[partner], &person, round.into());
        all_equal(&outcomes);
        assert_eq!(rows_in(database), [i64::from(round) + 1]);
    }
}

fn two_partners_sharing_one_person_get_a_row_each(database: &Arc<Database>) {
    let store = database.migrated();
    let instance = over(database, &store);
    let partners = [1, 2].map(|number| {
        let created = instance
            .partners
            .create(new_partner(number), Actor::Operator);
        created.unwrap().id
    });
    let instances = [instance];
    let outcomes = share_at_once(&instances, &partners, &Person::numbered(1), 0);
    let (of_first, of_second): (Vec<_>, Vec<_>) = outcomes
        .chunks(2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .unzip();
    all_equal(&of_first);
    all_equal(&of_second);
    assert_ne!(of_first[0], of_second[0]);
    assert_eq!(rows_in(database), [2]);
}
