use proptest::prelude::*;

use super::*;
use crate::fixture::{bps, paise};
use crate::{GstRule, TdsRule};

fn day() -> NaiveDate {
    "2026-05-31".parse().expect("a day")
}

/// 2 % beyond ₹ 20 000 a year, 20 % without a PAN; GST of 18 %.
fn table() -> TaxTable {
    let from = "2020-04-01".parse().expect("a day");
    TaxTable {
        tds: vec![TdsRule {
            from,
            constitutions: Vec::new(),
            rate: bps(200),
            rate_without_pan: bps(2_000),
            threshold: paise(2_000_000),
            section: "194H".to_owned(),
        }],
        gst: vec![GstRule {
            from,
            rate: bps(1_800),
            section: "CGST".to_owned(),
        }],
    }
}

const PAN_ONLY: TaxProfile = TaxProfile {
    constitution: None,
    has_pan: true,
    has_gstin: false,
};

fn account(earnings: i64, reversals: i64) -> Account {
    Account {
        earnings: paise(earnings),
        reversals: paise(reversals),
        ..Account::default()
    }
}

fn of(account: &Account, profile: TaxProfile) -> Figures {
    figures(account, profile, &table(), day()).unwrap()
}

/// Base and amount in paise.
fn parts(tax: Option<&Tax>) -> Option<(i64, i64)> {
    tax.map(|tax| (tax.base.paise(), tax.amount.paise()))
}

#[test]
fn nothing_is_deducted_up_to_the_threshold_and_then_from_all_of_it() {
    let at_most = of(&account(2_000_000, 0), PAN_ONLY);
    assert_eq!(parts(at_most.tds.as_ref()), None);
    assert_eq!(at_most.closing, paise(2_000_000));
    let beyond = of(&account(2_000_001, 0), PAN_ONLY);
    assert_eq!(parts(beyond.tds.as_ref()), Some((2_000_001, 40_000)));
    assert_eq!(beyond.closing, paise(1_960_001));
    let tds = beyond.tds.unwrap();
    assert_eq!((tds.rate, tds.section.as_str()), (bps(200), "194H"));
}

#[test]
fn the_threshold_counts_the_financial_year() {
    // Passed by an earlier statement that was not taxed: all of it is due now.
    let passing = Account {
        year_earned: paise(1_500_000),
        ..account(1_000_000, 0)
    };
    assert_eq!(
        parts(of(&passing, PAN_ONLY).tds.as_ref()),
        Some((2_500_000, 50_000))
    );
    // Afterwards only what is new.
    let passed = Account {
        year_earned: paise(2_500_000),
        year_taxed: paise(2_500_000),
        ..account(100_000, 0)
    };
    assert_eq!(
        parts(of(&passed, PAN_ONLY).tds.as_ref()),
        Some((100_000, 2_000))
    );
    // A new year begins at nothing.
    assert_eq!(parts(of(&account(100_000, 0), PAN_ONLY).tds.as_ref()), None);
}

#[test]
fn what_was_taken_back_after_it_was_taxed_is_set_off() {
    let back = Account {
        year_earned: paise(3_000_000),
        year_taxed: paise(3_000_000),
        ..account(100_000, -400_000)
    };
    let figures = of(&back, PAN_ONLY);
    assert_eq!(parts(figures.tds.as_ref()), None);
    assert_eq!(figures.closing, paise(-300_000));
    // 27 lakh paise earned, 30 taxed: the next 3 are free.
    let next = Account {
        opening: paise(-300_000),
        year_earned: paise(2_700_000),
        year_taxed: paise(3_000_000),
        ..account(500_000, 0)
    };
    let figures = of(&next, PAN_ONLY);
    assert_eq!(parts(figures.tds.as_ref()), Some((200_000, 4_000)));
    assert_eq!(figures.closing, paise(196_000));
}

#[test]
fn who_gave_no_pan_pays_the_higher_rate() {
    let nobody = TaxProfile::default();
    let figures = of(&account(3_000_000, 0), nobody);
    assert_eq!(parts(figures.tds.as_ref()), Some((3_000_000, 600_000)));
    assert_eq!(figures.tds.unwrap().rate, bps(2_000));
}

#[test]
fn gst_is_added_for_who_gave_a_gstin_and_taken_back_with_what_it_was_on() {
    let registered = TaxProfile {
        has_gstin: true,
        ..PAN_ONLY
    };
    let figures = of(&account(1_000_000, 0), registered);
    assert_eq!(parts(figures.gst.as_ref()), Some((1_000_000, 180_000)));
    assert_eq!(figures.closing, paise(1_180_000));
    let back = of(&account(0, -1_000_000), registered);
    assert_eq!(parts(back.gst.as_ref()), Some((-1_000_000, -180_000)));
    assert_eq!(back.closing, paise(-1_180_000));
    assert_eq!(of(&account(1_000_000, 0), PAN_ONLY).gst, None);
    // GST is no part of what tax is deducted from.
    let both = of(&account(2_500_000, 0), registered);
    assert_eq!(parts(both.tds.as_ref()), Some((2_500_000, 50_000)));
    assert_eq!(both.closing, paise(2_500_000 + 450_000 - 50_000));
}

#[test]
fn a_period_below_nothing_is_carried_into_the_next() {
    let first = of(&account(100_000, -300_000), PAN_ONLY);
    assert_eq!(first.closing, paise(-200_000));
    let next = Account {
        opening: first.closing,
        ..account(500_000, 0)
    };
    assert_eq!(of(&next, PAN_ONLY).closing, paise(300_000));
}

#[test]
fn without_rules_nothing_is_deducted_or_added() {
    let registered = TaxProfile {
        has_gstin: true,
        ..PAN_ONLY
    };
    let account = account(9_000_000, 0);
    let figures = figures(&account, registered, &TaxTable::default(), day()).unwrap();
    assert_eq!((figures.tds, figures.gst), (None, None));
    assert_eq!(figures.closing, paise(9_000_000));
}

#[test]
fn a_sum_that_overflows_is_refused() {
    assert_eq!(sum(&[paise(i64::MAX), paise(1)]), Err(SumOverflow));
    assert_eq!(sum(&[paise(i64::MIN), paise(-1)]), Err(SumOverflow));
    assert_eq!(sum(&[paise(i64::MAX), paise(-1)]), Ok(paise(i64::MAX - 1)));
    assert_eq!(sum(&[]), Ok(Money::ZERO));
    let registered = TaxProfile {
        has_gstin: true,
        ..PAN_ONLY
    };
    let most = i64::MAX;
    for account in [
        account(most, 0),
        Account {
            year_earned: paise(most),
            ..account(1, 0)
        },
        Account {
            opening: paise(i64::MIN),
            ..account(0, -1)
        },
    ] {
        let figures = figures(&account, registered, &table(), day());
        assert_eq!(figures, Err(SumOverflow));
    }
}

proptest! {
    #[test]
    fn closing_is_opening_and_all_that_happened(
        opening in -10_000_000_000_i64..=0,
        earnings in 0_i64..10_000_000_000,
        reversals in -10_000_000_000_i64..=0,
        year_earned in -10_000_000_000_i64..10_000_000_000,
        year_taxed in 0_i64..10_000_000_000,
        has_pan: bool,
        has_gstin: bool,
    ) {
        let account = Account {
            opening: paise(opening),
            year_earned: paise(year_earned),
            year_taxed: paise(year_taxed),
            ..account(earnings, reversals)
        };
        let profile = TaxProfile { constitution: None, has_pan, has_gstin };
        let figures = of(&account, profile);
        let amount = |tax: &Option<Tax>| tax.as_ref().map_or(0, |tax| tax.amount.paise());
        let (tds, gst) = (amount(&figures.tds), amount(&figures.gst));
        prop_assert_eq!(
            figures.closing.paise(),
            opening + earnings + reversals + gst - tds
        );
        prop_assert!(tds >= 0);
        prop_assert_eq!(figures.gst.is_some(), has_gstin);
        prop_assert!(gst.signum() * (earnings + reversals).signum() >= 0);
        if let Some(tds) = &figures.tds {
            prop_assert!(year_earned + earnings + reversals > 2_000_000);
            prop_assert_eq!(tds.base.paise(), year_earned + earnings + reversals - year_taxed);
        }
    }

    /// However a year's earnings are cut into statements, what was deducted by the
    /// end of it is the rate of all of it, but for a paisa a statement.
    #[test]
    fn a_year_is_taxed_the_same_however_it_is_cut(
        months in proptest::collection::vec(1_i64..1_000_000, 1..13),
    ) {
        let (mut year, mut taxed, mut deducted) = (0, 0, 0);
        for month in &months {
            let account = Account {
                year_earned: paise(year),
                year_taxed: paise(taxed),
                ..account(*month, 0)
            };
            if let Some(tds) = of(&account, PAN_ONLY).tds {
                taxed += tds.base.paise();
                deducted += tds.amount.paise();
            }
            year += month;
        }
        let due = if year > 2_000_000 { bps(200).of(paise(year)).paise() } else { 0 };
        prop_assert!((deducted - due).abs() <= 12, "{deducted} {due}");
    }
}

#[test]
fn a_bank_reference_is_kept_in_capitals() {
    for (text, kept) in [
        ("utr123", "UTR123"),
        ("SBIN/2026-04/0001", "SBIN/2026-04/0001"),
    ] {
        assert_eq!(text.parse::<BankReference>().unwrap().as_str(), kept);
    }
    assert!("x".repeat(40).parse::<BankReference>().is_ok());
    for text in ["", "short", "has blank", "ünïcode", &"x".repeat(41)] {
        assert_eq!(text.parse::<BankReference>(), Err(BankReferenceError));
    }
}

#[test]
fn every_status_is_read_back() {
    for status in StatementStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(*status));
    }
}
