//! Who calls, and what they may do. The permission is in the handler's
//! signature: a handler that takes `Authorized<LeadsRead>` runs for nobody else.

mod credentials;

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

use accounts::{ClientSecret, PartnerSession, ServiceScope};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use envelope::Profile;
use futures_util::future::{Either, LocalBoxFuture};
use kernel::PartnerId;
use usage::Judgement;

use crate::Api;
use crate::blocking::blocking;
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::limits::{Asked, judge_partner};
use crate::sealed::{Sender, expect_sealed_answer};

pub(crate) use credentials::{basic, bearer};

/// What a partner may do. Every active partner may do all of it today; a role
/// that may less would be judged in [`Authorized`].
pub(crate) trait Permission: 'static {
    /// Whether the dashboard does it, whose calls need no encryption.
    const IN_DASHBOARD: bool = true;
    /// Whether doing it counts against the month's quota, unless the dashboard does it.
    const COUNTS: bool = true;
}

/// Share leads.
pub(crate) enum LeadsWrite {}
/// See its own leads and totals.
pub(crate) enum LeadsRead {}
/// See its own payouts and statements.
pub(crate) enum PayoutsRead {}
/// Dispute lines of its own statements.
pub(crate) enum DisputesOpen {}
/// See and enrol its own encryption keys.
pub(crate) enum KeysManage {}
/// End its own login.
pub(crate) enum SessionEnd {}
/// See who it is and what it may sign in with.
pub(crate) enum ProfileRead {}
/// Change its own client secret.
pub(crate) enum CredentialsRotate {}
/// See its own calls.
pub(crate) enum CallsRead {}
/// Look after its own webhook endpoints and see what was delivered.
pub(crate) enum WebhooksManage {}
/// Look after its own candidates.
pub(crate) enum CandidatesManage {}
/// See what its own candidates practise.
pub(crate) enum PracticeRead {}

/// Leads come from partners' systems: one that must encrypt cannot be spoken for by
/// whoever got hold of a token and sets the dashboard's headers.
impl Permission for LeadsWrite {
    const IN_DASHBOARD: bool = false;
}
impl Permission for LeadsRead {}
impl Permission for PayoutsRead {}
impl Permission for DisputesOpen {}
impl Permission for KeysManage {}
/// Whoever has no calls left may still leave.
impl Permission for SessionEnd {
    const COUNTS: bool = false;
}
impl Permission for ProfileRead {}
impl Permission for CredentialsRotate {}
/// Whoever has no calls left may still see why.
impl Permission for CallsRead {
    const COUNTS: bool = false;
}
impl Permission for WebhooksManage {}
impl Permission for CandidatesManage {}
impl Permission for PracticeRead {}

/// What a service token may do.
pub(crate) trait ServicePermission: 'static {
    /// The scope that allows it.
    const SCOPE: ServiceScope;
}

/// Report users and loans.
pub(crate) enum Feed {}

impl ServicePermission for Feed {
    const SCOPE: ServiceScope = ServiceScope::Internal;
}

/// A partner with permission `P`, proven by its access token.
pub(crate) struct Authorized<P> {
    pub(crate) session: PartnerSession,
    /// The same partner as its envelopes are judged.
    pub(crate) sender: Sender,
    permission: PhantomData<P>,
}

/// One of the lender's systems with permission `P`, proven by its token.
pub(crate) struct ServiceAuthorized<P> {
    permission: PhantomData<P>,
}

/// The partner a request came from, for the access log and for counting.
#[derive(Clone, Copy)]
pub(crate) struct CallingPartner(pub(crate) i64);

/// Notes that `partner` made `request`, where it proved itself by id and secret.
pub(crate) fn came_from(request: &HttpRequest, partner: PartnerId) {
    let caller = CallingPartner(partner.get());
    request.extensions_mut().insert(caller);
}

impl<P: Permission> FromRequest for Authorized<P> {
    type Error = Refusal;
    type Future =
        Either<Ready<Result<Self, Refusal>>, LocalBoxFuture<'static, Result<Self, Refusal>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let judged = match remembered(request) {
            Ok(Some(caller)) => Self::judged(request, caller),
            Err(refusal) => Err(refusal),
            Ok(None) => {
                let request = request.clone();
                return Either::Right(Box::pin(async move {
                    let caller = looked_up(&request).await?;
                    let (caller, judgement) = Self::judged(&request, caller)?;
                    caller.unless_limited(&request, judgement).await
                }));
            }
        };
        match judged.and_then(|(caller, asked)| Ok((caller, settled(request, asked)?))) {
            Ok((caller, None)) => Either::Left(ready(Ok(caller))),
            Ok((caller, soon)) => {
                let request = request.clone();
                let limited = async move { caller.unless_limited(&request, soon).await };
                Either::Right(Box::pin(limited))
            }
            Err(refusal) => Either::Left(ready(Err(refusal))),
        }
    }
}

impl<P: Permission> Authorized<P> {
    /// Who calls, and whether it may go on. What is refused for it is sealed where the
    /// answer would be.
    fn judged(
        request: &HttpRequest,
        caller: (PartnerSession, Arc<Profile>),
    ) -> Result<(Self, Option<Judged>), Refusal> {
        let caller = Self::of(request, caller)?;
        let counts = P::COUNTS && !(P::IN_DASHBOARD && is_dashboard(request)?);
        let judgement = judge_partner(request, &caller.session.partner, counts)?;
        Ok((caller, judgement))
    }

    /// The caller, once it is known that it may go on.
    async fn unless_limited(
        self,
        request: &HttpRequest,
        judgement: Option<Judged>,
    ) -> Result<Self, Refusal> {
        if let Some((judgement, asked)) = judgement {
            asked.settle(request, judgement.known().await)?;
        }
        Ok(self)
    }

    /// Who calls, looked up anew whatever is remembered; not limited.
    pub(crate) async fn anew(request: &HttpRequest) -> Result<Self, Refusal> {
        let caller = looked_up(request).await?;
        Self::of(request, caller)
    }

    fn of(
        request: &HttpRequest,
        (session, profile): (PartnerSession, Arc<Profile>),
    ) -> Result<Self, Refusal> {
        let caller = CallingPartner(session.partner.id.get());
        request.extensions_mut().insert(caller);
        let may_be_plain = P::IN_DASHBOARD && is_dashboard(request)?;
        let sender = Sender::of(&session.partner, profile, may_be_plain);
        expect_sealed_answer(request, &sender)?;
        Ok(Self {
            session,
            sender,
            permission: PhantomData,
        })
    }
}

/// A judgement, and how it is told.
type Judged = (Judgement, Asked);

/// Settles what is decided already; gives what is not.
fn settled(request: &HttpRequest, judgement: Option<Judged>) -> Result<Option<Judged>, Refusal> {
    match judgement {
        Some((Judgement::Now(decision), asked)) => {
            asked.settle(request, decision)?;
            Ok(None)
        }
        soon => Ok(soon),
    }
}

/// The session and its partner's encryption, if memory has both.
fn remembered(request: &HttpRequest) -> Result<Option<(PartnerSession, Arc<Profile>)>, Refusal> {
    let api = api(request)?;
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    let session = api.authenticate.remember(&claims)?;
    Ok(session.and_then(|session| {
        let profile = api.envelopes.remembered(session.partner.id)?;
        Some((session, profile))
    }))
}

async fn looked_up(request: &HttpRequest) -> Result<(PartnerSession, Arc<Profile>), Refusal> {
    let api = api(request)?.clone();
    let claims = api.authenticate.read(bearer(request.headers())?)?;
    blocking(move || {
        let session = api.authenticate.look_up(&claims)?;
        let profile = api.envelopes.profile(session.partner.id)?;
        Ok::<_, Refusal>((session, profile))
    })
    .await
}

impl<P: ServicePermission> FromRequest for ServiceAuthorized<P> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = api(&request)?.clone();
            let token = ClientSecret::presented(bearer(request.headers())?);
            blocking(move || api.authenticate_service.execute(&token, P::SCOPE)).await?;
            Ok(Self {
                permission: PhantomData,
            })
        })
    }
}

/// The application's state.
pub(crate) fn api(request: &HttpRequest) -> Result<&web::Data<Api>, Refusal> {
    request
        .app_data::<web::Data<Api>>()
        .ok_or_else(|| Refusal::caused(Code::Internal, &"the application is not wired"))
}
