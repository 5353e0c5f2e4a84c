//! Records, reviews, tokens, notes and lists.

use accounts::{
    ChangeRecordError, DecideReviewError, Decision, IssueTokenError, NewNote, Partner,
    PartnerFilter, PartnerName, PartnerOrder, PartnerQuery, PartnerSearch, PartnerStatus,
    PartnerType, RecordChange, ReviewFilter, ReviewVerdict, TokenIssue,
};
use kernel::{NoteUuid, PageNumber, PageSize, RateBps, Sealed};

use super::{Desk, at_once, token};
use crate::{SeededEntropy, letter_to, new_partner, seconds_after};

/// A change of nothing.
fn nothing(desk: &Desk<'_>, partner: &Partner) -> RecordChange {
    let record = desk.harness.administration.record(partner.uuid);
    let record = record.expect("readable");
    RecordChange {
        partner: partner.id,
        by: desk.staff,
        at: seconds_after(100),
        seen: record.map_or(partner.created_at, |record| record.updated_at),
        fields: Vec::new(),
        name: None,
        email: None,
        phone: None,
        kind: None,
        rate: None,
        webhook: None,
        endpoint: None,
        callback: None,
        business: None,
        tax: None,
        status: None,
    }
}

/// Another name.
pub(super) fn renaming(desk: &Desk<'_>, partner: &Partner, name: &str) -> RecordChange {
    RecordChange {
        fields: vec!["name"],
        name: PartnerName::parse(name).ok(),
        ..nothing(desk, partner)
    }
}

pub(super) fn a_partner_begins_by_staff(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let partner = desk.pending(100);
    let record = desk.record(&partner);
    assert_eq!(record.partner.status, PartnerStatus::Pending);
    assert_eq!(record.onboarding.progress(), 20);
    assert_eq!(desk.audited("partner.created", &partner), 1);
    assert_eq!(desk.letters(&partner), 1);
    let mut again = desk.beginning(101);
    again.onboarding.partner.email_index = new_partner(100).email_index;
    administration
        .create(again)
        .expect_err("the address is taken");
    let nobody = administration.record(desk.nobody().uuid);
    assert_eq!(nobody, Ok(None));
}

#[expect(clippy::too_many_lines, reason = "one story")]
pub(super) fn what_changes_is_written_once(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let partner = desk.active(110);
    let change = RecordChange {
        fields: vec!["name", "email", "partnerType", "rateBps", "phoneNumber"],
        email: Some((Sealed::new(vec![7]), new_partner(111).email_index)),
        kind: Some(Some(PartnerType::Business)),
        rate: Some(RateBps::new(150).ok()),
        phone: Some(Some(Sealed::new(vec![8]))),
        ..renaming(desk, &partner, "Another Name")
    };
    assert_eq!(administration.change(change), Ok(()));
    let record = desk.record(&partner);
    assert_eq!(record.partner.name.as_str(), "Another Name");
    assert_eq!(record.partner.email, Sealed::new(vec![7]));
    assert_eq!(record.partner.kind, Some(PartnerType::Business));
    assert_eq!(record.partner.rate, RateBps::new(150).ok());
    assert_eq!(record.phone, Some(Sealed::new(vec![8])));
    assert_eq!(record.updated_at, seconds_after(100));
    assert_eq!(desk.audited("partner.changed", &partner), 1);
    let emptied = RecordChange {
        fields: vec!["partnerType", "phoneNumber"],
        kind: Some(None),
        phone: Some(None),
        at: seconds_after(101),
        ..nothing(desk, &partner)
    };
    assert_eq!(administration.change(emptied), Ok(()));
    let record = desk.record(&partner);
    assert_eq!((record.partner.kind, record.phone), (None, None));
    assert_eq!(record.partner.rate, RateBps::new(150).ok(), "stays");
    // The address before is free, the new one is not.
    desk.harness
        .partners
        .create(
            accounts::NewPartner {
                email_index: new_partner(110).email_index,
                ..new_partner(112)
            },
            kernel::Actor::Operator,
        )
        .expect("free");
    let other = desk.active(113);
    let taking = RecordChange {
        fields: vec!["email"],
        email: Some((Sealed::new(vec![9]), new_partner(111).email_index)),
        ..nothing(desk, &other)
    };
    let refused = administration.change(taking);
    assert_eq!(refused, Err(ChangeRecordError::EmailTaken));
    assert_eq!(desk.audited("partner.changed", &other), 0);
}

pub(super) fn a_change_of_something_else_than_was_seen_is_refused(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let partner = desk.active(120);
    let changes = at_once(|| administration.change(renaming(desk, &partner, "Once")));
    // Whoever looked after the first change saw what it left.
    let allowed =
        |answer: &Result<(), _>| *answer == Ok(()) || *answer == Err(ChangeRecordError::Stale);
    assert!(changes.iter().all(allowed), "{changes:?}");
    let stale = RecordChange {
        seen: partner.created_at,
        ..renaming(desk, &partner, "Late")
    };
    let refused = administration.change(stale);
    assert_eq!(refused, Err(ChangeRecordError::Stale));
    assert_eq!(desk.record(&partner).partner.name.as_str(), "Once");
    let unknown = administration.change(renaming(desk, &desk.nobody(), "Nobody"));
    assert_eq!(unknown, Err(ChangeRecordError::Unknown));
}

pub(super) fn staff_change_a_status_by_the_machine(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let set = |partner: &Partner, to| {
        let change = RecordChange {
            status: Some((to, letter_to(partner, seconds_after(100)))),
            ..nothing(desk, partner)
        };
        administration.change(change)
    };
    let partner = desk.active(130);
    let suspended = at_once(|| set(&partner, PartnerStatus::Suspended));
    let won = suspended.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(won, 1, "{suspended:?}");
    let lost = |answer: &&Result<(), ChangeRecordError>| {
        matches!(answer, Err(ChangeRecordError::Transition(_)))
    };
    assert_eq!(suspended.iter().filter(lost).count(), 31);
    assert_eq!(
        desk.record(&partner).partner.status,
        PartnerStatus::Suspended
    );
    assert_eq!(desk.audited("partner.status_changed", &partner), 1);
    assert_eq!(desk.letters(&partner), 1);

    let pending = desk.pending(131);
    let refused = set(&pending, PartnerStatus::Active);
    assert!(lost(&&refused), "{refused:?}");
    assert_eq!(set(&pending, PartnerStatus::Rejected), Ok(()));
    let record = desk.record(&pending);
    assert_eq!(record.partner.status, PartnerStatus::Rejected);
    let review = record.onboarding.review.expect("a decision");
    assert_eq!(review.verdict, ReviewVerdict::Rejected);
    assert_eq!(review.by, Some(desk.staff));
}

pub(super) fn nothing_is_decided_that_does_not_wait(desk: &Desk<'_>) {
    let decide = |partner: &Partner| {
        desk.harness.administration.decide(Decision {
            act: desk.act(partner, seconds_after(1)),
            verdict: ReviewVerdict::Approved,
            reason: None,
            seen: None,
        })
    };
    let (pending, active) = (desk.pending(140), desk.active(141));
    assert_eq!(decide(&pending), Err(DecideReviewError::NotReady));
    assert_eq!(decide(&active), Err(DecideReviewError::Decided));
    assert_eq!(decide(&desk.nobody()), Err(DecideReviewError::Unknown));
    assert_eq!(desk.audited("partner.review_decided", &pending), 0);
}

pub(super) fn a_token_is_renewed_while_the_partner_is_pending(desk: &Desk<'_>) {
    let renew = |partner: &Partner, number| {
        desk.harness.administration.issue_token(TokenIssue {
            act: desk.act(partner, seconds_after(1)),
            token: token(number),
        })
    };
    let (pending, active) = (desk.pending(150), desk.active(151));
    for number in [3, 4] {
        assert_eq!(renew(&pending, number), Ok(()));
    }
    assert_eq!(desk.audited("partner.onboarding_token_issued", &pending), 2);
    assert_eq!(renew(&active, 5), Err(IssueTokenError::NotPending));
    assert_eq!(renew(&desk.nobody(), 6), Err(IssueTokenError::Unknown));
}

pub(super) fn notes_are_told_newest_first(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let (partner, other) = (desk.active(160), desk.active(161));
    let note = |about: &Partner, number: u8| NewNote {
        partner: about.id,
        by: desk.staff,
        at: seconds_after(i64::from(number)),
        uuid: NoteUuid::draw(&SeededEntropy::new(u64::from(number) + 1_600)),
        content: Sealed::new(vec![number]),
    };
    for number in 1..=5 {
        let added = administration.add_note(note(&partner, number));
        let added = added.expect("kept").expect("a note");
        assert_eq!(added.content, Sealed::new(vec![number]));
        assert_eq!(added.author, desk.staff);
    }
    let size = PageSize::new(2).expect("a size");
    for (page, contents) in [(1, vec![5, 4]), (2, vec![3, 2]), (3, vec![1]), (4, vec![])] {
        let page = PageNumber::new(page).expect("a page");
        let (notes, total) = administration
            .notes(partner.id, page, size)
            .expect("readable");
        let shown = notes
            .iter()
            .flat_map(|note| note.content.as_bytes().to_vec());
        assert_eq!(shown.collect::<Vec<u8>>(), contents);
        assert_eq!(total, 5);
    }
    let others = administration.notes(other.id, PageNumber::FIRST, size);
    assert_eq!(others, Ok((Vec::new(), 0)));
    assert_eq!(administration.add_note(note(&desk.nobody(), 9)), Ok(None));
    assert_eq!(desk.audited("partner.note_added", &partner), 5);
}

#[expect(clippy::too_many_lines, reason = "one story")]
pub(super) fn pages_hold_what_passes_in_their_order(desk: &Desk<'_>) {
    let administration = &desk.harness.administration;
    let (first, second) = (desk.active(170), desk.pending(171));
    let gone = desk.active(172);
    for (partner, name) in [
        (&first, "zz Page_b"),
        (&second, "ZZ page%A"),
        (&gone, "zz pageC"),
    ] {
        administration
            .change(renaming(desk, partner, name))
            .expect("renamed");
    }
    administration
        .delete(desk.act(&gone, seconds_after(200)))
        .expect("deleted");
    let found = |filter: PartnerFilter, order, descending| {
        let query = PartnerQuery {
            filter: PartnerFilter {
                search: filter.search.clone().or_else(|| Some(search("ZZ page"))),
                ..filter
            },
            order,
            descending,
            page: PageNumber::FIRST,
            size: PageSize::DEFAULT,
        };
        let (records, total) = administration.page(&query).expect("readable");
        assert_eq!(u64::try_from(records.len()), Ok(total));
        let names = records.iter().map(|record| record.partner.id);
        names.collect::<Vec<_>>()
    };
    let all = PartnerFilter::default;
    let (one, two) = (first.id, second.id);
    assert_eq!(found(all(), PartnerOrder::Name, false), [two, one]);
    assert_eq!(found(all(), PartnerOrder::Name, true), [one, two]);
    assert_eq!(found(all(), PartnerOrder::CreatedAt, false), [one, two]);
    assert_eq!(found(all(), PartnerOrder::Status, false), [one, two]);
    let deleted = PartnerFilter {
        deleted: true,
        ..all()
    };
    assert_eq!(found(deleted, PartnerOrder::Slug, false), [gone.id]);
    let pending = PartnerFilter {
        status: Some(PartnerStatus::Pending),
        ..all()
    };
    assert_eq!(found(pending, PartnerOrder::Name, false), [two]);
    let done = PartnerFilter {
        onboarding_completed: Some(true),
        ..all()
    };
    assert_eq!(found(done, PartnerOrder::Name, false), [one]);
    let approved = PartnerFilter {
        review: Some(ReviewFilter::Approved),
        ..all()
    };
    assert_eq!(found(approved, PartnerOrder::Name, false), [one]);
    let waiting = PartnerFilter {
        review: Some(ReviewFilter::Waiting),
        ..all()
    };
    assert_eq!(found(waiting, PartnerOrder::Name, false), []);
    for (text, ids) in [("page_", vec![one]), ("E%a", vec![two]), ("_%", vec![])] {
        let filter = PartnerFilter {
            search: Some(search(text)),
            ..all()
        };
        assert_eq!(found(filter, PartnerOrder::Name, false), ids, "{text}");
    }
    let by_address = PartnerSearch {
        text: "nobody is called so".to_owned(),
        email: Some(new_partner(170).email_index),
    };
    let filter = PartnerFilter {
        search: Some(by_address),
        ..all()
    };
    assert_eq!(found(filter, PartnerOrder::Name, false), [one]);
}

fn search(text: &str) -> PartnerSearch {
    PartnerSearch {
        text: text.to_owned(),
        email: None,
    }
}
