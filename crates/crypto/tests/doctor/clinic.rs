//! Real keys, and envelopes spoiled with them.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use crypto::{PrivateKey, RsaEnvelope, RsaProbe, SystemEntropy};
use envelope::{
    ALGORITHM, Diagnose, Diagnosis, Encryption, EnvelopeCipher as _, Form, GcmInput, KeyRecord,
    MockPartnerKeys, MockReplayMarks, Policy, PublicKey, Question, RawEnvelope, Step, StepReport,
    VERSION,
};
use kernel::{Entropy as _, FixedClock, PartnerId};
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use rsa::sha2::{Digest as _, Sha256};
use rsa::traits::PaddingScheme;
use rsa::{Oaep, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey, rand_core};
use secrecy::ExposeSecret as _;

pub(crate) const ID: &str = "client_0a";
pub(crate) const TEXT: &[u8] = b"{\"mobile\":\"7000000001\"}";
pub(crate) const KEY: [u8; 32] = [7; 32];

/// Somebody with a key pair.
pub(crate) struct Party {
    pem: String,
    pub(crate) public: PublicKey,
    pub(crate) private: RsaPrivateKey,
}

impl Party {
    fn drawn(bits: usize) -> Self {
        let key = PrivateKey::generate(bits).expect("a key");
        let pem = key.to_pem().expose_secret().to_owned();
        Self {
            private: RsaPrivateKey::from_pkcs8_pem(&pem).expect("a key"),
            public: key.public().public,
            pem,
        }
    }

    pub(crate) fn key(&self) -> PrivateKey {
        PrivateKey::from_pem(&self.pem).expect("a key")
    }

    /// Encrypts to the party with any padding.
    pub(crate) fn encrypt(&self, padding: impl PaddingScheme, secret: &[u8]) -> Vec<u8> {
        let key = RsaPublicKey::from_public_key_der(&self.public.spki).expect("a key");
        key.encrypt(&mut Drawn, padding, secret).expect("short")
    }

    /// Signs as the contract has it.
    pub(crate) fn sign(&self, text: &[u8]) -> Vec<u8> {
        let scheme = Pkcs1v15Sign::new::<Sha256>();
        let signature = self.private.sign(scheme, &Sha256::digest(text));
        signature.expect("its own key")
    }
}

pub(crate) static PLATFORM: LazyLock<Party> = LazyLock::new(|| Party::drawn(2048));
pub(crate) static BEFORE: LazyLock<Party> = LazyLock::new(|| Party::drawn(2048));
pub(crate) static PARTNER: LazyLock<Party> = LazyLock::new(|| Party::drawn(2048));
pub(crate) static RETIRED: LazyLock<Party> = LazyLock::new(|| Party::drawn(2048));
pub(crate) static STRANGER: LazyLock<Party> = LazyLock::new(|| Party::drawn(3072));

/// The operating system's randomness as the `rsa` crate asks for it.
pub(crate) struct Drawn;

impl rand_core::RngCore for Drawn {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        SystemEntropy.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl rand_core::CryptoRng for Drawn {}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant")
}

/// An envelope's fields.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) timestamp: String,
    pub(crate) key: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) tag: Vec<u8>,
    pub(crate) iv: Option<Vec<u8>>,
    pub(crate) signature: String,
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

impl Fields {
    /// What must be signed in `form`, spelled out.
    pub(crate) fn text(&self, form: Form) -> String {
        let (key, data, tag) = (base64(&self.key), base64(&self.data), base64(&self.tag));
        let time = &self.timestamp;
        let iv = self.iv.as_ref().filter(|_| form == Form::Documented);
        let iv = iv.map_or(String::new(), |iv| format!("\"iv\":\"{}\",", base64(iv)));
        match form {
            Form::Packed => format!("{ID}:{time}:{data}"),
            Form::Documented | Form::IvUnsigned => format!(
                "{{\"version\":\"1.0\",\"partnerId\":\"{ID}\",\"timestamp\":{time},\
                 \"encryptedKey\":\"{key}\",\"encryptedData\":\"{data}\",\"authTag\":\"{tag}\",\
                 {iv}\"algorithm\":\"RSA-OAEP-AES256-GCM\"}}"
            ),
        }
    }

    pub(crate) fn signed(self, form: Form) -> Self {
        let signature = PARTNER.sign(self.text(form).as_bytes());
        self.with_signature(&signature)
    }

    pub(crate) fn with_signature(self, signature: &[u8]) -> Self {
        Self {
            signature: base64(signature),
            ..self
        }
    }
}

/// Encrypts with `iv` and `aad`, puts `wrapped` in, and signs.
pub(crate) fn fields(form: Form, iv: &[u8], aad: &[u8], wrapped: Vec<u8>) -> Fields {
    let input = GcmInput { key: &KEY, iv, aad };
    let output = RsaEnvelope::new(Vec::new()).encrypt(&input, TEXT);
    let output = output.expect("an IV that fits");
    let fields = Fields {
        timestamp: now().timestamp_millis().to_string(),
        key: wrapped,
        data: output.data,
        tag: output.tag.to_vec(),
        iv: (form != Form::Packed).then(|| iv.to_vec()),
        signature: String::new(),
    };
    fields.signed(form)
}

/// The right IV, additional data, and content of `encryptedKey`.
pub(crate) fn parts(form: Form) -> (Vec<u8>, &'static [u8], Vec<u8>) {
    let iv = vec![9; form.iv_bytes()];
    match form {
        Form::Packed => (iv.clone(), ID.as_bytes(), [&KEY[..], &iv].concat()),
        Form::Documented | Form::IvUnsigned => (iv, b"", KEY.to_vec()),
    }
}

/// Right but for `encryptedKey`, which `wrap` makes of what must be in it.
pub(crate) fn wrapped(form: Form, wrap: impl Fn(&[u8]) -> Vec<u8>) -> Fields {
    let (iv, aad, secret) = parts(form);
    fields(form, &iv, aad, wrap(&secret))
}

/// All as it should be.
pub(crate) fn right(form: Form) -> Fields {
    wrapped(form, |secret| {
        PLATFORM.encrypt(Oaep::new::<Sha256>(), secret)
    })
}

fn doctor() -> Diagnose {
    let own = || vec![PLATFORM.key(), BEFORE.key()];
    let entropy = Arc::new(SystemEntropy);
    let key = |party: &Party, retired: bool| KeyRecord {
        key: party.public.clone(),
        enrolled_at: now(),
        retired_at: retired.then(now),
    };
    let encryption = Encryption {
        policy: Policy::Required,
        form: None,
        keys: vec![key(&PARTNER, false), key(&RETIRED, true)],
    };
    let mut keys = MockPartnerKeys::new();
    keys.expect_encryption()
        .returning(move |_| Ok(encryption.clone()));
    let mut marks = MockReplayMarks::new();
    marks.expect_is_spent().returning(|_, _| Ok(false));
    Diagnose {
        cipher: Arc::new(RsaEnvelope::new(own())),
        probe: Arc::new(RsaProbe::new(&own(), entropy.clone()).expect("keys")),
        keys: Arc::new(keys),
        marks: Arc::new(marks),
        clock: Arc::new(FixedClock::at(now())),
        entropy,
    }
}

fn is_object(text: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<_, _>>(text).is_ok()
}

pub(crate) fn look_at(fields: &Fields) -> Diagnosis {
    let (key, data, tag) = (
        base64(&fields.key),
        base64(&fields.data),
        base64(&fields.tag),
    );
    let iv = fields.iv.as_deref().map(base64);
    let question = Question {
        partner: PartnerId::new(10),
        names: &[ID],
        raw: RawEnvelope {
            version: Some(VERSION),
            partner_id: Some(ID),
            timestamp: Some(&fields.timestamp),
            encrypted_key: Some(&key),
            encrypted_data: Some(&data),
            auth_tag: Some(&tag),
            iv: iv.as_deref(),
            signature: Some(&fields.signature),
            algorithm: Some(ALGORITHM),
        },
        order: &[],
        is_object: &is_object,
    };
    let diagnosis = doctor().execute(&question).expect("ports that work");
    let said: String = diagnosis.steps.iter().map(said).collect();
    for secret in ["7000000001", "mobile", "07070707", "BwcHBwcH", "PRIVATE"] {
        assert!(!said.contains(secret), "{said}");
    }
    diagnosis
}

fn said(report: &StepReport) -> String {
    let hint = report.hint.as_deref().unwrap_or_default();
    format!("{} {} {hint}\n", report.expected, report.found)
}

pub(crate) fn report(diagnosis: &Diagnosis, step: Step) -> &StepReport {
    let report = diagnosis.steps.iter().find(|report| report.step == step);
    report.expect("every step is reported")
}

/// Looks at `fields` and expects `step` to fail and to say all of `words`.
#[track_caller]
pub(crate) fn expect(fields: &Fields, step: Step, words: &[&str]) -> Diagnosis {
    let diagnosis = look_at(fields);
    let report = report(&diagnosis, step);
    let said = said(report);
    assert_eq!(report.passed, Some(false), "{said}");
    for word in words {
        let found = said.replace(&report.expected, "");
        assert!(found.contains(word), "{word}: {found}");
    }
    diagnosis
}
