//! Any order and repetition of the same messages, in any chunks, ends in the same
//! lead views and balances (contract `lender-feed.md`): the ones the reference
//! works out.

use dedupe::Verdict;
use kernel::{Actor, LeadId, LeadReference, RateBps};
use leads::StoreOutcome;
use lender::{FeedResult, RawMessage};

use super::credits_course::Course;
use super::credits_world::{Drawing, Share, Sharer, World, campaign_of};
use super::feed::receive;
use crate::{Harness, LedgerLine, ReferenceLead, SeededEntropy, new_partner, share_of};

/// Worlds whose messages come mixed with each other's.
const AT_ONCE: usize = 150;
/// Messages handed to the port at once, at most.
const MOST: usize = 1_500;
/// Threads that share leads.
const SHARERS: usize = 32;

/// Draws `worlds` small worlds from `seed`, tells `harness`, which must be empty,
/// of each in an order of its own with repetitions, and compares every lead and
/// every balance with the reference, half-way and at the end. Telling everything
/// again then changes nothing.
///
/// # Panics
/// Where a promise is broken; the message names seed and world.
pub fn credits_permutations(harness: &Harness, seed: u64, worlds: u32) {
    let entropy = SeededEntropy::new(seed);
    let sharers = sharers(harness);
    let drawing = Drawing {
        entropy: &entropy,
        sharers: &sharers,
    };
    let worlds: Vec<World> = (0..worlds).map(|number| drawing.world(number)).collect();
    let earlier = worlds.iter().flat_map(|world| &world.earlier).cloned();
    // Loans of users nobody told of are refused.
    receive(harness, &earlier.collect::<Vec<_>>());
    let shared = share_all(harness, &sharers, &worlds);
    let mut test = Test {
        harness,
        seed,
        sharers: &sharers,
        courses: worlds
            .into_iter()
            .zip(shared)
            .map(|(world, leads)| Course::new(world, leads, &entropy))
            .collect(),
    };
    let all: usize = test.courses.iter().map(|course| course.waiting.len()).sum();
    test.tell(&entropy, all / 2);
    test.check();
    test.tell(&entropy, usize::MAX);
    test.check();
    test.tell_again(&entropy);
    test.check();
}

/// Four partners, two of them with rates of their own.
fn sharers(harness: &Harness) -> Vec<Sharer> {
    [None, Some(150), None, Some(333)]
        .into_iter()
        .zip(1..)
        .map(|(rate_bps, number)| {
            let mut new = new_partner(number);
            new.rate = rate_bps.map(|bps| RateBps::new(bps).expect("at most 10 000"));
            let partner = harness.partners.create(new, Actor::Operator);
            let partner = partner.expect("the store answers");
            Sharer {
                id: partner.id,
                uuid: partner.uuid,
                rate_bps,
            }
        })
        .collect()
}

/// Shares the leads of each world in their order, worlds beside each other.
fn share_all(harness: &Harness, sharers: &[Sharer], worlds: &[World]) -> Vec<Vec<ReferenceLead>> {
    let parts = worlds.chunks(worlds.len().div_ceil(SHARERS).max(1));
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts
            .map(|part| {
                let of_world = |world| share_world(harness, sharers, world);
                scope.spawn(move || part.iter().map(of_world).collect::<Vec<_>>())
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("leads are shared"))
            .collect()
    })
}

fn share_world(harness: &Harness, sharers: &[Sharer], world: &World) -> Vec<ReferenceLead> {
    let mut leads: Vec<ReferenceLead> = Vec::new();
    for (share, at) in world.shares.iter().zip(0_u64..) {
        let sharer = &sharers[share.sharer];
        let seed = u64::from(world.number) * 16 + at;
        let reference = LeadReference::draw(&SeededEntropy::new(seed));
        let request = share_of(sharer.id, &share.person, reference, share.at);
        let outcome = harness.leads.share(request).expect("the store answers");
        let StoreOutcome::Shared(made) = outcome else {
            panic!("no key, no replay");
        };
        // A share that is answered with the row there is opens none.
        if leads.iter().all(|lead| lead.id != made.lead) {
            leads.push(reference_lead(sharer, share, made.lead, made.verdict));
        }
    }
    leads
}

fn reference_lead(sharer: &Sharer, share: &Share, id: LeadId, verdict: Verdict) -> ReferenceLead {
    ReferenceLead {
        id,
        partner: sharer.id,
        rate_bps: sharer.rate_bps,
        utm_source: sharer.uuid.to_string(),
        utm_campaign: campaign_of(share),
        mobile: share.person.mobile.as_str().to_owned(),
        pan: share.person.pan.as_str().to_owned(),
        shared_at: share.at,
        open: verdict.is_open(),
    }
}

/// All worlds under way.
pub(super) struct Test<'a> {
    pub(super) harness: &'a Harness,
    pub(super) seed: u64,
    pub(super) sharers: &'a [Sharer],
    pub(super) courses: Vec<Course>,
}

impl Test<'_> {
    /// Tells the next messages of random worlds, at most `most`, in calls of any
    /// size.
    fn tell(&mut self, entropy: &SeededEntropy, most: usize) {
        let mut rest = most;
        while rest > 0 {
            let size = 1 + entropy.below(MOST).min(rest - 1);
            let batch = self.batch(entropy, size);
            if batch.is_empty() {
                return;
            }
            rest = rest.saturating_sub(batch.len());
            let messages: Vec<RawMessage> = batch.iter().map(|(_, one)| one.clone()).collect();
            let results = receive(self.harness, &messages);
            for ((at, message), result) in batch.into_iter().zip(results) {
                self.courses[at].heard(message, &result);
            }
        }
    }

    fn batch(&mut self, entropy: &SeededEntropy, size: usize) -> Vec<(usize, RawMessage)> {
        let waiting = |course: &Course| !course.waiting.is_empty();
        let places = 0..self.courses.len();
        let mut open: Vec<usize> = places.filter(|at| waiting(&self.courses[*at])).collect();
        let mut batch = Vec::with_capacity(size);
        while batch.len() < size && !open.is_empty() {
            let at = entropy.below(open.len().min(AT_ONCE));
            match self.courses[open[at]].waiting.pop() {
                Some(message) => batch.push((open[at], message)),
                None => {
                    open.swap_remove(at);
                }
            }
        }
        batch
    }

    /// Everything that was accepted once more: it is all known.
    fn tell_again(&mut self, entropy: &SeededEntropy) {
        let lines: Vec<_> = self.ledgers();
        let mut accepted: Vec<RawMessage> =
            self.courses.iter().flat_map(Course::distinct).collect();
        entropy.shuffle(&mut accepted);
        for batch in accepted.chunks(MOST) {
            for result in receive(self.harness, batch) {
                assert_eq!(result, FeedResult::Unchanged, "seed {}", self.seed);
            }
        }
        assert_eq!(self.ledgers(), lines, "seed {}", self.seed);
    }

    fn ledgers(&self) -> Vec<Vec<LedgerLine>> {
        let sharers = self.sharers.iter();
        let ledger = |sharer: &Sharer| self.harness.probe.ledger(sharer.id);
        sharers.map(ledger).collect()
    }
}
