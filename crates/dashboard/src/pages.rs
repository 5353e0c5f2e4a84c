//! The addresses.

use std::future::ready;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard, web};

use crate::answer::{self, Keep};
use crate::embedded::{ASSETS, HASH, INDEX};

/// The pages. One document serves them all and looks at the address itself.
const PAGES: [&str; 6] = [
    "/partner/login",
    "/partner/dashboard",
    "/partner/lead/{leadId}",
    "/partner/statements",
    "/partner/statements/{statementId}",
    "/partner/settings",
];

/// Where whoever asks for none of them is sent.
const FIRST: &str = "/partner/dashboard";

/// Registers the pages and their files, all below `/partner`.
pub fn pages(config: &mut web::ServiceConfig) {
    for page in PAGES {
        config.service(read_only(page, reading().to(index)));
    }
    for bare in ["/partner", "/partner/"] {
        let first = || ready(answer::elsewhere(FIRST));
        config.service(read_only(bare, reading().to(first)));
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

async fn index(request: HttpRequest) -> HttpResponse {
    answer::file(&request, &INDEX, Keep::Asking)
}

async fn asset(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (version, file) = path.into_inner();
    // Files of another version would not fit together with the page that asks.
    let found = ASSETS
        .iter()
        .find(|asset| version == HASH && asset.path == file);
    match found {
        Some(asset) => answer::file(&request, asset, Keep::Forever),
        None => answer::nothing(),
    }
}
