//! `GET /dashboard/stream`: changes come by themselves, whoever makes them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::{Backend, postgres_is_there};
use crate::client::{BASE, Reply, Session};
use crate::envelope_replay::Second;
use crate::feed_client::{Lender, email, loan, time, user};
use crate::money::Books;
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN, Running, free_port};
use crate::stream_client::{Listener, SOON};

both!(
    a_shared_lead_appears_where_it_belongs_and_nowhere_else,
    what_becomes_of_a_lead_shows_in_its_row_and_in_the_totals,
    a_settled_payout_shows,
    what_another_process_imports_shows,
    a_stream_ends_with_its_session,
    a_stream_ends_with_its_token,
    a_stream_ends_with_the_server,
    who_reads_slowly_keeps_nobody_waiting,
    streams_are_bounded_and_counted,
);

fn is(id: &Value) -> impl Fn(&Value) -> bool {
    move |row| row["id"] == *id
}

fn a_shared_lead_appears_where_it_belongs_and_nowhere_else(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let (listener, totals) = Listener::open(&session);
    assert_eq!(totals, session.get("/dashboard/stats").is(2000)["data"]);
    let header = |name: &str| {
        listener
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(header("content-type"), Some("text/event-stream"));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-accel-buffering"), Some("no"));
    assert_eq!(header("content-encoding"), None, "it would be held back");
    let (beside, _) = Listener::open(&running.server.session(&partner));
    let foreign = running.server.session(&other);
    let (elsewhere, _) = Listener::open(&foreign);

    let shared = session.share(&person(1).lead()).is(2005);
    let row = listener.hears("lead", is(&shared["lead_id"]));
    assert_eq!(row, session.leads("")[0], "as the list shows it");
    let totals = listener.hears("stats", |_| true);
    assert_eq!(totals, session.get("/dashboard/stats").is(2000)["data"]);
    assert_eq!(totals["total_leads"], 1);
    assert_eq!(beside.hears("lead", |_| true), row);
    elsewhere.hears_nothing(Duration::from_secs(1));

    // The same person, shared by the other: a lead of its own.
    let theirs = foreign.share(&person(1).lead()).is(2005);
    elsewhere.hears("lead", is(&theirs["lead_id"]));
    assert_eq!(elsewhere.hears("stats", |_| true)["total_leads"], 1);
    // Sharing again changes nothing.
    session.share(&person(1).lead()).is(2005);
    for quiet in [&listener, &elsewhere] {
        quiet.hears_nothing(Duration::from_millis(800));
    }
}

fn what_becomes_of_a_lead_shows_in_its_row_and_in_the_totals(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let id = session.share(&person(1).lead()).is(2005)["lead_id"].clone();
    let (listener, totals) = Listener::open(&session);
    assert_eq!(totals["total_leads"], 1);
    let (elsewhere, _) = Listener::open(&running.server.session(&other));

    lender.knows(7, &user(&person(1), json!({})));
    let row = listener.hears("lead", is(&id));
    assert_eq!(row["user_id"], 7);
    assert!(!row["user_registered_at"].is_null());
    let since = json!({"created_at": time(0)});
    lender.lends(9, &loan(7, "under_review", since.clone()));
    let row = listener.hears("lead", is(&id));
    assert_eq!(row["loan_status"], "under_review", "{row}");
    listener.hears("stats", |totals| totals["loan_applications"] == 1);
    let paid = json!({"created_at": since["created_at"], "disbursed_at": time(0),
        "disbursal_amount": 50_000});
    lender.lends(9, &loan(7, "disbursed", paid.clone()));
    let row = listener.hears("lead", |row| row["loan_status"] == "disbursed");
    assert_eq!(row, session.leads("")[0]);
    assert_eq!(row["disbursal_amount"], 50_000.0);
    assert_eq!(row["payout_status"], "eligible");
    let totals = listener.hears("stats", |totals| totals["disbursed_loans"] == 1);
    assert_eq!(totals["pending_payout_amount"], row["payout_amount"]);
    // A correction that changes no status, and one that changes no amount.
    let more = json!({"created_at": paid["created_at"], "disbursed_at": paid["disbursed_at"],
        "disbursal_amount": 60_000, "occurred_at": time(1)});
    lender.lends(9, &loan(7, "disbursed", more));
    listener.hears("lead", |row| row["disbursal_amount"] == 60_000.0);
    let moved = json!({"email": "new@mail.example", "occurred_at": time(2)});
    lender.knows(7, &user(&person(1), moved));
    listener.hears("lead", |row| row["email"] == "new@mail.example");
    // Somebody nobody shared.
    lender.knows(8, &user(&person(2), json!({})));
    elsewhere.hears_nothing(Duration::from_secs(1));
}

fn a_settled_payout_shows(backend: Backend) {
    let books = Books::with_leads(backend, 1);
    books.disburse(1, 3, 50_000);
    let (listener, _) = Listener::open(&books.session);
    let run = books.desk("admin").creates()["run"]["run_id"].clone();
    books.desk("finance").approves(&run);
    let row = listener.hears("lead", |row| row["payout_status"] == "approved");
    assert_eq!(row["id"], books.lead(1));
    let statement = books.statement()["statement_id"].clone();
    let path = format!("/statements/{statement}/pay");
    let paid = json!({"bank_reference": "UTR-000001"});
    books.desk("finance").post(&path, &paid).is(2000);
    listener.hears("lead", |row| row["payout_status"] == "paid");
    listener.hears("stats", |totals| {
        totals["paid_payout_amount"] == row["payout_amount"]
    });
}

fn what_another_process_imports_shows(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let id = session.share(&person(1).lead()).is(2005)["lead_id"].clone();
    let (listener, _) = Listener::open(&session);
    let who = person(1);
    let users = format!(
        "id,mobile_number,pan_number,first_name,last_name,email,status,hold_until,\
         registered_at,utm_source,utm_campaign,occurred_at\n\
         1,{},{},{},Rao,{},active,,{4},,,{4}\n",
        who.mobile,
        who.pan,
        who.first_name,
        email(&who),
        time(-60)
    );
    let path = home.dir.path().join("users.csv");
    fs::write(&path, users).unwrap();
    home.run_ok(&["import", "users", path.to_str().unwrap()]);
    assert_eq!(listener.hears("lead", is(&id))["user_id"], 1);
    let loans = format!(
        "id,user_id,application_number,status,loan_amount,created_at,disbursed_at,\
         disbursal_amount,occurred_at\n1,1,APP1,disbursed,25000.50,{0},{0},25000.50,{0}\n",
        time(0)
    );
    let path = home.dir.path().join("loans.csv");
    fs::write(&path, loans).unwrap();
    home.run_ok(&["import", "loans", path.to_str().unwrap()]);
    assert_eq!(listener.hears("lead", is(&id))["loan_status"], "disbursed");
    listener.hears("stats", |totals| totals["disbursed_loans"] == 1);
}

#[test]
fn what_is_shared_at_one_instance_shows_at_the_other() {
    if !postgres_is_there() {
        return;
    }
    let home = Installation::new(Backend::Postgres);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let second = Second::start(&home, free_port());
    let (here, there) = (
        running.server.session(&partner),
        second.server.session(&partner),
    );
    let (listener, _) = Listener::open(&there);
    let mut slowest = Duration::ZERO;
    for n in 1..=20 {
        let id = here.share(&person(n).lead()).is(2005)["lead_id"].clone();
        let shared = Instant::now();
        listener.hears("lead", is(&id));
        slowest = slowest.max(shared.elapsed());
    }
    assert!(slowest < Duration::from_millis(1_500), "{slowest:?}");
    let lender = Lender::new(&running.server, token);
    lender.knows(7, &user(&person(5), json!({})));
    listener.hears("lead", |row| row["user_id"] == 7);
    // Both at once: each lead shows, once.
    let shared = std::thread::scope(|scope| {
        let threads: Vec<_> = [(&here, 100), (&there, 200)]
            .into_iter()
            .map(|(session, from)| {
                scope.spawn(move || {
                    let ids = (from..from + 60)
                        .map(|n| session.share(&person(n).lead()).is(2005)["lead_id"].clone());
                    ids.collect::<Vec<Value>>()
                })
            })
            .collect();
        let ids = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        ids.collect::<Vec<Value>>()
    });
    let mut seen = Vec::new();
    while let Some(event) = listener.next(Duration::from_millis(1_500)) {
        match event.name.as_str() {
            "lead" => seen.push(event.data["id"].clone()),
            other => assert_eq!(other, "stats", "{event:?}"),
        }
    }
    for id in &shared {
        assert_eq!(seen.iter().filter(|one| *one == id).count(), 1, "{id}");
    }
}

fn a_stream_ends_with_its_session(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, doomed) = (home.partner("Lead House"), home.partner("Doomed House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let (listener, _) = Listener::open(&session);
    let bystander = running.server.session(&partner);
    let (beside, _) = Listener::open(&bystander);
    session.post("/logout").is(2000);
    assert!(listener.ends(SOON) < Duration::from_secs(3));
    bystander.share(&person(1).lead()).is(2005);
    beside.hears("lead", |_| true);

    let (suspended, _) = Listener::open(&running.server.session(&doomed));
    home.run_ok(&["partner", "suspend", &doomed.client_id]);
    suspended.ends(SOON);
}

fn a_stream_ends_with_its_token(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    drop(running);
    // The token lives for 900 seconds, and counts for 10 more.
    home.set("clock.offset_seconds", "903");
    let _running = home.start();
    let (listener, _) = Listener::open(&session);
    let took = listener.ends(Duration::from_secs(12));
    assert!(took > Duration::from_secs(1), "{took:?}");
    session.get("/dashboard/stream").is(4117);
}

fn a_stream_ends_with_the_server(backend: Backend) {
    let mut home = Installation::new(backend);
    // "Not ready" for so long, and still serving.
    home.set("server.drain_seconds", "2");
    let partner = home.partner("Lead House");
    let mut running = home.start();
    let session = running.server.session(&partner);
    let streams: Vec<Listener> = (0..10).map(|_| Listener::open(&session).0).collect();
    running.terminate();
    let asked = Instant::now();
    for stream in &streams {
        stream.ends(SOON);
    }
    assert!(asked.elapsed() < Duration::from_millis(1_500));
    let refused = session.get("/dashboard/stream");
    assert!(!refused.header("retry-after").is_empty());
    refused.is(5030);
    let ended = running.wait_for_end(Duration::from_secs(10));
    assert_eq!(ended.expect("the end").code(), Some(0));
    assert!(
        asked.elapsed() < Duration::from_secs(8),
        "{:?}",
        asked.elapsed()
    );
}

/// Opens a stream that nobody reads.
fn unread(running: &Running, session: &Session) -> TcpStream {
    let mut stream = TcpStream::connect(running.server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(2)))
        .unwrap();
    write!(
        stream,
        "GET {BASE}/dashboard/stream HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\n\r\n",
        session.access
    )
    .unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

fn who_reads_slowly_keeps_nobody_waiting(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let mut slow = unread(&running, &session);
    let (listener, _) = Listener::open(&session);
    let leads: Vec<Value> = (1..=150)
        .map(|n| session.share(&person(n).lead()).is(2005)["lead_id"].clone())
        .collect();
    for id in &leads {
        listener.hears("lead", is(id));
    }
    // It gets what there was, or is told to read anew.
    let mut text = String::new();
    let mut piece = [0; 8_192];
    while let Ok(length @ 1..) = slow.read(&mut piece) {
        text.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    let told = |id: &Value| text.contains(&format!("data: {{\"id\":{id},"));
    assert!(leads.iter().all(told) || text.contains("event: reload"));
}

fn streams_are_bounded_and_counted(backend: Backend) {
    const MOST: usize = 200;
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let streams: Vec<TcpStream> = (0..MOST).map(|_| unread(&running, &session)).collect();
    let refused = session.get("/dashboard/stream");
    assert!(!refused.header("retry-after").is_empty());
    refused.is(5030);
    let (elsewhere, _) = Listener::open(&running.server.session(&other));
    let open = || {
        let request = running.server.request(Method::GET, "/metrics");
        let text = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap().text;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("dashboard_streams_open "));
        line.map(str::to_owned)
    };
    assert_eq!(open().as_deref(), Some("201"));
    drop(streams);
    // Who left is noticed when something is said.
    let until = Instant::now() + Duration::from_secs(20);
    let mut n = 0;
    while open().as_deref() != Some("1") {
        assert!(Instant::now() < until, "{:?}", open());
        n += 1;
        session.share(&person(n).lead()).is(2005);
        std::thread::sleep(Duration::from_millis(300));
    }
    drop(elsewhere);
    Listener::open(&session);
}

#[test]
fn a_quiet_stream_says_something_every_15_seconds() {
    let home = Installation::new(Backend::Sqlite);
    let partner = home.partner("Lead House");
    let running = home.start();
    let (listener, _) = Listener::open(&running.server.session(&partner));
    let began = Instant::now();
    let comment = listener.next(Duration::from_secs(20)).expect("a comment");
    assert!(comment.name.is_empty(), "{comment:?}");
    let after = began.elapsed().as_secs();
    assert!((13..=17).contains(&after), "{after}");
}
