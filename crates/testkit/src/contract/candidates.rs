//! [`candidates::EnrolmentRepository`] and [`candidates::BatchRepository`].

use std::slice::from_ref;
use std::sync::Arc;

use candidates::{
    Batch, BatchName, BatchQuery, CandidateCounts, CandidateTotals, CreateBatchError,
    DraftEnrolments, EnrolError, Enrolled, Enrolling, EnrolmentDraft, EnrolmentWay, InviteStatus,
    NewBatch, NewEnrolment, PaidMark, candidate_name,
};
use kernel::{Actor, BatchUuid, CandidateUuid, EmailAddress, EnrolmentUuid, PageNumber, PartnerId};

use super::candidates_lists::lists_are_as_a_plain_list_says;
use crate::{FakeVault, Harness, SeededEntropy, midday, new_partner, seconds_after};

/// Tries every promise of candidates and batches, except those about simultaneous calls, on
/// `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn candidates_contract(harness: &Harness) {
    let [own, other, third] = [980, 981, 982].map(|number| partner(harness, number));
    a_name_is_one_batch_of_a_partner(harness, own, other);
    a_person_is_once_in_a_batch_and_once_in_none(harness, own);
    partners_share_a_person_and_nothing_else(harness, own, other);
    many_are_enrolled_in_their_order(harness, third);
    lists_are_as_a_plain_list_says(harness);
}

/// A partner of its own.
pub(super) fn partner(harness: &Harness, number: u64) -> PartnerId {
    let created = harness
        .partners
        .create(new_partner(number), Actor::Operator);
    created.expect("a partner").id
}

/// A batch called `name`.
pub(super) fn batch(
    harness: &Harness,
    partner: PartnerId,
    name: &str,
) -> Result<Batch, CreateBatchError> {
    let seed = name
        .bytes()
        .fold(partner.get().unsigned_abs(), |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(byte.into())
        });
    harness.batches.create(NewBatch {
        uuid: BatchUuid::draw(&SeededEntropy::new(seed)),
        partner,
        name: BatchName::parse(name).expect("a name"),
        by: Actor::Partner(partner),
        at: midday(),
    })
}

/// Somebody, ready to be kept; `seed` makes what is drawn.
pub(super) fn somebody(seed: u64, first: &str, last: &str, email: &str) -> NewEnrolment {
    let drafts = DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(0x6361_6e64 ^ (seed << 32))),
    };
    let draft = EnrolmentDraft {
        first_name: candidate_name(first).expect("a name"),
        last_name: candidate_name(last).expect("a name"),
        email: EmailAddress::parse(email).expect("an address"),
    };
    drafts.draft(draft).expect("sealed")
}

/// Enrols `rows` at a second of their own.
pub(super) fn enrol(
    harness: &Harness,
    partner: PartnerId,
    batch: Option<BatchUuid>,
    rows: &[NewEnrolment],
) -> Result<Vec<Enrolled>, EnrolError> {
    let to = Enrolling {
        partner,
        batch,
        way: EnrolmentWay::Singly,
        actor: Actor::Partner(partner),
        at: seconds_after(60),
    };
    harness.enrolments.enrol(to, rows.to_vec())
}

/// The person of one who was added.
fn added(became: &Enrolled) -> CandidateUuid {
    match became {
        Enrolled::Added(person) => *person,
        Enrolled::Exists => panic!("exists already"),
    }
}

pub(super) fn mark(harness: &Harness, partner: PartnerId, candidate: CandidateUuid) -> usize {
    let marked = harness.enrolments.mark_paid(PaidMark {
        partner,
        candidate,
        actor: Actor::Partner(partner),
        at: seconds_after(120),
    });
    let marked = marked.expect("an answer");
    assert!(marked.iter().all(|one| one.paid_at.is_some()));
    assert!(marked.iter().all(|one| one.partner == partner));
    assert!(marked.is_sorted_by(|one, next| one.id > next.id));
    marked.len()
}

pub(super) fn totals(harness: &Harness, partner: PartnerId) -> CandidateTotals {
    harness.enrolments.totals(partner).expect("totals")
}

fn a_name_is_one_batch_of_a_partner(harness: &Harness, own: PartnerId, other: PartnerId) {
    const CREATED: &str = "partner.candidate_batch_created";
    let first = batch(harness, own, "Batch Ä").expect("a batch");
    assert_eq!((first.partner, first.created_at), (own, midday()));
    let taken = Err(CreateBatchError::NameTaken);
    assert_eq!(batch(harness, own, "bATCH ä"), taken);
    let second = batch(harness, own, "Batch B").expect("a batch");
    let others = batch(harness, other, "batch ä").expect("another's");
    let found = |partner, batch| harness.batches.find(partner, batch).expect("an answer");
    assert_eq!(found(own, first.uuid), Some(first.clone()));
    assert_eq!(found(other, first.uuid), None);
    assert_eq!(found(own, others.uuid), None);
    let page = |page, limit| {
        let query = BatchQuery {
            partner: own,
            page: PageNumber::new(page).expect("a page"),
            limit,
        };
        let page = harness.batches.page(query).expect("a page");
        assert!(
            page.iter()
                .all(|one| one.counts == CandidateCounts::default())
        );
        page.into_iter().map(|one| one.batch).collect::<Vec<_>>()
    };
    assert_eq!(page(1, 1_000), [second.clone(), first.clone()]);
    assert_eq!(page(1, 1), [second]);
    assert_eq!(page(2, 1), [first]);
    assert_eq!(page(3, 1), []);
    assert_eq!(totals(harness, own).batches, 2);
    assert_eq!(totals(harness, other).batches, 1);
    assert_eq!(harness.audited(CREATED, own.get()), 2);
}

fn a_person_is_once_in_a_batch_and_once_in_none(harness: &Harness, own: PartnerId) {
    let into = batch(harness, own, "Once").expect("a batch").uuid;
    let new = somebody(1, "Asha", "Rao", "Asha.Rao@Example.test");
    let became = enrol(harness, own, Some(into), from_ref(&new)).expect("enrolled");
    assert_eq!(became, [Enrolled::Added(new.person)]);
    let kept = harness.enrolments.find(own, new.uuid).expect("an answer");
    let kept = kept.expect("the enrolment");
    assert_eq!((kept.partner, kept.candidate), (own, new.person));
    assert_eq!(kept.batch.as_ref().map(|(uuid, _)| *uuid), Some(into));
    assert_eq!(
        (&kept.first_name, &kept.last_name),
        (&new.first_name, &new.last_name)
    );
    assert!(kept.is_active && kept.paid_at.is_none() && kept.email == new.email);
    assert_eq!(kept.invite.status, InviteStatus::Pending);
    assert_eq!(kept.invite.sent_at, seconds_after(60));
    assert_eq!(
        kept.invite.expires_at,
        seconds_after(60) + chrono::TimeDelta::days(14)
    );
    assert_eq!(
        (kept.created_at, kept.updated_at),
        (seconds_after(60), seconds_after(60))
    );
    an_address_in_another_case_is_the_same_person(harness, own, into, &new);
}

/// Whatever they are called.
fn an_address_in_another_case_is_the_same_person(
    harness: &Harness,
    own: PartnerId,
    into: BatchUuid,
    new: &NewEnrolment,
) {
    const ENROLLED: &str = "partner.candidates_enrolled";
    let again = somebody(2, "A.", "R.", "asha.rao@EXAMPLE.test");
    let exists = enrol(harness, own, Some(into), from_ref(&again));
    assert_eq!(exists, Ok(vec![Enrolled::Exists]));
    assert_eq!(harness.enrolments.find(own, again.uuid), Ok(None));
    let outside = enrol(harness, own, None, from_ref(&again)).expect("enrolled");
    assert_eq!(outside, [Enrolled::Added(new.person)]);
    let third = somebody(3, "Asha", "Rao", "asha.rao@example.test");
    assert_eq!(
        enrol(harness, own, None, from_ref(&third)),
        Ok(vec![Enrolled::Exists])
    );
    let elsewhere = batch(harness, own, "Elsewhere").expect("a batch").uuid;
    let became = enrol(harness, own, Some(elsewhere), &[third]).expect("enrolled");
    assert_eq!(added(&became[0]), new.person);
    let nobody = somebody(4, "No", "Body", "nobody@example.test").email_index;
    let known = [new.email_index, nobody];
    for (batch, expected) in [(Some(into), [true, false]), (None, [true, false])] {
        let enrolled = harness.enrolments.enrolled(own, batch, &known);
        assert_eq!(enrolled.expect("an answer"), expected);
    }
    let unknown = Some(BatchUuid::draw(&SeededEntropy::new(99)));
    let refused = enrol(
        harness,
        own,
        unknown,
        &[somebody(5, "No", "One", "no.one@example.test")],
    );
    assert_eq!(refused, Err(EnrolError::UnknownBatch));
    let refused = harness.enrolments.enrolled(own, unknown, &known);
    assert_eq!(refused, Err(EnrolError::UnknownBatch));
    // Who changed nothing left nothing.
    assert_eq!(harness.audited(ENROLLED, own.get()), 3);
    assert_eq!(totals(harness, own).candidates.enrolled, 3);
}

fn partners_share_a_person_and_nothing_else(harness: &Harness, own: PartnerId, other: PartnerId) {
    const MARKED: &str = "partner.candidate_marked_paid";
    let theirs = batch(harness, other, "Theirs").expect("a batch").uuid;
    let asha = somebody(10, "Aasha", "Raao", "ASHA.RAO@example.test");
    let refused = enrol(harness, own, Some(theirs), from_ref(&asha));
    assert_eq!(refused, Err(EnrolError::UnknownBatch));
    let became = enrol(harness, other, Some(theirs), from_ref(&asha)).expect("enrolled");
    let person = added(&became[0]);
    assert_ne!(person, asha.person, "a person is kept once");
    assert_eq!(harness.enrolments.find(own, asha.uuid), Ok(None));
    let kept = harness
        .enrolments
        .find(other, asha.uuid)
        .expect("an answer");
    let kept = kept.expect("the enrolment");
    assert_eq!(
        (&kept.first_name, &kept.email),
        (&asha.first_name, &asha.email)
    );
    let before = totals(harness, other);
    assert_eq!((before.candidates.enrolled, before.candidates.paid), (1, 0));
    // Three enrolments of one person, two of them in batches.
    assert_eq!(mark(harness, own, person), 3);
    assert_eq!(totals(harness, own).candidates.paid, 3);
    assert_eq!(totals(harness, other), before);
    assert_eq!(mark(harness, own, person), 3);
    assert_eq!(totals(harness, own).candidates.paid, 3);
    assert_eq!(harness.audited(MARKED, own.get()), 1);
    let unpaid = harness
        .enrolments
        .find(other, asha.uuid)
        .expect("an answer");
    assert!(unpaid.expect("the enrolment").paid_at.is_none());
    assert_eq!(harness.audited(MARKED, other.get()), 0);
    nobody_marks_anothers_candidate(harness, own, other, theirs);
}

fn nobody_marks_anothers_candidate(
    harness: &Harness,
    own: PartnerId,
    other: PartnerId,
    theirs: BatchUuid,
) {
    let alone = somebody(11, "Only", "Theirs", "only.theirs@example.test");
    let became = enrol(harness, other, None, &[alone]).expect("enrolled");
    assert_eq!(mark(harness, own, added(&became[0])), 0);
    let nobody = CandidateUuid::draw(&SeededEntropy::new(98));
    assert_eq!(mark(harness, own, nobody), 0);
    let counted = harness.batches.page(BatchQuery {
        partner: other,
        page: PageNumber::FIRST,
        limit: 10,
    });
    let counted = counted.expect("a page");
    let theirs = counted.iter().find(|one| one.batch.uuid == theirs);
    let counts = theirs.expect("the batch").counts;
    assert_eq!(
        (counts.enrolled, counts.paid, counts.pending_invites()),
        (1, 0, 1)
    );
}

fn many_are_enrolled_in_their_order(harness: &Harness, partner: PartnerId) {
    let into = batch(harness, partner, "Many").expect("a batch").uuid;
    let there = somebody(20, "Row", "Seven", "row7@example.test");
    enrol(harness, partner, Some(into), &[there]).expect("enrolled");
    let rows: Vec<NewEnrolment> = (0..1_500)
        .map(|row| {
            somebody(
                1_000 + row,
                "Row",
                "Many",
                &format!("row{row}@example.test"),
            )
        })
        .collect();
    let became = enrol(harness, partner, Some(into), &rows).expect("enrolled");
    for (number, (row, became)) in rows.iter().zip(&became).enumerate() {
        if number == 7 {
            assert_eq!(*became, Enrolled::Exists);
        } else {
            assert_eq!(*became, Enrolled::Added(row.person), "row {number}");
        }
    }
    let find = |uuid: EnrolmentUuid| harness.enrolments.find(partner, uuid).expect("an answer");
    let ids: Vec<_> = [0, 1, 700, 1_499]
        .map(|row| find(rows[row].uuid).expect("kept").id)
        .into();
    assert!(ids.is_sorted());
    let indexes: Vec<_> = rows.iter().map(|row| row.email_index).collect();
    let enrolled = harness.enrolments.enrolled(partner, Some(into), &indexes);
    assert_eq!(enrolled, Ok(vec![true; rows.len()]));
    let enrolled = harness.enrolments.enrolled(partner, None, &indexes);
    assert_eq!(enrolled, Ok(vec![false; rows.len()]));
    assert_eq!(enrol(harness, partner, Some(into), &[]), Ok(Vec::new()));
    assert_eq!(totals(harness, partner).candidates.enrolled, 1_500);
    let again = enrol(harness, partner, Some(into), &rows);
    assert_eq!(again, Ok(vec![Enrolled::Exists; rows.len()]));
    assert_eq!(totals(harness, partner).candidates.enrolled, 1_500);
}
