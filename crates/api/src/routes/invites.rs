//! Invites of candidates, and what a candidate sees of itself (contract `candidates.md`).

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::EnrolmentUuid;
use uuid::Uuid;

use crate::Api;
use crate::auth::CandidatesManage;
use crate::blocking::blocking;
use crate::candidate_auth::CandidateAuthorized;
use crate::error::{Code, Refusal};
use crate::invite_desk::{own_query, read_acceptance};
use crate::partner_account::PartnerAccount;
use crate::reply::{Guided, guided};
use crate::views::{AcceptInviteBody, AcceptedInviteView, CandidateView, OwnPracticeView};

/// Sends a candidate the invite again and renews it for 14 days. The link sent before works
/// until the new letter is written. At most 10 invites within 24 hours.
#[utoipa::path(
    post, path = "/api/v1/candidates/{partner_candidate_id}/resend-invite", operation_id = "resend_invite", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(("partner_candidate_id" = String, Path, description = "The relationship's id", example = "7c1d2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d")),
    responses((status = 200, description = "The candidate", body = Guided<CandidateView>)),
)]
pub(crate) async fn resend(
    caller: PartnerAccount<CandidatesManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let enrolment = identity(&id).ok_or(Code::CandidateNotFound)?;
    let (partner, actor) = (caller.id(), caller.actor());
    let work = blocking(move || api.invites.resend.execute(partner, enrolment, actor));
    let resent = work.await?;
    guided("Invite resent successfully", CandidateView::of(&resent))
}

/// Accepts an invite: whoever has the link may, once, until it expires. With the token of the
/// newest letter a password may be set as well, by which the candidate signs in.
#[utoipa::path(
    post, path = "/api/v1/candidates/{partner_candidate_id}/accept-invite", operation_id = "accept_invite", tag = "Candidates",
    params(("partner_candidate_id" = String, Path, description = "From the link", example = "7c1d2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d")),
    request_body(content = Option<AcceptInviteBody>),
    responses((status = 200, description = "The invite is accepted", body = Guided<AcceptedInviteView>)),
)]
pub(crate) async fn accept(
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let new = read_acceptance(&request, payload).await?;
    // What is no identity is looked for as well, and takes as long.
    let enrolment = identity(&id);
    let work = blocking(move || api.invites.accept.execute(enrolment, new.as_ref()));
    let accepted = work.await?;
    let enrolment = enrolment.ok_or(Code::InviteNotFound)?;
    let view = AcceptedInviteView::of(enrolment, accepted);
    guided("Invite accepted successfully", view)
}

/// The calling candidate's practice, across all partners.
#[utoipa::path(
    get, path = "/api/v1/me/candidate", operation_id = "own_practice", tag = "Candidates",
    security(("candidate" = [])),
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Sessions on a page, 20 unless given"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The practice", body = Guided<OwnPracticeView>)),
)]
pub(crate) async fn own_practice(
    caller: CandidateAuthorized,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (behind, limit) = own_query(request.query_string())?;
    let candidate = caller.session.account.id;
    let view = blocking(move || api.invites.own.view(candidate, behind, limit)).await?;
    let account = &caller.session.account;
    guided(
        "Your practice",
        OwnPracticeView::of(account, &caller.email, &view),
    )
}

fn identity(segment: &str) -> Option<EnrolmentUuid> {
    Uuid::try_parse(segment).ok().map(EnrolmentUuid::new)
}
