//! What anybody may ask of a partner, and how a partner signs in on `/api/partners`.

use accounts::{ClientSecret, PartnerRecord, Slug};
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::Api;
use crate::auth::came_from;
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::reply::{Worded, worded};

/// What everybody may see of a partner.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PublicPartner)]
pub(crate) struct PublicData {
    partner: PublicView,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicView {
    /// Its public identity.
    #[schema(example = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// Its name.
    #[schema(example = "Lead House")]
    name: String,
    /// As asked for.
    #[schema(example = "lead-house")]
    slug: String,
    /// What business it is.
    business_info: PublicBusinessView,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicBusinessView {
    /// What the company is called.
    #[schema(required = true)]
    company_name: Option<String>,
    /// Its site.
    #[schema(required = true)]
    website: Option<String>,
    /// What it deals in.
    #[schema(required = true)]
    industry: Option<String>,
    /// What it says of itself.
    #[schema(required = true)]
    description: Option<String>,
}

/// An access token.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartnerToken)]
pub(crate) struct TokenData {
    /// Opens the partner API, as one of `/login` does.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds the token lives.
    #[schema(example = 900)]
    expires_in: i64,
}

/// What everybody may see of an active partner.
#[utoipa::path(
    get, path = "/api/partners/slug/{slug}", tag = "Onboarding",
    params(("slug" = String, Path, description = "The partner's slug")),
    responses((status = 200, description = "The partner", body = Worded<PublicData>)),
)]
pub(crate) async fn partner_by_slug(
    slug: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let slug = Slug::parse(&slug).map_err(|_| Code::PartnerNotFound)?;
    let record = blocking(move || api.onboarding.steps.public(&slug)).await?;
    let record = record.ok_or(Code::PartnerNotFound)?;
    let partner = PublicView::of(&record);
    worded(None, PublicData { partner })
}

/// Exchanges client id (or slug) and secret for an access token.
#[utoipa::path(
    post, path = "/api/partners/auth", tag = "Session",
    params(
        ("x-client-id" = String, Header, description = "Client id or slug"),
        ("x-client-secret" = String, Header, description = "Client secret"),
    ),
    responses((status = 200, description = "Signed in", body = Worded<TokenData>)),
)]
pub(crate) async fn partner_auth(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    // Not needed and not looked at.
    body::any(&request, payload, body::SMALL).await?;
    let headers = request.headers();
    let user = header(headers, "x-client-id");
    let secret = ClientSecret::presented(&header(headers, "x-client-secret"));
    let pair = match api.sign_in.from_memory(&user, &secret)? {
        Some(pair) => pair,
        None => blocking(move || api.sign_in.execute(&user, &secret)).await?,
    };
    came_from(&request, pair.partner.id);
    let data = TokenData {
        expires_in: pair.expires_in,
        token: pair.access,
        token_type: "Bearer",
    };
    worded(None, data)
}

/// One that is missing is an empty one, and judged as such.
fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

impl PublicView {
    fn of(record: &PartnerRecord) -> Self {
        let (partner, info) = (&record.partner, &record.business);
        Self {
            id: partner.uuid.to_string(),
            name: partner.name.as_str().to_owned(),
            slug: partner.slug.as_str().to_owned(),
            business_info: PublicBusinessView {
                company_name: info.company_name.as_ref().map(|t| t.as_str().to_owned()),
                website: info.website.as_ref().map(|t| t.as_str().to_owned()),
                industry: info.industry.as_ref().map(|t| t.as_str().to_owned()),
                description: info.description.as_ref().map(|t| t.as_str().to_owned()),
            },
        }
    }
}
