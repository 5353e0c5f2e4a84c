//! What `payout.*` and `tax.*` mean to the domain.

use chrono::NaiveDate;
use kernel::{BusinessCalendar, Money, RateBps};
use payouts::{
    Constitution, Grade, GradeTable, GstRule, PayoutPolicy, RuleVersion, TaxTable, TdsRule, Terms,
    Touch,
};

use super::payout::{Gst, Tds};
use super::{Problems, Settings};

/// The longest name and section that fit a statement, in characters.
const LONGEST: usize = 100;

/// The rules of new payouts.
pub(super) fn payout(
    settings: &Settings,
    calendar: Option<BusinessCalendar>,
    problems: &mut Problems,
) -> Option<PayoutPolicy> {
    let payout = &settings.payout;
    problems.unless(
        payout.window_days <= 3650,
        "payout.window_days",
        "must be 0 to 3650",
    );
    check_printable("payout.lender", &payout.lender, problems);
    let touch = match payout.attribution.as_str() {
        "first_touch" => Ok(Touch::First),
        "last_touch" => Ok(Touch::Last),
        _ => Err("must be first_touch or last_touch"),
    };
    let touch = problems.note("payout.attribution", touch);
    let rate = problems.note("payout.rate_bps", RateBps::new(payout.rate_bps));
    let version = payout.rule_version.parse::<RuleVersion>();
    let version = problems.note("payout.rule_version", version);
    let grades = grades(settings, problems);
    Some(PayoutPolicy {
        touch: touch?,
        terms: Terms {
            rate: rate?,
            window_days: payout.window_days,
            grades: grades?,
            rule_version: version?,
        },
        calendar: calendar?,
    })
}

fn grades(settings: &Settings, problems: &mut Problems) -> Option<GradeTable> {
    const KEY: &str = "payout.grades";
    let mut steps = Vec::new();
    for word in settings.payout.grades.iter() {
        let step = problems.note(KEY, step(word).ok_or_else(|| {
            format!("`{word}` must be a grade of 1 to 8 characters, a colon and an amount of at least 0")
        }));
        steps.push(step?);
    }
    problems.note(KEY, GradeTable::new(steps))
}

/// `A+:100000`.
fn step(word: &str) -> Option<(Grade, Money)> {
    let (grade, from) = word.split_once(':')?;
    let from = from.trim().parse::<Money>().ok()?;
    let step = (grade.trim().parse().ok()?, from);
    (from >= Money::ZERO).then_some(step)
}

/// The taxes.
pub(super) fn taxes(settings: &Settings, problems: &mut Problems) -> TaxTable {
    let tds = settings.tax.tds.iter();
    let tds = tds.filter_map(|rule| tds_rule(rule, problems)).collect();
    let gst = settings.tax.gst.iter();
    let gst = gst.filter_map(|rule| gst_rule(rule, problems)).collect();
    TaxTable { tds, gst }
}

fn tds_rule(rule: &Tds, problems: &mut Problems) -> Option<TdsRule> {
    const KEY: &str = "tax.tds";
    let from = problems.note(KEY, day(&rule.from));
    let rate = problems.note(KEY, basis_points("rate_bps", rule.rate_bps));
    let without_pan = problems.note(
        KEY,
        basis_points("rate_without_pan_bps", rule.rate_without_pan_bps),
    );
    let threshold = rule.threshold.parse::<Money>();
    let threshold = threshold.map_err(|error| format!("threshold {error}"));
    let threshold = problems.note(KEY, threshold)?;
    problems.unless(
        threshold >= Money::ZERO,
        KEY,
        "threshold must not be negative",
    );
    check_printable(KEY, &rule.section, problems);
    let mut constitutions = Vec::new();
    for word in &rule.constitutions {
        let known = word.parse::<Constitution>();
        let known = known.map_err(|error| format!("constitutions: `{word}` {error}"));
        constitutions.push(problems.note(KEY, known)?);
    }
    Some(TdsRule {
        from: from?,
        constitutions,
        rate: rate?,
        rate_without_pan: without_pan?,
        threshold,
        section: rule.section.clone(),
    })
}

fn gst_rule(rule: &Gst, problems: &mut Problems) -> Option<GstRule> {
    const KEY: &str = "tax.gst";
    let from = problems.note(KEY, day(&rule.from));
    let rate = problems.note(KEY, basis_points("rate_bps", rule.rate_bps));
    check_printable(KEY, &rule.section, problems);
    Some(GstRule {
        from: from?,
        rate: rate?,
        section: rule.section.clone(),
    })
}

fn basis_points(field: &str, bps: u16) -> Result<RateBps, String> {
    RateBps::new(bps).map_err(|error| format!("{field} {error}"))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| format!("from: `{text}` must be a day as YYYY-MM-DD"))
}

/// What is printed on statements: one line of it.
fn check_printable(key: &str, text: &str, problems: &mut Problems) {
    let sane = !text.trim().is_empty()
        && text.chars().count() <= LONGEST
        && !text.chars().any(char::is_control);
    problems.unless(
        sane,
        key,
        "must have names and sections of 1 to 100 characters on one line",
    );
}
