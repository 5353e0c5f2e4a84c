//! A partner and the words that name it.

use std::fmt;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, Entropy, PartnerId, PartnerUuid, RateBps, Sealed};
use uuid::Uuid;

use crate::sign_in::whole_seconds;
use crate::{LiveSecret, PartnerStatus, PartnerType, SecretHash, Slug};

/// A partner's name: 2–100 characters after trimming, no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerName(String);

/// The text is not a partner's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 2 to 100 characters and no control characters")]
pub struct PartnerNameError;

impl PartnerName {
    /// Trims and judges `text`.
    ///
    /// # Errors
    /// [`PartnerNameError`].
    pub fn parse(text: &str) -> Result<Self, PartnerNameError> {
        let name = text.trim();
        let sane = (2..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if sane {
            Ok(Self(name.to_owned()))
        } else {
            Err(PartnerNameError)
        }
    }

    /// The trimmed name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A partner's public credential name: `pc_` and 24 hexadecimal digits. It can
/// be no slug, for a slug has no underscore.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    const PREFIX: &'static str = "pc_";

    /// Draws a new one (96 random bits).
    pub fn draw(entropy: &dyn Entropy) -> Self {
        use fmt::Write as _;
        let mut bytes = [0_u8; 12];
        entropy.fill(&mut bytes);
        let mut id = Self::PREFIX.to_owned();
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        Self(id)
    }

    /// Reads one; `None` when `text` has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(Self::PREFIX)?;
        let sane = digits.len() == 24
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        sane.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What names a partner from outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PartnerHandle {
    /// Its client id.
    ClientId(ClientId),
    /// Its public uuid.
    Uuid(PartnerUuid),
    /// Its slug.
    Slug(Slug),
}

impl PartnerHandle {
    /// Tells `text` apart by its form; `None` when it can name no partner.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(id) = ClientId::parse(text) {
            return Some(Self::ClientId(id));
        }
        if let Ok(uuid) = Uuid::try_parse(text) {
            return Some(Self::Uuid(PartnerUuid::new(uuid)));
        }
        Slug::parse(text).ok().map(Self::Slug)
    }
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Key.
    pub id: PartnerId,
    /// Public identity.
    pub uuid: PartnerUuid,
    /// Readable name.
    pub slug: Slug,
    /// Credential name.
    pub client_id: ClientId,
    /// Name.
    pub name: PartnerName,
    /// E-mail address, sealed at (`partners`, `email_sealed`, uuid).
    pub email: Sealed,
    /// Where it stands.
    pub status: PartnerStatus,
    /// Whether it only practises: its secrets begin with `psk_test_`.
    pub sandbox: bool,
    /// Its own payout rate; `None` takes the deployment's.
    pub rate: Option<RateBps>,
    /// What kind of business it is, if it said so.
    pub kind: Option<PartnerType>,
    /// Tokens issued before this do not count; `None` ends none.
    pub tokens_from: Option<DateTime<Utc>>,
    /// How much it may call, as far as staff set it.
    pub calls: OwnCallLimits,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// How much a partner may call, where staff set it; `None` takes the deployment's
/// (`rate_limit.*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnCallLimits {
    /// Calls a second in the long run, 1–10 000.
    pub per_second: Option<NonZeroU32>,
    /// Calls at once, 1–100 000.
    pub burst: Option<NonZeroU32>,
    /// Calls a month of the business's calendar.
    pub monthly_quota: Option<u64>,
}

impl Partner {
    /// Whether a token issued at `issued_at` (whole seconds, rounded down) may count.
    pub fn accepts_tokens_of(&self, issued_at: DateTime<Utc>) -> bool {
        self.tokens_from.is_none_or(|from| issued_at >= from)
    }

    /// When a token made at `now` says that it was made: whole seconds, rounded down, but
    /// so that it counts.
    pub(crate) fn issues_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let second = whole_seconds(now);
        self.tokens_from.map_or(second, |from| second.max(from))
    }
}

/// A partner to be created.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// Public identity.
    pub uuid: PartnerUuid,
    /// Wanted slug.
    pub slug: Slug,
    /// Whether a taken slug may be replaced by [`Slug::numbered`].
    pub slug_may_vary: bool,
    /// Credential name.
    pub client_id: ClientId,
    /// Name.
    pub name: PartnerName,
    /// E-mail address, sealed.
    pub email: Sealed,
    /// Index of the e-mail address, unique.
    pub email_index: BlindIndex,
    /// First status.
    pub status: PartnerStatus,
    /// Whether it only practises.
    pub sandbox: bool,
    /// Its own payout rate.
    pub rate: Option<RateBps>,
    /// What kind of business it is, if it said so.
    pub kind: Option<PartnerType>,
    /// Hash of its first secret; `None` while it is not to sign in.
    pub secret: Option<SecretHash>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A partner with what it may prove itself by.
#[derive(Debug, Clone)]
pub struct PartnerAccess {
    /// The partner.
    pub partner: Partner,
    /// Its secrets, ended ones possibly included.
    pub secrets: Vec<LiveSecret>,
}

#[cfg(test)]
mod tests;
