//! How far an import has come, kept in `FILE.progress` beside the input, so that
//! the same command after a crash begins where the crash came.
//!
//! The bookmark is written after rows were committed, never before. It may
//! therefore lag behind the database, which does no harm: a message received
//! again changes nothing. It must not run ahead: it names a row that was kept,
//! and whoever goes on asks the database for that row first. Another database,
//! or this one restored from an older backup, does not know it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use kernel::FieldVault;
use serde::{Deserialize, Serialize};

use super::rows::Place;
use super::{Kind, Tally};

/// How much of a file's beginning is hashed.
const BEGINNING: usize = 64 * 1024;

/// Which file a bookmark lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    kind: Kind,
    size: u64,
    /// Last change, nanoseconds since 1970.
    changed: (i64, i64),
    /// SHA-256 of its first 64 KiB.
    beginning: [u8; 32],
}

impl Source {
    /// Looks at `file`.
    pub(super) fn of(kind: Kind, file: &File, vault: &dyn FieldVault) -> io::Result<Self> {
        let about = file.metadata()?;
        let length = usize::try_from(about.len()).map_or(BEGINNING, |size| size.min(BEGINNING));
        let mut beginning = vec![0_u8; length];
        file.read_exact_at(&mut beginning, 0)?;
        Ok(Self {
            kind,
            size: about.len(),
            changed: (about.mtime(), about.mtime_nsec()),
            beginning: *vault.digest(&beginning).as_bytes(),
        })
    }

    /// Its size in bytes.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }
}

/// How far an import has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bookmark {
    source: Source,
    /// Everything before it is settled.
    pub(super) next: Place,
    /// Where a row begins that the database kept; the last of them.
    pub(super) kept: Place,
    /// What came of the rows before `next`.
    pub(super) tally: Tally,
    /// Bytes of the list of refused rows.
    pub(super) rejects: u64,
}

impl Bookmark {
    /// A bookmark in `source`.
    pub(super) const fn new(
        source: Source,
        next: Place,
        kept: Place,
        tally: Tally,
        rejects: u64,
    ) -> Self {
        Self {
            source,
            next,
            kept,
            tally,
            rejects,
        }
    }
}

/// Where the bookmark of a file is kept.
pub(super) struct Shelf {
    path: PathBuf,
}

impl Shelf {
    /// `FILE.progress`.
    pub(super) fn beside(file: &Path) -> Self {
        let mut name: OsString = file.as_os_str().to_owned();
        name.push(".progress");
        Self { path: name.into() }
    }

    /// The bookmark, if there is a readable one and it lies in `source`.
    pub(super) fn take(&self, source: &Source) -> Option<Bookmark> {
        let bookmark: Bookmark = serde_json::from_slice(&fs::read(&self.path).ok()?).ok()?;
        let fits = bookmark.source == *source && bookmark.next.byte <= source.size;
        fits.then_some(bookmark)
    }

    /// Puts `bookmark` in the place of the one before, whole or not at all.
    pub(super) fn put(&self, bookmark: &Bookmark) -> io::Result<()> {
        let mut name: OsString = self.path.as_os_str().to_owned();
        name.push(".new");
        let fresh = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&fresh)?;
        file.write_all(&serde_json::to_vec(bookmark)?)?;
        file.sync_data()?;
        fs::rename(&fresh, &self.path)
    }

    /// Removes the bookmark: there is nothing left to go on with.
    pub(super) fn clear(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
