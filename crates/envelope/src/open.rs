//! Opening an envelope: the order of work (contract `envelope.md`).

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Entropy, ReplayMark};
use zeroize::Zeroizing;

use crate::form::AES_KEY_BYTES;
use crate::{Correspondent, Envelope, EnvelopeCipher, Fingerprint, Form, GcmInput, PublicKey};

/// The oldest an envelope may be.
pub const OLDEST: TimeDelta = TimeDelta::minutes(5);

/// The furthest its clock may be ahead of ours.
pub const AHEAD: TimeDelta = TimeDelta::seconds(60);

/// The step at which an envelope was refused, in the order of work. Nobody outside
/// learns which, but for partners that practise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The fields' shape.
    Shape,
    /// `partnerId` is not the sender.
    Partner,
    /// Too old, or too far ahead.
    Timestamp,
    /// No live key of the sender made the signature over any text it may use.
    Signature,
    /// `encryptedKey` does not open, or holds no key.
    Key,
    /// The data's tag is wrong.
    Data,
    /// What was encrypted is not one JSON object.
    Text,
    /// It was taken before.
    Replay,
}

impl Step {
    /// Its name, for counts and the doctor.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Partner => "partner_id",
            Self::Timestamp => "timestamp",
            Self::Signature => "signature",
            Self::Key => "encrypted_key",
            Self::Data => "encrypted_data",
            Self::Text => "json",
            Self::Replay => "replay",
        }
    }
}

/// Who may have sealed an envelope.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The partner ids that may stand in it, compared without regard to case.
    pub names: &'a [&'a str],
    /// The sender's live keys.
    pub keys: &'a [PublicKey],
    /// The one form it may use; `None` allows all.
    pub form: Option<Form>,
}

/// What opening works with.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Cryptography.
    pub cipher: &'a dyn EnvelopeCipher,
    /// Draws decoys.
    pub entropy: &'a dyn Entropy,
    /// Whether a text is one JSON object without duplicate keys. Where it finds a fault
    /// early it should read as much of something else, so that its time tells nothing.
    pub is_object: &'a dyn Fn(&[u8]) -> bool,
}

/// An envelope that is all it should be, replays apart.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The text.
    pub plain: Zeroizing<Vec<u8>>,
    /// Names the envelope.
    pub mark: ReplayMark,
    /// Where an answer goes.
    pub sender: Correspondent,
}

/// Opens `envelope` at `now`. A wrong signature and all before it end the work at
/// once; what comes after it takes the same time whichever step fails, with every
/// one of our keys.
///
/// # Errors
/// The [`Step`] that failed; of several own keys the one that came furthest.
pub fn open(
    tools: Tools<'_>,
    envelope: &Envelope,
    sender: &Sender<'_>,
    now: DateTime<Utc>,
) -> Result<Opened, Step> {
    let named = |name: &&str| name.eq_ignore_ascii_case(&envelope.partner_id);
    if !sender.names.iter().any(named) {
        return Err(Step::Partner);
    }
    let until = fresh_until(envelope, now).ok_or(Step::Timestamp)?;
    let signed = signature(tools.cipher, envelope, sender).ok_or(Step::Signature)?;
    let (plain, own) = content(tools, envelope, signed.form)?;
    Ok(Opened {
        plain,
        mark: ReplayMark {
            hash: tools.cipher.sha256(signed.text.as_bytes()),
            until,
        },
        sender: Correspondent {
            partner_id: envelope.partner_id.clone(),
            form: signed.form,
            key: signed.key.clone(),
            own,
        },
    })
}

/// When `envelope` will be too old; `None` when it is or comes from the future. At
/// the age of [`OLDEST`] it still counts, a millisecond later it does not.
pub(crate) fn fresh_until(envelope: &Envelope, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let sealed = DateTime::from_timestamp_millis(envelope.timestamp)?;
    let age = now.signed_duration_since(sealed);
    let until = sealed.checked_add_signed(OLDEST + TimeDelta::milliseconds(1))?;
    (age <= OLDEST && age >= -AHEAD).then_some(until)
}

/// A signature that is right.
struct Signed<'a> {
    form: Form,
    text: String,
    key: &'a PublicKey,
}

fn signature<'a>(
    cipher: &dyn EnvelopeCipher,
    envelope: &Envelope,
    sender: &Sender<'a>,
) -> Option<Signed<'a>> {
    possible_forms(envelope)
        .iter()
        .filter(|form| sender.form.is_none_or(|only| only == **form))
        .find_map(|form| {
            let text = crate::signed_text(*form, envelope);
            let right = |key: &&PublicKey| cipher.verify(key, text.as_bytes(), &envelope.signature);
            let key = sender.keys.iter().find(right)?;
            Some(Signed {
                form: *form,
                text,
                key,
            })
        })
}

/// The forms an envelope may be of by its `iv`.
pub(crate) const fn possible_forms(envelope: &Envelope) -> &'static [Form] {
    if envelope.iv.is_some() {
        &[Form::Documented, Form::IvUnsigned]
    } else {
        &[Form::Packed]
    }
}

/// The text, and which of our keys opened it.
fn content(
    tools: Tools<'_>,
    envelope: &Envelope,
    form: Form,
) -> Result<(Zeroizing<Vec<u8>>, Fingerprint), Step> {
    let mut furthest = Step::Key;
    for own in tools.cipher.own_keys() {
        let own = own.public.fingerprint;
        match content_by(tools, &own, envelope, form) {
            Ok(plain) => return Ok((plain, own)),
            Err(step) => furthest = furthest.max(step),
        }
    }
    Err(furthest)
}

/// Every failure does the work of every other: a key that nobody knows and a made-up
/// text stand in for those that are not there. Both are made in any case.
fn content_by(
    tools: Tools<'_>,
    own: &Fingerprint,
    envelope: &Envelope,
    form: Form,
) -> Result<Zeroizing<Vec<u8>>, Step> {
    let mut decoy = Zeroizing::new(vec![0_u8; form.wrapped_bytes()]);
    tools.entropy.fill(&mut decoy);
    let found = tools.cipher.unwrap_key(own, &envelope.encrypted_key);
    let found = found.filter(|secret| secret.len() == form.wrapped_bytes());
    let is_key = found.is_some();
    let secret = found.unwrap_or(decoy);
    let decoy = decoy_text(envelope.encrypted_data.len());
    let found = decrypted(tools.cipher, envelope, form, &secret);
    let is_data = found.is_some();
    let plain = found.unwrap_or(decoy);
    let is_text = (tools.is_object)(&plain);
    match (is_key, is_data, is_text) {
        (true, true, true) => Ok(plain),
        (false, _, _) => Err(Step::Key),
        (_, false, _) => Err(Step::Data),
        (_, _, false) => Err(Step::Text),
    }
}

pub(crate) fn decrypted(
    cipher: &dyn EnvelopeCipher,
    envelope: &Envelope,
    form: Form,
    secret: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (key, packed_iv) = secret.split_first_chunk::<AES_KEY_BYTES>()?;
    let input = GcmInput {
        key,
        iv: envelope.iv.as_ref().map_or(packed_iv, |iv| iv.as_slice()),
        aad: aad(form, &envelope.partner_id),
    };
    cipher.decrypt(&input, &envelope.encrypted_data, &envelope.auth_tag)
}

/// What is authenticated beside the data.
pub(crate) fn aad(form: Form, partner_id: &str) -> &[u8] {
    match form {
        Form::Documented | Form::IvUnsigned => &[],
        Form::Packed => partner_id.as_bytes(),
    }
}

/// JSON of at most `length` bytes (2 at least), with as much to read as a lead. No object: it
/// lacks its end, for a reader takes longer to complain than to agree. A judge of texts
/// ([`Tools::is_object`]) reads of it what a fault has saved it.
pub fn decoy_text(length: usize) -> Zeroizing<Vec<u8>> {
    const FIELD: usize = "\"field000000\":\"invented value\",".len();
    let mut text = Zeroizing::new(Vec::with_capacity(length.max(2)));
    text.push(b'{');
    let mut number = 0_u32;
    while text.len() + FIELD < length {
        text.extend_from_slice(format!("\"field{number:06}\":\"invented value\",").as_bytes());
        number += 1;
    }
    if text.last() == Some(&b',') {
        text.pop();
    }
    text.push(b' ');
    text
}
