//! What uploads under way may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Code, Refusal};

/// What all uploads under way may take together, in bytes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct UploadSpace {
    left: Arc<AtomicUsize>,
}

/// 128 MB: a dozen of the longest documents at a time, or very many small ones.
impl Default for UploadSpace {
    fn default() -> Self {
        Self {
            left: Arc::new(AtomicUsize::new(128 * 1024 * 1024)),
        }
    }
}

/// What one upload took; given back when dropped.
pub(crate) struct Taken {
    space: UploadSpace,
    bytes: usize,
}

impl Taken {
    /// Nothing yet.
    pub(crate) fn none(space: UploadSpace) -> Self {
        Self { space, bytes: 0 }
    }

    /// Takes `more`, if there is as much.
    pub(crate) fn take(&mut self, more: usize) -> Result<(), Refusal> {
        let less = |left: usize| left.checked_sub(more);
        let left = &self.space.left;
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .map_err(|_| Refusal::caused(Code::Unavailable, &"too many uploads at once"))?;
        self.bytes += more;
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.space.left.fetch_add(self.bytes, Ordering::Relaxed);
    }
}
