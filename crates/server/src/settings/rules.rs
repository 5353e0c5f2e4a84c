//! What the settings mean to the domain.

use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use dedupe::{LoanStatus, LoanStatuses};
use funnel::{FunnelLimits, LimitsError};
use kernel::{BusinessCalendar, EmailAddress, Money};
use leads::{CampaignStyle, LinkBuilder, SharePolicy};
use lender::FeedLimits;
use payouts::{PayoutPolicy, TaxTable};
use tracing_subscriber::EnvFilter;

use super::limits::limits as call_limits;
use super::mail::mail;
use super::payout_rules::{payout, taxes};
use super::webhooks::webhooks;
use super::{Environment, LimitRules, MailRules, Problems, ReviewMode, Settings, WebhookRules};

/// A century, in seconds: further from the machine's clock nobody wants to live.
const MAX_OFFSET: i64 = 100 * 366 * 86_400;

/// Settings in the domain's own types.
#[derive(Debug, Clone)]
pub struct Rules {
    /// How leads are shared.
    pub share: Arc<SharePolicy>,
    /// What the lender's feed accepts.
    pub feed: FeedLimits,
    /// What new payouts come to.
    pub payout: Arc<PayoutPolicy>,
    /// How they are taxed.
    pub taxes: TaxTable,
    /// How mails leave.
    pub mail: MailRules,
    /// How much may be called.
    pub limits: LimitRules,
    /// How webhooks are sent.
    pub webhooks: WebhookRules,
    /// How far the process lives from the machine's clock.
    pub clock_offset: TimeDelta,
}

impl Rules {
    /// Understands `settings`.
    ///
    /// # Errors
    /// Every value out of its range.
    pub fn read(settings: &Settings) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        check_ranges(settings, &mut problems);
        check_texts(settings, &mut problems);
        let share = share(settings, &mut problems);
        let max_amount = problems
            .note("feed.max_amount", settings.feed.max_amount.parse::<Money>())
            .filter(|amount| {
                let sane = *amount > Money::ZERO;
                problems.unless(sane, "feed.max_amount", "must be more than 0");
                sane
            });
        let payout = payout(settings, share.as_ref().map(|s| s.calendar), &mut problems);
        let taxes = taxes(settings, &mut problems);
        let mail = mail(settings, &mut problems);
        let webhooks = webhooks(settings, &mut problems);
        let calls = call_limits(settings, &mut problems);
        match (share, max_amount, payout, mail, calls) {
            (Some(share), Some(max_amount), Some(payout), Some(mail), Some(calls))
                if problems.0.is_empty() =>
            {
                Ok(Self {
                    share: Arc::new(share),
                    payout: Arc::new(payout),
                    taxes,
                    mail,
                    webhooks,
                    limits: calls,
                    feed: FeedLimits {
                        max_amount,
                        ..FeedLimits::default()
                    },
                    clock_offset: TimeDelta::seconds(settings.clock.offset_seconds),
                })
            }
            _ => Err(problems),
        }
    }
}

fn check_ranges(settings: &Settings, problems: &mut Problems) {
    let server = &settings.server;
    problems.unless(server.workers <= 256, "server.workers", "must be 0 to 256");
    problems.unless(
        server.drain_seconds <= 20,
        "server.drain_seconds",
        "must be 0 to 20",
    );
    problems.unless(
        (1..=128).contains(&settings.database.readers),
        "database.readers",
        "must be 1 to 128",
    );
    let offset = settings.clock.offset_seconds;
    problems.unless(
        (-MAX_OFFSET..=MAX_OFFSET).contains(&offset),
        "clock.offset_seconds",
        "must be within 100 years",
    );
    let real = settings.environment == Environment::Production;
    problems.unless(
        !real || settings.onboarding.review == ReviewMode::Manual,
        "onboarding.review",
        "must be manual in production",
    );
    problems.unless(
        !real || offset == 0,
        "clock.offset_seconds",
        "must be 0 in production",
    );
    problems.unless(
        settings.metrics.port == 0 || settings.metrics.port != server.port,
        "metrics.port",
        "must differ from server.port",
    );
}

fn check_texts(settings: &Settings, problems: &mut Problems) {
    problems.unless(
        !settings.server.host.trim().is_empty(),
        "server.host",
        "must not be blank",
    );
    problems.unless(
        !settings.data_dir.as_os_str().is_empty(),
        "data_dir",
        "must not be blank",
    );
    let url = settings.database.url.expose();
    let known = ["sqlite://", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
    problems.unless(
        known,
        "database.url",
        "must be sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME",
    );
    problems.note(
        "support.email",
        EmailAddress::parse(&settings.support.email),
    );
    let public = &settings.public_url;
    problems.unless(
        public.is_empty() || (LinkBuilder::new(public).is_ok() && !public.ends_with('/')),
        "public_url",
        "must be an http(s) URL without a final slash, or empty",
    );
    let filter = EnvFilter::try_new(&settings.log.level);
    problems.unless(
        !settings.log.level.trim().is_empty() && filter.is_ok(),
        "log.level",
        "must be a level, or directives such as info,api=debug",
    );
}

fn share(settings: &Settings, problems: &mut Problems) -> Option<SharePolicy> {
    let zone = settings.business.time_zone.parse::<Tz>();
    let zone = zone.map_err(|_| "must be the IANA name of a time zone");
    let zone = problems.note("business.time_zone", zone);
    let links = LinkBuilder::new(&settings.app_url)
        .map_err(|_| "must be an http(s) URL without a fragment");
    let links = problems.note("app_url", links);
    let campaign = match settings.utm.campaign.as_str() {
        "documented" => Ok(CampaignStyle::Documented),
        "opaque" => Ok(CampaignStyle::Opaque),
        _ => Err("must be documented or opaque"),
    };
    let campaign = problems.note("utm.campaign", campaign);
    let limits = limits(settings, problems);
    let active_loans = active_loans(settings, problems);
    Some(SharePolicy {
        limits: limits?,
        active_loans: Arc::new(active_loans),
        window_days: settings.payout.window_days,
        calendar: BusinessCalendar::new(zone?),
        campaign: campaign?,
        links: links?,
    })
}

fn active_loans(settings: &Settings, problems: &mut Problems) -> LoanStatuses {
    const KEY: &str = "dedupe.active_loan_statuses";
    let words = settings.dedupe.active_loan_statuses.iter();
    LoanStatuses::new(words.filter_map(|word| {
        let status = word.parse::<LoanStatus>();
        problems.note(KEY, status.map_err(|error| format!("`{word}` {error}")))
    }))
}

const SALARY: &str = "funnel.min_monthly_salary";

fn limits(settings: &Settings, problems: &mut Problems) -> Option<FunnelLimits> {
    let funnel = &settings.funnel;
    for (key, age) in [
        ("funnel.min_age", funnel.min_age),
        ("funnel.max_age", funnel.max_age),
    ] {
        problems.unless(age <= 150, key, "must be 0 to 150");
    }
    let salary = problems.note(SALARY, funnel.min_monthly_salary.parse::<Money>())?;
    problems.unless(salary >= Money::ZERO, SALARY, "must not be negative");
    let limits = FunnelLimits::new(
        funnel.min_age..=funnel.max_age,
        salary,
        &funnel.employment_type,
        funnel.payment_words.as_slice(),
    );
    match limits {
        Ok(limits) => Some(limits),
        Err(error) => {
            let (key, reason) = match error {
                LimitsError::AgesReversed => ("funnel.min_age", "must not be above funnel.max_age"),
                LimitsError::NoEmploymentType => ("funnel.employment_type", "must not be blank"),
                LimitsError::NoPaymentWord => ("funnel.payment_words", "must not be empty"),
            };
            problems.add(key, reason);
            None
        }
    }
}
