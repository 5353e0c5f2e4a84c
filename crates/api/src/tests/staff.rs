//! People's login, and what a staff token opens.

use std::sync::Arc;

use accounts::{
    MockStaffAccounts, Password, PasswordHash, PasswordHasher, StaffDraft, StaffPermission,
    StaffRole, StaffStatus,
};
use actix_web::test::{self, TestRequest};
use actix_web::{App, HttpResponse, web};
use chrono::TimeDelta;
use kernel::{Actor, EmailAddress, PortFailure, PortResult};
use serde_json::{Value, json};
use testkit::{InMemoryAudit, InMemoryPeople, SeededEntropy, create_staff, in_memory};

use super::world::{Reply, World, bearer};
use crate::error::{Code, Refusal};
use crate::staff_auth::{
    AuditRead, DisputesWrite, PayoutRunsRead, PayoutRunsWrite, StaffAuthorized, StaffMay,
    StatementsRead,
};

const PATHS: [&str; 2] = ["/api/v1/auth/login", "/auth/login"];
const PASSWORD: &str = "correct horse battery";
const EMAIL: &str = "Fin.Ance@lender.example";

/// A world with a member of staff, and the staff for changing it.
fn world(role: StaffRole) -> (World, Arc<InMemoryPeople>) {
    let mut harness = in_memory();
    let staff = Arc::new(InMemoryPeople::new(InMemoryAudit::default()));
    harness.staff = staff.clone();
    let world = World::over(harness);
    let entropy = Arc::new(SeededEntropy::new(3));
    create_staff(staff.clone(), world.clock.clone(), entropy)
        .execute(
            StaffDraft {
                email: EmailAddress::parse(EMAIL).expect("an address"),
                role,
                password: Some(Password::presented(PASSWORD)),
            },
            Actor::Operator,
        )
        .expect("created");
    (world, staff)
}

async fn login(world: &World, path: &str, body: &str) -> Reply {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_owned());
    world.call(request).await
}

fn body(email: &str, password: &str) -> String {
    json!({"email": email, "password": password, "remember": [true]}).to_string()
}

async fn token(world: &World) -> String {
    let reply = login(world, PATHS[0], &body(EMAIL, PASSWORD)).await;
    let json = reply.json();
    json["data"]["token"].as_str().expect("a token").to_owned()
}

/// A refusal in the guide's form: exactly status and message.
fn refused(reply: &Reply, status: u16, message: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.json(), json!({"status": "error", "message": message}));
    assert!(reply.header("x-request-id").is_some());
}

#[actix_web::test]
async fn a_login_answers_as_the_guide_does_under_both_paths() {
    let (world, staff) = world(StaffRole::Finance);
    for path in PATHS {
        let reply = login(&world, path, &body("fin.ance@LENDER.example", PASSWORD)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let json = reply.json();
        let (token, user) = (&json["data"]["token"], &json["data"]["user"]["user_id"]);
        let claims = world
            .api
            .authenticate_staff
            .read(token.as_str().expect("a token"));
        let claims = claims.expect("a token of ours");
        assert_eq!(user.as_str(), Some(claims.staff.to_string().as_str()));
        let account = staff_account(&staff, &claims).expect("the account");
        assert_eq!(account.uuid, claims.staff);
        let user = format!(r#"{{"user_id":{user},"email":"{EMAIL}","account_type":"finance"}}"#);
        assert_eq!(
            reply.text(),
            format!(
                r#"{{"status":"success","message":"Login successful","data":{{"token":{token},"user":{user},"expires_in":43200}},"token":{token},"account_type":"finance","user":{user}}}"#
            )
        );
    }
}

fn staff_account(
    staff: &InMemoryPeople,
    claims: &accounts::StaffClaims,
) -> Option<accounts::StaffAccount> {
    use accounts::StaffAccounts as _;
    staff.find(claims.staff).expect("an answer")
}

#[actix_web::test]
async fn unknown_addresses_wrong_passwords_and_disabled_accounts_are_one_refusal() {
    let (world, staff) = world(StaffRole::Admin);
    for (email, password) in [
        (EMAIL, "correct horse batterY"),
        (EMAIL, "x"),
        ("nobody@lender.example", PASSWORD),
        ("p1@example.test", PASSWORD),
    ] {
        let reply = login(&world, PATHS[1], &body(email, password)).await;
        refused(&reply, 401, "Invalid email or password");
    }
    let token = token(&world).await;
    let claims = world.api.authenticate_staff.read(&token).expect("claims");
    staff.change(claims.staff, |account| {
        account.status = StaffStatus::Disabled;
    });
    let reply = login(&world, PATHS[0], &body(EMAIL, PASSWORD)).await;
    refused(&reply, 401, "Invalid email or password");
}

#[actix_web::test]
async fn a_body_that_says_too_little_is_told_what_is_wrong() {
    let (world, _) = world(StaffRole::Admin);
    for (body, message) in [
        ("{}", "email is required; password is required"),
        (r#"{"email":"a@b.example"}"#, "password is required"),
        (
            r#"{"email":null,"password":" "}"#,
            "email is required; password is required",
        ),
        (r#"{"email":"nobody","password":"x"}"#, "email is invalid"),
        (
            r#"{"email":7,"password":["x"]}"#,
            "email is invalid; password is invalid",
        ),
        (
            r#"{"email":"nobody","password":""}"#,
            "password is required; email is invalid",
        ),
        ("[]", "body is invalid"),
        ("", "body is invalid"),
        (
            r#"{"email":"a@b.example","email":"c@d.example","password":"x"}"#,
            "email is invalid",
        ),
    ] {
        refused(&login(&world, PATHS[0], body).await, 400, message);
    }
}

#[actix_web::test]
async fn what_the_surface_refuses_by_itself_has_the_guides_form_too() {
    let (world, _) = world(StaffRole::Admin);
    for path in PATHS {
        let plain = TestRequest::post()
            .uri(path)
            .set_payload(body(EMAIL, PASSWORD));
        refused(&world.call(plain).await, 415, "Unsupported Media Type");
        let large = "x".repeat(65 * 1024);
        let large = login(&world, path, &body(EMAIL, &large)).await;
        refused(&large, 413, "Request Body Too Large");
        let get = world.call(TestRequest::get().uri(path)).await;
        refused(&get, 405, "Method Not Allowed");
        assert_eq!(get.header("allow"), Some("POST"));
    }
}

/// Too busy to hash anything.
struct Busy;

impl PasswordHasher for Busy {
    fn hash(&self, _: &Password) -> PortResult<PasswordHash> {
        Err(PortFailure::Unavailable("busy".to_owned()))
    }

    fn verify(&self, _: &Password, _: Option<&PasswordHash>) -> PortResult<bool> {
        Err(PortFailure::Unavailable("busy".to_owned()))
    }
}

#[actix_web::test]
async fn a_crowd_at_the_door_or_a_store_that_is_away_is_a_503() {
    let (world, _) = world(StaffRole::Admin);
    let world = world.but(|api| api.people.sign_in.staff.hasher = Arc::new(Busy));
    let reply = login(&world, PATHS[0], &body(EMAIL, PASSWORD)).await;
    refused(&reply, 503, "Service Unavailable");
    assert_eq!(reply.header("retry-after"), Some("1"));

    let world = world.but(|api| api.people.sign_in.staff.accounts = Arc::new(away()));
    let reply = login(&world, PATHS[0], &body(EMAIL, PASSWORD)).await;
    refused(&reply, 503, "Service Unavailable");
}

fn away() -> MockStaffAccounts {
    let failure = || PortFailure::Unavailable("away".to_owned());
    let mut accounts = MockStaffAccounts::new();
    accounts
        .expect_find_by_email()
        .returning(move |_| Err(failure()));
    accounts
        .expect_standing()
        .returning(move |_, _| Err(failure()));
    accounts
}

/// What `StaffAuthorized<P>` says to a request with this header.
async fn opens<P: StaffMay>(world: &World, header: Option<(&'static str, String)>) -> Verdict {
    async fn guarded<P: StaffMay>(caller: StaffAuthorized<P>) -> HttpResponse {
        HttpResponse::Ok().json(caller.staff.get())
    }
    let app = App::new()
        .app_data(web::Data::from(Arc::clone(&world.api)))
        .route("/guarded", web::get().to(guarded::<P>));
    let service = test::init_service(app).await;
    let mut request = TestRequest::get().uri("/guarded");
    if let Some(header) = header {
        request = request.insert_header(header);
    }
    let reply = test::call_service(&service, request.to_request()).await;
    if let Some(error) = reply.response().error() {
        let refusal = error.as_error::<Refusal>().expect("a refusal");
        return Err(refusal.code);
    }
    let staff: Value = test::read_body_json(reply).await;
    Ok(staff.as_i64().expect("a key"))
}

type Verdict = Result<i64, Code>;

#[actix_web::test]
async fn each_permission_opens_to_the_roles_that_have_it() {
    for role in StaffRole::ALL {
        let (world, _) = world(role);
        let header = || bearer_of(&world);
        let got = [
            opens::<PayoutRunsRead>(&world, header().await).await,
            opens::<PayoutRunsWrite>(&world, header().await).await,
            opens::<StatementsRead>(&world, header().await).await,
            opens::<DisputesWrite>(&world, header().await).await,
            opens::<AuditRead>(&world, header().await).await,
        ];
        for (verdict, permission) in got.into_iter().zip(StaffPermission::ALL) {
            let expected = if role.may(permission) {
                Ok(1)
            } else {
                Err(Code::PermissionDenied)
            };
            assert_eq!(verdict, expected, "{role} {permission:?}");
        }
    }
}

async fn bearer_of(world: &World) -> Option<(&'static str, String)> {
    Some(bearer(&token(world).await))
}

#[actix_web::test]
async fn without_a_staff_token_that_counts_nothing_opens() {
    let (world, _) = world(StaffRole::Admin);
    let verdict = |header| opens::<AuditRead>(&world, header);
    assert_eq!(verdict(None).await, Err(Code::TokenRequired));
    for header in [
        bearer("nonsense"),
        world.bearer().await,
        world.service_bearer(),
    ] {
        assert_eq!(verdict(Some(header)).await, Err(Code::InvalidToken));
    }
    let good = bearer_of(&world).await;
    assert_eq!(verdict(good.clone()).await, Ok(1));
    world
        .clock
        .advance(TimeDelta::hours(12) + TimeDelta::seconds(9));
    assert_eq!(verdict(good.clone()).await, Ok(1), "10 s of skew");
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(verdict(good).await, Err(Code::TokenExpired));
}

#[actix_web::test]
async fn a_disabled_account_and_a_changed_role_are_felt_at_once() {
    let (world, staff) = world(StaffRole::Admin);
    let token = token(&world).await;
    let claims = world.api.authenticate_staff.read(&token).expect("claims");
    let header = Some(bearer(&token));
    assert_eq!(opens::<AuditRead>(&world, header.clone()).await, Ok(1));
    staff.change(claims.staff, |account| account.role = StaffRole::Finance);
    let denied = opens::<AuditRead>(&world, header.clone()).await;
    assert_eq!(denied, Err(Code::PermissionDenied));
    staff.change(claims.staff, |account| {
        account.status = StaffStatus::Disabled;
    });
    let out = opens::<AuditRead>(&world, header.clone()).await;
    assert_eq!(out, Err(Code::InvalidToken));

    let world = world.but(|api| api.authenticate_staff.accounts = Arc::new(away()));
    let lost = opens::<AuditRead>(&world, header).await;
    assert_eq!(lost, Err(Code::Unavailable));
}

#[actix_web::test]
async fn a_staff_token_opens_nothing_of_a_partners() {
    let (world, _) = world(StaffRole::Admin);
    let header = bearer(&token(&world).await);
    let reply = world.get(&header, "/api/v1/partner/dashboard/stats").await;
    assert_eq!(reply.refusal(), (401, 4118));
}
