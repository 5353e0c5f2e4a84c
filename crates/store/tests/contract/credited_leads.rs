//! Lists of leads that a loan is credited to. The rows are made behind the store's
//! back, so that every state is there at once.

use std::sync::Arc;

use chrono::TimeDelta;
use dedupe::{LoanStatus, UserStatus};
use kernel::{Actor, LeadId, LeadReference, Money, PageNumber, PageSize, PartnerId, PortFailure};
use leads::{Cursor, LeadFilter, LeadQuery, LeadSort, Position, SortField, StoreOutcome};
use lender::RawMessage;
use payouts::PayoutStatus;
use testkit::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, receive_feed, share_of,
    user_message,
};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    a_credited_lead_shows_its_loan_and_payout,
    disbursals_order_with_nothing_as_zero,
    lists_narrow_by_loan_and_payout,
    a_corrupt_row_is_named,
}

const MONTH: i64 = 30;

/// Six leads of one partner, shared a day apart. Of leads 1, 2, 3 and 5 the loan
/// was disbursed: 3 000, 500, 3 000 and 100 rupees; lead 4 only has a loan.
struct Six {
    harness: Harness,
    partner: PartnerId,
    leads: Vec<LeadId>,
}

fn six(database: &Arc<Database>) -> Six {
    let harness = harness(database);
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = created.unwrap().id;
    let leads = (0..6).map(|day| share(&harness, partner, day)).collect();
    let six = Six {
        harness,
        partner,
        leads,
    };
    for (lead, paise, payout) in [
        (1, Some(300_000), Some(("paid", 6_000))),
        (2, Some(50_000), Some(("eligible", 1_000))),
        (3, Some(300_000), Some(("reversed", 0))),
        (4, None, None),
        (5, Some(10_000), Some(("approved", 200))),
    ] {
        six.credit(database, lead, paise, payout);
    }
    six
}

fn share(harness: &Harness, partner: PartnerId, day: u32) -> LeadId {
    let reference = LeadReference::draw(&SeededEntropy::new(day.into()));
    let now = midday() + TimeDelta::days(day.into());
    let request = share_of(partner, &Person::numbered(day), reference, now);
    match harness.leads.share(request) {
        Ok(StoreOutcome::Shared(shared)) => shared.lead,
        other => panic!("{other:?}"),
    }
}

impl Six {
    fn credit(
        &self,
        database: &Database,
        lead: u32,
        paise: Option<i64>,
        payout: Option<(&str, i64)>,
    ) {
        let (user, loan) = (kernel::UserId::new(lead.into()), i64::from(lead) + 100);
        let status = paise.map_or(LoanStatus::Approved, |_| LoanStatus::Disbursed);
        let messages = [
            RawMessage::User(user_message(
                user,
                &Person::numbered(lead),
                UserStatus::Active,
                midday(),
            )),
            RawMessage::Loan(loan_message(
                kernel::LoanApplicationId::new(loan),
                user,
                status,
                midday(),
            )),
        ];
        for answer in receive_feed(self.harness.feed.clone()).execute(&messages) {
            answer.unwrap();
        }
        let id = self.leads[usize::try_from(lead).unwrap()];
        let number = |value: Option<i64>| value.map_or("NULL".to_owned(), |n| n.to_string());
        let day = paise.map(|_| midday().timestamp() / 86_400 + MONTH);
        let (payout_status, amount, grade) = match payout {
            Some((status, paise)) => (format!("'{status}'"), paise.to_string(), "'B'"),
            None => ("NULL".to_owned(), "NULL".to_owned(), "NULL"),
        };
        database.run(&format!(
            "UPDATE leads SET user_id = {user}, loan_application_id = {loan}, \
             loan_status = '{status}', disbursed_on = {}, disbursal_amount_paise = {}, \
             payout_status = {payout_status}, payout_amount_paise = {amount}, \
             payout_grade = {grade} WHERE id = {id}",
            number(day),
            number(paise),
        ));
        database.run(&format!(
            "UPDATE loan_applications SET disbursed_at = {}, disbursal_amount_paise = {} \
             WHERE id = {loan}",
            number(paise.map(|_| midday().timestamp_micros())),
            number(paise),
        ));
    }

    fn query(&self, descending: bool, size: u32) -> LeadQuery {
        LeadQuery {
            partner: self.partner,
            filter: LeadFilter::default(),
            sort: LeadSort {
                field: SortField::DisbursalAmount,
                descending,
            },
            position: Position::Page(PageNumber::FIRST),
            size: PageSize::new(size).unwrap(),
        }
    }

    /// The numbers (0 to 5) of the leads on a page.
    fn numbers(&self, query: &LeadQuery) -> Vec<usize> {
        let page = self.harness.leads.page(query).unwrap().leads;
        let number = |id| self.leads.iter().position(|lead| *lead == id).unwrap();
        page.iter().map(|lead| number(lead.id)).collect()
    }

    fn filtered(&self, filter: LeadFilter) -> Vec<usize> {
        let total = self.harness.leads.count(self.partner, &filter).unwrap();
        let query = LeadQuery {
            filter,
            sort: LeadSort::default(),
            ..self.query(true, 50)
        };
        let found = self.numbers(&query);
        assert_eq!(total.count, u64::try_from(found.len()).unwrap());
        found
    }
}

fn a_credited_lead_shows_its_loan_and_payout(database: &Arc<Database>) {
    let six = six(database);
    let lead = six.harness.leads.find(six.partner, six.leads[1]);
    let lead = lead.unwrap().unwrap();
    let loan = lead.loan.unwrap();
    assert_eq!(loan.id, kernel::LoanApplicationId::new(101));
    assert_eq!(loan.application_number, "APP-101");
    assert_eq!(loan.status, LoanStatus::Disbursed);
    assert_eq!(loan.amount, Money::from_paise(5_000_000));
    assert_eq!(loan.disbursed_at, Some(midday()));
    assert_eq!(loan.disbursal_amount, Some(Money::from_paise(300_000)));
    let payout = lead.payout.unwrap();
    assert_eq!(payout.status, PayoutStatus::Paid);
    assert_eq!(payout.amount, Money::from_paise(6_000));
    assert_eq!(payout.grade, "B");
    assert!(lead.user.unwrap().email.is_some(), "the winner may see it");
}

fn disbursals_order_with_nothing_as_zero(database: &Arc<Database>) {
    let six = six(database);
    let greatest_first = [3, 1, 2, 5, 4, 0];
    assert_eq!(six.numbers(&six.query(true, 50)), greatest_first);
    let least_first: Vec<usize> = greatest_first.into_iter().rev().collect();
    assert_eq!(six.numbers(&six.query(false, 50)), least_first);
    for descending in [true, false] {
        let all = six.numbers(&six.query(descending, 50));
        for size in 1..=5 {
            assert_eq!(by_number(&six, descending, size), all, "{size}");
            assert_eq!(by_cursor(&six, descending, size), all, "{size}");
        }
    }
}

fn by_number(six: &Six, descending: bool, size: u32) -> Vec<usize> {
    let pages = (1..=6).filter_map(PageNumber::new);
    let page = |number| {
        six.numbers(&LeadQuery {
            position: Position::Page(number),
            ..six.query(descending, size)
        })
    };
    pages.flat_map(page).collect()
}

fn by_cursor(six: &Six, descending: bool, size: u32) -> Vec<usize> {
    let mut query = six.query(descending, size);
    let mut found = Vec::new();
    loop {
        let page = six.harness.leads.page(&query).unwrap().leads;
        let Some(last) = page.last() else {
            return found;
        };
        let amount = last.loan.as_ref().and_then(|loan| loan.disbursal_amount);
        found.extend(six.numbers(&query));
        query.position = Position::After(Cursor {
            sort: query.sort,
            value: amount.map_or(0, Money::paise),
            id: last.id,
        });
    }
}

fn lists_narrow_by_loan_and_payout(database: &Arc<Database>) {
    let six = six(database);
    let by_loan = |status| LeadFilter {
        loan_status: Some(status),
        ..LeadFilter::default()
    };
    let by_payout = |status| LeadFilter {
        payout_status: Some(status),
        ..LeadFilter::default()
    };
    assert_eq!(six.filtered(by_loan(LoanStatus::Disbursed)), [5, 3, 2, 1]);
    assert_eq!(six.filtered(by_loan(LoanStatus::Approved)), [4]);
    assert_eq!(six.filtered(by_loan(LoanStatus::Closed)), []);
    assert_eq!(six.filtered(by_payout(PayoutStatus::Paid)), [1]);
    assert_eq!(six.filtered(by_payout(PayoutStatus::Ineligible)), []);
}

fn a_corrupt_row_is_named(database: &Arc<Database>) {
    let six = six(database);
    let id = six.leads[0];
    let bytes = match database.as_ref() {
        Database::Sqlite(_) => "x'00'",
        Database::Postgres { .. } => "'\\x00'",
    };
    database.run(&format!(
        "UPDATE leads SET reference = {bytes} WHERE id = {id}"
    ));
    let found = six.harness.leads.find(six.partner, id);
    assert_eq!(found, Err(PortFailure::corrupt("leads.reference")));
    database.run(&format!("UPDATE leads SET user_id = 999 WHERE id = {id}"));
    let found = six.harness.leads.find(six.partner, id);
    assert_eq!(found, Err(PortFailure::corrupt("leads.user_id")));
}
