use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::SystemEntropy;

/// Gives the bytes 100, 101, 102, …
struct Counting;

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for (byte, number) in buffer.iter_mut().zip(100..) {
            *byte = number;
        }
    }
}

fn key(first: u8) -> Key32 {
    let mut bytes = [0; 32];
    for (byte, number) in bytes.iter_mut().zip(first..) {
        *byte = number;
    }
    Key32::new(bytes)
}

fn vault() -> AesGcmVault {
    AesGcmVault::new(&key(0), &key(32), &[], Arc::new(SystemEntropy)).expect("a vault")
}

const AT: FieldRef<'static> = FieldRef {
    table: "leads",
    column: "mobile_sealed",
    row: &[1, 2, 3],
};

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}

// The expected values were computed with Python's hashlib and hmac and with the
// `cryptography` package (HKDF, AESGCM).

#[test]
fn indexes_are_the_documented_construction() {
    let cases = [
        (
            IndexedField::Mobile,
            "9000000001",
            "e7cf80daca802508ef06f9406353ea4182f6d5666dae8294547b5e971b09dfd3",
        ),
        (
            IndexedField::Pan,
            "AAAPA0001A",
            "8c8d5fcf57e3f49ff5258cbb7707369287b1a7b5d0094c5685869070ddc334b1",
        ),
        (
            IndexedField::FeedMessage,
            "",
            "3dd3c00d1438368973263e7c55d79ed5d45ab6b9a9092816f46ef1e1ef4da47d",
        ),
    ];
    for (field, value, expected) in cases {
        let index = vault().index(field, value.as_bytes());
        assert_eq!(index.as_bytes().as_slice(), unhex(expected), "{field:?}");
    }
}

#[test]
fn a_digest_is_the_sha_256_of_fips_180_4() {
    assert_eq!(
        vault().digest(b"abc").as_bytes().as_slice(),
        unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    );
}

#[test]
fn sealed_values_have_the_documented_layout() {
    let vault = AesGcmVault::new(&key(0), &key(32), &[], Arc::new(Counting)).expect("a vault");
    let sealed = vault.seal(AT, b"9000000001").expect("sealed");
    assert_eq!(
        sealed.as_bytes(),
        unhex(
            "01df9671b96465666768696a6b6c6d6e6f8c5dbee3ef81c4fdec65c5f482e0fbfa955ea4a2357a3be63dc7"
        )
    );
    assert_eq!(vault.open(AT, &sealed).expect("opened"), b"9000000001");
}

#[test]
fn a_digest_indexes_like_its_value_and_fields_and_keys_keep_apart() {
    let other = AesGcmVault::new(&key(1), &key(32), &[], Arc::new(SystemEntropy)).expect("a vault");
    let vault = vault();
    let value = b"9000000001";
    let digest = vault.digest(value);
    let mobile = vault.index(IndexedField::Mobile, value);
    assert_eq!(mobile, vault.index_digest(IndexedField::Mobile, &digest));
    assert_ne!(mobile, vault.index(IndexedField::MobileLastFour, value));
    assert_ne!(mobile, vault.index(IndexedField::Mobile, b"9000000002"));
    assert_ne!(mobile, other.index(IndexedField::Mobile, value));
}

#[test]
fn a_value_moved_elsewhere_does_not_open() {
    let vault = vault();
    let sealed = vault.seal(AT, b"9000000001").expect("sealed");
    let elsewhere = [
        FieldRef {
            table: "users",
            ..AT
        },
        FieldRef {
            column: "pan_sealed",
            ..AT
        },
        FieldRef {
            row: &[1, 2, 4],
            ..AT
        },
        FieldRef { row: &[1, 2], ..AT },
        FieldRef { row: &[], ..AT },
        // The same letters, cut elsewhere.
        FieldRef {
            table: "leadsm",
            column: "obile_sealed",
            ..AT
        },
        FieldRef {
            table: "lead",
            column: "smobile_sealed",
            ..AT
        },
    ];
    for at in elsewhere {
        assert_eq!(
            vault.open(at, &sealed),
            Err(PortFailure::corrupt(at.table)),
            "{at:?}"
        );
    }
}

#[test]
fn no_changed_byte_is_accepted() {
    let vault = vault();
    let sealed = vault.seal(AT, b"9000000001").expect("sealed").into_bytes();
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            let opened = vault.open(AT, &Sealed::new(changed));
            assert_eq!(opened, Err(PortFailure::corrupt("leads")), "{at}.{bit}");
        }
    }
}

#[test]
fn no_cut_or_lengthened_value_is_accepted() {
    let vault = vault();
    let sealed = vault.seal(AT, b"9000000001").expect("sealed").into_bytes();
    for length in 0..sealed.len() {
        let opened = vault.open(AT, &Sealed::new(sealed[..length].to_vec()));
        assert_eq!(opened, Err(PortFailure::corrupt("leads")), "{length}");
    }
    let longer = [sealed, vec![0]].concat();
    assert!(vault.open(AT, &Sealed::new(longer)).is_err());
}

#[test]
fn values_of_the_previous_key_open_and_new_ones_are_sealed_under_the_current() {
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let before = vault();
    let rotated =
        AesGcmVault::new(&key(0), &key(64), &[key(32)], Arc::clone(&entropy)).expect("a vault");
    let without = AesGcmVault::new(&key(0), &key(64), &[], entropy).expect("a vault");
    let old = before.seal(AT, b"old").expect("sealed");
    let new = rotated.seal(AT, b"new").expect("sealed");
    assert_eq!(rotated.open(AT, &old).expect("opened"), b"old");
    assert_eq!(without.open(AT, &new).expect("opened"), b"new");
    assert_eq!(without.open(AT, &old), Err(PortFailure::corrupt("leads")));
    assert_eq!(before.open(AT, &new), Err(PortFailure::corrupt("leads")));
}

#[test]
fn two_keys_of_one_id_are_refused() {
    let built = AesGcmVault::new(&key(0), &key(32), &[key(32)], Arc::new(SystemEntropy));
    assert_eq!(built.err(), Some(VaultError::SameId));
}

#[test]
fn equal_values_are_sealed_differently_each_time() {
    let vault = vault();
    let sealed: HashSet<Vec<u8>> = (0..100)
        .map(|_| vault.seal(AT, b"9000000001").expect("sealed").into_bytes())
        .collect();
    assert_eq!(sealed.len(), 100);
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", vault()), "AesGcmVault(redacted)");
}

proptest! {
    #[test]
    fn what_is_sealed_opens_at_its_place_only(
        plain in prop::collection::vec(any::<u8>(), 0..300),
        row: Vec<u8>,
        other: Vec<u8>,
    ) {
        let vault = vault();
        let at = FieldRef { row: &row, ..AT };
        let sealed = vault.seal(at, &plain).expect("sealed");
        prop_assert_eq!(vault.open(at, &sealed).expect("opened"), plain);
        let elsewhere = FieldRef { row: &other, ..AT };
        prop_assert_eq!(vault.open(elsewhere, &sealed).is_ok(), row == other);
    }

    #[test]
    fn garbage_never_opens_and_never_panics(bytes: Vec<u8>) {
        prop_assert!(vault().open(AT, &Sealed::new(bytes)).is_err());
    }
}

#[test]
fn a_value_tells_its_key_without_being_opened() {
    let old = AesGcmVault::new(&key(0), &key(1), &[], Arc::new(SystemEntropy)).expect("a vault");
    let both = AesGcmVault::new(&key(0), &key(2), &[key(1)], Arc::new(SystemEntropy));
    let both = both.expect("a vault");
    let new = AesGcmVault::new(&key(0), &key(2), &[], Arc::new(SystemEntropy)).expect("a vault");
    let (by_old, by_new) = (old.seal(AT, b"plain"), both.seal(AT, b"plain"));
    let (by_old, by_new) = (by_old.expect("sealed"), by_new.expect("sealed"));
    assert_eq!(old.sealed_under(&by_old), SealedUnder::Current);
    assert_eq!(both.sealed_under(&by_old), SealedUnder::Previous);
    assert_eq!(both.sealed_under(&by_new), SealedUnder::Current);
    let SealedUnder::Unknown(id) = new.sealed_under(&by_old) else {
        panic!("a key that is not configured");
    };
    assert_eq!(
        id.to_string(),
        by_old.as_bytes()[1..5]
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    );
    for bytes in [vec![], vec![1, 0, 0], vec![2, 0, 0, 0, 0, 0]] {
        assert_eq!(
            both.sealed_under(&Sealed::new(bytes)),
            SealedUnder::Unreadable
        );
    }
}
