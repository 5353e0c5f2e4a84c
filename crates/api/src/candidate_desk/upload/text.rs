//! The text of a file, whatever program wrote it.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::fault::FileFault;

/// The text `bytes` are: in UTF-8 or UTF-16, with a byte order mark or without. Without one
/// it is UTF-16 if every other byte of its beginning is 0: a header begins with a letter
/// of ASCII.
///
/// # Errors
/// [`FileFault::Encoding`] for anything else, and for text that is broken anywhere.
pub(super) fn decode(mut bytes: Vec<u8>) -> Result<String, FileFault> {
    let (encoding, mark): (&'static Encoding, usize) = match *bytes.as_slice() {
        // What begins like UTF-16, and is UTF-32.
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Err(FileFault::Encoding),
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        [first, 0, second, 0, ..] if first != 0 && second != 0 => (UTF_16LE, 0),
        [0, first, 0, second, ..] if first != 0 && second != 0 => (UTF_16BE, 0),
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
            return utf8(bytes);
        }
        _ => return utf8(bytes),
    };
    let text = bytes.get(mark..).unwrap_or_default();
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(text);
    decoded
        .map(std::borrow::Cow::into_owned)
        .ok_or(FileFault::Encoding)
}

/// Takes the bytes as they are: a copy would need as much again.
fn utf8(bytes: Vec<u8>) -> Result<String, FileFault> {
    String::from_utf8(bytes).map_err(|_| FileFault::Encoding)
}

#[cfg(test)]
mod tests;
