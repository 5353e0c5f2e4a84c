//! A partner's body, opened where it is an envelope.

use std::sync::Arc;

use accounts::{Partner, ProvenPartner};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage as _, HttpRequest};
use envelope::{Envelope, OpenError, Opened, Policy, Profile, Step};
use kernel::{PartnerId, PartnerUuid, ReplayMark};

use super::answer::AnswerSeal;
use super::judge::is_object;
use super::raw::{Looks, RawFields, looks_sealed};
use crate::auth::{Authorized, api};
use crate::blocking::blocking;
use crate::body::{self, Limit};
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::json::Object;
use crate::meter;

/// A partner, as its envelopes are judged.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) id: PartnerId,
    uuid: PartnerUuid,
    client_id: String,
    pub(crate) profile: Arc<Profile>,
    /// Whether this request may be plain although the partner must encrypt.
    may_be_plain: bool,
}

impl Sender {
    /// The partner of a session, with its encryption.
    pub(crate) fn of(partner: &Partner, profile: Arc<Profile>, may_be_plain: bool) -> Self {
        Self {
            id: partner.id,
            uuid: partner.uuid,
            client_id: partner.client_id.as_str().to_owned(),
            profile,
            may_be_plain,
        }
    }

    /// The partner whose credentials held, with its encryption looked up.
    pub(crate) async fn proven(
        request: &HttpRequest,
        partner: &ProvenPartner,
    ) -> Result<Self, Refusal> {
        let may_be_plain = is_dashboard(request)?;
        let api = api(request)?.clone();
        let id = partner.id;
        let profile = match api.envelopes.remembered(id) {
            Some(profile) => profile,
            None => blocking(move || api.envelopes.profile(id)).await?,
        };
        Ok(Self {
            id,
            uuid: partner.uuid,
            client_id: partner.client_id.as_str().to_owned(),
            profile,
            may_be_plain,
        })
    }

    /// Whether nothing of this request may travel in plain text.
    pub(crate) fn must_encrypt(&self) -> bool {
        self.profile.policy == Policy::Required && !self.may_be_plain
    }
}

/// A body in clear.
pub(crate) struct PartnerBody {
    /// The body, or what was in the envelope.
    pub(crate) bytes: Bytes,
    /// Names the envelope; `None` for a plain body. Whoever acts on the body spends
    /// it, in the same transaction or before.
    pub(crate) mark: Option<ReplayMark>,
}

impl PartnerBody {
    /// Takes the envelope, once; a plain body may come any number of times.
    pub(crate) async fn spend(&self, request: &HttpRequest, by: PartnerId) -> Result<(), Refusal> {
        let Some(mark) = self.mark else {
            return Ok(());
        };
        let api = api(request)?.clone();
        if blocking(move || api.envelopes.spend(by, &mark)).await? {
            return Ok(());
        }
        Err(refused(Step::Replay))
    }
}

/// The body of an authorized request that says it is JSON: opened if it is an
/// envelope, refused with 4125 if it is plain and the partner must encrypt.
pub(crate) async fn received<P>(
    caller: &Authorized<P>,
    request: &HttpRequest,
    payload: Payload,
    limit: Limit,
) -> Result<PartnerBody, Refusal> {
    let takes_envelopes = caller.sender.profile.policy != Policy::Off;
    let most = if takes_envelopes {
        body::ENVELOPE
    } else {
        limit
    };
    let bytes = body::typed(request, payload, body::JSON, most).await?;
    let body = match looks_sealed(&bytes) {
        Looks::Sealed => opened(request, &caller.sender, &bytes).await?,
        Looks::Plain => plain(&caller.sender, bytes)?,
    };
    limit.holds(body.bytes.len())?;
    Ok(body)
}

fn plain(sender: &Sender, bytes: Bytes) -> Result<PartnerBody, Refusal> {
    if sender.must_encrypt() {
        // What is no JSON at all was no plain text either.
        return Err(match Object::parse(&bytes) {
            Ok(_) => Code::EncryptionRequired.into(),
            Err(_) => refused(Step::Shape),
        });
    }
    Ok(PartnerBody { bytes, mark: None })
}

/// Opens the envelope `bytes` are meant as, and has the answer sealed for its sender.
pub(crate) async fn opened(
    request: &HttpRequest,
    sender: &Sender,
    bytes: &Bytes,
) -> Result<PartnerBody, Refusal> {
    if !sender.profile.takes_envelopes() {
        return Err(Code::EncryptionNotSetUp.into());
    }
    let envelope = read(bytes).ok_or_else(|| refused(Step::Shape))?;
    let api = api(request)?.clone();
    let lane = api.rsa.clone();
    let who = sender.clone();
    let opened: Opened = lane
        .open(move || {
            let uuid = who.uuid.to_string();
            let names = [uuid.as_str(), who.client_id.as_str()];
            api.envelopes
                .open(&envelope, &names, &who.profile, &is_object)
        })
        .await?;
    request
        .extensions_mut()
        .insert(AnswerSeal::For(Arc::new(opened.sender)));
    Ok(PartnerBody {
        bytes: Bytes::copy_from_slice(&opened.plain),
        mark: Some(opened.mark),
    })
}

fn read(bytes: &[u8]) -> Option<Envelope> {
    let object = Object::parse(bytes).ok()?;
    Envelope::parse(&RawFields::of(&object).raw()).ok()
}

/// Has the answer to `sender` sealed if it must always encrypt, unless the call
/// comes from the dashboard.
pub(crate) fn expect_sealed_answer(request: &HttpRequest, sender: &Sender) -> Result<(), Refusal> {
    if sender.must_encrypt() {
        let api = api(request)?;
        let to = api.envelopes.correspondent(sender.uuid, &sender.profile);
        let seal = match to {
            Ok(to) => AnswerSeal::For(Arc::new(to)),
            Err(failure) => AnswerSeal::Impossible(failure.to_string()),
        };
        request.extensions_mut().insert(seal);
    }
    Ok(())
}

/// The one refusal, with the step counted and told to nobody.
pub(crate) fn refused(step: Step) -> Refusal {
    meter::envelope_refused(step);
    Code::EnvelopeRefused.into()
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NoKey => Code::EncryptionNotSetUp.into(),
            OpenError::Refused(step) => refused(step),
            OpenError::Port(failure) => failure.into(),
        }
    }
}
