//! Two parties with keys, and envelopes between them.

use chrono::{DateTime, Utc};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher, Form, GcmInput, Opened, PublicKey, Sender, Step,
    Tools, open, seal, signed_text,
};
use testkit::{FakeCipher, SeededEntropy, midday};

pub(crate) const UUID: &str = "00000000-0000-0000-0000-00000000000a";
pub(crate) const CLIENT_ID: &str = "client_0a";
pub(crate) const NAMES: [&str; 2] = [UUID, CLIENT_ID];
pub(crate) const TEXT: &[u8] = b"{\"mobile\":\"7000000001\"}";

/// The platform's cipher: two own keys.
pub(crate) fn platform() -> FakeCipher {
    FakeCipher::owning(&["platform", "platform-before"])
}

/// The partner's cipher.
pub(crate) fn partner() -> FakeCipher {
    FakeCipher::owning(&["partner"])
}

/// What the partner seals with: to the platform's first key, by its own.
pub(crate) fn to_platform(form: Form) -> Correspondent {
    Correspondent {
        partner_id: UUID.to_owned(),
        form,
        key: FakeCipher::key("platform"),
        own: FakeCipher::key("partner").fingerprint,
    }
}

/// [`TEXT`] as the partner seals it at midday.
pub(crate) fn sealed(form: Form) -> Envelope {
    sealed_text(form, TEXT)
}

pub(crate) fn sealed_text(form: Form, plain: &[u8]) -> Envelope {
    let (to, entropy) = (to_platform(form), SeededEntropy::new(5));
    seal(&partner(), &entropy, &to, plain, midday()).expect("the fake never fails")
}

/// Signs anew, after a change, with the key called `name`.
pub(crate) fn signed_by(name: &str, form: Form, mut envelope: Envelope) -> Envelope {
    let text = signed_text(form, &envelope);
    let signer = FakeCipher::owning(&[name]);
    let own = FakeCipher::key(name).fingerprint;
    envelope.signature = signer.sign(&own, text.as_bytes()).expect("its own key");
    envelope
}

pub(crate) fn signed(form: Form, envelope: Envelope) -> Envelope {
    signed_by("partner", form, envelope)
}

/// An envelope whose `encryptedKey` holds `secret`.
pub(crate) fn with_secret(form: Form, secret: &[u8]) -> Envelope {
    let mut envelope = sealed(form);
    let key = FakeCipher::key("platform");
    envelope.encrypted_key = platform().wrap_key(&key, secret).expect("short");
    signed(form, envelope)
}

/// An envelope encrypted under a key of sevens, with `aad` and `iv`.
pub(crate) fn encrypted_with(form: Form, iv: &[u8], aad: &[u8]) -> Envelope {
    let key = [7; 32];
    let input = GcmInput { key: &key, iv, aad };
    let output = platform().encrypt(&input, TEXT).expect("an IV that fits");
    let secret = match form {
        Form::Packed => [&key[..], iv].concat(),
        Form::Documented | Form::IvUnsigned => key.to_vec(),
    };
    let mut envelope = with_secret(form, &secret);
    envelope.encrypted_data = output.data;
    envelope.auth_tag = output.tag;
    envelope.iv = iv.try_into().ok().filter(|_| form != Form::Packed);
    signed(form, envelope)
}

/// Starts with a brace and ends with one.
pub(crate) fn is_object(text: &[u8]) -> bool {
    text.starts_with(b"{") && text.ends_with(b"}")
}

/// Opens as the platform does, with keys called `keys`.
pub(crate) fn opened_with(
    envelope: &Envelope,
    keys: &[PublicKey],
    form: Option<Form>,
    now: DateTime<Utc>,
) -> Result<Opened, Step> {
    let tools = Tools {
        cipher: &platform(),
        entropy: &SeededEntropy::new(9),
        is_object: &is_object,
    };
    let names = NAMES;
    let sender = Sender {
        names: &names,
        keys,
        form,
    };
    open(tools, envelope, &sender, now)
}

pub(crate) fn opened(envelope: &Envelope) -> Result<Opened, Step> {
    opened_with(envelope, &[FakeCipher::key("partner")], None, midday())
}

/// The step at which `envelope` is refused.
pub(crate) fn refused(envelope: &Envelope) -> Option<Step> {
    opened(envelope).err()
}
