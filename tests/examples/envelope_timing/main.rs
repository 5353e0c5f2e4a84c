//! Whether the time of a refusal tells what was wrong inside an envelope (contract
//! `envelope.md`: RSA, GCM and inner-JSON failures take the same time).
//!
//! Envelopes with a right signature and one fault further in are opened in random
//! order; of each pair of faults Welch's t is printed, over all measurements and,
//! as dudect does, without the slowest. Below 4.5 nothing can be told from it.
//!
//! `cargo run --release -p tests --example envelope_timing [ROUNDS]`

use std::error::Error;
use std::time::Instant;

use chrono::{DateTime, Utc};
use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher, Form, PublicKey, Sender, Step, Tools, open, seal,
    signed_text,
};
use kernel::Entropy as _;

mod welch;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What is wrong, and the step that must find it.
const FAULTS: [(&str, Step); 8] = [
    ("RSA: padding", Step::Key),
    ("RSA: above the modulus", Step::Key),
    ("RSA: another length", Step::Key),
    ("RSA: 31 bytes inside", Step::Key),
    ("GCM: tag", Step::Data),
    ("JSON: cut off", Step::Text),
    ("JSON: an array", Step::Text),
    ("JSON: no JSON at all", Step::Text),
];

/// Envelopes of each fault, so that none is special.
const OF_EACH: usize = 32;

const NAMES: &[&str] = &["acme-1"];

fn main() -> Outcome {
    let rounds = std::env::args().nth(1).map_or(Ok(20_000), |n| n.parse())?;
    for own_keys in [1, 2] {
        for form in [Form::Documented, Form::Packed] {
            Bench::new(own_keys, form)?.run(rounds)?;
        }
    }
    Ok(())
}

struct Bench {
    title: String,
    platform: RsaEnvelope,
    partner: PublicKey,
    /// By fault.
    envelopes: Vec<Vec<Envelope>>,
    now: DateTime<Utc>,
}

impl Bench {
    fn new(own_keys: usize, form: Form) -> Outcome<Self> {
        let made = |_| PrivateKey::generate(2048);
        let platform = RsaEnvelope::new((0..own_keys).map(made).collect::<Result<_, _>>()?);
        let partner = RsaEnvelope::new(vec![PrivateKey::generate(2048)?]);
        let maker = Maker {
            now: DateTime::from_timestamp(1_790_000_000, 0).ok_or("no such instant")?,
            own: first_key(&partner)?,
            to: first_key(&platform)?,
            partner,
            form,
        };
        let of_fault = |fault| (0..OF_EACH).map(|_| maker.envelope(fault)).collect();
        let envelopes = (0..FAULTS.len()).map(of_fault).collect::<Outcome<_>>()?;
        Ok(Self {
            title: format!("{own_keys} own key(s) of 2048 bits, {}", form.as_str()),
            platform,
            partner: maker.own,
            envelopes,
            now: maker.now,
        })
    }

    fn run(&self, rounds: u32) -> Outcome {
        let mut times = vec![Vec::new(); FAULTS.len()];
        let mut order: Vec<usize> = (0..FAULTS.len()).collect();
        for round in 0..rounds + rounds / 20 {
            shuffle(&mut order)?;
            for fault in &order {
                let time = self.time(*fault)?;
                // The first ones warm up.
                if round >= rounds / 20 {
                    times.get_mut(*fault).ok_or("no such fault")?.push(time);
                }
            }
        }
        welch::report(&self.title, &FAULTS.map(|(what, _)| what), &mut times)
    }

    /// Nanoseconds one refusal takes.
    fn time(&self, fault: usize) -> Outcome<f64> {
        let envelopes = self.envelopes.get(fault).ok_or("no such fault")?;
        let envelope = envelopes.get(below(OF_EACH)?).ok_or("no such envelope")?;
        // As fresh in the cache as any other.
        let envelope = envelope.clone();
        let tools = Tools {
            cipher: &self.platform,
            entropy: &SystemEntropy,
            is_object: &api::is_object,
        };
        let sender = Sender {
            names: NAMES,
            keys: std::slice::from_ref(&self.partner),
            form: None,
        };
        let started = Instant::now();
        let refused = open(tools, &envelope, &sender, self.now);
        let nanos = started.elapsed().as_nanos();
        let (what, step) = FAULTS.get(fault).ok_or("no such fault")?;
        if refused.err() != Some(*step) {
            return Err(format!("{what} was not refused at {}", step.as_str()).into());
        }
        Ok(f64::from(u32::try_from(nanos)?))
    }
}

fn first_key(cipher: &RsaEnvelope) -> Outcome<PublicKey> {
    let key = cipher.own_keys().first().ok_or("no key")?;
    Ok(key.public.clone())
}

/// Makes envelopes with a fault inside.
struct Maker {
    now: DateTime<Utc>,
    partner: RsaEnvelope,
    own: PublicKey,
    to: PublicKey,
    form: Form,
}

impl Maker {
    fn envelope(&self, fault: usize) -> Outcome<Envelope> {
        let object = lead();
        let plain = match fault {
            5 => object.trim_end_matches('}').to_owned() + " ",
            6 => format!("[{}]", &object[1..object.len() - 1].replace("\":", "\",")),
            7 => "x".repeat(object.len()),
            _ => object,
        };
        let to = Correspondent {
            partner_id: NAMES.concat(),
            form: self.form,
            key: self.to.clone(),
            own: self.own.fingerprint,
        };
        let mut sealed = seal(
            &self.partner,
            &SystemEntropy,
            &to,
            plain.as_bytes(),
            self.now,
        )?;
        match fault {
            0 => draw_below_modulus(&mut sealed.encrypted_key),
            1 => sealed.encrypted_key.fill(0xff),
            2 => sealed.encrypted_key.push(7),
            3 => sealed.encrypted_key = self.partner.wrap_key(&self.to, &[7; 31])?,
            4 => SystemEntropy.fill(&mut sealed.auth_tag),
            _ => {}
        }
        let text = signed_text(self.form, &sealed);
        sealed.signature = self.partner.sign(&self.own.fingerprint, text.as_bytes())?;
        Ok(sealed)
    }
}

/// An invented lead of about a kilobyte.
fn lead() -> String {
    let field = |number| format!("\"field{number:02}\":\"invented value {number:02}\"");
    let fields: Vec<String> = (0..32).map(field).collect();
    format!("{{{}}}", fields.join(","))
}

/// Any number that is smaller than every modulus of its length.
fn draw_below_modulus(number: &mut [u8]) {
    SystemEntropy.fill(number);
    if let Some(first) = number.first_mut() {
        *first = 0;
    }
}

fn below(bound: usize) -> Outcome<usize> {
    let mut drawn = [0_u8; 4];
    SystemEntropy.fill(&mut drawn);
    Ok(usize::try_from(u32::from_le_bytes(drawn))? % bound)
}

fn shuffle(order: &mut [usize]) -> Outcome {
    for last in (1..order.len()).rev() {
        order.swap(last, below(last + 1)?);
    }
    Ok(())
}
