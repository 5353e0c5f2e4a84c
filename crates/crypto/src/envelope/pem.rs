//! PEM (RFC 7468), one block.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The bytes of the one block that `text` is, when it is labelled `label`. Lines
/// may have any length and end as they like; nothing may stand before, between or
/// after them but blanks.
pub(super) fn read(label: &str, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let body = text
        .trim()
        .strip_prefix("-----BEGIN ")?
        .strip_prefix(label)?
        .strip_prefix("-----")?
        .strip_suffix("-----")?
        .strip_suffix(label)?
        .strip_suffix("-----END ")?;
    let mut digits = Zeroizing::new(String::with_capacity(body.len()));
    for line in body.lines() {
        digits.push_str(line.trim());
    }
    // As large as ever needed, so that no copy stays behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len()));
    STANDARD.decode_vec(digits.as_str(), &mut bytes).ok()?;
    Some(bytes)
}

/// Writes `bytes` as a block, in lines of 64.
pub(super) fn write(label: &str, bytes: &[u8]) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(bytes.len() * 4 / 3 + 4));
    STANDARD.encode_string(bytes, &mut digits);
    let mut pem = Zeroizing::new(String::with_capacity(
        digits.len() + digits.len() / 64 + 128,
    ));
    for part in ["-----BEGIN ", label, "-----\n"] {
        pem.push_str(part);
    }
    let mut rest = digits.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    for part in ["-----END ", label, "-----\n"] {
        pem.push_str(part);
    }
    pem
}
