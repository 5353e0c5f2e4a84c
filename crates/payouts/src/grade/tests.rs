use super::*;

#[test]
fn each_grade_begins_at_its_own_amount() {
    let table = GradeTable::default();
    for (paise, grade) in [
        (0, "D"),
        (999_999, "D"),
        (1_000_000, "C"),
        (2_499_999, "C"),
        (2_500_000, "B"),
        (4_999_999, "B"),
        (5_000_000, "A"),
        (9_999_999, "A"),
        (10_000_000, "A+"),
        (i64::MAX, "A+"),
        (-1, "D"),
    ] {
        let found = table.grade(Money::from_paise(paise));
        assert_eq!(found.as_str(), grade, "{paise}");
    }
}

fn table(steps: &[(&str, i64)]) -> Result<GradeTable, GradeTableError> {
    let steps = steps.iter();
    let steps = steps.map(|(grade, from)| (grade.parse().unwrap(), Money::from_paise(*from)));
    GradeTable::new(steps.collect())
}

#[test]
fn a_table_has_distinct_thresholds_down_to_0() {
    let sorted = table(&[("x", 0), ("z", 10), ("y", 5)]).unwrap();
    let grades: Vec<&str> = sorted
        .steps()
        .iter()
        .map(|(grade, _)| grade.as_str())
        .collect();
    assert_eq!(grades, ["z", "y", "x"]);
    for steps in [
        &[][..],
        &[("x", 1)],
        &[("x", 0), ("y", 0)],
        &[("x", 5), ("y", 5), ("z", 0)],
        &[("x", 0), ("y", -1)],
    ] {
        assert_eq!(table(steps), Err(GradeTableError), "{steps:?}");
    }
}

#[test]
fn what_is_stored_is_read_back() {
    let table = GradeTable::default();
    let stored = table.to_stored();
    assert_eq!(stored, "A+:10000000,A:5000000,B:2500000,C:1000000,D:0");
    assert_eq!(GradeTable::from_stored(&stored), Ok(table));
    for corrupt in [
        "",
        "A",
        "A:",
        "A:x",
        "A:1",
        "A:0,",
        ":0",
        "A:0,B:0",
        "toolongname:0",
    ] {
        assert!(GradeTable::from_stored(corrupt).is_err(), "{corrupt}");
    }
}

#[test]
fn a_grade_is_short_and_plain() {
    for grade in ["A+", "D", "Platinum", "अ"] {
        assert_eq!(grade.parse::<Grade>().unwrap().to_string(), grade);
    }
    for text in ["", "A B", "A,B", "A:B", "A\n", "ninechars"] {
        assert_eq!(text.parse::<Grade>(), Err(GradeError), "{text:?}");
    }
}
