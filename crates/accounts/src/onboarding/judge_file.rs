//! What a file is, told by its content alone.

use super::MediaType;

/// A file that is what it has to be: PDF, PNG or JPEG, at most [`JudgedFile::MOST_BYTES`]
/// long.
#[derive(Clone, PartialEq, Eq)]
pub struct JudgedFile {
    bytes: Vec<u8>,
    media: MediaType,
}

impl std::fmt::Debug for JudgedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JudgedFile({}, {} bytes)", self.media, self.bytes.len())
    }
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// Longer than [`JudgedFile::MOST_BYTES`].
    #[error("must have at most 10 MB")]
    TooLong,
    /// Neither of the three, or damaged.
    #[error("must be a PDF, PNG or JPEG file that is whole")]
    Content,
    /// The sender says it is something else.
    #[error("is not of the type it is said to be")]
    Declared,
}

impl JudgedFile {
    /// The most bytes: 10 MB.
    pub const MOST_BYTES: usize = 10 * 1024 * 1024;

    /// Judges `bytes`, which their sender calls `name` and says to be of the type
    /// `declared`, if it says so.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn judge(
        bytes: Vec<u8>,
        name: Option<&str>,
        declared: Option<&str>,
    ) -> Result<Self, FileError> {
        if bytes.is_empty() {
            return Err(FileError::Empty);
        }
        if bytes.len() > Self::MOST_BYTES {
            return Err(FileError::TooLong);
        }
        let media = media_of(&bytes).ok_or(FileError::Content)?;
        let agrees = declared.is_none_or(|declared| is_called(media, declared))
            && name.is_none_or(|name| may_end_so(media, name));
        if agrees {
            Ok(Self { bytes, media })
        } else {
            Err(FileError::Declared)
        }
    }

    /// What it is.
    pub const fn media(&self) -> MediaType {
        self.media
    }

    /// How long it is, in bytes.
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never: an empty file is none.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn media_of(bytes: &[u8]) -> Option<MediaType> {
    if is_pdf(bytes) {
        Some(MediaType::Pdf)
    } else if is_png(bytes) {
        Some(MediaType::Png)
    } else if is_jpeg(bytes) {
        Some(MediaType::Jpeg)
    } else {
        None
    }
}

/// A header at the very beginning, whatever readers forgive, and an end near the end
/// (ISO 32000-2, 7.5.2 and 7.5.5).
fn is_pdf(bytes: &[u8]) -> bool {
    const TAIL: usize = 1024;
    let tail = bytes.len().saturating_sub(TAIL);
    let versioned = matches!(
        bytes,
        [
            b'%',
            b'P',
            b'D',
            b'F',
            b'-',
            b'1' | b'2',
            b'.',
            b'0'..=b'9',
            ..
        ]
    );
    versioned
        && bytes
            .get(tail..)
            .is_some_and(|tail| tail.windows(5).any(|five| five == b"%%EOF"))
}

/// The signature, a first chunk IHDR with a width and a height, chunks that follow each
/// other, one IDAT at least, IEND, and nothing after (ISO/IEC 15948, 5).
fn is_png(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") else {
        return false;
    };
    let mut nth = 0_usize;
    let mut has_data = false;
    while let Some((kind, content, after)) = chunk(rest) {
        if (kind == b"IHDR") != (nth == 0) || (nth == 0 && !has_dimensions(content)) {
            return false;
        }
        has_data |= kind == b"IDAT";
        if kind == b"IEND" {
            return has_data && after.is_empty();
        }
        (rest, nth) = (after, nth.saturating_add(1));
    }
    false
}

/// The first chunk: its type, its content, and what follows its check sum.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (content, rest) = rest.split_at_checked(length)?;
    let (_, rest) = rest.split_first_chunk::<4>()?;
    Some((kind, content, rest))
}

fn has_dimensions(header: &[u8]) -> bool {
    let Some((width, rest)) = header.split_first_chunk::<4>() else {
        return false;
    };
    let Some((height, _)) = rest.split_first_chunk::<4>() else {
        return false;
    };
    header.len() == 13 && *width != [0; 4] && *height != [0; 4]
}

/// A start, segments that follow each other up to the first scan, a frame among them, and
/// an end somewhere after (ISO/IEC 10918-1, B.1). Cameras append what they like behind it.
fn is_jpeg(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\xff\xd8") else {
        return false;
    };
    let mut has_frame = false;
    while let Some((marker, after)) = segment(rest) {
        has_frame |= matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf);
        if marker == 0xda {
            return has_frame && after.windows(2).any(|two| two == b"\xff\xd9");
        }
        rest = after;
    }
    false
}

/// The first segment's marker, and what follows it.
fn segment(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let rest = bytes.strip_prefix(b"\xff")?;
    // Any number of 0xff may fill the space between.
    let filled = rest.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, rest) = rest.get(filled..)?.split_first()?;
    let (length, _) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    // Neither a second start, an end, nor a restart stands here; lengths count themselves.
    if !matches!(marker, 0xc0..=0xcf | 0xda..=0xfe) || length < 2 {
        return None;
    }
    Some((*marker, rest.get(length..)?))
}

/// Whether `declared` is a name of `media`, or says nothing.
fn is_called(media: MediaType, declared: &str) -> bool {
    let essence = declared.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let aliases: &[&str] = match media {
        MediaType::Pdf => &["application/x-pdf"],
        MediaType::Png => &["image/x-png"],
        MediaType::Jpeg => &["image/jpg", "image/pjpeg"],
    };
    essence.is_empty()
        || essence == "application/octet-stream"
        || essence == media.as_str()
        || aliases.contains(&essence.as_str())
}

/// Whether a file of `media` may be called `name`: what looks like an extension, two to
/// five letters, must be one of its own.
fn may_end_so(media: MediaType, name: &str) -> bool {
    let Some((_, extension)) = name.rsplit_once('.') else {
        return true;
    };
    let extension = extension.to_ascii_lowercase();
    let letters = extension.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !letters || !(2..=5).contains(&extension.len()) {
        return true;
    }
    let own: &[&str] = match media {
        MediaType::Pdf => &["pdf"],
        MediaType::Png => &["png"],
        MediaType::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
    };
    own.contains(&extension.as_str())
}

#[cfg(test)]
mod tests;
