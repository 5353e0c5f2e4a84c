use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{PortFailure, Underway};

use super::{Executor, Gatherer, Limits};

const LIMITS: Limits = Limits {
    batch: 4,
    queue: 8,
    patience: Duration::from_secs(10),
    enough: 3,
    linger: Duration::from_secs(5),
};

/// Doubles numbers; 13 panics. Waits for a permit before each batch and notes
/// what was in it.
struct Doubler {
    permits: Receiver<()>,
    batches: Arc<Mutex<Vec<Vec<u32>>>>,
    recovered: Arc<Mutex<u32>>,
}

impl Executor for Doubler {
    type Job = u32;
    type Answer = u32;

    fn execute(&mut self, batch: Vec<u32>) -> Vec<u32> {
        self.permits.recv().unwrap();
        self.batches.lock().unwrap().push(batch.clone());
        assert!(!batch.contains(&13), "thirteen");
        batch.into_iter().map(|number| number * 2).collect()
    }

    fn recover(&mut self) {
        *self.recovered.lock().unwrap() += 1;
    }
}

struct Bench {
    gatherer: Arc<Gatherer<u32, u32>>,
    permits: Sender<()>,
    batches: Arc<Mutex<Vec<Vec<u32>>>>,
    recovered: Arc<Mutex<u32>>,
    underway: Underway,
}

fn bench(limits: Limits) -> Bench {
    let (permits, waiting) = channel();
    let underway = Underway::default();
    let batches = Arc::new(Mutex::new(Vec::new()));
    let recovered = Arc::new(Mutex::new(0));
    let executor = Doubler {
        permits: waiting,
        batches: Arc::clone(&batches),
        recovered: Arc::clone(&recovered),
    };
    Bench {
        gatherer: Arc::new(
            Gatherer::start("test lane", limits, underway.clone(), executor).unwrap(),
        ),
        permits,
        batches,
        recovered,
        underway,
    }
}

impl Bench {
    fn submit(&self, job: u32) -> std::thread::JoinHandle<Result<u32, PortFailure>> {
        let gatherer = Arc::clone(&self.gatherer);
        std::thread::spawn(move || gatherer.submit(job))
    }

    fn permit(&self, batches: usize) {
        for _ in 0..batches {
            self.permits.send(()).unwrap();
        }
    }
}

/// Long enough for a submitted job to be queued.
fn settle() {
    std::thread::sleep(Duration::from_millis(100));
}

#[test]
fn each_member_gets_its_own_answer() {
    let bench = bench(LIMITS);
    bench.permit(8);
    let callers: Vec<_> = (0..8)
        .map(|number| (number, bench.submit(number)))
        .collect();
    for (number, caller) in callers {
        assert_eq!(caller.join().unwrap(), Ok(number * 2));
    }
}

#[test]
fn what_waits_is_gathered_up_to_the_limit() {
    let bench = bench(LIMITS);
    let first = bench.submit(1);
    settle();
    let rest: Vec<_> = (2..8).map(|number| bench.submit(number)).collect();
    settle();
    bench.permit(3);
    first.join().unwrap().unwrap();
    for caller in rest {
        caller.join().unwrap().unwrap();
    }
    let sizes: Vec<usize> = bench.batches.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(sizes, [1, 4, 2]);
}

#[test]
fn a_small_batch_waits_for_callers_on_their_way() {
    let bench = bench(LIMITS);
    let trip = bench.underway.enter(9);
    let callers = [1, 2].map(|number| bench.submit(number));
    settle();
    assert!(bench.batches.lock().unwrap().is_empty());
    // The third makes it large enough.
    let third = bench.submit(3);
    bench.permit(1);
    for caller in callers.into_iter().chain([third]) {
        caller.join().unwrap().unwrap();
    }
    // The last waits for one that is refused on its way.
    let last = bench.submit(4);
    settle();
    drop(trip);
    bench.permit(1);
    last.join().unwrap().unwrap();
    let sizes: Vec<usize> = bench.batches.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(sizes, [3, 1]);
}

#[test]
fn a_full_queue_refuses_at_once() {
    let bench = bench(Limits { queue: 1, ..LIMITS });
    let busy = bench.submit(1);
    settle();
    let waiting = bench.submit(2);
    settle();
    let refused = bench.gatherer.submit(3);
    assert!(matches!(refused, Err(PortFailure::Unavailable(_))));
    bench.permit(2);
    assert_eq!(busy.join().unwrap(), Ok(2));
    assert_eq!(waiting.join().unwrap(), Ok(4));
}

#[test]
fn a_panic_fails_its_batch_and_not_the_lane() {
    let bench = bench(LIMITS);
    bench.permit(2);
    let panicked = bench.gatherer.submit(13);
    assert!(matches!(panicked, Err(PortFailure::Unavailable(_))));
    assert_eq!(bench.gatherer.submit(21), Ok(42));
    assert_eq!(*bench.recovered.lock().unwrap(), 1);
}

#[test]
fn a_job_whose_caller_gave_up_is_not_begun() {
    let bench = bench(Limits {
        patience: Duration::from_millis(150),
        ..LIMITS
    });
    let first = bench.submit(1);
    settle();
    let late = bench.submit(2);
    assert!(first.join().unwrap().is_err());
    assert!(late.join().unwrap().is_err());
    bench.permit(2);
    assert_eq!(bench.gatherer.submit(3), Ok(6));
    assert_eq!(*bench.batches.lock().unwrap(), [vec![1], vec![3]]);
}

#[test]
fn dropping_the_callers_end_finishes_what_is_queued() {
    let Bench {
        gatherer,
        permits,
        batches,
        ..
    } = bench(LIMITS);
    permits.send(()).unwrap();
    assert_eq!(gatherer.submit(1), Ok(2));
    drop(gatherer);
    assert_eq!(*batches.lock().unwrap(), [vec![1]]);
    assert!(permits.send(()).is_err(), "the executor is gone");
}
