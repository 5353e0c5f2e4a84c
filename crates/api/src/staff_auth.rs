//! Which member of staff calls, and whether their role allows it. As with
//! partners, the permission is in the handler's signature.

use std::marker::PhantomData;

use accounts::StaffPermission;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use kernel::StaffId;

use crate::auth::{api, bearer};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};

/// A permission as a type, for signatures.
pub(crate) trait StaffMay: 'static {
    /// What is allowed.
    const PERMISSION: StaffPermission;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        pub(crate) enum $name {}

        impl StaffMay for $name {
            const PERMISSION: StaffPermission = StaffPermission::$name;
        }
    )+};
}

permissions! {
    /// See payout runs.
    PayoutRunsRead;
    /// Prepare, approve and settle payout runs.
    PayoutRunsWrite;
    /// See partners' statements.
    StatementsRead;
    /// Decide disputes.
    DisputesWrite;
    /// Read and export the audit log.
    AuditRead;
    /// See partners, their documents, notes and people.
    PartnersRead;
    /// Look after partners, their credentials and their people.
    PartnersWrite;
    /// Decide reviews.
    ReviewWrite;
    /// See and change the accounts of staff.
    StaffManage;
    /// See how the service does.
    HealthRead;
    /// See partners' webhook endpoints and what was delivered.
    WebhooksRead;
    /// Pause and resume endpoints, replay deliveries.
    WebhooksWrite;
    /// See how much partners call, and may.
    UsageRead;
    /// Change how much a partner may call.
    LimitsWrite;
    /// Announce and cancel maintenance.
    MaintenanceWrite;
}

/// A member of staff with permission `P`, proven by a staff token. The account
/// is read anew for every request, so its role and status are those of now.
pub(crate) struct StaffAuthorized<P> {
    /// Who it is, for [`kernel::Actor::Staff`].
    pub(crate) staff: StaffId,
    permission: PhantomData<P>,
}

impl<P: StaffMay> FromRequest for StaffAuthorized<P> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = api(&request)?.clone();
            let claims = api.authenticate_staff.read(bearer(request.headers())?)?;
            let session = blocking(move || api.authenticate_staff.look_up(&claims)).await?;
            if !session.account.role.may(P::PERMISSION) {
                return Err(Code::PermissionDenied.into());
            }
            Ok(Self {
                staff: session.account.id,
                permission: PhantomData,
            })
        })
    }
}
