//! What makes events ready, with the fakes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{FakeVault, SeededEntropy};

/// Every one draws other ids.
static DRAWN: AtomicU64 = AtomicU64::new(0x706f_7374);

/// Makes events ready to be kept; each call's have ids of their own.
pub fn fake_post() -> webhooks::Post {
    webhooks::Post {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(DRAWN.fetch_add(1, Ordering::Relaxed))),
    }
}
