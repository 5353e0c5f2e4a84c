//! How a partner finds its way in (contract `onboarding.md`): steps 1 to 5.

use accounts::{OpenRecord, ReviewRule};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::fields::{Faults, Fields, parse};
use crate::onboarding::{
    ApiSetupBody, BusinessInfoBody, GoingLive, InOnboarding, SeesOnboarding, StartBody,
    VerificationBody, read_api_setup, read_business_step, read_start, read_verification,
};
use crate::reply::{Worded, worded, worded_created};
use crate::views::{ActivatedData, PartnerData, ReviewView, StartedData, StateData};

/// Begins an onboarding: a pending partner, and the token that opens the next steps.
#[utoipa::path(
    post, path = "/api/partners/onboarding/start", tag = "Onboarding",
    request_body = StartBody,
    responses((status = 201, description = "Begun", body = Worded<StartedData>)),
)]
pub(crate) async fn start_onboarding(
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::typed(&request, payload, body::JSON, body::SMALL).await?;
    let draft = read_start(&body)?;
    let started = blocking(move || api.onboarding.start.execute(draft, None)).await?;
    worded_created("Onboarding started", StartedData::of(&started))
}

/// The whole state, to go on with. A partner that was rejected reads it still, to learn
/// why.
#[utoipa::path(
    get, path = "/api/partners/{id}/onboarding", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The state", body = Worded<StateData>)),
)]
pub(crate) async fn onboarding_state(
    caller: SeesOnboarding,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let rule = api.onboarding.activate.review;
    let record = blocking(move || api.onboarding.steps.state(caller.0)).await?;
    let review = match rule {
        ReviewRule::Manual => ReviewView::of(&record),
        ReviewRule::Automatic => ReviewView::of(&record).unreviewed(),
    };
    worded(None, StateData::of(&record, review))
}

/// Step 2: what business it is. What was said before is replaced, whole.
#[utoipa::path(
    put, path = "/api/partners/{id}/business-info", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = BusinessInfoBody,
    responses((status = 200, description = "Done", body = Worded<PartnerData>)),
)]
pub(crate) async fn business_info(
    caller: InOnboarding,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::typed(&request, payload, body::JSON, body::SMALL).await?;
    let info = read_business_step(&body)?;
    let record = blocking(move || api.onboarding.steps.business_info(caller.0, info)).await?;
    done("Business information saved", &record)
}

/// Step 3: where it is called, and where browsers go back to.
#[utoipa::path(
    put, path = "/api/partners/{id}/api-setup", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = ApiSetupBody,
    responses((status = 200, description = "Done", body = Worded<PartnerData>)),
)]
pub(crate) async fn api_setup(
    caller: InOnboarding,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::typed(&request, payload, body::JSON, body::SMALL).await?;
    let setup = read_api_setup(&body, api.onboarding.reach)?;
    let record = blocking(move || api.onboarding.steps.api_setup(caller.0, setup)).await?;
    done("API setup saved", &record)
}

/// Step 4: hands the documents in for review, those that were attached and those named
/// here.
#[utoipa::path(
    put, path = "/api/partners/{id}/verification", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body(content = Option<VerificationBody>, description = "May be left out"),
    responses((status = 200, description = "Waits for review", body = Worded<PartnerData>)),
)]
pub(crate) async fn verification(
    caller: InOnboarding,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let documents = match body_if_any(&request, payload).await? {
        Some(body) => read_verification(&parse(&body)?)?,
        None => Vec::new(),
    };
    let record = blocking(move || api.onboarding.steps.verify(caller.0, &documents)).await?;
    done("Documents handed in for review", &record)
}

/// Step 5: goes live, once everything is there and approved. The credentials are shown
/// this once.
#[utoipa::path(
    put, path = "/api/partners/{id}/activate", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "Live", body = Worded<ActivatedData>)),
)]
pub(crate) async fn activate(
    caller: GoingLive,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    if let Some(body) = body_if_any(&request, payload).await? {
        let mut faults = Faults::default();
        let object = parse(&body)?;
        Fields::of(&object, &[], &mut faults);
        faults.accept(Some(()))?;
    }
    let activated = blocking(move || api.onboarding.activate.execute(caller.0)).await?;
    worded(Some("Partner activated"), ActivatedData::of(&activated))
}

fn done(message: &'static str, record: &OpenRecord) -> Result<HttpResponse, Refusal> {
    worded(Some(message), PartnerData::of(record))
}

/// The body of a request that may have none; one that it has is JSON.
async fn body_if_any(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Option<web::Bytes>, Refusal> {
    let body = body::any(request, payload, body::SMALL).await?;
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    if body::has_type(request.headers(), body::JSON) {
        Ok(Some(body))
    } else {
        Err(Code::UnsupportedMediaType.into())
    }
}
