//! What `encryptedKey` holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Case;
use super::data;
use super::probe::Padding;
use super::reading::{from_hex, hex_hint};
use super::report::StepReport;
use crate::{AES_KEY_BYTES, Fingerprint, Form, Step};

/// What one of our keys found in `encryptedKey`.
pub(super) struct Secret {
    own: Fingerprint,
    /// `None` when it is the right one.
    padding: Option<Padding>,
    bytes: Zeroizing<Vec<u8>>,
}

impl Secret {
    /// Whether the platform goes on with it.
    pub(super) fn is_right(&self, form: Form) -> bool {
        self.padding.is_none() && self.bytes.len() == form.wrapped_bytes()
    }

    /// Whether it counts only where a whole tag vouches for it.
    pub(super) fn is_guessed(&self) -> bool {
        self.padding == Some(Padding::Pkcs1)
    }

    /// The bytes that are meant, if they were encrypted as text.
    fn meant(&self) -> (Zeroizing<Vec<u8>>, Option<&'static str>) {
        let sizes = [AES_KEY_BYTES, AES_KEY_BYTES + 12, AES_KEY_BYTES + 16];
        let fits = |bytes: &Vec<u8>| sizes.contains(&bytes.len());
        let text = std::str::from_utf8(&self.bytes).ok();
        if let Some(bytes) = text.and_then(from_hex).filter(fits) {
            return (Zeroizing::new(bytes), Some("hexadecimal digits"));
        }
        let decoded = text.and_then(|text| STANDARD.decode(text).ok());
        if let Some(bytes) = decoded.filter(fits) {
            return (Zeroizing::new(bytes), Some("base64"));
        }
        (self.bytes.clone(), None)
    }

    /// The AES key and what is behind it.
    pub(super) fn parts(&self) -> Option<(Zeroizing<[u8; AES_KEY_BYTES]>, Vec<u8>)> {
        let (bytes, _) = self.meant();
        let (key, rest) = bytes.split_first_chunk::<AES_KEY_BYTES>()?;
        Some((Zeroizing::new(*key), rest.to_vec()))
    }
}

/// Everything the platform's keys find, by the right padding or, failing that, by
/// another. What only PKCS #1 v1.5 finds counts when it opens the data as well: see
/// [`super::Diagnose`].
pub(super) fn found(case: &Case<'_>) -> Vec<Secret> {
    let Some(wrapped) = case.reading.key.as_deref() else {
        return Vec::new();
    };
    let own = || case.own_keys().map(|own| own.public.fingerprint);
    let right: Vec<_> = own()
        .filter_map(|own| {
            let bytes = case.tools.cipher.unwrap_key(&own, wrapped)?;
            let padding = None;
            Some(Secret {
                own,
                padding,
                bytes,
            })
        })
        .collect();
    if !right.is_empty() {
        return right;
    }
    let tries = own().flat_map(|own| Padding::ALL.map(|padding| (own, padding)));
    let mut found: Vec<_> = tries
        .filter_map(|(own, padding)| {
            if padding == Padding::Pkcs1 {
                return confirmed(case, own, wrapped);
            }
            let bytes = case.tools.probe.unwrap_key(&own, padding, wrapped)?;
            let padding = Some(padding);
            Some(Secret {
                own,
                padding,
                bytes,
            })
        })
        .collect();
    found.truncate(1);
    found
}

/// What PKCS #1 v1.5 finds, if the data's tag shows that whoever asks knew it.
fn confirmed(case: &Case<'_>, own: Fingerprint, wrapped: &[u8]) -> Option<Secret> {
    let mut decoy = Zeroizing::new(vec![0_u8; AES_KEY_BYTES + 16]);
    case.tools.entropy.fill(&mut decoy);
    let bytes = case
        .tools
        .probe
        .unwrap_key(&own, Padding::Pkcs1, wrapped)
        .filter(|bytes| bytes.len() >= AES_KEY_BYTES)
        .unwrap_or(decoy);
    let padding = Some(Padding::Pkcs1);
    let secret = Secret {
        own,
        padding,
        bytes,
    };
    data::opened(case, &secret).map(|_| secret)
}

pub(super) fn report(case: &Case<'_>, form: Form, secrets: &[Secret]) -> StepReport {
    let expected = expected(case, form);
    let Some(wrapped) = case.reading.key.as_deref() else {
        let why = "there is no encryptedKey in base64";
        return StepReport::skipped(Step::Key, expected, why);
    };
    let Some(secret) = secrets
        .iter()
        .find(|secret| secret.is_right(form))
        .or(secrets.first())
    else {
        return unopened(case, wrapped, expected);
    };
    let (meant, text) = secret.meant();
    let padding = match secret.padding {
        None => "opens with RSA-OAEP, SHA-256 and MGF1-SHA-256",
        Some(padding) => &format!("opens with {}", padding.as_str()),
    };
    let written = text.map_or_else(String::new, |text| format!(" ({text})"));
    let bytes = secret.bytes.len();
    let kid = secret.own;
    let found = format!("{padding} and the platform's key {kid}, holds {bytes} bytes{written}");
    if secret.is_right(form) {
        let newest = case.own_keys().next();
        let old = newest.is_some_and(|newest| newest.public.fingerprint != kid);
        let hint = old.then(|| {
            "this platform key is being replaced: fetch the present one from \
             GET /encryption/public-key"
                .to_owned()
        });
        return StepReport::passed(Step::Key, expected, found).with_hint(hint);
    }
    let hints = [
        secret.padding.map(padding_hint),
        text.map(|_| "encrypt the bytes of the key, not their text"),
        length_hint(form, meant.len()),
    ];
    let hints: Vec<_> = hints.into_iter().flatten().collect();
    StepReport::failed(Step::Key, expected, found).with_hint(hints.join("; "))
}

fn expected(case: &Case<'_>, form: Form) -> String {
    let keys: Vec<_> = case
        .own_keys()
        .map(|own| {
            format!(
                "{} ({} bits)",
                own.public.fingerprint,
                own.modulus.len() * 8
            )
        })
        .collect();
    let holds = match form {
        Form::Documented | Form::IvUnsigned => "the 32 bytes of the AES key",
        Form::Packed => "48 bytes: the 32 of the AES key, then the 16 of the IV",
    };
    format!(
        "{holds}, encrypted with RSA-OAEP, SHA-256 and MGF1-SHA-256, to the platform's key {}",
        keys.join(" or ")
    )
}

fn unopened(case: &Case<'_>, wrapped: &[u8], expected: String) -> StepReport {
    let mut sizes: Vec<_> = case.own_keys().map(|own| own.modulus.len()).collect();
    sizes.dedup();
    let bytes = wrapped.len();
    let (found, hint) = if sizes.contains(&bytes) {
        let found = format!("{bytes} bytes that open with none of the platform's keys");
        let hint = "encrypted to another key or changed since, or the padding is another one: \
                    fetch the platform's key from GET /encryption/public-key, compare its kid, and \
                    set OAEP with SHA-256 for both hash and MGF1, without a label";
        (found, hint)
    } else {
        let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
        let found = format!(
            "{bytes} bytes, where the platform's key makes {}",
            sizes.join(" or ")
        );
        let hint = "encrypted to a key of another size: fetch the platform's key from \
                    GET /encryption/public-key";
        (
            found,
            hex_hint(case.reading.raw.encrypted_key).unwrap_or(hint),
        )
    };
    StepReport::failed(Step::Key, expected, found).with_hint(hint.to_owned())
}

const fn padding_hint(padding: Padding) -> &'static str {
    match padding {
        Padding::OaepSha256Mgf1Sha1 => {
            "Java uses MGF1-SHA-1 unless told otherwise: pass new OAEPParameterSpec(\"SHA-256\", \
             \"MGF1\", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)"
        }
        Padding::OaepSha1 => "set OAEP's hash to SHA-256 (oaepHash: 'sha256' in Node.js)",
        Padding::OaepSha512 => "set OAEP's hash and MGF1's to SHA-256",
        Padding::Pkcs1 => "use OAEP with SHA-256 instead of PKCS#1 v1.5",
    }
}

const fn length_hint(form: Form, bytes: usize) -> Option<&'static str> {
    match (form, bytes) {
        (Form::Packed, 48) | (Form::Documented | Form::IvUnsigned, 32) => None,
        (Form::Packed, 32) => {
            Some("without iv the 16 bytes of the IV belong behind the AES key; else send iv")
        }
        (Form::Packed, 44) => Some("in the packed form the IV has 16 bytes, not 12"),
        (Form::Documented | Form::IvUnsigned, 44 | 48) => {
            Some("with iv only the AES key is encrypted here; the packed form has no iv")
        }
        (_, 16 | 24) => Some("AES-256 has a key of 32 bytes; this looks like AES-128 or AES-192"),
        _ => Some("encrypt exactly the expected bytes"),
    }
}
