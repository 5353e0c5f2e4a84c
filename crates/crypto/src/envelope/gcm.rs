//! AES-256-GCM (NIST SP 800-38D) with IVs of 12 and of 16 bytes.

use std::hint::black_box;

use aes_gcm::aead::array::ArraySize;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::aes::Aes256;
use aes_gcm::{AeadInOut as _, AesGcm, KeyInit as _, Nonce};
use ctr::CtrCore;
use ctr::cipher::{InnerIvInit as _, StreamCipherCore as _};
use ctr::flavors::Ctr32BE;
use envelope::{GcmInput, GcmOutput, TAG_BYTES};
use zeroize::Zeroizing;

/// Decrypts; `None` when the tag is wrong or the IV has another length.
pub(super) fn decrypt(
    input: &GcmInput<'_>,
    data: &[u8],
    tag: &[u8; TAG_BYTES],
) -> Option<Zeroizing<Vec<u8>>> {
    match input.iv.len() {
        12 => decrypt_with::<U12>(input, data, tag),
        16 => decrypt_with::<U16>(input, data, tag),
        _ => None,
    }
}

/// Encrypts; `None` when the IV has another length or the text is too long.
pub(super) fn encrypt(input: &GcmInput<'_>, plain: &[u8]) -> Option<GcmOutput> {
    match input.iv.len() {
        12 => encrypt_with::<U12>(input, plain),
        16 => encrypt_with::<U16>(input, plain),
        _ => None,
    }
}

fn decrypt_with<N: ArraySize>(
    input: &GcmInput<'_>,
    data: &[u8],
    tag: &[u8; TAG_BYTES],
) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: Nonce<N> = input.iv.try_into().ok()?;
    let aes = Aes256::new(input.key.into());
    let cipher = AesGcm::<Aes256, N>::from(aes.clone());
    let mut text = Zeroizing::new(data.to_vec());
    let buffer = text.as_mut_slice().into();
    let found = cipher.decrypt_inout_detached(&nonce, input.aad, buffer, &(*tag).into());
    if found.is_ok() {
        return Some(text);
    }
    // The library does not decrypt what has a wrong tag. What it saves is spent here.
    let stream = CtrCore::<&Aes256, Ctr32BE>::inner_iv_init(&aes, &(*tag).into());
    // It fails only at 64 GiB, which the library has refused before.
    let _ = stream.try_apply_keystream_partial(text.as_mut_slice().into());
    black_box(text);
    None
}

fn encrypt_with<N: ArraySize>(input: &GcmInput<'_>, plain: &[u8]) -> Option<GcmOutput> {
    let nonce: Nonce<N> = input.iv.try_into().ok()?;
    let cipher = AesGcm::<Aes256, N>::new(input.key.into());
    let mut data = plain.to_vec();
    let buffer = data.as_mut_slice().into();
    let tag = cipher.encrypt_inout_detached(&nonce, input.aad, buffer);
    Some(GcmOutput {
        tag: tag.ok()?.into(),
        data,
    })
}
