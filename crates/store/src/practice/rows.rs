//! Rows of sessions.

use candidates::{Hundredths, SessionState};
use diesel::prelude::*;
use kernel::{Money, PortFailure, PortResult};

use crate::columns::{instant, micros, word};
use crate::schema::practice_sessions;

/// The columns that hold a session's state.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = practice_sessions)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct StateColumns {
    exam_name: String,
    exam_type: String,
    status: String,
    score: Option<i32>,
    cost_paise: i64,
    rating: Option<i32>,
    minutes: Option<i32>,
    completed_at: Option<i64>,
}

impl StateColumns {
    pub(super) fn of(state: &SessionState) -> Self {
        Self {
            exam_name: state.exam_name.clone(),
            exam_type: state.exam_type.clone(),
            status: state.status.as_str().to_owned(),
            score: state.score.map(Hundredths::get),
            cost_paise: state.cost.paise(),
            rating: state.rating.map(Hundredths::get),
            minutes: state
                .minutes
                .map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX)),
            completed_at: state.completed_at.map(micros),
        }
    }

    pub(crate) fn into_state(self) -> PortResult<SessionState> {
        let completed_at = self
            .completed_at
            .map(|at| instant(at, "practice_sessions.completed_at"));
        Ok(SessionState {
            exam_name: self.exam_name,
            exam_type: self.exam_type,
            status: word(&self.status, "practice_sessions.status")?,
            score: hundredths(self.score, "practice_sessions.score")?,
            cost: Money::from_paise(self.cost_paise),
            rating: hundredths(self.rating, "practice_sessions.rating")?,
            minutes: minutes(self.minutes)?,
            completed_at: completed_at.transpose()?,
        })
    }
}

/// A score or a rating.
pub(super) fn hundredths(value: Option<i32>, what: &'static str) -> PortResult<Option<Hundredths>> {
    value
        .map(|value| Hundredths::new(value).ok_or(PortFailure::corrupt(what)))
        .transpose()
}

/// How long a session took.
pub(super) fn minutes(value: Option<i32>) -> PortResult<Option<u32>> {
    let read = |minutes| {
        u32::try_from(minutes).map_err(|_| PortFailure::corrupt("practice_sessions.minutes"))
    };
    value.map(read).transpose()
}
