use super::*;

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec()
}

fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    for (kind, content) in [(b"IHDR", &header[..]), (b"IDAT", b"xyz"), (b"IEND", b"")] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

fn jpeg() -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab".to_vec();
    bytes.extend(b"\xff\xff\xc0\x00\x05abc\xff\xda\x00\x03a");
    bytes.extend(b"scan\xff\x00scan\xff\xd9");
    bytes
}

fn judged(bytes: Vec<u8>) -> Result<MediaType, FileError> {
    JudgedFile::judge(bytes, None, None).map(|file| file.media())
}

#[test]
fn the_three_are_told_by_their_content() {
    assert_eq!(judged(pdf()), Ok(MediaType::Pdf));
    assert_eq!(judged(png()), Ok(MediaType::Png));
    assert_eq!(judged(jpeg()), Ok(MediaType::Jpeg));
    let with_trailer = [jpeg(), b"of a camera".to_vec()].concat();
    assert_eq!(judged(with_trailer), Ok(MediaType::Jpeg));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_lies_or_is_damaged_is_refused() {
    let html = b"<html><script>alert(1)</script>".to_vec();
    let cut = |mut bytes: Vec<u8>, by: usize| {
        bytes.truncate(bytes.len() - by);
        bytes
    };
    let mut without_size = png();
    without_size[19] = 0;
    let mut gif = pdf();
    gif[..4].copy_from_slice(b"GIF8");
    for (what, bytes) in [
        ("html", html.clone()),
        ("html before a pdf", [html.clone(), pdf()].concat()),
        ("a newline before a pdf", [b"\n".to_vec(), pdf()].concat()),
        ("a pdf without an end", cut(pdf(), 6)),
        (
            "a pdf with much behind it",
            [pdf(), vec![b' '; 2_000]].concat(),
        ),
        ("a pdf of version 9", b"%PDF-9.0 %%EOF".to_vec()),
        ("html before a png", [html.clone(), png()].concat()),
        ("html behind a png", [png(), html.clone()].concat()),
        ("a png cut off", cut(png(), 1)),
        ("a png of no size", without_size),
        ("a signature and nothing else", png()[..8].to_vec()),
        ("a jpeg without an end", cut(jpeg(), 2)),
        (
            "two bytes of a jpeg and html",
            [b"\xff\xd8".to_vec(), html].concat(),
        ),
        ("a start and an end", b"\xff\xd8\xff\xd9".to_vec()),
        ("a gif", gif),
        ("a program", b"\x7fELF\x02\x01\x01".to_vec()),
        ("an archive", b"PK\x03\x04".to_vec()),
        (
            "an svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        ),
    ] {
        assert_eq!(judged(bytes), Err(FileError::Content), "{what}");
    }
    assert_eq!(judged(Vec::new()), Err(FileError::Empty));
    let mut long = pdf();
    long.splice(9..9, vec![b' '; JudgedFile::MOST_BYTES]);
    assert_eq!(judged(long.clone()), Err(FileError::TooLong));
    long.drain(9..=pdf().len() + 8 - 9);
    long.truncate(JudgedFile::MOST_BYTES);
    let end = long.len() - 5;
    long[end..].copy_from_slice(b"%%EOF");
    assert_eq!(judged(long), Ok(MediaType::Pdf));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_a_sender_says_must_agree() {
    let judge = |bytes, name, declared| JudgedFile::judge(bytes, name, declared).map(|f| f.media());
    for declared in [
        "application/pdf",
        "APPLICATION/PDF; x=y",
        "application/octet-stream",
        "",
    ] {
        assert_eq!(
            judge(pdf(), None, Some(declared)),
            Ok(MediaType::Pdf),
            "{declared}"
        );
    }
    for declared in ["image/png", "text/html", "image/svg+xml", "application"] {
        assert_eq!(
            judge(pdf(), None, Some(declared)),
            Err(FileError::Declared),
            "{declared}"
        );
    }
    for name in [
        "pan.pdf",
        "PAN.PDF",
        "pan",
        "contract v1.2",
        "passwd",
        "a.html.pdf",
    ] {
        assert_eq!(judge(pdf(), Some(name), None), Ok(MediaType::Pdf), "{name}");
    }
    for name in ["pan.png", "pan.html", "pan.pdf.exe", "x.php", "x.js"] {
        assert_eq!(
            judge(pdf(), Some(name), None),
            Err(FileError::Declared),
            "{name}"
        );
    }
    for name in ["a.jpg", "a.JPEG", "a.jfif"] {
        assert_eq!(
            judge(jpeg(), Some(name), Some("image/jpg")),
            Ok(MediaType::Jpeg)
        );
    }
}

#[test]
fn nothing_a_stranger_sends_brings_it_down() {
    for whole in [pdf(), png(), jpeg()] {
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let _ = judged(bytes);
            }
            let _ = judged(whole[..at].to_vec());
        }
    }
}
