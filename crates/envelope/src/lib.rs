//! The encrypted envelope of the partner API (contract `envelope.md`):
//! `RSA-OAEP-AES256-GCM`, version 1.0, in its three forms.
//!
//! [`open`] and [`seal`] are the rules, for either side of the wire. The platform
//! works through [`Envelopes`]; keys come to it through [`EnrolKey`]; [`Diagnose`]
//! tells a partner that practises what is wrong. Ports: [`EnvelopeCipher`] and
//! [`EnvelopeProbe`] (cryptography), [`EnvelopeProfiles`], [`PartnerKeys`],
//! [`ReplayMarks`].

mod cipher;
mod diagnose;
mod enrol;
mod envelopes;
mod form;
mod key;
mod open;
mod policy;
mod repository;
mod seal;
mod signed_text;
mod wire;

pub use cipher::{EnvelopeCipher, GcmInput, GcmOutput, PublicKeyError};
pub use diagnose::{
    Diagnose, Diagnosis, DigestKind, EnvelopeProbe, Padding, Question, SignedDigest, StepReport,
};
pub use enrol::{EnrolError, EnrolKey, Enrolled, KeySettings, Nonce};
pub use envelopes::{Envelopes, OpenError};
pub use form::{AES_KEY_BYTES, Form, TAG_BYTES};
pub use key::{FEWEST_BITS, Fingerprint, MOST_BITS, OwnKey, PublicKey};
pub use open::{AHEAD, OLDEST, Opened, Sender, Step, Tools, decoy_text, open};
pub use policy::{LIVE_KEYS, Policy, Profile};
pub use repository::{
    Encryption, EnrolStoreError, Enrolment, EnvelopeProfiles, KeyRecord, PartnerKeys, PolicyChange,
    ReplayMarks,
};
pub use seal::{Correspondent, seal};
pub use signed_text::signed_text;
pub use wire::{ALGORITHM, Envelope, EnvelopeError, RawEnvelope, VERSION};

#[cfg(feature = "mocks")]
pub use cipher::MockEnvelopeCipher;
#[cfg(feature = "mocks")]
pub use diagnose::MockEnvelopeProbe;
#[cfg(feature = "mocks")]
pub use repository::{MockEnvelopeProfiles, MockPartnerKeys, MockReplayMarks};
