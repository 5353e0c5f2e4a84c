use super::*;

const LONGEST: Duration = Duration::from_secs(20);

fn endpoint(id: i64) -> EndpointId {
    EndpointId::new(id)
}

fn after(start: Instant, millis: u64) -> Instant {
    start + Duration::from_millis(millis)
}

fn cut(traffic: &mut Traffic<()>, now: Instant) -> Vec<u64> {
    let overdue = traffic.overdue(now, LONGEST);
    overdue.into_iter().map(|(key, _)| key).collect()
}

#[test]
fn who_answers_at_once_gets_more_and_who_does_not_gets_one_again() {
    let start = Instant::now();
    let mut traffic = Traffic::new(64);
    let mut room = Vec::new();
    for round in 0..5 {
        let now = after(start, round * 10);
        let [quick, other] = [(); 2].map(|()| traffic.begin(endpoint(1), now, ()));
        traffic.end(quick, after(start, round * 10 + 5), true);
        let busy = traffic.busy_with_room();
        room.push(busy.map_or(0, |busy| WIDEST - busy[0].1));
        traffic.end(other, after(start, round * 10 + 5), true);
    }
    // One of each pair is still under way when it is asked.
    assert_eq!(room, [1, 7, 7, 7, 7]);
    let key = traffic.begin(endpoint(1), start, ());
    let other = traffic.begin(endpoint(1), start, ());
    traffic.end(key, after(start, 10), false);
    assert_eq!(traffic.busy_with_room(), None, "it failed");
    assert_eq!(traffic.busy(), [(endpoint(1), 1)]);
    traffic.end(other, after(start, 600), true);
    assert!(traffic.is_empty() && traffic.busy().is_empty());
}

#[test]
fn a_slow_attempt_narrows_its_endpoint_while_it_is_under_way() {
    let start = Instant::now();
    let mut traffic = Traffic::new(64);
    for _ in 0..3 {
        let key = traffic.begin(endpoint(1), start, ());
        traffic.end(key, start, true);
    }
    traffic.begin(endpoint(1), start, ());
    assert!(traffic.busy_with_room().is_some());
    assert!(cut(&mut traffic, after(start, 600)).is_empty());
    assert_eq!(traffic.busy_with_room(), None);
}

#[test]
fn places_that_hang_are_cut_off_only_when_somebody_needs_them() {
    let start = Instant::now();
    let mut traffic = Traffic::new(8);
    for id in 0..7 {
        traffic.begin(endpoint(id), after(start, 10 * id.unsigned_abs()), ());
    }
    assert_eq!(traffic.free(), 1);
    assert!(
        cut(&mut traffic, after(start, 5_000)).is_empty(),
        "one is free"
    );
    traffic.begin(endpoint(7), after(start, 5_000), ());
    assert_eq!(traffic.free(), 0);
    // Seven are slow, four may be: the three that began first go.
    let gone = cut(&mut traffic, after(start, 5_100));
    assert_eq!(gone, [1, 2, 3]);
    for key in gone {
        assert_eq!(traffic.end(key, after(start, 5_100), false), Some(()));
        assert_eq!(traffic.end(key, after(start, 5_100), true), None, "once");
    }
    assert_eq!(traffic.free(), 3);
    assert!(cut(&mut traffic, after(start, 5_200)).is_empty());
}

#[test]
fn what_says_nothing_is_lost_in_the_end() {
    let start = Instant::now();
    let mut traffic = Traffic::new(8);
    let key = traffic.begin(endpoint(1), start, ());
    assert!(cut(&mut traffic, start + LONGEST).is_empty());
    assert_eq!(cut(&mut traffic, after(start + LONGEST, 1)), [key]);
}

/// Any number of receivers that hang, with one that answers among them: each time it has
/// something, a place is free for it within a second.
#[test]
fn however_many_hang_a_place_is_free_within_a_second() {
    let start = Instant::now();
    let mut traffic = Traffic::new(16);
    let mut hanging = 1_000;
    let mut waited = Duration::ZERO;
    for tick in 0..300_u64 {
        let now = after(start, tick * 200);
        for key in cut(&mut traffic, now) {
            traffic.end(key, now, false);
        }
        if traffic.free() > 0 {
            waited = Duration::ZERO;
        } else {
            waited += Duration::from_millis(200);
        }
        assert!(waited <= Duration::from_millis(800), "tick {tick}");
        while traffic.free() > 0 {
            hanging += 1;
            traffic.begin(endpoint(hanging), now, ());
        }
    }
}
