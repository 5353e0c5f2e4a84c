//! What may happen once.

use chrono::{DateTime, Utc};

/// Names a message that is taken once and refused ever after. Whoever keeps marks
/// may forget one at [`ReplayMark::until`], because the message is too old by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayMark {
    /// SHA-256 of what the message's sender signed.
    pub hash: [u8; 32],
    /// When the message is refused for its age alone.
    pub until: DateTime<Utc>,
}
