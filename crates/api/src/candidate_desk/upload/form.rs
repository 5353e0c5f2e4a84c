//! The form a file comes in.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use kernel::BatchUuid;

use super::super::bodies::batch_of;
use crate::error::Refusal;
use crate::multipart::{FormRules, Taken, UploadSpace, fault};

/// 32 MiB: 100 000 rows of over 300 bytes.
const RULES: FormRules = FormRules {
    file: "file",
    most: 32 * 1024 * 1024,
    patience: Duration::from_mins(5),
};

/// A file that came in, and where its people go.
pub(crate) struct CsvForm {
    pub(super) batch: BatchUuid,
    pub(super) file: Vec<u8>,
    pub(super) taken: Taken,
}

impl CsvForm {
    /// Reads the form of a request: `file` and `batch_id`, in any order.
    pub(crate) async fn read(
        request: &HttpRequest,
        payload: Payload,
        space: UploadSpace,
    ) -> Result<Self, Refusal> {
        let form = RULES.open(request, payload, space)?;
        RULES.in_time(Self::of(form)).await
    }

    async fn of(mut form: crate::multipart::Form) -> Result<Self, Refusal> {
        let (mut file, mut batch) = (None, None);
        while let Some(part) = form.next().await? {
            match part.name() {
                Some("file") if file.is_none() => file = Some(form.file(part).await?),
                Some("batch_id") if batch.is_none() => {
                    batch = Some(form.text("batch_id", part).await?);
                }
                Some("file" | "batch_id") => return Err(RULES.twice()),
                _ => return Err(RULES.unknown()),
            }
        }
        let required = |field| move || fault(field, "is required");
        let batch = batch.filter(|batch| !batch.trim().is_empty());
        let batch = batch.ok_or_else(required("batch_id"))?;
        Ok(Self {
            batch: batch_of(batch.trim())?,
            file: file.ok_or_else(required("file"))?,
            taken: form.taken,
        })
    }
}
