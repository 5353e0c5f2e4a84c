//! `doctor --reconcile`: totals against rows, money against the ledger's lines.

use store::{Discrepancy, MoneyDiscrepancy, PracticeDiscrepancy, Store};

/// The most differences that are listed.
const SHOWN: usize = 10;

/// Counts every lead and compares with the totals that are kept up; on a large
/// database this takes a while.
pub(super) fn totals(store: &Store) -> Result<String, String> {
    let found = store.reconcile().map_err(|failure| failure.to_string())?;
    let (leads, partners) = (found.leads, found.partners);
    let differences: Vec<String> = found.discrepancies.iter().map(total).collect();
    listed(&differences).map_or_else(
        || {
            Ok(format!(
                "{leads} leads of {partners} partners: every total equals its rows"
            ))
        },
        Err,
    )
}

/// Compares payouts and statements with the ledger's lines.
pub(super) fn ledger(store: &Store) -> Result<String, String> {
    let found = store.check_money().map_err(|failure| failure.to_string())?;
    let differences: Vec<String> = found.iter().map(sum).collect();
    listed(&differences).map_or_else(
        || Ok("payouts and statements equal the sums of their lines".to_owned()),
        Err,
    )
}

/// Compares what is counted of candidates and sessions with their rows.
pub(super) fn practice(store: &Store) -> Result<String, String> {
    let found = store
        .check_practice()
        .map_err(|failure| failure.to_string())?;
    let differences: Vec<String> = found.iter().map(count).collect();
    listed(&differences).map_or_else(
        || Ok("every count of candidates and practice equals its rows".to_owned()),
        Err,
    )
}

/// The first of `differences`; `None` when there are none.
fn listed(differences: &[String]) -> Option<String> {
    let shown: Vec<&str> = differences.iter().take(SHOWN).map(String::as_str).collect();
    let more = differences.len() - shown.len();
    match more {
        _ if shown.is_empty() => None,
        0 => Some(shown.join("; ")),
        more => Some(format!("{}; and {more} more", shown.join("; "))),
    }
}

fn total(found: &Discrepancy) -> String {
    let Discrepancy {
        partner,
        what,
        day,
        kept,
        counted,
    } = found;
    let on = day.map_or_else(String::new, |day| format!(" on {day}"));
    format!("partner {partner}: {what}{on} is kept as {kept} and counted as {counted}")
}

fn sum(found: &MoneyDiscrepancy) -> String {
    let MoneyDiscrepancy {
        what,
        id,
        kept,
        counted,
    } = found;
    format!("{what} {id} is kept as {kept} and its lines come to {counted}")
}

fn count(found: &PracticeDiscrepancy) -> String {
    let PracticeDiscrepancy {
        partner,
        what,
        item,
        kept,
        counted,
    } = found;
    let of = if item.is_empty() { "" } else { " of " };
    format!("partner {partner}: {what}{of}{item} is kept as {kept} and counted as {counted}")
}

#[cfg(test)]
mod tests {
    use kernel::PartnerId;

    use super::*;

    #[test]
    fn a_difference_names_partner_total_and_day() {
        let found = Discrepancy {
            partner: PartnerId::new(7),
            what: "fresh",
            day: "2026-11-21".parse().ok(),
            kept: 3,
            counted: 4,
        };
        assert_eq!(
            total(&found),
            "partner 7: fresh on 2026-11-21 is kept as 3 and counted as 4"
        );
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let differences = |count: usize| vec!["x".to_owned(); count];
        assert_eq!(listed(&differences(0)), None);
        assert_eq!(listed(&differences(2)), Some("x; x".to_owned()));
        let long = listed(&differences(12)).unwrap_or_default();
        assert!(long.ends_with("; x; and 2 more"), "{long}");
    }
}
