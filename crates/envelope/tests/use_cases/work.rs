//! How much work a refusal is.

use std::sync::Mutex;

use envelope::{
    Envelope, EnvelopeCipher, Fingerprint, Form, GcmInput, GcmOutput, OwnKey, PublicKey,
    PublicKeyError, Sender, Step, TAG_BYTES, Tools, open,
};
use kernel::{Entropy, PortResult};
use testkit::{FakeCipher, SeededEntropy, midday};
use zeroize::Zeroizing;

use crate::desk::{
    NAMES, is_object, platform, sealed, sealed_text, signed, signed_by, with_secret,
};

/// What was asked for, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Call {
    Verify,
    Draw(usize),
    Unwrap(Fingerprint),
    Decrypt { iv: usize, data: usize },
    IsObject,
}

struct Recording {
    cipher: FakeCipher,
    entropy: SeededEntropy,
    calls: Mutex<Vec<Call>>,
}

impl Recording {
    fn new() -> Self {
        Self {
            cipher: platform(),
            entropy: SeededEntropy::new(3),
            calls: Mutex::default(),
        }
    }

    fn note(&self, call: Call) {
        self.calls.lock().expect("no panic before").push(call);
    }
}

impl Entropy for Recording {
    fn fill(&self, buffer: &mut [u8]) {
        self.note(Call::Draw(buffer.len()));
        self.entropy.fill(buffer);
    }
}

impl EnvelopeCipher for Recording {
    fn own_keys(&self) -> &[OwnKey] {
        self.cipher.own_keys()
    }

    fn read_public_key(&self, pem: &str) -> Result<PublicKey, PublicKeyError> {
        self.cipher.read_public_key(pem)
    }

    fn sha256(&self, text: &[u8]) -> [u8; 32] {
        self.cipher.sha256(text)
    }

    fn verify(&self, signer: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
        self.note(Call::Verify);
        self.cipher.verify(signer, text, signature)
    }

    fn sign(&self, own: &Fingerprint, text: &[u8]) -> PortResult<Vec<u8>> {
        self.cipher.sign(own, text)
    }

    fn unwrap_key(&self, own: &Fingerprint, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.note(Call::Unwrap(*own));
        EnvelopeCipher::unwrap_key(&self.cipher, own, wrapped)
    }

    fn wrap_key(&self, recipient: &PublicKey, secret: &[u8]) -> PortResult<Vec<u8>> {
        self.cipher.wrap_key(recipient, secret)
    }

    fn decrypt(
        &self,
        input: &GcmInput<'_>,
        data: &[u8],
        tag: &[u8; TAG_BYTES],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (iv, data_bytes) = (input.iv.len(), data.len());
        self.note(Call::Decrypt {
            iv,
            data: data_bytes,
        });
        self.cipher.decrypt(input, data, tag)
    }

    fn encrypt(&self, input: &GcmInput<'_>, plain: &[u8]) -> PortResult<GcmOutput> {
        self.cipher.encrypt(input, plain)
    }
}

/// What opening `envelope` asks for, how it ends, and how long the texts are that
/// are read as JSON.
fn work(envelope: &Envelope) -> (Vec<Call>, Option<Step>, Vec<usize>) {
    let recording = Recording::new();
    let lengths = Mutex::new(Vec::new());
    let counted = |text: &[u8]| {
        recording.note(Call::IsObject);
        lengths.lock().expect("no panic before").push(text.len());
        is_object(text)
    };
    let tools = Tools {
        cipher: &recording,
        entropy: &recording,
        is_object: &counted,
    };
    let sender = Sender {
        names: &NAMES,
        keys: &[FakeCipher::key("partner")],
        form: None,
    };
    let step = open(tools, envelope, &sender, midday()).err();
    let calls = recording.calls.lock().expect("no panic before").clone();
    (calls, step, lengths.into_inner().expect("no panic before"))
}

/// What is asked for with each of the platform's two keys.
fn expected(form: Form, data: usize) -> Vec<Call> {
    let verifying = if form == Form::IvUnsigned { 2 } else { 1 };
    let mut calls = vec![Call::Verify; verifying];
    for own in platform().own_keys() {
        calls.extend([
            Call::Draw(form.wrapped_bytes()),
            Call::Unwrap(own.public.fingerprint),
            Call::Decrypt {
                iv: form.iv_bytes(),
                data,
            },
            Call::IsObject,
        ]);
    }
    calls
}

#[test]
fn failures_behind_the_signature_are_the_same_work() {
    let text = [b"[", &[b' '; 400][..], b"]"].concat();
    for form in Form::ALL {
        let no_object = sealed_text(form, &text);
        let data = no_object.encrypted_data.len();
        let mut wrong_tag = no_object.clone();
        wrong_tag.auth_tag[3] ^= 1;
        let mut wrong_key = no_object.clone();
        wrong_key.encrypted_key[9] ^= 1;
        let mut wrong_length = with_secret(form, &[1; 20]);
        wrong_length.encrypted_data = no_object.encrypted_data.clone();
        for (envelope, step) in [
            (no_object, Step::Text),
            (signed(form, wrong_tag), Step::Data),
            (signed(form, wrong_key), Step::Key),
            (signed(form, wrong_length), Step::Key),
        ] {
            let (calls, refused, lengths) = work(&envelope);
            assert_eq!(refused, Some(step));
            assert_eq!(calls, expected(form, data), "{form:?} {step:?}");
            // What is read in place of a text is about as long as one.
            assert!(lengths.iter().all(|length| length.abs_diff(data) < 40));
        }
    }
}

#[test]
fn a_text_is_read_in_place_of_one_whatever_the_length() {
    for length in [0, 1, 2, 30, 60, 100, 5_000, 260_000] {
        let mut envelope = sealed(Form::Documented);
        envelope.encrypted_data = vec![1; length];
        let (_, refused, lengths) = work(&signed(Form::Documented, envelope));
        assert_eq!(refused, Some(Step::Data));
        for read in lengths {
            assert!(read <= length.max(2) && read + 40 >= length, "{read}");
        }
    }
}

#[test]
fn failures_up_to_the_signature_touch_no_private_key() {
    for form in Form::ALL {
        let mut stranger = sealed(form);
        stranger.partner_id = "somebody".to_owned();
        let mut stale = sealed(form);
        stale.timestamp -= 400_000;
        let forged = signed_by("stranger", form, sealed(form));
        for (envelope, verified) in [(stranger, false), (stale, false), (forged, true)] {
            let (calls, refused, _) = work(&envelope);
            assert!(refused <= Some(Step::Signature));
            assert!(calls.iter().all(|call| *call == Call::Verify));
            assert_eq!(!calls.is_empty(), verified);
        }
    }
}
