//! What each partner's statement of a new run is made from.

use std::collections::HashMap;

use chrono::{Days, Months, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kernel::{Money, PartnerId};
use payouts::{Account, TaxProfile, financial_year};

use super::sql;
use crate::columns::{days, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::tax_profiles;

/// A partner's part of a run.
pub(super) struct PartnerAccount {
    pub(super) partner: PartnerId,
    pub(super) account: Account,
    pub(super) profile: TaxProfile,
    /// How many lines.
    pub(super) lines: i64,
}

/// A sum of BIGINT is NUMERIC on `PostgreSQL`.
const UNSETTLED: &str = "SELECT u.partner_id AS partner,
        CAST(SUM(CASE WHEN l.amount_paise > 0 THEN l.amount_paise ELSE 0 END) AS BIGINT)
            AS earnings,
        CAST(SUM(CASE WHEN l.amount_paise < 0 THEN l.amount_paise ELSE 0 END) AS BIGINT)
            AS reversals,
        COUNT(*) AS lines
    FROM unsettled_lines u JOIN ledger_lines l ON l.id = u.line_id
    WHERE u.booked_on <= $1
    GROUP BY u.partner_id ORDER BY u.partner_id";

#[derive(QueryableByName)]
struct Unsettled {
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = BigInt)]
    earnings: i64,
    #[diesel(sql_type = BigInt)]
    reversals: i64,
    #[diesel(sql_type = BigInt)]
    lines: i64,
}

/// What each partner's last statement hands on to the next one.
const OPENINGS: &str = "SELECT partner_id AS partner, closing_paise AS one,
        CAST(0 AS BIGINT) AS other
    FROM statements
    WHERE id IN (SELECT MAX(id) FROM statements WHERE status <> 'rejected' GROUP BY partner_id)
      AND status IN ('carried', 'draft') AND closing_paise < 0";

/// What each partner earned in a financial year, and how much of it was taxed.
const YEARS: &str = "SELECT partner_id AS partner,
        CAST(SUM(earnings_paise + reversals_paise) AS BIGINT) AS one,
        CAST(SUM(COALESCE(tds_base_paise, 0)) AS BIGINT) AS other
    FROM statements
    WHERE status <> 'rejected' AND period_to >= $1 AND period_to <= $2
    GROUP BY partner_id";

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = BigInt)]
    one: i64,
    #[diesel(sql_type = BigInt)]
    other: i64,
}

/// Every partner with lines that are in no statement and were booked up to `to`,
/// in the order of their keys.
pub(super) fn load(conn: &mut Conn, to: NaiveDate) -> Result<Vec<PartnerAccount>, StoreError> {
    let unsettled: Vec<Unsettled> = sql::load(conn, UNSETTLED, &[days(to).into()])?;
    if unsettled.is_empty() {
        return Ok(Vec::new());
    }
    let openings = pairs(conn, OPENINGS, &[])?;
    let (first, last) = year_of(to);
    let years = pairs(conn, YEARS, &[days(first).into(), days(last).into()])?;
    let profiles = profiles(conn)?;
    let accounts = unsettled.into_iter().map(|sums| {
        let (opening, _) = openings.get(&sums.partner).copied().unwrap_or_default();
        let (earned, taxed) = years.get(&sums.partner).copied().unwrap_or_default();
        PartnerAccount {
            partner: PartnerId::new(sums.partner),
            account: Account {
                opening: Money::from_paise(opening),
                earnings: Money::from_paise(sums.earnings),
                reversals: Money::from_paise(sums.reversals),
                year_earned: Money::from_paise(earned),
                year_taxed: Money::from_paise(taxed),
            },
            profile: profiles.get(&sums.partner).copied().unwrap_or_default(),
            lines: sums.lines,
        }
    });
    Ok(accounts.collect())
}

/// First and last day of the financial year of `day`.
fn year_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = financial_year(day);
    let last = first
        .checked_add_months(Months::new(12))
        .and_then(|next| next.checked_sub_days(Days::new(1)));
    (first, last.unwrap_or(NaiveDate::MAX))
}

fn pairs(conn: &mut Conn, query: &str, numbers: &[i64]) -> QueryResult<HashMap<i64, (i64, i64)>> {
    let rows: Vec<Pair> = sql::load(conn, query, numbers)?;
    let keyed = rows
        .into_iter()
        .map(|row| (row.partner, (row.one, row.other)));
    Ok(keyed.collect())
}

fn profiles(conn: &mut Conn) -> Result<HashMap<i64, TaxProfile>, StoreError> {
    let rows: Vec<(i64, Option<String>, bool, bool)> = tax_profiles::table
        .select((
            tax_profiles::partner_id,
            tax_profiles::constitution,
            tax_profiles::pan_sealed.is_not_null(),
            tax_profiles::gstin_sealed.is_not_null(),
        ))
        .load(conn)?;
    let mut profiles = HashMap::with_capacity(rows.len());
    for (partner, constitution, has_pan, has_gstin) in rows {
        let constitution = constitution.as_deref();
        let constitution = constitution.map(|name| word(name, "tax_profiles.constitution"));
        let profile = TaxProfile {
            constitution: constitution.transpose()?,
            has_pan,
            has_gstin,
        };
        profiles.insert(partner, profile);
    }
    Ok(profiles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_financial_year_ends_on_31_march() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for inside in ["2025-04-01", "2026-01-15", "2026-03-31"] {
            let year = (day("2025-04-01"), day("2026-03-31"));
            assert_eq!(year_of(day(inside)), year, "{inside}");
        }
    }
}
