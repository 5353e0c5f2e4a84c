//! Lines of CSV (RFC 4180).

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};

use crate::error::{Code, Refusal};
use crate::views::{COLUMNS, Cell, LeadRow};

/// The header line of a list of leads.
pub(crate) fn header() -> Result<Vec<u8>, Refusal> {
    header_of(COLUMNS)
}

/// A header line.
pub(crate) fn header_of(columns: &[&str]) -> Result<Vec<u8>, Refusal> {
    let mut writer = writer(Vec::new());
    writer
        .write_record(columns)
        .map_err(|error| broken(&error))?;
    written(writer)
}

/// `start`, then a line for each of `rows`.
pub(crate) fn lines<'a>(
    start: Vec<u8>,
    rows: impl Iterator<Item = LeadRow<'a>>,
) -> Result<Vec<u8>, Refusal> {
    records(start, rows.map(|row| row.cells()))
}

/// `start`, then a line for each of `rows`.
pub(crate) fn records<'a>(
    start: Vec<u8>,
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
) -> Result<Vec<u8>, Refusal> {
    let mut writer = writer(start);
    for cells in rows {
        let texts = cells.iter().map(|cell| shown(cell));
        writer
            .write_record(texts.map(Cow::into_owned))
            .map_err(|error| broken(&error))?;
    }
    written(writer)
}

fn writer(start: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(start)
}

fn written(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Refusal> {
    writer.into_inner().map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::caused(Code::Internal, error)
}

fn shown<'a>(cell: &'a Cell<'a>) -> Cow<'a, str> {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Ours(text) => Cow::Borrowed(text),
        Cell::Empty => Cow::Borrowed(""),
    }
}

/// A spreadsheet runs what begins like a formula; with `'` before it, it does not.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_a_spreadsheet_would_run_are_quoted() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "John", "a=b", "'=1", "9876543210"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted_as_rfc_4180_says() {
        let mut writer = writer(Vec::new());
        writer
            .write_record(["a,b", "say \"x\"", "two\nlines", "plain"])
            .expect("memory");
        let line = String::from_utf8(written(writer).expect("memory")).expect("UTF-8");
        assert_eq!(line, "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",plain\r\n");
    }

    #[test]
    fn the_header_has_the_lists_fields() {
        let line = String::from_utf8(header().expect("memory")).expect("UTF-8");
        assert!(
            line.starts_with("id,first_name,last_name,mobile_number,pan_number,dedupe_status,")
        );
        assert!(line.ends_with(",email,application_number,days_to_disbursal\r\n"));
        assert_eq!(COLUMNS.len(), 22);
    }
}
