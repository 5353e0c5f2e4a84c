//! Whose signature it is, and over what.

use super::Case;
use super::probe::{DigestKind, EnvelopeProbe, SignedDigest};
use super::reading::{hex, hex_hint};
use super::report::{StepReport, shown};
use super::texts::{candidates, text_of_form};
use crate::{Form, KeyRecord, Policy, Step};

/// The most that is shown of a text that must be signed.
const SHOWN: usize = 6_000;

/// A signature that verifies.
pub(super) struct Verified {
    pub(super) form: Form,
    pub(super) text: String,
    key: String,
}

/// As the platform judges it, but over the fields as they came and with the signature
/// read generously.
pub(super) fn verified(case: &Case<'_>) -> Option<Verified> {
    let signature = case.reading.signature.as_ref()?;
    case.allowed_forms().into_iter().find_map(|form| {
        let text = text_of_form(form, &case.reading.raw);
        let verifies = |record: &&KeyRecord| {
            let cipher = case.tools.cipher.as_ref();
            cipher.verify(&record.key, text.as_bytes(), signature)
        };
        let record = case.live_keys().find(verifies)?;
        let key = record.key.fingerprint.to_string();
        Some(Verified { form, text, key })
    })
}

/// The step in words. `plain` is what was encrypted, if it came to light.
pub(super) fn report(
    case: &Case<'_>,
    verified: Option<&Verified>,
    plain: Option<&[u8]>,
) -> StepReport {
    let expected = expected(case);
    let failed = |found: &str, hint: &str| {
        StepReport::failed(Step::Signature, expected.clone(), found.to_owned())
            .with_hint(hint.to_owned())
    };
    if case.encryption.policy == Policy::Off {
        let hint = "ask the operator to switch encryption on; until then every envelope gets 4122";
        return failed("encryption is off for you", hint);
    }
    if case.live_keys().next().is_none() {
        let hint = "enrol a key: GET /encryption/nonce, then POST /encryption/keys";
        return failed("you have no live key", hint);
    }
    if let Some(signed) = verified {
        let form = signed.form.as_str();
        let found = format!("that of your key {} ({form} form)", signed.key);
        return StepReport::passed(Step::Signature, expected, found);
    }
    if case.allowed_forms().is_empty() {
        return failed("an envelope of another form, by its iv", PINNED);
    }
    let Some(signature) = case.reading.signature.as_deref() else {
        return StepReport::skipped(Step::Signature, expected, "there is no signature in base64");
    };
    let (found, hint) = Search {
        case,
        signature,
        plain,
    }
    .findings();
    StepReport::failed(Step::Signature, expected, found).with_hint(hint)
}

const PINNED: &str = "only one form is allowed for you: use that, or ask the operator to change it";

fn expected(case: &Case<'_>) -> String {
    let keys: Vec<_> = case
        .live_keys()
        .map(|record| record.key.fingerprint.to_string())
        .collect();
    let keys = if keys.is_empty() {
        "a live key of yours".to_owned()
    } else {
        format!("your key {}", keys.join(" or "))
    };
    let form = case.presumed_form();
    let text = text_of_form(form, &case.reading.raw);
    let bytes = text.len();
    let kind = DigestKind::Sha256;
    let digest = hex(&case.tools.probe.digest(kind, text.as_bytes()));
    let or = if case.allowed_forms().len() > 1 {
        ", or over the same without iv"
    } else {
        ""
    };
    format!(
        "RSASSA-PKCS1-v1_5 with SHA-256 by {keys}, in standard base64, over these {bytes} bytes \
         ({} form; their SHA-256 is {digest}){or}: {}",
        form.as_str(),
        shown(&text, SHOWN)
    )
}

/// The search for what a signature is that does not verify.
struct Search<'a> {
    case: &'a Case<'a>,
    signature: &'a [u8],
    plain: Option<&'a [u8]>,
}

impl Search<'_> {
    /// What was found, and what to change.
    fn findings(&self) -> (String, Option<String>) {
        let probe = self.probe();
        let keys = &self.case.encryption.keys;
        let pkcs1 = keys.iter().find_map(|record| {
            let signed = probe.signed_digest(&record.key, self.signature)?;
            Some((record, signed))
        });
        if let Some((record, signed)) = pkcs1 {
            return self.by_pkcs1(record, &signed);
        }
        if let Some(found) = keys.iter().find_map(|record| self.by_pss(record)) {
            return found;
        }
        let mut made: Vec<_> = self
            .case
            .live_keys()
            .filter_map(|record| probe.key_bytes(&record.key))
            .collect();
        made.dedup();
        let bytes = self.signature.len();
        if made.contains(&bytes) {
            let found = "a signature that none of your keys made".to_owned();
            let hint = "sign with the private key whose public key is enrolled, as \
                        RSASSA-PKCS1-v1_5; compare fingerprints";
            return (found, Some(hint.to_owned()));
        }
        let made: Vec<_> = made.iter().map(usize::to_string).collect();
        let found = format!(
            "{bytes} bytes, where your live keys make {}",
            made.join(" or ")
        );
        let hint = hex_hint(self.case.reading.raw.signature)
            .unwrap_or("another key made it: sign with the key that is enrolled");
        (found, Some(hint.to_owned()))
    }

    fn probe(&self) -> &dyn EnvelopeProbe {
        self.case.tools.probe.as_ref()
    }

    fn by_pkcs1(&self, record: &KeyRecord, signed: &SignedDigest) -> (String, Option<String>) {
        let over = self.over(signed);
        let what = over
            .clone()
            .unwrap_or_else(|| format!("a text with the hash {}", hex(&signed.digest)));
        let kind = match signed.kind {
            Some(kind) => format!("with {}", kind.as_str()),
            None => "without naming a hash".to_owned(),
        };
        let found = format!("{}, RSASSA-PKCS1-v1_5 {kind}, over {what}", whose(record));
        let mut hints = Vec::new();
        if record.retired_at.is_some() {
            hints.push("sign with a live key; a retired one never counts again".to_owned());
        }
        if signed.kind != Some(DigestKind::Sha256) {
            hints.push("sign with SHA-256 (SHA256withRSA, RSA-SHA256)".to_owned());
        }
        if over.is_none() {
            hints.push("compare the bytes you sign with the expected ones".to_owned());
        } else if hints.is_empty() {
            hints.push("sign exactly the expected bytes".to_owned());
        }
        (found, Some(hints.join("; ")))
    }

    /// What `signed` is the hash of.
    fn over(&self, signed: &SignedDigest) -> Option<String> {
        let (reading, sent) = (&self.case.reading, self.case.question.order);
        let is = |text: &[u8]| match signed.kind {
            Some(kind) => self.probe().digest(kind, text) == signed.digest,
            None => text == signed.digest || self.is_bare_digest(text, &signed.digest),
        };
        if self.plain.is_some_and(is) {
            return Some("the text before encryption".to_owned());
        }
        let data = reading.data.as_deref();
        if data.is_some_and(|data| !data.is_empty() && is(data)) {
            return Some("the bytes of encryptedData".to_owned());
        }
        candidates(reading, sent)
            .find(|candidate| is(candidate.text.as_bytes()))
            .map(|candidate| candidate.what)
            .or_else(|| self.twice(&is))
    }

    /// Whether `digest` is a hash of `text` without its name in front.
    fn is_bare_digest(&self, text: &[u8], digest: &[u8]) -> bool {
        let own = self.probe().digest(DigestKind::Sha256, text);
        own == digest || hex(&own).as_bytes() == digest
    }

    /// Texts of the forms that were hashed or changed before they were signed.
    fn twice(&self, is: &dyn Fn(&[u8]) -> bool) -> Option<String> {
        Form::ALL.into_iter().find_map(|form| {
            let text = text_of_form(form, &self.case.reading.raw);
            let digest = self.probe().digest(DigestKind::Sha256, text.as_bytes());
            let what = if is(&digest) {
                "the SHA-256 (in bytes) of"
            } else if is(hex(&digest).as_bytes()) {
                "the SHA-256 (in hexadecimal digits) of"
            } else if is(format!("{text}\n").as_bytes()) {
                "a line break behind"
            } else {
                return None;
            };
            Some(format!("{what} the text of the {} form", form.as_str()))
        })
    }

    fn by_pss(&self, record: &KeyRecord) -> Option<(String, Option<String>)> {
        let forms = Form::ALL.into_iter();
        let tries = forms.flat_map(|form| DigestKind::ALL.map(|kind| (form, kind)));
        let (form, kind) = tries.into_iter().find(|(form, kind)| {
            let text = text_of_form(*form, &self.case.reading.raw);
            let text = text.as_bytes();
            self.probe()
                .verify_pss(&record.key, *kind, text, self.signature)
        })?;
        let found = format!(
            "{}, RSASSA-PSS with {}, over the text of the {} form",
            whose(record),
            kind.as_str(),
            form.as_str()
        );
        let hint = "sign as RSASSA-PKCS1-v1_5 with SHA-256, not PSS".to_owned();
        Some((found, Some(hint)))
    }
}

fn whose(record: &KeyRecord) -> String {
    let live = match record.retired_at {
        None => "live",
        Some(_) => "retired",
    };
    format!("a signature by your {live} key {}", record.key.fingerprint)
}
