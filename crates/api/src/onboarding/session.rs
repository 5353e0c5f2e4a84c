//! Who presents an onboarding token. As elsewhere it is in the handler's signature.

use accounts::{ClientSecret, OnboardingSession, OnboardingTokenError};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use kernel::PartnerUuid;
use uuid::Uuid;

use crate::auth::{CallingPartner, api};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};

/// Carries the token.
const HEADER: &str = "x-onboarding-token";

/// A pending partner, the one the path names, proven by its onboarding token.
pub(crate) struct InOnboarding(pub(crate) OnboardingSession);

/// The same for looking: one that was rejected may read why.
pub(crate) struct SeesOnboarding(pub(crate) OnboardingSession);

/// The same for going live: one that is live already is told so.
pub(crate) struct GoingLive(pub(crate) OnboardingSession);

impl FromRequest for InOnboarding {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let session = proven(&request).await?;
            session.map(Self).map_err(|error| match error {
                OnboardingTokenError::Port(failure) => failure.into(),
                OnboardingTokenError::Refused
                | OnboardingTokenError::Active
                | OnboardingTokenError::Rejected(_) => Code::OnboardingTokenRefused.into(),
            })
        })
    }
}

impl FromRequest for SeesOnboarding {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match proven(&request).await? {
                Ok(session) | Err(OnboardingTokenError::Rejected(session)) => Ok(Self(session)),
                Err(OnboardingTokenError::Port(failure)) => Err(failure.into()),
                Err(OnboardingTokenError::Refused | OnboardingTokenError::Active) => {
                    Err(Code::OnboardingTokenRefused.into())
                }
            }
        })
    }
}

impl FromRequest for GoingLive {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let session = proven(&request).await?;
            session.map(Self).map_err(|error| match error {
                OnboardingTokenError::Port(failure) => failure.into(),
                OnboardingTokenError::Refused | OnboardingTokenError::Rejected(_) => {
                    Code::OnboardingTokenRefused.into()
                }
                OnboardingTokenError::Active => Code::InvalidStatusTransition.into(),
            })
        })
    }
}

/// Whoever the path and the header name. Without a header the same is done, so that it
/// costs as much; only for a path that can be nobody's there is nothing to do.
async fn proven(
    request: &HttpRequest,
) -> Result<Result<OnboardingSession, OnboardingTokenError>, Refusal> {
    let token = request.headers().get(HEADER);
    let uuid = path_uuid(request).map_err(|unknown| match token {
        Some(_) => unknown,
        None => Code::OnboardingTokenRefused.into(),
    })?;
    let token = token.and_then(|token| token.to_str().ok());
    let token = ClientSecret::presented(token.unwrap_or_default());
    let api = api(request)?.clone();
    let judged = blocking(move || {
        let judged = api.onboarding.authenticate.execute(uuid, &token);
        Ok::<_, Refusal>(judged)
    })
    .await?;
    if let Ok(session) = &judged {
        let caller = CallingPartner(session.partner.get());
        request.extensions_mut().insert(caller);
    }
    Ok(judged)
}

/// The partner the path names; of a text that is no uuid there is none.
pub(crate) fn path_uuid(request: &HttpRequest) -> Result<PartnerUuid, Refusal> {
    let text = request.match_info().query("id");
    let uuid = Uuid::try_parse(text).map_err(|_| Code::PartnerNotFound)?;
    Ok(PartnerUuid::new(uuid))
}
