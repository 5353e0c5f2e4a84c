//! The use cases, put together.

mod people;

use std::sync::Arc;

use accounts::{
    AuthenticatePartner, AuthenticateService, Lifetimes, OwnCredentials, PartnerDirectory,
    RefreshSession, SignIn, SignOut, TokenFamilies, TokenIssuer,
};
use api::{Api, ApiOptions, DoctorsHours, Live, MaintenanceDesk, MetricsAccess, RsaLane};
use crypto::{JwtSettings, JwtSettingsError, JwtTokenIssuer};
use leads::{LeadRepository, ReadLeads, ShareLead};
use payouts::{PartnerStatements, StaffPayouts};
use secrecy::ExposeSecret as _;
use store::{
    CachedPartnerDirectory, DieselDisputes, DieselLeadChanges, DieselLeadRepository,
    DieselPayoutRuns, DieselServiceTokens, DieselStatements, DieselTokenFamilies,
};

use crate::failure::Failure;
use crate::health::{ServerHealth, ServerOverview};
use crate::kit::Kit;
use crate::telemetry::Metrics;

/// Claim `iss` of every token, and `aud` of partners' ones.
const TOKENS_ARE_OF: &str = "partner-api";

/// Claim `aud` of staff tokens, which no partner's token has.
const STAFF: &str = "partner-api-staff";

/// Claim `aud` of the tokens of partners' people.
const PORTAL: &str = "partner-api-portal";

/// Claim `aud` of candidates' tokens.
const CANDIDATE: &str = "partner-api-candidate";

/// Partners and sessions remembered for less than a second.
const REMEMBERED: usize = 10_000;

/// Everything the routes need, on `kit`'s adapters. `public_url` is where the API
/// is reached.
///
/// # Errors
/// Token secrets that are no secrets; bad keys.
#[expect(clippy::too_many_lines, reason = "one use case after the other")]
pub(super) fn api(
    kit: &Kit,
    health: Arc<ServerHealth>,
    metrics: &Metrics,
    public_url: String,
) -> Result<Api, Failure> {
    let issuer = issuer(kit)?;
    let people = people::wired(
        kit,
        &jwt(kit, STAFF),
        &jwt(kit, PORTAL),
        &jwt(kit, CANDIDATE),
    )?;
    let directory: Arc<dyn PartnerDirectory> =
        Arc::new(CachedPartnerDirectory::new(kit.store.clone(), REMEMBERED));
    let sign_in = sign_in(kit, &issuer, &directory);
    let (refresh, sign_out) = sessions(kit, &sign_in);
    Ok(Api {
        refresh,
        sign_out,
        sign_in,
        credentials: OwnCredentials {
            manage: kit.partners(),
        },
        authenticate: AuthenticatePartner {
            directory,
            issuer,
            clock: Arc::clone(&kit.clock),
        },
        authenticate_service: services(kit),
        people: people.cases,
        authenticate_portal: people.portal,
        authenticate_candidate: people.candidate,
        authenticate_staff: people.staff,
        authenticate_api_key: people.api_key,
        onboarding: kit.onboarding(),
        administration: kit.administration(),
        share: share(kit),
        read: read(kit),
        live: live(kit),
        feed: kit.feed(),
        audit: people::audit_desk(kit),
        statements: statements(kit),
        payout_runs: payout_runs(kit),
        webhooks: kit.webhook_desk(),
        practice: kit.practice_desk(),
        invites: kit.invite_desk(),
        candidates: kit.candidate_desk(),
        maintenance: MaintenanceDesk::new(kit.announce_maintenance()),
        envelopes: kit.envelopes()?,
        enrol: kit.enrol_key(kit.cipher()?),
        diagnose: kit.diagnose()?,
        doctors_hours: DoctorsHours::default(),
        rsa: rsa_lane(kit)?,
        vault: Arc::clone(&kit.vault),
        entropy: Arc::clone(&kit.entropy),
        health,
        overview: Arc::new(ServerOverview::new(kit)?),
        metrics: metrics_access(kit, metrics),
        limits: kit.call_limits()?,
        usage: kit.usage_desk(),
        options: options(kit, public_url),
    })
}

fn services(kit: &Kit) -> AuthenticateService {
    AuthenticateService {
        tokens: Arc::new(DieselServiceTokens::new(kit.store.clone())),
        hasher: Arc::clone(&kit.hasher),
    }
}

fn rsa_lane(kit: &Kit) -> Result<RsaLane, Failure> {
    let threads = super::workers(kit.settings.server.workers);
    Ok(RsaLane::new(threads, kit.underway.clone())?)
}

fn options(kit: &Kit, public_url: String) -> ApiOptions {
    ApiOptions {
        accept_lowercase_pan: kit.settings.validation.accept_lowercase_pan,
        lender: kit.settings.payout.lender.clone(),
        public_url,
        support_email: kit.settings.support.email.clone(),
    }
}

fn metrics_access(kit: &Kit, metrics: &Metrics) -> MetricsAccess {
    let metrics = metrics.clone();
    let token = kit.keys.metrics.as_ref();
    MetricsAccess {
        render: Arc::new(move || metrics.render()),
        token: token.map(|token| token.expose_secret().to_owned()),
    }
}

fn issuer(kit: &Kit) -> Result<Arc<dyn TokenIssuer>, Failure> {
    let issuer = JwtTokenIssuer::new(&jwt(kit, TOKENS_ARE_OF)).map_err(no_secret)?;
    Ok(Arc::new(issuer))
}

fn jwt(kit: &Kit, audience: &str) -> JwtSettings {
    JwtSettings {
        current: kit.keys.jwt.clone(),
        previous: kit.keys.previous_jwt.clone(),
        issuer: TOKENS_ARE_OF.to_owned(),
        audience: audience.to_owned(),
    }
}

fn no_secret(error: JwtSettingsError) -> Failure {
    Failure::told(format!("auth.jwt_secret: {error}"))
}

fn sign_in(
    kit: &Kit,
    issuer: &Arc<dyn TokenIssuer>,
    directory: &Arc<dyn PartnerDirectory>,
) -> SignIn {
    SignIn {
        directory: Arc::clone(directory),
        hasher: Arc::clone(&kit.hasher),
        issuer: Arc::clone(issuer),
        clock: Arc::clone(&kit.clock),
        entropy: Arc::clone(&kit.entropy),
        lifetimes: Lifetimes::default(),
    }
}

/// How a session goes on, and how it ends.
fn sessions(kit: &Kit, sign_in: &SignIn) -> (RefreshSession, SignOut) {
    let families: Arc<dyn TokenFamilies> =
        Arc::new(DieselTokenFamilies::new(kit.store.clone(), kit.post()));
    let refresh = RefreshSession {
        sign_in: sign_in.clone(),
        families: Arc::clone(&families),
        letters: kit.letters(),
    };
    let sign_out = SignOut {
        families,
        clock: Arc::clone(&kit.clock),
        lifetimes: sign_in.lifetimes,
    };
    (refresh, sign_out)
}

/// Shares leads.
pub(crate) fn share(kit: &Kit) -> ShareLead {
    ShareLead {
        repository: leads(kit),
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
        entropy: Arc::clone(&kit.entropy),
        policy: Arc::clone(&kit.rules.share),
    }
}

fn read(kit: &Kit) -> ReadLeads {
    ReadLeads {
        repository: leads(kit),
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
        calendar: kit.rules.share.calendar,
        links: kit.rules.share.links.clone(),
    }
}

fn live(kit: &Kit) -> Live {
    let changes = DieselLeadChanges::new(kit.store.clone());
    Live::new(Arc::new(changes), read(kit))
}

fn statements(kit: &Kit) -> PartnerStatements {
    PartnerStatements {
        statements: Arc::new(DieselStatements::new(kit.store.clone())),
        disputes: Arc::new(DieselDisputes::new(kit.store.clone())),
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
        policy: Arc::clone(&kit.rules.payout),
        taxes: kit.tax_profiles(),
    }
}

/// Payout runs and disputes.
pub(crate) fn payout_runs(kit: &Kit) -> StaffPayouts {
    let (vault, entropy) = (Arc::clone(&kit.vault), Arc::clone(&kit.entropy));
    StaffPayouts {
        runs: Arc::new(DieselPayoutRuns::new(kit.store.clone(), vault, entropy)),
        disputes: Arc::new(DieselDisputes::new(kit.store.clone())),
        vault: Arc::clone(&kit.vault),
        clock: Arc::clone(&kit.clock),
        taxes: kit.rules.taxes.clone(),
    }
}

fn leads(kit: &Kit) -> Arc<dyn LeadRepository> {
    Arc::new(DieselLeadRepository::new(kit.store.clone()))
}
