//! The readable API reference: Swagger UI from the binary, nothing from
//! elsewhere, under a strict Content-Security-Policy.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::Config;

use crate::error::{Code, Refusal};

/// The document's own text, written once.
pub(crate) struct DocumentText(pub(crate) web::Bytes);

/// Nothing inline and nothing from another origin. Images may be data: Swagger
/// UI's style sheet carries its icons so.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("docs.html");

/// Files of Swagger UI the page asks for.
const FILES: [&str; 6] = [
    "favicon-32x32.png",
    "index.css",
    "swagger-initializer.js",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "swagger-ui.css",
];

/// This reference as a page.
#[utoipa::path(
    get, path = "/api-docs", operation_id = "api_reference", tag = "Operations",
    responses((status = 200, description = "The page", content_type = "text/html", body = String)),
)]
pub(crate) async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(PAGE)
}

/// This document.
#[utoipa::path(
    get, path = "/api-docs/openapi.json", operation_id = "openapi_document", tag = "Operations",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object)),
)]
pub(crate) async fn document(text: web::Data<DocumentText>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(text.0.clone())
}

/// A file of the page.
#[utoipa::path(
    get, path = "/api-docs/{file}", operation_id = "api_reference_file", tag = "Operations",
    params(("file" = String, Path, description = "Its name", example = "swagger-ui.css")),
    responses((status = 200, description = "The file", content(
        (String = "text/css"),
        (String = "text/javascript"),
        (String = "image/png"),
    ))),
)]
pub(crate) async fn file(name: web::Path<String>) -> Result<HttpResponse, Refusal> {
    if !FILES.contains(&name.as_str()) {
        return Err(Code::NotFound.into());
    }
    let config = Config::from("/api-docs/openapi.json")
        .use_base_layout()
        .validator_url("none");
    let file = utoipa_swagger_ui::serve(&name, Arc::new(config))
        .map_err(|error| Refusal::caused(Code::Internal, &error))?
        .ok_or(Code::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type.as_str())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(file.bytes.into_owned()))
}
