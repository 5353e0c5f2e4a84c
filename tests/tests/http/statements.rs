//! What a partner sees of its statements (contract, partner-api.md "Lists").

use lopdf::Document;
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::money::{Books, conflict, made};

both!(
    a_statement_adds_up_on_the_wire_in_the_csv_and_on_paper,
    another_partners_statement_is_not_there,
    a_line_is_disputed_and_answered_once,
);

const REASON: &str = "The loan was of sixty thousand rupees.";

/// Books with an approved statement of three lines: two of 20 000 rupees, which
/// tax is deducted from because no PAN is known, and one adjustment.
fn settled(backend: Backend) -> Books {
    let books = Books::with_leads(backend, 2);
    for n in [1, 2] {
        books.disburse(n, 10, 1_000_000);
    }
    let over = json!({"occurred_at": crate::feed_client::time(-10)});
    books
        .lender
        .lends(2, &books.disbursed(2, 10, 999_900, over));
    let (maker, checker) = (books.desk("finance"), books.desk("admin"));
    let run = maker.creates()["run"]["run_id"].clone();
    checker.approves(&run);
    books
}

fn a_statement_adds_up_on_the_wire_in_the_csv_and_on_paper(backend: Backend) {
    let books = settled(backend);
    let statement = books.statement();
    let id = &statement["statement_id"];
    assert_eq!(statement["status"], "approved");
    assert_eq!(statement["opening_balance"], 0.00);
    assert_eq!(statement["earnings"], 40_000.00);
    assert_eq!(statement["reversals"], -2.00);
    let tds = &statement["tds"];
    assert_eq!(tds["base"], 39_998.00);
    assert_eq!(tds["rate_bps"], 2000, "no PAN is known");
    assert_eq!(tds["amount"], 7_999.60);
    assert!(!tds["section"].as_str().unwrap().is_empty());
    assert_eq!(statement["gst"], Value::Null);
    assert_eq!(statement["closing_balance"], 31_998.40);
    assert_eq!(statement["line_count"], 3);
    let lines = statement["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["lead_id"], books.lead(1));
    assert_eq!(lines[0]["amount"], 20_000.00);
    assert_eq!(lines[0]["days_to_disbursal"], 10);
    assert_eq!(lines[0]["rule_version"], "2026-1");
    assert_eq!(lines[0]["dispute"], Value::Null);
    assert_eq!(lines[2]["kind"], "adjustment");
    let listed = books.session.get("/statements").is(2000)["data"]["statements"][0].clone();
    for (field, value) in listed.as_object().unwrap() {
        assert_eq!(statement[field], *value, "{field}");
    }
    paged(&books.session, id);

    let csv = books.session.get(&format!("/statements/{id}.csv"));
    assert_eq!(csv.status, 200, "{}", csv.text);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.header("content-disposition").contains("statement-"));
    assert_eq!(csv_amount(&csv, "lines_total"), "39998.00");
    assert_eq!(csv_amount(&csv, "tds_deducted"), "7999.60");
    assert_eq!(csv_amount(&csv, "closing_balance"), "31998.40");
    assert_eq!(csv.text.matches(",earning,disbursed,20000.00,").count(), 2);

    let request = books
        .session
        .request(Method::GET, &format!("/statements/{id}.pdf"));
    let reply = request.send().unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers()["content-type"], "application/pdf");
    let document = Document::load_mem(&reply.bytes().unwrap()).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    for words in [
        "Lead House",
        "40,000.00",
        "-7,999.60",
        "31,998.40",
        "20.00 % of 39,998.00",
        "Page 1 of 1",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// Line by line, nothing is lost or comes twice.
fn paged(session: &Session, id: &Value) {
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let page = session
            .get(&format!("/statements/{id}?limit=1{cursor}"))
            .is(2000)["data"]
            .clone();
        seen.push(page["lines"][0]["line_id"].as_i64().unwrap());
        assert_eq!(page["lines"].as_array().unwrap().len(), 1);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3);
    assert!(
        seen.is_sorted() && seen[0] < seen[1] && seen[1] < seen[2],
        "{seen:?}"
    );
    session.get(&format!("/statements/{id}?cursor=x")).is(4124);
    session.get(&format!("/statements/{id}?limit=201")).is(4124);
}

/// The amount in the line that begins with `name`.
fn csv_amount<'a>(csv: &'a Reply, name: &str) -> &'a str {
    let mut lines = csv.text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = header
        .iter()
        .rposition(|column| *column == "amount")
        .unwrap();
    let line = csv
        .text
        .lines()
        .find(|line| line.starts_with(name))
        .expect(name);
    // The fifth cell may have commas, and is quoted then.
    let behind = header.len() - at;
    line.rsplit(',').nth(behind - 1).unwrap()
}

fn another_partners_statement_is_not_there(backend: Backend) {
    let books = settled(backend);
    let statement = books.statement();
    let (id, line) = (
        &statement["statement_id"],
        &statement["lines"][0]["line_id"],
    );
    assert_eq!(
        books.foreign.get("/statements").is(2000)["data"]["statements"],
        json!([])
    );
    let blank = |reply: &Reply| {
        reply.is(4040);
        reply.text.replace(reply.header("x-request-id"), "")
    };
    for suffix in ["", ".csv", ".pdf"] {
        let foreign = books.foreign.get(&format!("/statements/{id}{suffix}"));
        let absent = books.foreign.get(&format!("/statements/987654{suffix}"));
        assert_eq!(blank(&foreign), blank(&absent), "{suffix}");
    }
    let path = format!("/statements/{id}/lines/{line}/dispute");
    dispute(&books.foreign, &path, &json!({"reason": REASON})).is(4040);
    assert_eq!(books.statement()["lines"][0]["dispute"], Value::Null);
}

fn dispute(session: &Session, path: &str, body: &Value) -> Reply {
    Reply::of(session.request(Method::POST, path).json(body)).unwrap()
}

fn a_line_is_disputed_and_answered_once(backend: Backend) {
    let books = settled(backend);
    let statement = books.statement();
    let (id, line) = (
        &statement["statement_id"],
        &statement["lines"][0]["line_id"],
    );
    let path = format!("/statements/{id}/lines/{line}/dispute");
    for body in [
        json!({}),
        json!({"reason": " "}),
        json!({"reason": "x".repeat(1001)}),
        json!({"reason": "x", "y": 1}),
    ] {
        dispute(&books.session, &path, &body).is(4220);
    }
    let absent = format!("/statements/{id}/lines/987654/dispute");
    dispute(&books.session, &absent, &json!({"reason": REASON})).is(4040);
    let opened = made(&dispute(&books.session, &path, &json!({"reason": REASON})));
    assert_eq!(opened["status"], "open");
    assert_eq!(&opened["line_id"], line);
    conflict(
        &dispute(&books.session, &path, &json!({"reason": REASON})),
        "disputed",
    );
    assert_eq!(books.statement()["lines"][0]["dispute"], "open");

    let desk = books.desk("finance");
    let listed = desk.get("/disputes").is(2000)["data"].clone();
    assert_eq!(listed["pagination"]["total"], 1);
    assert_eq!(listed["disputes"][0]["reason"], REASON);
    assert_eq!(listed["disputes"][0]["partner_id"], books.partner.id);
    let answer = format!("/disputes/{}/answer", opened["dispute_id"]);
    desk.post(&answer, &json!({"upheld": "no", "answer": "x"}))
        .is(4220);
    let body = json!({"upheld": false, "answer": "It was fifty."});
    let answered = desk.post(&answer, &body).is(2000)["data"].clone();
    assert_eq!(answered["status"], "rejected");
    assert_eq!(answered["answer"], "It was fifty.");
    assert_eq!(answered["answered_by"], desk.id);
    conflict(&desk.post(&answer, &body), "answered");
    desk.post("/disputes/987654/answer", &body).is(4040);
    assert_eq!(books.statement()["lines"][0]["dispute"], "rejected");
    let own = books.session.get(&path).is(2000)["data"].clone();
    assert_eq!(own["reason"], REASON);
    assert_eq!(own["answer"], "It was fifty.");
    assert!(own.get("answered_by").is_none(), "{own}");
    books.foreign.get(&path).is(4040);
    books.session.get(&absent).is(4040);
    if backend == Backend::Postgres {
        let dump = books.home.database.dump_postgres();
        assert!(!dump.contains("sixty") && !dump.contains("It was fifty"));
    }
    assert!(!books.running.log().contains("sixty"));
}
