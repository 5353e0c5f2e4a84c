//! The schedule, played under a clock that only moves when told.

use kernel::{
    DeliveryId, DeliveryUuid, EndpointId, EndpointUuid, FixedClock, PartnerId, PartnerUuid, Sealed,
};
use testkit::{FakeVault, SeededEntropy};

use super::*;
use crate::{DeliveryBacklog, EndpointStatus, EventFilter, EventKind, FanOut};

/// Always the same byte.
struct Constant(u8);

impl Entropy for Constant {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0);
    }
}

/// One endpoint with its deliveries, as a database would keep them.
struct World {
    clock: Arc<FixedClock>,
    deliver: DeliverWebhooks,
    endpoint: Endpoint,
    hold_until: Option<DateTime<Utc>>,
    waiting: Vec<Waiting>,
    /// When an attempt began, of which delivery, which of its attempts.
    log: Vec<(TimeDelta, i64, u32)>,
    letters: Vec<notices::Letter>,
}

struct Waiting {
    id: i64,
    origin: Origin,
    since: DateTime<Utc>,
    next: Option<DateTime<Utc>>,
    attempts: u32,
    settled: Option<Settled>,
}

/// Nobody asks it: the world claims and settles by itself.
struct NoQueue;

impl DeliveryQueue for NoQueue {
    fn fan_out(&self, _: DateTime<Utc>, _: u32) -> PortResult<FanOut> {
        Ok(FanOut::default())
    }
    fn claim(
        &self,
        _: DateTime<Utc>,
        _: DateTime<Utc>,
        _: &[InFlight],
        _: u32,
        _: u32,
    ) -> PortResult<Vec<ClaimedDelivery>> {
        Ok(Vec::new())
    }
    fn settle(&self, _: Settlement) -> PortResult<bool> {
        Ok(true)
    }
    fn backlog(&self, _: DateTime<Utc>) -> PortResult<DeliveryBacklog> {
        Ok(DeliveryBacklog::default())
    }
}

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// An active endpoint that never took anything.
fn endpoint(vault: &dyn FieldVault) -> Endpoint {
    let uuid = EndpointUuid::draw(&SeededEntropy::new(1));
    let row = uuid.get();
    let secret = WebhookSecret::draw(&SeededEntropy::new(2));
    let secret = secret.sealed(vault, Endpoint::secret_field(row.as_bytes()));
    let url = b"https://hooks.lead-house.example/";
    let url = vault.seal(Endpoint::url_field(row.as_bytes()), url);
    Endpoint {
        id: EndpointId::new(1),
        uuid,
        partner: PartnerId::new(7),
        partner_uuid: PartnerUuid::draw(&SeededEntropy::new(3)),
        url: url.unwrap(),
        description: None,
        events: EventFilter::Every,
        status: EndpointStatus::Active,
        from_setup: false,
        secret: secret.unwrap(),
        previous: None,
        created_at: START,
        updated_at: START,
        paused_at: None,
        failing_since: None,
        last_success_at: None,
    }
}

impl World {
    fn new(spread: u8) -> Self {
        let clock = Arc::new(FixedClock::at(START));
        Self {
            deliver: DeliverWebhooks {
                queue: Arc::new(NoQueue),
                vault: Arc::new(FakeVault),
                clock: Arc::<FixedClock>::clone(&clock),
                entropy: Arc::new(Constant(spread)),
                lease: TimeDelta::seconds(30),
            },
            clock,
            endpoint: endpoint(&FakeVault),
            hold_until: None,
            waiting: Vec::new(),
            log: Vec::new(),
            letters: Vec::new(),
        }
    }

    /// Something happened, `after` the start.
    fn post(&mut self, after: TimeDelta, origin: Origin) {
        let since = START + after;
        self.waiting.push(Waiting {
            id: i64::try_from(self.waiting.len()).unwrap(),
            origin,
            since,
            next: Some(since),
            attempts: 0,
            settled: None,
        });
    }

    fn claimed(&self, waiting: &Waiting) -> ClaimedDelivery {
        let event = EventId::draw(&SeededEntropy::new(u64::try_from(waiting.id).unwrap()));
        let body = self
            .deliver
            .vault
            .seal(PostedEvent::field(event.get().as_bytes()), b"{}");
        ClaimedDelivery {
            id: DeliveryId::new(waiting.id),
            uuid: DeliveryUuid::draw(&SeededEntropy::new(4)),
            endpoint: self.endpoint.clone(),
            event,
            kind: EventKind::LoanDisbursed,
            payload: body.unwrap(),
            origin: waiting.origin,
            since: waiting.since,
            attempt: waiting.attempts + 1,
            claimed_until: self.clock.now() + self.deliver.lease,
        }
    }

    /// The next attempt, at the earliest time there is one: it takes `took` and ends as
    /// `outcome` says. Whether there was one.
    fn step(&mut self, took: TimeDelta, outcome: AttemptOutcome) -> bool {
        if self.endpoint.status != EndpointStatus::Active {
            return false;
        }
        let due = self.waiting.iter().enumerate();
        let due = due.filter_map(|(at, waiting)| Some((waiting.next?, at)));
        let Some((due, nth)) = due.min() else {
            return false;
        };
        let at = self
            .clock
            .now()
            .max(due)
            .max(self.hold_until.unwrap_or(due));
        self.clock.set(at);
        let claimed = self.claimed(&self.waiting[nth]);
        self.log
            .push((at - START, claimed.id.get(), claimed.attempt));
        self.clock.advance(took);
        let attempt = Attempt {
            at,
            took_ms: u32::try_from(took.num_milliseconds()).unwrap(),
            outcome,
        };
        let settlement = self.deliver.judge(&claimed, attempt).unwrap();
        self.settle(nth, settlement);
        true
    }

    fn settle(&mut self, nth: usize, settlement: Settlement) {
        let now = self.clock.now();
        let waiting = &mut self.waiting[nth];
        waiting.attempts += 1;
        waiting.next = match settlement.settled {
            Settled::PutOff(next) => Some(next),
            settled => {
                waiting.settled = Some(settled);
                None
            }
        };
        match settlement.health {
            Health::Fine => {
                self.endpoint.failing_since = None;
                self.endpoint.last_success_at = Some(now);
                self.hold_until = None;
            }
            Health::Unknown => {}
            Health::Failing { hold_until } => {
                self.endpoint
                    .failing_since
                    .get_or_insert(settlement.attempt.at);
                self.hold_until = Some(hold_until);
            }
            Health::Dead(letter) => {
                self.endpoint.status = EndpointStatus::Paused;
                self.letters.push(letter);
                for waiting in &mut self.waiting {
                    waiting.settled.get_or_insert(Settled::GivenUp);
                    waiting.next = None;
                }
            }
        }
    }

    fn times(&self) -> Vec<i64> {
        self.log.iter().map(|(at, ..)| at.num_seconds()).collect()
    }
}

const TIMEOUT: AttemptOutcome = AttemptOutcome::Failed("timeout");
const TAKEN: AttemptOutcome = answered(204);

const fn answered(status: u16) -> AttemptOutcome {
    AttemptOutcome::Answered {
        status,
        retry_after: None,
    }
}

fn patience() -> TimeDelta {
    TimeDelta::seconds(15)
}

/// Begin after begin, of attempts that each take 15 s: the pauses and the attempts before.
const COURSE: [i64; 12] = [
    0, 20, 95, 410, 2_225, 9_440, 27_455, 63_470, 106_685, 149_900, 200_315, 250_730,
];

#[test]
fn one_delivery_is_tried_twelve_times_within_three_days_and_its_endpoint_paused() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    while world.step(patience(), TIMEOUT) {}
    assert_eq!(world.times(), COURSE);
    assert!(world.clock.now() - START <= GIVE_UP_AFTER);
    let attempts: Vec<u32> = world.log.iter().map(|(.., attempt)| *attempt).collect();
    assert_eq!(attempts, (1..=12).collect::<Vec<_>>());
    assert_eq!(world.waiting[0].settled, Some(Settled::GivenUp));
    assert_eq!(world.endpoint.status, EndpointStatus::Paused);
    let [letter] = world.letters.as_slice() else {
        panic!("one letter, not {}", world.letters.len());
    };
    assert_eq!(letter.to, Recipient::Partner(world.endpoint.partner_uuid));
    assert_eq!(letter.notice, "webhook_paused");
    let expected = [
        ("endpoint", world.endpoint.uuid.to_string()),
        ("failing_since", "1970-01-01T00:00:00Z".to_owned()),
    ];
    assert_eq!(letter.facts, expected);
}

#[test]
fn however_attempts_are_spread_they_end_within_three_days() {
    for spread in [1, 77, 128, 200, 255] {
        let mut world = World::new(spread);
        world.post(TimeDelta::zero(), Origin::Event);
        while world.step(patience(), TIMEOUT) {}
        let last = world.log.last().unwrap().0;
        assert!(last <= GIVE_UP_AFTER, "{spread}: {last}");
        assert!(last > TimeDelta::hours(54), "{spread}: {last}");
        for (at, without) in world.times().iter().zip(COURSE) {
            assert!(*at >= without && *at <= without * 11 / 10, "{spread}: {at}");
        }
        assert_eq!(world.letters.len(), 1);
    }
}

#[test]
fn a_dead_endpoint_with_a_thousand_deliveries_is_knocked_at_as_rarely_as_with_one() {
    let mut world = World::new(0);
    for second in 0..1_000 {
        world.post(TimeDelta::seconds(second * 200), Origin::Event);
    }
    while world.step(patience(), TIMEOUT) {}
    assert_eq!(world.times(), COURSE);
    assert_eq!(world.letters.len(), 1);
    let given_up = |waiting: &Waiting| waiting.settled == Some(Settled::GivenUp);
    assert!(world.waiting.iter().all(given_up), "paused, so given up");
}

#[test]
fn who_recovers_gets_everything_at_once_and_begins_anew() {
    let mut world = World::new(0);
    for minute in 0..50 {
        world.post(TimeDelta::minutes(minute), Origin::Event);
    }
    for _ in 0..6 {
        assert!(world.step(patience(), answered(503)));
    }
    let back = world.log.len();
    while world.step(TimeDelta::zero(), TAKEN) {}
    let taken = |waiting: &Waiting| waiting.settled == Some(Settled::Delivered);
    assert!(world.waiting.iter().all(taken));
    assert_eq!(world.log.len(), back + 50);
    // The seventh attempt of all, as if there were one delivery; the rest follows at once.
    assert!(world.times()[back..].iter().all(|at| *at == COURSE[6]));
    assert_eq!(world.endpoint.failing_since, None);
    assert!(world.letters.is_empty());
    let (now, again) = (world.clock.now() - START, world.log.len());
    world.post(now, Origin::Event);
    world.step(patience(), TIMEOUT);
    world.step(patience(), TIMEOUT);
    let began = now.num_seconds();
    assert_eq!(world.times()[again..], [began, began + 20]);
}

#[test]
fn one_bad_delivery_among_good_ones_pauses_nothing() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    for hour in 0..100 {
        world.post(TimeDelta::hours(hour), Origin::Event);
    }
    loop {
        let due = world.waiting.iter().filter_map(|w| Some((w.next?, w.id)));
        let Some((_, id)) = due.min() else { break };
        let outcome = if id == 0 { answered(500) } else { TAKEN };
        assert!(world.step(TimeDelta::seconds(1), outcome));
    }
    assert_eq!(world.waiting[0].settled, Some(Settled::GivenUp));
    assert!(world.waiting[0].attempts >= 11);
    assert_eq!(world.endpoint.status, EndpointStatus::Active);
    assert!(world.letters.is_empty());
}

#[test]
fn gone_is_believed_at_once() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    world.post(TimeDelta::zero(), Origin::Replay);
    assert!(world.step(TimeDelta::seconds(1), answered(410)));
    assert!(!world.step(TimeDelta::seconds(1), answered(410)));
    assert_eq!(world.letters.len(), 1);
    assert_eq!(world.waiting[1].settled, Some(Settled::GivenUp));
}

#[test]
fn a_receiver_is_left_alone_for_as_long_as_it_asks() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    world.post(TimeDelta::zero(), Origin::Event);
    let asked = AttemptOutcome::Answered {
        status: 429,
        retry_after: Some(TimeDelta::hours(1)),
    };
    world.step(TimeDelta::zero(), asked);
    world.step(TimeDelta::zero(), TAKEN);
    assert_eq!(world.times(), [0, 3_600]);
}

#[test]
fn a_test_is_tried_once_and_says_nothing_of_the_endpoint_unless_it_is_taken() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Test);
    assert!(world.step(TimeDelta::zero(), answered(410)));
    assert_eq!(world.waiting[0].settled, Some(Settled::GivenUp));
    assert_eq!(world.endpoint.failing_since, None);
    assert_eq!(world.endpoint.status, EndpointStatus::Active);
    assert!(!world.step(TimeDelta::zero(), TAKEN));
}

#[test]
fn what_we_cannot_read_is_not_the_endpoints_fault() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    while world.step(TimeDelta::zero(), AttemptOutcome::UNREADABLE) {}
    assert_eq!(world.log.len(), 12);
    assert_eq!(world.waiting[0].settled, Some(Settled::GivenUp));
    assert_eq!(world.endpoint.failing_since, None);
    assert!(world.letters.is_empty());
}

#[test]
fn what_lay_for_longer_than_three_days_is_tried_once_more_and_pauses_nothing() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    world.clock.set(START + TimeDelta::days(5));
    assert!(world.step(patience(), TIMEOUT));
    assert_eq!(world.waiting[0].settled, Some(Settled::GivenUp));
    assert_eq!(world.endpoint.status, EndpointStatus::Active);
    assert!(world.endpoint.failing_since.is_some());
}

#[test]
fn a_parcel_is_signed_with_the_secret_before_until_it_ends() {
    let mut world = World::new(0);
    let (old, ends) = (
        WebhookSecret::draw(&SeededEntropy::new(5)),
        START + TimeDelta::hours(1),
    );
    let row = world.endpoint.uuid.get();
    let field = Endpoint::previous_field(row.as_bytes());
    let sealed = old.sealed(world.deliver.vault.as_ref(), field).unwrap();
    world.endpoint.previous = Some((sealed, ends));
    world.post(TimeDelta::zero(), Origin::Event);
    let claimed = world.claimed(&world.waiting[0]);
    let parcel = world.deliver.prepare(&claimed, START).unwrap();
    assert_eq!(parcel.secrets.len(), 2);
    assert_eq!(parcel.secrets[1], old);
    assert_eq!(parcel.url, "https://hooks.lead-house.example/");
    assert_eq!(parcel.body, b"{}");
    assert_eq!(parcel.id, claimed.event);
    let later = world.deliver.prepare(&claimed, ends).unwrap();
    assert_eq!(later.secrets, parcel.secrets[..1]);
}

#[test]
fn a_parcel_whose_address_or_body_was_changed_is_unreadable() {
    let mut world = World::new(0);
    world.post(TimeDelta::zero(), Origin::Event);
    let claimed = world.claimed(&world.waiting[0]);
    let strange = || Sealed::new(vec![1, 2, 3]);
    let mut body = claimed.clone();
    body.payload = strange();
    let mut url = claimed;
    url.endpoint.url = strange();
    for damaged in [body, url] {
        assert!(world.deliver.prepare(&damaged, START).is_err());
    }
}
