//! What the audit log records of partners' encryption.

use std::fmt::Write as _;

/// What a partner has to do about encryption, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncryptionRule {
    /// The policy, or `unset`.
    pub policy: &'static str,
    /// The one form it may use, or `any`.
    pub form: &'static str,
}

pub(crate) fn details(from: EncryptionRule, to: EncryptionRule) -> Vec<(&'static str, String)> {
    vec![
        ("from", from.policy.to_owned()),
        ("to", to.policy.to_owned()),
        ("form_from", from.form.to_owned()),
        ("form_to", to.form.to_owned()),
    ]
}

/// A fingerprint as it is printed everywhere: 64 lower-case digits.
pub(crate) fn hexadecimal(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(64);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
