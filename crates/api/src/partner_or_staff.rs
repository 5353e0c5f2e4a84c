//! Routes of `/api/partners` that staff and the partner itself may call. As elsewhere,
//! the permission is in the handler's signature.

use std::marker::PhantomData;

use accounts::{
    AuthenticatePortalError, AuthenticateStaffError, ClientSecret, Partner, TokenError,
};
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use kernel::{PartnerId, PartnerUuid, StaffId};

use crate::Api;
use crate::auth::{CallingPartner, api, bearer};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::staff_auth::StaffMay;

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A member of staff who may.
    Staff(StaffId),
    /// The partner itself, which may see nobody but itself.
    Partner(PartnerId, PartnerUuid),
}

impl Caller {
    /// Whether `partner` may be shown: staff see all, a partner itself.
    pub(crate) fn sees(self, partner: PartnerUuid) -> bool {
        match self {
            Self::Staff(_) => true,
            Self::Partner(_, itself) => itself == partner,
        }
    }
}

/// A member of staff with permission `P`, or a partner: by its access token, by the
/// token of one of its people, or by `X-API-Key` and `X-API-Secret`. Nothing is
/// encrypted here. The handler compares a partner with the path, and answers
/// `PARTNER_NOT_FOUND` for every other.
pub(crate) struct PartnerOrStaff<P> {
    /// Who it is.
    pub(crate) caller: Caller,
    permission: PhantomData<P>,
}

impl<P: StaffMay> FromRequest for PartnerOrStaff<P> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let proof = proof(&request)?;
            let api = api(&request)?.clone().into_inner();
            let caller = blocking(move || proof.judge::<P>(&api)).await?;
            if let Caller::Partner(partner, _) = caller {
                request
                    .extensions_mut()
                    .insert(CallingPartner(partner.get()));
            }
            Ok(Self {
                caller,
                permission: PhantomData,
            })
        })
    }
}

/// What the caller shows.
enum Proof {
    Bearer(String),
    Key(ClientSecret, ClientSecret),
}

/// A Bearer token goes before an API key.
fn proof(request: &HttpRequest) -> Result<Proof, Refusal> {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(AUTHORIZATION) {
        return bearer(headers).map(|token| Proof::Bearer(token.to_owned()));
    }
    match (text("x-api-key"), text("x-api-secret")) {
        (Some(key), Some(secret)) => Ok(Proof::Key(
            ClientSecret::presented(key),
            ClientSecret::presented(secret),
        )),
        (None, None) => Err(Code::TokenRequired.into()),
        _ => Err(Code::InvalidCredentials.into()),
    }
}

impl Proof {
    fn judge<P: StaffMay>(self, api: &Api) -> Result<Caller, Refusal> {
        let token = match self {
            Self::Key(key, secret) => {
                let partner = api.authenticate_api_key.execute(&key, &secret)?;
                return Ok(itself(&partner));
            }
            Self::Bearer(token) => token,
        };
        // A token is of one kind only; whoever it is not of says `Invalid`.
        match api.authenticate_staff.read(&token) {
            Err(AuthenticateStaffError::Token(TokenError::Invalid)) => {}
            claims => {
                let session = api.authenticate_staff.look_up(&claims?)?;
                return if session.account.role.may(P::PERMISSION) {
                    Ok(Caller::Staff(session.account.id))
                } else {
                    Err(Code::PermissionDenied.into())
                };
            }
        }
        match api.authenticate_portal.read(&token) {
            Err(AuthenticatePortalError::Token(TokenError::Invalid)) => {}
            claims => {
                let session = api.authenticate_portal.look_up(&claims?)?;
                return Ok(itself(&session.partner));
            }
        }
        let claims = api.authenticate.read(&token)?;
        let session = match api.authenticate.remember(&claims)? {
            Some(session) => session,
            None => api.authenticate.look_up(&claims)?,
        };
        Ok(itself(&session.partner))
    }
}

fn itself(partner: &Partner) -> Caller {
    Caller::Partner(partner.id, partner.uuid)
}
