//! A partner known by `X-API-Key` and `X-API-Secret` (contract `onboarding.md`).

use std::sync::Arc;

use kernel::{Clock, PortResult};

use crate::sign_in::proves;
use crate::{
    ClientSecret, Partner, PartnerAccess, PartnerStatus, SecretHash, SecretHasher, SignInError,
};

/// Where API keys are kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait ApiKeys: Send + Sync {
    /// The partner whose key has one of `hashes`, with its secrets: one read, whether
    /// there is such a key or not. Deleted partners have none.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn access(&self, hashes: &[SecretHash]) -> PortResult<Option<PartnerAccess>>;
}

/// Proves a partner by API key and client secret.
#[derive(Clone)]
pub struct AuthenticateApiKey {
    /// Where keys are kept.
    pub keys: Arc<dyn ApiKeys>,
    /// Hashes keys and judges secrets.
    pub hasher: Arc<dyn SecretHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticateApiKey {
    /// The active partner whose key and secret these are. Unknown keys and wrong secrets
    /// cost the same: one look-up and two comparisons.
    ///
    /// # Errors
    /// See [`SignInError`]; never [`SignInError::Issue`].
    pub fn execute(
        &self,
        key: &ClientSecret,
        secret: &ClientSecret,
    ) -> Result<Partner, SignInError> {
        let access = self.keys.access(&self.hasher.hashes(key))?;
        let now = self.clock.now();
        if !proves(self.hasher.as_ref(), secret, access.as_ref(), now) {
            return Err(SignInError::InvalidCredentials);
        }
        match access {
            Some(access) if access.partner.status == PartnerStatus::Active => Ok(access.partner),
            Some(_) => Err(SignInError::PartnerNotActive),
            None => Err(SignInError::InvalidCredentials),
        }
    }
}
