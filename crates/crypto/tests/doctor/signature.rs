//! Signatures that real libraries make instead.

use envelope::{Form, Step};
use rsa::sha2::{Digest as _, Sha256, Sha384, Sha512};
use rsa::{Pkcs1v15Sign, Pss};
use sha1::Sha1;

use crate::clinic::{Drawn, Fields, PARTNER, RETIRED, STRANGER, expect, look_at, report, right};

#[track_caller]
fn over(fields: &Fields, words: &[&str]) {
    let diagnosis = expect(fields, Step::Signature, words);
    assert_eq!(diagnosis.refused_at(), Some(Step::Signature));
    assert_eq!(report(&diagnosis, Step::Text).passed, Some(true));
}

#[test]
fn a_right_envelope_is_accepted_in_every_form() {
    for form in Form::ALL {
        let diagnosis = look_at(&right(form));
        assert!(diagnosis.accepted, "{diagnosis:?}");
        assert_eq!(diagnosis.form, Some(form));
    }
}

#[test]
fn other_hashes_are_recognised() {
    for form in Form::ALL {
        let fields = right(form);
        let text = fields.text(form);
        let sign = |scheme, digest: &[u8]| {
            let signature = PARTNER.private.sign(scheme, digest);
            fields.clone().with_signature(&signature.expect("signed"))
        };
        let of_form = form.as_str();
        let sha1 = sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(&text));
        over(&sha1, &["with SHA-1", of_form, "sign with SHA-256"]);
        let sha384 = sign(Pkcs1v15Sign::new::<Sha384>(), &Sha384::digest(&text));
        over(&sha384, &["with SHA-384", of_form]);
        let sha512 = sign(Pkcs1v15Sign::new::<Sha512>(), &Sha512::digest(&text));
        over(&sha512, &["with SHA-512", of_form]);
        let bare = sign(Pkcs1v15Sign::new_unprefixed(), &Sha256::digest(&text));
        over(&bare, &["without naming a hash", of_form]);
        let twice = Sha256::digest(Sha256::digest(&text));
        let twice = sign(Pkcs1v15Sign::new::<Sha256>(), &twice);
        over(&twice, &["SHA-256 (in bytes) of", of_form]);
    }
}

#[test]
fn pss_is_recognised_with_every_usual_salt() {
    for form in Form::ALL {
        let fields = right(form);
        let text = fields.text(form);
        let sign = |scheme, digest: &[u8], words: &[&str]| {
            let signature = PARTNER.private.sign_with_rng(&mut Drawn, scheme, digest);
            let fields = fields.clone().with_signature(&signature.expect("signed"));
            over(&fields, words);
        };
        let sha256 = Sha256::digest(&text);
        let words = ["RSASSA-PSS with SHA-256", form.as_str(), "not PSS"];
        for salt in [32, 256 - 32 - 2, 20, 0] {
            sign(Pss::new_with_salt::<Sha256>(salt), &sha256, &words);
        }
        let sha1 = Sha1::digest(&text);
        sign(Pss::new::<Sha1>(), &sha1, &["RSASSA-PSS with SHA-1"]);
        let sha512 = Sha512::digest(&text);
        sign(Pss::new::<Sha512>(), &sha512, &["RSASSA-PSS with SHA-512"]);
    }
}

#[test]
fn other_texts_are_recognised() {
    for form in [Form::Documented, Form::IvUnsigned] {
        let fields = right(form);
        let text = fields.text(Form::Packed);
        let packed = fields
            .clone()
            .with_signature(&PARTNER.sign(text.as_bytes()));
        over(&packed, &["the text of the packed form"]);
        let text = fields
            .text(form)
            .replace("\":", "\": ")
            .replace(",\"", ", \"");
        let blanks = fields.with_signature(&PARTNER.sign(text.as_bytes()));
        over(&blanks, &["JSON with blanks after its separators"]);
    }
    let fields = right(Form::Packed);
    let text = fields.text(Form::Documented);
    let json = fields.with_signature(&PARTNER.sign(text.as_bytes()));
    over(&json, &["the text of the documented form"]);
    let plain = right(Form::Packed).with_signature(&PARTNER.sign(crate::clinic::TEXT));
    over(&plain, &["the text before encryption"]);
}

#[test]
fn other_keys_are_recognised() {
    for form in Form::ALL {
        let fields = right(form);
        let text = fields.text(form).into_bytes();
        let retired = fields.clone().with_signature(&RETIRED.sign(&text));
        let name = RETIRED.public.fingerprint.to_string();
        over(&retired, &["your retired key", &name, form.as_str()]);
        let stranger = fields.clone().with_signature(&STRANGER.sign(&text));
        over(&stranger, &["384 bytes, where your live keys make 256"]);
        let nobody = fields.with_signature(&[0x5a; 256]);
        over(&nobody, &["none of your keys"]);
    }
}

#[test]
fn url_safe_base64_is_recognised() {
    let mut fields = right(Form::Documented);
    fields.signature = fields.signature.replace('+', "-").replace('/', "_");
    let diagnosis = expect(&fields, Step::Shape, &["url-safe", "use standard base64"]);
    assert_eq!(report(&diagnosis, Step::Signature).passed, Some(true));
    assert_eq!(diagnosis.refused_at(), Some(Step::Shape));
}
