//! Project Wycheproof's vectors through our adapter.

#![expect(clippy::expect_used, reason = "helpers of a test may fail")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto::{PrivateKey, PrivateKeyError, RsaEnvelope};
use envelope::{EnvelopeCipher as _, GcmInput};
use wycheproof::rsa_oaep::TestName::{
    Rsa2048Sha256Mgf1Sha256, Rsa3072Sha256Mgf1Sha256, Rsa4096Sha256Mgf1Sha256, RsaMisc,
};
use wycheproof::{HashFunction, TestResult, aead, rsa_oaep};

#[test]
fn oaep_opens_what_is_right_and_nothing_else() {
    for name in [
        Rsa2048Sha256Mgf1Sha256,
        Rsa3072Sha256Mgf1Sha256,
        Rsa4096Sha256Mgf1Sha256,
    ] {
        let set = rsa_oaep::TestSet::load(name).expect("vectors");
        let seen: Vec<Seen> = set.test_groups.iter().flat_map(oaep_group).collect();
        // Eight are right, but under a label, and envelopes have none.
        let counts = [Seen::Opened, Seen::Labelled, Seen::Refused].map(|one| count(&seen, one));
        assert_eq!(counts, [10, 8, 19], "{name:?}");
        assert_eq!(seen.len(), set.number_of_tests, "{name:?}");
    }
}

#[test]
fn oaep_opens_the_sizes_between_and_takes_no_others() {
    let set = rsa_oaep::TestSet::load(RsaMisc).expect("vectors");
    let sha256 = HashFunction::Sha2_256;
    let ours = |group: &&rsa_oaep::TestGroup| group.hash == sha256 && group.mgf_hash == sha256;
    let (mut refused, mut seen) = (Vec::new(), Vec::new());
    for group in set.test_groups.iter().filter(ours) {
        if (2048..=4096).contains(&group.key_size) {
            seen.extend(oaep_group(group));
        } else {
            let read = PrivateKey::from_pem(&pem(&group.pkcs8)).err();
            assert_eq!(read, Some(PrivateKeyError::Size), "{}", group.key_size);
            refused.push(group.key_size);
        }
    }
    refused.dedup();
    assert_eq!(refused, [1024, 1536, 8192]);
    let counts = [Seen::Opened, Seen::Labelled, Seen::Refused].map(|one| count(&seen, one));
    assert_eq!(counts, [9, 16, 0]);
}

/// What became of a vector, as it should.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Opened,
    Labelled,
    Refused,
}

fn count(all: &[Seen], one: Seen) -> usize {
    all.iter().filter(|seen| **seen == one).count()
}

fn oaep_group(group: &rsa_oaep::TestGroup) -> Vec<Seen> {
    let key = PrivateKey::from_pem(&pem(&group.pkcs8)).expect("a key");
    let cipher = RsaEnvelope::new(vec![key]);
    let judged = |test| oaep_test(&cipher, test);
    group.tests.iter().map(judged).collect()
}

fn oaep_test(cipher: &RsaEnvelope, test: &rsa_oaep::Test) -> Seen {
    let public = &cipher.own_keys()[0].public;
    let unwrapped = |wrapped: &[u8]| {
        let plain = cipher.unwrap_key(&public.fingerprint, wrapped);
        plain.map(|plain| plain.to_vec())
    };
    let found = unwrapped(&test.ct);
    if test.result == TestResult::Invalid || !test.label.is_empty() {
        assert_eq!(found, None, "{}: {}", test.tc_id, test.comment);
        return if test.result == TestResult::Invalid {
            Seen::Refused
        } else {
            Seen::Labelled
        };
    }
    assert_eq!(found.as_ref(), Some(&*test.pt), "{}", test.tc_id);
    let wrapped = cipher.wrap_key(public, &test.pt).expect("wrapped");
    assert_eq!(unwrapped(&wrapped), found, "{}", test.tc_id);
    Seen::Opened
}

fn pem(pkcs8: &[u8]) -> String {
    let digits = STANDARD.encode(pkcs8);
    format!("-----BEGIN PRIVATE KEY-----\n{digits}\n-----END PRIVATE KEY-----\n")
}

#[test]
fn gcm_seals_and_opens_as_known() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).expect("vectors");
    let ours = |group: &&aead::TestGroup| {
        (group.key_size, group.tag_size) == (256, 128) && [96, 128].contains(&group.nonce_size)
    };
    let (mut short, mut long, mut refused) = (0, 0, 0);
    for group in set.test_groups.iter().filter(ours) {
        for test in &group.tests {
            match (gcm_test(test), group.nonce_size) {
                (true, 96) => short += 1,
                (true, _) => long += 1,
                (false, _) => refused += 1,
            }
        }
    }
    assert_eq!((short, long, refused), (39, 19, 27));
}

/// Whether the vector is a right one; our adapter has found so too.
fn gcm_test(test: &aead::Test) -> bool {
    let cipher = RsaEnvelope::new(Vec::new());
    let input = GcmInput {
        key: test.key.as_slice().try_into().expect("32 bytes"),
        iv: &test.nonce,
        aad: &test.aad,
    };
    let tag = test.tag.as_slice().try_into().expect("16 bytes");
    let opened = cipher.decrypt(&input, &test.ct, tag);
    let opened = opened.map(|plain| plain.to_vec());
    let sealed = cipher.encrypt(&input, &test.pt).expect("sealed");
    if test.result.must_fail() {
        assert_eq!(opened, None, "{}: {}", test.tc_id, test.comment);
        assert_ne!(&sealed.tag, tag, "{}: {}", test.tc_id, test.comment);
        return false;
    }
    assert_eq!(opened.as_ref(), Some(&*test.pt), "{}", test.tc_id);
    assert_eq!(sealed.data, *test.ct, "{}", test.tc_id);
    assert_eq!(&sealed.tag, tag, "{}", test.tc_id);
    true
}
