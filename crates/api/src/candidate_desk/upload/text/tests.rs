use super::*;

const TEXT: &str = "firstname,é家😀\r\n";

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    units
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

fn marked(mark: &[u8], bytes: &[u8]) -> Vec<u8> {
    [mark, bytes].concat()
}

#[test]
fn texts_are_read_in_every_encoding_with_and_without_a_mark() {
    for bytes in [
        TEXT.as_bytes().to_vec(),
        marked(&[0xef, 0xbb, 0xbf], TEXT.as_bytes()),
        marked(&[0xff, 0xfe], &utf16(TEXT, false)),
        marked(&[0xfe, 0xff], &utf16(TEXT, true)),
        utf16(TEXT, false),
        utf16(TEXT, true),
    ] {
        assert_eq!(decode(bytes.clone()).as_deref(), Ok(TEXT), "{bytes:?}");
    }
    for empty in [&[][..], &[0xef, 0xbb, 0xbf], &[0xff, 0xfe], &[0xfe, 0xff]] {
        assert_eq!(decode(empty.to_vec()).as_deref(), Ok(""));
    }
    // One mark is a mark; a second is part of the text.
    let twice = marked(&[0xef, 0xbb, 0xbf], "\u{feff}x".as_bytes());
    assert_eq!(decode(twice).as_deref(), Ok("\u{feff}x"));
}

#[test]
fn anything_else_is_no_text() {
    let utf32: Vec<u8> = TEXT
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    for bytes in [
        // Latin 1, Windows 1252, a broken sequence, a ZIP (what a spreadsheet is).
        b"firstname,lastname\nJos\xe9,x".to_vec(),
        b"firstname\n\x93x\x94".to_vec(),
        b"firstname\n\xf0\x9f\x98".to_vec(),
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5".to_vec(),
        // Half a unit, half a pair.
        marked(&[0xff, 0xfe], b"f\0i"),
        marked(&[0xff, 0xfe], &[0x3d, 0xd8]),
        marked(&[0xfe, 0xff], &[0xd8, 0x3d, 0, b'x']),
        marked(&[0xff, 0xfe, 0, 0], &utf32),
        marked(&[0, 0, 0xfe, 0xff], &utf32),
        vec![0xff; 10],
    ] {
        assert_eq!(decode(bytes.clone()), Err(FileFault::Encoding), "{bytes:?}");
    }
}
