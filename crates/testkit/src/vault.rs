//! A vault that keeps the rules of the port and protects nothing.

use kernel::{
    BlindIndex, Digest, FieldRef, FieldVault, IndexedField, PortFailure, PortResult, Sealed,
};

use crate::entropy::mix;

/// Deterministic stand-in for the real vault. Sealed bytes do not contain the
/// plain text and open only where they were sealed for, but anyone can open
/// them: there is no key.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeVault;

/// Begins every sealed value; eight bytes that name its place follow.
const MARK: &[u8] = b"fake";

impl FieldVault for FakeVault {
    fn digest(&self, value: &[u8]) -> Digest {
        Digest::new(hash(&[value]))
    }

    fn index_digest(&self, field: IndexedField, digest: &Digest) -> BlindIndex {
        BlindIndex::new(hash(&[field.tag().as_bytes(), digest.as_bytes()]))
    }

    fn seal(&self, at: FieldRef<'_>, plain: &[u8]) -> PortResult<Sealed> {
        let place = place(at);
        let mut sealed = MARK.to_vec();
        sealed.extend_from_slice(&place.to_be_bytes());
        sealed.extend_from_slice(&fnv(place, plain).to_be_bytes());
        sealed.extend(masked(place, plain));
        Ok(Sealed::new(sealed))
    }

    fn open(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<Vec<u8>> {
        let corrupt = PortFailure::corrupt(at.table);
        let place = place(at);
        let body = sealed
            .as_bytes()
            .strip_prefix(MARK)
            .and_then(|rest| rest.strip_prefix(&place.to_be_bytes()))
            .ok_or(corrupt.clone())?;
        let (sum, masked_plain) = body.split_at_checked(8).ok_or(corrupt.clone())?;
        let plain: Vec<u8> = masked(place, masked_plain).collect();
        if sum == fnv(place, &plain).to_be_bytes() {
            Ok(plain)
        } else {
            Err(corrupt)
        }
    }
}

/// Exclusive or with bytes that depend on the place and are never 0; its own
/// inverse.
fn masked(place: u64, bytes: &[u8]) -> impl Iterator<Item = u8> {
    let mut state = place;
    bytes.iter().map(move |byte| {
        state = state.wrapping_add(1);
        byte ^ (mix(state).to_le_bytes()[0] | 0x80)
    })
}

fn place(at: FieldRef<'_>) -> u64 {
    fnv(
        0,
        &hash(&[at.table.as_bytes(), at.column.as_bytes(), at.row]),
    )
}

/// 32 bytes that differ where the parts differ, in content or in where they end.
pub(crate) fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = [0_u8; 32];
    let mut lane = 0_u64;
    for chunk in bytes.chunks_mut(8) {
        lane += 1;
        let sum = parts.iter().fold(mix(lane), |sum, part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            mix(fnv(sum ^ length, part))
        });
        chunk.copy_from_slice(&sum.to_be_bytes());
    }
    bytes
}

/// FNV-1a, started from `seed`.
fn fnv(seed: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325 ^ seed, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: FieldRef<'_> = FieldRef {
        table: "leads",
        column: "mobile_sealed",
        row: b"row",
    };

    #[test]
    fn what_was_sealed_opens_at_its_own_place_only() {
        let sealed = FakeVault.seal(AT, b"plain").unwrap();
        assert_eq!(FakeVault.open(AT, &sealed).unwrap(), b"plain");
        for elsewhere in [
            FieldRef {
                table: "users",
                ..AT
            },
            FieldRef {
                column: "pan_sealed",
                ..AT
            },
            FieldRef {
                row: b"other",
                ..AT
            },
        ] {
            assert!(FakeVault.open(elsewhere, &sealed).is_err());
        }
    }

    #[test]
    fn a_changed_byte_does_not_open() {
        let sealed = FakeVault.seal(AT, b"plain").unwrap().into_bytes();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(FakeVault.open(AT, &Sealed::new(changed)).is_err());
        }
        assert!(FakeVault.open(AT, &Sealed::new(Vec::new())).is_err());
    }

    #[test]
    fn sealed_bytes_do_not_show_the_plain_text() {
        let sealed = FakeVault.seal(AT, b"7000000001").unwrap();
        assert!(
            !sealed
                .as_bytes()
                .windows(2)
                .any(|pair| pair == b"70" || pair == b"01")
        );
    }

    #[test]
    fn equal_values_in_different_fields_have_different_indexes() {
        let mobile = FakeVault.index(IndexedField::Mobile, b"same");
        assert_eq!(mobile, FakeVault.index(IndexedField::Mobile, b"same"));
        assert_ne!(mobile, FakeVault.index(IndexedField::Pan, b"same"));
        assert_ne!(mobile, FakeVault.index(IndexedField::Mobile, b"other"));
    }
}
