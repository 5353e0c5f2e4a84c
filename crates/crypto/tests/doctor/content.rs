//! Keys and data as real libraries wrap them instead.

use envelope::{Form, Step};
use rsa::sha2::{Sha256, Sha512};
use rsa::{Oaep, Pkcs1v15Encrypt};
use sha1::Sha1;

use crate::clinic::{
    BEFORE, Fields, ID, KEY, PLATFORM, Party, STRANGER, base64, expect, fields, look_at, parts,
    report, right, wrapped,
};

fn oaep() -> Oaep {
    Oaep::new::<Sha256>()
}

/// The key step fails, everything behind it is fine.
#[track_caller]
fn only_the_key(fields: &Fields, words: &[&str]) {
    let diagnosis = expect(fields, Step::Key, words);
    assert_eq!(diagnosis.refused_at(), Some(Step::Key));
    for step in [Step::Data, Step::Text, Step::Replay] {
        assert_eq!(report(&diagnosis, step).passed, Some(true));
    }
}

#[test]
fn other_paddings_are_recognised_under_every_platform_key() {
    for party in [&*PLATFORM, &*BEFORE] {
        for form in Form::ALL {
            let java = || Oaep::new_with_mgf_hash::<Sha256, Sha1>();
            let fields = wrapped(form, |secret| party.encrypt(java(), secret));
            only_the_key(&fields, &["MGF1-SHA-1", "OAEPParameterSpec"]);
            let fields = wrapped(form, |secret| party.encrypt(Oaep::new::<Sha1>(), secret));
            only_the_key(&fields, &["opens with RSA-OAEP with SHA-1"]);
            let fields = wrapped(form, |secret| party.encrypt(Oaep::new::<Sha512>(), secret));
            only_the_key(&fields, &["opens with RSA-OAEP with SHA-512"]);
            let fields = wrapped(form, |secret| party.encrypt(Pkcs1v15Encrypt, secret));
            only_the_key(&fields, &["PKCS#1 v1.5", "use OAEP"]);
        }
    }
}

/// Two mistakes at once, which nobody needs to make to learn something of a key that
/// was captured.
#[test]
fn pkcs1_is_not_reported_to_whoever_does_not_know_the_key() {
    let key_report = |party: &Party, wrapped: Vec<u8>| {
        let form = Form::Documented;
        let (iv, aad, _) = parts(form);
        let mut fields = fields(form, &iv, aad, wrapped);
        // Data of another key.
        fields.tag[0] ^= 1;
        let diagnosis = look_at(&fields.signed(form));
        assert_eq!(party.public.fingerprint, PLATFORM.public.fingerprint);
        (
            report(&diagnosis, Step::Key).clone(),
            report(&diagnosis, Step::Data).clone(),
            report(&diagnosis, Step::Text).clone(),
        )
    };
    let nonsense = key_report(&PLATFORM, vec![0x5a; 256]);
    for secret in [&KEY[..], b"", b"a", &[7; 48], &[7; 245]] {
        let conforming = PLATFORM.encrypt(Pkcs1v15Encrypt, secret);
        assert_eq!(key_report(&PLATFORM, conforming), nonsense);
    }
}

#[test]
fn keys_of_another_size_and_of_strangers_are_recognised() {
    for form in Form::ALL {
        let fields = wrapped(form, |secret| STRANGER.encrypt(oaep(), secret));
        let words = ["384 bytes, where", "makes 256", "another size"];
        let diagnosis = expect(&fields, Step::Key, &words);
        assert_eq!(report(&diagnosis, Step::Data).passed, None);
        let own = crate::clinic::PARTNER.encrypt(oaep(), &KEY);
        let fields = wrapped(form, |_| own.clone());
        expect(&fields, Step::Key, &["none of the platform's keys"]);
        let labelled = || Oaep::new_with_label::<Sha256, _>("label");
        let fields = wrapped(form, |secret| PLATFORM.encrypt(labelled(), secret));
        expect(&fields, Step::Key, &["without a label"]);
        let old = look_at(&wrapped(form, |secret| BEFORE.encrypt(oaep(), secret)));
        assert!(old.accepted);
        assert!(report(&old, Step::Key).hint.is_some());
    }
}

#[test]
fn what_a_key_holds_is_counted() {
    let holding = |form, content: &[u8]| {
        let content = content.to_vec();
        wrapped(form, |_| PLATFORM.encrypt(oaep(), &content))
    };
    let (_, _, packed) = parts(Form::Packed);
    let hex = "07".repeat(32);
    let fields = holding(Form::Documented, hex.as_bytes());
    only_the_key(&fields, &["holds 64 bytes (hexadecimal digits)"]);
    let fields = holding(Form::IvUnsigned, base64(&KEY).as_bytes());
    only_the_key(&fields, &["holds 44 bytes (base64)"]);
    let fields = holding(Form::Packed, base64(&packed).as_bytes());
    only_the_key(&fields, &["holds 64 bytes (base64)"]);
    let fields = holding(Form::Documented, &packed);
    only_the_key(&fields, &["holds 48 bytes", "the packed form has no iv"]);
    let fields = holding(Form::Packed, &KEY);
    expect(&fields, Step::Key, &["holds 32 bytes", "belong behind"]);
    let fields = holding(Form::Documented, &[7; 16]);
    expect(&fields, Step::Key, &["holds 16 bytes", "AES-128"]);
}

/// The data step fails, the text is read all the same.
#[track_caller]
fn only_the_data(fields: &Fields, words: &[&str]) {
    let diagnosis = expect(fields, Step::Data, words);
    assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
}

#[test]
fn joined_and_cut_tags_are_recognised() {
    for form in Form::ALL {
        let mut joined = right(form);
        joined.data.extend(joined.tag.clone());
        only_the_data(&joined.signed(form), &["end of encryptedData"]);
        let mut empty = right(form);
        empty.data.append(&mut empty.tag);
        let empty = empty.signed(form);
        only_the_data(&empty, &["end of encryptedData"]);
        expect(&empty, Step::Shape, &["cut off the last 16 bytes"]);
        let mut short = right(form);
        short.tag.truncate(12);
        let diagnosis = expect(&short.signed(form), Step::Data, &["cut short"]);
        assert_eq!(report(&diagnosis, Step::Text).passed, None);
    }
}

#[test]
fn other_ivs_and_additional_data_are_recognised() {
    let key = || PLATFORM.encrypt(oaep(), &KEY);
    for form in [Form::Documented, Form::IvUnsigned] {
        only_the_data(&fields(form, &[9; 16], b"", key()), &["IV of 16 bytes"]);
        let with_aad = fields(form, &[9; 12], ID.as_bytes(), key());
        only_the_data(&with_aad, &["partnerId as additional data"]);
    }
    let (iv, _, secret) = parts(Form::Packed);
    let without = fields(Form::Packed, &iv, b"", PLATFORM.encrypt(oaep(), &secret));
    only_the_data(&without, &["without additional data"]);
    let secret = [&KEY[..], &[9; 12]].concat();
    let wrapped = PLATFORM.encrypt(oaep(), &secret);
    let short = fields(Form::Packed, &[9; 12], ID.as_bytes(), wrapped);
    only_the_data(&short, &["12-byte IV behind the key"]);
}
