//! The bytes of documents: files in a folder of their own.
//!
//! The folder is nobody else's (0700), and so are the files (0600). What is in them is
//! encrypted before it comes here.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use accounts::{DocumentFiles, FileName};
use kernel::{PortFailure, PortResult};

/// What a file is called while it is being written.
const UNFINISHED: &str = ".part";

/// Documents in a folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct DocumentFolder {
    folder: PathBuf,
}

impl DocumentFolder {
    /// The folder `documents` in `data_dir`, made when it is first needed.
    pub fn in_data_dir(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("documents"),
        }
    }

    fn path(&self, name: &FileName) -> PathBuf {
        self.folder.join(name.as_str())
    }

    fn written(&self, name: &FileName, bytes: &[u8]) -> std::io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        let unfinished = self.folder.join(format!("{}{UNFINISHED}", name.as_str()));
        let written = write_durably(&unfinished, bytes).and_then(|()| {
            fs::rename(&unfinished, self.path(name))?;
            // The name is as durable as what it leads to.
            File::open(&self.folder)?.sync_all()
        });
        if written.is_err() {
            // What cannot be removed either is swept later.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    fn idle(&self, age: Duration) -> std::io::Result<Vec<FileName>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            // By the machine's clock, which wrote the times: how far the process lives from
            // it does not matter.
            let written = entry.metadata().and_then(|about| about.modified());
            let idle = written.ok().and_then(|written| written.elapsed().ok());
            if idle.is_none_or(|idle| idle < age) {
                continue;
            }
            if let Some(name) = FileName::parse(name) {
                names.push(name);
            } else if name
                .strip_suffix(UNFINISHED)
                .and_then(FileName::parse)
                .is_some()
            {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(names)
    }
}

impl DocumentFiles for DocumentFolder {
    fn write(&self, name: &FileName, bytes: &[u8]) -> PortResult<()> {
        self.written(name, bytes).map_err(|error| away(&error))
    }

    fn read(&self, name: &FileName) -> PortResult<Vec<u8>> {
        fs::read(self.path(name)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => PortFailure::corrupt("partner_documents.file_name"),
            _ => away(&error),
        })
    }

    fn remove(&self, name: &FileName) -> PortResult<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(away(&error)),
            _ => Ok(()),
        }
    }

    fn older_than(&self, age: Duration) -> PortResult<Vec<FileName>> {
        self.idle(age).map_err(|error| away(&error))
    }
}

/// Makes the file at `path`, which nobody else may have made.
fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The error's kind; its text may name a path.
fn away(error: &std::io::Error) -> PortFailure {
    PortFailure::Unavailable(format!("documents: {}", error.kind()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const NAME: &str = "0123456789abcdef0123456789abcdef";

    fn folder() -> (tempfile::TempDir, DocumentFolder, FileName) {
        let data = tempfile::TempDir::new().unwrap();
        let folder = DocumentFolder::in_data_dir(data.path());
        (data, folder, FileName::parse(NAME).unwrap())
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_read_by_nobody_else_and_can_be_removed() {
        let (data, folder, name) = folder();
        assert_eq!(folder.older_than(Duration::ZERO), Ok(Vec::new()));
        assert!(folder.read(&name).is_err());
        folder.write(&name, b"sealed").unwrap();
        assert_eq!(folder.read(&name), Ok(b"sealed".to_vec()));
        let path = data.path().join("documents");
        assert_eq!((mode(&path), mode(&path.join(NAME))), (0o700, 0o600));
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);

        folder.remove(&name).unwrap();
        folder.remove(&name).unwrap();
        let gone = PortFailure::corrupt("partner_documents.file_name");
        assert_eq!(folder.read(&name), Err(gone));
    }

    #[test]
    fn only_files_of_some_age_are_told_and_unfinished_ones_are_removed() {
        let (data, folder, name) = folder();
        folder.write(&name, b"sealed").unwrap();
        let documents = data.path().join("documents");
        for other in [format!("{NAME}.part"), "README".to_owned()] {
            fs::write(documents.join(other), b"x").unwrap();
        }
        assert_eq!(folder.older_than(Duration::from_mins(1)), Ok(Vec::new()));
        assert_eq!(fs::read_dir(&documents).unwrap().count(), 3);
        assert_eq!(folder.older_than(Duration::ZERO), Ok(vec![name]));
        assert_eq!(fs::read_dir(&documents).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_told_without_its_path() {
        let data = tempfile::TempDir::new().unwrap();
        fs::write(data.path().join("documents"), b"no folder").unwrap();
        let folder = DocumentFolder::in_data_dir(data.path());
        let name = FileName::parse(NAME).unwrap();
        match folder.write(&name, b"sealed") {
            Err(PortFailure::Unavailable(text)) => assert!(!text.contains('/'), "{text}"),
            other => panic!("{other:?}"),
        }
    }
}
