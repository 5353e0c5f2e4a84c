//! Rows, one after the other.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The longest row, in bytes; no contract field comes near.
const MAX_ROW: usize = 64 * 1024;

/// Where reading gives up: a quotation mark that is never closed would otherwise
/// make one row of the rest of the file.
const MAX_UNBROKEN: usize = 1 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Somewhere between two rows: where reading can begin again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Bytes of the file before it.
    pub(super) byte: u64,
    /// One more than the line feeds before it.
    pub(super) line: u64,
}

/// Where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Where reading it began. Blank lines may lie between here and the row.
    pub(super) begin: Place,
    /// Where reading it ended. A line feed that closes a CR LF lies behind.
    pub(super) end: Place,
    /// Line feeds between quotation marks.
    inner: u64,
}

impl Span {
    /// The line the row begins on, the header being on the first. Counted from the
    /// row's end, because of the blank lines; `file` tells how the row ended.
    pub(super) fn line(&self, file: &File) -> io::Result<u64> {
        let mut last = [0_u8];
        file.read_exact_at(&mut last, self.end.byte.saturating_sub(1))?;
        let closing = u64::from(last == *b"\n");
        Ok(self.end.line.saturating_sub(self.inner + closing))
    }
}

/// Reads a CSV file with a header line.
pub(super) struct Rows {
    reader: csv::Reader<Guarded>,
    header: ByteRecord,
    /// Where `reader` began.
    base: Place,
    record: ByteRecord,
}

/// Counts the bytes handed out since the last row ended.
struct Guarded {
    file: File,
    unbroken: usize,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.unbroken += count;
        if self.unbroken > MAX_UNBROKEN {
            return Err(io::Error::other(
                "a row does not end within 1 MiB; is a quotation mark not closed?",
            ));
        }
        Ok(count)
    }
}

impl Rows {
    /// Reads the header of `file`, which may begin with a byte order mark.
    pub(super) fn open(mut file: File) -> io::Result<Self> {
        let mut start = [0_u8; 3];
        file.rewind()?;
        let marked = file.read_exact(&mut start).is_ok() && start == BOM;
        let base = Place {
            byte: if marked { 3 } else { 0 },
            line: 1,
        };
        let mut rows = Self::begin(file, base, ByteRecord::new())?;
        rows.reader.read_byte_record(&mut rows.header)?;
        rows.reader.get_mut().unbroken = 0;
        Ok(rows)
    }

    /// Goes on at `place`.
    pub(super) fn skip_to(self, place: Place) -> io::Result<Self> {
        Self::begin(self.reader.into_inner().file, place, self.header)
    }

    fn begin(mut file: File, base: Place, header: ByteRecord) -> io::Result<Self> {
        file.seek(SeekFrom::Start(base.byte))?;
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Guarded { file, unbroken: 0 });
        Ok(Self {
            reader,
            header,
            base,
            record: ByteRecord::new(),
        })
    }

    /// The header's cells.
    pub(super) const fn header(&self) -> &ByteRecord {
        &self.header
    }

    /// Where reading has come to.
    pub(super) fn place(&self) -> Place {
        let position = self.reader.position();
        Place {
            byte: self.base.byte + position.byte(),
            line: self.base.line + position.line() - 1,
        }
    }

    /// Reads a row and tells where it lies; `None` at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read, or a row has no end.
    pub(super) fn next(&mut self) -> Result<Option<Span>, Failure> {
        let begin = self.place();
        let more = self.reader.read_byte_record(&mut self.record);
        let more = more.map_err(|error| {
            Failure::told(format!("line {}: {}", begin.line, io::Error::from(error)))
        });
        if !more? {
            return Ok(None);
        }
        self.reader.get_mut().unbroken = 0;
        let feeds = self.record.as_slice().iter().filter(|byte| **byte == b'\n');
        Ok(Some(Span {
            begin,
            end: self.place(),
            inner: u64::try_from(feeds.count()).unwrap_or(u64::MAX),
        }))
    }

    /// The cells of the row that was read; or why they make no row.
    pub(super) fn cells(&self) -> Result<StringRecord, &'static str> {
        if self.record.len() != self.header.len() {
            Err("has not as many cells as the header")
        } else if self.record.as_slice().len() > MAX_ROW {
            Err("is longer than 64 KiB")
        } else {
            StringRecord::from_byte_record(self.record.clone()).map_err(|_| "is not UTF-8")
        }
    }
}
