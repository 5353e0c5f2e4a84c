//! 256-bit keys as configuration carries them.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use kernel::Entropy;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// Thirty-two secret bytes. Wiped from memory when dropped, never shown.
#[derive(Clone)]
pub struct Key32(Zeroizing<[u8; 32]>);

/// The text is not a key. It repeats nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 32 bytes, written as 64 hexadecimal digits or as base64")]
pub struct KeyError;

const PADDING_OPTIONAL: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PADDING_OPTIONAL);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, PADDING_OPTIONAL);

impl Key32 {
    /// Wraps the bytes of a key.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads 64 hexadecimal digits in any case, or standard or URL-safe base64
    /// (RFC 4648) with or without padding. Blanks around it, such as the line
    /// break at the end of a file, do not matter.
    ///
    /// # Errors
    /// [`KeyError`] for any other text and any other length.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        match text.len() {
            64 => from_hex(text),
            43 | 44 => from_base64(text),
            _ => Err(KeyError),
        }
    }

    /// Draws a new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        entropy.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key in padded standard base64, as [`Key32::parse`] reads it.
    pub fn to_base64(&self) -> SecretString {
        general_purpose::STANDARD.encode(self.expose()).into()
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl fmt::Debug for Key32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key32(redacted)")
    }
}

fn from_hex(text: &str) -> Result<Key32, KeyError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        for digit in digits {
            *byte = *byte << 4 | hex_value(*digit)?;
        }
    }
    Ok(Key32(key))
}

const fn hex_value(digit: u8) -> Result<u8, KeyError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(KeyError),
    }
}

fn from_base64(text: &str) -> Result<Key32, KeyError> {
    let engine = if text.contains(['-', '_']) {
        URL_SAFE
    } else {
        STANDARD
    };
    // The decoder wants room for a whole last group of three.
    let mut room = Zeroizing::new([0_u8; 36]);
    let written = engine
        .decode_slice(text, room.as_mut_slice())
        .map_err(|_| KeyError)?;
    let bytes = room.get(..written).ok_or(KeyError)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    if bytes.len() != key.len() {
        return Err(KeyError);
    }
    key.copy_from_slice(bytes);
    Ok(Key32(key))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::entropy::SystemEntropy;

    const HEX: &str = "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";
    const BASE64: &str = "ABEiM0RVZneImaq7zN3u/wECAwQFBgcICQoLDA0OD/s=";

    #[test]
    fn hex_and_both_alphabets_of_base64_name_the_same_key() {
        let url_safe = BASE64.replace('/', "_").replace('+', "-");
        let spellings = [
            HEX.to_owned(),
            HEX.to_uppercase(),
            format!("{HEX}\n"),
            BASE64.to_owned(),
            BASE64.trim_end_matches('=').to_owned(),
            url_safe.clone(),
            url_safe.trim_end_matches('=').to_owned(),
        ];
        for spelling in spellings {
            let key = Key32::parse(&spelling).expect("a key");
            assert_eq!(key.to_base64().expose_secret(), BASE64);
        }
    }

    #[test]
    fn other_lengths_and_alphabets_are_refused() {
        let bad = [
            "",
            "00",
            &HEX[1..],
            &HEX.replace('f', "g"),
            &BASE64[1..],
            &BASE64.replace('A', "*"),
            // A 33-byte key.
            "ABEiM0RVZneImaq7zN3u/wECAwQFBgcICQoLDA0OD/sA",
            // Bits after the last byte that are not zero.
            "ABEiM0RVZneImaq7zN3u/wECAwQFBgcICQoLDA0OD/t=",
            // Both alphabets at once.
            "-BEiM0RVZneImaq7zN3u/wECAwQFBgcICQoLDA0OD/s=",
        ];
        for text in bad {
            assert_eq!(Key32::parse(text).err(), Some(KeyError), "{text}");
        }
    }

    #[test]
    fn generated_keys_differ() {
        let one = Key32::generate(&SystemEntropy);
        let other = Key32::generate(&SystemEntropy);
        assert_ne!(one.expose(), other.expose());
    }

    #[test]
    fn debug_shows_nothing() {
        let key = Key32::parse(HEX).expect("a key");
        assert_eq!(format!("{key:?}"), "Key32(redacted)");
        assert!(!format!("{:?}", key.to_base64()).contains("ABEi"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes: [u8; 32]) {
            let key = Key32::new(bytes);
            let read = Key32::parse(key.to_base64().expose_secret()).expect("a key");
            prop_assert_eq!(read.expose(), &bytes);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC{0,70}") {
            let _ = Key32::parse(&text);
        }
    }
}
