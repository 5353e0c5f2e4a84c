//! The rooms and what is said there.

use std::sync::Mutex;
use std::time::Duration;

use accounts::NewPartner;
use chrono_tz::Asia;
use kernel::{Actor, BusinessCalendar, FixedClock, LeadReference, PortFailure, PortResult};
use leads::{LeadNews, LeadWatch, LinkBuilder};
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, in_memory, midday, new_partner, share_of,
};

use super::*;

/// News as a test makes them up.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<PortResult<LeadNews>>>>);

impl Made {
    fn up(&self, news: PortResult<LeadNews>) {
        self.0.lock().expect("no panic").insert(0, news);
    }

    fn wait_until_told(&self) {
        while !self.0.lock().expect("no panic").is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl LeadChanges for Made {
    fn watch(&self) -> PortResult<Box<dyn LeadWatch>> {
        Ok(Box::new(self.clone()))
    }
}

impl LeadWatch for Made {
    fn news(&mut self) -> PortResult<LeadNews> {
        let next = self.0.lock().expect("no panic").pop();
        next.unwrap_or(Ok(LeadNews::Leads(std::collections::BTreeSet::new())))
    }
}

struct Stage {
    harness: Harness,
    partners: [Partner; 2],
    made: Made,
    live: Live,
}

fn create(harness: &Harness, number: u64) -> Partner {
    let new: NewPartner = new_partner(number);
    let created = harness.partners.create(new, Actor::Operator);
    created.expect("created")
}

impl Stage {
    fn new() -> Self {
        let harness = in_memory();
        let read = ReadLeads {
            repository: harness.leads.clone(),
            vault: Arc::new(FakeVault),
            clock: Arc::new(FixedClock::at(midday())),
            calendar: BusinessCalendar::new(Asia::Kolkata),
            links: LinkBuilder::new("https://app.example.test/apply").expect("an address"),
        };
        let made = Made::default();
        Self {
            partners: [1, 2].map(|number| create(&harness, number)),
            live: Live::new(Arc::new(made.clone()), read),
            harness,
            made,
        }
    }

    /// Leads of `partner`, of which is then told.
    fn share(&self, partner: usize, numbers: std::ops::Range<u32>) {
        let partner = self.partners[partner].id;
        let leads = numbers.map(|number| {
            let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
            let person = Person::numbered(number);
            let request = share_of(partner, &person, reference, midday());
            match self.harness.leads.share(request).expect("shared") {
                leads::StoreOutcome::Shared(shared) => (partner, shared.lead),
                leads::StoreOutcome::Replayed(_) => panic!("no key"),
            }
        });
        self.made.up(Ok(LeadNews::Leads(leads.collect())));
    }
}

/// The names of the events a place is told, until nothing comes any more for longer than
/// totals may take.
async fn heard(place: &mut Place) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let news = tokio::time::timeout(Duration::from_millis(1_700), place.news.recv());
        let Ok(Ok(event)) = news.await else {
            return names;
        };
        let text = String::from_utf8(event.to_vec()).expect("UTF-8");
        let (name, data) = text.split_once('\n').expect("two lines");
        assert!(
            data.starts_with("data: {") && data.ends_with("}\n\n"),
            "{text}"
        );
        assert_eq!(data.matches('\n').count(), 2, "{text}");
        names.push(name.strip_prefix("event: ").expect("a name").to_owned());
    }
}

#[actix_web::test]
async fn a_room_is_told_of_its_own_leads_and_then_the_totals() {
    let stage = Stage::new();
    let mut one = stage.live.enter(&stage.partners[0]).expect("a place");
    let mut same = stage.live.enter(&stage.partners[0]).expect("a place");
    let mut other = stage.live.enter(&stage.partners[1]).expect("a place");
    stage.share(0, 1..3);
    assert_eq!(heard(&mut one).await, ["lead", "lead", "stats"]);
    assert_eq!(heard(&mut same).await, ["lead", "lead", "stats"]);
    assert_eq!(heard(&mut other).await, [""; 0]);
}

#[actix_web::test]
async fn totals_are_told_once_a_second_at_most_and_the_last_ones_are() {
    let stage = Stage::new();
    let mut place = stage.live.enter(&stage.partners[0]).expect("a place");
    for number in 1..4 {
        stage.share(0, number..number + 1);
    }
    let names = heard(&mut place).await;
    assert_eq!(names.iter().filter(|name| *name == "lead").count(), 3);
    assert_eq!(names.iter().filter(|name| *name == "stats").count(), 2);
    assert_eq!(names.last().map(String::as_str), Some("stats"), "{names:?}");
}

#[actix_web::test]
async fn more_leads_than_are_told_one_by_one_are_to_be_read_anew() {
    let stage = Stage::new();
    let mut place = stage.live.enter(&stage.partners[0]).expect("a place");
    stage.share(0, 1..202);
    assert_eq!(heard(&mut place).await, ["reload", "stats"]);
    stage.made.up(Ok(LeadNews::Everything));
    // Not before the last list has counted for a while.
    assert_eq!(heard(&mut place).await, ["reload", "stats"]);
}

#[actix_web::test]
async fn an_outage_is_survived() {
    let stage = Stage::new();
    let mut place = stage.live.enter(&stage.partners[0]).expect("a place");
    let away = PortFailure::Unavailable("away".to_owned());
    stage.made.up(Err(away));
    stage.share(0, 1..2);
    assert_eq!(heard(&mut place).await, ["lead", "stats"]);
}

#[actix_web::test]
async fn whoever_lies_too_far_behind_has_missed_some() {
    let stage = Stage::new();
    let place = stage.live.enter(&stage.partners[0]).expect("a place");
    for round in 0..2 {
        stage.share(0, round * 200 + 1..round * 200 + 201);
    }
    stage.made.wait_until_told();
    tokio::time::sleep(Duration::from_millis(400)).await;
    let mut place = place;
    let lagged = place.news.recv().await;
    assert!(
        matches!(lagged, Err(broadcast::error::RecvError::Lagged(_))),
        "{lagged:?}"
    );
}

#[actix_web::test]
async fn there_is_a_bound_and_places_are_given_up() {
    let stage = Stage::new();
    let enter = || stage.live.enter(&stage.partners[0]);
    let places: Vec<Place> = (0..MOST_OF_ONE)
        .map(|_| enter().expect("a place"))
        .collect();
    let refused = enter().err().expect("too many");
    assert_eq!(refused.code, Code::Unavailable);
    let other = stage.live.enter(&stage.partners[1]).expect("another room");
    drop(places);
    drop(other);
    assert!(stage.live.rooms().open.is_empty());
    assert_eq!(stage.live.rooms().streams, 0);
    // The thread ends, and another one starts.
    while stage.live.rooms().tailing {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut place = enter().expect("a place again");
    stage.share(0, 1..2);
    assert_eq!(heard(&mut place).await, ["lead", "stats"]);
}

#[actix_web::test]
async fn the_end_is_told_and_nobody_comes_after_it() {
    let stage = Stage::new();
    let mut place = stage.live.enter(&stage.partners[0]).expect("a place");
    stage.live.end();
    let closed = place.news.recv().await;
    assert_eq!(closed, Err(broadcast::error::RecvError::Closed));
    drop(place);
    assert_eq!(stage.live.rooms().streams, 0);
    let refused = stage
        .live
        .enter(&stage.partners[0])
        .err()
        .expect("too late");
    assert_eq!(refused.code, Code::Unavailable);
}
