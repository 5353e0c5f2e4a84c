//! Candidates by the file (contract `candidates.md`, `POST /candidates/upload-csv`).

use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::blocking::{Body, RequestBuilder};
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::invites_client::guided;
use crate::onboarding_client::{BOUNDARY, form, part, sent};
use crate::program::Installation;

both!(
    a_file_enrols_everybody_and_changes_nothing_again,
    rows_that_are_wrong_are_told_and_the_others_count,
    a_dry_run_tells_the_same_and_writes_nothing,
    files_come_in_every_encoding,
    another_partners_batch_is_none,
    forms_that_are_none_are_refused,
    the_same_file_at_once_enrols_everybody_once,
    names_and_addresses_stay_out_of_the_log,
);

const PATH: &str = "/api/v1/candidates/upload-csv";

const FILE: &str = "firstname,lastname,email\n\
    Asha,Rao,asha@people.example\n\
    Ravi,\"Das, Jr\",Ravi@people.example\n\
    家,Ñandú,mina@people.example\n";

/// Three rows that are right.
const RIGHT: usize = 3;

pub(crate) fn file_part(content: &[u8]) -> Vec<u8> {
    let disposition = "name=\"file\"; filename=\"people.csv\"";
    part(disposition, Some("text/csv"), content)
}

pub(crate) fn batch_part(batch: &str) -> Vec<u8> {
    part("name=\"batch_id\"", None, batch.as_bytes())
}

impl Session {
    /// A batch with this name; its id.
    #[track_caller]
    pub(crate) fn batch(&self, name: &str) -> String {
        let request = self
            .server
            .request(Method::POST, "/api/v1/candidates/batches");
        let request = request
            .bearer_auth(&self.access)
            .json(&json!({"batch_name": name}));
        let batch = guided(&sent(request), 201);
        batch["batch_id"].as_str().unwrap().to_owned()
    }

    /// A request with the form `body`; `query` with its question mark.
    pub(crate) fn upload_request(&self, query: &str, body: impl Into<Body>) -> RequestBuilder {
        let media = format!("multipart/form-data; boundary={BOUNDARY}");
        self.server
            .request(Method::POST, &format!("{PATH}{query}"))
            .bearer_auth(&self.access)
            .header("content-type", media)
            .body(body)
    }

    pub(crate) fn upload(&self, query: &str, batch: &str, content: &[u8]) -> Reply {
        let body = form(&[batch_part(batch), file_part(content)]);
        sent(self.upload_request(query, body))
    }
}

/// How many rows a table has.
pub(crate) fn count(home: &Installation, table: &str) -> usize {
    let sql = format!("SELECT CAST(COUNT(*) AS TEXT) AS line FROM {table}");
    home.database.lines(&sql)[0].parse().unwrap()
}

/// Numbers of a reply: all rows, good ones, bad ones.
#[track_caller]
pub(crate) fn numbers(data: &Value) -> [u64; 3] {
    ["total_rows", "successful", "failed"].map(|name| data[name].as_u64().expect(name))
}

/// A refusal in the guide's form.
#[track_caller]
pub(crate) fn refused(reply: &Reply, status: u16, message: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.json(), json!({"status": "error", "message": message}));
}

fn enrolled_events(home: &Installation) -> usize {
    count(
        home,
        "audit_entries WHERE action = 'partner.candidates_enrolled'",
    )
}

fn a_file_enrols_everybody_and_changes_nothing_again(backend: Backend) {
    let home = Installation::new(backend);
    let (first, second) = (home.partner("First"), home.partner("Second"));
    let running = home.start();
    let first = running.server.session(&first);
    let batch = first.batch("Autumn");
    let reply = first.upload("", &batch, FILE.as_bytes());
    assert_eq!(reply.json()["message"], "CSV processed");
    let data = guided(&reply, 200);
    assert_eq!(numbers(&data), [3, 3, 0]);
    assert_eq!(data["dry_run"], false);
    assert_eq!(data["errors"], json!([]));
    let told = data["candidates"].as_array().unwrap().clone();
    let seen = |field: &str| {
        told.iter()
            .map(|one| one[field].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(seen("firstname"), ["Asha", "Ravi", "家"]);
    assert_eq!(seen("lastname"), ["Rao", "Das, Jr", "Ñandú"]);
    assert_eq!(
        seen("email"),
        [
            "asha@people.example",
            "Ravi@people.example",
            "mina@people.example"
        ]
    );
    assert_eq!(seen("batch_name"), ["Autumn"; RIGHT]);
    assert_eq!(seen("is_paid_for"), [false; RIGHT]);
    assert_eq!(seen("invite_status"), ["pending"; RIGHT]);
    // What the upload says is what the list has.
    let mut listed = first.candidates();
    listed.reverse();
    assert_eq!(listed, told);

    let before = enrolled_events(&home);
    assert_eq!(before, 1);
    for content in [
        FILE.to_owned(),
        FILE.to_uppercase().replace("FIRSTNAME", "First Name"),
    ] {
        let data = guided(&first.upload("", &batch, content.as_bytes()), 200);
        assert_eq!(numbers(&data), [3, 0, 3]);
        assert_eq!(data["candidates"], json!([]));
        let errors = data["errors"].as_array().unwrap();
        for (error, row) in errors.iter().zip(2..) {
            assert_eq!(error["row"], row);
            assert_eq!(
                error["error"],
                "Candidate with this email already exists in this batch"
            );
        }
    }
    let mut again = first.candidates();
    again.reverse();
    assert_eq!(again, told);
    assert_eq!(count(&home, "partner_candidates"), RIGHT);
    assert_eq!(enrolled_events(&home), before);

    // Another batch, and another partner, have them for themselves.
    let other = first.batch("Spring");
    assert_eq!(
        numbers(&guided(&first.upload("", &other, FILE.as_bytes()), 200)),
        [3, 3, 0]
    );
    let second = running.server.session(&second);
    let theirs = second.batch("Autumn");
    let content = FILE.replace("Asha", "Aisha");
    let data = guided(&second.upload("", &theirs, content.as_bytes()), 200);
    assert_eq!(numbers(&data), [3, 3, 0]);
    assert_eq!(data["candidates"][0]["firstname"], "Aisha");
    assert_eq!(data["candidates"][0]["_id"], told[0]["_id"]);
    assert_ne!(
        data["candidates"][0]["partner_candidate_id"],
        told[0]["partner_candidate_id"]
    );
    assert_eq!(count(&home, "candidates"), RIGHT);
    assert_eq!(count(&home, "partner_candidates"), 3 * RIGHT);
    assert_eq!(second.candidates().len(), RIGHT);
    home.run_ok(&["doctor", "--reconcile"]);
}

fn rows_that_are_wrong_are_told_and_the_others_count(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    session.add_candidate("known@people.example", Some(&batch));
    let file = "Email,note,FIRST NAME,last_name\r\n\
        asha@people.example,\"two\r\nlines\",Asha,Rao\r\n\
        \r\n\
        ASHA@People.Example,,Asha,Rao\r\n\
        nobody,,Asha,Rao\r\n\
        ravi@people.example,,\"=HYPERLINK(\"\"http://x.example\"\")\",Rao\r\n\
        mina@people.example,,Mina\r\n\
        Known@people.example,,Kn,Own\r\n\
        nul@people.example,,Nu\0l,Rao\r\n\
        zoya@people.example,,Zoya,Rao";
    let data = guided(&session.upload("", &batch, file.as_bytes()), 200);
    assert_eq!(numbers(&data), [8, 2, 6]);
    let error =
        |row: u32, email: &str, error: &str| json!({"row": row, "email": email, "error": error});
    assert_eq!(
        data["errors"],
        json!([
            error(
                5,
                "ASHA@People.Example",
                "Duplicate email in file (first on row 2)"
            ),
            error(6, "nobody", "email must be an e-mail address"),
            error(
                7,
                "ravi@people.example",
                "firstname must not begin with = + - or @"
            ),
            error(
                8,
                "mina@people.example",
                "has 3 columns where the header has 4"
            ),
            error(
                9,
                "Known@people.example",
                "Candidate with this email already exists in this batch"
            ),
            error(
                10,
                "nul@people.example",
                "firstname must not contain control characters"
            ),
        ])
    );
    let names: Vec<_> = data["candidates"].as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0]["firstname"], "Asha");
    assert_eq!(names[1]["firstname"], "Zoya");
    assert_eq!(session.candidates().len(), 3);
}

fn a_dry_run_tells_the_same_and_writes_nothing(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    session.add_candidate("known@people.example", Some(&batch));
    let tables = [
        "candidates",
        "partner_candidates",
        "candidate_totals",
        "audit_entries WHERE action = 'partner.candidates_enrolled'",
    ];
    let before = tables.map(|table| count(&home, table));
    let file = format!("{FILE}Kn,Own,KNOWN@people.example\n,,x\n");
    let dry = guided(
        &session.upload("?dry_run=true", &batch, file.as_bytes()),
        200,
    );
    assert_eq!(dry["dry_run"], true);
    assert_eq!(numbers(&dry), [5, 3, 2]);
    assert_eq!(
        dry["candidates"][1],
        json!({"row": 3, "firstname": "Ravi", "lastname": "Das, Jr", "email": "Ravi@people.example"})
    );
    assert_eq!(tables.map(|table| count(&home, table)), before);
    let real = guided(
        &session.upload("?dry_run=false", &batch, file.as_bytes()),
        200,
    );
    assert_eq!(numbers(&real), numbers(&dry));
    assert_eq!(real["errors"], dry["errors"]);
    for (real, dry) in real["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .zip(dry["candidates"].as_array().unwrap())
    {
        for field in ["firstname", "lastname", "email"] {
            assert_eq!(real[field], dry[field]);
        }
    }
    assert_eq!(session.candidates().len(), 4);
}

fn files_come_in_every_encoding(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let wide = |to: fn(u16) -> [u8; 2]| FILE.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    let files = [
        [b"\xef\xbb\xbf", FILE.as_bytes()].concat(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
        little,
        big,
    ];
    for (at, file) in files.iter().enumerate() {
        let batch = session.batch(&format!("Batch {at}"));
        let data = guided(&session.upload("", &batch, file), 200);
        assert_eq!(numbers(&data), [3, 3, 0], "{at}");
        assert_eq!(data["candidates"][2]["firstname"], "家");
        assert_eq!(data["candidates"][2]["lastname"], "Ñandú");
    }
    let batch = session.batch("None");
    let latin = FILE
        .replace("家", "X")
        .replace('Ñ', "N")
        .replace('ú', "\u{1}");
    let mut latin = latin.into_bytes();
    for byte in &mut latin {
        *byte = if *byte == 1 { 0xfa } else { *byte };
    }
    for file in [
        latin,
        vec![0xff, 0xfe, b'x'],
        b"PK\x03\x04\xff\xfe".to_vec(),
    ] {
        refused(
            &session.upload("", &batch, &file),
            400,
            "file must be text in UTF-8 or UTF-16",
        );
    }
}

fn another_partners_batch_is_none(backend: Backend) {
    let home = Installation::new(backend);
    let (one, other) = (home.partner("One"), home.partner("Other"));
    let running = home.start();
    let (one, other) = (running.server.session(&one), running.server.session(&other));
    let foreign = other.batch("Autumn");
    for query in ["", "?dry_run=true"] {
        for batch in [
            &*foreign,
            "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11",
            "1",
            "../x",
        ] {
            let reply = one.upload(query, batch, FILE.as_bytes());
            refused(&reply, 404, "Batch not found");
        }
    }
    assert_eq!(count(&home, "candidates"), 0);
    assert_eq!(other.candidates(), Vec::<Value>::new());
    let data = guided(&other.upload("", &foreign, FILE.as_bytes()), 200);
    assert_eq!(numbers(&data), [3, 3, 0]);
    assert_eq!(one.candidates(), Vec::<Value>::new());
}

fn forms_that_are_none_are_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    let send = |parts: &[Vec<u8>]| sent(session.upload_request("", form(parts)));
    let file = || file_part(FILE.as_bytes());
    let only = "file must be the only file of the form";
    refused(&send(&[file()]), 400, "batch_id is required");
    refused(
        &send(&[file(), batch_part(" ")]),
        400,
        "batch_id is required",
    );
    refused(&send(&[batch_part(&batch)]), 400, "file is required");
    refused(&send(&[file(), batch_part(&batch), file()]), 400, only);
    refused(
        &send(&[file(), batch_part(&batch), batch_part(&batch)]),
        400,
        only,
    );
    let long = batch_part(&"x".repeat(5_000));
    refused(&send(&[file(), long]), 400, "batch_id is too long");
    let unknown = part("name=\"partner_id\"", None, b"1");
    refused(
        &send(&[file(), batch_part(&batch), unknown]),
        400,
        "file must come without unknown fields",
    );
    let open = form(&[batch_part(&batch), file()]);
    let open = open[..open.len() - 30].to_vec();
    refused(
        &sent(session.upload_request("", open)),
        400,
        "file must come in a form that is whole",
    );
    for (content, message) in [
        ("", "file must not be empty"),
        (
            "firstname,email\nA,a@b.example\n",
            "file must have a header with the columns firstname, lastname and email; missing: lastname",
        ),
        (
            "email,firstname,lastname,E-Mail\n",
            "file must have the column email once only",
        ),
    ] {
        let reply = session.upload("", &batch, content.as_bytes());
        refused(&reply, 400, message);
    }
    let reply = session.upload("?dry_run=maybe", &batch, FILE.as_bytes());
    refused(&reply, 400, "dry_run is invalid");
    let plain = session.server.request(Method::POST, PATH);
    let plain = plain
        .bearer_auth(&session.access)
        .json(&json!({"batch_id": batch}));
    assert_eq!(sent(plain).status, 415);
    let nobody = session.upload_request("", form(&[batch_part(&batch), file()]));
    let nobody = nobody.build().unwrap();
    assert!(nobody.headers().contains_key("authorization"));
    let nobody = session.server.request(Method::POST, PATH);
    refused(&sent(nobody), 401, "Authentication required");
    assert_eq!(count(&home, "partner_candidates"), 0);

    // The file may come first, and the path may be the guide's.
    let body = form(&[file(), batch_part(&batch)]);
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let bare = session
        .server
        .request(Method::POST, "/candidates/upload-csv");
    let bare = bare
        .bearer_auth(&session.access)
        .header("content-type", media);
    assert_eq!(numbers(&guided(&sent(bare.body(body)), 200)), [3, 3, 0]);
}

fn the_same_file_at_once_enrols_everybody_once(backend: Backend) {
    const ROWS: u64 = 300;
    let home = Installation::new(backend);
    let (one, other) = (home.partner("One"), home.partner("Other"));
    let running = home.start();
    let (one, other) = (running.server.session(&one), running.server.session(&other));
    let batches = [one.batch("Autumn"), other.batch("Autumn")];
    // Each in an order of its own.
    let file = |turned: bool| {
        let mut rows: Vec<String> = (0..ROWS)
            .map(|row| format!("Asha,Rao,p{row}@people.example\n"))
            .collect();
        if turned {
            rows.reverse();
        }
        format!("firstname,lastname,email\n{}", rows.concat())
    };
    let good: Vec<(usize, u64)> = thread::scope(|scope| {
        let uploads = (0..8).map(|at| {
            let partner = at % 2;
            let session = [&one, &other][partner];
            let (batch, file) = (&batches[partner], file(at % 3 == 0));
            scope.spawn(move || {
                let data = guided(&session.upload("", batch, file.as_bytes()), 200);
                let [total, good, bad] = numbers(&data);
                assert_eq!(total, ROWS);
                assert_eq!(good + bad, ROWS);
                (partner, good)
            })
        });
        let uploads: Vec<_> = uploads.collect();
        uploads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for partner in [0, 1] {
        let sum: u64 = good
            .iter()
            .filter(|one| one.0 == partner)
            .map(|one| one.1)
            .sum();
        assert_eq!(sum, ROWS, "{good:?}");
    }
    assert_eq!(count(&home, "candidates"), 300);
    assert_eq!(count(&home, "partner_candidates"), 600);
    home.run_ok(&["doctor", "--reconcile"]);
}

fn names_and_addresses_stay_out_of_the_log(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    let file = "firstname,lastname,email\n\
        Xanthippe,Quillfeather,xanthippe.q@people.example\n\
        Xanthippe,Quillfeather,XANTHIPPE.Q@people.example\n\
        =Xanthippe,Quillfeather,zenobia.q@people.example\n\
        Xanthippe,Quillfeather,no-address-of-quillfeather\n";
    for query in ["?dry_run=true", "", ""] {
        guided(&session.upload(query, &batch, file.as_bytes()), 200);
    }
    let broken = file.replace("firstname", "Xanthippe");
    assert_eq!(session.upload("", &batch, broken.as_bytes()).status, 400);
    // The last upload's line may come a moment after its answer.
    let begun = Instant::now();
    while running.log().matches("upload-csv").count() < 4 {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{}",
            running.log()
        );
        thread::sleep(Duration::from_millis(20));
    }
    let log = running.log().to_lowercase();
    for word in ["xanthippe", "quillfeather", "zenobia", "people.example"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
    let rows = home.database.every_row();
    for (table, rows) in rows {
        let rows = rows.join("\n").to_lowercase();
        assert!(!rows.contains("xanthippe.q"), "{table} shows an address");
        assert!(
            !rows.contains("zenobia"),
            "{table} has a row that was refused"
        );
    }
}
