use actix_web::body::to_bytes;
use candidates::RawRow;
use kernel::{Actor, PartnerId};
use serde_json::{Value, json};

use super::super::tests::{batch, cases};
use super::*;
use crate::UploadSpace;

fn report(rows: u32, dry_run: bool) -> UploadReport {
    let cases = cases();
    let mut judge = cases.judge();
    for line in 0..rows {
        let email = format!("p{line}@people.example");
        let row = RawRow {
            line: line + 2,
            first_name: if line % 3 == 1 { "=\"1\"" } else { "As\"ha" },
            last_name: "Rao",
            email: &email,
        };
        judge.take(row).expect("few rows");
    }
    let judged = judge.finish();
    let upload = if dry_run {
        cases.dry_run(&batch(), judged)
    } else {
        cases.execute(&batch(), judged, Actor::Partner(PartnerId::new(7)))
    };
    UploadReport {
        batch: batch(),
        upload: upload.expect("a batch"),
        dry_run,
        taken: Taken::none(UploadSpace::default()),
    }
}

async fn told(report: UploadReport) -> Value {
    let reply = report.reply();
    assert_eq!(reply.status(), 200);
    let body = to_bytes(reply.into_body()).await.expect("whole");
    serde_json::from_slice(&body).expect("JSON")
}

#[actix_web::test]
async fn a_file_of_nobody_has_empty_lists() {
    let empty = json!({"status": "success", "message": "CSV processed", "data": {
        "dry_run": false, "total_rows": 0, "successful": 0, "failed": 0,
        "errors": [], "candidates": [],
    }});
    assert_eq!(told(report(0, false)).await, empty);
}

#[actix_web::test]
async fn a_dry_run_tells_who_would_be_enrolled() {
    let data = told(report(3, true)).await["data"].clone();
    assert_eq!(data["dry_run"], true);
    assert_eq!(data["total_rows"], 3);
    assert_eq!(data["successful"], 2);
    assert_eq!(data["failed"], 1);
    assert_eq!(
        data["errors"],
        json!([{"row": 3, "email": "p1@people.example",
            "error": "firstname must not begin with = + - or @"}])
    );
    assert_eq!(
        data["candidates"],
        json!([
            {"row": 2, "firstname": "As\"ha", "lastname": "Rao", "email": "p0@people.example"},
            {"row": 4, "firstname": "As\"ha", "lastname": "Rao", "email": "p2@people.example"},
        ])
    );
}

#[actix_web::test]
async fn candidates_are_told_as_the_list_has_them_and_in_many_pieces() {
    let data = told(report(1_000, false)).await["data"].clone();
    assert_eq!(data["successful"], 667);
    let candidates = data["candidates"].as_array().expect("a list");
    assert_eq!(candidates.len(), 667);
    assert_eq!(data["errors"].as_array().map(Vec::len), Some(333));
    let first = &candidates[0];
    assert_eq!(first["email"], "p0@people.example");
    assert_eq!(first["batch_id"], batch().uuid.to_string());
    assert_eq!(first["batch_name"], "Autumn \"26\"");
    assert_eq!(first["is_paid_for"], false);
    assert_eq!(first["is_active"], true);
    assert_eq!(first["invite_status"], "pending");
    assert_eq!(first["invite_accepted_at"], Value::Null);
    assert_eq!(first["createdAt"], first["invite_sent_at"]);
    assert_ne!(first["_id"], first["partner_candidate_id"]);
    assert!(first.get("row").is_none());
}

#[actix_web::test]
async fn rows_are_not_kept_for_a_reader_that_does_not_read() {
    let space = UploadSpace::default();
    let mut taken = Taken::none(space.clone());
    taken.take(1).expect("space");
    let whole = || Taken::none(space.clone()).take(128 * 1024 * 1024);
    let reply = UploadReport {
        taken,
        ..report(1_000, false)
    }
    .reply_within(Duration::from_millis(100));
    assert!(whole().is_err());
    while whole().is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(to_bytes(reply.into_body()).await.is_err());
}
