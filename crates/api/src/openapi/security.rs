//! How callers prove who they are, for the document.

use utoipa::openapi::Components;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::session_cookie;

/// `components` with every scheme there is.
#[expect(clippy::too_many_lines, reason = "one scheme after the other")]
pub(super) fn security(mut components: Components) -> Components {
    let http = |scheme, about: &str| {
        let http = HttpBuilder::new().scheme(scheme).description(Some(about));
        SecurityScheme::Http(http.build())
    };
    let schemes = [
        (
            "basic",
            http(
                HttpAuthScheme::Basic,
                "Client id (or slug) and client secret",
            ),
        ),
        (
            "partner",
            http(HttpAuthScheme::Bearer, "The access token of a login"),
        ),
        (
            "service",
            http(
                HttpAuthScheme::Bearer,
                "A service token of the lender's systems",
            ),
        ),
        (
            "staff",
            http(HttpAuthScheme::Bearer, "The token of a staff login"),
        ),
        (
            "portal",
            http(
                HttpAuthScheme::Bearer,
                "The token of a login of one of a partner's people",
            ),
        ),
        (
            "candidate",
            http(HttpAuthScheme::Bearer, "The token of a candidate's login"),
        ),
        (
            "metrics",
            http(HttpAuthScheme::Bearer, "The configured metrics token"),
        ),
    ];
    for (name, scheme) in schemes {
        components.add_security_scheme(name, scheme);
    }
    components.add_security_scheme("dashboard", dashboard_cookie());
    components.add_security_scheme("onboarding", onboarding_token());
    components
}

/// What opens an onboarding.
fn onboarding_token() -> SecurityScheme {
    let about = "The token `POST /api/partners/onboarding/start` answers, for 14 days";
    let header = ApiKeyValue::with_description("X-Onboarding-Token", about);
    SecurityScheme::ApiKey(ApiKey::Header(header))
}

/// The dashboard's refresh token.
fn dashboard_cookie() -> SecurityScheme {
    let about = "The refresh token of a login at the dashboard, which no script can read. It counts \
with `X-Dashboard-Request: true` and the server's own `Origin`, and without `Authorization`";
    let cookie = ApiKeyValue::with_description(session_cookie::NAME, about);
    SecurityScheme::ApiKey(ApiKey::Cookie(cookie))
}
