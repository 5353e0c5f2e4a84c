//! Whether the totals that are kept up equal the rows they stand for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer};
use kernel::{PartnerId, PortResult};

use crate::Store;
use crate::columns::date;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::totals::{Days, Totals};

/// A total that does not equal its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Whose.
    pub partner: PartnerId,
    /// Which, such as `fresh`; money in paise.
    pub what: &'static str,
    /// The business day it belongs to; `None` for a total of all days.
    pub day: Option<NaiveDate>,
    /// What is kept up.
    pub kept: i64,
    /// What the rows come to.
    pub counted: i64,
}

/// What was compared.
#[derive(Debug, Clone, Default)]
pub struct Reconciliation {
    /// How many partners have totals or leads.
    pub partners: usize,
    /// How many leads were counted.
    pub leads: i64,
    /// What differs.
    pub discrepancies: Vec<Discrepancy>,
}

/// The same on both databases. A sum of BIGINT is NUMERIC on `PostgreSQL`.
const COUNT_TOTALS: &str = "SELECT partner_id AS partner,
        CAST(SUM(CASE verdict WHEN 2005 THEN 1 ELSE 0 END) AS BIGINT) AS fresh,
        CAST(SUM(CASE verdict WHEN 2004 THEN 1 ELSE 0 END) AS BIGINT) AS registered,
        CAST(SUM(CASE verdict WHEN 2006 THEN 1 ELSE 0 END) AS BIGINT) AS active,
        CAST(COUNT(user_id) AS BIGINT) AS linked,
        CAST(COUNT(loan_application_id) AS BIGINT) AS loan_applications,
        CAST(COUNT(disbursed_on) AS BIGINT) AS disbursed,
        CAST(SUM(CASE WHEN payout_status IN ('eligible', 'approved', 'paid')
            THEN 1 ELSE 0 END) AS BIGINT) AS payout_eligible,
        CAST(SUM(CASE WHEN payout_status IN ('eligible', 'approved')
            THEN payout_amount_paise ELSE 0 END) AS BIGINT) AS pending_paise,
        CAST(SUM(CASE WHEN payout_status = 'paid'
            THEN payout_amount_paise ELSE 0 END) AS BIGINT) AS paid_paise,
        CAST(SUM(CASE WHEN payout_status = 'paid' THEN 1 ELSE 0 END) AS BIGINT) AS paid
    FROM leads GROUP BY partner_id";

const KEPT_TOTALS: &str = "SELECT partner_id AS partner,
        CAST(SUM(fresh) AS BIGINT) AS fresh,
        CAST(SUM(registered) AS BIGINT) AS registered,
        CAST(SUM(active) AS BIGINT) AS active,
        CAST(SUM(linked) AS BIGINT) AS linked,
        CAST(SUM(loan_applications) AS BIGINT) AS loan_applications,
        CAST(SUM(disbursed) AS BIGINT) AS disbursed,
        CAST(SUM(payout_eligible) AS BIGINT) AS payout_eligible,
        CAST(SUM(pending_paise) AS BIGINT) AS pending_paise,
        CAST(SUM(paid_paise) AS BIGINT) AS paid_paise,
        CAST(SUM(paid) AS BIGINT) AS paid
    FROM partner_totals GROUP BY partner_id";

const COUNT_DAYS: &str = "SELECT partner, day,
        CAST(SUM(fresh) AS BIGINT) AS fresh,
        CAST(SUM(registered) AS BIGINT) AS registered,
        CAST(SUM(active) AS BIGINT) AS active,
        CAST(SUM(disbursed) AS BIGINT) AS disbursed
    FROM (
        SELECT partner_id AS partner, shared_on AS day,
            CASE verdict WHEN 2005 THEN 1 ELSE 0 END AS fresh,
            CASE verdict WHEN 2004 THEN 1 ELSE 0 END AS registered,
            CASE verdict WHEN 2006 THEN 1 ELSE 0 END AS active,
            0 AS disbursed
        FROM leads
        UNION ALL
        SELECT partner_id, disbursed_on, 0, 0, 0, 1 FROM leads
        WHERE loan_status IS NOT NULL AND disbursed_on IS NOT NULL
    ) counted GROUP BY partner, day";

const KEPT_DAYS: &str = "SELECT partner_id AS partner, day,
        CAST(SUM(fresh) AS BIGINT) AS fresh,
        CAST(SUM(registered) AS BIGINT) AS registered,
        CAST(SUM(active) AS BIGINT) AS active,
        CAST(SUM(disbursed) AS BIGINT) AS disbursed
    FROM partner_days GROUP BY partner_id, day";

#[derive(QueryableByName)]
struct TotalsRow {
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(embed)]
    totals: Totals,
}

#[derive(QueryableByName)]
struct DaysRow {
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = Integer)]
    day: i32,
    #[diesel(embed)]
    days: Days,
}

impl Store {
    /// Counts every lead and compares with the totals, as of one instant and
    /// without any time limit.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn reconcile(&self) -> PortResult<Reconciliation> {
        self.examine(|conn| {
            let counted = totals(conn, COUNT_TOTALS)?;
            let kept = totals(conn, KEPT_TOTALS)?;
            let leads = counted
                .values()
                .map(|totals| totals.fresh + totals.registered + totals.active)
                .sum();
            let mut found = Reconciliation {
                partners: counted
                    .keys()
                    .chain(kept.keys())
                    .collect::<std::collections::BTreeSet<_>>()
                    .len(),
                leads,
                discrepancies: compared(&kept, &counted, Totals::named)
                    .map(|(partner, what, kept, counted)| Discrepancy {
                        partner: PartnerId::new(*partner),
                        what,
                        day: None,
                        kept,
                        counted,
                    })
                    .collect(),
            };
            let (kept, counted) = (days(conn, KEPT_DAYS)?, days(conn, COUNT_DAYS)?);
            for ((partner, day), what, kept, counted) in compared(&kept, &counted, Days::named) {
                found.discrepancies.push(Discrepancy {
                    partner: PartnerId::new(*partner),
                    what,
                    day: Some(date(*day, "partner_days.day")?),
                    kept,
                    counted,
                });
            }
            Ok(found)
        })
    }
}

/// Every named number that differs; what is missing on one side counts as 0.
fn compared<'a, K: Ord, V: Copy + Default, const N: usize>(
    kept: &'a BTreeMap<K, V>,
    counted: &'a BTreeMap<K, V>,
    named: impl Fn(&V) -> [(&'static str, i64); N] + 'a,
) -> impl Iterator<Item = (&'a K, &'static str, i64, i64)> {
    let only_kept = kept.keys().filter(|key| !counted.contains_key(key));
    let keys = counted.keys().chain(only_kept);
    keys.flat_map(move |key| {
        let of = |rows: &BTreeMap<K, V>| named(&rows.get(key).copied().unwrap_or_default());
        let pairs = of(kept).into_iter().zip(of(counted));
        pairs.map(move |((what, kept), (_, counted))| (key, what, kept, counted))
    })
    .filter(|(_, _, kept, counted)| kept != counted)
}

fn totals(conn: &mut Conn, sql: &str) -> Result<BTreeMap<i64, Totals>, StoreError> {
    let rows: Vec<TotalsRow> = sql_query(sql).load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.partner, row.totals))
        .collect())
}

fn days(conn: &mut Conn, sql: &str) -> Result<BTreeMap<(i64, i32), Days>, StoreError> {
    let rows: Vec<DaysRow> = sql_query(sql).load(conn)?;
    let keyed = rows
        .into_iter()
        .map(|row| ((row.partner, row.day), row.days));
    Ok(keyed.collect())
}
