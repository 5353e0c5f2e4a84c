//! Adding what was counted.
//!
//! Processes add to the same rows at the same time. On `PostgreSQL` each locks them in the
//! order of their keys, its own row first, then days, then months, so that of two one waits
//! and neither deadlocks; read committed, it then adds to what the other left.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary};
use diesel::sqlite::SqliteConnection;
use diesel::upsert::excluded;
use kernel::{PartnerId, PartnerUuid, PortFailure, PortResult};
use usage::{Batch, Month, MonthCount, PartnerMonth};

use crate::columns::{days, micros, uuid};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::postgres::usage as postgres;
use crate::schema::{partners, usage_days, usage_months};

/// `$1` is the writer, `$2` the number of its batch, `$3` now.
const NOTE_BATCH: &str = "INSERT INTO usage_writers (writer, batch, written_at)
    VALUES ($1, $2, $3)
    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, written_at = excluded.written_at
    WHERE usage_writers.batch < excluded.batch";

/// A row of `usage_days`; of the same key, to be added.
#[derive(Insertable)]
#[diesel(table_name = usage_days)]
pub(crate) struct DayRow<'a> {
    pub(crate) partner_id: i64,
    pub(crate) day: i32,
    pub(crate) route: &'a str,
    pub(crate) outcome: i32,
    pub(crate) calls: i64,
}

/// A row of `usage_months`; of the same key, to be added.
#[derive(Insertable)]
#[diesel(table_name = usage_months)]
pub(crate) struct MonthRow {
    pub(crate) partner_id: i64,
    pub(crate) month: i32,
    pub(crate) counted: i64,
}

/// Calls that count against the quota, by partner and month. A map has the order of keys.
type Added = BTreeMap<(PartnerId, Month), u64>;

/// See [`usage::UsageRepository::add`].
pub(super) fn add(conn: &mut Conn, batch: &Batch) -> Result<Vec<PartnerMonth>, Fault<PortFailure>> {
    if let Conn::Postgres(one) = conn {
        postgres::take_turns_by_row(one)?;
    }
    let mut added = Added::new();
    for count in &batch.counts {
        let key = (count.partner, Month::of(count.day));
        let sum = added.entry(key).or_default();
        *sum = sum.saturating_add(count.counted);
    }
    let new = sql_query(NOTE_BATCH)
        .bind::<Binary, _>(batch.writer.as_bytes().as_slice())
        .bind::<BigInt, _>(integer(batch.number))
        .bind::<BigInt, _>(micros(batch.at))
        .execute(conn)?;
    if new > 0 {
        write(conn, &day_rows(batch), &month_rows(&added))?;
    }
    standings(conn, &added)
}

fn integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn day_rows(batch: &Batch) -> Vec<DayRow<'_>> {
    let counts = batch.counts.iter();
    let mut rows: Vec<DayRow<'_>> = counts
        .map(|count| DayRow {
            partner_id: count.partner.get(),
            day: days(count.day),
            route: &count.route,
            outcome: i32::from(count.outcome),
            calls: integer(count.calls),
        })
        .collect();
    rows.sort_unstable_by_key(|row| (row.partner_id, row.day, row.route, row.outcome));
    rows
}

fn month_rows(added: &Added) -> Vec<MonthRow> {
    let counting = added.iter().filter(|(_, counted)| **counted > 0);
    counting
        .map(|((partner, month), counted)| MonthRow {
            partner_id: partner.get(),
            month: days(month.first_day()),
            counted: integer(*counted),
        })
        .collect()
}

fn write(conn: &mut Conn, days: &[DayRow<'_>], months: &[MonthRow]) -> QueryResult<()> {
    match conn {
        Conn::Postgres(one) => postgres::add(one, days, months),
        Conn::Sqlite(one) => {
            add_days(one, days)?;
            add_months(one, months)
        }
    }
}

fn add_days(conn: &mut SqliteConnection, rows: &[DayRow<'_>]) -> QueryResult<()> {
    use usage_days::dsl as d;
    for row in rows {
        diesel::insert_into(usage_days::table)
            .values(row)
            .on_conflict((d::partner_id, d::day, d::route, d::outcome))
            .do_update()
            .set(d::calls.eq(d::calls + excluded(d::calls)))
            .execute(conn)?;
    }
    Ok(())
}

fn add_months(conn: &mut SqliteConnection, rows: &[MonthRow]) -> QueryResult<()> {
    use usage_months::dsl as m;
    for row in rows {
        diesel::insert_into(usage_months::table)
            .values(row)
            .on_conflict((m::partner_id, m::month))
            .do_update()
            .set(m::counted.eq(m::counted + excluded(m::counted)))
            .execute(conn)?;
    }
    Ok(())
}

/// A partner's uuid and its own quota.
type Known = (Vec<u8>, Option<i64>);

/// The same, by partner.
type Whose = BTreeMap<i64, Known>;

/// Calls that count, by partner and month.
type Used = BTreeMap<(i64, i32), i64>;

/// What everybody in `added` has used by now.
fn standings(conn: &mut Conn, added: &Added) -> Result<Vec<PartnerMonth>, Fault<PortFailure>> {
    let (whose, used) = look_up(conn, added)?;
    let mut standings = Vec::with_capacity(added.len());
    for ((partner, month), added) in added {
        let Some((public, quota)) = whose.get(&partner.get()) else {
            continue;
        };
        let key = (partner.get(), days(month.first_day()));
        let counted = used.get(&key).copied().unwrap_or(0);
        let quota = quota.map(|quota| count(quota, "partners.monthly_quota"));
        standings.push(PartnerMonth {
            count: MonthCount {
                partner: *partner,
                month: *month,
                counted: count(counted, "usage_months.counted")?,
                added: *added,
            },
            uuid: PartnerUuid::new(uuid(public, "partners.uuid")?),
            own_quota: quota.transpose()?,
        });
    }
    Ok(standings)
}

/// Of the partners and months in `added`.
fn look_up(conn: &mut Conn, added: &Added) -> QueryResult<(Whose, Used)> {
    let mut keys: Vec<i64> = added.keys().map(|(partner, _)| partner.get()).collect();
    keys.dedup();
    let months = added.keys().map(|(_, month)| days(month.first_day()));
    let months: BTreeSet<i32> = months.collect();
    let whose: Vec<(i64, Known)> = partners::table
        .filter(partners::id.eq_any(&keys))
        .select((partners::id, (partners::uuid, partners::monthly_quota)))
        .load(conn)?;
    let used: Vec<((i64, i32), i64)> = usage_months::table
        .filter(usage_months::partner_id.eq_any(&keys))
        .filter(usage_months::month.eq_any(&months))
        .select((
            (usage_months::partner_id, usage_months::month),
            usage_months::counted,
        ))
        .load(conn)?;
    Ok((whose.into_iter().collect(), used.into_iter().collect()))
}

/// A column that counts.
pub(super) fn count(value: i64, what: &'static str) -> PortResult<u64> {
    u64::try_from(value).map_err(|_| PortFailure::corrupt(what))
}
