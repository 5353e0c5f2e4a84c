//! What people do about their own login (contract `onboarding.md`, "Accounts"). The
//! replies have the guide's envelope, as the login has.

use std::time::Duration;

use accounts::{ClientSecret, Password, StaffPermission};
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::EmailAddress;
use tokio::time::{Instant, sleep_until};

use crate::Api;
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::person_auth::{Person, PersonAuthorized};
use crate::reply::{Guided, Nothing, guided};
use crate::strict_body::{StrictBody, small_json};
use crate::views::{MeView, OwnPartnerView};

/// A reset is answered this long after it was asked for, whether there is such an account
/// or not: what is done for one that exists is done by then.
const ANSWERED_AFTER: Duration = Duration::from_millis(250);

/// A link's token, and the password to be.
#[derive(utoipa::ToSchema)]
#[schema(as = SetPassword)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct SetPasswordBody {
    /// From the link.
    #[schema(
        example = "ppl_live_0c9a2e8d614a509b1c0f6f6f4f2d11aa0c9a2e8d614a509b1c0f6f6f4f2d11aa"
    )]
    token: String,
    /// 12 to 128 characters.
    #[schema(
        example = "correct horse battery staple",
        min_length = 12,
        max_length = 128
    )]
    password: String,
}

/// Who forgot their password.
#[derive(utoipa::ToSchema)]
#[schema(as = PasswordReset)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct ResetBody {
    /// In any case.
    #[schema(example = "desk@leadhouse.example")]
    email: String,
}

/// Ends the caller's login, on every instance at once. Other logins of the account go on.
#[utoipa::path(
    post, path = "/api/v1/auth/logout", operation_id = "person_logout", tag = "People",
    security(("staff" = []), ("portal" = []), ("candidate" = [])),
    responses((status = 200, description = "Signed out", body = Guided<Nothing>)),
)]
pub(crate) async fn person_logout(
    caller: PersonAuthorized,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (token, ends) = (caller.token, caller.expires_at);
    blocking(move || api.people.sign_out.execute(token, ends)).await?;
    guided("Logged out", Nothing {})
}

/// Who calls, and what they may do.
#[utoipa::path(
    get, path = "/api/v1/auth/me", tag = "People",
    security(("staff" = []), ("portal" = []), ("candidate" = [])),
    responses((status = 200, description = "The caller", body = Guided<MeView>)),
)]
pub(crate) async fn me(caller: PersonAuthorized) -> Result<HttpResponse, Refusal> {
    let email = caller.email.as_str().to_owned();
    let view = match caller.person {
        Person::Staff(session) => {
            let role = session.account.role;
            let all = StaffPermission::ALL.into_iter();
            let may = all.filter(|permission| role.may(*permission));
            MeView {
                user_id: session.account.uuid.to_string(),
                email,
                account_type: role.as_str(),
                permissions: Some(may.map(StaffPermission::as_str).collect()),
                partner: None,
            }
        }
        Person::Portal(session) => MeView {
            user_id: session.account.uuid.to_string(),
            email,
            account_type: "partner",
            permissions: None,
            partner: Some(OwnPartnerView {
                id: session.partner.uuid.to_string(),
                slug: session.partner.slug.as_str().to_owned(),
                name: session.partner.name.as_str().to_owned(),
            }),
        },
        Person::Candidate(session) => MeView {
            user_id: session.account.uuid.to_string(),
            email,
            account_type: "candidate",
            permissions: None,
            partner: None,
        },
    };
    guided("Signed in", view)
}

/// Sets a password by a link, which counts once and for 72 hours. Every older token of
/// the account ends. Wrong, expired and used links are refused alike.
#[utoipa::path(
    post, path = "/api/v1/auth/set-password", tag = "People",
    request_body = SetPasswordBody,
    responses((status = 200, description = "The password is set", body = Guided<Nothing>)),
)]
pub(crate) async fn set_password(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let mut body = StrictBody::parse(&bytes, &["token", "password"])?;
    let token = body.text("token", |text| Ok::<_, &str>(ClientSecret::presented(text)));
    let password = body.text("password", |text| {
        Password::chosen(text).map_err(|_| "must have 12 to 128 characters")
    });
    let (token, password) = body.accept(token.zip(password))?;
    blocking(move || api.people.set_password.execute(&token, &password)).await?;
    guided("Password set", Nothing {})
}

/// Sends whoever has this address a link to set a password, at most once a minute. The
/// answer is the same, and takes as long, whether anybody has it.
#[utoipa::path(
    post, path = "/api/v1/auth/password-reset", tag = "People",
    request_body = ResetBody,
    responses((status = 200, description = "If anybody has this address, a link is on its way", body = Guided<Nothing>)),
)]
pub(crate) async fn password_reset(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let mut body = StrictBody::parse(&bytes, &["email"])?;
    let email = body.text("email", |text| {
        EmailAddress::parse(text).map_err(|_| "is invalid")
    });
    let email = body.accept(email)?;
    let answered_at = Instant::now() + ANSWERED_AFTER;
    let done = blocking(move || api.people.reset.execute(&email)).await;
    sleep_until(answered_at).await;
    done?;
    guided(
        "If an account has this address, a link to set a password is on its way",
        Nothing {},
    )
}
