//! The rows of a file (CSV, RFC 4180, as leniently as spreadsheets write it).

use candidates::{Judge, RowFault};
use csv::{Reader, ReaderBuilder, StringRecord};
use memchr::memchr_iter;

use super::columns::Columns;
use super::fault::FileFault;

/// Hands every row of `text` to `judge`, which is told the line it begins on.
///
/// # Errors
/// [`FileFault`] when the file as a whole cannot be taken.
pub(super) fn read(text: &str, judge: &mut Judge) -> Result<(), FileFault> {
    let mut rows = Rows::of(text);
    let mut cells = StringRecord::new();
    if rows.next(&mut cells)?.is_none() {
        return Err(FileFault::Empty);
    }
    let columns = Columns::find(&cells)?;
    while let Some(place) = rows.next(&mut cells)? {
        let row = columns.row(place.line, &cells);
        if place.unclosed {
            judge.refuse(place.line, row.email, RowFault::Unclosed)?;
        } else if cells.len() == columns.count {
            judge.take(row)?;
        } else {
            let fault = RowFault::Columns {
                found: cells.len(),
                expected: columns.count,
            };
            judge.refuse(place.line, row.email, fault)?;
        }
    }
    Ok(())
}

/// Where a row lies, and whether it has an end.
struct Place {
    line: u32,
    unclosed: bool,
}

struct Rows<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Up to where lines are counted.
    at: usize,
    /// On which line that is.
    line: u32,
}

impl<'a> Rows<'a> {
    fn of(text: &'a str) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self {
            text,
            reader,
            at: 0,
            line: 1,
        }
    }

    /// Reads the next row that is no blank line; `None` at the end of the file.
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>, FileFault> {
        loop {
            let begin = self.offset();
            // It is a text, and rows may have any number of cells: nothing can go wrong.
            let more = self.reader.read_record(cells);
            if !more.map_err(|_| FileFault::Encoding)? {
                return Ok(None);
            }
            if cells.len() > 1 || cells.get(0).is_some_and(|cell| !cell.trim().is_empty()) {
                return Ok(Some(self.place(begin, cells)));
            }
        }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }

    /// Where the row lies that was read from `begin`. The line feed of the row before and
    /// blank lines may lie between.
    fn place(&mut self, begin: usize, cells: &StringRecord) -> Place {
        let end = self.offset().min(self.text.len());
        let read = self.text.get(begin..end).unwrap_or_default();
        let row = read.trim_start_matches(['\r', '\n']);
        self.count_to(end - row.len());
        Place {
            line: self.line,
            unclosed: unclosed(row, cells, end == self.text.len()),
        }
    }

    /// Counts the lines up to `to`. A line ends with CR LF, LF or CR.
    fn count_to(&mut self, to: usize) {
        let passed = self.text.as_bytes().get(self.at..to).unwrap_or_default();
        let feeds = memchr_iter(b'\n', passed).count();
        let alone = |two: &[u8]| matches!(two, [b'\r', next] if *next != b'\n');
        // A row never begins between CR and LF, so the last byte is not one of two.
        let returns = passed.windows(2).filter(|two| alone(two)).count();
        let last = usize::from(passed.last() == Some(&b'\r'));
        let lines = u32::try_from(feeds + returns + last).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        self.at = to;
    }
}

/// Whether `row` ends only because the file does, or swallowed lines that are not its own:
/// then its quotation marks do not come in pairs. Elsewhere one may stand for itself.
fn unclosed(row: &str, cells: &StringRecord, last: bool) -> bool {
    const BREAKS: [char; 2] = ['\r', '\n'];
    let swallowed = cells.iter().next_back().unwrap_or_default();
    let open = !row.ends_with(BREAKS) || swallowed.ends_with(BREAKS);
    let long = row.trim_end_matches(BREAKS).contains(BREAKS);
    (long || (last && open)) && memchr_iter(b'"', row.as_bytes()).count() % 2 == 1
}

#[cfg(test)]
mod tests;
