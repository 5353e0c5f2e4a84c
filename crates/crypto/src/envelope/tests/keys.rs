//! Reading keys.

use rsa::pkcs1::{self, UintRef};
use rsa::pkcs8::der::Encode as _;
use rsa::pkcs8::der::asn1::BitStringRef;
use rsa::pkcs8::{PrivateKeyInfo, SubjectPublicKeyInfoRef};

use super::*;

const F4: &[u8] = &[1, 0, 1];

const EC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEW5tSVRiVOHqtM2oUqeMewPX7LAmw
7FpwV1EhvQlbZsg4gyfgxR4HScTAPnsnJyRNFRKNay4K1VotdsUCRKMZ2w==
-----END PUBLIC KEY-----
";

/// An odd number of `bits`; nobody asks whether it is a product.
fn modulus(bits: usize) -> Vec<u8> {
    let mut number = vec![0xff; bits.div_ceil(8)];
    number[0] >>= (8 - bits % 8) % 8;
    number
}

fn public_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = pkcs1::RsaPublicKey {
        modulus: UintRef::new(modulus).expect("a number"),
        public_exponent: UintRef::new(exponent).expect("a number"),
    };
    let numbers = numbers.to_der().expect("DER");
    let info = SubjectPublicKeyInfoRef {
        algorithm: pkcs1::ALGORITHM_ID,
        subject_public_key: BitStringRef::new(0, &numbers).expect("bits"),
    };
    info.to_der().expect("DER")
}

fn public_pem(bits: usize, exponent: &[u8]) -> String {
    pem::write("PUBLIC KEY", &public_der(&modulus(bits), exponent)).to_string()
}

fn private_pem(bits: usize, exponent: &[u8]) -> String {
    let (modulus, one) = (modulus(bits), UintRef::new(&[1]).expect("a number"));
    let numbers = pkcs1::RsaPrivateKey {
        modulus: UintRef::new(&modulus).expect("a number"),
        public_exponent: UintRef::new(exponent).expect("a number"),
        private_exponent: one,
        prime1: one,
        prime2: one,
        exponent1: one,
        exponent2: one,
        coefficient: one,
        other_prime_infos: None,
    };
    let numbers = numbers.to_der().expect("DER");
    let info = PrivateKeyInfo::new(pkcs1::ALGORITHM_ID, &numbers);
    pem::write("PRIVATE KEY", &info.to_der().expect("DER")).to_string()
}

fn read(pem: &str) -> Result<PublicKey, PublicKeyError> {
    RsaEnvelope::new(Vec::new()).read_public_key(pem)
}

fn read_private(pem: &str) -> Result<PrivateKey, PrivateKeyError> {
    PrivateKey::from_pem(pem)
}

#[test]
fn a_public_key_has_2048_to_4096_bits() {
    for bits in [2048, 2049, 2056, 3000, 3072, 4095, 4096] {
        assert!(read(&public_pem(bits, F4)).is_ok(), "{bits}");
    }
    for bits in [8, 512, 1024, 2040, 2047, 4097, 4104, 8192] {
        let read = read(&public_pem(bits, F4));
        assert_eq!(read, Err(PublicKeyError::Size), "{bits}");
    }
}

#[test]
fn an_exponent_is_odd_and_no_less_than_65537() {
    for good in [&[1, 0, 1][..], &[1, 0, 3], &[1, 0xff, 0xff, 0xff, 0xff]] {
        assert!(read(&public_pem(2048, good)).is_ok(), "{good:?}");
    }
    let bad: [&[u8]; 7] = [
        &[1],
        &[3],
        &[17],
        &[0xff, 0xff],
        &[1, 0, 0],
        &[1, 0, 2],
        &[2, 0, 0, 0, 1],
    ];
    for bad in bad {
        let read = read(&public_pem(2048, bad));
        assert_eq!(read, Err(PublicKeyError::Exponent), "{bad:?}");
        let read = read_private(&private_pem(2048, bad)).err();
        assert_eq!(read, Some(PrivateKeyError::Exponent), "{bad:?}");
    }
    let none = read(&public_pem(2048, &[0]));
    assert_eq!(none, Err(PublicKeyError::Exponent));
}

#[test]
fn the_fingerprint_is_the_hash_of_the_der() {
    let der = public_der(&modulus(2048), F4);
    let key = read(&public_pem(2048, F4)).expect("a key");
    assert_eq!(key.fingerprint, Fingerprint::new(sha256(&der)));
    assert_eq!(key.spki, der);
    assert_eq!(read(&key.to_pem()), Ok(key));
}

#[test]
fn lines_and_blanks_of_pem_do_not_matter() {
    let pem = public_pem(2048, F4);
    let key = read(&pem).expect("a key");
    let body: String = pem.lines().filter(|line| !line.contains('-')).collect();
    let one_line = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----");
    for spelling in [
        pem.replace('\n', "\r\n"),
        format!("\n  {pem}\n\n"),
        pem.trim_end().to_owned(),
        one_line,
    ] {
        assert_eq!(read(&spelling).as_ref(), Ok(&key), "{spelling}");
    }
}

#[test]
fn texts_around_a_key_and_halves_of_it_are_refused() {
    let pem = public_pem(2048, F4);
    for text in [
        String::new(),
        "garbage".to_owned(),
        pem.replace("BEGIN PUBLIC KEY", "BEGIN CERTIFICATE"),
        pem.replace("PUBLIC KEY", "CERTIFICATE"),
        pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
        pem.replace("-----END PUBLIC KEY-----", ""),
        pem.replace("MII", "MI!"),
        format!("{pem}{pem}"),
        format!("{pem}and more"),
        format!("ssh-rsa {pem}"),
        EC.to_owned(),
    ] {
        assert_eq!(read(&text), Err(PublicKeyError::NotAKey), "{text}");
    }
}

#[test]
fn der_that_is_not_canonical_is_refused() {
    let der = public_der(&modulus(2048), F4);
    let written = |der: &[u8]| read(&pem::write("PUBLIC KEY", der));
    assert!(written(&der).is_ok());
    let mut longer = der.clone();
    longer.push(0);
    assert_eq!(written(&longer), Err(PublicKeyError::NotAKey));
    assert_eq!(written(&der[..der.len() - 1]), Err(PublicKeyError::NotAKey));
    let mut even = modulus(2048);
    even[255] = 0xfe;
    assert_eq!(
        written(&public_der(&even, F4)),
        Err(PublicKeyError::NotAKey)
    );
}

#[test]
fn a_private_key_is_never_taken_for_a_public_one() {
    let pem = private_pem(2048, F4);
    let both = format!("{}{pem}", public_pem(2048, F4));
    let pkcs1 = pem.replace("PRIVATE KEY", "RSA PRIVATE KEY");
    let encrypted = pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for text in [pem, both, pkcs1, encrypted] {
        assert_eq!(read(&text), Err(PublicKeyError::Private));
    }
}

#[test]
fn private_keys_of_other_sizes_and_formats_are_told_apart() {
    let good = private_pem(2048, F4);
    let proc_type = "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
    for (text, error) in [
        (private_pem(1024, F4), PrivateKeyError::Size),
        (private_pem(2047, F4), PrivateKeyError::Size),
        (private_pem(8192, F4), PrivateKeyError::Size),
        (good.clone(), PrivateKeyError::Damaged),
        (
            good.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
            PrivateKeyError::Pkcs1,
        ),
        (
            good.replace("PRIVATE KEY-----\n", proc_type),
            PrivateKeyError::Encrypted,
        ),
        (
            good.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
            PrivateKeyError::Encrypted,
        ),
        (public_pem(2048, F4), PrivateKeyError::Public),
        (
            good.replace("PRIVATE KEY", "CERTIFICATE"),
            PrivateKeyError::Public,
        ),
        (
            good.replace("PRIVATE KEY", "EC PRIVATE KEY"),
            PrivateKeyError::NotAKey,
        ),
        (EC.replace("PUBLIC", "PRIVATE"), PrivateKeyError::NotAKey),
        (format!("{good}and more"), PrivateKeyError::NotAKey),
        ("garbage".to_owned(), PrivateKeyError::NotAKey),
        (String::new(), PrivateKeyError::NotAKey),
    ] {
        assert_eq!(read_private(&text).err(), Some(error), "{text}");
    }
}

#[test]
fn a_made_key_is_read_as_it_is_written() {
    for bits in [2048, 3072, 4096] {
        let key = PrivateKey::generate(bits).expect("a key");
        let OwnKey {
            public,
            modulus,
            exponent,
        } = key.public();
        assert_eq!(modulus.len() * 8, bits);
        assert!(modulus[0] >= 0x80);
        assert_eq!(exponent, F4);
        assert_eq!(public.spki, public_der(&modulus, &exponent));
        assert_eq!(read(&public.to_pem()).as_ref(), Ok(&public));
        let pem = key.to_pem();
        let windows = pem.expose_secret().replace('\n', "\r\n");
        for text in [pem.expose_secret(), windows.as_str()] {
            let again = read_private(text).expect("the key");
            assert_eq!(again.public(), key.public());
            assert_eq!(again.to_pem().expose_secret(), pem.expose_secret());
        }
    }
}

#[test]
fn keys_of_other_sizes_are_not_made() {
    for bits in [0, 1024, 2047, 2049, 8192] {
        let made = PrivateKey::generate(bits).err();
        assert_eq!(made, Some(GenerateError::Size), "{bits}");
    }
}
