//! Every route there is. A route is registered by its own documentation: path
//! and method come from the handler's `#[utoipa::path]`, so that none can be
//! served without being in the document.

mod refusals;
mod register;

use actix_web::Route as Registered;
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{PathItem, RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use crate::error::Code;
use crate::error_reply::ErrorForm;
use crate::limits::Class;
use crate::routes::{admin_health, docs, export, feed, leads, operations, session, share, stream};
use crate::sealed::seal_answer;
use refusals::{
    BODY, CLIENT, FILE, LEAD, METRICS, PARAMETER, PARTNER, PLAIN, READY, REFRESH, SEALED, SERVICE,
    SHARE, STAFF,
};

pub(crate) use register::register;

/// A method and a path pattern that are served.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Such as `GET`.
    pub method: String,
    /// Such as `/api/v1/partner/dashboard/lead/{leadId}`.
    pub path: String,
}

/// Every route that is served, from the registration itself; for tests that try
/// each of them.
pub fn route_table() -> Vec<Route> {
    let routes = endpoints().into_iter().map(|endpoint| Route {
        method: endpoint.method.to_string(),
        path: endpoint.path,
    });
    routes.collect()
}

/// One route.
pub(crate) struct Endpoint {
    pub(crate) path: String,
    pub(crate) method: Method,
    pub(crate) operation: Operation,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    /// How it may refuse, besides 5000.
    pub(crate) refusals: Vec<Code>,
    /// In which form.
    pub(crate) form: ErrorForm,
    attach: fn(Registered) -> Registered,
}

/// `endpoint!(module::handler, its generated documentation, refusals..)`; lists
/// are compressed with `gzip` after the handler.
macro_rules! endpoint {
    ($module:ident::$handler:ident, $document:ident $(, $refusals:ident)*) => {
        Endpoint::new(
            &$module::$document,
            |route| route.to($module::$handler).wrap(from_fn(seal_answer)),
            &[$($refusals),*],
        )
    };
    ($module:ident::$handler:ident gzip, $document:ident $(, $refusals:ident)*) => {
        Endpoint::new(
            &$module::$document,
            |route| {
                let route = route.to($module::$handler).wrap(from_fn(seal_answer));
                route.wrap(Compress::default())
            },
            &[$($refusals),*],
        )
    };
}

mod account;
mod candidates;
mod invites;
mod maintenance;
mod money;
mod onboarding;
mod partners;
mod people;
mod practice;
mod usage;
mod webhooks;

/// Every route, the busiest first: they are tried in this order.
#[expect(clippy::too_many_lines, reason = "one route after the other")]
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            share::lead_dedupe_check,
            __path_lead_dedupe_check,
            PARTNER,
            BODY,
            SEALED,
            SHARE
        ),
        endpoint!(session::login, __path_login, CLIENT, BODY, SEALED),
        endpoint!(
            session::refresh_token,
            __path_refresh_token,
            CLIENT,
            BODY,
            SEALED,
            REFRESH
        ),
        endpoint!(session::logout, __path_logout, PARTNER, BODY, SEALED),
        endpoint!(leads::leads gzip, __path_leads, PARTNER, PARAMETER),
        endpoint!(leads::stats, __path_stats, PARTNER, PARAMETER),
        endpoint!(leads::lead, __path_lead, PARTNER, PARAMETER, LEAD),
        endpoint!(export::leads_csv gzip, __path_leads_csv, PARTNER, PARAMETER),
        endpoint!(stream::stream, __path_stream, PARTNER, PLAIN),
        money::partners(),
        account::own(),
        account::encryption(),
        lenders(),
        people::own(),
        people::staff_accounts(),
        people::portal_accounts(),
        people::audit(),
        onboarding::public(),
        onboarding::later_steps(),
        onboarding::documents(),
        partners::shared(),
        partners::acts(),
        partners::papers(),
        partners::records(),
        money::runs(),
        money::settling(),
        webhooks::partners(),
        webhooks::staff(),
        maintenance::routes(),
        usage::routes(),
        candidates::candidates(),
        invites::routes(),
        practice::partners(),
        practice::others(),
        endpoint!(admin_health::service_health, __path_service_health, STAFF),
        endpoint!(operations::healthz, __path_healthz),
        endpoint!(operations::readyz, __path_readyz, READY),
        endpoint!(operations::metrics, __path_metrics, METRICS),
        endpoint!(docs::page, __path_page),
        endpoint!(docs::document, __path_document),
        endpoint!(docs::file, __path_file, FILE),
    ];
    endpoints.into_iter().flatten().collect()
}

/// The lender's feed.
fn lenders() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(feed::put_user, __path_put_user, SERVICE, BODY, PARAMETER),
        endpoint!(
            feed::put_loan_application,
            __path_put_loan_application,
            SERVICE,
            BODY,
            PARAMETER
        ),
        endpoint!(feed::events, __path_events, SERVICE, BODY),
    ];
    endpoints.into_iter().flatten().collect()
}

/// Routes whose refusals are written in the form of the candidates' guide.
fn plain(mut endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    for endpoint in &mut endpoints {
        endpoint.form = ErrorForm::Plain;
    }
    endpoints
}

/// Routes of `/api/partners`, whose refusals have words for codes.
fn worded(mut endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    for endpoint in &mut endpoints {
        endpoint.form = ErrorForm::Worded;
    }
    endpoints
}

impl Endpoint {
    /// The same at `path`, under a name of its own in the document.
    fn twin(&self, path: String) -> Self {
        let mut operation = self.operation.clone();
        operation.operation_id = operation.operation_id.map(|id| format!("{id}_bare"));
        Self {
            path,
            method: self.method.clone(),
            operation,
            schemas: self.schemas.clone(),
            refusals: self.refusals.clone(),
            form: self.form,
            attach: self.attach,
        }
    }

    /// One entry per method the documentation names; there is always one.
    fn new(
        document: &impl OpenApiFactory,
        attach: fn(Registered) -> Registered,
        refusals: &[&[Code]],
    ) -> Vec<Self> {
        let mut endpoints = Vec::new();
        let mut schemas = Vec::new();
        document.schemas(&mut schemas);
        for (path, item) in document.paths().paths {
            for (method, operation) in operations_of(item) {
                endpoints.push(Self {
                    path: path.clone(),
                    method,
                    operation,
                    schemas: schemas.clone(),
                    refusals: [limited(&path), &refusals.concat()].concat(),
                    form: ErrorForm::Coded,
                    attach,
                });
            }
        }
        endpoints
    }
}

/// How a route refuses that may be called too often.
fn limited(path: &str) -> &'static [Code] {
    match Class::of(path) {
        Class::Unlimited => &[],
        Class::SignIn | Class::Address => &[Code::RateLimited],
    }
}

fn operations_of(item: PathItem) -> Vec<(Method, Operation)> {
    let operations = [
        (Method::GET, item.get),
        (Method::POST, item.post),
        (Method::PUT, item.put),
        (Method::PATCH, item.patch),
        (Method::DELETE, item.delete),
    ];
    operations
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation?)))
        .collect()
}
