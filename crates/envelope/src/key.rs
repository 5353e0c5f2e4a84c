//! Public keys and their names.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// SHA-256 of a key's `SubjectPublicKeyInfo` (RFC 5280, section 4.1) in DER;
/// printed as 64 hexadecimal digits. The `kid` of a platform key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Wraps the hash.
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Reads 64 hexadecimal digits in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut hash = [0_u8; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(hash))
    }

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// The shortest RSA key, in bits.
pub const FEWEST_BITS: usize = 2048;

/// The longest RSA key, in bits.
pub const MOST_BITS: usize = 4096;

/// An RSA public key of 2048 to 4096 bits, as [`crate::EnvelopeCipher`] read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name.
    pub fingerprint: Fingerprint,
    /// Its `SubjectPublicKeyInfo` in DER.
    pub spki: Vec<u8>,
}

impl PublicKey {
    /// The key as PEM (RFC 7468, section 13).
    pub fn to_pem(&self) -> String {
        let encoded = STANDARD.encode(&self.spki);
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        let mut rest = encoded.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        pem
    }
}

/// The public half of one of our own keys, with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKey {
    /// The key.
    pub public: PublicKey,
    /// The modulus, big-endian without leading zeros (member `n` of RFC 7518,
    /// section 6.3.1).
    pub modulus: Vec<u8>,
    /// The exponent, likewise (member `e`).
    pub exponent: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_printed() {
        let hash = std::array::from_fn(|at| u8::try_from(at * 7).expect("small"));
        let fingerprint = Fingerprint::new(hash);
        let text = fingerprint.to_string();
        assert!(text.starts_with("00070e15"));
        assert_eq!(Fingerprint::parse(&text), Some(fingerprint));
        assert_eq!(Fingerprint::parse(&text.to_uppercase()), Some(fingerprint));
    }

    #[test]
    fn other_texts_are_no_fingerprints() {
        let sixty_four = "0".repeat(64);
        for text in ["", "00", &sixty_four[1..], &"0".repeat(65), &"+".repeat(64)] {
            assert_eq!(Fingerprint::parse(text), None, "{text}");
        }
        assert_eq!(Fingerprint::parse(&"é".repeat(32)), None);
    }

    #[test]
    fn pem_has_lines_of_sixty_four() {
        let key = PublicKey {
            fingerprint: Fingerprint::new([0; 32]),
            spki: vec![0x30; 100],
        };
        let pem = key.to_pem();
        let lines: Vec<usize> = pem.lines().map(str::len).collect();
        assert_eq!(lines, [26, 64, 64, 8, 24]);
        assert!(pem.ends_with("-----END PUBLIC KEY-----\n"));
    }
}
