//! Payout runs and disputes, by staff.

use std::sync::Arc;

use accounts::{Password, StaffDraft, StaffRole};
use actix_web::test::TestRequest;
use chrono::NaiveDate;
use kernel::{
    Actor, DisputeId, EmailAddress, LedgerLineId, PartnerId, PayoutRunId, StaffId, StatementId,
};
use payouts::{
    AnswerDisputeError, CreateRunError, DecideRunError, Dispute, DisputeStatus, MockDisputes,
    MockPayoutRuns, PayError, PayoutRun, RunStatus,
};
use serde_json::{Value, json};
use testkit::{FakeVault, InMemoryAudit, InMemoryPeople, SeededEntropy, create_staff, in_memory};

use super::books::{at, rupees, statement};
use super::world::{Reply, World, bearer};
use crate::Api;

const PASSWORD: &str = "correct horse battery";

/// A world with a member of staff of each role, changed before its first request.
pub(super) fn world(change: impl FnOnce(&mut Api)) -> World {
    let mut harness = in_memory();
    let staff = Arc::new(InMemoryPeople::new(InMemoryAudit::default()));
    harness.staff = staff.clone();
    let world = World::over(harness);
    let entropy = Arc::new(SeededEntropy::new(3));
    let create = create_staff(staff, world.clock.clone(), entropy);
    for role in StaffRole::ALL {
        let draft = StaffDraft {
            email: EmailAddress::parse(&address(role)).expect("an address"),
            role,
            password: Some(Password::presented(PASSWORD)),
        };
        create.execute(draft, Actor::Operator).expect("created");
    }
    world.but(change)
}

fn address(role: StaffRole) -> String {
    format!("{role}@lender.example")
}

async fn token(world: &World, role: StaffRole) -> (&'static str, String) {
    let body = json!({"email": address(role), "password": PASSWORD});
    let request = TestRequest::post()
        .uri("/auth/login")
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string());
    let reply = world.call(request).await.json();
    bearer(reply["data"]["token"].as_str().expect("a token"))
}

pub(super) async fn ask(world: &World, role: StaffRole, request: TestRequest) -> Reply {
    let token = token(world, role).await;
    world.call(request.insert_header(token)).await
}

fn post(path: &str, body: &str) -> TestRequest {
    TestRequest::post()
        .uri(&format!("/api/v1/admin{path}"))
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_owned())
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(&format!("/api/v1/admin{path}"))
}

fn run(id: i64) -> PayoutRun {
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).expect("a day");
    PayoutRun {
        id: PayoutRunId::new(id),
        from: day(1),
        to: day(31),
        status: RunStatus::Draft,
        created_by: StaffId::new(1),
        created_at: at(),
        decided: Some((StaffId::new(2), at())),
        statements: 1,
        payable: rupees(56_835),
    }
}

fn runs(change: impl FnOnce(&mut MockPayoutRuns)) -> World {
    let mut mock = MockPayoutRuns::new();
    change(&mut mock);
    world(|api| api.payout_runs.runs = Arc::new(mock))
}

#[actix_web::test]
async fn a_run_is_created_for_a_period_and_shown() {
    let world = runs(|mock| {
        mock.expect_create().times(1).returning(|new| {
            assert_eq!(new.from.to_string(), "2026-10-01");
            assert_eq!(new.to.to_string(), "2026-10-31");
            Ok(run(3))
        });
        mock.expect_find()
            .returning(|id| Ok((id.get() == 3).then(|| run(3))));
        mock.expect_statements()
            .returning(|_, _, _| Ok(vec![statement(5)]));
        mock.expect_list().returning(|_, _| Ok((vec![run(3)], 1)));
    });
    let body = r#"{"from":"2026-10-01","to":"2026-10-31"}"#;
    let reply = ask(&world, StaffRole::Finance, post("/payout-runs", body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let data = reply.json()["data"].clone();
    assert_eq!(data["run"]["run_id"], 3);
    assert_eq!(data["statements"][0]["statement_id"], 5);
    assert!(reply.text().contains(r#""payable":56835.00"#));

    for path in [
        "/payout-runs",
        "/payout-runs/3",
        "/payout-runs/3/statements",
    ] {
        let reply = ask(&world, StaffRole::Auditor, get(path)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    }
    for path in ["/payout-runs/4", "/payout-runs/4/statements"] {
        let reply = ask(&world, StaffRole::Auditor, get(path)).await;
        assert_eq!(reply.refusal(), (404, 4040), "{path}");
    }
    let reply = ask(&world, StaffRole::Admin, get("/payout-runs/x")).await;
    assert_eq!(reply.refusal(), (400, 4124));
}

#[actix_web::test]
async fn bodies_are_judged_strictly() {
    let world = runs(|_| ());
    let create = "/payout-runs";
    let pay = "/statements/5/pay";
    let answer = "/disputes/2/answer";
    for (path, body, fields) in [
        (create, "{}", &["from", "to"][..]),
        (create, r#"{"from":"2026-10-01","to":"2026-9-30"}"#, &["to"]),
        (
            create,
            r#"{"from":"2026-02-30","to":"2026-10-30"}"#,
            &["from"],
        ),
        (
            create,
            r#"{"from":"2026-10-02","to":"2026-10-01"}"#,
            &["from"],
        ),
        (create, r#"{"from":20261001,"to":true}"#, &["from", "to"]),
        (
            create,
            r#"{"from":"2026-10-01","to":"2026-10-01","by":1}"#,
            &["by"],
        ),
        (pay, "{}", &["bank_reference"]),
        (pay, r#"{"bank_reference":"short"}"#, &["bank_reference"]),
        (
            pay,
            r#"{"bank_reference":"with blanks in it"}"#,
            &["bank_reference"],
        ),
        (pay, r#"{"bank_reference":123456}"#, &["bank_reference"]),
        (
            answer,
            r#"{"upheld":"yes","answer":""}"#,
            &["upheld", "answer"],
        ),
        (answer, r#"{"answer":"x"}"#, &["upheld"]),
    ] {
        let reply = ask(&world, StaffRole::Finance, post(path, body)).await;
        assert_eq!(reply.refusal(), (422, 4220), "{body}: {}", reply.text());
        let errors = reply.json()["errors"].clone();
        let told = errors.as_array().expect("errors").iter();
        let told: Vec<&str> = told.filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(told, fields, "{body}");
    }
    for body in ["", "[]", "x", r#"{"from":"a","from":"b"}"#] {
        let reply = ask(&world, StaffRole::Finance, post(create, body)).await;
        assert_eq!(reply.refusal(), (400, 2003), "{body}");
    }
    let plain = TestRequest::post()
        .uri("/api/v1/admin/payout-runs")
        .set_payload("{}");
    let reply = ask(&world, StaffRole::Finance, plain).await;
    assert_eq!(reply.refusal(), (415, 4150));
}

#[actix_web::test]
async fn what_stands_in_the_way_has_a_word() {
    let world = runs(|mock| {
        mock.expect_create()
            .returning(|_| Err(CreateRunError::NothingToSettle));
        mock.expect_approve()
            .returning(|run, _, _| match run.get() {
                1 => Err(DecideRunError::SamePerson),
                2 => Err(DecideRunError::Decided),
                _ => Err(DecideRunError::Unknown),
            });
        mock.expect_reject()
            .returning(|_, _, _| Err(DecideRunError::RestedUpon));
        mock.expect_pay()
            .returning(|statement, _, _, _| match statement.get() {
                1 => Err(PayError::NotPayable),
                2 => Err(PayError::ReferenceTaken),
                _ => Err(PayError::Unknown),
            });
    });
    let period = r#"{"from":"2026-10-01","to":"2026-10-31"}"#;
    let payment = r#"{"bank_reference":"UTR-000001"}"#;
    for (path, body, refusal, word) in [
        ("/payout-runs", period, (409, 4092), "nothing_to_settle"),
        ("/payout-runs/1/approve", "", (403, 4031), ""),
        ("/payout-runs/2/approve", "", (409, 4092), "decided"),
        ("/payout-runs/3/approve", "", (404, 4040), ""),
        ("/payout-runs/1/reject", "", (409, 4092), "rested_upon"),
        ("/statements/1/pay", payment, (409, 4092), "not_payable"),
        ("/statements/2/pay", payment, (409, 4092), "reference_taken"),
        ("/statements/3/pay", payment, (404, 4040), ""),
    ] {
        let reply = ask(&world, StaffRole::Admin, post(path, body)).await;
        assert_eq!(reply.refusal(), refusal, "{path}");
        let told = reply.json()["reason"].clone();
        assert_eq!(told.as_str().unwrap_or_default(), word, "{path}");
    }
}

/// What each role gets of each route: 403 or anything else.
#[actix_web::test]
async fn roles_may_what_the_contract_gives_them() {
    let world = runs(|_| ());
    let routes = [
        ("POST", "/payout-runs", false),
        ("GET", "/payout-runs", true),
        ("GET", "/payout-runs/x", true),
        ("GET", "/payout-runs/x/statements", true),
        ("POST", "/payout-runs/x/approve", false),
        ("POST", "/payout-runs/x/reject", false),
        ("POST", "/statements/x/pay", false),
        ("GET", "/disputes?page=x", true),
        ("POST", "/disputes/x/answer", false),
    ];
    for (method, path, reads) in routes {
        for role in StaffRole::ALL {
            let request = if method == "GET" {
                get(&format!(
                    "{path}{}",
                    if path.contains('?') { "" } else { "?page=0" }
                ))
            } else {
                post(path, "{}")
            };
            let reply = ask(&world, role, request).await;
            let may = match role {
                StaffRole::Admin | StaffRole::Finance => true,
                StaffRole::Auditor => reads,
                StaffRole::Operations => false,
            };
            assert_eq!(
                reply.refusal() == (403, 4030),
                !may,
                "{method} {path} by {role}"
            );
            assert!(
                !may || matches!(reply.status, 400 | 422),
                "{}",
                reply.text()
            );
        }
        let request = |path: &str| {
            if method == "GET" {
                get(path)
            } else {
                post(path, "{}")
            }
        };
        let nobody = world.call(request(path)).await;
        assert_eq!(nobody.refusal(), (401, 4114), "{path}");
        for token in [world.bearer().await, world.service_bearer()] {
            let reply = world.call(request(path).insert_header(token)).await;
            assert_eq!(reply.refusal(), (401, 4118), "{path}");
        }
    }
}

fn dispute(status: DisputeStatus) -> Dispute {
    use kernel::{FieldRef, FieldVault as _};
    let mut row = [0; 16];
    row[7] = 5;
    row[15] = 7;
    let seal = |column, text: &str| {
        let at = FieldRef {
            table: "disputes",
            column,
            row: &row,
        };
        FakeVault.seal(at, text.as_bytes()).expect("sealed")
    };
    Dispute {
        id: DisputeId::new(2),
        partner: PartnerId::new(1),
        statement: StatementId::new(5),
        line: LedgerLineId::new(7),
        status,
        reason: seal("reason_sealed", "It was sixty thousand."),
        answer: (status != DisputeStatus::Open).then(|| seal("answer_sealed", "So it was.")),
        opened_at: at(),
        answered: (status != DisputeStatus::Open).then(|| (StaffId::new(2), at())),
    }
}

#[actix_web::test]
async fn disputes_are_read_in_clear_and_answered_once() {
    let mut mock = MockDisputes::new();
    mock.expect_list()
        .returning(|_, _| Ok((vec![dispute(DisputeStatus::Open)], 1)));
    mock.expect_find()
        .returning(|id| Ok((id.get() < 4).then(|| dispute(DisputeStatus::Open))));
    mock.expect_answer().returning(|answer| {
        assert!(answer.upheld);
        let expected = dispute(DisputeStatus::Upheld).answer;
        assert_eq!(Some(answer.answer), expected);
        match answer.dispute.get() {
            2 => Ok(dispute(DisputeStatus::Upheld)),
            _ => Err(AnswerDisputeError::Answered),
        }
    });
    let world = world(|api| api.payout_runs.disputes = Arc::new(mock));
    let list = ask(&world, StaffRole::Auditor, get("/disputes")).await;
    assert_eq!(list.status, 200, "{}", list.text());
    let shown = list.json()["data"]["disputes"][0].clone();
    assert_eq!(shown["reason"], "It was sixty thousand.");
    assert_eq!(shown["status"], "open");
    assert_eq!(shown["answer"], Value::Null);
    assert_eq!(list.json()["data"]["pagination"]["total"], 1);

    let body = r#"{"upheld":true,"answer":"So it was."}"#;
    let answered = ask(&world, StaffRole::Finance, post("/disputes/2/answer", body)).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    assert_eq!(answered.json()["data"]["answer"], "So it was.");
    assert_eq!(answered.json()["data"]["status"], "upheld");
    let again = ask(&world, StaffRole::Finance, post("/disputes/3/answer", body)).await;
    assert_eq!(again.refusal(), (409, 4092));
    assert_eq!(again.json()["reason"], "answered");
    let absent = ask(&world, StaffRole::Finance, post("/disputes/4/answer", body)).await;
    assert_eq!(absent.refusal(), (404, 4040));
}
