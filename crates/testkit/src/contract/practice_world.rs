//! Partners, people and sessions, told to the ports and noted as plain rows.

use std::sync::Arc;

use candidates::{
    Acceptance, BatchName, DraftEnrolments, Enrolling, EnrolmentDraft, EnrolmentWay, Hundredths,
    NewBatch, NewPracticePayout, PaidMark, PayoutReference, ReadPractice, RecordPayoutError,
    ReportedBy, SessionId, SessionReport, SessionState, candidate_name, index,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::{
    Actor, BatchUuid, BusinessCalendar, CandidateUuid, EmailAddress, EnrolmentUuid, FixedClock,
    Money, PartnerId, PartnerUuid, PracticePayoutUuid, StaffId,
};

use super::practice_sheet::sheet;
use crate::reference::practice::{PlainEnrolment, PlainPractice, PlainSession};
use crate::{FakeVault, Harness, SeededEntropy, midday, new_partner, new_staff};

/// How many batches each partner has.
pub(super) const BATCHES: usize = 2;

/// A partner and its batches.
#[derive(Clone)]
pub(super) struct WorldPartner {
    pub(super) id: PartnerId,
    pub(super) uuid: PartnerUuid,
    batches: Vec<BatchUuid>,
}

/// One world; many may share a store.
pub(super) struct World<'h> {
    pub(super) harness: &'h Harness,
    /// What makes addresses and ids its own.
    name: String,
    entropy: Arc<SeededEntropy>,
    pub(super) partners: Vec<WorldPartner>,
    staff: StaffId,
    pub(super) plain: PlainPractice,
    /// As the ports call each of the plain enrolments.
    enrolments: Vec<EnrolmentUuid>,
    payouts: u32,
}

impl<'h> World<'h> {
    /// A world called `number`, in which nobody is enrolled.
    pub(super) fn new(harness: &'h Harness, number: u64, partners: u64) -> Self {
        let entropy = Arc::new(SeededEntropy::new(0x7072_6163 ^ (number << 20)));
        let staff = new_staff(number, accounts::StaffRole::Finance);
        let staff = harness.staff.create(staff, Actor::Operator);
        let mut world = Self {
            harness,
            name: format!("w{number}"),
            entropy,
            partners: Vec::new(),
            staff: staff.expect("created").id,
            plain: PlainPractice::default(),
            enrolments: Vec::new(),
            payouts: 0,
        };
        for partner in 0..partners {
            world.partner(number * 100 + partner);
        }
        world
    }

    /// The same world, seen through another instance; nothing is noted there.
    pub(super) fn on<'o>(&self, harness: &'o Harness) -> World<'o> {
        World {
            harness,
            name: self.name.clone(),
            entropy: Arc::clone(&self.entropy),
            partners: self.partners.clone(),
            staff: self.staff,
            plain: PlainPractice::default(),
            enrolments: Vec::new(),
            payouts: 0,
        }
    }

    fn partner(&mut self, number: u64) {
        let created = self
            .harness
            .partners
            .create(new_partner(number), Actor::Operator);
        let created = created.expect("created");
        let batches = (0..BATCHES).map(|batch| {
            let new = NewBatch {
                uuid: BatchUuid::draw(self.entropy.as_ref()),
                partner: created.id,
                name: BatchName::parse(&format!("Batch {batch}")).expect("a name"),
                by: Actor::Partner(created.id),
                at: midday(),
            };
            self.harness.batches.create(new).expect("created").uuid
        });
        let batches = batches.collect();
        let (id, uuid) = (created.id, created.uuid);
        self.partners.push(WorldPartner { id, uuid, batches });
    }

    fn email(&self, person: usize) -> EmailAddress {
        let text = format!("Person{person}.{}@example.com", self.name);
        EmailAddress::parse(&text).expect("an address")
    }

    fn drafted(
        &self,
        drafts: &DraftEnrolments,
        person: usize,
        names: &str,
    ) -> candidates::NewEnrolment {
        let draft = EnrolmentDraft {
            first_name: candidate_name(&format!("{names}{person}")).expect("a name"),
            last_name: candidate_name("Iyer").expect("a name"),
            email: self.email(person),
        };
        drafts.draft(draft).expect("sealed")
    }

    /// A partner enrols `people`, each in the spelling of `names`.
    pub(super) fn enrol(
        &mut self,
        partner: usize,
        batch: Option<usize>,
        people: &[usize],
        names: &str,
    ) {
        let drafts = DraftEnrolments {
            vault: Arc::new(FakeVault),
            entropy: Arc::<SeededEntropy>::clone(&self.entropy),
        };
        let rows: Vec<_> = people
            .iter()
            .map(|person| self.drafted(&drafts, *person, names))
            .collect();
        let id = self.partners[partner].id;
        let to = Enrolling {
            partner: id,
            batch: batch.map(|batch| self.partners[partner].batches[batch]),
            way: EnrolmentWay::Upload,
            actor: Actor::Partner(id),
            at: midday(),
        };
        let uuids: Vec<EnrolmentUuid> = rows.iter().map(|row| row.uuid).collect();
        let enrolled = self.harness.enrolments.enrol(to, rows);
        enrolled.expect("enrolled");
        for (person, uuid) in people.iter().zip(uuids) {
            self.note(
                uuid,
                PlainEnrolment {
                    partner: id,
                    person: *person,
                    batch,
                    first_name: format!("{names}{person}"),
                    last_name: "Iyer".to_owned(),
                    paid: false,
                    accepted: false,
                },
            );
        }
    }

    /// Notes an enrolment as a plain row, unless there is such a one.
    fn note(&mut self, uuid: EnrolmentUuid, row: PlainEnrolment) {
        let before = self.plain.enrolments.len();
        self.plain.enrol(row);
        if self.plain.enrolments.len() > before {
            self.enrolments.push(uuid);
        }
    }

    /// The practice platform reports a session.
    pub(super) fn report(&mut self, session: PlainSession) {
        let outcome = self.harness.practice.apply(self.told(&session));
        let said = match outcome {
            Ok(outcome) => outcome.as_str(),
            Err(candidates::ApplySessionError::AnotherCandidate) => "another",
            Err(candidates::ApplySessionError::UnknownCandidate) => "unknown",
            Err(candidates::ApplySessionError::Port(failure)) => panic!("{failure}"),
        };
        let known = self
            .plain
            .enrolments
            .iter()
            .any(|one| one.person == session.person);
        let expected = if known {
            self.plain.report(session)
        } else {
            "unknown"
        };
        assert_eq!(said, expected);
    }

    /// A report as the port takes it.
    pub(super) fn told(&self, session: &PlainSession) -> SessionReport {
        let hundredths = |value: Option<i32>| value.and_then(Hundredths::new);
        SessionReport {
            id: SessionId::parse(&format!("{}-{}", self.name, session.id)).expect("an id"),
            by: ReportedBy {
                email: Some(index(&FakeVault, &self.email(session.person))),
                candidate: None,
            },
            state: SessionState {
                exam_name: session.exam_name.clone(),
                exam_type: session.exam_type.clone(),
                status: session.status.parse().expect("a status"),
                score: hundredths(session.score),
                cost: Money::from_paise(session.cost),
                rating: hundredths(session.rating),
                minutes: session.minutes,
                completed_at: session.completed_at,
            },
            at: midday(),
        }
    }

    /// A partner marks whoever its plain enrolment `number` is about as paid for.
    pub(super) fn mark_paid(&mut self, number: usize) {
        let Some(marked) = self.plain.enrolments.get(number).cloned() else {
            return;
        };
        let mark = PaidMark {
            partner: marked.partner,
            candidate: self.person(number),
            actor: Actor::Partner(marked.partner),
            at: midday(),
        };
        self.harness.enrolments.mark_paid(mark).expect("marked");
        for one in &mut self.plain.enrolments {
            one.paid |= one.partner == marked.partner && one.person == marked.person;
        }
    }

    /// The public identity of whoever the plain enrolment `number` is about.
    pub(super) fn person(&self, number: usize) -> CandidateUuid {
        let partner = self.plain.enrolments[number].partner;
        let found = self
            .harness
            .enrolments
            .find(partner, self.enrolments[number]);
        found.expect("found").expect("enrolled").candidate
    }

    /// Somebody accepts an invite, unless they did.
    pub(super) fn accept(&mut self, number: usize) {
        let Some(row) = self.plain.enrolments.get_mut(number) else {
            return;
        };
        let accepted = self.harness.invites.accept(Acceptance {
            enrolment: self.enrolments[number],
            password: None,
            at: midday(),
        });
        assert_eq!(accepted.is_err(), row.accepted, "{accepted:?}");
        row.accepted = true;
    }

    /// A partner is paid for practice.
    pub(super) fn pay(&mut self, partner: usize, paise: i64) {
        self.payouts += 1;
        let reference = format!("UTR-{}-{}", self.name, self.payouts);
        self.book(partner, paise, &reference).expect("booked");
        self.plain.payouts.push((self.partners[partner].id, paise));
    }

    pub(super) fn book(
        &self,
        partner: usize,
        paise: i64,
        reference: &str,
    ) -> Result<candidates::PracticePayout, RecordPayoutError> {
        self.harness.practice_payouts.record(NewPracticePayout {
            uuid: PracticePayoutUuid::draw(self.entropy.as_ref()),
            partner: self.partners[partner].uuid,
            amount: Money::from_paise(paise),
            reference: PayoutReference::parse(reference).expect("a reference"),
            by: self.staff,
            at: midday(),
        })
    }

    /// What partners are shown at `now`, where days are counted in `zone`.
    pub(super) fn read(&self, zone: Tz, now: DateTime<Utc>) -> ReadPractice {
        ReadPractice {
            repository: Arc::clone(&self.harness.practice),
            calendar: BusinessCalendar::new(zone),
            clock: Arc::new(FixedClock::at(now)),
        }
    }

    /// Compares what every partner is shown with what the rows say.
    pub(super) fn compare(&self, zone: Tz, now: DateTime<Utc>) {
        for partner in &self.partners {
            let metrics = self.read(zone, now).metrics(partner.id).expect("metrics");
            let expected = self.plain.sheet(partner.id, zone, now);
            assert_eq!(sheet(&metrics), expected, "{zone} {now} {}", self.name);
        }
    }
}
