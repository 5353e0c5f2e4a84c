//! Which person calls: of staff, of a partner, or a candidate.

use accounts::{
    AuthenticatePortalError, AuthenticateStaffError, CandidateSession, PortalSession, StaffSession,
    TokenError,
};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use kernel::{EmailAddress, TokenId};

use crate::Api;
use crate::auth::{api, bearer};
use crate::blocking::blocking;
use crate::error::Refusal;

/// A person, proven by the token of a login with e-mail address and password.
pub(crate) struct PersonAuthorized {
    /// Who.
    pub(crate) person: Person,
    /// As the token says it.
    pub(crate) email: EmailAddress,
    /// The token's `jti`.
    pub(crate) token: TokenId,
    /// When the token ends.
    pub(crate) expires_at: DateTime<Utc>,
}

/// One of the kinds of people.
pub(crate) enum Person {
    /// A member of staff.
    Staff(StaffSession),
    /// One of a partner's people.
    Portal(Box<PortalSession>),
    /// Somebody who practises.
    Candidate(CandidateSession),
}

impl FromRequest for PersonAuthorized {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = api(&request)?.clone().into_inner();
            let token = bearer(request.headers())?.to_owned();
            blocking(move || judge(&api, &token)).await
        })
    }
}

/// A token is of one kind only; whoever it is not of says `Invalid`.
fn judge(api: &Api, token: &str) -> Result<PersonAuthorized, Refusal> {
    match api.authenticate_staff.read(token) {
        Err(AuthenticateStaffError::Token(TokenError::Invalid)) => {}
        claims => {
            let claims = claims?;
            let session = api.authenticate_staff.look_up(&claims)?;
            return Ok(PersonAuthorized {
                person: Person::Staff(session),
                email: claims.email,
                token: claims.id,
                expires_at: claims.expires_at,
            });
        }
    }
    match api.authenticate_portal.read(token) {
        Err(AuthenticatePortalError::Token(TokenError::Invalid)) => {}
        claims => {
            let claims = claims?;
            let session = api.authenticate_portal.look_up(&claims)?;
            return Ok(PersonAuthorized {
                person: Person::Portal(Box::new(session)),
                email: claims.email,
                token: claims.id,
                expires_at: claims.expires_at,
            });
        }
    }
    let claims = api.authenticate_candidate.read(token)?;
    let session = api.authenticate_candidate.look_up(&claims)?;
    Ok(PersonAuthorized {
        person: Person::Candidate(session),
        email: claims.email,
        token: claims.id,
        expires_at: claims.expires_at,
    })
}
