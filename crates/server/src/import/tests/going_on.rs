//! What an interrupted import leaves, and what the next one makes of it.

use std::fmt::Write as _;

use super::*;
use crate::import::produce::BATCH;

/// Takes some messages like the repository behind it, then goes away.
struct GoesAwayAfter {
    takes: AtomicUsize,
    then: Arc<dyn FeedRepository>,
}

impl FeedRepository for GoesAwayAfter {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let takes = self.takes.swap(0, Ordering::SeqCst).min(messages.len());
        let missing = messages.len() - takes;
        let mut results = self.then.apply(messages.into_iter().take(takes).collect());
        let away = || Err(PortFailure::Unavailable("away".to_owned()));
        results.extend(std::iter::repeat_with(away).take(missing));
        results
    }
}

/// Counts the messages that come through.
struct Counts {
    seen: Arc<AtomicUsize>,
    then: Arc<dyn FeedRepository>,
}

impl FeedRepository for Counts {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        self.seen.fetch_add(messages.len(), Ordering::SeqCst);
        self.then.apply(messages)
    }
}

/// `count` users, every seventh of an unknown status.
fn users(count: usize) -> String {
    let mut rows = "id,mobile_number,status,registered_at,occurred_at\n".to_owned();
    for n in 1..=count {
        let status = if n % 7 == 0 { "vip" } else { "active" };
        writeln!(
            rows,
            "{n},{},{status},2026-01-01T00:00:00Z,2026-01-01T00:00:00Z",
            9_000_000_000_u64 + u64::try_from(n).expect("small")
        )
        .expect("written");
    }
    rows
}

impl Case {
    /// An import of `text` that ends early, after `takes` messages were stored.
    fn interrupted(&mut self, text: &str, takes: usize) {
        let then = Arc::clone(&self.feed.repository);
        self.feed.repository = Arc::new(GoesAwayAfter {
            takes: AtomicUsize::new(takes),
            then: Arc::clone(&then),
        });
        let told = message(self.import(Kind::Users, text.as_bytes()));
        assert!(told.contains("run the same command again"), "{told}");
        assert!(self.path("input.csv.progress").exists());
        self.feed.repository = then;
    }

    /// Imports the file that is there; how many messages the repository saw.
    fn counted(&mut self, start: Start) -> (Summary, usize) {
        let then = Arc::clone(&self.feed.repository);
        let seen = Arc::new(AtomicUsize::new(0));
        self.feed.repository = Arc::new(Counts {
            seen: Arc::clone(&seen),
            then: Arc::clone(&then),
        });
        let summary = self.start(Kind::Users, start).expect("imported");
        self.feed.repository = then;
        assert!(!self.path("input.csv.progress").exists());
        (summary, seen.load(Ordering::SeqCst))
    }
}

#[test]
fn the_same_command_goes_on_where_an_import_broke_off() {
    let mut case = Case::new();
    let undisturbed = Case::new();
    let text = users(70);
    let whole = undisturbed
        .import(Kind::Users, text.as_bytes())
        .expect("imported");
    case.interrupted(&text, 31);
    let (rest, seen) = case.counted(Start::GoOn);
    assert_eq!(rest.tally, whole.tally);
    assert_eq!(case.rejects(), undisturbed.rejects());
    assert_eq!(
        seen,
        60 - 31 + 1,
        "the rest, and the row that proves the database"
    );
}

#[test]
fn batches_that_were_stored_are_not_stored_again() {
    let mut case = Case::new();
    let text = users(BATCH + 1400);
    let then = Arc::clone(&case.feed.repository);
    // The second batch meets nobody.
    case.interrupted(&text, BATCH - BATCH / 7);
    case.feed.repository = then;
    let (rest, seen) = case.counted(Start::GoOn);
    assert_eq!(
        rest.tally.rows(),
        u64::try_from(BATCH + 1400).expect("small")
    );
    assert!(seen <= 1202, "{seen}");
    let refused = usize::try_from(rest.tally.refused).expect("small");
    assert_eq!(case.rejects().lines().count(), 1 + refused);
}

#[test]
fn another_database_gets_everything() {
    let mut case = Case::new();
    // More than a reader holds at once.
    let text = users(3500);
    assert!(text.len() > 1 << 17);
    case.interrupted(&text, 31);
    let elsewhere = TempDir::new().expect("a directory");
    case.feed = testing::kit(elsewhere.path()).feed();
    let (summary, _) = case.counted(Start::GoOn);
    // The row that asked for was stored by asking.
    assert_eq!(summary.tally, tally(2999, 1, 0, 500));
    assert_eq!(case.rejects().lines().count(), 501);
}

#[test]
fn a_file_that_was_changed_is_imported_from_its_beginning() {
    let mut case = Case::new();
    case.interrupted(&users(70), 31);
    let changed = users(77);
    std::fs::write(case.path("input.csv"), changed).expect("written");
    let (summary, seen) = case.counted(Start::GoOn);
    assert_eq!((summary.tally, seen), (tally(35, 31, 0, 11), 66));
    assert_eq!(case.rejects().lines().count(), 12);
}

#[test]
fn without_its_list_of_rejects_an_import_begins_anew() {
    let mut case = Case::new();
    case.interrupted(&users(70), 31);
    std::fs::remove_file(case.path("input.csv.rejects.csv")).expect("removed");
    let (_, seen) = case.counted(Start::GoOn);
    assert_eq!(seen, 60);
    assert_eq!(case.rejects().lines().count(), 11);
}

#[test]
fn a_spoilt_bookmark_is_none() {
    let mut case = Case::new();
    case.interrupted(&users(70), 31);
    std::fs::write(case.path("input.csv.progress"), "{").expect("written");
    let (_, seen) = case.counted(Start::GoOn);
    assert_eq!(seen, 60);
}

#[test]
fn a_restart_and_a_line_take_no_notice_of_a_bookmark() {
    let mut case = Case::new();
    case.interrupted(&users(70), 31);
    let (summary, seen) = case.counted(Start::Anew);
    assert_eq!((summary.tally, seen), (tally(29, 31, 0, 10), 60));
    assert_eq!(case.rejects().lines().count(), 11);

    case.interrupted(&users(70), 31);
    let rest = case.start(Kind::Users, Start::Line(62)).expect("imported");
    assert_eq!(rest.tally, tally(0, 8, 0, 2));
    assert!(
        case.path("input.csv.progress").exists(),
        "what lies before the line may still be wanted"
    );
}

#[test]
fn a_file_is_imported_by_one_at_a_time() {
    let case = Case::new();
    std::fs::write(case.path("input.csv"), users(3)).expect("written");
    let other = File::open(case.path("input.csv")).expect("opened");
    other.lock().expect("locked");
    let told = message(case.start(Kind::Users, Start::GoOn));
    assert!(told.contains("by another process"), "{told}");
}
