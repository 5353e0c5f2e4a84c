//! What partners used of a month, and were told of it.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer};
use kernel::{PartnerId, PortFailure};
use usage::{Alert, Crossing, Month, MonthCount, Standing};

use super::add::count;
use crate::columns::{days, instant, micros};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::usage as postgres;
use crate::schema::{usage_alerts, usage_months};
use crate::{letter_rows, outbox};

/// Whoever comes second waits for the first, and inserts nothing.
const NOTE: &str = "INSERT INTO usage_alerts (partner_id, month, percent, quota, at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

/// See [`usage::UsageRepository::cross`].
pub(super) fn cross(conn: &mut Conn, crossing: &Crossing) -> Result<bool, Fault<PortFailure>> {
    if let Conn::Postgres(one) = conn {
        postgres::take_turns_by_row(one)?;
    }
    let noted = sql_query(NOTE)
        .bind::<BigInt, _>(crossing.partner.get())
        .bind::<Integer, _>(days(crossing.month.first_day()))
        .bind::<Integer, _>(i32::from(crossing.percent))
        .bind::<BigInt, _>(i64::try_from(crossing.quota).unwrap_or(i64::MAX))
        .bind::<BigInt, _>(micros(crossing.at))
        .execute(conn)?;
    if noted == 0 {
        return Ok(false);
    }
    outbox::insert_all(conn, std::slice::from_ref(&crossing.event))?;
    letter_rows::insert(conn, &crossing.letter)?;
    Ok(true)
}

/// See [`usage::UsageRepository::used_in`]. Reads the whole table, once a start.
pub(super) fn used_in(conn: &mut Conn, month: Month) -> Result<Vec<MonthCount>, StoreError> {
    let rows: Vec<(i64, i64)> = usage_months::table
        .filter(usage_months::month.eq(days(month.first_day())))
        .order(usage_months::partner_id)
        .select((usage_months::partner_id, usage_months::counted))
        .load(conn)?;
    let counts = rows.into_iter().map(|(partner, counted)| {
        Ok(MonthCount {
            partner: PartnerId::new(partner),
            month,
            counted: count(counted, "usage_months.counted")?,
            added: 0,
        })
    });
    counts.collect()
}

/// See [`usage::UsageRepository::standing`].
pub(super) fn standing(
    conn: &mut Conn,
    partner: PartnerId,
    month: Month,
) -> Result<Standing, StoreError> {
    let month = days(month.first_day());
    let used: Option<i64> = usage_months::table
        .find((partner.get(), month))
        .select(usage_months::counted)
        .get_result(conn)
        .optional()?;
    let alerts: Vec<(i32, i64)> = usage_alerts::table
        .filter(usage_alerts::partner_id.eq(partner.get()))
        .filter(usage_alerts::month.eq(month))
        .order((usage_alerts::at, usage_alerts::percent))
        .select((usage_alerts::percent, usage_alerts::at))
        .load(conn)?;
    let mut standing = Standing {
        used: count(used.unwrap_or(0), "usage_months.counted")?,
        alerts: Vec::with_capacity(alerts.len()),
    };
    for (percent, at) in alerts {
        standing.alerts.push(Alert {
            percent: u8::try_from(percent)
                .map_err(|_| PortFailure::corrupt("usage_alerts.percent"))?,
            at: instant(at, "usage_alerts.at")?,
        });
    }
    Ok(standing)
}
