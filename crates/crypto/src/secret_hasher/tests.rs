use accounts::SecretKind;

use super::*;
use crate::SystemEntropy;

fn key(first: u8) -> Key32 {
    let mut bytes = [0; 32];
    for (byte, number) in bytes.iter_mut().zip(first..) {
        *byte = number;
    }
    Key32::new(bytes)
}

fn hasher() -> HmacSecretHasher {
    HmacSecretHasher::new(&key(0)).expect("a hasher")
}

#[test]
fn hashes_are_the_documented_construction() {
    // Computed with Python's hmac and the `cryptography` package's HKDF.
    let hash = hasher().hash(&ClientSecret::presented("psk_test_example"));
    let expected = [
        0x01, 0xb2, 0xa1, 0xf1, 0x60, 0x74, 0x0a, 0xa6, 0x3c, 0x64, 0xfd, 0x59, 0xbf, 0x44, 0x3c,
        0x6a, 0x1f, 0x35, 0x0e, 0x97, 0x48, 0x32, 0x0e, 0x0d, 0x63, 0xd0, 0xd7, 0x25, 0x14, 0x91,
        0x36, 0x5b, 0xdb, 0x45, 0x8a, 0xfe, 0xdc,
    ];
    assert_eq!(hash.as_bytes(), expected);
}

#[test]
fn a_secret_matches_its_own_hash_and_no_other() {
    let hasher = hasher();
    let secret = ClientSecret::draw(SecretKind::Live, &SystemEntropy);
    let other = ClientSecret::draw(SecretKind::Live, &SystemEntropy);
    let hash = hasher.hash(&secret);
    assert_eq!(hash, hasher.hash(&secret));
    assert!(hasher.matches(&secret, &hash));
    assert!(!hasher.matches(&other, &hash));
    assert!(!hasher.matches(&ClientSecret::presented(""), &hash));
}

#[test]
fn a_hash_of_another_key_never_matches() {
    let secret = ClientSecret::draw(SecretKind::Test, &SystemEntropy);
    let other = HmacSecretHasher::new(&key(1)).expect("a hasher");
    assert!(!hasher().matches(&secret, &other.hash(&secret)));
}

#[test]
fn no_changed_byte_and_no_other_length_matches() {
    let hasher = hasher();
    let secret = ClientSecret::presented("psk_test_example");
    let hash = hasher.hash(&secret);
    let hash = hash.as_bytes();
    for at in 0..hash.len() {
        let mut changed = hash.to_vec();
        changed[at] ^= 1;
        assert!(!hasher.matches(&secret, &SecretHash::new(changed)), "{at}");
        let cut = hash[..at].to_vec();
        assert!(!hasher.matches(&secret, &SecretHash::new(cut)), "{at}");
    }
    let longer = [hash, &[0]].concat();
    assert!(!hasher.matches(&secret, &SecretHash::new(longer)));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", hasher()), "HmacSecretHasher(redacted)");
}

#[test]
fn after_a_change_of_the_key_secrets_of_the_key_before_still_match() {
    let old = hasher();
    let new = HmacSecretHasher::new(&key(1)).expect("a hasher");
    let both = HmacSecretHasher::new(&key(1)).expect("a hasher");
    let both = both.accepting(&key(0)).expect("a hasher");
    let secret = ClientSecret::draw(SecretKind::Service, &SystemEntropy);
    let other = ClientSecret::draw(SecretKind::Service, &SystemEntropy);
    let (before, after) = (old.hash(&secret), both.hash(&secret));
    assert_eq!(
        after,
        new.hash(&secret),
        "new ones are hashed under the new key"
    );
    assert_eq!(both.hashes(&secret), [after.clone(), before.clone()]);
    assert_eq!(new.hashes(&secret), std::slice::from_ref(&after));
    for hash in [&before, &after] {
        assert!(both.matches(&secret, hash));
        assert!(!both.matches(&other, hash));
    }
    // One key's id over the other key's hash.
    let mixed = [
        &before.as_bytes()[..HEADER_LEN],
        &after.as_bytes()[HEADER_LEN..],
    ]
    .concat();
    assert!(!both.matches(&secret, &SecretHash::new(mixed)));
    assert!(!both.matches(&secret, &SecretHash::new(Vec::new())));
}
