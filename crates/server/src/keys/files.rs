//! Generated secrets on disk.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::{ExposeSecret as _, SecretString};

/// Tells drafts of one process apart. Processes that share the directory may even
/// share a process id (in containers), so a draft's name is never taken for free.
static DRAFTS: AtomicU32 = AtomicU32::new(0);

/// More drafts than ever lie about.
const ATTEMPTS: u32 = 1000;

/// The secret at `path`; `None` where there is none.
pub(super) fn read(path: &Path) -> io::Result<Option<SecretString>> {
    match std::fs::read_to_string(path) {
        Ok(text) if text.trim().is_empty() => Err(io::Error::other("the file is empty")),
        Ok(text) => Ok(Some(text.trim().into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The secret at `path`, which is made first if there is none. Whoever comes at
/// the same time gets the same secret, for a finished draft appears under its
/// name in one step and never replaces another. File 0600, directory 0700.
pub(super) fn read_or_create(
    path: &Path,
    make: impl FnOnce() -> SecretString,
) -> io::Result<Option<SecretString>> {
    if let Some(found) = read(path)? {
        return Ok(Some(found));
    }
    let directory = path.parent().unwrap_or_else(|| Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let (draft, file) = new_draft(path)?;
    let linked = write(file, &make()).and_then(|()| std::fs::hard_link(&draft, path));
    // A draft left behind is only litter.
    let _ = std::fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(directory)?.sync_all()?;
    read(path)
}

fn new_draft(path: &Path) -> io::Result<(PathBuf, File)> {
    for _ in 0..ATTEMPTS {
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = path.with_extension(format!("{}-{number}.draft", std::process::id()));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft);
        match file {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many drafts lie about"))
}

fn write(mut file: File, secret: &SecretString) -> io::Result<()> {
    file.write_all(secret.expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
