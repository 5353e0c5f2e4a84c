//! Which candidate calls. As elsewhere, the permission is in the handler's signature.

use accounts::CandidateSession;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use kernel::EmailAddress;

use crate::auth::{api, bearer};
use crate::blocking::blocking;
use crate::error::Refusal;

/// A candidate, proven by the token of a login. Nobody else's token counts.
pub(crate) struct CandidateAuthorized {
    /// Who.
    pub(crate) session: CandidateSession,
    /// As the token says it.
    pub(crate) email: EmailAddress,
}

impl FromRequest for CandidateAuthorized {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = api(&request)?.clone();
            let claims = api
                .authenticate_candidate
                .read(bearer(request.headers())?)?;
            let email = claims.email.clone();
            let session = blocking(move || api.authenticate_candidate.look_up(&claims)).await?;
            Ok(Self { session, email })
        })
    }
}
