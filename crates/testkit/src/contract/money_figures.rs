//! Balances carried forward, and taxes.

use std::sync::Arc;

use kernel::{Actor, FixedClock, Gstin, Money, Pan, PartnerId, RateBps};
use payouts::{
    Constitution, GstRule, PayError, PayoutRun, SetTaxProfile, SetTaxProfileError, StatementStatus,
    TaxIdentity, TaxTable, TdsRule,
};

use super::money::{Desk, date, on, rupees};
use crate::FakeVault;

pub(super) const SCENARIOS: &[fn(&Desk)] = &[
    a_negative_balance_is_carried_into_the_next_statement,
    a_draft_balance_opens_the_next_one_as_well,
    taxes_go_by_the_profile_and_the_year,
    a_tax_profile_is_laid_over_the_one_before,
];

fn a_negative_balance_is_carried_into_the_next_statement(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    let run = desk.run(0);
    desk.approve(&run);
    desk.pay(desk.statement(&run, one).id, "UTR-0001")
        .expect("paid");
    desk.cancel(1, 1);
    let lead = desk.earn(one, 1_001, rupees(10_000), 1);
    let carried = desk.run(1);
    desk.approve(&carried);
    let statement = desk.statement(&carried, one);
    assert_eq!(statement.status, StatementStatus::Carried);
    assert_eq!(statement.figures.closing, rupees(-800));
    assert_eq!(
        desk.pay(statement.id, "UTR-0002"),
        Err(PayError::NotPayable)
    );
    assert_eq!(desk.owed(one), (rupees(200), rupees(0)));

    desk.earn(one, 2_001, rupees(100_000), 2);
    let next = desk.run(2);
    let statement = desk.statement(&next, one);
    assert_eq!(statement.figures.opening, rupees(-800));
    assert_eq!(statement.figures.closing, rupees(1_200));
    desk.approve(&next);
    desk.pay(statement.id, "UTR-0003").expect("paid");
    // What the carried statement had earned is paid by setting it off.
    assert_eq!(desk.owed(one), (rupees(0), rupees(2_200)));
    let lead = desk.harness.leads.find(one, lead).expect("an answer");
    let payout = lead.expect("the lead").payout.expect("a payout");
    assert_eq!(payout.status, payouts::PayoutStatus::Paid);

    desk.earn(one, 3_001, rupees(5_000), 3);
    let last = desk.statement(&desk.run(3), one);
    assert_eq!(last.figures.opening, rupees(0), "it was set off once");
}

fn a_draft_balance_opens_the_next_one_as_well(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    desk.approve(&desk.run(0));
    desk.disburse(1, rupees(20_000), 1);
    let negative = desk.run(1);
    assert_eq!(desk.statement(&negative, one).figures.closing, rupees(-600));
    desk.earn(one, 2_001, rupees(50_000), 2);
    let next = desk.run(2);
    assert_eq!(desk.statement(&next, one).figures.opening, rupees(-600));
    assert_eq!(next.payable, rupees(400));
    desk.earn(one, 3_001, rupees(50_000), 3);
    let above = desk.statement(&desk.run(3), one);
    assert_eq!(
        above.figures.opening,
        rupees(0),
        "a draft above 0 is paid itself"
    );
}

fn rate(bps: u16) -> RateBps {
    RateBps::new(bps).expect("at most 10 000")
}

fn taxes() -> TaxTable {
    TaxTable {
        tds: vec![TdsRule {
            from: date(-400),
            constitutions: Vec::new(),
            rate: rate(200),
            rate_without_pan: rate(2_000),
            threshold: rupees(1_500),
            section: "194H".to_owned(),
        }],
        gst: vec![GstRule {
            from: date(-400),
            rate: rate(1_800),
            section: "9983".to_owned(),
        }],
    }
}

fn taxed_run(desk: &Desk, day: i64) -> PayoutRun {
    let mut run = desk.new_run(day);
    run.taxes = taxes();
    desk.harness.payout_runs.create(run).expect("created")
}

fn identity(pan: &str, gstin: Option<&str>) -> TaxIdentity {
    TaxIdentity {
        constitution: Some(Constitution::Llp),
        pan: Some(Pan::parse(pan).expect("a PAN")),
        gstin: gstin.map(|text| Gstin::parse(text).expect("a GSTIN")),
    }
}

fn profiles(desk: &Desk) -> SetTaxProfile {
    SetTaxProfile {
        profiles: desk.harness.tax_profiles.clone(),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(on(0))),
    }
}

/// A specimen from public guides, and the PAN in it.
const GSTIN: &str = "27AAPFU0939F1ZV";
const PAN: &str = "AAPFU0939F";

fn set(desk: &Desk, partner: PartnerId, given: TaxIdentity) -> TaxIdentity {
    let set = profiles(desk).execute(partner, given, Actor::Operator);
    set.expect("set")
}

fn taxes_go_by_the_profile_and_the_year(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    set(desk, one, identity(PAN, Some(GSTIN)));
    desk.earn(one, 1, rupees(50_000), 0);
    desk.earn(other, 2, rupees(100_000), 0);
    let run = taxed_run(desk, 0);
    // Below the threshold nothing is deducted.
    let first = desk.statement(&run, one).figures;
    assert_eq!(first.tds, None);
    let gst = first.gst.expect("GST");
    assert_eq!((gst.base, gst.amount), (rupees(1_000), rupees(180)));
    assert_eq!(gst.section, "9983");
    assert_eq!(first.closing, rupees(1_180));
    // Above it, from who gave no PAN, more.
    let foreign = desk.statement(&run, other).figures;
    let tds = foreign.tds.expect("TDS");
    assert_eq!((tds.base, tds.amount), (rupees(2_000), rupees(400)));
    assert_eq!((foreign.gst, foreign.closing), (None, rupees(1_600)));

    // Once the year's threshold is passed, of all that was not taxed yet.
    desk.earn(one, 1_001, rupees(50_000), 1);
    let tds = desk.statement(&taxed_run(desk, 1), one).figures.tds;
    let tds = tds.expect("TDS");
    assert_eq!(
        (tds.base, tds.rate, tds.amount),
        (rupees(2_000), rate(200), rupees(40))
    );
    desk.earn(one, 2_001, rupees(10_000), 2);
    let run = taxed_run(desk, 2);
    let figures = desk.statement(&run, one).figures;
    assert_eq!(figures.tds.expect("TDS").base, rupees(200));
    assert_eq!(figures.closing, Money::from_paise(20_000 + 3_600 - 400));
    // What a rejected run deducted was not deducted.
    desk.reject(&run);
    desk.earn(one, 2_002, rupees(10_000), 2);
    let again = desk.statement(&taxed_run(desk, 2), one).figures;
    assert_eq!(again.tds.expect("TDS").base, rupees(400));

    // 1 April 2026 begins a new year.
    desk.earn(one, 80_001, rupees(50_000), 80);
    let fresh = desk.statement(&taxed_run(desk, 80), one).figures;
    assert_eq!(fresh.tds, None);
}

fn a_tax_profile_is_laid_over_the_one_before(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let use_case = profiles(desk);
    assert_eq!(use_case.show(one), Ok(TaxIdentity::default()));
    let gstin_only = TaxIdentity {
        gstin: identity(PAN, Some(GSTIN)).gstin,
        ..TaxIdentity::default()
    };
    let after = set(desk, one, gstin_only);
    assert_eq!(after.pan, Pan::parse(PAN).ok(), "the GSTIN brings it");
    let llp = TaxIdentity {
        constitution: Some(Constitution::Llp),
        ..TaxIdentity::default()
    };
    let whole = set(desk, one, llp.clone());
    assert_eq!(whole, identity(PAN, Some(GSTIN)));
    assert_eq!(use_case.show(one), Ok(whole.clone()));
    assert_eq!(use_case.show(other), Ok(TaxIdentity::default()));
    let audited = || {
        desk.harness
            .audited("partner.tax_profile_changed", one.get())
    };
    assert_eq!(audited(), 2);
    set(desk, one, llp);
    assert_eq!(audited(), 2, "nothing changed");

    let strange = TaxIdentity {
        pan: Pan::parse("TSTAA0001P").ok(),
        ..TaxIdentity::default()
    };
    let refused = use_case.execute(one, strange, Actor::Operator);
    assert_eq!(refused, Err(SetTaxProfileError::Disagree));
    assert_eq!(use_case.show(one), Ok(whole));
}
