//! The data under its key, and the text in it.

use zeroize::Zeroizing;

use super::Case;
use super::reading::hex_hint;
use super::report::StepReport;
use super::secret::Secret;
use crate::open::aad;
use crate::{AES_KEY_BYTES, Form, GcmInput, Step, TAG_BYTES};

/// The fewest bytes of a tag that are compared: with fewer, asking often enough
/// would find a tag for data of one's own making (NIST SP 800-38D, appendix C).
const FEWEST_OF_TAG: usize = 12;

/// How data differs from what the contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deviation {
    LongIv,
    ShortPackedIv,
    TagBehindData,
    TagBeforeData,
    ShortTag,
    AadPresent,
    AadMissing,
    AadOther,
}

impl Deviation {
    const fn found(self) -> &'static str {
        match self {
            Self::LongIv => "with an IV of 16 bytes",
            Self::ShortPackedIv => "with a 12-byte IV behind the key",
            Self::TagBehindData => "with the tag taken from the end of encryptedData",
            Self::TagBeforeData => "with the tag taken from the start of encryptedData",
            Self::ShortTag => "with a tag that was cut short",
            Self::AadPresent => "with partnerId as additional data",
            Self::AadMissing => "without additional data",
            Self::AadOther => "with your other id as additional data",
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Self::LongIv => "use an IV of 12 bytes in iv",
            Self::ShortPackedIv => "use an IV of 16 bytes in the packed form",
            Self::TagBehindData | Self::TagBeforeData => {
                "your library joins data and tag: send the 16 bytes of the tag as authTag alone"
            }
            Self::ShortTag => "set the tag length of GCM to 16 bytes (128 bits)",
            Self::AadPresent => "leave the additional authenticated data empty in this form",
            Self::AadMissing => {
                "pass partnerId, in UTF-8, as additional authenticated data in the packed form"
            }
            Self::AadOther => "pass partnerId exactly as it stands in the envelope",
        }
    }
}

/// Data that opened, and how.
pub(super) struct Content {
    /// `None` when only a tag cut short vouches for it.
    pub(super) plain: Option<Zeroizing<Vec<u8>>>,
    pub(super) deviations: Vec<Deviation>,
}

/// A part of a try, and what is unusual about it.
type Choice<'a, T> = (T, Option<Deviation>);

/// Opens the data with `secret` as it should open or, failing that, in another way
/// that its tag vouches for.
pub(super) fn opened(case: &Case<'_>, secret: &Secret) -> Option<Content> {
    let (key, tail) = secret.parts()?;
    let (data, tag) = (case.reading.data.as_deref()?, case.reading.tag.as_deref());
    let ivs = ivs(case, &tail);
    let aads = aads(case);
    let halves = halves(data, tag.unwrap_or_default());
    let mut tries = halves.iter().flat_map(|half| {
        let aads = aads.iter();
        aads.flat_map(|aad| ivs.iter().map(|iv| (*half, *aad, *iv)))
    });
    tries.find_map(|(half, aad, iv)| {
        let ((data, tag), (aad, other_aad), (iv, other_iv)) = (half.0, aad, iv);
        let input = GcmInput { key: &key, iv, aad };
        let plain = case.tools.cipher.decrypt(&input, data, tag)?;
        let deviations = [half.1, other_aad, other_iv];
        Some(Content {
            plain: Some(plain),
            deviations: deviations.into_iter().flatten().collect(),
        })
    })
}

/// Whether the tag is the right one cut short. The text is not looked at: so short a
/// tag does not vouch for it.
pub(super) fn opened_by_short_tag(case: &Case<'_>, secret: &Secret) -> Option<Content> {
    let (key, tail) = secret.parts()?;
    let (data, tag) = (case.reading.data.as_deref()?, case.reading.tag.as_deref()?);
    if secret.is_guessed() || !(FEWEST_OF_TAG..TAG_BYTES).contains(&tag.len()) {
        return None;
    }
    let (ivs, aads) = (ivs(case, &tail), aads(case));
    let mut tries = aads.iter().flat_map(|aad| ivs.iter().map(|iv| (*aad, *iv)));
    let (aad, iv) = tries.find(|((aad, _), (iv, _))| {
        let input = GcmInput { key: &key, iv, aad };
        full_tag(case, &input, data).is_some_and(|full| full.starts_with(tag))
    })?;
    let deviations = [Some(Deviation::ShortTag), aad.1, iv.1];
    Some(Content {
        plain: None,
        deviations: deviations.into_iter().flatten().collect(),
    })
}

/// The tag of `data`: encrypting what is encrypted decrypts it.
fn full_tag(case: &Case<'_>, input: &GcmInput<'_>, data: &[u8]) -> Option<[u8; TAG_BYTES]> {
    let cipher = case.tools.cipher.as_ref();
    let plain = Zeroizing::new(cipher.encrypt(input, data).ok()?.data);
    cipher.encrypt(input, &plain).ok().map(|output| output.tag)
}

/// The IVs there are, the right one first.
fn ivs<'a>(case: &'a Case<'_>, tail: &'a [u8]) -> Vec<Choice<'a, &'a [u8]>> {
    let field = case.reading.iv.as_deref();
    let field = field.and_then(|iv| match iv.len() {
        12 => Some((iv, None)),
        16 => Some((iv, Some(Deviation::LongIv))),
        _ => None,
    });
    let tail = match tail.len() {
        16 => Some((tail, None)),
        12 => Some((tail, Some(Deviation::ShortPackedIv))),
        _ => None,
    };
    field.into_iter().chain(tail).collect()
}

/// What may be authenticated beside the data, the right one first.
fn aads<'a>(case: &'a Case<'_>) -> Vec<Choice<'a, &'a [u8]>> {
    let id = case.reading.raw.partner_id.unwrap_or_default();
    let right = aad(case.presumed_form(), id);
    let (none, own) = if right.is_empty() {
        (None, Some(Deviation::AadPresent))
    } else {
        (Some(Deviation::AadMissing), None)
    };
    let mut aads = vec![(id.as_bytes(), own), (&[][..], none)];
    if right.is_empty() {
        aads.reverse();
    }
    let names = case.question.names.iter().map(|name| name.as_bytes());
    let others = names.filter(|name| *name != id.as_bytes());
    aads.extend(others.map(|name| (name, Some(Deviation::AadOther))));
    aads
}

/// Data and tag, first as they came, then cut out of the data.
fn halves<'a>(data: &'a [u8], tag: &'a [u8]) -> Vec<Choice<'a, (&'a [u8], &'a [u8; TAG_BYTES])>> {
    let given = tag.try_into().ok().map(|tag| ((data, tag), None));
    let behind = data.split_last_chunk::<TAG_BYTES>();
    let behind = behind.map(|half| (half, Some(Deviation::TagBehindData)));
    let before = data.split_first_chunk::<TAG_BYTES>();
    let before = before.map(|(tag, data)| ((data, tag), Some(Deviation::TagBeforeData)));
    given.into_iter().chain(behind).chain(before).collect()
}

pub(super) fn report(
    case: &Case<'_>,
    form: Form,
    secrets: &[Secret],
    content: Option<&Content>,
) -> StepReport {
    let expected = format!(
        "AES-256-GCM with the key from encryptedKey, a tag of 16 bytes in authTag, {}",
        match form {
            Form::Documented | Form::IvUnsigned =>
                "the 12 bytes of iv, and no additional authenticated data",
            Form::Packed =>
                "the 16 bytes behind the key as IV, and partnerId as additional authenticated data",
        }
    );
    if secrets.is_empty() {
        return StepReport::skipped(Step::Data, expected, "encryptedKey does not open");
    }
    let sized = |secret: &Secret| secret.parts().is_some();
    if !secrets.iter().any(sized) {
        let why = format!("encryptedKey holds no key of {AES_KEY_BYTES} bytes");
        return StepReport::skipped(Step::Data, expected, &why);
    }
    if case.reading.data.is_none() {
        return StepReport::skipped(Step::Data, expected, "there is no encryptedData in base64");
    }
    let Some(content) = content else {
        let found = "a tag that is not this data's, key's and IV's".to_owned();
        let hint = hex_hint(case.reading.raw.encrypted_data).unwrap_or(
            "check that data, tag, key and IV come from one and the same encryption, and that \
             the mode is GCM",
        );
        return StepReport::failed(Step::Data, expected, found).with_hint(hint.to_owned());
    };
    if content.deviations.is_empty() {
        let found = "the tag is right".to_owned();
        return StepReport::passed(Step::Data, expected, found);
    }
    let joined = |words: fn(Deviation) -> &'static str, by: &str| {
        let words: Vec<_> = content.deviations.iter().copied().map(words).collect();
        words.join(by)
    };
    let found = format!("opens {}", joined(Deviation::found, " and "));
    StepReport::failed(Step::Data, expected, found).with_hint(joined(Deviation::hint, "; "))
}
