//! Attaching the routes to an application.

use std::future::ready;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web;

use super::endpoints;
use crate::error::{Code, Detail, Refusal};
use crate::limits::{Class, Limited};
use crate::meter::MatchedRoute;
use crate::usage_book::RouteNumbers;

/// Registers every route, and what answers where there is none.
pub(crate) fn register(config: &mut web::ServiceConfig) {
    let mut endpoints = endpoints();
    let numbered: Vec<(Method, String)> = endpoints
        .iter()
        .map(|endpoint| (endpoint.method.clone(), endpoint.path.clone()))
        .collect();
    while let Some(first) = endpoints.first() {
        let (path, form) = (first.path.clone(), first.form);
        let (same, others): (Vec<_>, Vec<_>) =
            endpoints.into_iter().partition(|other| other.path == path);
        endpoints = others;
        let methods: Vec<&str> = same.iter().map(|route| route.method.as_str()).collect();
        let allow = methods.join(", ");
        let mut resource = web::resource(path.as_str())
            .app_data(MatchedRoute(Arc::from(path.as_str())))
            .app_data(RouteNumbers::at(
                &path,
                numbered
                    .iter()
                    .map(|(method, path)| (method, path.as_str())),
            ))
            .app_data(form)
            .default_service(web::to(move || ready(wrong_method(allow.clone()))));
        for route in same {
            resource = resource.route((route.attach)(web::method(route.method)));
        }
        match Class::of(&path) {
            Class::Unlimited => config.service(resource),
            class => config.service(resource.wrap(Limited(class))),
        };
    }
    config.default_service(web::to(no_such_path));
}

fn wrong_method(allow: String) -> Result<actix_web::HttpResponse, Refusal> {
    Err(Refusal::with(Code::MethodNotAllowed, Detail::Allow(allow)))
}

async fn no_such_path() -> Result<actix_web::HttpResponse, Refusal> {
    Err(Code::NotFound.into())
}
