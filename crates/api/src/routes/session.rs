//! Login, refresh, logout: with Basic credentials, or at the dashboard with its cookie.

mod presented;

use accounts::{Partner, ProvenPartner, TokenPair};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::auth::{Authorized, SessionEnd, basic, came_from};
use crate::blocking::blocking;
use crate::body;
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::reply::{Done, Envelope, done, success};
use crate::sealed::{Looks, Sender, expect_sealed_answer, looks_sealed, opened};
use crate::session_cookie;
use crate::views::{RefreshedTokens, Tokens};
use presented::{RefreshBody, in_header, presented};

/// Exchanges client id (or slug) and secret for tokens. A body is not needed and
/// not looked at. The dashboard's answer has no refresh token: it goes into a cookie,
/// out of reach of scripts.
#[utoipa::path(
    post, path = "/api/v1/partner/login", tag = "Session",
    security(("basic" = [])),
    params(
        ("X-Dashboard-Request" = Option<String>, Header, description = "`true` from the dashboard, whose `Origin` is the server's own", example = "true"),
    ),
    responses((status = 200, description = "Signed in", body = Envelope<Tokens>,
        headers(("Set-Cookie" = String, description = "To the dashboard alone: `partner_refresh`, HttpOnly, SameSite=Strict, Path=/api/v1/partner")))),
)]
pub(crate) async fn login(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    let pair = first_pair(&request, api).await?;
    came_from(&request, pair.partner.id);
    let sender = Sender::proven(&request, &pair.partner).await?;
    expect_sealed_answer(&request, &sender)?;
    taken(&request, &sender, &body).await?;
    if is_dashboard(&request)? {
        let reply = success(Tokens::without_refresh(&pair))?;
        return session_cookie::keep(&request, reply, pair.refresh, pair.refresh_expires_in);
    }
    success(Tokens::of(&pair))
}

/// The pair for the request's credentials.
async fn first_pair(request: &HttpRequest, api: web::Data<Api>) -> Result<TokenPair, Refusal> {
    let (user, secret) = basic(request.headers())?;
    if is_dashboard(request)? {
        return blocking(move || api.sign_in.at_dashboard(&user, &secret)).await;
    }
    match api.sign_in.from_memory(&user, &secret)? {
        Some(pair) => Ok(pair),
        None => blocking(move || api.sign_in.execute(&user, &secret)).await,
    }
}

/// Exchanges a refresh token for the next pair. The old refresh token stays
/// usable until the new one is first used. The dashboard sends neither credentials nor
/// a body but its cookie, which is replaced, or taken away if it does not count.
#[utoipa::path(
    post, path = "/api/v1/partner/refresh-token", tag = "Session",
    security(("basic" = []), ("dashboard" = [])),
    params(
        ("refresh_token" = Option<String>, Header, description = "The refresh token, with or without `Bearer `. Also read from `refresh-token`, `x-refresh-token` and the body."),
        ("refresh-token" = Option<String>, Header, description = "For callers behind proxies that drop underscores."),
        ("x-refresh-token" = Option<String>, Header, description = "The same."),
        ("X-Dashboard-Request" = Option<String>, Header, description = "`true` from the dashboard, whose `Origin` is the server's own", example = "true"),
    ),
    request_body(content = Option<RefreshBody>, description = "Only looked at when no header has the token"),
    responses((status = 200, description = "The next pair", body = Envelope<RefreshedTokens>,
        headers(("Set-Cookie" = String, description = "To the dashboard alone: the next `partner_refresh`")))),
)]
pub(crate) async fn refresh_token(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    if comes_with_cookie_alone(&request, &body)? {
        return renewed(&request, api).await;
    }
    let partner = proven(&request, &api).await?;
    came_from(&request, partner.id);
    let sender = Sender::proven(&request, &ProvenPartner::of(&partner)).await?;
    expect_sealed_answer(&request, &sender)?;
    let body = match taken(&request, &sender, &body).await? {
        Some(opened) => opened,
        None => plain_refresh(request.headers(), &sender, body)?,
    };
    let token = presented(request.headers(), &body)?;
    let pair = blocking(move || api.refresh.exchange(&partner, &token)).await?;
    success(RefreshedTokens::of(&pair))
}

/// Whoever the request's credentials prove.
async fn proven(request: &HttpRequest, api: &web::Data<Api>) -> Result<Partner, Refusal> {
    let (user, secret) = basic(request.headers())?;
    let api = api.clone();
    blocking(move || api.sign_in.prove(&user, &secret)).await
}

/// Whether the dashboard asks, which has nothing but its cookie.
fn comes_with_cookie_alone(request: &HttpRequest, body: &[u8]) -> Result<bool, Refusal> {
    let headers = request.headers();
    let bare = !headers.contains_key(AUTHORIZATION)
        && in_header(headers).is_none()
        && body.trim_ascii().is_empty();
    Ok(bare && is_dashboard(request)?)
}

/// The next pair for the cookie.
async fn renewed(request: &HttpRequest, api: web::Data<Api>) -> Result<HttpResponse, Refusal> {
    let Some(token) = session_cookie::presented(request) else {
        return session_cookie::refused(request, Code::TokenRequired.into());
    };
    match blocking(move || api.refresh.renew(&token)).await {
        Ok(pair) => {
            let reply = success(RefreshedTokens::without_refresh(&pair))?;
            session_cookie::keep(request, reply, pair.refresh, pair.refresh_expires_in)
        }
        Err(refusal) => session_cookie::refused(request, refusal),
    }
}

/// What was in the envelope, if the body is one: opened and taken.
async fn taken(
    request: &HttpRequest,
    sender: &Sender,
    body: &Bytes,
) -> Result<Option<Bytes>, Refusal> {
    if looks_sealed(body) == Looks::Plain {
        body::SMALL.holds(body.len())?;
        return Ok(None);
    }
    let opened = opened(request, sender, body).await?;
    opened.spend(request, sender.id).await?;
    Ok(Some(opened.bytes))
}

/// A body that is no envelope. A partner that must encrypt may not put its token
/// there.
fn plain_refresh(headers: &HeaderMap, sender: &Sender, body: Bytes) -> Result<Bytes, Refusal> {
    let looked_at = in_header(headers).is_none() && !body.trim_ascii().is_empty();
    if looked_at && sender.must_encrypt() {
        return Err(Code::EncryptionRequired.into());
    }
    Ok(body)
}

/// Ends the login of the presented access token: its access and refresh tokens
/// stop counting within a second. The dashboard may do it with its cookie alone, when its
/// access token has run out, and loses the cookie.
#[utoipa::path(
    post, path = "/api/v1/partner/logout", tag = "Session",
    security(("partner" = []), ("dashboard" = [])),
    params(
        ("X-Dashboard-Request" = Option<String>, Header, description = "`true` from the dashboard, whose `Origin` is the server's own", example = "true"),
    ),
    responses((status = 200, description = "Signed out", body = Done,
        headers(("Set-Cookie" = String, description = "To the dashboard alone: takes `partner_refresh` away")))),
)]
pub(crate) async fn logout(
    caller: Result<Authorized<SessionEnd>, Refusal>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let dashboard = is_dashboard(&request)?;
    let caller = match caller {
        Ok(caller) => caller,
        Err(refusal) if dashboard => return left_by_cookie(&request, api, refusal).await,
        Err(refusal) => return Err(refusal),
    };
    let body = body::any(&request, payload, body::ENVELOPE).await?;
    taken(&request, &caller.sender, &body).await?;
    blocking(move || api.sign_out.execute(&caller.session)).await?;
    if dashboard {
        return session_cookie::forget(&request, done()?);
    }
    done()
}

/// Ends the login of the cookie, where the access token was refused.
async fn left_by_cookie(
    request: &HttpRequest,
    api: web::Data<Api>,
    refusal: Refusal,
) -> Result<HttpResponse, Refusal> {
    let Some(token) = session_cookie::presented(request) else {
        return session_cookie::refused(request, refusal);
    };
    match blocking(move || api.refresh.end(&token)).await {
        Ok(()) => session_cookie::forget(request, done()?),
        Err(of_cookie) => session_cookie::refused(request, of_cookie),
    }
}
