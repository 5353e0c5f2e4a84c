//! Who calls, and what they may do. The permission is in the handler's
//! signature: a handler that takes `Authorized<LeadsRead>` runs for nobody else.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use accounts::{ClientSecret, PartnerSession, ServiceScope};
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use futures_util::future::{Either, LocalBoxFuture};

use crate::Api;
use crate::blocking::blocking;
use crate::error::{Code, Refusal};

/// What a partner may do. Every active partner may do all of it today; a role
/// that may less would be judged in [`Authorized`].
pub(crate) trait Permission: 'static {}

/// Share leads.
pub(crate) enum LeadsWrite {}
/// See its own leads and totals.
pub(crate) enum LeadsRead {}
/// See its own payouts and statements.
pub(crate) enum PayoutsRead {}
/// Dispute lines of its own statements.
pub(crate) enum DisputesOpen {}
/// End its own login.
pub(crate) enum SessionEnd {}

impl Permission for LeadsWrite {}
impl Permission for LeadsRead {}
impl Permission for PayoutsRead {}
impl Permission for DisputesOpen {}
impl Permission for SessionEnd {}

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
            Ok(Some(session)) => Either::Left(ready(Ok(Self::of(request, session)))),
            Err(refusal) => Either::Left(ready(Err(refusal))),
            Ok(None) => {
                let request = request.clone();
                Either::Right(Box::pin(async move {
                    let session = looked_up(&request).await?;
                    Ok(Self::of(&request, session))
                }))
            }
        }
    }
}

impl<P> Authorized<P> {
    fn of(request: &HttpRequest, session: PartnerSession) -> Self {
        let caller = CallingPartner(session.partner.id.get());
        request.extensions_mut().insert(caller);
        Self {
            session,
            permission: PhantomData,
        }
    }
}

/// The session, if memory has it.
fn remembered(request: &HttpRequest) -> Result<Option<PartnerSession>, Refusal> {
    let api = api(request)?;
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    Ok(api.authenticate.remember(&claims)?)
}

async fn looked_up(request: &HttpRequest) -> Result<PartnerSession, Refusal> {
    let api = api(request)?.clone();
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    blocking(move || api.authenticate.look_up(&claims)).await
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
