//! The platform's side: requests opened, answers sealed.

use std::sync::Arc;

use kernel::{Clock, Entropy, PartnerId, PartnerUuid, PortFailure, PortResult, ReplayMark};

use crate::{
    Correspondent, Envelope, EnvelopeCipher, EnvelopeProfiles, Opened, OwnKey, Profile,
    ReplayMarks, Sender, Step, Tools, open, seal,
};

/// Why a request was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The partner encrypts nothing, or has no live key (4122).
    #[error("no key enrolled")]
    NoKey,
    /// Refused (4123). The step is for counts, not for the partner.
    #[error("refused")]
    Refused(Step),
    /// A port failed, or the platform has no key.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Opens partners' requests and seals the answers.
#[derive(Clone)]
pub struct Envelopes {
    /// Cryptography, with the platform's keys.
    pub cipher: Arc<dyn EnvelopeCipher>,
    /// Partners' policies and keys.
    pub profiles: Arc<dyn EnvelopeProfiles>,
    /// What was taken before.
    pub marks: Arc<dyn ReplayMarks>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws keys.
    pub entropy: Arc<dyn Entropy>,
}

impl Envelopes {
    /// A partner's encryption, from memory alone; `None` when it must be looked up
    /// with [`Envelopes::profile`].
    pub fn remembered(&self, partner: PartnerId) -> Option<Arc<Profile>> {
        self.profiles.remembered(partner, self.clock.now())
    }

    /// A partner's encryption.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn profile(&self, partner: PartnerId) -> PortResult<Arc<Profile>> {
        self.profiles.profile(partner, self.clock.now())
    }

    /// The platform's public keys: the first is in use, the others still open.
    pub fn public_keys(&self) -> &[OwnKey] {
        self.cipher.own_keys()
    }

    /// Opens a request of the partner called `names` (uuid and client id). Whether it
    /// is a replay is for [`Envelopes::spend`] or the lead's transaction to say.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(
        &self,
        envelope: &Envelope,
        names: &[&str],
        profile: &Profile,
        is_object: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Opened, OpenError> {
        if !profile.takes_envelopes() {
            return Err(OpenError::NoKey);
        }
        if self.cipher.own_keys().is_empty() {
            return Err(no_platform_key().into());
        }
        let tools = Tools {
            cipher: self.cipher.as_ref(),
            entropy: self.entropy.as_ref(),
            is_object,
        };
        let sender = Sender {
            names,
            keys: &profile.keys,
            form: profile.form,
        };
        open(tools, envelope, &sender, self.clock.now()).map_err(OpenError::Refused)
    }

    /// Takes the envelope with `mark`, once: `false` when it was taken before.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn spend(&self, partner: PartnerId, mark: &ReplayMark) -> PortResult<bool> {
        self.marks.spend(partner, mark)
    }

    /// Where the answer to a request without an envelope goes: to the partner's
    /// newest key, in its own form.
    ///
    /// # Errors
    /// [`PortFailure::Unforeseen`] when the partner or the platform has no key.
    pub fn correspondent(
        &self,
        partner: PartnerUuid,
        profile: &Profile,
    ) -> PortResult<Correspondent> {
        let key = profile.keys.first().ok_or_else(|| {
            PortFailure::Unforeseen("a partner that must encrypt has no live key".to_owned())
        })?;
        let own = self.cipher.own_keys().first().ok_or_else(no_platform_key)?;
        Ok(Correspondent {
            partner_id: partner.to_string(),
            form: profile.own_form(),
            key: key.clone(),
            own: own.public.fingerprint,
        })
    }

    /// Seals an answer.
    ///
    /// # Errors
    /// [`PortFailure::Unforeseen`] when a key refuses.
    pub fn seal(&self, to: &Correspondent, plain: &[u8]) -> PortResult<Envelope> {
        let (cipher, entropy) = (self.cipher.as_ref(), self.entropy.as_ref());
        seal(cipher, entropy, to, plain, self.clock.now())
    }
}

pub(crate) fn no_platform_key() -> PortFailure {
    PortFailure::Unforeseen("crypto.envelope_private_key_file is not configured".to_owned())
}
