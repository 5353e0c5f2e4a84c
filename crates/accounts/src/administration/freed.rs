//! What a deletion leaves of what names a partner and of what it holds.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BlindIndex, PartnerUuid};

use crate::sign_in::whole_seconds;

/// Ends the index of every deleted partner.
const MARK: &[u8; 16] = b"a deleted one's.";

/// What a deleted partner has for the index of its e-mail address: its identity and a
/// mark. No address hashes to it, it is nobody else's, and it is the same under every
/// index key.
pub fn freed_email_index(partner: PartnerUuid) -> BlindIndex {
    let mut bytes = [0; 32];
    let (identity, mark) = bytes.split_at_mut(16);
    identity.copy_from_slice(partner.get().as_bytes());
    mark.copy_from_slice(MARK);
    BlindIndex::new(bytes)
}

/// From when on tokens count again after all were ended at `at`: tokens say when they
/// were issued in whole seconds, rounded down, so it is the next second.
pub fn tokens_end(at: DateTime<Utc>) -> DateTime<Utc> {
    whole_seconds(at) + TimeDelta::seconds(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn two_partners_never_share_what_stands_for_their_addresses() {
        let of = |number| freed_email_index(PartnerUuid::new(Uuid::from_u128(number)));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert!(of(7).as_bytes().ends_with(MARK));
    }

    #[test]
    fn no_token_of_the_second_in_which_all_ended_counts() {
        for (at, from) in [
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z"),
            ("2026-11-20T10:00:00.000001Z", "2026-11-20T10:00:01Z"),
            ("2026-11-20T10:00:00.999999Z", "2026-11-20T10:00:01Z"),
        ] {
            let (at, from): (DateTime<Utc>, DateTime<Utc>) =
                (at.parse().unwrap(), from.parse().unwrap());
            assert_eq!(tokens_end(at), from);
            assert!(whole_seconds(at) < tokens_end(at));
        }
    }
}
