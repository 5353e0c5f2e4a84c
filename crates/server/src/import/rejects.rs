//! The list of refused rows: line, id, columns and reasons, no personal data
//! beyond the id.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use lender::FieldError;

/// What becomes of a list that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// It is of an earlier run, and outdated.
    Replaced,
    /// This run adds to it.
    AddedTo,
    /// Its first bytes stay: an interrupted run was as far when this one goes on.
    KeptTo(u64),
}

/// Written when there is something to write.
pub(super) struct Rejects {
    path: PathBuf,
    before: Before,
    file: Option<csv::Writer<File>>,
}

impl Rejects {
    /// `FILE.rejects.csv`, beside the input.
    pub(super) fn path_for(file: &Path) -> PathBuf {
        let mut name: OsString = file.as_os_str().to_owned();
        name.push(".rejects.csv");
        name.into()
    }

    /// The list at `path`.
    ///
    /// # Errors
    /// When what shall stay of it cannot be had.
    pub(super) fn new(path: PathBuf, before: Before) -> io::Result<Self> {
        let mut rejects = Self {
            path,
            before,
            file: None,
        };
        // Lines of what will be imported again must not wait for the next entry.
        if matches!(before, Before::KeptTo(bytes) if bytes > 0) {
            rejects.file = Some(rejects.open()?);
        }
        Ok(rejects)
    }

    /// How long a list there is, in bytes.
    pub(super) fn length(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |about| about.len())
    }

    /// Lists a row and everything that is wrong with its fields.
    pub(super) fn add(
        &mut self,
        line: u64,
        id: Option<i64>,
        errors: &[FieldError],
    ) -> io::Result<()> {
        let joined = |part: fn(&FieldError) -> &str| -> String {
            errors.iter().map(part).collect::<Vec<_>>().join("; ")
        };
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        self.write(&[
            &line.to_string(),
            &id,
            &joined(|error| error.field),
            &joined(|error| &error.reason),
        ])
    }

    /// Lists a row that is none.
    pub(super) fn add_broken(&mut self, line: u64, reason: &str) -> io::Result<()> {
        self.write(&[&line.to_string(), "", "", reason])
    }

    fn write(&mut self, cells: &[&str; 4]) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.open()?,
        };
        file.write_record(cells)?;
        self.file = Some(file);
        Ok(())
    }

    /// Brings the list to the disk. Its length in bytes.
    pub(super) fn sync(&mut self) -> io::Result<u64> {
        let Some(file) = &mut self.file else {
            return Ok(0);
        };
        file.flush()?;
        file.get_ref().sync_data()?;
        Ok(file.get_ref().metadata()?.len())
    }

    /// Ends the list. Its path, if it has entries; a list that has none is
    /// removed.
    pub(super) fn finish(mut self) -> io::Result<Option<PathBuf>> {
        if let Some(file) = &mut self.file {
            file.flush()?;
            return Ok(Some(self.path));
        }
        if self.before == Before::AddedTo && self.path.exists() {
            return Ok(Some(self.path));
        }
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(None),
        }
    }

    fn open(&self) -> io::Result<csv::Writer<File>> {
        let mut options = OpenOptions::new();
        let file = options
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)?;
        match self.before {
            Before::Replaced => file.set_len(0)?,
            Before::AddedTo => {}
            Before::KeptTo(bytes) => file.set_len(bytes)?,
        }
        let begins = file.metadata()?.len() == 0;
        let mut file = csv::WriterBuilder::new().from_writer(file);
        if begins {
            file.write_record(["line", "id", "column", "reason"])?;
        }
        Ok(file)
    }
}
