//! The use cases, put together.

use std::sync::Arc;

use accounts::{
    AuthenticatePartner, AuthenticateService, Lifetimes, PartnerDirectory, RefreshSession, SignIn,
    SignOut, TokenFamilies, TokenIssuer,
};
use api::{Api, ApiOptions, MetricsAccess};
use crypto::{JwtSettings, JwtTokenIssuer};
use leads::{LeadRepository, ReadLeads, ShareLead};
use secrecy::ExposeSecret as _;
use store::{
    CachedPartnerDirectory, DieselLeadRepository, DieselServiceTokens, DieselTokenFamilies,
};

use crate::failure::Failure;
use crate::health::ServerHealth;
use crate::kit::Kit;
use crate::telemetry::Metrics;

/// Claims `iss` and `aud` of every token.
const TOKENS_ARE_OF: &str = "partner-api";

/// Partners and sessions remembered for less than a second.
const REMEMBERED: usize = 10_000;

/// Everything the routes need, on `kit`'s adapters. `public_url` is where the API
/// is reached.
///
/// # Errors
/// Token secrets that are no secrets.
pub(super) fn api(
    kit: &Kit,
    health: Arc<ServerHealth>,
    metrics: &Metrics,
    public_url: String,
) -> Result<Api, Failure> {
    let issuer = issuer(kit)?;
    let directory: Arc<dyn PartnerDirectory> =
        Arc::new(CachedPartnerDirectory::new(kit.store.clone(), REMEMBERED));
    let families: Arc<dyn TokenFamilies> = Arc::new(DieselTokenFamilies::new(kit.store.clone()));
    let sign_in = sign_in(kit, &issuer, &directory);
    Ok(Api {
        refresh: RefreshSession {
            sign_in: sign_in.clone(),
            families: Arc::clone(&families),
        },
        sign_out: SignOut {
            families,
            clock: Arc::clone(&kit.clock),
            lifetimes: sign_in.lifetimes,
        },
        sign_in,
        authenticate: AuthenticatePartner {
            directory,
            issuer,
            clock: Arc::clone(&kit.clock),
        },
        authenticate_service: AuthenticateService {
            tokens: Arc::new(DieselServiceTokens::new(kit.store.clone())),
            hasher: Arc::clone(&kit.hasher),
        },
        share: share(kit),
        read: read(kit),
        feed: kit.feed(),
        vault: Arc::clone(&kit.vault),
        entropy: Arc::clone(&kit.entropy),
        health,
        metrics: metrics_access(kit, metrics),
        options: ApiOptions {
            accept_lowercase_pan: kit.settings.validation.accept_lowercase_pan,
            public_url,
            support_email: kit.settings.support.email.clone(),
        },
    })
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
    let settings = JwtSettings {
        current: kit.keys.jwt.clone(),
        previous: kit.keys.previous_jwt.clone(),
        issuer: TOKENS_ARE_OF.to_owned(),
        audience: TOKENS_ARE_OF.to_owned(),
    };
    let issuer = JwtTokenIssuer::new(&settings)
        .map_err(|error| Failure::told(format!("auth.jwt_secret: {error}")))?;
    Ok(Arc::new(issuer))
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

fn leads(kit: &Kit) -> Arc<dyn LeadRepository> {
    Arc::new(DieselLeadRepository::new(kit.store.clone()))
}
