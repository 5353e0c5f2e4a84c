//! What partners see of their statements, and what they object to.

use kernel::{FieldRef, FieldVault as _, LedgerLineId, PageNumber, PageSize, PartnerId, Sealed};
use payouts::{
    AnswerDisputeError, Dispute, DisputeAnswer, DisputeStatus, NewDispute, OpenDisputeError,
    Statement, StatementStatus,
};

use super::money::{ALL, Desk, on, rupees};
use crate::FakeVault;

pub(super) const SCENARIOS: &[fn(&Desk)] = &[
    a_partner_sees_its_own_and_only_what_is_approved,
    lines_come_in_pages_in_the_order_of_their_keys,
    a_line_is_disputed_once,
    a_dispute_is_answered_once,
    nobody_disputes_what_it_does_not_see,
];

fn a_partner_sees_its_own_and_only_what_is_approved(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    let lead = desk.earn(one, 1, rupees(50_000), 0);
    let statements = &desk.harness.statements;
    let run = desk.run(0);
    let draft = desk.statement(&run, one);
    assert_eq!(statements.list(one, ALL.0, ALL.1), Ok((Vec::new(), 0)));
    assert_eq!(statements.find(one, draft.id), Ok(None));
    assert_eq!(desk.lines(&draft), Vec::new());
    desk.reject(&run);
    assert_eq!(statements.find(one, draft.id), Ok(None));

    let run = desk.run(0);
    desk.approve(&run);
    let approved = desk.statement(&run, one);
    assert_eq!(approved.status, StatementStatus::Approved);
    assert_eq!(approved.approved_at, Some(run.created_at));
    let listed = statements.list(one, ALL.0, ALL.1);
    assert_eq!(listed, Ok((vec![approved.clone()], 1)));
    assert_eq!(
        statements.find(one, approved.id),
        Ok(Some(approved.clone()))
    );
    assert_eq!(statements.list(other, ALL.0, ALL.1), Ok((Vec::new(), 0)));
    assert_eq!(statements.find(other, approved.id), Ok(None));
    let foreign = statements.lines(other, approved.id, None, ALL.1);
    assert_eq!(foreign, Ok(Vec::new()));
    assert_eq!(statements.history(other, lead), Ok(None));
    assert!(matches!(statements.history(one, lead), Ok(Some(_))));

    desk.earn(one, 1_001, rupees(50_000), 1);
    let second = desk.run(1);
    desk.approve(&second);
    let newest = desk.statement(&second, one);
    let size = PageSize::new(1).expect("a size");
    let page = |number| statements.list(one, PageNumber::new(number).expect("a page"), size);
    assert_eq!(page(1), Ok((vec![newest], 2)));
    assert_eq!(page(2), Ok((vec![approved], 2)));
    assert_eq!(page(3), Ok((Vec::new(), 2)));
}

fn lines_come_in_pages_in_the_order_of_their_keys(desk: &Desk) {
    let one = desk.partners[0];
    for number in 1..=5 {
        desk.earn(one, number, rupees(50_000), 0);
    }
    desk.disburse(3, rupees(40_000), 0);
    desk.cancel(4, 1);
    let statement = approved(desk, one, 1);
    let all = desk.lines(&statement);
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by_key(|line| line.id));
    let amounts: Vec<_> = all.iter().map(|line| line.amount).collect();
    let net = payouts::sum(&amounts).expect("small");
    assert_eq!(net, statement.figures.closing);
    assert_eq!(all[0].basis.disbursal.amount, rupees(50_000));
    let size = PageSize::new(3).expect("a size");
    let mut found = Vec::new();
    loop {
        let after = found.last().map(|line: &payouts::StatementLine| line.id);
        let page = desk
            .harness
            .statements
            .lines(one, statement.id, after, size);
        let page = page.expect("lines");
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, all);
}

fn approved(desk: &Desk, partner: PartnerId, day: i64) -> Statement {
    let run = desk.run(day);
    desk.approve(&run);
    desk.statement(&run, partner)
}

pub(super) fn sealed(text: &str) -> Sealed {
    let field = FieldRef {
        table: "disputes",
        column: "reason_sealed",
        row: b"somewhere",
    };
    let sealed = FakeVault.seal(field, text.as_bytes());
    sealed.expect("the fake never fails")
}

pub(super) fn dispute_of(statement: &Statement, line: LedgerLineId) -> NewDispute {
    NewDispute {
        partner: statement.partner,
        statement: statement.id,
        line,
        reason: sealed("why"),
        at: on(5),
    }
}

pub(super) fn answer_of(desk: &Desk, dispute: &Dispute, upheld: bool) -> DisputeAnswer {
    DisputeAnswer {
        dispute: dispute.id,
        upheld,
        answer: sealed("because"),
        by: desk.checker,
        at: on(6),
    }
}

fn a_line_is_disputed_once(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    let statement = approved(desk, one, 0);
    let line = desk.lines(&statement)[0].id;
    let disputes = &desk.harness.disputes;
    let of = |partner| disputes.of_line(partner, statement.id, line);
    assert_eq!(of(one), Ok(None));
    let opened = disputes.open(dispute_of(&statement, line));
    let opened = opened.expect("opened");
    assert_eq!(of(one), Ok(Some(opened.clone())));
    assert_eq!(of(desk.partners[1]), Ok(None), "it is another's");
    assert_eq!(opened.status, DisputeStatus::Open);
    assert_eq!((opened.partner, opened.line), (one, line));
    assert_eq!(opened.reason, sealed("why"));
    assert_eq!((&opened.answer, opened.answered), (&None, None));
    assert_eq!(disputes.find(opened.id), Ok(Some(opened.clone())));
    assert_eq!(desk.harness.audited("dispute.opened", opened.id.get()), 1);
    let again = disputes.open(dispute_of(&statement, line));
    assert_eq!(again, Err(OpenDisputeError::Disputed));
    let answered = disputes.answer(answer_of(desk, &opened, false));
    assert_eq!(of(one), Ok(answered.ok()), "with its answer");
    let again = disputes.open(dispute_of(&statement, line));
    assert_eq!(again, Err(OpenDisputeError::Disputed), "once and for all");
}

fn a_dispute_is_answered_once(desk: &Desk) {
    let one = desk.partners[0];
    desk.earn(one, 1, rupees(50_000), 0);
    desk.earn(one, 2, rupees(50_000), 0);
    let statement = approved(desk, one, 0);
    let lines = desk.lines(&statement);
    let disputes = &desk.harness.disputes;
    let open = |at: usize| disputes.open(dispute_of(&statement, lines[at].id));
    let (first, second) = (open(0).expect("opened"), open(1).expect("opened"));
    let answered = disputes.answer(answer_of(desk, &second, true));
    let answered = answered.expect("answered");
    assert_eq!(answered.status, DisputeStatus::Upheld);
    assert_eq!(answered.answer, Some(sealed("because")));
    assert_eq!(answered.answered, Some((desk.checker, on(6))));
    assert_eq!(disputes.find(second.id), Ok(Some(answered.clone())));
    let again = disputes.answer(answer_of(desk, &second, false));
    assert_eq!(again, Err(AnswerDisputeError::Answered));
    let audited = desk.harness.audited("dispute.answered", second.id.get());
    assert_eq!(audited, 1);
    // Open ones first, though this one is older.
    let listed = disputes.list(ALL.0, ALL.1);
    assert_eq!(listed, Ok((vec![first, answered], 2)));
    let lines = desk.lines(&statement);
    let shown: Vec<_> = lines.iter().map(|line| line.dispute).collect();
    let expected = [DisputeStatus::Open, DisputeStatus::Upheld].map(Some);
    assert_eq!(shown, expected);
}

fn nobody_disputes_what_it_does_not_see(desk: &Desk) {
    let (one, other) = (desk.partners[0], desk.partners[1]);
    desk.earn(one, 1, rupees(50_000), 0);
    let statement = approved(desk, one, 0);
    let line = desk.lines(&statement)[0].id;
    desk.earn(one, 1_001, rupees(50_000), 1);
    let draft = desk.statement(&desk.run(1), one);
    let disputes = &desk.harness.disputes;
    let foreign = NewDispute {
        partner: other,
        ..dispute_of(&statement, line)
    };
    let elsewhere = dispute_of(&statement, LedgerLineId::new(line.get() + 1));
    let nowhere = dispute_of(&statement, LedgerLineId::new(line.get() + 77));
    let in_draft = dispute_of(&draft, LedgerLineId::new(line.get() + 1));
    for refused in [foreign, elsewhere, nowhere, in_draft] {
        assert_eq!(disputes.open(refused), Err(OpenDisputeError::Unknown));
    }
    assert_eq!(disputes.list(ALL.0, ALL.1), Ok((Vec::new(), 0)));
    let dispute = disputes.open(dispute_of(&statement, line)).expect("opened");
    let unknown = DisputeAnswer {
        dispute: kernel::DisputeId::new(dispute.id.get() + 77),
        ..answer_of(desk, &dispute, true)
    };
    let refused = disputes.answer(unknown);
    assert_eq!(refused, Err(AnswerDisputeError::Unknown));
}
