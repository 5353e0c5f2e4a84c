use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::{PortFailure, PortResult};
use lender::{FeedOutcome, FeedRepository, StoredMessage};
use tempfile::TempDir;

use super::*;
use crate::testing;

mod going_on;

const USERS: &str = "\
id,mobile_number,pan_number,status,registered_at,occurred_at
1,9000000001,AAAPA0001A,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
2,12345,AAAPA0002A,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
3,9000000003,AAAPA0003A,on_fire,2026-01-01T00:00:00Z,yesterday
4,9000000004,,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
";

struct Case {
    directory: TempDir,
    feed: ReceiveFeed,
}

impl Case {
    fn new() -> Self {
        let directory = TempDir::new().expect("a directory");
        let feed = testing::kit(directory.path()).feed();
        Self { directory, feed }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn import(&self, kind: Kind, bytes: &[u8]) -> Result<Summary, Failure> {
        let file = self.path("input.csv");
        std::fs::write(&file, bytes).expect("written");
        self.start(kind, Start::GoOn)
    }

    /// Imports the file that is there.
    fn start(&self, kind: Kind, start: Start) -> Result<Summary, Failure> {
        let file = self.path("input.csv");
        import(&Job { kind, file, start }, &self.feed)
    }

    fn rejects(&self) -> String {
        std::fs::read_to_string(self.path("input.csv.rejects.csv")).expect("a list")
    }
}

fn tally(applied: u64, unchanged: u64, stale: u64, refused: u64) -> Tally {
    Tally {
        applied,
        unchanged,
        stale,
        refused,
    }
}

fn message(result: Result<Summary, Failure>) -> String {
    result.expect_err("a failure").to_string()
}

#[test]
fn good_rows_are_kept_and_bad_ones_listed_with_line_id_and_every_reason() {
    let case = Case::new();
    let summary = case
        .import(Kind::Users, USERS.as_bytes())
        .expect("imported");
    assert_eq!(summary.tally, tally(2, 0, 0, 2));
    assert_eq!(summary.rejects, Some(case.path("input.csv.rejects.csv")));
    assert_eq!(
        case.rejects(),
        "line,id,column,reason\n\
         3,2,mobile_number,must be exactly ten digits\n\
         4,3,occurred_at; status,must be a time as 2026-01-31T10:30:00Z (RFC 3339); \
         is not a known status\n"
    );
}

#[test]
fn a_list_of_refused_rows_repeats_no_personal_data() {
    let case = Case::new();
    let rows = "id,mobile_number,pan_number,email,status,registered_at,occurred_at\n\
        7,90000000x7,WRONGPAN,nobody-at-home,secret-status,then,now\n";
    case.import(Kind::Users, rows.as_bytes()).expect("imported");
    let rejects = case.rejects();
    for value in ["90000000x7", "WRONGPAN", "nobody-at-home", "secret-status"] {
        assert!(!rejects.contains(value), "{rejects}");
    }
}

#[test]
fn importing_again_changes_nothing_and_drops_an_outdated_list() {
    let case = Case::new();
    case.import(Kind::Users, USERS.as_bytes())
        .expect("imported");
    let again = case
        .import(Kind::Users, USERS.as_bytes())
        .expect("imported");
    assert_eq!(again.tally, tally(0, 2, 0, 2));
    let good: Vec<&str> = USERS.lines().take(2).collect();
    let mended = case
        .import(Kind::Users, good.join("\n").as_bytes())
        .expect("imported");
    assert_eq!((mended.tally, mended.rejects), (tally(0, 1, 0, 0), None));
    assert!(!case.path("input.csv.rejects.csv").exists());
}

#[test]
fn columns_come_in_any_order_after_a_byte_order_mark_with_crlf_and_blanks() {
    let case = Case::new();
    let rows = "\u{feff}occurred_at,status, id ,registered_at,mobile_number\r\n\
        2026-01-01T00:00:00Z,active, 1 ,2026-01-01T00:00:00Z,9000000001\r\n";
    let summary = case.import(Kind::Users, rows.as_bytes()).expect("imported");
    assert_eq!(summary.tally, tally(1, 0, 0, 0));
}

#[test]
fn loans_follow_their_users() {
    let case = Case::new();
    case.import(Kind::Users, USERS.as_bytes())
        .expect("imported");
    let rows = "id,user_id,application_number,status,loan_amount,created_at,occurred_at,disbursed_at,disbursal_amount\n\
        10,1,APP10,disbursed,50000,2026-01-02T00:00:00Z,2026-01-05T00:00:00Z,2026-01-04T00:00:00Z,48000.50\n\
        10,1,APP10,submitted,50000,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z,,\n\
        11,99,APP11,submitted,50000,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z,,\n\
        12,1,APP12,submitted,100000000.01,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z,,\n";
    let summary = case.import(Kind::Loans, rows.as_bytes()).expect("imported");
    assert_eq!(summary.tally, tally(1, 0, 1, 2));
    let rejects = case.rejects();
    assert!(
        rejects.contains("4,11,user_id,is not a known user"),
        "{rejects}"
    );
    assert!(
        rejects.contains("5,12,loan_amount,must be at most 100000000.00"),
        "{rejects}"
    );
}

#[test]
fn a_header_that_does_not_fit_is_told() {
    let case = Case::new();
    let told = |header: &str| message(case.import(Kind::Users, header.as_bytes()));
    assert!(told("id,mobile_number,status,registered_at\n").contains("`occurred_at` is missing"));
    let known = "id,mobile_number,status,registered_at,occurred_at";
    assert!(told(&format!("{known},colour\n")).contains("unknown column `colour`"));
    assert!(told(&format!("{known},id\n")).contains("`id` comes twice"));
    let headless = told("1,9000000001,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n");
    assert!(
        headless.contains("is the header line missing?"),
        "{headless}"
    );
    assert!(!headless.contains("9000000001"));
}

#[test]
fn a_file_that_is_away_or_has_no_rows_is_a_failure() {
    let case = Case::new();
    let header = USERS.lines().next().expect("a header");
    assert!(message(case.import(Kind::Users, header.as_bytes())).contains("has no rows"));
    assert!(message(case.import(Kind::Users, b"")).contains("is missing"));
    let job = Job {
        kind: Kind::Users,
        file: case.path("nowhere.csv"),
        start: Start::GoOn,
    };
    assert!(message(import(&job, &case.feed)).contains("cannot be read"));
}

#[test]
fn rows_that_are_no_rows_are_refused_alone() {
    let case = Case::new();
    let mut bytes = USERS
        .lines()
        .take(2)
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes();
    bytes.extend_from_slice(b"\n5,9000000005\n");
    bytes.extend_from_slice(b"6,\xff\xfe,,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n");
    let summary = case.import(Kind::Users, &bytes).expect("imported");
    assert_eq!(summary.tally, tally(1, 0, 0, 2));
    let rejects = case.rejects();
    assert!(
        rejects.contains("3,,,has not as many cells as the header"),
        "{rejects}"
    );
    assert!(rejects.contains("4,,,is not UTF-8"), "{rejects}");
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_eat_the_file() {
    let case = Case::new();
    let mut text = format!("{USERS}5,\"9000000005");
    text.push_str(&"x".repeat(3 << 20));
    let told = message(case.import(Kind::Users, text.as_bytes()));
    assert!(told.contains("line 6"), "{told}");
    assert!(told.contains("quotation mark"), "{told}");
}

#[test]
fn an_import_goes_on_from_the_line_it_is_told() {
    let case = Case::new();
    case.import(Kind::Users, USERS.as_bytes())
        .expect("imported");
    let rest = case.start(Kind::Users, Start::Line(4)).expect("imported");
    assert_eq!(rest.tally, tally(0, 1, 0, 1));
    let rejects = case.rejects();
    assert_eq!(rejects.matches("line,id,column,reason").count(), 1);
    assert_eq!(rejects.lines().count(), 4, "added to the list: {rejects}");
}

/// Takes some messages, then goes away.
struct GoesAway {
    takes: AtomicUsize,
}

impl FeedRepository for GoesAway {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let take = |_| {
            let left = self
                .takes
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
            left.map(|_| FeedOutcome::Applied)
                .map_err(|_| PortFailure::Unavailable("away".to_owned()))
        };
        messages.iter().map(take).collect()
    }
}

#[test]
fn an_outage_stops_the_import_and_names_the_line_to_go_on_from() {
    let mut case = Case::new();
    case.feed.repository = Arc::new(GoesAway {
        takes: AtomicUsize::new(1),
    });
    let told = message(case.import(Kind::Users, USERS.as_bytes()));
    assert!(told.contains("go on with --from-line 5"), "{told}");
    assert_eq!(
        case.rejects().lines().count(),
        3,
        "what was refused stays listed"
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let case = Case::new();
    let header = "id,mobile_number,first_name,status,registered_at,occurred_at";
    let row = |id: u32, name: &str, status: &str| {
        format!("{id},900000000{id},{name},{status},2026-01-01T00:00:00Z,2026-01-01T00:00:00Z")
    };
    for feed in ["\n", "\r\n"] {
        let rows = [
            header.to_owned(),
            String::new(),
            row(3, "Asha", "vip"),
            row(4, "\"Asha\nRao\"", "vip"),
            row(6, "Asha", "active"),
            row(7, "Asha", "vip"),
        ];
        for end in ["", feed] {
            let text = rows.join(feed) + end;
            case.import(Kind::Users, text.as_bytes()).expect("imported");
            let lines: Vec<String> = case
                .rejects()
                .lines()
                .skip(1)
                .map(|row| row.split(',').take(2).collect::<Vec<_>>().join(" "))
                .collect();
            assert_eq!(lines, ["3 3", "4 4", "7 7"], "{text:?}");
        }
    }
}
