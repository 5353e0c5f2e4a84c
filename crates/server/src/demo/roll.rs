//! What the demo partner does with its candidates, each act at its time.

use std::sync::Arc;

use accounts::{ClientSecret, Partner, Password, SecretKind};
use api::{CandidateDesk, InviteDesk};
use candidates::{
    AcceptError, AddCandidateError, BatchName, BatchQuery, CandidateFilter, CandidateQuery,
    CandidateSearch, CreateBatchError, EnrolmentDraft, ListPlace, NewPassword, OpenEnrolment,
    WrittenInvite,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Actor, BatchUuid, EmailAddress, FixedClock, PageNumber, PageSize, PersonName};
use notices::{Notice, Recipient};

use super::dice::Dice;
use super::invalid;
use super::people::Person;
use super::story::minutes;
use crate::failure::Failure;
use crate::kit::Kit;

/// Any number; another one tells another story.
pub(super) const SEED: u64 = 30;

/// Nobody runs a demo for as long.
const NEVER: TimeDelta = TimeDelta::days(36_500);

/// Somebody who was enrolled.
pub(super) struct Enrolled {
    pub(super) email: String,
    /// When the invite was accepted, if it was.
    pub(super) accepted: Option<DateTime<Utc>>,
    /// Decides what they practise.
    pub(super) seed: u64,
}

/// Somebody who is to be enrolled.
pub(super) struct Planned {
    /// When.
    pub(super) at: DateTime<Utc>,
    person: Person,
    batch: Option<BatchUuid>,
    /// When the invite is accepted, if it is.
    accepts: Option<DateTime<Utc>>,
    /// Whether the partner then marks them as paid for.
    pays: bool,
    seed: u64,
}

impl Planned {
    /// The plan for a person, some time after `begin`. The dice are the person's own: the
    /// same fate whenever the past is played.
    pub(super) fn new(person: Person, batch: Option<BatchUuid>, begin: DateTime<Utc>) -> Self {
        let seed = SEED + u64::from(person.0);
        let mut dice = Dice::new(seed);
        let at = begin + minutes(&mut dice, 5, 2 * 24 * 60);
        let answers = at + minutes(&mut dice, 40, 5 * 24 * 60);
        Self {
            at,
            person,
            batch,
            accepts: dice.chance(72).then_some(answers),
            pays: dice.chance(60),
            seed,
        }
    }
}

/// The partner's desk, at a clock that is set to each act.
pub(super) struct Roll<'a> {
    desk: CandidateDesk,
    invites: InviteDesk,
    clock: Arc<FixedClock>,
    partner: &'a Partner,
    now: DateTime<Utc>,
}

impl<'a> Roll<'a> {
    pub(super) fn new(kit: &Kit, partner: &'a Partner) -> Self {
        let clock = Arc::new(FixedClock::at(partner.created_at));
        let mut then = kit.clone();
        then.clock = clock.clone();
        Self {
            desk: then.candidate_desk(),
            invites: then.invite_desk(),
            clock,
            partner,
            now: kit.clock.now(),
        }
    }

    /// The batch of that name, created unless it is there.
    pub(super) fn batch(&self, name: &str, at: DateTime<Utc>) -> Result<BatchUuid, Failure> {
        let name = BatchName::parse(name).map_err(invalid)?;
        self.clock.set(at);
        let (partner, by) = (self.partner.id, Actor::Partner(self.partner.id));
        match self.desk.create_batch.execute(partner, name.clone(), by) {
            Ok(created) => return Ok(created.batch.uuid),
            Err(CreateBatchError::NameTaken) => {}
            Err(error) => return Err(invalid(error)),
        }
        let query = BatchQuery {
            partner,
            page: PageNumber::FIRST,
            limit: BatchQuery::MOST,
        };
        let kept = self.desk.batches.execute(query)?;
        let found = kept.iter().find(|kept| kept.batch.name == name);
        found
            .map(|found| found.batch.uuid)
            .ok_or_else(|| invalid("a batch is gone"))
    }

    /// Enrols a person, who perhaps accepts and perhaps is paid for later; `None` where it
    /// is not that far yet.
    pub(super) fn enrol(&self, kit: &Kit, plan: &Planned) -> Result<Option<Enrolled>, Failure> {
        if plan.at >= self.now {
            return Ok(None);
        }
        self.clock.set(plan.at);
        let (first, last) = plan.person.names();
        let email = plan.person.email();
        let added = match self.add(draft(first, last, &email)?, plan.batch)? {
            Some(added) => added,
            // A run that was broken off, or whose credentials were lost.
            None => self.find(kit, &email, plan.batch)?,
        };
        let accepted = plan.accepts.filter(|answers| *answers < self.now);
        if let Some(answers) = accepted {
            self.clock.set(answers);
            self.accept(&added, None)?;
        }
        if accepted.is_some() && plan.pays {
            let (partner, by) = (self.partner.id, Actor::Partner(self.partner.id));
            let whom = added.enrolment.candidate;
            self.desk.mark_paid.execute(partner, whom, by)?;
        }
        Ok(Some(Enrolled {
            email,
            accepted,
            seed: plan.seed,
        }))
    }

    /// The enrolment; `None` where there is one already.
    pub(super) fn add(
        &self,
        draft: EnrolmentDraft,
        batch: Option<BatchUuid>,
    ) -> Result<Option<OpenEnrolment>, Failure> {
        let (partner, by) = (self.partner.id, Actor::Partner(self.partner.id));
        match self.desk.add.execute(partner, batch, draft, by) {
            Ok(added) => Ok(Some(added)),
            Err(AddCandidateError::Exists) => Ok(None),
            Err(error) => Err(invalid(error)),
        }
    }

    /// The enrolment that is there already.
    fn find(
        &self,
        kit: &Kit,
        email: &str,
        batch: Option<BatchUuid>,
    ) -> Result<OpenEnrolment, Failure> {
        let found = self.desk.list.execute(&CandidateQuery {
            partner: self.partner.id,
            filter: CandidateFilter {
                search: CandidateSearch::of(email, kit.vault.as_ref()),
                ..CandidateFilter::default()
            },
            place: ListPlace::Page(PageNumber::FIRST),
            size: PageSize::DEFAULT,
        });
        let mut rows = found.map_err(invalid)?.rows.into_iter();
        let batch_of = |row: &OpenEnrolment| row.enrolment.batch.as_ref().map(|(uuid, _)| *uuid);
        rows.find(|row| batch_of(row) == batch)
            .ok_or_else(|| invalid("an enrolment is gone"))
    }

    /// Lets nobody write the letters of invites that expired long ago: they were sent then.
    pub(super) fn forget_old_letters(&self) -> Result<(), Failure> {
        let invites = &self.invites.accept.invites;
        for due in invites.due(self.now, u32::MAX)? {
            if due.expires_at <= self.now {
                invites.put_off(due, self.now + NEVER)?;
            }
        }
        Ok(())
    }

    fn accept(&self, added: &OpenEnrolment, new: Option<&NewPassword>) -> Result<(), Failure> {
        match self.invites.accept.execute(Some(added.enrolment.uuid), new) {
            Ok(_) | Err(AcceptError::Accepted) => Ok(()),
            Err(error) => Err(invalid(error)),
        }
    }

    /// Accepts with a password, by the token of a letter that is written here.
    pub(super) fn accept_with(
        &self,
        kit: &Kit,
        added: &OpenEnrolment,
        password: &Password,
    ) -> Result<(), Failure> {
        let uuid = added.enrolment.uuid;
        let now = added.enrolment.invite.sent_at;
        let invites = &self.invites.accept.invites;
        let due = invites.due(now, u32::MAX)?;
        let due = due.into_iter().find(|due| due.enrolment == uuid);
        let due = due.ok_or_else(|| invalid("no invite is due"))?;
        let token = ClientSecret::draw(SecretKind::Invite, kit.entropy.as_ref());
        let notice = Notice::CandidateInvite {
            enrolment: uuid,
            token: token.expose().to_owned(),
            expires_at: due.expires_at,
        };
        let letter = kit
            .letters()
            .letter(Recipient::Enrolment(uuid), &notice, now)?;
        let hash = kit.hasher.hash(&token);
        invites.write(Arc::new([WrittenInvite { due, hash, letter }]))?;
        let password = password.clone();
        self.accept(added, Some(&NewPassword { token, password }))
    }
}

pub(super) fn draft(first: &str, last: &str, email: &str) -> Result<EnrolmentDraft, Failure> {
    Ok(EnrolmentDraft {
        first_name: PersonName::parse(first).map_err(invalid)?,
        last_name: PersonName::parse(last).map_err(invalid)?,
        email: EmailAddress::parse(email).map_err(invalid)?,
    })
}
