//! Mails as files, for whoever has no server to send them.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use notices::{Mail, Mailer, SendError};

use crate::Sender;
use crate::message::MessageError;

/// More mails of one second than ever.
const MOST_OF_A_SECOND: u32 = 100_000;

/// Writes every mail to a file of its own, `<time>-<number>.eml`; the time is that of
/// what it tells of, in UTC. Folder and files are their owner's alone, for there are
/// links in them that open doors.
#[derive(Debug, Clone)]
pub struct FileMailer {
    folder: PathBuf,
    sender: Sender,
}

impl FileMailer {
    /// Mails from `sender` as files in `folder`, which is made with the first of them.
    pub const fn new(folder: PathBuf, sender: Sender) -> Self {
        Self { folder, sender }
    }

    /// A finished draft appears under its name in one step and never replaces a file.
    fn write(&self, mail: &Mail, bytes: &[u8]) -> io::Result<PathBuf> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        let draft = self.folder.join(format!(".{}.draft", mail.reference));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        let placed = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| self.place(mail, &draft));
        // A draft left behind is only litter.
        let _ = std::fs::remove_file(&draft);
        let path = placed?;
        File::open(&self.folder)?.sync_all()?;
        Ok(path)
    }

    fn place(&self, mail: &Mail, draft: &Path) -> io::Result<PathBuf> {
        let time = mail.at.format("%Y%m%dT%H%M%SZ");
        for number in 1..=MOST_OF_A_SECOND {
            let path = self.folder.join(format!("{time}-{number}.eml"));
            match std::fs::hard_link(draft, &path) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Mailer for FileMailer {
    fn send(&self, mail: &Mail) -> Result<Option<String>, SendError> {
        let message = self.sender.message(mail).map_err(MessageError::into_send)?;
        let path = self
            .write(mail, &message.formatted())
            .map_err(|error| SendError::Later(format!("cannot be written: {}", error.kind())))?;
        Ok(Some(path.display().to_string()))
    }
}

impl MessageError {
    /// Nothing about the mail will change.
    pub(crate) fn into_send(self) -> SendError {
        let reason = match self {
            Self::Recipient => "the recipient's address is none that mail can be sent to",
            Self::Form => "the mail has no form that could be sent",
        };
        SendError::Never(reason.to_owned())
    }
}

#[cfg(test)]
mod tests;
