//! People's passwords as Argon2id hashes.

mod gate;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use accounts::{Password, PasswordHash, PasswordHasher};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Entropy, PortFailure, PortResult};

use self::gate::Gate;

const SALT_LEN: usize = 16;
const HASH_LEN: usize = 32;

/// How long a password waits for its turn. Well within the 1.8 s a request has.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many may wait at once; each of them holds a thread.
const QUEUE: usize = 64;

/// What one hash costs, and how many are computed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB, at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over it, at least 1.
    pub passes: u32,
    /// Lanes, at least 1.
    pub lanes: u32,
    /// How many hashes are computed at once, at least 1.
    pub at_once: usize,
}

/// 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, 2026); two at
/// once, so that a flood of logins takes 38 MiB and no more.
impl Default for Argon2Cost {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
            at_once: 2,
        }
    }
}

/// The cost is none Argon2 knows (RFC 9106 section 3.1), or nobody could ever pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a possible cost of a password hash")]
pub struct Argon2CostError;

/// Argon2id (RFC 9106) as PHC strings, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. A
/// stored hash is verified at the cost it names, so that the cost may be raised
/// while older hashes live.
pub struct Argon2PasswordHasher {
    argon2: Argon2<'static>,
    /// A hash of today's cost that is nobody's: its bytes were drawn, not
    /// computed, so no password is known for it.
    nobodys: PasswordHash,
    gate: Gate,
    entropy: Arc<dyn Entropy>,
}

impl Argon2PasswordHasher {
    /// A hasher at `cost`; salts come from `entropy`.
    ///
    /// # Errors
    /// [`Argon2CostError`].
    pub fn new(cost: Argon2Cost, entropy: Arc<dyn Entropy>) -> Result<Self, Argon2CostError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_LEN))
            .map_err(|_| Argon2CostError)?;
        let nobodys = nobodys(&params, entropy.as_ref()).map_err(|_| Argon2CostError)?;
        if cost.at_once == 0 {
            return Err(Argon2CostError);
        }
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys,
            gate: Gate::new(cost.at_once, QUEUE, PATIENCE),
            entropy,
        })
    }
}

impl PasswordHasher for Argon2PasswordHasher {
    fn hash(&self, password: &Password) -> PortResult<PasswordHash> {
        let mut salt = [0_u8; SALT_LEN];
        self.entropy.fill(&mut salt);
        let _turn = self.gate.enter()?;
        let hash: Result<Phc, _> = self
            .argon2
            .hash_password_with_salt(password.expose().as_bytes(), &salt);
        hash.map(|hash| PasswordHash::new(hash.to_string()))
            .map_err(|_| PortFailure::Unforeseen("a password could not be hashed".to_owned()))
    }

    fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> PortResult<bool> {
        let stored = Phc::new(hash.unwrap_or(&self.nobodys).as_str())
            .map_err(|_| PortFailure::corrupt("password_hash"))?;
        let _turn = self.gate.enter()?;
        match self
            .argon2
            .verify_password(password.expose().as_bytes(), &stored)
        {
            Ok(()) => Ok(hash.is_some()),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(PortFailure::corrupt("password_hash")),
        }
    }
}

fn nobodys(params: &Params, entropy: &dyn Entropy) -> password_hash::Result<PasswordHash> {
    let (mut salt, mut hash) = ([0_u8; SALT_LEN], [0_u8; HASH_LEN]);
    entropy.fill(&mut salt);
    entropy.fill(&mut hash);
    let phc = Phc {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params)?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(Output::new(&hash)?),
    };
    Ok(PasswordHash::new(phc.to_string()))
}

impl fmt::Debug for Argon2PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argon2PasswordHasher(redacted)")
    }
}

#[cfg(test)]
mod tests;
