//! Who the caller is.

use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::Api;
use crate::auth::{Authorized, ProfileRead};
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::reply::{Envelope, success};
use crate::views::ProfileView;

/// The caller: its names, how it encrypts, and the secrets it may sign in with, of which
/// nothing is told but since when and until when they count.
#[utoipa::path(
    get, path = "/api/v1/partner/profile", tag = "Session",
    security(("partner" = [])),
    responses((status = 200, description = "The caller", body = Envelope<ProfileView>)),
)]
pub(crate) async fn profile(
    caller: Authorized<ProfileRead>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = Arc::clone(&caller.session.partner);
    let id = partner.id;
    let secrets = blocking(move || api.credentials.live_secrets(id)).await?;
    success(ProfileView::of(&partner, &caller.sender.profile, &secrets))
}
