use super::*;
use crate::fixture::{bps, paise};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn tds(from: &str, constitutions: &[Constitution], section: &str) -> TdsRule {
    TdsRule {
        from: day(from),
        constitutions: constitutions.to_vec(),
        rate: bps(200),
        rate_without_pan: bps(2_000),
        threshold: paise(2_000_000),
        section: section.to_owned(),
    }
}

fn gst(from: &str, section: &str) -> GstRule {
    GstRule {
        from: day(from),
        rate: bps(1_800),
        section: section.to_owned(),
    }
}

fn of(constitution: Option<Constitution>) -> TaxProfile {
    TaxProfile {
        constitution,
        has_pan: true,
        has_gstin: true,
    }
}

#[test]
fn the_rule_that_began_last_by_the_period_s_last_day_counts() {
    let table = TaxTable {
        tds: vec![tds("2026-04-01", &[], "new"), tds("2020-04-01", &[], "old")],
        gst: vec![gst("2026-04-01", "new"), gst("2020-04-01", "old")],
    };
    for (last, section) in [
        ("2020-03-31", None),
        ("2020-04-01", Some("old")),
        ("2026-03-31", Some("old")),
        ("2026-04-01", Some("new")),
    ] {
        let (profile, last) = (of(None), day(last));
        let found = table.tds(profile, last).map(|rule| rule.section.as_str());
        assert_eq!(found, section);
        let found = table.gst(profile, last).map(|rule| rule.section.as_str());
        assert_eq!(found, section);
    }
}

#[test]
fn of_rules_of_one_day_the_one_that_names_the_constitution_counts() {
    use Constitution as C;
    for turned in [false, true] {
        let mut rules = vec![
            tds("2026-04-01", &[], "everybody"),
            tds("2026-04-01", &[C::Llp, C::Trust], "some"),
        ];
        if turned {
            rules.reverse();
        }
        let table = TaxTable {
            tds: rules,
            gst: Vec::new(),
        };
        for (constitution, section) in [
            (Some(C::Llp), "some"),
            (Some(C::Trust), "some"),
            (Some(C::Huf), "everybody"),
            (None, "everybody"),
        ] {
            let rule = table.tds(of(constitution), day("2026-04-30"));
            assert_eq!(rule.unwrap().section, section);
        }
    }
    let named_only = TaxTable {
        tds: vec![tds("2026-04-01", &[C::Llp], "some")],
        gst: Vec::new(),
    };
    assert!(named_only.tds(of(None), day("2026-04-30")).is_none());
    assert!(
        named_only
            .tds(of(Some(C::Huf)), day("2026-04-30"))
            .is_none()
    );
}

#[test]
fn gst_is_for_who_gave_a_gstin() {
    let table = TaxTable {
        tds: Vec::new(),
        gst: vec![gst("2020-04-01", "CGST")],
    };
    let without = TaxProfile {
        has_gstin: false,
        ..of(None)
    };
    assert!(table.gst(without, day("2026-04-30")).is_none());
    assert!(table.gst(of(None), day("2026-04-30")).is_some());
}

#[test]
fn a_financial_year_begins_on_the_first_of_april() {
    for (of, first) in [
        ("2026-03-31", "2025-04-01"),
        ("2026-04-01", "2026-04-01"),
        ("2026-12-31", "2026-04-01"),
        ("2027-01-01", "2026-04-01"),
        ("2028-02-29", "2027-04-01"),
    ] {
        assert_eq!(financial_year(day(of)), day(first), "{of}");
    }
}
