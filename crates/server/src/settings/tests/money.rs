use chrono::NaiveDate;
use kernel::Money;
use payouts::{Constitution, GradeTable, TaxProfile, Touch};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

const WITH_GSTIN: TaxProfile = TaxProfile {
    constitution: Some(Constitution::Llp),
    has_pan: true,
    has_gstin: true,
};

#[test]
fn the_default_payout_rules_are_the_contracts() {
    let payout = Case::new().load().expect("settings").rules.payout;
    assert_eq!(payout.touch, Touch::First);
    assert_eq!(payout.terms.window_days, 20);
    assert_eq!(payout.terms.grades, GradeTable::default());
    assert_eq!(payout.terms.rule_version.as_str(), "2026-1");
}

#[test]
fn the_default_taxes_are_dated() {
    let taxes = Case::new().load().expect("settings").rules.taxes;
    let tds = |on: &str| {
        let rule = taxes.tds(TaxProfile::default(), day(on))?;
        Some((
            rule.rate.get(),
            rule.rate_without_pan.get(),
            rule.threshold.to_string(),
            rule.section.clone(),
        ))
    };
    let of_1961 = "194H, Income-tax Act 1961".to_owned();
    let of_2025 = "393(1), Income-tax Act 2025".to_owned();
    assert_eq!(tds("2024-09-30"), None);
    let first = (200, 2000, "15000.00".to_owned(), of_1961.clone());
    assert_eq!(tds("2024-10-01"), Some(first.clone()));
    assert_eq!(tds("2025-03-31"), Some(first));
    let second = (200, 2000, "20000.00".to_owned(), of_1961);
    assert_eq!(tds("2025-04-01"), Some(second.clone()));
    assert_eq!(tds("2026-03-31"), Some(second));
    let third = (200, 2000, "20000.00".to_owned(), of_2025);
    assert_eq!(tds("2026-04-01"), Some(third));

    let gst = |on: &str| taxes.gst(WITH_GSTIN, day(on)).map(|rule| rule.rate.get());
    assert_eq!(gst("2017-06-30"), None);
    assert_eq!(gst("2017-07-01"), Some(1800));
}

#[test]
fn payout_rules_are_taken_from_a_file_and_from_variables() {
    let case = Case::new().given(
        "[payout]\nattribution = \"last_touch\"\n\n[[tax.tds]]\nfrom = \"2026-01-01\"\n\
         section = \"1\"\nrate_bps = 100\nrate_without_pan_bps = 500\nthreshold = \"0.50\"\n\
         constitutions = [\"huf\", \"llp\"]\n",
    );
    let rules = case.load().expect("settings").rules;
    assert_eq!(rules.payout.touch, Touch::Last);
    let rule = rules.taxes.tds(WITH_GSTIN, day("2026-01-01"));
    let rule = rule.expect("llp is named");
    assert_eq!(rule.threshold, Money::from_paise(50));
    assert_eq!(rule.constitutions, [Constitution::Huf, Constitution::Llp]);

    let case = case
        .set("PARTNER_API__PAYOUT__GRADES", "gold:5000.50, tin:0")
        .set(
            "PARTNER_API__TAX__GST",
            r#"[{"from":"2026-01-01","section":"x","rate_bps":1200}]"#,
        )
        .set("PARTNER_API__TAX__TDS", "[]");
    let rules = case.load().expect("settings").rules;
    let grade = |paise| rules.payout.terms.grades.grade(Money::from_paise(paise));
    assert_eq!(grade(500_050).as_str(), "gold");
    assert_eq!(grade(500_049).as_str(), "tin");
    let gst = rules.taxes.gst(WITH_GSTIN, day("2026-01-01"));
    assert_eq!(gst.map(|rule| rule.rate.get()), Some(1200));
    assert!(rules.taxes.tds.is_empty());
}

/// A key, a wrong value, and what is said of it.
const WRONG: &[(&str, &str, &str)] = &[
    ("PAYOUT__GRADES", "A:1,A:-5", "`A:-5`"),
    ("PAYOUT__GRADES", "A:0,B:0", "distinct thresholds"),
    (
        "TAX__GST",
        r#"[{"from":"1 May","section":"x","rate_bps":1}]"#,
        "from: `1 May`",
    ),
    (
        "TAX__GST",
        r#"[{"from":"2026-02-30","section":"x","rate_bps":1}]"#,
        "from: `2026-02-30`",
    ),
    (
        "TAX__GST",
        r#"[{"from":"2026-01-01","section":"x","rate_bps":10001}]"#,
        "rate_bps must",
    ),
    (
        "TAX__GST",
        r#"[{"from":"2026-01-01","section":" ","rate_bps":1}]"#,
        "1 to 100 characters",
    ),
    (
        "TAX__GST",
        r#"[{"from":"2026-01-01","section":"x","rate":1}]"#,
        "unknown field `rate`",
    ),
    (
        "TAX__TDS",
        r#"[{"from":"2026-01-01","section":"x","rate_bps":1,"rate_without_pan_bps":1,"threshold":"-1"}]"#,
        "must not be negative",
    ),
    (
        "TAX__TDS",
        r#"[{"from":"2026-01-01","section":"x","rate_bps":1,"rate_without_pan_bps":1,"threshold":"1","constitutions":["king"]}]"#,
        "`king`",
    ),
];

#[test]
fn wrong_rules_are_named_with_what_is_wrong() {
    for (key, value, reason) in WRONG {
        let refusal = Case::new()
            .set(&format!("PARTNER_API__{key}"), value)
            .refusal();
        let name = key.to_lowercase().replace("__", ".");
        assert!(
            refusal.contains(&name) && refusal.contains(reason),
            "{refusal}"
        );
    }
    let refusal = Case::new()
        .given("[[tax.gst]]\nfrom = \"2026-01-01\"\nsection = \"x\"\nrat = 1\n")
        .refusal();
    assert!(
        refusal.contains("tax.gst") && refusal.contains("`rat`"),
        "{refusal}"
    );
    let refusal = Case::new().given("[tax]\ntcs = []\n").refusal();
    assert!(refusal.contains("unknown key `tax.tcs`"), "{refusal}");
}
