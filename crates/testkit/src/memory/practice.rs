//! Practice in memory: nothing is kept up, everything is counted anew.

mod payouts;

use std::sync::{Arc, Mutex};

use candidates::{
    ActivitiesAsk, Activity, ActivityPlace, ApplySessionError, DashboardFigures, Look,
    MOST_EXAM_TYPES, Periods, PracticeCounts, PracticePayout, PracticeRepository, QuarterRange,
    ReportedBy, SessionId, SessionOutcome, SessionReport, SessionState, quarter_of,
};
use kernel::{BusinessCalendar, CandidateUuid, Money, PartnerId, PortResult};

use super::candidates::{State as Enrolments, counts};
use super::{InMemoryAudit, InMemoryCandidates, InMemoryPartners, locked};

/// Fake of [`PracticeRepository`] and [`candidates::PracticePayouts`]. It knows no time zones of
/// partners.
#[derive(Debug, Clone)]
pub(crate) struct InMemoryPractice {
    state: Arc<Mutex<State>>,
    candidates: InMemoryCandidates,
    partners: InMemoryPartners,
    audit: InMemoryAudit,
}

/// Sessions and payouts, each oldest first.
#[derive(Debug, Default)]
struct State {
    sessions: Vec<Session>,
    payouts: Vec<(PartnerId, PracticePayout)>,
}

#[derive(Debug)]
struct Session {
    key: i64,
    id: SessionId,
    person: CandidateUuid,
    state: SessionState,
}

impl InMemoryPractice {
    pub(super) fn new(
        candidates: InMemoryCandidates,
        partners: InMemoryPartners,
        audit: InMemoryAudit,
    ) -> Self {
        Self {
            state: Arc::default(),
            candidates,
            partners,
            audit,
        }
    }
}

impl State {
    /// The sessions of everybody whom `partner` has enrolled.
    fn of<'a>(
        &'a self,
        enrolments: &'a Enrolments,
        partner: PartnerId,
    ) -> impl Iterator<Item = &'a Session> {
        let enrolled = move |session: &&Session| {
            let mut own = enrolments.of(partner);
            own.any(|one| one.candidate == session.person)
        };
        self.sessions.iter().filter(enrolled)
    }

    fn apply(
        &mut self,
        person: CandidateUuid,
        report: SessionReport,
    ) -> Result<SessionOutcome, ApplySessionError> {
        let Some(kept) = self.sessions.iter_mut().find(|one| one.id == report.id) else {
            let key = i64::try_from(self.sessions.len()).unwrap_or(i64::MAX);
            self.sessions.push(Session {
                key: key.saturating_add(1),
                id: report.id,
                person,
                state: report.state,
            });
            return Ok(SessionOutcome::Applied);
        };
        if kept.person != person {
            return Err(ApplySessionError::AnotherCandidate);
        }
        let outcome = report.state.judged(Some(&kept.state));
        if outcome == SessionOutcome::Applied {
            kept.state = report.state;
        }
        Ok(outcome)
    }

    fn payouts_of(&self, partner: PartnerId) -> impl DoubleEndedIterator<Item = &PracticePayout> {
        let own = self
            .payouts
            .iter()
            .filter(move |(whose, _)| *whose == partner);
        own.map(|(_, payout)| payout)
    }
}

fn person(enrolments: &Enrolments, by: &ReportedBy) -> Option<CandidateUuid> {
    let by_email = by.email.map(|email| enrolments.people.get(&email).copied());
    let by_uuid = by.candidate.map(|uuid| {
        let mut people = enrolments.people.values().copied();
        people.find(|one| *one == uuid)
    });
    match (by_email, by_uuid) {
        (Some(one), Some(other)) => one.filter(|_| one == other),
        (one, other) => one.or(other).flatten(),
    }
}

fn sum(counts: PracticeCounts, more: PracticeCounts) -> PracticeCounts {
    counts.less(PracticeCounts::default().less(more))
}

impl PracticeRepository for InMemoryPractice {
    fn apply(&self, report: SessionReport) -> Result<SessionOutcome, ApplySessionError> {
        let enrolments = self.candidates.state();
        let person = person(&enrolments, &report.by);
        let person = person.ok_or(ApplySessionError::UnknownCandidate)?;
        locked(&self.state).apply(person, report)
    }

    fn figures(&self, partner: PartnerId, look: Look) -> PortResult<DashboardFigures> {
        let enrolments = self.candidates.state();
        let state = locked(&self.state);
        let periods = Periods::of(look.otherwise, look.at);
        let mut figures = DashboardFigures {
            candidates: counts(enrolments.of(partner)),
            ..DashboardFigures::default()
        };
        for session in state.of(&enrolments, partner) {
            figures.counts = sum(figures.counts, PracticeCounts::of(&session.state));
            let ended = session.state.finished_at().map(quarter_of);
            let within =
                |range: QuarterRange| u64::from(ended.is_some_and(|at| range.contains(at)));
            figures.this_month += within(periods.month);
            figures.this_week += within(periods.week);
            let name = &session.state.exam_type;
            match figures.exam_types.iter_mut().find(|(one, _)| one == name) {
                Some((_, sessions)) => *sessions += 1,
                None => figures.exam_types.push((name.clone(), 1)),
            }
        }
        figures
            .exam_types
            .sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
        figures.exam_types.truncate(MOST_EXAM_TYPES);
        let paid = state
            .payouts_of(partner)
            .map(|payout| payout.amount.paise());
        figures.paid = Money::from_paise(paid.sum());
        Ok(figures)
    }

    fn activities(&self, partner: PartnerId, ask: ActivitiesAsk) -> PortResult<Vec<Activity>> {
        let enrolments = self.candidates.state();
        let state = locked(&self.state);
        let mut activities: Vec<Activity> = state
            .of(&enrolments, partner)
            .filter_map(|session| activity(&enrolments, partner, session))
            .collect();
        let place = |place: ActivityPlace| (place.completed_at, place.key);
        activities.sort_by_key(|one| std::cmp::Reverse(place(one.place)));
        if let Some(behind) = ask.behind {
            activities.retain(|one| place(one.place) < place(behind));
        }
        activities.truncate(usize::try_from(ask.limit).unwrap_or(usize::MAX));
        Ok(activities)
    }

    fn calendar(&self, _: PartnerId, otherwise: BusinessCalendar) -> PortResult<BusinessCalendar> {
        Ok(otherwise)
    }

    fn finished(&self, partner: PartnerId, range: QuarterRange) -> PortResult<Vec<(i64, u64)>> {
        let enrolments = self.candidates.state();
        let state = locked(&self.state);
        let ended = state
            .of(&enrolments, partner)
            .filter_map(|session| session.state.finished_at());
        let mut quarters: Vec<i64> = ended.map(quarter_of).collect();
        quarters.retain(|quarter| range.contains(*quarter));
        quarters.sort_unstable();
        let runs = quarters.chunk_by(|a, b| a == b);
        let counted = runs.filter_map(|run| {
            let finished = u64::try_from(run.len()).ok()?;
            run.first().map(|quarter| (*quarter, finished))
        });
        Ok(counted.collect())
    }
}

fn activity(enrolments: &Enrolments, partner: PartnerId, session: &Session) -> Option<Activity> {
    let completed_at = session.state.finished_at()?;
    let own = enrolments.of(partner);
    let newest = own.filter(|one| one.candidate == session.person).last()?;
    Some(Activity {
        session: session.id.clone(),
        first_name: newest.first_name.clone(),
        last_name: newest.last_name.clone(),
        exam_name: session.state.exam_name.clone(),
        exam_type: session.state.exam_type.clone(),
        score: session.state.score,
        minutes: session.state.minutes,
        place: ActivityPlace {
            completed_at,
            key: session.key,
        },
    })
}
