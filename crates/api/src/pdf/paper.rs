//! Pages under the pen.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::widths::width;
use super::winansi::encode;

/// A4 in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;

/// Where text begins and ends, in points from the left.
pub(crate) const LEFT: f32 = 48.0;
pub(crate) const RIGHT: f32 = WIDTH - LEFT;

/// The first line of a page, in points from the bottom.
const TOP: f32 = HEIGHT - 56.0;

/// Nothing but the footer stands below this.
const BOTTOM: f32 = 64.0;
const FOOTER: f32 = 36.0;
const FOOTER_SIZE: f32 = 8.0;

/// A face of the one family that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Plain,
    Bold,
}

impl Face {
    const fn name(self) -> Name<'static> {
        match self {
            Self::Plain => Name(b"Plain"),
            Self::Bold => Name(b"Bold"),
        }
    }
}

/// A document being written from top to bottom.
pub(crate) struct Paper {
    pages: Vec<Content>,
    page: Content,
    y: f32,
    lacking: bool,
}

impl Paper {
    /// A first, empty page.
    pub(crate) fn new() -> Self {
        Self {
            pages: Vec::new(),
            page: Content::new(),
            y: TOP,
            lacking: false,
        }
    }

    /// Goes `points` down. True if that began another page.
    pub(crate) fn down(&mut self, points: f32) -> bool {
        self.y -= points;
        if self.y >= BOTTOM {
            return false;
        }
        let full = std::mem::replace(&mut self.page, Content::new());
        self.pages.push(full);
        self.y = TOP;
        true
    }

    /// Writes from `x` on.
    pub(crate) fn left(&mut self, x: f32, face: Face, size: f32, text: &str) {
        let bytes = self.encoded(text);
        let y = self.y;
        show(&mut self.page, (x, y), face, size, &bytes);
    }

    /// Writes up to `x`.
    pub(crate) fn right(&mut self, x: f32, face: Face, size: f32, text: &str) {
        let bytes = self.encoded(text);
        let at = (x - width(&bytes, face, size), self.y);
        show(&mut self.page, at, face, size, &bytes);
    }

    /// Writes from `x` on in as many lines as it takes not to pass `end`, and
    /// stays on the last one.
    pub(crate) fn wrapped(&mut self, x: f32, end: f32, face: Face, size: f32, text: &str) {
        for (nth, line) in lines(text, face, size, end - x).iter().enumerate() {
            if nth > 0 {
                self.down(size * 1.3);
            }
            self.left(x, face, size, line);
        }
    }

    /// Draws a line across, `above` points over the foot of the text.
    pub(crate) fn rule(&mut self, above: f32) {
        let y = self.y + above;
        let page = &mut self.page;
        page.set_line_width(0.6).set_stroke_gray(0.6);
        page.move_to(LEFT, y).line_to(RIGHT, y).stroke();
    }

    fn encoded(&mut self, text: &str) -> Vec<u8> {
        let (bytes, lacking) = encode(text);
        self.lacking |= lacking;
        bytes
    }

    /// The document, `title` in its properties; every page's foot says `foot` and
    /// which page it is.
    pub(crate) fn finish(mut self, title: &str, foot: &str) -> Vec<u8> {
        if self.lacking {
            self.down(24.0);
            let note = "? stands for a character this document's fonts lack.";
            self.left(LEFT, Face::Plain, FOOTER_SIZE, note);
        }
        let (foot, _) = encode(foot);
        let mut pages = self.pages;
        pages.push(self.page);
        let count = pages.len();
        for (at, page) in pages.iter_mut().enumerate() {
            let (number, _) = encode(&format!("Page {} of {count}", at + 1));
            let x = RIGHT - width(&number, Face::Plain, FOOTER_SIZE);
            show(page, (LEFT, FOOTER), Face::Plain, FOOTER_SIZE, &foot);
            show(page, (x, FOOTER), Face::Plain, FOOTER_SIZE, &number);
        }
        bound(pages, title)
    }
}

fn show(page: &mut Content, (x, y): (f32, f32), face: Face, size: f32, text: &[u8]) {
    page.begin_text();
    page.set_font(face.name(), size).next_line(x, y);
    page.show(Str(text)).end_text();
}

/// `text` in lines of at most `most` points, broken at blanks where possible.
fn lines(text: &str, face: Face, size: f32, most: f32) -> Vec<String> {
    let fits = |line: &str| width(&encode(line).0, face, size) <= most;
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if !line.is_empty() && !fits(&format!("{line}{c}")) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

/// The pages bound to a document.
fn bound(pages: Vec<Content>, title: &str) -> Vec<u8> {
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    let (plain, bold) = (next.bump(), next.bump());
    let pages: Vec<(Ref, Ref, Content)> = pages
        .into_iter()
        .map(|page| (next.bump(), next.bump(), page))
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr("en-IN"));
    pdf.document_info(info).title(TextStr(title));
    pdf.pages(tree)
        .kids(pages.iter().map(|(id, ..)| *id))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (font, base) in [(plain, "Helvetica"), (bold, "Helvetica-Bold")] {
        pdf.type1_font(font)
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (id, content, page) in pages {
        let mut leaf = pdf.page(id);
        leaf.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT));
        leaf.parent(tree).contents(content);
        let mut resources = leaf.resources();
        let mut fonts = resources.fonts();
        fonts.pair(Face::Plain.name(), plain);
        fonts.pair(Face::Bold.name(), bold);
        fonts.finish();
        resources.finish();
        leaf.finish();
        pdf.stream(content, &page.finish());
    }
    pdf.finish()
}
