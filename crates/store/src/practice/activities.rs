//! Finished sessions, newest first.

use candidates::{ActivitiesAsk, Activity, ActivityPlace, SessionId};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use kernel::{PartnerId, PortFailure, PortResult};

use super::rows::{hundredths, minutes};
use crate::columns::{instant, micros, name};
use crate::conn::Conn;
use crate::fault::StoreError;

/// `$1` is the partner, `$2` and `$3` the place the rows lie behind, `$4` how many. The
/// primary key has the partner's sessions in this order, so it is entered at the place.
/// Names are those of the partner's newest enrolment of the person.
const ACTIVITIES: &str = "SELECT s.external_id, e.first_name, e.last_name, s.exam_name,
        s.exam_type, s.score, s.minutes, p.completed_at, p.session_id
    FROM (SELECT partner_id, completed_at, session_id FROM partner_sessions
        WHERE partner_id = $1 AND (completed_at, session_id) < ($2, $3)
        ORDER BY completed_at DESC, session_id DESC LIMIT $4) p
    JOIN practice_sessions s ON s.id = p.session_id
    JOIN partner_candidates e ON e.id = (SELECT MAX(n.id) FROM partner_candidates n
        WHERE n.candidate_id = s.candidate_id AND n.partner_id = p.partner_id)
    ORDER BY p.completed_at DESC, p.session_id DESC";

#[derive(QueryableByName)]
struct ActivityRow {
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Text)]
    first_name: String,
    #[diesel(sql_type = Text)]
    last_name: String,
    #[diesel(sql_type = Text)]
    exam_name: String,
    #[diesel(sql_type = Text)]
    exam_type: String,
    #[diesel(sql_type = Nullable<Integer>)]
    score: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    minutes: Option<i32>,
    #[diesel(sql_type = BigInt)]
    completed_at: i64,
    #[diesel(sql_type = BigInt)]
    session_id: i64,
}

/// See [`candidates::PracticeRepository::activities`].
pub(super) fn activities(
    conn: &mut Conn,
    partner: PartnerId,
    ask: ActivitiesAsk,
) -> Result<Vec<Activity>, StoreError> {
    let (at, key) = ask.behind.map_or((i64::MAX, i64::MAX), |place| {
        (micros(place.completed_at), place.key)
    });
    let rows: Vec<ActivityRow> = sql_query(ACTIVITIES)
        .bind::<BigInt, _>(partner.get())
        .bind::<BigInt, _>(at)
        .bind::<BigInt, _>(key)
        .bind::<BigInt, _>(i64::from(ask.limit))
        .load(conn)?;
    let activities = rows.into_iter().map(ActivityRow::into_activity);
    Ok(activities.collect::<PortResult<Vec<_>>>()?)
}

impl ActivityRow {
    fn into_activity(self) -> PortResult<Activity> {
        Ok(Activity {
            session: SessionId::parse(&self.external_id)
                .map_err(|_| PortFailure::corrupt("practice_sessions.external_id"))?,
            first_name: name(&self.first_name, "partner_candidates.first_name")?,
            last_name: name(&self.last_name, "partner_candidates.last_name")?,
            exam_name: self.exam_name,
            exam_type: self.exam_type,
            score: hundredths(self.score, "practice_sessions.score")?,
            minutes: minutes(self.minutes)?,
            place: ActivityPlace {
                completed_at: instant(self.completed_at, "partner_sessions.completed_at")?,
                key: self.session_id,
            },
        })
    }
}
