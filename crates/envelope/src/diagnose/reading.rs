//! Fields read as generously as possible.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use crate::{Envelope, Form, RawEnvelope};

/// How bytes were written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Standard,
    UrlSafe,
    /// Standard, but for the padding or the bits behind the last byte.
    Loose,
    Blanks,
    Hex,
}

impl Writing {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard base64",
            Self::UrlSafe => "url-safe base64",
            Self::Loose => "base64 with wrong padding",
            Self::Blanks => "base64 with blanks or line breaks",
            Self::Hex => "hexadecimal digits",
        }
    }

    /// What to do about it.
    pub(super) const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Standard => None,
            Self::UrlSafe => Some("use standard base64: + and /, not - and _, with = at the end"),
            Self::Loose => Some("pad base64 with = to a multiple of four characters"),
            Self::Blanks => Some("write base64 in one line without blanks"),
            Self::Hex => Some("write bytes in standard base64, not as hexadecimal digits"),
        }
    }
}

const LOOSE: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const LOOSE_STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LOOSE);
const LOOSE_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LOOSE);

/// The bytes `text` stands for, however it was written. Of texts that may be
/// hexadecimal as well as base64, those of 24 digits and more are hexadecimal.
pub(super) fn written(text: &str) -> Option<(Vec<u8>, Writing)> {
    if text.len() >= 24
        && let Some(bytes) = from_hex(text)
    {
        return Some((bytes, Writing::Hex));
    }
    if let Ok(bytes) = STANDARD.decode(text) {
        return Some((bytes, Writing::Standard));
    }
    let close: String = text.split_ascii_whitespace().collect();
    let blanks = close.len() < text.len();
    let loose = LOOSE_STANDARD.decode(&close).ok();
    let loose = loose.map(|bytes| {
        (
            bytes,
            if blanks {
                Writing::Blanks
            } else {
                Writing::Loose
            },
        )
    });
    loose.or_else(|| Some((LOOSE_URL_SAFE.decode(&close).ok()?, Writing::UrlSafe)))
}

/// What to say of a field that is right base64 by accident, being hexadecimal.
pub(super) fn hex_hint(text: Option<&str>) -> Option<&'static str> {
    match written(text?)? {
        (_, Writing::Hex) => Writing::Hex.hint(),
        _ => None,
    }
}

/// The bytes of hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// An envelope as far as it can be read. Where its shape is right, the bytes are those
/// the platform works with.
pub(super) struct Reading<'a> {
    pub(super) raw: RawEnvelope<'a>,
    pub(super) well_formed: bool,
    pub(super) timestamp: Option<i64>,
    pub(super) key: Option<Vec<u8>>,
    pub(super) data: Option<Vec<u8>>,
    pub(super) tag: Option<Vec<u8>>,
    pub(super) iv: Option<Vec<u8>>,
    pub(super) signature: Option<Vec<u8>>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(raw: RawEnvelope<'a>) -> Self {
        match Envelope::parse(&raw) {
            Ok(envelope) => Self {
                raw,
                well_formed: true,
                timestamp: Some(envelope.timestamp),
                key: Some(envelope.encrypted_key),
                data: Some(envelope.encrypted_data),
                tag: Some(envelope.auth_tag.to_vec()),
                iv: envelope.iv.map(|iv| iv.to_vec()),
                signature: Some(envelope.signature),
            },
            Err(_) => Self {
                raw,
                well_formed: false,
                timestamp: raw.timestamp.and_then(|text| text.parse().ok()),
                key: bytes(raw.encrypted_key),
                data: bytes(raw.encrypted_data),
                tag: bytes(raw.auth_tag),
                iv: bytes(raw.iv),
                signature: bytes(raw.signature),
            },
        }
    }

    /// The forms it may be of by its `iv`, as `open` has it.
    pub(super) const fn possible_forms(&self) -> &'static [Form] {
        if self.raw.iv.is_some() {
            &[Form::Documented, Form::IvUnsigned]
        } else {
            &[Form::Packed]
        }
    }
}

fn bytes(text: Option<&str>) -> Option<Vec<u8>> {
    text.and_then(written).map(|(bytes, _)| bytes)
}
