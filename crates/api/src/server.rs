//! The listening servers.

use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpServer, web};

use crate::meter::{Meter, describe};
use crate::observe::observe;
use crate::openapi::openapi_for;
use crate::routes::docs::DocumentText;
use crate::routes::operations::exposition;
use crate::table::register;
use crate::{Api, RenderMetrics};

/// Seconds for requests under way when the server stops; the process has 30.
const DRAIN_SECONDS: u64 = 25;

/// How long a caller may take to send a request's head.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);

/// How long an idle connection is kept.
const IDLE_PATIENCE: Duration = Duration::from_secs(75);

/// Registers what is served beside the API: pages that are the same for everybody.
pub type Pages = fn(&mut web::ServiceConfig);

/// Serves `api` on `listener` with `workers` threads, and `pages` beside it. Nothing is
/// served before the returned future is awaited. Signals are the caller's business: stop it
/// by its handle, and requests under way get 25 s to end.
///
/// # Errors
/// When the listener cannot be taken over.
pub fn serve(
    listener: TcpListener,
    api: Arc<Api>,
    pages: Pages,
    workers: usize,
) -> std::io::Result<Server> {
    describe();
    let document = openapi_for(&api.options).to_json()?;
    let parts = Parts {
        api: web::Data::from(api),
        document: web::Data::new(DocumentText(document.into())),
    };
    let server = HttpServer::new(move || app(&parts).configure(pages))
        .workers(workers)
        .disable_signals()
        .shutdown_timeout(DRAIN_SECONDS)
        .client_request_timeout(HEAD_PATIENCE)
        .keep_alive(IDLE_PATIENCE)
        .tcp_nodelay(true)
        .listen(listener)?;
    Ok(server.run())
}

/// Serves `GET /metrics` alone, to whoever reaches `listener`.
///
/// # Errors
/// When the listener cannot be taken over.
pub fn metrics_server(
    listener: TcpListener,
    render: Arc<RenderMetrics>,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let render = Arc::clone(&render);
        let show = move || {
            let reply = exposition(render.as_ref());
            async move { reply }
        };
        App::new().route("/metrics", web::get().to(show))
    })
    .workers(1)
    .disable_signals()
    .client_request_timeout(HEAD_PATIENCE)
    .listen(listener)?;
    Ok(server.run())
}

/// What all workers share.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) api: web::Data<Api>,
    pub(crate) document: web::Data<DocumentText>,
}

/// One worker's application.
pub(crate) fn app(
    parts: &Parts,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(parts.api.clone())
        .app_data(parts.document.clone())
        .app_data(Rc::new(Meter::default()))
        .app_data(Rc::new(parts.api.usage.book.page()))
        .wrap(from_fn(observe))
        .configure(register)
}
