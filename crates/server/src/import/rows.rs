//! Rows, one after the other.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use crate::failure::Failure;

/// The longest row, in bytes; no contract field comes near.
const MAX_ROW: usize = 64 * 1024;

/// Where reading gives up: a quotation mark that is never closed would otherwise
/// make one row of the rest of the file.
const MAX_UNBROKEN: usize = 1 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// One row.
#[derive(Debug)]
pub struct Row {
    /// The line it begins on, the header being on the first.
    pub line: u64,
    /// Its cells, trimmed; or why they make no row.
    pub cells: Result<Vec<String>, &'static str>,
}

/// Reads a CSV file with a header line.
pub(super) struct Rows {
    reader: csv::Reader<Guarded>,
    unbroken: Rc<Cell<usize>>,
    header: ByteRecord,
    record: ByteRecord,
}

/// Counts the bytes handed out since the last row ended.
struct Guarded {
    file: File,
    unbroken: Rc<Cell<usize>>,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let unbroken = self.unbroken.get() + count;
        if unbroken > MAX_UNBROKEN {
            return Err(io::Error::other(
                "a row does not end within 1 MiB; is a quotation mark not closed?",
            ));
        }
        self.unbroken.set(unbroken);
        Ok(count)
    }
}

impl Rows {
    /// Reads the header of `file`, which may begin with a byte order mark.
    pub(super) fn open(mut file: File) -> io::Result<Self> {
        let mut start = [0_u8; 3];
        let marked = file.read_exact(&mut start).is_ok() && start == BOM;
        file.seek(SeekFrom::Start(if marked { 3 } else { 0 }))?;
        let unbroken = Rc::new(Cell::new(0));
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Guarded {
                file,
                unbroken: Rc::clone(&unbroken),
            });
        let header = reader.byte_headers()?.clone();
        Ok(Self {
            reader,
            unbroken,
            header,
            record: ByteRecord::new(),
        })
    }

    /// The header's cells.
    pub(super) const fn header(&self) -> &ByteRecord {
        &self.header
    }

    /// How far reading has come, in bytes.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Adds rows that begin at or after `from_line` until `batch` has `most`.
    /// Whether there are any.
    pub(super) fn fill(
        &mut self,
        batch: &mut Vec<Row>,
        most: usize,
        from_line: u64,
    ) -> Result<bool, Failure> {
        while batch.len() < most {
            let begins = self.reader.position().line();
            let more = self.reader.read_byte_record(&mut self.record);
            let more = more.map_err(|error| {
                Failure::told(format!("line {begins}: {}", io::Error::from(error)))
            });
            if !more? {
                break;
            }
            self.unbroken.set(0);
            let line = self.record.position().map_or(begins, csv::Position::line);
            if line >= from_line {
                batch.push(self.row(line));
            }
        }
        Ok(!batch.is_empty())
    }

    fn row(&self, line: u64) -> Row {
        let cells = if self.record.len() != self.header.len() {
            Err("has not as many cells as the header")
        } else if self.record.as_slice().len() > MAX_ROW {
            Err("is longer than 64 KiB")
        } else {
            self.record
                .iter()
                .map(|cell| std::str::from_utf8(cell).map(|text| text.trim().to_owned()))
                .collect::<Result<_, _>>()
                .map_err(|_| "is not UTF-8")
        };
        Row { line, cells }
    }
}
