//! Reading what is kept up of a partner.

use candidates::{
    CandidateCounts, DashboardFigures, InviteStatus, Look, MOST_EXAM_TYPES, Periods,
    PracticeCounts, QuarterRange,
};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use kernel::{BusinessCalendar, Money, PartnerId, PortFailure, PortResult, TimeZoneName};

use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{
    candidate_totals, partner_onboardings, practice_exam_types, practice_quarters, practice_totals,
};

/// The `batch_key` of what is counted of all batches and of none.
const ALL_BATCHES: i64 = -1;

/// `$1` to `$2` is the month, `$3` to `$4` the week, `$5` the partner, `$6` to `$7` both.
/// However many sessions there are, a month has no more than 2 980 quarters.
const FINISHED: &str = "SELECT
        CAST(COALESCE(SUM(CASE WHEN quarter >= $1 AND quarter < $2 THEN finished END), 0)
            AS BIGINT) AS month,
        CAST(COALESCE(SUM(CASE WHEN quarter >= $3 AND quarter < $4 THEN finished END), 0)
            AS BIGINT) AS week
    FROM practice_quarters WHERE partner_id = $5 AND quarter >= $6 AND quarter < $7";

#[derive(QueryableByName)]
struct FinishedRow {
    #[diesel(sql_type = BigInt)]
    month: i64,
    #[diesel(sql_type = BigInt)]
    week: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = practice_totals)]
pub(super) struct TotalsRow {
    sessions: i64,
    finished: i64,
    scored: i64,
    score_sum: i64,
    rated: i64,
    rating_sum: i64,
    positive: i64,
    neutral: i64,
    negative: i64,
    cost_paise: i64,
    paid_paise: i64,
}

/// See [`candidates::PracticeRepository::figures`].
pub(super) fn figures(
    conn: &mut Conn,
    partner: PartnerId,
    look: Look,
) -> Result<DashboardFigures, StoreError> {
    let calendar = calendar(conn, partner, look.otherwise)?;
    let periods = Periods::of(calendar, look.at);
    let totals: Option<TotalsRow> = practice_totals::table
        .find(partner.get())
        .select(TotalsRow::as_select())
        .get_result(conn)
        .optional()?;
    let (counts, paid) = totals.map(TotalsRow::split).unwrap_or_default();
    let (this_month, this_week) = lately(conn, partner, periods)?;
    Ok(DashboardFigures {
        candidates: enrolments(conn, partner)?,
        counts,
        paid,
        this_month,
        this_week,
        exam_types: exam_types(conn, partner)?,
    })
}

impl TotalsRow {
    fn split(self) -> (PracticeCounts, Money) {
        let counts = PracticeCounts {
            sessions: self.sessions,
            finished: self.finished,
            scored: self.scored,
            score_sum: self.score_sum,
            rated: self.rated,
            rating_sum: self.rating_sum,
            positive: self.positive,
            neutral: self.neutral,
            negative: self.negative,
            cost: Money::from_paise(self.cost_paise),
        };
        (counts, Money::from_paise(self.paid_paise))
    }
}

/// See [`candidates::PracticeRepository::calendar`].
pub(super) fn calendar(
    conn: &mut Conn,
    partner: PartnerId,
    otherwise: BusinessCalendar,
) -> Result<BusinessCalendar, StoreError> {
    let named: Option<Option<String>> = partner_onboardings::table
        .find(partner.get())
        .select(partner_onboardings::time_zone)
        .get_result(conn)
        .optional()?;
    let Some(name) = named.flatten() else {
        return Ok(otherwise);
    };
    let zone = TimeZoneName::parse(&name)
        .map_err(|_| PortFailure::corrupt("partner_onboardings.time_zone"))?;
    Ok(zone.calendar())
}

fn lately(conn: &mut Conn, partner: PartnerId, periods: Periods) -> Result<(u64, u64), StoreError> {
    let (month, week) = (periods.month, periods.week);
    let found: FinishedRow = sql_query(FINISHED)
        .bind::<BigInt, _>(month.from)
        .bind::<BigInt, _>(month.to)
        .bind::<BigInt, _>(week.from)
        .bind::<BigInt, _>(week.to)
        .bind::<BigInt, _>(partner.get())
        .bind::<BigInt, _>(month.from.min(week.from))
        .bind::<BigInt, _>(month.to.max(week.to))
        .get_result(conn)?;
    let read = |finished| count(finished, "practice_quarters.finished");
    Ok((read(found.month)?, read(found.week)?))
}

fn enrolments(conn: &mut Conn, partner: PartnerId) -> Result<CandidateCounts, StoreError> {
    let rows: Vec<(String, bool, i64)> = candidate_totals::table
        .filter(candidate_totals::partner_id.eq(partner.get()))
        .filter(candidate_totals::batch_key.eq(ALL_BATCHES))
        .select((
            candidate_totals::invite_status,
            candidate_totals::is_paid_for,
            candidate_totals::candidates,
        ))
        .load(conn)?;
    let mut counts = CandidateCounts::default();
    for (status, paid, candidates) in rows {
        let candidates = count(candidates, "candidate_totals.candidates")?;
        counts.enrolled += candidates;
        counts.paid += if paid { candidates } else { 0 };
        if status == InviteStatus::Accepted.as_str() {
            counts.accepted += candidates;
        }
    }
    Ok(counts)
}

/// By the index, which has the most first.
fn exam_types(conn: &mut Conn, partner: PartnerId) -> Result<Vec<(String, u64)>, StoreError> {
    let most = i64::try_from(MOST_EXAM_TYPES).unwrap_or(i64::MAX);
    let rows: Vec<(String, i64)> = practice_exam_types::table
        .filter(practice_exam_types::partner_id.eq(partner.get()))
        .filter(practice_exam_types::sessions.gt(0))
        .order((
            practice_exam_types::sessions.desc(),
            practice_exam_types::exam_type,
        ))
        .limit(most)
        .select((
            practice_exam_types::exam_type,
            practice_exam_types::sessions,
        ))
        .load(conn)?;
    let rows = rows.into_iter().map(|(name, sessions)| {
        let sessions = count(sessions, "practice_exam_types.sessions")?;
        Ok((name, sessions))
    });
    rows.collect()
}

/// See [`candidates::PracticeRepository::finished`].
pub(super) fn finished(
    conn: &mut Conn,
    partner: PartnerId,
    range: QuarterRange,
) -> Result<Vec<(i64, u64)>, StoreError> {
    let rows: Vec<(i64, i64)> = practice_quarters::table
        .filter(practice_quarters::partner_id.eq(partner.get()))
        .filter(practice_quarters::quarter.ge(range.from))
        .filter(practice_quarters::quarter.lt(range.to))
        .filter(practice_quarters::finished.gt(0))
        .order(practice_quarters::quarter)
        .select((practice_quarters::quarter, practice_quarters::finished))
        .load(conn)?;
    let rows = rows.into_iter().map(|(quarter, finished)| {
        let finished = count(finished, "practice_quarters.finished")?;
        Ok((quarter, finished))
    });
    rows.collect()
}

/// A column that counts.
fn count(value: i64, what: &'static str) -> PortResult<u64> {
    u64::try_from(value).map_err(|_| PortFailure::corrupt(what))
}
