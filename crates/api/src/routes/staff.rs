//! People's login (contract `candidates.md`, first paragraph). Its replies have
//! the guide's envelope, not the partner API's.

use accounts::{Password, SignedInPerson};
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::EmailAddress;
use serde::Serialize;

use crate::Api;
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Detail, Refusal};
use crate::json::{Object, Value};
use crate::reply::plain;

/// Address and password.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct LoginBody {
    /// In any case.
    #[schema(example = "finance@lender.example")]
    email: String,
    /// As it was chosen or printed.
    #[schema(example = "correct horse battery staple")]
    password: String,
    /// `candidate` signs in the candidate with this address and nobody else; without it
    /// staff come before partners' people before candidates.
    #[schema(required = false, example = "candidate")]
    account_type: String,
}

/// A login.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StaffLogin)]
pub(crate) struct LoginReply {
    /// Always `success`.
    #[schema(example = "success")]
    status: &'static str,
    /// Always `Login successful`.
    #[schema(example = "Login successful")]
    message: &'static str,
    /// The token and whose it is.
    data: LoginData,
    /// The token again, where the candidates' guide has it.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    token: String,
    /// The user's `account_type` again.
    #[schema(example = "finance")]
    account_type: &'static str,
    /// Who signed in, again.
    user: LoginUser,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StaffLoginData)]
pub(crate) struct LoginData {
    /// Bearer token of what the account may do.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...")]
    token: String,
    /// Who signed in.
    user: LoginUser,
    /// Seconds the token lives.
    #[schema(example = 43_200)]
    expires_in: i64,
}

#[derive(Clone, Serialize, utoipa::ToSchema)]
#[schema(as = StaffUser)]
pub(crate) struct LoginUser {
    /// Public identity.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    user_id: String,
    /// As it was registered.
    #[schema(example = "finance@lender.example")]
    email: String,
    /// `partner`, `candidate`, or of staff `admin`, `operations`, `finance` or `auditor`.
    #[schema(example = "finance")]
    account_type: &'static str,
}

/// Exchanges e-mail address and password for a token, of staff, of partners' people and of
/// candidates. Unknown addresses, wrong passwords, disabled accounts and those of partners
/// that are neither active nor on their way to it are refused alike.
#[utoipa::path(
    post, path = "/api/v1/auth/login", tag = "People",
    request_body = LoginBody,
    responses((status = 200, description = "Signed in", body = LoginReply)),
)]
pub(crate) async fn staff_login(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::typed(&request, payload, body::JSON, body::SMALL).await?;
    let Credentials {
        email,
        password,
        candidate,
    } = credentials(&body::object(&body)?)?;
    let work = blocking(move || {
        let people = &api.people.sign_in;
        if candidate {
            people.as_candidate(&email, &password)
        } else {
            people.execute(&email, &password)
        }
    });
    let signed_in = work.await?;
    plain(&view(signed_in))
}

/// The same under the path the guide prints.
#[utoipa::path(
    post, path = "/auth/login", tag = "People",
    request_body = LoginBody,
    responses((status = 200, description = "Signed in", body = LoginReply)),
)]
pub(crate) async fn staff_login_bare(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    staff_login(request, payload, api).await
}

fn view(signed_in: SignedInPerson) -> LoginReply {
    let user = LoginUser {
        user_id: signed_in.user_id,
        email: signed_in.email.as_str().to_owned(),
        account_type: signed_in.account_type,
    };
    LoginReply {
        status: "success",
        message: "Login successful",
        data: LoginData {
            token: signed_in.token.clone(),
            user: user.clone(),
            expires_in: signed_in.expires_in,
        },
        token: signed_in.token,
        account_type: signed_in.account_type,
        user,
    }
}

/// Who wants to sign in.
struct Credentials {
    email: EmailAddress,
    password: Password,
    /// As a candidate and nobody else.
    candidate: bool,
}

/// The body's fields; all that is wrong with them is told at once.
fn credentials(body: &Object<'_>) -> Result<Credentials, Refusal> {
    let (mut missing, mut invalid) = (Vec::new(), Vec::new());
    let mut text = |name: &'static str| match body.get(name) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.as_ref()),
        None | Some(Value::Null | Value::Text(_)) => {
            missing.push(name);
            None
        }
        Some(Value::Number(_) | Value::Flag(_) | Value::Other) => {
            invalid.push(name.to_owned());
            None
        }
    };
    let (email, password) = (text("email"), text("password"));
    let email = email.and_then(|text| {
        let judged = EmailAddress::parse(text).ok();
        if judged.is_none() {
            invalid.push("email".to_owned());
        }
        judged
    });
    let candidate = match body.get("account_type") {
        None | Some(Value::Null) => Some(false),
        Some(Value::Text(text)) if text.as_ref() == "candidate" => Some(true),
        Some(_) => {
            invalid.push("account_type".to_owned());
            None
        }
    };
    match (email, password, candidate) {
        (Some(email), Some(password), Some(candidate)) => Ok(Credentials {
            email,
            password: Password::presented(password),
            candidate,
        }),
        _ => Err(Refusal::with(
            Code::MissingParameters,
            Detail::Fields { missing, invalid },
        )),
    }
}
