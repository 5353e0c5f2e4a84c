//! Adding to the rows.

use diesel::prelude::*;
use diesel::upsert::excluded;
use kernel::PartnerId;

use super::{Days, Tally, Totals};
use crate::conn::Conn;
use crate::schema::{partner_days, partner_totals};

/// Writes `tally` to `shard`, in the order of partners and days, as everyone
/// does, so that nobody waits in a circle.
pub(crate) fn add(conn: &mut Conn, tally: &Tally, shard: i32) -> QueryResult<()> {
    for (partner, totals) in &tally.totals {
        if *totals != Totals::default() {
            add_totals(conn, *partner, totals, shard)?;
        }
    }
    for ((partner, day), counts) in &tally.days {
        if *counts != Days::default() {
            add_days(conn, *partner, *day, counts, shard)?;
        }
    }
    Ok(())
}

/// The same statement on either database.
macro_rules! on_either {
    ($conn:expr, $one:ident => $statement:expr) => {
        match $conn {
            Conn::Postgres($one) => $statement,
            Conn::Sqlite($one) => $statement,
        }
    };
}

fn add_totals(conn: &mut Conn, partner: PartnerId, totals: &Totals, shard: i32) -> QueryResult<()> {
    use partner_totals::dsl as t;
    on_either!(conn, one => diesel::insert_into(partner_totals::table)
        .values((
            t::partner_id.eq(partner.get()),
            t::shard.eq(shard),
            t::fresh.eq(totals.fresh),
            t::registered.eq(totals.registered),
            t::active.eq(totals.active),
            t::linked.eq(totals.linked),
            t::loan_applications.eq(totals.loan_applications),
            t::disbursed.eq(totals.disbursed),
            t::payout_eligible.eq(totals.payout_eligible),
            t::pending_paise.eq(totals.pending_paise),
            t::paid_paise.eq(totals.paid_paise),
            t::paid.eq(totals.paid),
        ))
        .on_conflict((t::partner_id, t::shard))
        .do_update()
        .set((
            t::fresh.eq(t::fresh + excluded(t::fresh)),
            t::registered.eq(t::registered + excluded(t::registered)),
            t::active.eq(t::active + excluded(t::active)),
            t::linked.eq(t::linked + excluded(t::linked)),
            t::loan_applications.eq(t::loan_applications + excluded(t::loan_applications)),
            t::disbursed.eq(t::disbursed + excluded(t::disbursed)),
            t::payout_eligible.eq(t::payout_eligible + excluded(t::payout_eligible)),
            t::pending_paise.eq(t::pending_paise + excluded(t::pending_paise)),
            t::paid_paise.eq(t::paid_paise + excluded(t::paid_paise)),
            t::paid.eq(t::paid + excluded(t::paid)),
        ))
        .execute(one)
        .map(drop))
}

fn add_days(
    conn: &mut Conn,
    partner: PartnerId,
    day: i32,
    counts: &Days,
    shard: i32,
) -> QueryResult<()> {
    use partner_days::dsl as d;
    on_either!(conn, one => diesel::insert_into(partner_days::table)
        .values((
            d::partner_id.eq(partner.get()),
            d::day.eq(day),
            d::shard.eq(shard),
            d::fresh.eq(counts.fresh),
            d::registered.eq(counts.registered),
            d::active.eq(counts.active),
            d::disbursed.eq(counts.disbursed),
        ))
        .on_conflict((d::partner_id, d::day, d::shard))
        .do_update()
        .set((
            d::fresh.eq(d::fresh + excluded(d::fresh)),
            d::registered.eq(d::registered + excluded(d::registered)),
            d::active.eq(d::active + excluded(d::active)),
            d::disbursed.eq(d::disbursed + excluded(d::disbursed)),
        ))
        .execute(one)
        .map(drop))
}
