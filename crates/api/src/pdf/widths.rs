//! How wide the characters of both faces are, in thousandths of the font's size
//! (Adobe Font Metrics).

use super::Face;

/// From the blank to the tilde.
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Of a character beyond ASCII: as wide as any of them.
const BEYOND: u16 = 1_000;

/// The width of encoded text at `size` points.
pub(super) fn width(text: &[u8], face: Face, size: f32) -> f32 {
    let table = match face {
        Face::Plain => &PLAIN,
        Face::Bold => &BOLD,
    };
    let of = |byte: &u8| {
        let at = usize::from(*byte).checked_sub(0x20);
        let known = at.and_then(|at| table.get(at).copied());
        f32::from(known.unwrap_or(BEYOND))
    };
    text.iter().map(of).sum::<f32>() * size / 1_000.0
}
