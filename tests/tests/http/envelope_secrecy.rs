//! What was encrypted shows nowhere: neither in the logs nor in metrics, audit or
//! database, beyond what a plain lead leaves there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use crypto::SystemEntropy;
use envelope::{AES_KEY_BYTES, Envelope, Form};
use kernel::Entropy;
use reqwest::Method;
use serde_json::json;

use crate::backend::Backend;
use crate::client::Reply;
use crate::envelope_client::{Side, plain, read, send};
use crate::envelope_enrolment::enrolled;
use crate::envelope_keys::{PARTNER, PLATFORM, enrol};
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN};

both!(nothing_of_an_envelope_shows);

/// Remembers what it gave.
#[derive(Default)]
struct Remembering(Mutex<Vec<Vec<u8>>>);

impl Entropy for Remembering {
    fn fill(&self, buffer: &mut [u8]) {
        SystemEntropy.fill(buffer);
        self.0.lock().unwrap().push(buffer.to_vec());
    }
}

/// Bytes and texts that must not show, and what they are.
#[derive(Default)]
struct Confidences(Vec<(&'static str, Vec<u8>)>);

impl Confidences {
    fn text(&mut self, what: &'static str, text: &str) {
        self.0.push((what, text.as_bytes().to_vec()));
    }

    /// Bytes in whatever way somebody might print them.
    fn bytes(&mut self, what: &'static str, bytes: &[u8]) {
        // Enough that no chance finds it.
        let bytes = &bytes[..bytes.len().min(24)];
        let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let base64 = STANDARD.encode(bytes);
        self.0.push((what, bytes.to_vec()));
        self.text(what, &hex);
        self.text(what, base64.trim_end_matches('='));
        self.text(what, &format!("{bytes:?}").replace(['[', ']'], ""));
    }

    fn envelope(&mut self, envelope: &Envelope) {
        self.bytes("an encrypted key", &envelope.encrypted_key);
        self.bytes("encrypted data", &envelope.encrypted_data);
        self.bytes("a tag", &envelope.auth_tag);
        self.bytes("a signature", &envelope.signature);
    }

    /// The first of them that stands somewhere in `bytes`.
    fn found_in(&self, bytes: &[u8]) -> Option<&(&'static str, Vec<u8>)> {
        let mut by_start: HashMap<&[u8], Vec<&(&str, Vec<u8>)>> = HashMap::new();
        for one in &self.0 {
            by_start.entry(&one.1[..START]).or_default().push(one);
        }
        let mut found = bytes.windows(START).enumerate().filter_map(|(at, start)| {
            let starting = by_start.get(start)?;
            starting
                .iter()
                .find(|(_, text)| bytes[at..].starts_with(text))
        });
        found.next().copied()
    }

    #[track_caller]
    fn absent_from(&self, place: &str, bytes: &[u8]) {
        if let Some((what, text)) = self.found_in(bytes) {
            let text = String::from_utf8_lossy(text);
            panic!("{place} shows {what}: {text:.20}…");
        }
        // It would have been found.
        for (what, text) in &self.0 {
            let with = [&bytes[..bytes.len().min(99)], text].concat();
            assert!(self.found_in(&with).is_some(), "{what} is not looked for");
        }
    }
}

/// No confidence is shorter.
const START: usize = 10;

fn nothing_of_an_envelope_shows(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let mut secrets = Confidences::default();
    let random = Remembering::default();
    for (n, form) in (1_u32..).zip(Form::ALL) {
        let side = Side::new(&partner, PARTNER, form);
        let who = person(n).named(&format!("Confidentia{n}"), "Verysecretsson");
        secrets.text("a mobile number", &who.mobile);
        secrets.text("a PAN", &who.pan);
        // An unknown field of a lead is kept nowhere.
        let lead = who.lead_with(json!({"note": "overheard-nowhere"}));
        let refused = who.lead_with(json!({"monthly_salary": 17_123}));
        let bad = who.lead_with(json!({"pan_number": "BADPAN-OF-A-PERSON"}));
        for (code, lead) in [(2005, lead), (4121, refused), (4120, bad)] {
            let sealed = side.seal_with(lead.to_string(), TimeDelta::zero(), &random);
            secrets.envelope(&sealed);
            let reply = send(&session, &sealed);
            side.open(&reply).is(code);
            let answer = read(&reply.text);
            secrets.bytes("an answer's key", &side.unwrap(&answer.encrypted_key));
            secrets.envelope(&answer);
            plain(send(&session, &sealed)).is(4123);
            let mut damaged = sealed.clone();
            damaged.auth_tag[0] ^= 1;
            plain(send(&session, &side.sign(damaged))).is(4123);
        }
    }
    for drawn in random.0.into_inner().unwrap() {
        if drawn.len() == AES_KEY_BYTES {
            secrets.bytes("an AES key", &drawn);
        }
    }
    for word in ["overheard-nowhere", "BADPAN-OF-A-PERSON"] {
        secrets.text("a word of a lead", word);
    }
    let nonce = session.get("/encryption/nonce").is(2000)["data"]["nonce"].clone();
    secrets.text("a nonce", nonce.as_str().unwrap());
    enrolled(&session, PARTNER);
    let private: String = PLATFORM.private_pem().lines().nth(3).unwrap().to_owned();
    secrets.text("the platform's key", &private);
    assert!(secrets.0.len() > 3 * 3 * 30, "{}", secrets.0.len());

    let request = server.request(Method::GET, "/metrics");
    let metrics = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap().text;
    assert!(metrics.contains("envelopes_refused_total"), "{metrics}");
    secrets.absent_from("metrics", metrics.as_bytes());
    let log = running.log();
    assert!(
        log.contains("lead-dedupe-check"),
        "requests are logged: {log}"
    );
    secrets.absent_from("the log", log.as_bytes());
    for word in ["Confidentia", "Verysecretsson"] {
        assert!(!log.contains(word), "the log names a person");
    }
    drop(running);

    let database: Vec<u8> = match backend {
        Backend::Sqlite => ["partner.db", "partner.db-wal"]
            .iter()
            .flat_map(|file| fs::read(home.dir.path().join(file)).unwrap_or_default())
            .collect(),
        Backend::Postgres => home.database.dump_postgres().into_bytes(),
    };
    // Names are kept readable: the rows are in what is searched, and so are keys.
    let shown = |bytes: &[u8]| database.windows(bytes.len()).any(|window| window == bytes);
    assert!(shown(b"Verysecretsson"), "not the whole database");
    secrets.absent_from("the database", &database);
}
