//! Reading counts: of one partner by the primary key, of all by the index of days.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};
use kernel::{PartnerId, PartnerUuid, PortFailure, PortResult};
use usage::{Days, OverviewQuery, PartnerUse, UsageRow};

use super::add::count;
use crate::columns::{date, days, uuid};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{partners, usage_days};

/// `$1` is the first day, `$2` the last. Sums are numeric on `PostgreSQL`.
const TOTALS: &str = "SELECT day, route, outcome, CAST(sum(calls) AS BIGINT) AS calls
    FROM usage_days WHERE day BETWEEN $1 AND $2 GROUP BY day, route, outcome";

/// The same, and `$3` the most partners, `$4` the month.
const PARTNERS: &str = "SELECT p.uuid, p.name, p.monthly_quota, most.calls, most.refused,
        coalesce(m.counted, 0) AS used
    FROM (SELECT partner_id, CAST(sum(calls) AS BIGINT) AS calls,
            CAST(sum(CASE WHEN outcome >= 4000 THEN calls ELSE 0 END) AS BIGINT) AS refused
        FROM usage_days WHERE day BETWEEN $1 AND $2
        GROUP BY partner_id ORDER BY 2 DESC, 1 LIMIT $3) most
    JOIN partners p ON p.id = most.partner_id
    LEFT JOIN usage_months m ON m.partner_id = p.id AND m.month = $4
    ORDER BY most.calls DESC, p.id";

/// `$1` is the first day, `$2` the last, `$3` the month, `$4` the partner.
const PARTNER: &str = "SELECT p.uuid, p.name, p.monthly_quota,
        (SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) FROM usage_days
            WHERE partner_id = p.id AND day BETWEEN $1 AND $2) AS calls,
        (SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) FROM usage_days
            WHERE partner_id = p.id AND day BETWEEN $1 AND $2 AND outcome >= 4000) AS refused,
        coalesce((SELECT counted FROM usage_months
            WHERE partner_id = p.id AND month = $3), 0) AS used
    FROM partners p WHERE p.id = $4";

#[derive(QueryableByName, Queryable)]
struct CountRow {
    #[diesel(sql_type = Integer)]
    day: i32,
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Integer)]
    outcome: i32,
    #[diesel(sql_type = BigInt)]
    calls: i64,
}

#[derive(QueryableByName)]
struct PartnerUseRow {
    #[diesel(sql_type = Binary)]
    uuid: Vec<u8>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    monthly_quota: Option<i64>,
    #[diesel(sql_type = BigInt)]
    calls: i64,
    #[diesel(sql_type = BigInt)]
    refused: i64,
    #[diesel(sql_type = BigInt)]
    used: i64,
}

/// See [`usage::UsageRepository::report`].
pub(super) fn of_partner(
    conn: &mut Conn,
    partner: PartnerId,
    range: Days,
) -> Result<Vec<UsageRow>, StoreError> {
    let rows: Vec<CountRow> = usage_days::table
        .filter(usage_days::partner_id.eq(partner.get()))
        .filter(usage_days::day.between(days(range.from), days(range.to)))
        .select((
            usage_days::day,
            usage_days::route,
            usage_days::outcome,
            usage_days::calls,
        ))
        .load(conn)?;
    Ok(in_order(rows)?)
}

/// See [`usage::UsageRepository::overview`].
pub(super) fn overview(
    conn: &mut Conn,
    query: OverviewQuery,
) -> Result<(Vec<UsageRow>, Vec<PartnerUse>), StoreError> {
    let (from, to) = (days(query.days.from), days(query.days.to));
    let month = days(query.month.first_day());
    let Some(one) = query.partner else {
        let rows = sql_query(TOTALS)
            .bind::<Integer, _>(from)
            .bind::<Integer, _>(to)
            .load(conn)?;
        let most = sql_query(PARTNERS)
            .bind::<Integer, _>(from)
            .bind::<Integer, _>(to)
            .bind::<BigInt, _>(i64::from(query.most))
            .bind::<Integer, _>(month)
            .load(conn)?;
        return Ok((in_order(rows)?, uses(most)?));
    };
    let key: Option<i64> = partners::table
        .filter(partners::uuid.eq(one.get().as_bytes().as_slice()))
        .select(partners::id)
        .get_result(conn)
        .optional()?;
    let Some(key) = key else {
        return Ok((Vec::new(), Vec::new()));
    };
    let rows = of_partner(conn, PartnerId::new(key), query.days)?;
    let its = sql_query(PARTNER)
        .bind::<Integer, _>(from)
        .bind::<Integer, _>(to)
        .bind::<Integer, _>(month)
        .bind::<BigInt, _>(key)
        .load(conn)?;
    Ok((rows, uses(its)?))
}

/// Texts have another order on every database.
fn in_order(rows: Vec<CountRow>) -> PortResult<Vec<UsageRow>> {
    let rows = rows.into_iter().map(|row| {
        Ok(UsageRow {
            day: date(row.day, "usage_days.day")?,
            route: row.route,
            outcome: u16::try_from(row.outcome)
                .map_err(|_| PortFailure::corrupt("usage_days.outcome"))?,
            calls: count(row.calls, "usage_days.calls")?,
        })
    });
    let mut rows = rows.collect::<PortResult<Vec<_>>>()?;
    rows.sort_unstable_by(|a, b| (a.day, &a.route, a.outcome).cmp(&(b.day, &b.route, b.outcome)));
    Ok(rows)
}

fn uses(rows: Vec<PartnerUseRow>) -> PortResult<Vec<PartnerUse>> {
    let rows = rows.into_iter().map(|row| {
        let quota = row.monthly_quota;
        Ok(PartnerUse {
            partner: PartnerUuid::new(uuid(&row.uuid, "partners.uuid")?),
            name: row.name,
            calls: count(row.calls, "usage_days.calls")?,
            refused: count(row.refused, "usage_days.calls")?,
            used: count(row.used, "usage_months.counted")?,
            own_quota: quota
                .map(|quota| count(quota, "partners.monthly_quota"))
                .transpose()?,
        })
    });
    rows.collect()
}
