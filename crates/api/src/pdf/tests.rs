use super::*;

use lopdf::Document;

fn text(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let texts = pages.iter().map(|page| document.extract_text(&[*page]));
    texts.map(|text| text.expect("text")).collect()
}

#[test]
fn pages_are_numbered_and_footed() {
    let mut paper = Paper::new();
    let mut pages = 1;
    for nth in 0..150 {
        paper.left(LEFT, Face::Plain, 10.0, &format!("row {nth}"));
        pages += u32::from(paper.down(12.0));
    }
    assert_eq!(pages, 3);
    let texts = text(&paper.finish("A title", "The foot"));
    assert_eq!(texts.len(), 3);
    for (at, text) in texts.iter().enumerate() {
        assert!(text.contains(&format!("Page {} of 3", at + 1)), "{text}");
        assert!(text.contains("The foot"), "{text}");
    }
    assert!(texts[0].contains("row 0") && texts[2].contains("row 149"));
}

#[test]
fn what_the_fonts_lack_is_seen_to_be_lacking() {
    let mut paper = Paper::new();
    paper.left(LEFT, Face::Plain, 10.0, "Müller & Söhne – ₹ 5 (€)");
    let texts = text(&paper.finish("t", "f"));
    assert!(texts[0].contains("Müller & Söhne – Rs 5 (€)"), "{texts:?}");
    assert!(!texts[0].contains("lack"), "{texts:?}");

    let mut paper = Paper::new();
    paper.left(LEFT, Face::Plain, 10.0, "आशा Rao");
    let texts = text(&paper.finish("t", "f"));
    assert!(texts[0].contains("??? Rao"), "{texts:?}");
    assert!(texts[0].contains("fonts lack"), "{texts:?}");
}

#[test]
fn long_text_goes_on_below() {
    let mut paper = Paper::new();
    let words = vec!["word"; 60].join(" ");
    paper.wrapped(LEFT, RIGHT, Face::Plain, 10.0, &words);
    paper.down(20.0);
    paper.wrapped(LEFT, RIGHT, Face::Plain, 10.0, &"x".repeat(300));
    let texts = text(&paper.finish("t", "f")).concat();
    assert_eq!(texts.matches("word").count(), 60);
    assert_eq!(texts.matches('x').count(), 300);
    assert!(texts.lines().all(|line| line.len() < 130), "{texts}");
}
