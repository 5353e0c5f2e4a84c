//! A partner and the words that name it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, Entropy, PartnerId, PartnerUuid, Sealed};
use uuid::Uuid;

use crate::{LiveSecret, SecretHash};

/// Where a partner stands (contract `onboarding.md`, "Status machine").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerStatus {
    /// Onboarding.
    Pending,
    /// May use the API.
    Active,
    /// Stopped by the lender; can come back.
    Suspended,
    /// Retired; can come back.
    Inactive,
    /// Refused in review.
    Rejected,
}

/// A word that is no partner status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a partner status")]
pub struct UnknownPartnerStatus;

/// A change of status that the machine does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a partner cannot go from {from} to {to}")]
pub struct StatusTransitionError {
    /// Before.
    pub from: PartnerStatus,
    /// Wanted.
    pub to: PartnerStatus,
}

impl PartnerStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Active,
        Self::Suspended,
        Self::Inactive,
        Self::Rejected,
    ];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Inactive => "inactive",
            Self::Rejected => "rejected",
        }
    }

    /// The status after a change to `to`.
    ///
    /// # Errors
    /// [`StatusTransitionError`] for anything but pending → active | rejected,
    /// active → suspended | inactive, suspended | inactive → active.
    pub const fn change_to(self, to: Self) -> Result<Self, StatusTransitionError> {
        match (self, to) {
            (Self::Pending, Self::Active | Self::Rejected)
            | (Self::Active, Self::Suspended | Self::Inactive)
            | (Self::Suspended | Self::Inactive, Self::Active) => Ok(to),
            (from, to) => Err(StatusTransitionError { from, to }),
        }
    }
}

impl fmt::Display for PartnerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PartnerStatus {
    type Err = UnknownPartnerStatus;

    fn from_str(word: &str) -> Result<Self, UnknownPartnerStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(UnknownPartnerStatus)
    }
}

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

/// A partner's readable name in addresses and sign-in: 2–64 of `a-z 0-9 -`, no
/// hyphen at either end, not of the form of a uuid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 2 to 64 of a-z, 0-9 and inner hyphens, and not a uuid")]
pub struct SlugError;

impl Slug {
    const MAX: usize = 64;

    /// Judges `text`.
    ///
    /// # Errors
    /// [`SlugError`].
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let sane = (2..=Self::MAX).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && Uuid::try_parse(text).is_err();
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }

    /// The slug a name suggests; `partner` where the name has nothing usable.
    pub fn suggested_by(name: &PartnerName) -> Self {
        let mut slug = String::new();
        for c in name.as_str().to_lowercase().chars() {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= Self::MAX - 8 {
                break;
            }
        }
        Self::parse(slug.trim_end_matches('-')).unwrap_or_else(|_| Self("partner".to_owned()))
    }

    /// The n-th alternative: `-1`, `-2` and so on.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let room = Self::MAX - suffix.len();
        let stem: String = self.0.chars().take(room).collect();
        Self(format!("{}{suffix}", stem.trim_end_matches('-')))
    }

    /// The text.
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

/// A payout rate in basis points (1 bp = 0.01 %), 0–10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateBps(u16);

/// More than 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 0 to 10000 basis points")]
pub struct RateError;

impl RateBps {
    /// Judges `bps`.
    ///
    /// # Errors
    /// [`RateError`] above 10 000.
    pub const fn new(bps: u16) -> Result<Self, RateError> {
        if bps <= 10_000 {
            Ok(Self(bps))
        } else {
            Err(RateError)
        }
    }

    /// The rate in basis points.
    pub const fn get(self) -> u16 {
        self.0
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
    /// When it was created.
    pub created_at: DateTime<Utc>,
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
    /// Hash of its first secret.
    pub secret: SecretHash,
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
