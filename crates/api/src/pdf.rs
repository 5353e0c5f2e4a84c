//! Paper: A4 pages of text and rules as a PDF (ISO 32000-1), in the fonts every
//! reader has. Text beyond their characters prints as `?` (`winansi`).

mod paper;
mod widths;
mod winansi;

pub(crate) use paper::{Face, LEFT, Paper, RIGHT};

#[cfg(test)]
mod tests;
