//! Invites in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use accounts::{PartnerRepository as _, SecretHash};
use audit::{CandidateEvent, Event};
use candidates::{
    AcceptError, Acceptance, AcceptedInvite, DueInvite, Enrolment, Invite, InviteRepository,
    InviteStatus, OpenInvite, ResendError, Resending, WrittenInvite,
};
use chrono::{DateTime, Utc};
use kernel::{Actor, EnrolmentUuid, PortResult};
use webhooks::Event as Told;

use super::candidates::{State, batch_of};
use super::{
    InMemoryAudit, InMemoryCandidates, InMemoryFeed, InMemoryMail, InMemoryPartners,
    InMemoryPeople, locked,
};

/// Fake of [`InviteRepository`], over the state of the other fakes.
#[derive(Debug, Clone)]
pub(super) struct InMemoryInvites {
    pub(super) candidates: InMemoryCandidates,
    pub(super) people: InMemoryPeople,
    pub(super) partners: InMemoryPartners,
    pub(super) feed: InMemoryFeed,
    pub(super) audit: InMemoryAudit,
    pub(super) mail: InMemoryMail,
    pub(super) queue: Arc<Mutex<HashMap<EnrolmentUuid, Queued>>>,
}

/// What is kept of an invite besides what its enrolment shows.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    due_at: Option<DateTime<Utc>>,
    hash: Option<SecretHash>,
    invites: u32,
    since: DateTime<Utc>,
}

impl Queued {
    /// Every enrolment begins with an invite that is due.
    fn first(enrolment: &Enrolment) -> Self {
        Self {
            due_at: Some(enrolment.created_at),
            hash: None,
            invites: 1,
            since: enrolment.created_at,
        }
    }
}

fn find(state: &mut State, uuid: EnrolmentUuid) -> Option<&mut Enrolment> {
    let mut enrolments = state.enrolments.iter_mut();
    enrolments.find(|one| one.uuid == uuid)
}

impl InMemoryInvites {
    fn queued(&self, enrolment: &Enrolment) -> Queued {
        let known = locked(&self.queue).get(&enrolment.uuid).cloned();
        known.unwrap_or_else(|| Queued::first(enrolment))
    }

    fn keep(&self, enrolment: EnrolmentUuid, queued: Queued) {
        locked(&self.queue).insert(enrolment, queued);
    }

    /// The enrolment as an invite, unless its partner is gone.
    fn open(&self, enrolment: &Enrolment) -> Option<OpenInvite> {
        let partners = self.partners.list().ok()?;
        let there = partners.iter().any(|one| one.id == enrolment.partner);
        (there && enrolment.is_active).then(|| OpenInvite {
            candidate: enrolment.candidate,
            status: enrolment.invite.status,
            expires_at: enrolment.invite.expires_at,
            hash: self.queued(enrolment).hash,
        })
    }

    /// Whether `seen` is due as it was seen.
    fn still(&self, state: &mut State, seen: &DueInvite) -> Option<Queued> {
        let enrolment = find(state, seen.enrolment)?;
        let queued = self.queued(enrolment);
        let due = queued.due_at == Some(seen.due_at);
        (due && enrolment.invite.status == InviteStatus::Pending).then_some(queued)
    }
}

impl InviteRepository for InMemoryInvites {
    fn resend(&self, resending: Resending) -> Result<(), ResendError> {
        let mut state = self.candidates.state();
        let found = find(&mut state, resending.enrolment);
        let found = found.filter(|one| one.partner == resending.partner);
        let enrolment = found.ok_or(ResendError::Unknown)?;
        if enrolment.invite.status == InviteStatus::Accepted {
            return Err(ResendError::Accepted);
        }
        let mut queued = self.queued(enrolment);
        if resending.at - queued.since >= Invite::DAY {
            (queued.invites, queued.since) = (0, resending.at);
        }
        if queued.invites >= Invite::MOST_A_DAY {
            return Err(ResendError::TooOften);
        }
        queued.invites += 1;
        queued.due_at = Some(resending.at);
        enrolment.invite.sent_at = resending.at;
        enrolment.invite.expires_at = resending.at + Invite::LIVES;
        enrolment.updated_at = resending.at;
        self.keep(resending.enrolment, queued);
        let event = CandidateEvent::InviteResent {
            partner: resending.partner,
            enrolment: resending.enrolment,
        };
        self.audit
            .record(resending.at, resending.actor, Event::Candidate(event));
        Ok(())
    }

    fn due(&self, at: DateTime<Utc>, most: u32) -> PortResult<Vec<DueInvite>> {
        let state = self.candidates.state();
        let mut due: Vec<DueInvite> = state
            .enrolments
            .iter()
            .filter(|one| one.invite.status == InviteStatus::Pending && one.invite.expires_at > at)
            .filter_map(|one| {
                let due_at = self.queued(one).due_at.filter(|due_at| *due_at <= at)?;
                Some(DueInvite {
                    id: one.id,
                    enrolment: one.uuid,
                    due_at,
                    expires_at: one.invite.expires_at,
                })
            })
            .collect();
        due.sort_by_key(|one| (one.due_at, one.id));
        due.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(due)
    }

    fn write(&self, invites: Arc<[WrittenInvite]>) -> PortResult<usize> {
        let mut state = self.candidates.state();
        let mut written = 0;
        for invite in invites.iter() {
            let Some(queued) = self.still(&mut state, &invite.due) else {
                continue;
            };
            let queued = Queued {
                due_at: None,
                hash: Some(invite.hash.clone()),
                ..queued
            };
            self.keep(invite.due.enrolment, queued);
            self.mail.keep(invite.letter.clone());
            written += 1;
        }
        Ok(written)
    }

    fn put_off(&self, invite: DueInvite, until: DateTime<Utc>) -> PortResult<()> {
        let mut state = self.candidates.state();
        if let Some(queued) = self.still(&mut state, &invite) {
            let due_at = Some(until);
            self.keep(invite.enrolment, Queued { due_at, ..queued });
        }
        Ok(())
    }

    fn find(&self, enrolment: EnrolmentUuid) -> PortResult<Option<OpenInvite>> {
        let mut state = self.candidates.state();
        Ok(find(&mut state, enrolment).and_then(|one| self.open(one)))
    }

    fn accept(&self, acceptance: Acceptance) -> Result<AcceptedInvite, AcceptError> {
        let mut state = self.candidates.state();
        let enrolment = find(&mut state, acceptance.enrolment).ok_or(AcceptError::Unknown)?;
        self.may(enrolment, &acceptance)?;
        let queued = Queued {
            due_at: None,
            hash: None,
            ..self.queued(enrolment)
        };
        self.keep(acceptance.enrolment, queued);
        enrolment.invite.status = InviteStatus::Accepted;
        enrolment.invite.accepted_at = Some(acceptance.at);
        enrolment.updated_at = acceptance.at;
        self.tell(enrolment, acceptance.at);
        let candidate = enrolment.candidate;
        let Some(first) = acceptance.password else {
            self.people.accepted(candidate, None);
            return Ok(AcceptedInvite {
                at: acceptance.at,
                can_sign_in: false,
            });
        };
        self.mail.keep(first.letter);
        let account = self.people.accepted(candidate, Some(first.password));
        let candidate = account.ok_or(AcceptError::Unknown)?.id;
        let event = Event::Candidate(CandidateEvent::PasswordSet { candidate });
        self.audit.record(acceptance.at, Actor::System, event);
        Ok(AcceptedInvite {
            at: acceptance.at,
            can_sign_in: true,
        })
    }
}

impl InMemoryInvites {
    fn may(&self, enrolment: &Enrolment, acceptance: &Acceptance) -> Result<(), AcceptError> {
        let invite = self.open(enrolment).ok_or(AcceptError::Unknown)?;
        if invite.status == InviteStatus::Accepted {
            return Err(AcceptError::Accepted);
        }
        if invite.expires_at <= acceptance.at {
            return Err(AcceptError::Unknown);
        }
        let presented = acceptance.password.as_ref().map(|first| &first.token);
        if presented.is_some() && invite.hash.as_ref() != presented {
            return Err(AcceptError::WrongToken);
        }
        Ok(())
    }

    fn tell(&self, enrolment: &Enrolment, at: DateTime<Utc>) {
        let (partner, uuid) = (enrolment.partner, enrolment.uuid);
        let event = CandidateEvent::InviteAccepted {
            partner,
            enrolment: uuid,
        };
        self.audit
            .record(at, Actor::System, Event::Candidate(event));
        let batch = batch_of(enrolment);
        let told = Told::candidate_invite_accepted(uuid, enrolment.candidate, batch, at);
        self.feed.state().books.tell(partner, told);
    }
}
