//! The demo: a partner, two that want to be, an admin, some weeks of lifelike leads and
//! what they earned, candidates and what they practised, made once by the real use cases
//! with a clock that walks through the past.
//!
//! Everyone in it is invented: mobile numbers 90000xxxxx, PANs AAAP…, addresses
//! under `.example`.

mod admin;
mod applicants;
mod candidates;
mod credentials;
mod dice;
mod guide;
mod past;
mod people;
mod practice;
mod roll;
mod settlement;
mod story;

use std::sync::Arc;

use accounts::{
    ManagePartners, Partner, PartnerDraft, PartnerHandle, PartnerName, RotateError, ServiceScope,
    Slug,
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use kernel::{Actor, EmailAddress, FixedClock};

pub use credentials::{Credentials, Login};
pub use guide::guide;

use crate::failure::Failure;
use crate::kit::Kit;

/// How far back the demo begins, in days.
const DAYS: u32 = 42;

/// The demo partner's slug.
const SLUG: &str = "demo-marketplace";

/// The demo's credentials, made at the first run and found at every other.
///
/// The credentials' file is written last, so that a run that was broken off is
/// taken up again: everything before it is safe to repeat.
///
/// # Errors
/// The database, or the file.
pub fn prepare(kit: &Kit) -> Result<Credentials, Failure> {
    let path = kit.settings.data_dir.join(credentials::FILE);
    let kept = Credentials::read(&path)?;
    if let Some(mut kept) = kept
        && let Some(partner) = known(kit, &kept)
    {
        if kept.admin.is_none() {
            kept.admin = Some(admin::create(kit)?);
            kept.write(&path)?;
        }
        if kept.candidate.is_none() {
            candidates::play(kit, &partner)?;
            kept.candidate = Some(candidates::create(kit, &partner)?);
            kept.write(&path)?;
        }
        return Ok(kept);
    }
    let (partner, secret) = partner(kit)?;
    past::play(kit, &partner, DAYS)?;
    settlement::settle(kit, &partner)?;
    candidates::play(kit, &partner)?;
    applicants::apply(kit)?;
    let tokens = kit.service_tokens();
    let (_, token) = tokens.execute("demo-core", ServiceScope::Internal, Actor::Operator)?;
    let made = Credentials {
        client_id: partner.client_id.as_str().to_owned(),
        client_secret: secret,
        partner_uuid: partner.uuid.to_string(),
        slug: partner.slug.as_str().to_owned(),
        service_token: token.expose().to_owned(),
        admin: Some(admin::create(kit)?),
        candidate: Some(candidates::create(kit, &partner)?),
    };
    made.write(&path)?;
    Ok(made)
}

/// Whose credentials these are; a file may be older than the database beside it.
fn known(kit: &Kit, kept: &Credentials) -> Option<Partner> {
    let handle = PartnerHandle::parse(&kept.client_id)?;
    kit.partners().find(&handle).ok().flatten()
}

/// The demo partner and a secret for it.
fn partner(kit: &Kit) -> Result<(Partner, String), Failure> {
    let manage = kit.partners();
    let slug = Slug::parse(SLUG).map_err(invalid)?;
    let handle = PartnerHandle::Slug(slug.clone());
    // Its secret was lost with the file: only a new one can be shown.
    match manage.rotate_secret(&handle, TimeDelta::zero(), Actor::Operator) {
        Ok(rotated) => return Ok((rotated.partner, rotated.secret.expose().to_owned())),
        Err(RotateError::Unknown) => {}
        Err(error) => return Err(error.into()),
    }
    let draft = PartnerDraft {
        name: PartnerName::parse("Demo Marketplace").map_err(invalid)?,
        email: EmailAddress::parse("tech@demo-marketplace.example").map_err(invalid)?,
        slug: Some(slug),
        sandbox: false,
        rate: None,
    };
    let then = ManagePartners {
        clock: Arc::new(FixedClock::at(begin(kit))),
        ..manage
    };
    let created = then.create(draft, Actor::Operator)?;
    Ok((created.partner, created.secret.expose().to_owned()))
}

/// The first business day of the demo.
fn begin(kit: &Kit) -> DateTime<Utc> {
    let calendar = kit.rules.share.calendar;
    let today = calendar.day_of(kit.clock.now());
    let first = today.checked_sub_days(Days::new(u64::from(DAYS)));
    calendar.start_of(first.unwrap_or(today))
}

fn invalid(error: impl std::fmt::Display) -> Failure {
    Failure::told(format!("the demo's own data: {error}"))
}

#[cfg(test)]
mod tests;
