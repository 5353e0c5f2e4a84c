//! A partner's payouts and statements.

use std::sync::Arc;

use actix_web::test::TestRequest;
use kernel::{Actor, Gstin, LedgerLineId};
use payouts::{
    Dispute, DisputeStatus, HistoryLine, LineKind, LineReason, MockDisputes, MockStatements,
    OpenDisputeError, PayoutHistory, TaxIdentity,
};
use serde_json::{Value, json};

use super::books::{at, line, rupees, statement};
use super::world::{Reply, World};
use crate::Api;

const BASE: &str = "/api/v1/partner";

fn world(statements: MockStatements) -> World {
    World::new().but(|api: &mut Api| api.statements.statements = Arc::new(statements))
}

async fn get(world: &World, path: &str) -> Reply {
    let bearer = world.bearer().await;
    world.get(&bearer, &format!("{BASE}{path}")).await
}

/// Statement 5 with lines 1 to `last`, and no other.
fn books(last: i64) -> MockStatements {
    let mut mock = MockStatements::new();
    mock.expect_find()
        .returning(|_, id| Ok((id.get() == 5).then(|| statement(5))));
    mock.expect_lines().returning(move |_, _, after, most| {
        let first = after.map_or(1, |line| line.get() + 1);
        let lines = (first..=last).take(most.get().try_into().expect("small"));
        Ok(lines.map(line).collect())
    });
    mock
}

#[actix_web::test]
async fn a_payout_that_is_still_to_come_is_explained() {
    let mut mock = MockStatements::new();
    mock.expect_history().returning(|_, lead| {
        Ok((lead.get() == 7).then(|| PayoutHistory {
            lead,
            shared_at: at(),
            open: true,
            rate: None,
            applied: false,
            payout: None,
            lines: vec![HistoryLine {
                id: LedgerLineId::new(9),
                kind: LineKind::Reversal,
                reason: LineReason::CreditedElsewhere,
                amount: rupees(-10),
                booked_at: at(),
            }],
        }))
    });
    let world = world(mock);
    let reply = get(&world, "/dashboard/lead/7/payout").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let data = reply.json()["data"].clone();
    assert_eq!(data["lead_id"], 7);
    assert_eq!(data["payout_eligible"], 0);
    for null in ["payout_status", "payout_amount", "payout_grade"] {
        assert!(data[null].is_null() && data.get(null).is_some(), "{null}");
    }
    assert_eq!(data["days_left"], 20);
    assert_eq!(data["inputs"]["window_days"], 20);
    assert_eq!(data["inputs"]["rate_bps"], 200);
    assert_eq!(data["inputs"]["grades"][0]["grade"], "A+");
    assert_eq!(data["inputs"]["disbursed_at"], Value::Null);
    let text = reply.text();
    assert!(text.contains(r#""rate_percent":2.00"#), "{text}");
    assert!(text.contains(r#""from_amount":100000.00"#), "{text}");
    assert!(text.contains(r#""amount":-10.00"#), "{text}");
    let sentences = data["explanation"].as_array().expect("sentences");
    let texts: Vec<&str> = sentences.iter().filter_map(Value::as_str).collect();
    assert_eq!(data["summary"], texts.join(" "));
    assert!(texts[1].starts_with("20 days left"), "{texts:?}");
}

#[actix_web::test]
async fn leads_that_are_not_there_are_not_found_and_ids_are_numbers() {
    let mut mock = MockStatements::new();
    mock.expect_history().returning(|_, _| Ok(None));
    let world = world(mock);
    let reply = get(&world, "/dashboard/lead/8/payout").await;
    assert_eq!(reply.refusal(), (404, 4040));
    assert_eq!(reply.json()["message"], "Lead not found");
    for id in ["x", "-1", "+1", "99999999999999999999"] {
        let reply = get(&world, &format!("/dashboard/lead/{id}/payout")).await;
        assert_eq!(reply.refusal(), (400, 4124), "{id}");
        assert_eq!(reply.json()["parameter"], "leadId");
    }
}

#[actix_web::test]
async fn statements_are_listed_with_their_figures() {
    let mut mock = MockStatements::new();
    mock.expect_list().returning(|_, page, size| {
        assert_eq!((page.get(), size.get()), (2, 1));
        Ok((vec![statement(5)], 3))
    });
    let world = world(mock);
    let reply = get(&world, "/statements?page=2&limit=1").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.text(),
        "{\"status\":true,\"code\":2000,\"message\":\"Success\",\"data\":{\"statements\":[{\
         \"statement_id\":5,\"run_id\":3,\"partner_id\":1,\"status\":\"paid\",\
         \"from\":\"2026-10-01\",\"to\":\"2026-10-31\",\"opening_balance\":-5.00,\
         \"earnings\":50000.00,\"reversals\":-1000.00,\
         \"tds\":{\"base\":49000.00,\"rate_bps\":200,\"rate_percent\":2.00,\"amount\":980.00,\
         \"section\":\"393(1), Income-tax Act 2025\"},\
         \"gst\":{\"base\":49000.00,\"rate_bps\":1800,\"rate_percent\":18.00,\"amount\":8820.00,\
         \"section\":\"9, CGST Act 2017\"},\"closing_balance\":56835.00,\"line_count\":1,\
         \"bank_reference\":\"UTR-000005\",\"approved_at\":\"2026-01-15T12:00:00.000Z\",\
         \"paid_at\":\"2026-01-15T13:00:00.000Z\"}],\
         \"pagination\":{\"page\":2,\"limit\":1,\"total\":3,\"total_pages\":3}}}"
    );
    for query in ["page=0", "limit=201", "limit=x", "page=1&page=2"] {
        let reply = get(&world, &format!("/statements?{query}")).await;
        assert_eq!(reply.refusal(), (400, 4124), "{query}");
    }
}

#[actix_web::test]
async fn lines_are_paged_by_cursor() {
    let world = world(books(5));
    let (mut path, mut seen) = ("/statements/5?limit=2".to_owned(), Vec::new());
    loop {
        let reply = get(&world, &path).await;
        let data = reply.json()["data"].clone();
        assert_eq!(data["statement_id"], 5, "{}", reply.text());
        let lines = data["lines"].as_array().expect("lines").clone();
        seen.extend(lines.iter().map(|line| line["line_id"].as_i64()));
        let Some(cursor) = data["next_cursor"].as_str() else {
            break;
        };
        path = format!("/statements/5?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, (1..=5).map(Some).collect::<Vec<_>>());
    let whole = get(&world, "/statements/5").await.json();
    assert_eq!(whole["data"]["lines"].as_array().map(Vec::len), Some(5));
    assert_eq!(whole["data"]["next_cursor"], Value::Null);
    for query in ["limit=0", "limit=201", "cursor=x", "cursor="] {
        let reply = get(&world, &format!("/statements/5?{query}")).await;
        assert_eq!(reply.refusal(), (400, 4124), "{query}");
    }
    for path in ["/statements/6", "/statements/6.csv", "/statements/6.pdf"] {
        let reply = get(&world, path).await;
        assert_eq!(reply.refusal(), (404, 4040), "{path}");
        assert_eq!(reply.json()["message"], "Not found");
    }
    for path in [
        "/statements/x",
        "/statements/x.csv",
        "/statements/.pdf",
        "/statements/5.txt",
    ] {
        assert_eq!(get(&world, path).await.refusal(), (400, 4124), "{path}");
    }
}

#[actix_web::test]
async fn the_csv_has_all_lines_and_the_totals() {
    let world = world(books(401));
    let reply = get(&world, "/statements/5.csv").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    let name = "attachment; filename=\"statement-5.csv\"";
    assert_eq!(reply.header("content-disposition"), Some(name));
    let text = reply.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 401 + 7);
    assert_eq!(
        lines[401],
        "401,11,12,earning,disbursed,1000.00,2026-01-15T12:00:00.000Z,50000.00,20,2.00,A,2026-1,\
         2026-01-15T12:00:00.000Z,"
    );
    let totals = [
        ("opening_balance", "-5.00"),
        ("earnings", "50000.00"),
        ("reversals", "-1000.00"),
        ("lines_total", "49000.00"),
        ("gst_added", "8820.00"),
        ("tds_deducted", "980.00"),
        ("closing_balance", "56835.00"),
    ];
    let columns: Vec<&str> = lines[0].split(',').collect();
    assert_eq!(columns[5], "amount");
    for ((name, amount), line) in totals.iter().zip(&lines[402..]) {
        assert!(line.starts_with(&format!("{name},,,,")), "{line}");
        assert!(line.ends_with(&format!(",{amount},,,,,,,,")), "{line}");
    }
    assert!(text.contains("\"2.00 % of 49000.00 under section 393(1), Income-tax Act 2025\""));
}

#[actix_web::test]
async fn the_pdf_has_all_lines() {
    const GSTIN: &str = "27TSTFA1234B1Z9";
    let world = world(books(401));
    let identity = TaxIdentity {
        gstin: Some(Gstin::parse(GSTIN).expect("a GSTIN")),
        ..TaxIdentity::default()
    };
    let taxes = &world.api.statements.taxes;
    let told = taxes.execute(world.partner.partner.id, identity, Actor::Operator);
    told.expect("told");
    let reply = get(&world, "/statements/5.pdf").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/pdf"));
    let document = lopdf::Document::load_mem(&reply.body).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).expect("text");
    assert_eq!(text.matches("earning: disbursed").count(), 401);
    assert!(text.contains("Partner 1"), "{text}");
    let numbers = format!("PAN {}, GSTIN {GSTIN}", &GSTIN[2..12]);
    assert!(text.contains(&numbers), "{text}");
}

fn dispute(
    status: DisputeStatus,
) -> impl Fn(payouts::NewDispute) -> Result<Dispute, OpenDisputeError> {
    move |new| {
        Ok(Dispute {
            id: kernel::DisputeId::new(2),
            partner: new.partner,
            statement: new.statement,
            line: new.line,
            status,
            reason: new.reason,
            answer: None,
            opened_at: new.at,
            answered: None,
        })
    }
}

async fn object(world: &World, path: &str, body: &Value) -> Reply {
    let request = TestRequest::post()
        .uri(&format!("{BASE}{path}"))
        .insert_header(world.bearer().await)
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string());
    world.call(request).await
}

#[actix_web::test]
async fn a_line_is_disputed_with_a_sealed_reason() {
    let mut mock = MockDisputes::new();
    mock.expect_open().times(1).returning(|new| {
        let sealed = String::from_utf8_lossy(new.reason.as_bytes()).into_owned();
        assert!(!sealed.contains("sixty"), "sealed");
        assert_eq!((new.statement.get(), new.line.get()), (5, 7));
        dispute(DisputeStatus::Open)(new)
    });
    let world = World::new().but(|api| api.statements.disputes = Arc::new(mock));
    let path = "/statements/5/lines/7/dispute";
    let reply = object(&world, path, &json!({"reason": " It was sixty thousand. "})).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json()["code"], 2000);
    assert_eq!(reply.json()["data"]["status"], "open");
    assert_eq!(reply.json()["data"]["line_id"], 7);
    assert!(!reply.text().contains("sixty"));
}

#[actix_web::test]
async fn a_dispute_that_cannot_be_is_refused_with_all_that_is_wrong() {
    let mut mock = MockDisputes::new();
    mock.expect_open().returning(|new| match new.line.get() {
        1 => Err(OpenDisputeError::Unknown),
        _ => Err(OpenDisputeError::Disputed),
    });
    let world = World::new().but(|api| api.statements.disputes = Arc::new(mock));
    let path = |line: i64| format!("/statements/5/lines/{line}/dispute");
    let good = json!({"reason": "wrong"});
    assert_eq!(object(&world, &path(1), &good).await.refusal(), (404, 4040));
    let again = object(&world, &path(2), &good).await;
    assert_eq!(again.refusal(), (409, 4092));
    assert_eq!(again.json()["reason"], "disputed");
    for (body, field) in [
        (json!({}), "reason"),
        (json!({"reason": null}), "reason"),
        (json!({"reason": "  "}), "reason"),
        (json!({"reason": "x".repeat(1_001)}), "reason"),
        (json!({"reason": 5}), "reason"),
        (json!({"reason": "x", "line": 3}), "line"),
    ] {
        let reply = object(&world, &path(2), &body).await;
        assert_eq!(reply.refusal(), (422, 4220), "{body}");
        let errors = reply.json()["errors"].clone();
        assert_eq!(errors.as_array().map(Vec::len), Some(1), "{body}");
        assert_eq!(errors[0]["field"], field, "{body}");
        assert!(errors[0]["reason"].is_string());
    }
    let twice = TestRequest::post()
        .uri(&format!("{BASE}{}", path(2)))
        .insert_header(world.bearer().await)
        .insert_header(("content-type", "application/json"))
        .set_payload(r#"{"reason":"a","reason":"b"}"#);
    assert_eq!(world.call(twice).await.refusal(), (400, 2003));
}
