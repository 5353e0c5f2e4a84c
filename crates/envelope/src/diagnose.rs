//! The envelope doctor (contract `envelope.md`, last paragraph).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, Entropy, PartnerId, PortResult};

use crate::envelopes::no_platform_key;
use crate::{
    Encryption, EnvelopeCipher, Form, KeyRecord, OwnKey, PartnerKeys, RawEnvelope, ReplayMarks,
    Step,
};
use data::Content;
use reading::Reading;
use secret::Secret;
use signature::Verified;

mod data;
mod probe;
mod reading;
mod report;
mod secret;
mod shape;
mod signature;
mod text;
mod texts;

#[cfg(feature = "mocks")]
pub use probe::MockEnvelopeProbe;
pub use probe::{DigestKind, EnvelopeProbe, Padding, SignedDigest};
pub use report::{Diagnosis, StepReport};

/// An envelope to look at.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Who asks.
    pub partner: PartnerId,
    /// Its uuid and client id.
    pub names: &'a [&'a str],
    /// The fields, as a JSON reader found them.
    pub raw: RawEnvelope<'a>,
    /// The names of the fields in the order in which they came; empty when that is
    /// not known.
    pub order: &'a [&'a str],
    /// Whether a text is one JSON object without duplicate keys.
    pub is_object: &'a dyn Fn(&[u8]) -> bool,
}

/// Says step by step what the platform makes of an envelope. For partners that
/// practise, and no other: it is for the caller to see to that. Nothing is taken and
/// nothing is spent.
///
/// # What an answer may give away
/// The doctor answers what [`crate::open`] takes care not to say: which step failed.
/// So whoever is answered must not learn anything of an envelope they did not make,
/// captured from somebody else under the same platform key, or made up:
/// - *No plain text, no key.* They enter no report. Of a text the shape alone is said,
///   and only where a whole tag of 16 bytes vouches that it arrived unchanged; of data
///   under a shorter tag, nothing.
/// - *Another OAEP* opens by chance about never: its hash of the label is checked.
/// - *PKCS #1 v1.5* opens one made-up text in some ten thousand. Saying which is
///   Bleichenbacher's oracle (CRYPTO '98): with it, anything encrypted to the platform
///   can be read, and its signature forged. So what this padding finds is reported only
///   if it opens the data as well, tag and all; for that one has to know the key
///   already. Where it finds nothing, a made-up key is tried, and the answer is the
///   one for any key that does not open.
/// - *Time.* The wrong paddings are computed by code that is not of constant time
///   (`RUSTSEC-2023-0071`), and how much is tried depends on what is found. So the route
///   has to answer a fixed time after the question, later than the slowest answer is
///   ready, and one question at a time: then the moment of an answer says nothing, nor
///   does how others' answers are delayed.
#[derive(Clone)]
pub struct Diagnose {
    /// Cryptography, with the platform's keys.
    pub cipher: Arc<dyn EnvelopeCipher>,
    /// What else an envelope may be, with the same keys.
    pub probe: Arc<dyn EnvelopeProbe>,
    /// Partners' keys, retired ones included.
    pub keys: Arc<dyn PartnerKeys>,
    /// What was taken before.
    pub marks: Arc<dyn ReplayMarks>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws decoys.
    pub entropy: Arc<dyn Entropy>,
}

impl Diagnose {
    /// Examines an envelope. Takes a dozen operations with a private key and more.
    ///
    /// # Errors
    /// [`kernel::PortFailure`]; also when the platform has no key.
    pub fn execute(&self, question: &Question<'_>) -> PortResult<Diagnosis> {
        if self.cipher.own_keys().is_empty() {
            return Err(no_platform_key());
        }
        let case = Case {
            tools: self,
            question,
            encryption: self.keys.encryption(question.partner)?,
            reading: Reading::of(question.raw),
            now: self.clock.now(),
        };
        let verified = signature::verified(&case);
        let replay = case.replay(verified.as_ref())?;
        Ok(case.diagnosis(verified.as_ref(), replay))
    }
}

/// All there is to know about one question.
struct Case<'a> {
    tools: &'a Diagnose,
    question: &'a Question<'a>,
    encryption: Encryption,
    reading: Reading<'a>,
    now: DateTime<Utc>,
}

impl Case<'_> {
    fn own_keys(&self) -> impl Iterator<Item = &OwnKey> {
        self.tools.cipher.own_keys().iter()
    }

    fn live_keys(&self) -> impl Iterator<Item = &KeyRecord> {
        let keys = self.encryption.keys.iter();
        keys.filter(|record| record.retired_at.is_none())
    }

    /// The forms the partner may use that the envelope may be of.
    fn allowed_forms(&self) -> Vec<Form> {
        let only = self.encryption.form;
        let possible = self.reading.possible_forms().iter().copied();
        possible
            .filter(|form| only.is_none_or(|only| only == *form))
            .collect()
    }

    /// The form to judge an envelope by whose signature tells none.
    fn presumed_form(&self) -> Form {
        let possible = self.reading.possible_forms().iter().copied();
        let mut forms = self.allowed_forms().into_iter().chain(possible);
        forms.next().unwrap_or(Form::Documented)
    }

    fn diagnosis(&self, verified: Option<&Verified>, replay: StepReport) -> Diagnosis {
        let form = verified.map(|verified| verified.form);
        let by = form.unwrap_or_else(|| self.presumed_form());
        let secrets = secret::found(self);
        let content = self.content(by, &secrets);
        let plain = content.as_ref().and_then(|content| content.plain.as_ref());
        let plain = plain.map(|plain| plain.as_slice());
        let steps = vec![
            shape::shape(&self.question.raw),
            shape::partner(&self.question.raw, self.question.names),
            shape::timestamp(&self.reading, self.now),
            signature::report(self, verified, plain),
            secret::report(self, by, &secrets),
            data::report(self, by, &secrets, content.as_ref()),
            text::report(self, content.as_ref()),
            replay,
        ];
        Diagnosis {
            accepted: steps.iter().all(|step| step.passed == Some(true)),
            form,
            steps,
        }
    }

    /// What comes nearest to being right.
    fn content(&self, form: Form, secrets: &[Secret]) -> Option<Content> {
        let mut secrets: Vec<_> = secrets.iter().collect();
        secrets.sort_by_key(|secret| !secret.is_right(form));
        let mut opened = secrets.iter();
        opened
            .find_map(|secret| data::opened(self, secret))
            .or_else(|| {
                let mut secrets = secrets.iter();
                secrets.find_map(|secret| data::opened_by_short_tag(self, secret))
            })
    }

    fn replay(&self, verified: Option<&Verified>) -> PortResult<StepReport> {
        let expected = "an envelope that was not taken before".to_owned();
        let Some(verified) = verified else {
            let why = "the signature does not verify";
            return Ok(StepReport::skipped(Step::Replay, expected, why));
        };
        let hash = self.tools.cipher.sha256(verified.text.as_bytes());
        if self.tools.marks.is_spent(self.question.partner, &hash)? {
            let found = "it was taken before".to_owned();
            let hint = "seal each request anew, with a new timestamp, key and IV".to_owned();
            return Ok(StepReport::failed(Step::Replay, expected, found).with_hint(hint));
        }
        let found = "it was not".to_owned();
        Ok(StepReport::passed(Step::Replay, expected, found))
    }
}
