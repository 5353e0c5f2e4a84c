//! Routes of the candidates' guide (contract `candidates.md`): whoever speaks for a partner
//! may call them, in whatever way they prove it. As elsewhere, the permission is in the
//! handler's signature.

use std::marker::PhantomData;
use std::sync::Arc;

use accounts::{
    AuthenticateCandidateError, AuthenticatePortalError, AuthenticateStaffError, Partner,
    TokenError,
};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use kernel::{Actor, PartnerId};

use crate::Api;
use crate::auth::{CallingPartner, Permission, api};
use crate::blocking::blocking;
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::limits::judge_partner;
use crate::partner_or_staff::{Proof, proof};

/// An active partner with permission `P`: by the token of one of its people, by its access
/// token, or by `X-API-Key` and `X-API-Secret`. Nothing is encrypted here. Tokens of staff
/// and candidates are refused with a code of their own, and so are people of a partner that
/// is not onboarded yet.
pub(crate) struct PartnerAccount<P> {
    /// The partner as it is now.
    pub(crate) partner: Arc<Partner>,
    permission: PhantomData<P>,
}

impl<P> PartnerAccount<P> {
    /// Whose rows it sees.
    pub(crate) fn id(&self) -> PartnerId {
        self.partner.id
    }

    /// Who does what it does, for the audit log.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Partner(self.partner.id)
    }
}

impl<P: Permission> FromRequest for PartnerAccount<P> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let proof = proof(&request)?;
            let api = api(&request)?.clone().into_inner();
            let (partner, by) = blocking(move || judge(proof, &api)).await?;
            let caller = CallingPartner(partner.id.get());
            request.extensions_mut().insert(caller);
            // People at the dashboard, and theirs, are not the partner's systems.
            let counts = P::COUNTS && by == By::System && !is_dashboard(&request)?;
            if let Some((judgement, asked)) = judge_partner(&request, &partner, counts)? {
                asked.settle(&request, judgement.known().await)?;
            }
            Ok(Self {
                partner,
                permission: PhantomData,
            })
        })
    }
}

/// Who speaks for the partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// One of its people.
    Person,
    /// Whoever has its access token or API key.
    System,
}

fn judge(proof: Proof, api: &Api) -> Result<(Arc<Partner>, By), Refusal> {
    let token = match proof {
        Proof::Key(key, secret) => {
            let partner = api.authenticate_api_key.execute(&key, &secret)?;
            return Ok((Arc::new(partner), By::System));
        }
        Proof::Bearer(token) => token,
    };
    refuse_others(api, &token)?;
    // A token is of one kind only; whoever it is not of says `Invalid`.
    match api.authenticate_portal.read(&token) {
        Err(AuthenticatePortalError::Token(TokenError::Invalid)) => {}
        claims => {
            return match api.authenticate_portal.look_up(&claims?) {
                Ok(session) => Ok((Arc::new(session.partner), By::Person)),
                Err(AuthenticatePortalError::PartnerPending) => {
                    Err(Code::OnboardingRequired.into())
                }
                Err(error) => Err(error.into()),
            };
        }
    }
    let claims = api.authenticate.read(&token)?;
    let session = match api.authenticate.remember(&claims)? {
        Some(session) => session,
        None => api.authenticate.look_up(&claims)?,
    };
    Ok((session.partner, By::System))
}

/// Refuses whoever is no partner: with a code of its own if the token counts, as any other
/// that does not count otherwise.
fn refuse_others(api: &Api, token: &str) -> Result<(), Refusal> {
    match api.authenticate_staff.read(token) {
        Err(AuthenticateStaffError::Token(TokenError::Invalid)) => {}
        claims => {
            api.authenticate_staff.look_up(&claims?)?;
            return Err(Code::PartnersOnly.into());
        }
    }
    match api.authenticate_candidate.read(token) {
        Err(AuthenticateCandidateError::Token(TokenError::Invalid)) => Ok(()),
        claims => {
            api.authenticate_candidate.look_up(&claims?)?;
            Err(Code::PartnersOnly.into())
        }
    }
}
