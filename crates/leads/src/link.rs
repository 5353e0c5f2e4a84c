//! The link that attributes a customer to a lead.

use chrono::{DateTime, Utc};
use kernel::{LeadReference, MobileNumber, PartnerUuid};

/// How the campaign of new leads is written (configuration `utm.campaign`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CampaignStyle {
    /// `lead_{mobile}_{ms}`, as the partners' documentation prints it.
    #[default]
    Documented,
    /// `lead_{reference}`: no personal data in the link.
    Opaque,
}

/// How one lead's campaign is written; kept with the lead, so that its link
/// stays the same when the configuration changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignForm(pub CampaignStyle);

impl CampaignForm {
    /// The `utm_campaign` of a lead. `shared_at` is printed in milliseconds
    /// since the Unix epoch.
    pub fn write(
        self,
        mobile: &MobileNumber,
        shared_at: DateTime<Utc>,
        reference: LeadReference,
    ) -> String {
        match self.0 {
            CampaignStyle::Documented => {
                format!("lead_{}_{}", mobile.as_str(), shared_at.timestamp_millis())
            }
            CampaignStyle::Opaque => format!("lead_{}", reference.get().simple()),
        }
    }

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self.0 {
            CampaignStyle::Documented => "documented",
            CampaignStyle::Opaque => "opaque",
        }
    }

    /// The inverse of [`CampaignForm::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [CampaignStyle::Documented, CampaignStyle::Opaque]
            .map(Self)
            .into_iter()
            .find(|form| form.as_str() == word)
    }
}

/// Builds links to the lender's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBuilder {
    app_url: String,
}

/// `app_url` cannot be built upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("app_url must be an http(s) URL without a fragment")]
pub struct LinkError;

impl LinkBuilder {
    /// Links to `app_url`, which may already have a query.
    ///
    /// # Errors
    /// [`LinkError`] when `app_url` is not `http(s)://…` or has a fragment.
    pub fn new(app_url: &str) -> Result<Self, LinkError> {
        let address = app_url
            .strip_prefix("https://")
            .or_else(|| app_url.strip_prefix("http://"))
            .ok_or(LinkError)?;
        let sane = !address.is_empty()
            && !app_url.contains('#')
            && !app_url.chars().any(|c| c.is_whitespace() || c.is_control());
        if !sane {
            return Err(LinkError);
        }
        Ok(Self {
            app_url: app_url.to_owned(),
        })
    }

    /// `{app_url}?utm_source={partner}&utm_medium=partner_api&utm_campaign={campaign}`.
    pub fn link(&self, partner: PartnerUuid, campaign: &str) -> String {
        let joint = match self.app_url.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some((_, query)) if query.ends_with('&') => "",
            Some(_) => "&",
        };
        format!(
            "{}{joint}utm_source={partner}&utm_medium=partner_api&utm_campaign={campaign}",
            self.app_url
        )
    }
}

#[cfg(test)]
mod tests;
