//! The addresses.

use std::future::ready;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard, web};

use crate::answer;
use crate::embedded::{ADMIN, ASSETS, CANDIDATE, HASH, INDEX, ONBOARDING};

/// The partners' pages. One document serves them all and looks at the address itself.
const PARTNER: [&str; 13] = [
    "/partner/login",
    "/partner/dashboard",
    "/partner/lead/{leadId}",
    "/partner/candidates",
    "/partner/candidates/batches",
    "/partner/candidates/upload",
    "/partner/practice",
    "/partner/statements",
    "/partner/statements/{statementId}",
    "/partner/webhooks",
    "/partner/webhooks/deliveries/{deliveryId}",
    "/partner/usage",
    "/partner/settings",
];

/// The pages of people who do not sign in there, of a document of their own: it is
/// lighter.
const OPEN: [&str; 2] = ["/partner/onboarding", "/partner/set-password"];

/// The pages of candidates, whom a partner invited: a document of their own as well.
const CANDIDATES: [&str; 2] = ["/candidate", "/invite/{partnerCandidateId}"];

/// The staff's pages, of another document.
const STAFF: [&str; 14] = [
    "/admin/login",
    "/admin/partners",
    "/admin/partners/{id}",
    "/admin/review",
    "/admin/audit",
    "/admin/payouts",
    "/admin/payouts/{runId}",
    "/admin/disputes",
    "/admin/deliveries",
    "/admin/deliveries/{deliveryId}",
    "/admin/usage",
    "/admin/staff",
    "/admin/maintenance",
    "/admin/health",
];

/// Where whoever asks for none of them is sent.
const FIRST: [(&str, &str); 4] = [
    ("/partner", "/partner/dashboard"),
    ("/partner/", "/partner/dashboard"),
    ("/admin", "/admin/partners"),
    ("/admin/", "/admin/partners"),
];

/// Registers the pages, below `/partner` and `/admin` and those of candidates, and the
/// files of all, below `/partner/assets`.
pub fn pages(config: &mut web::ServiceConfig) {
    for page in PARTNER {
        config.service(read_only(page, reading().to(partner_page)));
    }
    for page in OPEN {
        config.service(read_only(page, reading().to(open_page)));
    }
    for page in CANDIDATES {
        config.service(read_only(page, reading().to(candidate_page)));
    }
    for page in STAFF {
        config.service(read_only(page, reading().to(staff_page)));
    }
    for (bare, first) in FIRST {
        let sent = move || ready(answer::elsewhere(first));
        config.service(read_only(bare, reading().to(sent)));
    }
    let files = "/partner/assets/{version}/{file:.*}";
    config.service(read_only(files, reading().to(asset)));
}

fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Method(Method::HEAD)))
}

fn read_only(path: &str, route: Route) -> Resource {
    web::resource(path)
        .route(route)
        .default_service(web::to(|| ready(answer::wrong_method())))
}

async fn partner_page(request: HttpRequest) -> HttpResponse {
    answer::page(&request, &INDEX)
}

async fn open_page(request: HttpRequest) -> HttpResponse {
    answer::page(&request, &ONBOARDING)
}

async fn candidate_page(request: HttpRequest) -> HttpResponse {
    answer::page(&request, &CANDIDATE)
}

async fn staff_page(request: HttpRequest) -> HttpResponse {
    answer::staff_page(&request, &ADMIN)
}

async fn asset(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (version, file) = path.into_inner();
    // Files of another version would not fit together with the page that asks.
    let found = ASSETS
        .iter()
        .find(|asset| version == HASH && asset.path == file);
    match found {
        Some(asset) => answer::file(&request, asset),
        None => answer::nothing(),
    }
}
