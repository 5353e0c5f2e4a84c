//! `doctor --reconcile`: the totals that are kept up against the rows.

use store::{Discrepancy, Store};

/// The most differences that are listed.
const SHOWN: usize = 10;

/// Counts every row; on a large database this takes a while.
pub(super) fn reconcile(store: &Store) -> Result<String, String> {
    let found = store.reconcile().map_err(|failure| failure.to_string())?;
    let (leads, partners) = (found.leads, found.partners);
    if found.discrepancies.is_empty() {
        return Ok(format!(
            "{leads} leads of {partners} partners: every total equals its rows"
        ));
    }
    let listed: Vec<String> = found.discrepancies.iter().take(SHOWN).map(told).collect();
    let more = found.discrepancies.len() - listed.len();
    let rest = if more == 0 {
        String::new()
    } else {
        format!("; and {more} more")
    };
    Err(format!("{}{rest}", listed.join("; ")))
}

fn told(found: &Discrepancy) -> String {
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
            told(&found),
            "partner 7: fresh on 2026-11-21 is kept as 3 and counted as 4"
        );
    }
}
