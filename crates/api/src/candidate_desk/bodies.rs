//! Bodies about candidates, every field judged.

use candidates::{BatchName, EnrolmentDraft, candidate_name};
use kernel::{BatchUuid, EmailAddress};
use uuid::Uuid;

use crate::error::{Code, Refusal};
use crate::fields::{Faults, Fields, parse};

/// Somebody to be added.
pub(crate) struct NewCandidate {
    /// Into which batch, if into one.
    pub(crate) batch: Option<BatchUuid>,
    /// Whom.
    pub(crate) draft: EnrolmentDraft,
}

/// Reads the name of a new batch.
pub(crate) fn read_batch(bytes: &[u8]) -> Result<BatchName, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["batch_name"], &mut faults);
    let name = body.text("batch_name", &mut faults, BatchName::parse);
    faults.accept(name)
}

/// Reads who is to be added. A batch whose id is none is one that is not there.
pub(crate) fn read_candidate(bytes: &[u8]) -> Result<NewCandidate, Refusal> {
    const FIELDS: &[&str] = &["batch_id", "firstname", "lastname", "email"];
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, FIELDS, &mut faults);
    let first_name = body.text("firstname", &mut faults, candidate_name);
    let last_name = body.text("lastname", &mut faults, candidate_name);
    let email = body.text("email", &mut faults, EmailAddress::parse);
    let batch = body.text_if_any("batch_id", &mut faults, |text| {
        Ok::<_, &str>(text.to_owned())
    });
    let names = first_name.zip(last_name).zip(email);
    let ((first_name, last_name), email) = faults.accept(names)?;
    Ok(NewCandidate {
        batch: batch.as_deref().map(batch_of).transpose()?,
        draft: EnrolmentDraft {
            first_name,
            last_name,
            email,
        },
    })
}

/// The batch of an id, as bodies and queries name it.
pub(super) fn batch_of(text: &str) -> Result<BatchUuid, Refusal> {
    let uuid = Uuid::try_parse(text).map_err(|_| Code::BatchNotFound)?;
    Ok(BatchUuid::new(uuid))
}
