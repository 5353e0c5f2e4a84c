//! Secrets on disk.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::{ExposeSecret as _, SecretString};

/// Tells drafts of one process apart. Processes that share the directory may even
/// share a process id (in containers), so a draft's name is never taken for free.
static DRAFTS: AtomicU32 = AtomicU32::new(0);

/// More drafts than ever lie about.
const ATTEMPTS: u32 = 1000;

/// Many times what a key of 4096 bits takes.
const MOST_BYTES: u64 = 64 * 1024;

/// For the owner alone.
pub(super) const PRIVATE: u32 = 0o600;

/// Permissions that only the owner may have.
const OTHERS: u32 = 0o077;

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
/// the same time gets the same secret. File 0600, directory 0700.
pub(super) fn read_or_create(
    path: &Path,
    make: impl FnOnce() -> io::Result<SecretString>,
) -> io::Result<Option<SecretString>> {
    if let Some(found) = read(path)? {
        return Ok(Some(found));
    }
    let secret = make()?;
    match create(path, PRIVATE, &format_line(&secret)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    read(path)
}

/// The text of a file that nobody but its owner may read.
///
/// # Errors
/// Why it cannot be read, or who else can; to stand behind the file's name.
pub(super) fn read_private(path: &Path) -> Result<SecretString, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {}", error.kind());
    let file = File::open(path).map_err(unreadable)?;
    // Of the file that is open: the name may mean another one a moment later.
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    if mode & OTHERS != 0 {
        let mode = mode & 0o777;
        return Err(format!(
            "is open to others (mode {mode:04o}): make it {PRIVATE:04o} (chmod 600)"
        ));
    }
    let mut text = String::new();
    file.take(MOST_BYTES)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    Ok(text.into())
}

/// Makes the file `path` with `mode`, and directories above it for the owner alone.
/// A finished draft appears under its name in one step and never replaces a file.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where there is something under that name.
pub(crate) fn create(path: &Path, mode: u32, text: &SecretString) -> io::Result<()> {
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let (draft, file) = new_draft(path)?;
    let linked = write(file, mode, text).and_then(|()| std::fs::hard_link(&draft, path));
    // A draft left behind is only litter.
    let _ = std::fs::remove_file(&draft);
    linked?;
    File::open(directory)?.sync_all()
}

fn new_draft(path: &Path) -> io::Result<(PathBuf, File)> {
    for _ in 0..ATTEMPTS {
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = path.with_extension(format!("{}-{number}.draft", std::process::id()));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(PRIVATE)
            .open(&draft);
        match file {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many drafts lie about"))
}

fn write(mut file: File, mode: u32, text: &SecretString) -> io::Result<()> {
    file.write_all(text.expose_secret().as_bytes())?;
    if mode != PRIVATE {
        // Whatever the process's mask says.
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    file.sync_all()
}

fn format_line(secret: &SecretString) -> SecretString {
    format!("{}\n", secret.expose_secret().trim_end()).into()
}
