//! Encryption, switched on (contract `envelope.md`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Expected};
use crate::sealing::Sealing;
use crate::{Client, EnvelopeKeys, Error};

/// The platform's public key as it is served.
#[derive(Deserialize)]
struct PlatformKey {
    kid: String,
    pem: String,
}

#[derive(Deserialize)]
struct Nonce {
    nonce: String,
}

#[derive(Serialize)]
struct Enrolment<'a> {
    public_key: &'a str,
    nonce: &'a str,
    signature: &'a str,
}

#[derive(Deserialize)]
struct Enrolled {
    fingerprint: String,
}

impl Client {
    /// The same client, encrypting from now on: every body it sends is sealed to the
    /// platform's public key, which it fetches here, and every encrypted answer is
    /// opened. `partner_uuid` is the partner's, as its registration shows it. Where
    /// TLS to the platform is not to be trusted with that, see
    /// [`Client::encrypted_to`].
    ///
    /// When the platform's key changes, call this again; the one before keeps working
    /// during the announced overlap.
    ///
    /// # Errors
    /// See [`Error`]; code 4040 when the platform has no key.
    pub async fn encrypted(self, partner_uuid: &str, keys: EnvelopeKeys) -> Result<Self, Error> {
        let url = format!("{}/encryption/public-key", self.base);
        let response = self.http.get(url).send().await?;
        let plain = Expected {
            sealing: None,
            sealed: false,
        };
        let platform: PlatformKey = Answer::of(response, plain).await?.data()?;
        let sealing = self.sealing_to(partner_uuid, &keys, &platform.pem)?;
        if sealing.platform_kid() != platform.kid {
            return Err(Error::Unexpected("a public key with another's name"));
        }
        Ok(self.with(sealing))
    }

    /// The same with the platform's public key, PEM, from where you keep it; nothing
    /// is fetched.
    ///
    /// # Errors
    /// [`Error::Key`] when `platform_pem` is no public key of 2048 to 4096 bits.
    pub fn encrypted_to(
        self,
        platform_pem: &str,
        partner_uuid: &str,
        keys: &EnvelopeKeys,
    ) -> Result<Self, Error> {
        let sealing = self.sealing_to(partner_uuid, keys, platform_pem)?;
        Ok(self.with(sealing))
    }

    /// Enrols the public half of `keys` for this partner and returns its fingerprint:
    /// 64 hexadecimal digits. Asks for a nonce and signs it with the key.
    ///
    /// # Errors
    /// See [`Error`]; code 4220 when the platform does not take the key.
    pub async fn enrol_key(&self, keys: &EnvelopeKeys) -> Result<String, Error> {
        let answer = self.get("/encryption/nonce", |request| request).await?;
        let Nonce { nonce } = answer.data()?;
        let enrolment = Enrolment {
            public_key: &keys.public_pem(),
            nonce: &nonce,
            signature: &keys.sign(&nonce)?,
        };
        let answer = self
            .send("/encryption/keys", &enrolment, |request| request)
            .await?;
        let Enrolled { fingerprint } = answer.data()?;
        if fingerprint != keys.fingerprint() {
            return Err(Error::Unexpected("another key was enrolled"));
        }
        Ok(fingerprint)
    }

    fn sealing_to(
        &self,
        partner_uuid: &str,
        keys: &EnvelopeKeys,
        platform_pem: &str,
    ) -> Result<Sealing, Error> {
        let names = [partner_uuid.to_owned(), self.credentials.client_id.clone()];
        Sealing::new(names, keys, platform_pem)
    }

    fn with(self, sealing: Sealing) -> Self {
        Self {
            sealing: Some(Arc::new(sealing)),
            ..self
        }
    }
}
