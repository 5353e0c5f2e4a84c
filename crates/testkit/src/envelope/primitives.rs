//! What stands in for RSA and AES-GCM.

use envelope::{GcmInput, TAG_BYTES};

use super::RSA_BYTES;
use crate::entropy::mix;
use crate::vault::hash;

/// The longest content of a box.
pub(super) const LONGEST: usize = 200;

/// `content` in [`RSA_BYTES`] bytes that differ wherever way, key or content do:
/// a checksum, the length and the content, masked, and filled up.
pub(super) fn boxed(way: &str, key: &[u8], content: &[u8]) -> Vec<u8> {
    let sum = hash(&[way.as_bytes(), key, content]);
    let mut bytes = vec![u8::try_from(content.len().min(LONGEST)).unwrap_or(0)];
    bytes.extend(content.iter().take(LONGEST));
    bytes.resize(RSA_BYTES - sum.len(), 0);
    mask(&hash(&[b"box", &sum]), &mut bytes);
    [&sum[..], &bytes].concat()
}

pub(super) fn unboxed(way: &str, key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (sum, rest) = bytes.split_first_chunk::<32>()?;
    let mut rest = rest.to_vec();
    mask(&hash(&[b"box", sum]), &mut rest);
    let (length, rest) = rest.split_first()?;
    let content = rest.get(..usize::from(*length))?;
    (boxed(way, key, content) == bytes).then(|| content.to_vec())
}

pub(super) fn iv_fits(input: &GcmInput<'_>) -> bool {
    matches!(input.iv.len(), 12 | 16)
}

pub(super) fn streamed(input: &GcmInput<'_>, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    mask(&hash(&[b"stream", input.key, input.iv]), &mut bytes);
    bytes
}

pub(super) fn tag_of(input: &GcmInput<'_>, data: &[u8]) -> [u8; TAG_BYTES] {
    let sum = hash(&[b"tag", input.key, input.iv, input.aad, data]);
    std::array::from_fn(|at| sum[at])
}

/// Exclusive or with bytes that follow from `seed`; its own inverse.
fn mask(seed: &[u8; 32], bytes: &mut [u8]) {
    let mut state = seed
        .chunks_exact(8)
        .fold(0, |sum, part| mix(sum ^ u64_of(part)));
    for chunk in bytes.chunks_mut(8) {
        state = state.wrapping_add(1);
        for (byte, mask) in chunk.iter_mut().zip(mix(state).to_le_bytes()) {
            *byte ^= mask;
        }
    }
}

fn u64_of(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
