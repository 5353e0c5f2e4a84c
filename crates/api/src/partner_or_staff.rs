//! Routes of `/api/partners` that staff and the partner itself may call. As elsewhere,
//! the permission is in the handler's signature.

use std::marker::PhantomData;
use std::sync::Arc;

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
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::limits::judge_partner;
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
            let proven = blocking(move || proof.judge::<P>(&api)).await?;
            if let Proven::Partner(partner, by) = &proven {
                let id = partner.id.get();
                request.extensions_mut().insert(CallingPartner(id));
                // People at the dashboard, and theirs, are not the partner's systems.
                let counts = *by == By::System && !is_dashboard(&request)?;
                if let Some((judgement, asked)) = judge_partner(&request, partner, counts)? {
                    asked.settle(&request, judgement.known().await)?;
                }
            }
            Ok(Self {
                caller: proven.caller(),
                permission: PhantomData,
            })
        })
    }
}

/// Whoever was proven.
enum Proven {
    Staff(StaffId),
    Partner(Arc<Partner>, By),
}

/// Who speaks for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// One of its people.
    Person,
    /// Whoever has its access token or API key.
    System,
}

impl Proven {
    fn caller(&self) -> Caller {
        match self {
            Self::Staff(staff) => Caller::Staff(*staff),
            Self::Partner(partner, _) => Caller::Partner(partner.id, partner.uuid),
        }
    }
}

/// What the caller shows.
pub(crate) enum Proof {
    Bearer(String),
    Key(ClientSecret, ClientSecret),
}

/// What the caller of `request` shows; a Bearer token goes before an API key.
pub(crate) fn proof(request: &HttpRequest) -> Result<Proof, Refusal> {
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
    fn judge<P: StaffMay>(self, api: &Api) -> Result<Proven, Refusal> {
        let token = match self {
            Self::Key(key, secret) => {
                let partner = api.authenticate_api_key.execute(&key, &secret)?;
                return Ok(Proven::Partner(Arc::new(partner), By::System));
            }
            Self::Bearer(token) => token,
        };
        // A token is of one kind only; whoever it is not of says `Invalid`.
        match api.authenticate_staff.read(&token) {
            Err(AuthenticateStaffError::Token(TokenError::Invalid)) => {}
            claims => {
                let session = api.authenticate_staff.look_up(&claims?)?;
                return if session.account.role.may(P::PERMISSION) {
                    Ok(Proven::Staff(session.account.id))
                } else {
                    Err(Code::PermissionDenied.into())
                };
            }
        }
        match api.authenticate_portal.read(&token) {
            Err(AuthenticatePortalError::Token(TokenError::Invalid)) => {}
            claims => {
                let session = api.authenticate_portal.look_up(&claims?)?;
                return Ok(Proven::Partner(Arc::new(session.partner), By::Person));
            }
        }
        let claims = api.authenticate.read(&token)?;
        let session = match api.authenticate.remember(&claims)? {
            Some(session) => session,
            None => api.authenticate.look_up(&claims)?,
        };
        Ok(Proven::Partner(session.partner, By::System))
    }
}
