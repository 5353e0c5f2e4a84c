use chrono_tz::Asia;
use proptest::prelude::*;

use super::*;
use crate::fixture::{applicant, application, candidate, uuid};

const RULE: AttributionRule = AttributionRule {
    touch: Touch::First,
    window_days: 20,
    calendar: BusinessCalendar::new(Asia::Kolkata),
};

/// The leads, user 1, and its loan 1 of 10 January, noon in India.
fn people(leads: &[Candidate]) -> People {
    People {
        leads: leads.to_vec(),
        users: vec![applicant(1)],
        loans: vec![application(1, 1, "2026-01-10T06:30:00Z")],
        ..People::default()
    }
}

fn decide_all(rule: AttributionRule, people: &People) -> Vec<Decision> {
    attribute(rule, people, &BTreeMap::new())
}

/// Winner and losers of the only loan.
type Outcome = (Option<(i64, WonBy)>, Vec<(i64, LostBy)>);

fn outcome(decision: &Decision) -> Outcome {
    let winner = decision.winner.map(|(lead, by)| (lead.get(), by));
    let losers = decision.losers.iter();
    (
        winner,
        losers.map(|(lead, why)| (lead.get(), *why)).collect(),
    )
}

fn of_one(rule: AttributionRule, people: &People) -> Outcome {
    let decisions = decide_all(rule, people);
    assert_eq!(decisions.len(), 1);
    outcome(&decisions[0])
}

fn follow(people: &mut People, source: u8, campaign: u8) {
    people.users[0].utm_source = Some(uuid(source));
    people.users[0].campaign = Some(BlindIndex::new([100 + campaign; 32]));
}

fn two() -> [Candidate; 2] {
    [
        candidate(1, "2026-01-01T06:00:00Z"),
        candidate(2, "2026-01-02T06:00:00Z"),
    ]
}

#[test]
fn the_earliest_share_wins_and_the_others_learn_why_not() {
    let won = of_one(RULE, &people(&two()));
    assert_eq!(
        won,
        (Some((1, WonBy::FirstTouch)), vec![(2, LostBy::SharedLater)])
    );
}

#[test]
fn the_latest_share_wins_where_last_touch_is_configured() {
    let rule = AttributionRule {
        touch: Touch::Last,
        ..RULE
    };
    let won = of_one(rule, &people(&two()));
    assert_eq!(
        won,
        (
            Some((2, WonBy::LastTouch)),
            vec![(1, LostBy::SharedEarlier)]
        )
    );
}

#[test]
fn a_followed_link_beats_either_touch() {
    for touch in [Touch::First, Touch::Last] {
        for (followed, other) in [(1, 2), (2, 1)] {
            let mut people = people(&two());
            follow(&mut people, followed, followed);
            let won = of_one(AttributionRule { touch, ..RULE }, &people);
            let lost = vec![(other.into(), LostBy::OtherLinkFollowed)];
            assert_eq!(won, (Some((followed.into(), WonBy::Link)), lost));
        }
    }
}

#[test]
fn source_and_campaign_must_both_be_the_lead_s() {
    for (source, campaign) in [(2, 1), (1, 2), (2, 3), (3, 2)] {
        let mut people = people(&two());
        follow(&mut people, source, campaign);
        assert_eq!(of_one(RULE, &people).0, Some((1, WonBy::FirstTouch)));
    }
    let mut people = people(&two());
    follow(&mut people, 2, 2);
    people.users[0].utm_source = None;
    assert_eq!(of_one(RULE, &people).0, Some((1, WonBy::FirstTouch)));
    follow(&mut people, 2, 2);
    people.users[0].campaign = None;
    assert_eq!(of_one(RULE, &people).0, Some((1, WonBy::FirstTouch)));
}

#[test]
fn a_followed_link_out_of_its_window_wins_nothing() {
    let mut people = people(&[
        candidate(1, "2025-12-20T06:00:00Z"),
        candidate(2, "2026-01-02T06:00:00Z"),
    ]);
    follow(&mut people, 1, 1);
    let won = of_one(RULE, &people);
    assert_eq!(
        won,
        (
            Some((2, WonBy::FirstTouch)),
            vec![(1, LostBy::WindowLapsed)]
        )
    );
}

#[test]
fn day_20_is_inside_the_window_when_the_application_is_created() {
    for (shared, inside) in [
        // 20 days before 10 January in India, first and last instant.
        ("2025-12-20T18:30:00Z", true),
        ("2025-12-21T18:29:59.999999Z", true),
        ("2025-12-20T18:29:59.999999Z", false),
    ] {
        let expected = if inside {
            (Some((1, WonBy::FirstTouch)), vec![])
        } else {
            (None, vec![(1, LostBy::WindowLapsed)])
        };
        assert_eq!(
            of_one(RULE, &people(&[candidate(1, shared)])),
            expected,
            "{shared}"
        );
    }
}

#[test]
fn what_is_shared_at_the_application_or_after_it_never_wins() {
    for (shared, before) in [
        ("2026-01-10T06:29:59.999999Z", true),
        ("2026-01-10T06:30:00Z", false),
        ("2026-01-10T06:30:00.000001Z", false),
    ] {
        let mut people = people(&[candidate(1, shared)]);
        follow(&mut people, 1, 1);
        let expected = if before {
            (Some((1, WonBy::Link)), vec![])
        } else {
            (None, vec![(1, LostBy::SharedTooLate)])
        };
        assert_eq!(of_one(RULE, &people), expected, "{shared}");
    }
}

#[test]
fn a_lead_judged_2006_never_wins() {
    let mut leads = two();
    leads[0].open = false;
    let mut people = people(&leads);
    follow(&mut people, 1, 1);
    let won = of_one(RULE, &people);
    assert_eq!(
        won,
        (
            Some((2, WonBy::FirstTouch)),
            vec![(1, LostBy::ActiveWhenShared)]
        )
    );
}

#[test]
fn mobile_number_or_pan_is_enough_and_neither_is_not() {
    let other = BlindIndex::new([77; 32]);
    for (mobile, pan, about) in [
        (true, false, true),
        (false, true, true),
        (false, false, false),
    ] {
        let mut lead = candidate(1, "2026-01-01T06:00:00Z");
        if !mobile {
            lead.mobile = other;
        }
        if !pan {
            lead.pan = other;
        }
        let expected = about.then_some((1, WonBy::FirstTouch));
        assert_eq!(of_one(RULE, &people(&[lead])), (expected, vec![]));
    }
    // A user without a PAN has none in common with anybody.
    let mut lead = candidate(1, "2026-01-01T06:00:00Z");
    lead.mobile = other;
    let mut people = people(&[lead]);
    people.users[0].pan = None;
    assert_eq!(of_one(RULE, &people), (None, vec![]));
}

#[test]
fn a_lead_has_one_loan_its_first() {
    let mut people = people(&two()[..1]);
    people.loans.push(application(2, 1, "2026-01-09T06:30:00Z"));
    let decisions = decide_all(RULE, &people);
    let winners: Vec<_> = decisions
        .iter()
        .map(|decision| (decision.loan.get(), outcome(decision)))
        .collect();
    let bound = vec![(1, LostBy::BoundToAnotherLoan)];
    assert_eq!(
        winners,
        [
            (2, (Some((1, WonBy::FirstTouch)), vec![])),
            (1, (None, bound))
        ]
    );
}

#[test]
fn a_second_loan_goes_to_the_next_lead() {
    let mut people = people(&two());
    people.loans.push(application(2, 1, "2026-01-11T06:30:00Z"));
    let winners: Vec<_> = decide_all(RULE, &people)
        .iter()
        .map(|decision| outcome(decision).0)
        .collect();
    let by = WonBy::FirstTouch;
    assert_eq!(winners, [Some((1, by)), Some((2, by))]);
}

#[test]
fn an_approved_credit_stays_whatever_is_known_now() {
    let mut people = people(&two());
    follow(&mut people, 1, 1);
    let frozen = BTreeMap::from([(LoanApplicationId::new(1), LeadId::new(2))]);
    let decisions = attribute(RULE, &people, &frozen);
    let expected = (Some((2, WonBy::Frozen)), vec![(1, LostBy::OtherApproved)]);
    assert_eq!(outcome(&decisions[0]), expected);
    // An earlier loan cannot take the lead away.
    people.loans.push(application(2, 1, "2026-01-09T06:30:00Z"));
    let decisions = attribute(RULE, &people, &frozen);
    let expected = (
        Some((1, WonBy::Link)),
        vec![(2, LostBy::BoundToAnotherLoan)],
    );
    assert_eq!(outcome(&decisions[0]), expected);
    assert_eq!(outcome(&decisions[1]).0, Some((2, WonBy::Frozen)));
}

#[test]
fn the_window_by_which_a_loan_earned_stands_for_it() {
    let lead = candidate(1, "2025-12-25T06:00:00Z");
    let narrow = AttributionRule {
        window_days: 10,
        ..RULE
    };
    let mut people = people(&[lead]);
    assert_eq!(of_one(narrow, &people).0, None, "16 days");
    people.windows.insert(LoanApplicationId::new(1), 20);
    assert_eq!(of_one(narrow, &people).0, Some((1, WonBy::FirstTouch)));
    // And a wider one lets nobody in who was out.
    people.windows.insert(LoanApplicationId::new(1), 10);
    assert_eq!(of_one(RULE, &people).0, None);
}

#[test]
fn a_loan_of_nobody_known_is_not_decided() {
    let mut people = people(&two());
    people.users.clear();
    assert_eq!(decide_all(RULE, &people), []);
    // But what was approved stands without them.
    let frozen = BTreeMap::from([(LoanApplicationId::new(1), LeadId::new(2))]);
    let decisions = attribute(RULE, &people, &frozen);
    assert_eq!(outcome(&decisions[0]), (Some((2, WonBy::Frozen)), vec![]));
}

fn key() -> impl Strategy<Value = BlindIndex> {
    (0_u8..3).prop_map(|n| BlindIndex::new([n; 32]))
}

fn day(number: i64) -> DateTime<Utc> {
    crate::fixture::at("2026-01-01T00:00:00Z") + chrono::TimeDelta::days(number)
}

/// Their keys are given later.
fn some_lead() -> impl Strategy<Value = Candidate> {
    let lead = (key(), key(), 0_i64..25, any::<bool>(), 0_u8..3, 0_u8..3);
    lead.prop_map(|(mobile, pan, shared, open, partner, campaign)| Candidate {
        mobile,
        pan,
        open,
        partner: PartnerId::new(partner.into()),
        utm_source: uuid(partner),
        campaign: BlindIndex::new([campaign; 32]),
        shared_at: day(shared),
        ..candidate(1, "2026-01-01T00:00:00Z")
    })
}

fn some_user() -> impl Strategy<Value = Applicant> {
    let user = (key(), proptest::option::of(key()), 0_u8..4, 0_u8..3);
    user.prop_map(|(mobile, pan, source, campaign)| Applicant {
        mobile,
        pan,
        utm_source: (source < 3).then(|| uuid(source)),
        campaign: Some(BlindIndex::new([campaign; 32])),
        ..applicant(0)
    })
}

/// Up to five leads, three users and four loans, with much in common.
fn some_people() -> impl Strategy<Value = People> {
    let leads = proptest::collection::vec(some_lead(), 0..6);
    let users = proptest::collection::vec(some_user(), 1..4);
    let loans = proptest::collection::vec((0_i64..3, 0_i64..40), 0..5);
    (leads, users, loans).prop_map(|(mut leads, mut users, loans)| {
        for (lead, number) in leads.iter_mut().zip(1..) {
            lead.lead = LeadId::new(number);
        }
        for (user, number) in users.iter_mut().zip(0..) {
            user.user = UserId::new(number);
        }
        let loans = loans.into_iter().zip(1..);
        let loan = |((user, created), number)| Application {
            created_at: day(created),
            ..application(number, user, "2026-01-01T00:00:00Z")
        };
        People {
            leads,
            users,
            loans: loans.map(loan).collect(),
            ..People::default()
        }
    })
}

proptest! {
    #[test]
    fn the_order_of_what_is_known_does_not_matter(people in some_people(), turn in 0_usize..5) {
        let mut other = people.clone();
        let (leads, loans) = (other.leads.len(), other.loans.len());
        other.leads.rotate_left(turn.min(leads));
        other.loans.rotate_left(turn.min(loans));
        other.users.reverse();
        for touch in [Touch::First, Touch::Last] {
            let rule = AttributionRule { touch, ..RULE };
            prop_assert_eq!(decide_all(rule, &people), decide_all(rule, &other));
        }
    }

    #[test]
    fn nobody_wins_twice_and_every_lead_of_the_person_is_told(people in some_people()) {
        let decisions = decide_all(RULE, &people);
        let winners: Vec<LeadId> = decisions
            .iter()
            .filter_map(|decision| decision.winner.map(|(lead, _)| lead))
            .collect();
        let distinct: HashSet<LeadId> = winners.iter().copied().collect();
        prop_assert_eq!(distinct.len(), winners.len());
        for decision in &decisions {
            let loan = people.loans.iter().find(|loan| loan.loan == decision.loan).unwrap();
            let user = people.users.iter().find(|user| user.user == loan.user).unwrap();
            let mut named: Vec<LeadId> = decision.losers.iter().map(|(lead, _)| *lead).collect();
            named.extend(decision.winner.map(|(lead, _)| lead));
            named.sort();
            let mut theirs: Vec<LeadId> = leads_of(&people, user).map(|lead| lead.lead).collect();
            theirs.sort();
            prop_assert_eq!(named, theirs);
        }
    }
}
