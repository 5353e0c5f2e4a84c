//! Payout runs, payments and disputes, all at the same time.

use std::collections::BTreeSet;

use kernel::LedgerLineId;
use payouts::{
    AnswerDisputeError, CreateRunError, DecideRunError, OpenDisputeError, PayError, PayoutRun,
    PayoutStatus,
};

use super::money::{ALL, Desk, on, rupees};
use super::money_disputes::{answer_of, dispute_of};
use crate::Harness;

/// Tries what is promised of simultaneous calls, on a fresh harness.
///
/// # Panics
/// Where a promise is broken.
pub fn money_at_once_contract(harness: Harness) {
    let desk = Desk::at(harness);
    let one = desk.partners[0];
    for number in 1..=8 {
        desk.earn(
            desk.partners[usize::from(number > 4)],
            number,
            rupees(50_000),
            0,
        );
    }
    let run = of_simultaneous_runs_each_line_is_in_one(&desk);
    of_simultaneous_decisions_one_counts(&desk, &run);
    of_simultaneous_payments_one_takes_the_reference(&desk, &run);
    let statement = desk.statement(&run, one);
    let line = desk.lines(&statement)[0].id;
    let opened = at_once(16, |_| {
        desk.harness.disputes.open(dispute_of(&statement, line))
    });
    let dispute = only(opened, &OpenDisputeError::Disputed);
    let answered = at_once(16, |number| {
        let answer = answer_of(&desk, &dispute, number % 2 == 0);
        desk.harness.disputes.answer(answer)
    });
    only(answered, &AnswerDisputeError::Answered);
    let told = desk.told(one, "payout.paid");
    assert!(told == 4 || told == 0, "{told}");
    runs_and_the_feed_do_not_disturb_each_other(&desk);
}

/// While the lender reports disbursals, runs are made and approved; in the end each
/// line is in one statement and each payout is as its statement is.
fn runs_and_the_feed_do_not_disturb_each_other(desk: &Desk) {
    at_once(3, |number| match number {
        0 => (1..=24).for_each(|loan| {
            desk.earn(desk.partners[0], 1_000 + loan, rupees(10_000), 1);
        }),
        1 => (1..=24).for_each(|loan| {
            desk.earn(desk.partners[1], 1_100 + loan, rupees(10_000), 1);
        }),
        _ => (0..24).for_each(|_| match desk.try_run(1) {
            Ok(run) => drop(desk.approve(&run)),
            Err(refused) => assert_eq!(refused, CreateRunError::NothingToSettle),
        }),
    });
    if let Ok(run) = desk.try_run(1) {
        desk.approve(&run);
    }
    for partner in &desk.partners {
        let statements = &desk.harness.statements;
        let (statements, _) = statements.list(*partner, ALL.0, ALL.1).expect("statements");
        let lines = statements.iter().flat_map(|one| desk.lines(one));
        let mut lines: Vec<LedgerLineId> = lines.map(|line| line.id).collect();
        assert_eq!(lines.len(), 28);
        lines.sort();
        lines.dedup();
        assert_eq!(lines.len(), 28, "no line is twice");
        let statuses = statements.iter().flat_map(|one| desk.lines(one));
        for line in statuses {
            let lead = desk.harness.leads.find(*partner, line.lead);
            let lead = lead.expect("an answer").expect("the lead");
            let status = lead.payout.expect("a payout").status;
            let expected = [PayoutStatus::Approved, PayoutStatus::Paid];
            assert!(expected.contains(&status), "{status}");
        }
    }
}

/// Does `work` in so many threads at a time.
fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(threads);
    std::thread::scope(|scope| {
        let spawned: Vec<_> = (0..threads)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        spawned
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

/// The one success; every other call failed for `reason`.
fn only<T, E: PartialEq + std::fmt::Debug>(results: Vec<Result<T, E>>, reason: &E) -> T {
    let mut won = Vec::new();
    for result in results {
        match result {
            Ok(value) => won.push(value),
            Err(error) => assert_eq!(error, *reason),
        }
    }
    assert_eq!(won.len(), 1, "one succeeds");
    won.remove(0)
}

fn of_simultaneous_runs_each_line_is_in_one(desk: &Desk) -> PayoutRun {
    let created = at_once(16, |_| desk.try_run(0));
    let run = only(created, &CreateRunError::NothingToSettle);
    assert_eq!(run.statements, 2);
    let statements = desk.statements(&run);
    assert_eq!(statements.iter().map(|it| it.lines).sum::<u64>(), 8);
    run
}

fn of_simultaneous_decisions_one_counts(desk: &Desk, run: &PayoutRun) {
    let runs = &desk.harness.payout_runs;
    let decided = at_once(32, |_| runs.approve(run.id, desk.checker, on(1)));
    only(decided, &DecideRunError::Decided);
    let approved = desk.harness.audited("payout_run.approved", run.id.get());
    assert_eq!(approved, 1);
    let statements = desk.statements(run);
    let lines = statements
        .iter()
        .flat_map(|statement| desk.lines(statement));
    let lines: BTreeSet<LedgerLineId> = lines.map(|line| line.id).collect();
    assert_eq!(lines.len(), 8, "no line is lost and none is twice");
}

fn of_simultaneous_payments_one_takes_the_reference(desk: &Desk, run: &PayoutRun) {
    let statements = desk.statements(run);
    let paid = at_once(16, |number| desk.pay(statements[number % 2].id, "UTR-0001"));
    let won = paid.iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1, "one succeeds");
    for refused in paid.iter().filter_map(|result| result.as_ref().err()) {
        let expected = [PayError::NotPayable, PayError::ReferenceTaken];
        assert!(expected.contains(refused), "{refused:?}");
    }
    let audited =
        |statement: &payouts::Statement| desk.harness.audited("statement.paid", statement.id.get());
    assert_eq!(statements.iter().map(audited).sum::<usize>(), 1);
}
