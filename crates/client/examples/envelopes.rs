//! Envelopes for measuring the platform (`bench/envelopes.sh`). It seals `COUNT`
//! envelopes, documented form, each about another invented person, a line each on
//! standard output; or opens the answers it finds on standard input, a line each.
//!
//! ```text
//! envelopes seal PARTNER_UUID PRIVATE.pem PLATFORM.pem COUNT SEED
//! envelopes open PARTNER_UUID PRIVATE.pem PLATFORM.pem
//! ```
//!
//! They must be used within five minutes.

use std::io::{BufRead as _, BufWriter, Write as _};
use std::num::NonZero;
use std::{env, fs, io, thread};

use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{Correspondent, Envelope, EnvelopeCipher as _, Form, RawEnvelope, Sender, Tools};
use kernel::{Clock as _, SystemClock};
use serde_json::Value;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// People there can be under one seed.
const PEOPLE: u64 = 100_000_000;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["seal", partner, own, platform, count, seed] => {
            let desk = Desk::new(partner, own, platform)?;
            seal(&desk, count.parse()?, seed.parse()?)
        }
        ["open", partner, own, platform] => open(&Desk::new(partner, own, platform)?),
        _ => Err(
            "usage: envelopes seal|open PARTNER_UUID PRIVATE.pem PLATFORM.pem [COUNT SEED]".into(),
        ),
    }
}

/// A partner with its keys.
struct Desk {
    cipher: RsaEnvelope,
    clock: SystemClock,
    to: Correspondent,
}

impl Desk {
    fn new(partner: &str, own: &str, platform: &str) -> Result<Self, Failure> {
        let key = PrivateKey::from_pem(&fs::read_to_string(own)?)?;
        let own = key.public().public.fingerprint;
        let cipher = RsaEnvelope::new(vec![key]);
        let key = cipher.read_public_key(&fs::read_to_string(platform)?)?;
        Ok(Self {
            cipher,
            clock: SystemClock::default(),
            to: Correspondent {
                partner_id: partner.to_owned(),
                form: Form::Documented,
                key,
                own,
            },
        })
    }

    fn lead(&self, seed: u64, number: u64) -> Result<String, Failure> {
        let (mobile, pan) = person(seed, number);
        let plain = format!(
            "{{\"first_name\":\"Asha\",\"last_name\":\"Rao\",\
             \"mobile_number\":\"{mobile}\",\"pan_number\":\"{pan}\"}}"
        );
        let now = self.clock.now();
        let sealed = envelope::seal(
            &self.cipher,
            &SystemEntropy,
            &self.to,
            plain.as_bytes(),
            now,
        )?;
        Ok(sealed.to_json())
    }
}

/// Somebody whom neither people.awk nor dedupe.lua knows: the mobile number begins
/// with 8, the PAN with E.
fn person(seed: u64, number: u64) -> (String, String) {
    let number = number % PEOPLE;
    let letter = |value: u64| char::from(b'A' + u8::try_from(value % 26).unwrap_or(0));
    let mobile = format!("8{}{number:08}", seed % 10);
    let pan = format!(
        "E{}{}P{}{:04}{}",
        letter(number / 10_000),
        letter(number / 260_000),
        letter(number / 6_760_000),
        number % 10_000,
        letter(seed)
    );
    (mobile, pan)
}

/// Seals on every processor.
fn seal(desk: &Desk, count: u64, seed: u64) -> Result<(), Failure> {
    let threads = u64::try_from(thread::available_parallelism().map_or(1, NonZero::get))?;
    thread::scope(|scope| {
        let shares: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    let mine = (0..count).filter(|number| number % threads == thread);
                    let lines = mine.map(|number| desk.lead(seed, number));
                    lines.collect::<Result<Vec<_>, _>>()
                })
            })
            .collect();
        let mut out = BufWriter::new(io::stdout().lock());
        for share in shares {
            let lines = share.join().map_err(|_| "a thread broke off")??;
            for line in lines {
                writeln!(out, "{line}")?;
            }
        }
        Ok(out.flush()?)
    })
}

fn open(desk: &Desk) -> Result<(), Failure> {
    let mut opened = 0_u32;
    for line in io::stdin().lock().lines() {
        let answer = answer(desk, &line?)?;
        if !matches!(answer["code"].as_u64(), Some(2004..=2006)) {
            return Err(format!("no verdict: {}", answer["code"]).into());
        }
        opened += 1;
    }
    writeln!(io::stdout(), "{opened}")?;
    Ok(())
}

fn answer(desk: &Desk, line: &str) -> Result<Value, Failure> {
    let json: Value = serde_json::from_str(line)?;
    let timestamp = json["timestamp"].to_string();
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    let envelope = Envelope::parse(&RawEnvelope {
        version: text("version"),
        partner_id: text("partnerId"),
        timestamp: Some(&timestamp),
        encrypted_key: text("encryptedKey"),
        encrypted_data: text("encryptedData"),
        auth_tag: text("authTag"),
        iv: text("iv"),
        signature: text("signature"),
        algorithm: text("algorithm"),
    })?;
    let sender = Sender {
        names: &[&desk.to.partner_id],
        keys: std::slice::from_ref(&desk.to.key),
        form: Some(desk.to.form),
    };
    let tools = Tools {
        cipher: &desk.cipher,
        entropy: &SystemEntropy,
        is_object: &|text| text.starts_with(b"{"),
    };
    let opened = envelope::open(tools, &envelope, &sender, desk.clock.now())
        .map_err(|step| format!("an answer does not open: {}", step.as_str()))?;
    Ok(serde_json::from_slice(&opened.plain)?)
}
