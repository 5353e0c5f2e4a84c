use std::sync::Arc;

use testkit::{FakeVault, SeededEntropy};

use super::*;
use crate::CandidateNameError;

fn judge() -> Judge {
    Judge::new(DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(1)),
    })
}

fn row<'a>(line: u32, first_name: &'a str, last_name: &'a str, email: &'a str) -> RawRow<'a> {
    RawRow {
        line,
        first_name,
        last_name,
        email,
    }
}

/// Why the only row fails; `None` if it does not.
fn fault(first_name: &str, last_name: &str, email: &str) -> Option<String> {
    let mut judge = judge();
    judge
        .take(row(2, first_name, last_name, email))
        .expect("one row");
    let judged = judge.finish();
    assert_eq!(judged.total(), 1);
    judged.bad.first().map(|bad| bad.fault.to_string())
}

#[test]
fn a_row_has_two_names_and_an_address() {
    assert_eq!(fault("Asha", "Rao", "asha@people.example"), None);
    assert_eq!(fault(" Asha\t", " Rao", " asha@people.example "), None);
    assert_eq!(fault("José 家", "D'Souza-Nair", "j+1@people.example"), None);
    assert_eq!(fault("Asha", &"é".repeat(100), "a@b.example"), None);
    assert_eq!(
        fault("Asha", &"é".repeat(101), "a@b.example").as_deref(),
        Some("lastname must have at most 100 characters")
    );
}

#[test]
fn of_a_row_all_is_told_that_is_wrong() {
    for (first, last, email, why) in [
        ("", "Rao", "a@b.example", "firstname must not be blank"),
        ("Asha", " \t", "a@b.example", "lastname must not be blank"),
        ("Asha", "Rao", "", "email must not be blank"),
        ("Asha", "Rao", " ", "email must not be blank"),
        (
            "Asha",
            "Rao",
            "a.example",
            "email must be an e-mail address",
        ),
        ("Asha", "Rao", "a@b@c", "email must be an e-mail address"),
        (
            "Asha",
            "Rao",
            "a\0@b.example",
            "email must be an e-mail address",
        ),
        (
            "As\0ha",
            "Rao",
            "a@b.example",
            "firstname must not contain control characters",
        ),
        (
            "Asha\nB",
            "",
            "nobody",
            "firstname must not contain control characters; lastname must not be blank; \
             email must be an e-mail address",
        ),
    ] {
        assert_eq!(fault(first, last, email).as_deref(), Some(why));
    }
}

#[test]
fn what_a_spreadsheet_would_run_is_no_name() {
    for formula in [
        "=HYPERLINK(\"http://x.example\")",
        " =1+1",
        "+1",
        "-1",
        "@SUM(A1)",
    ] {
        assert_eq!(
            fault(formula, "Rao", "a@b.example").as_deref(),
            Some("firstname must not begin with = + - or @")
        );
        assert_eq!(
            fault("Asha", formula, "a@b.example").as_deref(),
            Some("lastname must not begin with = + - or @")
        );
    }
    assert_eq!(fault("A=1", "B-C", "a@b.example"), None);
}

#[test]
fn the_second_of_two_right_rows_with_one_address_fails() {
    let mut judge = judge();
    for (line, first_name, email) in [
        (2, "", "one@b.example"),
        (3, "Asha", "One@b.example"),
        (4, "Asha", "two@b.example"),
        (7, "Ravi", " oNE@B.example "),
        (9, "", "one@b.example"),
        (10, "Asha", "one@b.example"),
    ] {
        judge
            .take(row(line, first_name, "Rao", email))
            .expect("few");
    }
    let judged = judge.finish();
    let good: Vec<u32> = judged.good.iter().map(|row| row.line).collect();
    assert_eq!(good, [3, 4]);
    let bad: Vec<_> = judged.bad.iter().map(|bad| (bad.line, bad.fault)).collect();
    let blank = RowFault::Cells(CellFaults {
        first_name: Some(CandidateNameError::Name(kernel::NameError::Blank)),
        ..CellFaults::default()
    });
    assert_eq!(
        bad,
        [
            (2, blank),
            (7, RowFault::Duplicate { first: 3 }),
            (9, blank),
            (10, RowFault::Duplicate { first: 3 })
        ]
    );
    assert_eq!(
        RowFault::Duplicate { first: 3 }.to_string(),
        "Duplicate email in file (first on row 3)"
    );
}

#[test]
fn a_file_has_at_most_a_hundred_thousand_rows_right_or_wrong() {
    let mut judge = judge();
    for line in 2..MOST_ROWS {
        judge.take(row(line, "", "", "")).expect("not too many");
    }
    judge
        .take(row(1, "Asha", "Rao", "a@b.example"))
        .expect("not too many");
    judge
        .refuse(1, "", RowFault::Unclosed)
        .expect("not too many");
    assert_eq!(judge.refuse(1, "", RowFault::Unclosed), Err(TooManyRows));
    assert_eq!(
        judge.take(row(1, "A", "B", "c@d.example")),
        Err(TooManyRows)
    );
    assert_eq!(judge.finish().total(), 100_000);
}

#[test]
fn of_an_address_that_is_none_no_more_is_told_than_one_may_have() {
    let mut judge = judge();
    let long = "é".repeat(100_000);
    judge.take(row(2, "Asha", "Rao", &long)).expect("one row");
    judge
        .refuse(
            3,
            " a@b.example ",
            RowFault::Columns {
                found: 2,
                expected: 3,
            },
        )
        .expect("two rows");
    let judged = judge.finish();
    assert_eq!(*judged.bad[0].email, *"é".repeat(254));
    assert_eq!(*judged.bad[1].email, *"a@b.example");
    assert_eq!(
        judged.bad[1].fault.to_string(),
        "has 2 columns where the header has 3"
    );
}
