//! The characters of the standard fonts: `WinAnsiEncoding` (ISO 32000-1, annex D).

/// What stands for a character the fonts lack.
pub(super) const LACKING: u8 = b'?';

/// 0x80 to 0x9F; a blank is no character.
const UPPER: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// `text` in the fonts' encoding, and whether a character was lacking. The rupee
/// sign is written `Rs`.
pub(super) fn encode(text: &str) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut lacking = false;
    for c in text.chars() {
        match byte_of(c) {
            Some(byte) => bytes.push(byte),
            None if c == '₹' => bytes.extend_from_slice(b"Rs"),
            None => {
                lacking = true;
                bytes.push(LACKING);
            }
        }
    }
    (bytes, lacking)
}

fn byte_of(c: char) -> Option<u8> {
    if matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}') {
        return u8::try_from(u32::from(c)).ok();
    }
    let at = UPPER.iter().position(|upper| *upper == c)?;
    u8::try_from(0x80 + at).ok()
}
