//! The envelope doctor (contract `envelope.md`, last paragraph).

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use envelope::{Diagnosis, Question};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use crate::Api;
use crate::auth::{Authorized, KeysManage};
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::openapi::EncryptedEnvelope;
use crate::reply::{Envelope, success};
use crate::sealed::{RawFields, answer_in_plain, is_object};
use crate::views::DiagnosisView;

/// When an answer is given, counted from the question's turn: later than the slowest
/// is ready, so that the moment tells nothing of what was found.
const ANSWERED_AFTER: Duration = Duration::from_millis(750);

/// One question at a time, so that no answer is delayed by what another finds.
#[derive(Clone)]
pub struct DoctorsHours(Arc<Semaphore>);

impl Default for DoctorsHours {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// How long a question waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

impl DoctorsHours {
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let turn = timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(closed)) => Err(Refusal::caused(Code::Internal, &closed)),
            Err(_) => Err(Refusal::caused(Code::Unavailable, &"the doctor is busy")),
        }
    }
}

/// Says step by step what the platform makes of an envelope: what was expected, what
/// was found, what to change. For sandbox partners only. Nothing is taken or spent,
/// and the answer is always plain.
#[utoipa::path(
    post, path = "/api/v1/partner/encryption/diagnose", tag = "Encryption",
    security(("partner" = [])),
    request_body = EncryptedEnvelope,
    responses((status = 200, description = "The diagnosis", body = Envelope<DiagnosisView>)),
)]
pub(crate) async fn diagnose(
    caller: Authorized<KeysManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    answer_in_plain(&request);
    if !caller.session.partner.sandbox {
        return Err(Code::SandboxOnly.into());
    }
    let body = body::typed(&request, payload, body::JSON, body::ENVELOPE).await?;
    let turn = api.doctors_hours.turn().await?;
    let answered_at = Instant::now() + ANSWERED_AFTER;
    let diagnosis = blocking(move || examined(&api, &caller, &body)).await;
    sleep_until(answered_at).await;
    drop(turn);
    success(DiagnosisView::of(&diagnosis?))
}

fn examined(
    api: &Api,
    caller: &Authorized<KeysManage>,
    body: &Bytes,
) -> Result<Diagnosis, Refusal> {
    let object = body::object(body)?;
    let order: Vec<&str> = object.names().collect();
    let uuid = caller.session.partner.uuid.to_string();
    let client_id = caller.session.partner.client_id.as_str();
    let question = Question {
        partner: caller.sender.id,
        names: &[&uuid, client_id],
        raw: RawFields::of(&object).raw(),
        order: &order,
        is_object: &is_object,
    };
    Ok(api.diagnose.execute(&question)?)
}
