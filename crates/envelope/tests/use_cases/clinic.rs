//! The doctor at work.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use envelope::{
    ALGORITHM, Diagnose, Diagnosis, Encryption, Envelope, EnvelopeCipher, Form, GcmInput,
    KeyRecord, MockPartnerKeys, MockReplayMarks, Policy, Question, RawEnvelope, Step, StepReport,
    VERSION, signed_text,
};
use kernel::{FixedClock, PartnerId};
use testkit::{FakeCipher, SeededEntropy, midday};

use crate::desk::{NAMES, TEXT, is_object, platform, sealed};

pub(crate) const PARTNER: PartnerId = PartnerId::new(10);

/// The names of the fields in the documented order.
pub(crate) const SENT: [&str; 9] = [
    "version",
    "partnerId",
    "timestamp",
    "encryptedKey",
    "encryptedData",
    "authTag",
    "iv",
    "signature",
    "algorithm",
];

/// An envelope's fields as texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    pub(crate) version: Option<String>,
    pub(crate) partner_id: Option<String>,
    pub(crate) timestamp: Option<String>,
    pub(crate) encrypted_key: Option<String>,
    pub(crate) encrypted_data: Option<String>,
    pub(crate) auth_tag: Option<String>,
    pub(crate) iv: Option<String>,
    pub(crate) signature: Option<String>,
    pub(crate) algorithm: Option<String>,
}

/// A field that holds `bytes`.
#[expect(clippy::unnecessary_wraps, reason = "fields are optional")]
pub(crate) fn base64(bytes: &[u8]) -> Option<String> {
    Some(STANDARD.encode(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

impl Fields {
    pub(crate) fn of(envelope: &Envelope) -> Self {
        Self {
            version: Some(VERSION.to_owned()),
            partner_id: Some(envelope.partner_id.clone()),
            timestamp: Some(envelope.timestamp.to_string()),
            encrypted_key: base64(&envelope.encrypted_key),
            encrypted_data: base64(&envelope.encrypted_data),
            auth_tag: base64(&envelope.auth_tag),
            iv: envelope.iv.and_then(|iv| base64(&iv)),
            signature: base64(&envelope.signature),
            algorithm: Some(ALGORITHM.to_owned()),
        }
    }

    pub(crate) fn raw(&self) -> RawEnvelope<'_> {
        RawEnvelope {
            version: self.version.as_deref(),
            partner_id: self.partner_id.as_deref(),
            timestamp: self.timestamp.as_deref(),
            encrypted_key: self.encrypted_key.as_deref(),
            encrypted_data: self.encrypted_data.as_deref(),
            auth_tag: self.auth_tag.as_deref(),
            iv: self.iv.as_deref(),
            signature: self.signature.as_deref(),
            algorithm: self.algorithm.as_deref(),
        }
    }
}

/// A partner's keys, policy and past, and the platform's cipher.
pub(crate) struct Clinic {
    pub(crate) cipher: FakeCipher,
    pub(crate) encryption: Encryption,
    pub(crate) spent: Vec<[u8; 32]>,
    pub(crate) order: Vec<&'static str>,
}

/// The key `partner` is live, `retired` is not.
pub(crate) fn clinic() -> Clinic {
    let key = |name, retired| KeyRecord {
        key: FakeCipher::key(name),
        enrolled_at: midday(),
        retired_at: Some(midday()).filter(|_| retired),
    };
    Clinic {
        cipher: platform(),
        encryption: Encryption {
            policy: Policy::Optional,
            form: None,
            keys: vec![key("partner", false), key("retired", true)],
        },
        spent: Vec::new(),
        order: SENT.to_vec(),
    }
}

impl Clinic {
    /// Nothing but reading is allowed: the mocks know no other call.
    pub(crate) fn doctor(&self) -> Diagnose {
        let (encryption, spent) = (self.encryption.clone(), self.spent.clone());
        let mut keys = MockPartnerKeys::new();
        keys.expect_encryption()
            .withf(|partner| *partner == PARTNER)
            .returning(move |_| Ok(encryption.clone()));
        let mut marks = MockReplayMarks::new();
        marks
            .expect_is_spent()
            .withf(|partner, _| *partner == PARTNER)
            .returning(move |_, hash| Ok(spent.contains(hash)));
        Diagnose {
            cipher: Arc::new(self.cipher.clone()),
            probe: Arc::new(self.cipher.clone()),
            keys: Arc::new(keys),
            marks: Arc::new(marks),
            clock: Arc::new(FixedClock::at(midday())),
            entropy: Arc::new(SeededEntropy::new(4)),
        }
    }

    pub(crate) fn look_at(&self, fields: &Fields) -> Diagnosis {
        let question = Question {
            partner: PARTNER,
            names: &NAMES,
            raw: fields.raw(),
            order: &self.order,
            is_object: &is_object,
        };
        let diagnosis = self.doctor().execute(&question).expect("ports that work");
        check(&diagnosis);
        diagnosis
    }
}

/// What holds of every diagnosis.
fn check(diagnosis: &Diagnosis) {
    let steps: Vec<_> = diagnosis.steps.iter().map(|report| report.step).collect();
    let order = [
        Step::Shape,
        Step::Partner,
        Step::Timestamp,
        Step::Signature,
        Step::Key,
        Step::Data,
        Step::Text,
        Step::Replay,
    ];
    assert_eq!(steps, order);
    let mut reports = diagnosis.steps.iter();
    let all = reports.all(|report| report.passed == Some(true));
    assert_eq!(diagnosis.accepted, all);
    // What was not examined comes behind something that failed.
    assert_eq!(diagnosis.accepted, diagnosis.refused_at().is_none());
    let said = all_said(diagnosis);
    let plain = std::str::from_utf8(TEXT).expect("UTF-8");
    for secret in [plain, "7000000001", SEVENS_IN_HEX, SEVENS_IN_BASE64] {
        assert!(!said.contains(secret), "{said}");
    }
}

const SEVENS_IN_HEX: &str = "07070707";
const SEVENS_IN_BASE64: &str = "BwcHBwcH";

/// Everything a diagnosis says, but for the text to be signed.
pub(crate) fn all_said(diagnosis: &Diagnosis) -> String {
    let steps = diagnosis.steps.iter();
    let said = steps.map(|report| {
        let hint = report.hint.as_deref().unwrap_or_default();
        format!("{} {} {hint}\n", report.expected, report.found)
    });
    said.collect()
}

pub(crate) fn report(diagnosis: &Diagnosis, step: Step) -> &StepReport {
    let report = diagnosis.steps.iter().find(|report| report.step == step);
    report.expect("every step is reported")
}

/// Looks at `fields` and expects a refusal at `step` that says all of `words`.
#[track_caller]
pub(crate) fn expect(clinic: &Clinic, fields: &Fields, step: Step, words: &[&str]) -> Diagnosis {
    let diagnosis = clinic.look_at(fields);
    let said = report(&diagnosis, step);
    assert_eq!(said.passed, Some(false), "{}", all_said(&diagnosis));
    let text = format!(
        "{} {}",
        said.found,
        said.hint.as_deref().unwrap_or_default()
    );
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
    diagnosis
}

/// The key every test encrypts under, so that it can be looked for.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// An envelope in the making, to be spoiled.
pub(crate) struct Draft {
    pub(crate) form: Form,
    pub(crate) envelope: Envelope,
    pub(crate) iv: Vec<u8>,
    pub(crate) aad: Vec<u8>,
    pub(crate) plain: Vec<u8>,
    /// Behind the key; by default the IV in the packed form.
    pub(crate) tail: Vec<u8>,
}

pub(crate) fn draft(form: Form) -> Draft {
    let envelope = sealed(form);
    let iv = vec![9; form.iv_bytes()];
    let packed = form == Form::Packed;
    Draft {
        form,
        aad: if packed {
            envelope.partner_id.clone().into_bytes()
        } else {
            Vec::new()
        },
        tail: if packed { iv.clone() } else { Vec::new() },
        plain: TEXT.to_vec(),
        envelope,
        iv,
    }
}

impl Draft {
    /// Encrypts, wraps and signs.
    pub(crate) fn fields(&self) -> Fields {
        let secret = [&KEY[..], &self.tail].concat();
        self.wrapped(&FakeCipher::key("platform"), |key| {
            platform().wrap_key(key, &secret).expect("short")
        })
    }

    /// Encrypts, has `wrap` make `encryptedKey`, and signs.
    pub(crate) fn wrapped(
        &self,
        key: &envelope::PublicKey,
        wrap: impl Fn(&envelope::PublicKey) -> Vec<u8>,
    ) -> Fields {
        let mut envelope = self.envelope.clone();
        let input = GcmInput {
            key: &KEY,
            iv: &self.iv,
            aad: &self.aad,
        };
        let output = platform().encrypt(&input, &self.plain);
        let output = output.expect("an IV that fits");
        envelope.encrypted_data = output.data;
        envelope.auth_tag = output.tag;
        envelope.encrypted_key = wrap(key);
        let mut fields = Fields::of(&envelope);
        if self.form != Form::Packed {
            fields.iv = base64(&self.iv);
        }
        signed(fields, self.form)
    }
}

/// Signs fields as they stand with the key `partner`.
pub(crate) fn signed(fields: Fields, form: Form) -> Fields {
    let text = text(&fields, form);
    let own = FakeCipher::key("partner").fingerprint;
    let signature = FakeCipher::owning(&["partner"]).sign(&own, text.as_bytes());
    Fields {
        signature: base64(&signature.expect("its own key")),
        ..fields
    }
}

/// The text of `form`, put together anew.
pub(crate) fn text(fields: &Fields, form: Form) -> String {
    if let Ok(envelope) = Envelope::parse(&fields.raw()) {
        return signed_text(form, &envelope);
    }
    let member = |name: &str, value: &Option<String>| {
        let value = value.as_ref();
        value.map_or(String::new(), |value| format!("\"{name}\":\"{value}\","))
    };
    let time = fields.timestamp.as_deref().unwrap_or_default();
    if form == Form::Packed {
        let id = fields.partner_id.as_deref().unwrap_or_default();
        let data = fields.encrypted_data.as_deref().unwrap_or_default();
        return format!("{id}:{time}:{data}");
    }
    let members = [
        member("version", &fields.version),
        member("partnerId", &fields.partner_id),
        format!("\"timestamp\":{time},"),
        member("encryptedKey", &fields.encrypted_key),
        member("encryptedData", &fields.encrypted_data),
        member("authTag", &fields.auth_tag),
        member(
            "iv",
            &fields.iv.clone().filter(|_| form == Form::Documented),
        ),
        member("algorithm", &fields.algorithm),
    ];
    format!("{{{}}}", members.concat().trim_end_matches(','))
}
