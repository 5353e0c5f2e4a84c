//! The layer around every API route: asks for the address a call comes from, before
//! anything is read or looked up.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::HeaderValue;
use actix_web::{Error, web};
use futures_util::future::{Either, LocalBoxFuture};
use usage::{Ask, Decision, Judgement};

use super::told::tell;
use crate::Api;
use crate::error::{Code, Refusal};
use crate::meter;

/// Routes by how much they may be called from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Whoever watches the service, and its documents.
    Unlimited,
    /// Where somebody unproven wants to sign in, begin or reset something.
    SignIn,
    /// Everything else.
    Address,
}

/// Below it is the API.
const API: &str = "/api/";

/// And below these, where the candidates' guide has it without `/api/v1`.
const BARE: &[&str] = &["/candidates", "/dashboard", "/me/candidate"];

/// Where somebody unproven wants something that takes work or sends mail.
const UNPROVEN: &[&str] = &[
    "/api/v1/auth/login",
    "/auth/login",
    "/api/v1/auth/password-reset",
    "/api/v1/auth/set-password",
    "/api/partners/onboarding/start",
    "/api/partners/auth",
    "/api/v1/candidates/{partner_candidate_id}/accept-invite",
    "/candidates/{partner_candidate_id}/accept-invite",
];

impl Class {
    /// The class of the route with this pattern.
    pub(crate) fn of(path: &str) -> Self {
        if UNPROVEN.contains(&path) {
            Self::SignIn
        } else if path.starts_with(API) || BARE.iter().any(|bare| path.starts_with(bare)) {
            Self::Address
        } else {
            Self::Unlimited
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Unlimited => "none",
            Self::SignIn => "sign_in",
            Self::Address => "address",
        }
    }
}

/// The layer.
pub(crate) struct Limited(pub(crate) Class);

/// The layer around one worker's route.
pub(crate) struct LimitedRoute<S> {
    class: Class,
    route: Rc<S>,
}

type Reply = Result<ServiceResponse<BoxBody>, Error>;

impl<S> Transform<S, ServiceRequest> for Limited
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = LimitedRoute<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, route: S) -> Self::Future {
        ready(Ok(LimitedRoute {
            class: self.0,
            route: Rc::new(route),
        }))
    }
}

impl<S> Service<ServiceRequest> for LimitedRoute<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    /// A refusal, the route's own future, or both after a wait.
    type Future = Either<Ready<Reply>, Either<S::Future, LocalBoxFuture<'static, Reply>>>;

    forward_ready!(route);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let class = self.class;
        let (decision, policy) = match judge(&request, class) {
            None => return Either::Right(Either::Left(self.route.call(request))),
            Some((Judgement::Now(decision), policy)) => (decision, policy),
            Some((Judgement::Soon(asked), policy)) => {
                let route = Rc::clone(&self.route);
                return Either::Right(Either::Right(Box::pin(async move {
                    if settle(&request, class, asked.await, policy) {
                        route.call(request).await
                    } else {
                        Ok(refused(request))
                    }
                })));
            }
        };
        if settle(&request, class, decision, policy) {
            Either::Right(Either::Left(self.route.call(request)))
        } else {
            Either::Left(ready(Ok(refused(request))))
        }
    }
}

/// Asks for the caller's address; nothing where nobody is limited.
fn judge(request: &ServiceRequest, class: Class) -> Option<(Judgement, HeaderValue)> {
    let limits = &request.app_data::<web::Data<Api>>()?.limits;
    let limiter = limits.limiter.as_ref()?;
    let address = limits.proxies.caller(request.request())?;
    let (ask, policy) = match class {
        Class::Unlimited => return None,
        Class::SignIn => {
            let ask = Ask::SignIn(address, limits.rates.sign_in);
            (ask, &limits.policies.sign_in)
        }
        Class::Address => {
            let ask = Ask::Address(address, limits.rates.address);
            (ask, &limits.policies.address)
        }
    };
    Some((limiter.judge(ask), policy.clone()))
}

/// Notes the decision; whether the call goes on.
fn settle(request: &ServiceRequest, class: Class, decision: Decision, policy: HeaderValue) -> bool {
    tell(request.request(), decision, policy);
    if !decision.allowed {
        meter::limited(class.word(), decision.of);
    }
    decision.allowed
}

fn refused(request: ServiceRequest) -> ServiceResponse<BoxBody> {
    let refusal = Refusal::from(Code::RateLimited);
    // The outermost layer writes it.
    ServiceResponse::from_err(refusal, request.into_parts().0)
}
