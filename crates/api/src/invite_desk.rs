//! What the routes of invites and of candidates' own view need.

use actix_web::{HttpRequest, web};
use candidates::{AcceptInvite, NewPassword, OwnSessionPlace, ReadOwnPractice, ResendInvite};

use accounts::{ClientSecret, Password};

use crate::body;
use crate::cursor;
use crate::error::{Code, Refusal};
use crate::query::Parameters;
use crate::strict_body::StrictBody;

/// The use cases of invites, and what a candidate sees of itself.
pub struct InviteDesk {
    /// `POST /candidates/{partner_candidate_id}/resend-invite`.
    pub resend: ResendInvite,
    /// `POST /candidates/{partner_candidate_id}/accept-invite`.
    pub accept: AcceptInvite,
    /// `GET /me/candidate`.
    pub own: ReadOwnPractice,
}

/// Reads what somebody accepts an invite with: nothing, an empty object, or a password to
/// be set with the token of the letter.
pub(crate) async fn read_acceptance(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Option<NewPassword>, Refusal> {
    let bytes = body::any(request, payload, body::SMALL).await?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if !body::has_type(request.headers(), body::JSON) {
        return Err(Code::UnsupportedMediaType.into());
    }
    if body::object(&bytes)?.names().next().is_none() {
        return Ok(None);
    }
    let mut body = StrictBody::parse(&bytes, &["password", "token"])?;
    let token = body.text("token", |text| Ok::<_, &str>(ClientSecret::presented(text)));
    let password = body.text("password", |text| {
        Password::chosen(text).map_err(|_| "must have 12 to 128 characters")
    });
    let (token, password) = body.accept(token.zip(password))?;
    Ok(Some(NewPassword { token, password }))
}

/// Sessions on a page, unless somebody asks for another number.
const DEFAULT: u32 = 20;

/// Reads which of its sessions a candidate wants to see: those behind, and how many.
pub(crate) fn own_query(text: &str) -> Result<(Option<OwnSessionPlace>, u32), Refusal> {
    let parameters = Parameters::parse(text, &["limit", "cursor"])?;
    let limit = parameters.number("limit")?.unwrap_or(DEFAULT);
    if !(1..=ReadOwnPractice::MOST).contains(&limit) {
        return Err(Refusal::parameter("limit"));
    }
    let behind = parameters.read("cursor", cursor::read_own_session)?;
    Ok((behind, limit))
}
