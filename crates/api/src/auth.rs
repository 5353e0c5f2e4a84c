//! Who calls, and what they may do. The permission is in the handler's
//! signature: a handler that takes `Authorized<LeadsRead>` runs for nobody else.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

use accounts::{ClientSecret, PartnerSession, ServiceScope};
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use envelope::Profile;
use futures_util::future::{Either, LocalBoxFuture};

use crate::Api;
use crate::blocking::blocking;
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::sealed::{Sender, expect_sealed_answer};

/// What a partner may do. Every active partner may do all of it today; a role
/// that may less would be judged in [`Authorized`].
pub(crate) trait Permission: 'static {
    /// Whether the dashboard does it, whose calls need no encryption.
    const IN_DASHBOARD: bool = true;
}

/// Share leads.
pub(crate) enum LeadsWrite {}
/// See its own leads and totals.
pub(crate) enum LeadsRead {}
/// See its own payouts and statements.
pub(crate) enum PayoutsRead {}
/// Dispute lines of its own statements.
pub(crate) enum DisputesOpen {}
/// See and enrol its own encryption keys.
pub(crate) enum KeysManage {}
/// End its own login.
pub(crate) enum SessionEnd {}
/// See who it is and what it may sign in with.
pub(crate) enum ProfileRead {}
/// Change its own client secret.
pub(crate) enum CredentialsRotate {}

/// Leads come from partners' systems: one that must encrypt cannot be spoken for by
/// whoever got hold of a token and sets the dashboard's headers.
impl Permission for LeadsWrite {
    const IN_DASHBOARD: bool = false;
}
impl Permission for LeadsRead {}
impl Permission for PayoutsRead {}
impl Permission for DisputesOpen {}
impl Permission for KeysManage {}
impl Permission for SessionEnd {}
impl Permission for ProfileRead {}
impl Permission for CredentialsRotate {}

/// What a service token may do.
pub(crate) trait ServicePermission: 'static {
    /// The scope that allows it.
    const SCOPE: ServiceScope;
}

/// Report users and loans.
pub(crate) enum Feed {}

impl ServicePermission for Feed {
    const SCOPE: ServiceScope = ServiceScope::Internal;
}

/// A partner with permission `P`, proven by its access token.
pub(crate) struct Authorized<P> {
    pub(crate) session: PartnerSession,
    /// The same partner as its envelopes are judged.
    pub(crate) sender: Sender,
    permission: PhantomData<P>,
}

/// One of the lender's systems with permission `P`, proven by its token.
pub(crate) struct ServiceAuthorized<P> {
    permission: PhantomData<P>,
}

/// The partner a request came from, for the access log.
#[derive(Clone, Copy)]
pub(crate) struct CallingPartner(pub(crate) i64);

impl<P: Permission> FromRequest for Authorized<P> {
    type Error = Refusal;
    type Future =
        Either<Ready<Result<Self, Refusal>>, LocalBoxFuture<'static, Result<Self, Refusal>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        match remembered(request) {
            Ok(Some(caller)) => Either::Left(ready(Self::of(request, caller))),
            Err(refusal) => Either::Left(ready(Err(refusal))),
            Ok(None) => {
                let request = request.clone();
                Either::Right(Box::pin(async move {
                    let caller = looked_up(&request).await?;
                    Self::of(&request, caller)
                }))
            }
        }
    }
}

impl<P: Permission> Authorized<P> {
    /// Who calls, looked up anew whatever is remembered.
    pub(crate) async fn anew(request: &HttpRequest) -> Result<Self, Refusal> {
        let caller = looked_up(request).await?;
        Self::of(request, caller)
    }

    fn of(
        request: &HttpRequest,
        (session, profile): (PartnerSession, Arc<Profile>),
    ) -> Result<Self, Refusal> {
        let caller = CallingPartner(session.partner.id.get());
        request.extensions_mut().insert(caller);
        let may_be_plain = P::IN_DASHBOARD && is_dashboard(request)?;
        let sender = Sender::of(&session.partner, profile, may_be_plain);
        expect_sealed_answer(request, &sender)?;
        Ok(Self {
            session,
            sender,
            permission: PhantomData,
        })
    }
}

/// The session and its partner's encryption, if memory has both.
fn remembered(request: &HttpRequest) -> Result<Option<(PartnerSession, Arc<Profile>)>, Refusal> {
    let api = api(request)?;
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    let session = api.authenticate.remember(&claims)?;
    Ok(session.and_then(|session| {
        let profile = api.envelopes.remembered(session.partner.id)?;
        Some((session, profile))
    }))
}

async fn looked_up(request: &HttpRequest) -> Result<(PartnerSession, Arc<Profile>), Refusal> {
    let api = api(request)?.clone();
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    blocking(move || {
        let session = api.authenticate.look_up(&claims)?;
        let profile = api.envelopes.profile(session.partner.id)?;
        Ok::<_, Refusal>((session, profile))
    })
    .await
}

impl<P: ServicePermission> FromRequest for ServiceAuthorized<P> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = api(&request)?.clone();
            let token = ClientSecret::presented(bearer(request.headers())?);
            blocking(move || api.authenticate_service.execute(&token, P::SCOPE)).await?;
            Ok(Self {
                permission: PhantomData,
            })
        })
    }
}

/// The application's state.
pub(crate) fn api(request: &HttpRequest) -> Result<&web::Data<Api>, Refusal> {
    request
        .app_data::<web::Data<Api>>()
        .ok_or_else(|| Refusal::caused(Code::Internal, &"the application is not wired"))
}

/// The token of `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    credentials(headers, "bearer").ok_or_else(|| Code::TokenRequired.into())
}

/// User and secret of `Authorization: Basic` (RFC 7617). Only the first colon
/// separates them; the secret may contain more.
pub(crate) fn basic(headers: &HeaderMap) -> Result<(String, ClientSecret), Refusal> {
    decoded(headers).ok_or_else(|| Code::AuthenticationFailed.into())
}

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded(headers: &HeaderMap) -> Option<(String, ClientSecret)> {
    let encoded = credentials(headers, "basic")?;
    let text = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (user, secret) = text.split_once(':')?;
    Some((user.to_owned(), ClientSecret::presented(secret)))
}

/// What follows the scheme, whose case does not matter (RFC 9110, section 11.1).
fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (given, rest) = value.trim().split_once(' ')?;
    let rest = rest.trim();
    (given.eq_ignore_ascii_case(scheme) && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests;
