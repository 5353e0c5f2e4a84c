//! The list of refused rows: line, id and reasons, no personal data beyond the id.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

/// Written when there is something to write. A list of an earlier run is
/// replaced, or added to when this run goes on where that one broke off.
pub(super) struct Rejects {
    path: PathBuf,
    adds: bool,
    file: Option<csv::Writer<File>>,
}

impl Rejects {
    /// The list at `path`; `adds` to what is there already.
    pub(super) const fn new(path: PathBuf, adds: bool) -> Self {
        Self {
            path,
            adds,
            file: None,
        }
    }

    /// Lists a row.
    pub(super) fn add(&mut self, line: u64, id: Option<i64>, reasons: &str) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.open()?,
        };
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        file.write_record([line.to_string().as_str(), id.as_str(), reasons])?;
        self.file = Some(file);
        Ok(())
    }

    /// Hands the list over to the operating system.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), csv::Writer::flush)
    }

    /// Ends the list. Its path, if it has entries; a list that has none is
    /// removed.
    pub(super) fn finish(mut self) -> io::Result<Option<PathBuf>> {
        self.flush()?;
        if self.file.is_some() || (self.adds && self.path.exists()) {
            return Ok(Some(self.path));
        }
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(None),
        }
    }

    fn open(&self) -> io::Result<csv::Writer<File>> {
        let goes_on = self.adds && self.path.exists();
        let mut options = OpenOptions::new();
        options.create(true).mode(0o600);
        let file = if goes_on {
            options.append(true).open(&self.path)?
        } else {
            options.write(true).truncate(true).open(&self.path)?
        };
        let mut file = csv::Writer::from_writer(file);
        if !goes_on {
            file.write_record(["line", "id", "reasons"])?;
        }
        Ok(file)
    }
}
