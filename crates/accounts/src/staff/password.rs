//! People's passwords: chosen or drawn, kept as a slow hash only.

use std::fmt;

use kernel::{Entropy, PortResult};

/// A password in clear. Never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// The text is too short or too long for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password must have 12 to 128 characters")]
pub struct PasswordError;

impl Password {
    /// The fewest characters (Unicode scalar values) of a chosen password.
    pub const MIN_CHARS: usize = 12;
    /// The most characters of a chosen password.
    pub const MAX_CHARS: usize = 128;

    /// Digits and small letters without i, l, o and u: nothing to misread.
    const ALPHABET: &'static [u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// Judges a password that somebody wants to have from now on.
    ///
    /// # Errors
    /// [`PasswordError`] unless it has 12 to 128 characters.
    pub fn chosen(text: &str) -> Result<Self, PasswordError> {
        let length = text.chars().count();
        if (Self::MIN_CHARS..=Self::MAX_CHARS).contains(&length) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PasswordError)
        }
    }

    /// Draws a one-time password: 24 letters and digits, 120 random bits.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0_u8; 24];
        entropy.fill(&mut bytes);
        let letter = |byte: u8| Self::ALPHABET.get(usize::from(byte % 32)).copied();
        let letters = bytes.into_iter().filter_map(letter);
        Self(letters.map(char::from).collect())
    }

    /// A password as somebody presents it, whatever its form.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for showing it this once or for hashing it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

/// A slow, salted hash of a password, with what it was made by.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps the stored text.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(redacted)")
    }
}

/// Hashes passwords, slowly and with a salt of its own each time. Only a few run
/// at once, because each takes memory and processor time on purpose.
pub trait PasswordHasher: Send + Sync {
    /// The hash to store.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unavailable`] when too many are waiting.
    fn hash(&self, password: &Password) -> PortResult<PasswordHash>;

    /// Whether `password` is the one hashed. `None` stands for an account that
    /// does not exist: the answer is `false` and costs as much as any other.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unavailable`] when too many are waiting;
    /// [`kernel::PortFailure::Corrupt`] when `hash` is none.
    fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> PortResult<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::SeededEntropy;

    #[test]
    fn a_chosen_password_has_12_to_128_characters() {
        for (length, good) in [
            (0, false),
            (11, false),
            (12, true),
            (128, true),
            (129, false),
        ] {
            // Two bytes each: characters are counted, not bytes.
            let text = "é".repeat(length);
            assert_eq!(Password::chosen(&text).is_ok(), good, "{length}");
        }
    }

    #[test]
    fn a_drawn_password_could_have_been_chosen_and_is_another_each_time() {
        let entropy = SeededEntropy::new(1);
        let (one, other) = (Password::draw(&entropy), Password::draw(&entropy));
        assert_ne!(one, other);
        for password in [one, other] {
            let text = password.expose();
            assert_eq!(text.len(), 24);
            assert!(
                text.bytes().all(|b| Password::ALPHABET.contains(&b)),
                "{text}"
            );
            assert_eq!(Password::chosen(text), Ok(password.clone()));
        }
    }

    #[test]
    fn neither_password_nor_hash_shows_in_debug() {
        let password = Password::presented("correct horse battery");
        let hash = PasswordHash::new("$argon2id$rest".to_owned());
        assert_eq!(
            format!("{password:?} {hash:?}"),
            "Password(redacted) PasswordHash(redacted)"
        );
    }
}
