//! Making, approving, rejecting and paying.
//!
//! Loan numbers tell the day of the loan: number 2 003 is the third of day 2.

use payouts::{CreateRunError, DecideRunError, PayError, PayoutStatus, RunStatus, StatementStatus};

use super::money::{ALL, Desk, date, on, rupees};

pub(super) const SCENARIOS: &[fn(&Desk)] = &[
    nothing_is_nothing_to_settle,
    a_run_collects_what_was_booked_up_to_its_last_day,
    maker_and_checker_are_two,
    an_approved_run_approves_its_payouts,
    a_statement_is_paid_once_by_a_reference_of_its_own,
    a_rejected_run_frees_its_lines,
    what_others_rest_on_is_not_rejected,
    what_was_approved_can_be_taken_back,
    unknown_keys_are_unknown,
];

fn nothing_is_nothing_to_settle(desk: &Desk) {
    assert_eq!(desk.try_run(0), Err(CreateRunError::NothingToSettle));
    desk.earn(desk.partners[0], 1_001, rupees(50_000), 1);
    assert_eq!(desk.try_run(0), Err(CreateRunError::NothingToSettle));
    let listed = desk.harness.payout_runs.list(ALL.0, ALL.1);
    assert_eq!(listed, Ok((Vec::new(), 0)));
    assert_eq!(desk.run(1).statements, 1);
    assert_eq!(desk.try_run(1), Err(CreateRunError::NothingToSettle));
}

fn a_run_collects_what_was_booked_up_to_its_last_day(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    desk.earn(one, 1, rupees(50_000), 0);
    desk.earn(one, 2, rupees(10_000), 0);
    desk.earn(other, 3, rupees(20_000), 0);
    desk.earn(one, 1_001, rupees(30_000), 1);
    let run = desk.run(0);
    assert_eq!((run.from, run.to), (date(-30), date(0)));
    assert_eq!(run.status, RunStatus::Draft);
    assert_eq!(run.created_by, desk.maker);
    assert_eq!(run.decided, None);
    assert_eq!((run.statements, run.payable), (2, rupees(1_600)));
    let statement = desk.statement(&run, one);
    assert_eq!(statement.lines, 2);
    assert_eq!(statement.figures.earnings, rupees(1_200));
    assert_eq!(statement.figures.closing, rupees(1_200));
    assert_eq!(statement.status, StatementStatus::Draft);
    assert_eq!(desk.statement(&run, other).figures.closing, rupees(400));
    let created = desk.harness.audited("payout_run.created", run.id.get());
    assert_eq!(created, 1);

    let next = desk.run(1);
    assert_eq!(desk.statement(&next, one).figures.earnings, rupees(600));
    let runs = &desk.harness.payout_runs;
    assert_eq!(runs.find(run.id), Ok(Some(run.clone())));
    assert_eq!(runs.list(ALL.0, ALL.1), Ok((vec![next, run], 2)));
}

fn maker_and_checker_are_two(desk: &Desk) {
    desk.earn(desk.partners[0], 1, rupees(50_000), 0);
    let run = desk.run(0);
    let runs = &desk.harness.payout_runs;
    let alone = runs.approve(run.id, desk.maker, on(0));
    assert_eq!(alone, Err(DecideRunError::SamePerson));
    assert_eq!(runs.find(run.id), Ok(Some(run.clone())));
    assert_eq!(desk.harness.audited("payout_run.approved", run.id.get()), 0);

    let approved = desk.approve(&run);
    assert_eq!(approved.status, RunStatus::Approved);
    assert_eq!(approved.decided, Some((desk.checker, run.created_at)));
    assert_eq!(runs.find(run.id), Ok(Some(approved)));
    assert_eq!(desk.harness.audited("payout_run.approved", run.id.get()), 1);
    for by in [desk.maker, desk.checker] {
        let again = runs.approve(run.id, by, on(1));
        assert_eq!(again, Err(DecideRunError::Decided));
        let back = runs.reject(run.id, by, on(1));
        assert_eq!(back, Err(DecideRunError::Decided));
    }
}

fn an_approved_run_approves_its_payouts(desk: &Desk) {
    let one = desk.partners[0];
    let lead = desk.earn(one, 1, rupees(50_000), 0);
    let later = desk.earn(one, 1_001, rupees(50_000), 1);
    desk.approve(&desk.run(0));
    let status = |lead| {
        let lead = desk.harness.leads.find(one, lead).expect("an answer");
        let payout = lead.expect("the lead").payout.expect("a payout");
        (payout.status, payout.amount)
    };
    assert_eq!(status(lead), (PayoutStatus::Approved, rupees(1_000)));
    assert_eq!(status(later), (PayoutStatus::Eligible, rupees(1_000)));
    assert_eq!(desk.owed(one), (rupees(2_000), rupees(0)));
    let history = desk.harness.statements.history(one, lead);
    let history = history.expect("an answer").expect("the lead's");
    let payout = history.payout.expect("a payout");
    assert!(payout.frozen);
    assert_eq!(payout.status(), PayoutStatus::Approved);
    assert!(history.open && history.applied);
    assert_eq!(history.lines.len(), 1);
    assert_eq!(history.lines[0].amount, rupees(1_000));
}

fn a_statement_is_paid_once_by_a_reference_of_its_own(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let lead = desk.earn(one, 1, rupees(50_000), 0);
    desk.earn(other, 2, rupees(20_000), 0);
    let run = desk.run(0);
    let (first, second) = (desk.statement(&run, one), desk.statement(&run, other));
    assert_eq!(desk.pay(first.id, "UTR-0001"), Err(PayError::NotPayable));
    desk.approve(&run);
    let told = desk.told(one, "lead.status_changed");
    let paid = desk.pay(first.id, "utr-0001").expect("paid");
    assert_eq!(paid.status, StatementStatus::Paid);
    assert_eq!(paid.paid_at, Some(on(90)));
    assert_eq!(
        paid.bank_reference
            .as_ref()
            .map(payouts::BankReference::as_str),
        Some("UTR-0001")
    );
    assert_eq!(desk.statement(&run, one), paid);
    assert_eq!(desk.owed(one), (rupees(0), rupees(1_000)));
    assert_eq!((desk.paid_leads(one), desk.paid_leads(other)), (1, 0));
    assert_eq!(desk.told(one, "payout.paid"), 1);
    assert_eq!(desk.told(one, "lead.status_changed"), told + 1);
    let lead = desk.harness.leads.find(one, lead).expect("an answer");
    let payout = lead.expect("the lead").payout.expect("a payout");
    assert_eq!(payout.status, PayoutStatus::Paid);
    assert_eq!(desk.harness.audited("statement.paid", first.id.get()), 1);

    assert_eq!(desk.pay(first.id, "UTR-0001"), Err(PayError::NotPayable));
    assert_eq!(desk.pay(first.id, "UTR-0002"), Err(PayError::NotPayable));
    assert_eq!(
        desk.pay(second.id, "Utr-0001"),
        Err(PayError::ReferenceTaken)
    );
    assert_eq!(desk.owed(other), (rupees(400), rupees(0)));
    assert_eq!(desk.told(other, "payout.paid"), 0);
    desk.pay(second.id, "UTR-0002").expect("paid");
    assert_eq!(desk.told(one, "payout.paid"), 1);
}

fn a_rejected_run_frees_its_lines(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    let run = desk.run(0);
    let before = desk.statement(&run, one);
    desk.reject(&run);
    let rejected = desk.harness.payout_runs.find(run.id);
    let rejected = rejected.expect("an answer").expect("the run");
    assert_eq!(rejected.status, RunStatus::Rejected);
    assert_eq!(rejected.decided, Some((desk.maker, run.created_at)));
    assert_eq!(desk.statement(&run, one).status, StatementStatus::Rejected);
    assert_eq!(desk.pay(before.id, "UTR-0001"), Err(PayError::NotPayable));
    assert_eq!(desk.harness.audited("payout_run.rejected", run.id.get()), 1);
    let again = desk.run(0);
    assert_eq!(desk.statement(&again, one).figures, before.figures);
    desk.approve(&again);
    assert_eq!(desk.lines(&desk.statement(&again, one)).len(), 1);
}

fn what_others_rest_on_is_not_rejected(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    desk.earn(one, 1, rupees(50_000), 0);
    let first = desk.run(0);
    desk.earn(other, 1_001, rupees(50_000), 1);
    let second = desk.run(1);
    desk.earn(one, 2_001, rupees(50_000), 2);
    let third = desk.run(2);
    let runs = &desk.harness.payout_runs;
    let refused = runs.reject(first.id, desk.checker, on(3));
    assert_eq!(refused, Err(DecideRunError::RestedUpon));
    // The other's statement is no concern of the second run's.
    desk.reject(&second);
    desk.reject(&third);
    desk.reject(&first);
    let all = desk.run(2);
    assert_eq!(desk.statement(&all, one).lines, 2);
    assert_eq!(desk.statement(&all, other).lines, 1);
}

fn what_was_approved_can_be_taken_back(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    let run = desk.run(0);
    desk.approve(&run);
    desk.cancel(1, 1);
    assert_eq!(desk.owed(one), (rupees(0), rupees(0)));
    // The statement stands and is paid; the payout is not.
    desk.pay(desk.statement(&run, one).id, "UTR-0001")
        .expect("paid");
    assert_eq!(desk.told(one, "payout.paid"), 0);
    let back = desk.run(1);
    let statement = desk.statement(&back, one);
    assert_eq!(statement.figures.reversals, rupees(-1_000));
    assert_eq!(statement.figures.opening, rupees(0));
    assert_eq!(statement.figures.closing, rupees(-1_000));
    assert_eq!(back.payable, rupees(0));
}

fn unknown_keys_are_unknown(desk: &Desk) {
    let runs = &desk.harness.payout_runs;
    let run = kernel::PayoutRunId::new(77);
    assert_eq!(runs.find(run), Ok(None));
    assert_eq!(runs.statements(run, ALL.0, ALL.1), Ok(Vec::new()));
    let approved = runs.approve(run, desk.checker, on(0));
    assert_eq!(approved, Err(DecideRunError::Unknown));
    let rejected = runs.reject(run, desk.checker, on(0));
    assert_eq!(rejected, Err(DecideRunError::Unknown));
    let statement = kernel::StatementId::new(77);
    assert_eq!(desk.pay(statement, "UTR-0001"), Err(PayError::Unknown));
}
