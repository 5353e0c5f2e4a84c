//! The dashboard's refresh token: in a cookie that no script can read and that is sent to
//! the partner API alone. Whoever looks at it has asked [`is_dashboard`] first.
//!
//! [`is_dashboard`]: crate::dashboard::is_dashboard

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use crate::dashboard::is_reached_by_tls;
use crate::error::{Code, Refusal};

/// The cookie's name.
pub(crate) const NAME: &str = "partner_refresh";

/// Where it is sent.
const PATH: &str = "/api/v1/partner";

/// The token that came, if one did.
pub(crate) fn presented(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(NAME)?;
    let token = cookie.value().trim();
    (!token.is_empty()).then(|| token.to_owned())
}

/// `reply`, after which the browser keeps `token` for so many seconds.
pub(crate) fn keep(
    request: &HttpRequest,
    reply: HttpResponse,
    token: String,
    seconds: i64,
) -> Result<HttpResponse, Refusal> {
    set(request, reply, token, Duration::seconds(seconds))
}

/// `reply`, after which the browser has no token.
pub(crate) fn forget(request: &HttpRequest, reply: HttpResponse) -> Result<HttpResponse, Refusal> {
    set(request, reply, String::new(), Duration::ZERO)
}

/// The answer of `refusal`, after which a browser whose token does not count has none. An
/// outage takes nothing away.
pub(crate) fn refused(request: &HttpRequest, refusal: Refusal) -> Result<HttpResponse, Refusal> {
    if refusal.code.status() != StatusCode::UNAUTHORIZED {
        return Err(refusal);
    }
    forget(request, HttpResponse::from_error(refusal))
}

fn set(
    request: &HttpRequest,
    mut reply: HttpResponse,
    token: String,
    lives: Duration,
) -> Result<HttpResponse, Refusal> {
    let cookie = Cookie::build(NAME, token)
        .http_only(true)
        .same_site(SameSite::Strict)
        .path(PATH)
        .max_age(lives)
        .secure(is_reached_by_tls(request)?)
        .finish();
    reply
        .add_cookie(&cookie)
        .map_err(|error| Refusal::caused(Code::Internal, &error))?;
    Ok(reply)
}
