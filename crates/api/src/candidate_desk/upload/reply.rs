//! The reply to a file, written as it is read: a hundred thousand candidates at once would
//! take more memory than their rows do.

use std::cell::RefCell;
use std::io::Write as _;
use std::rc::Rc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::Bytes;
use candidates::{Batch, Upload};
use futures_util::stream;
use serde::Serialize;

use crate::error::{Code, Refusal};
use crate::multipart::Taken;
use crate::reply::{ReplyCode, SUCCESS};
use crate::views::{RowErrorView, UploadedView};

/// How long a reader may take; whoever takes longer gets no end.
const PATIENCE: Duration = Duration::from_mins(5);

/// About how many bytes are written at a time.
const PIECE: usize = 32 * 1024;

/// What became of a file.
pub(crate) struct UploadReport {
    pub(super) batch: Batch,
    pub(super) upload: Upload,
    pub(super) dry_run: bool,
    /// What the rows take until they are told.
    #[expect(dead_code, reason = "given back when it is dropped")]
    pub(super) taken: Taken,
}

impl UploadReport {
    /// The reply.
    pub(crate) fn reply(self) -> HttpResponse {
        self.reply_within(PATIENCE)
    }

    fn reply_within(self, patience: Duration) -> HttpResponse {
        let pieces = Rc::new(RefCell::new(Some(Pieces::of(self))));
        let kept = Rc::downgrade(&pieces);
        actix_web::rt::spawn(async move {
            tokio::time::sleep(patience).await;
            if let Some(pieces) = kept.upgrade() {
                // Memory that is for all uploads is not kept for one reader.
                drop(pieces.borrow_mut().take());
            }
        });
        let next = move || match pieces.borrow_mut().as_mut() {
            Some(pieces) => pieces.piece(),
            None => Err(Refusal::caused(
                Code::Unavailable,
                &"a reader took too long",
            )),
        };
        let pieces = std::iter::from_fn(move || next().transpose());
        let mut reply = HttpResponse::Ok()
            .content_type(ContentType::json())
            .streaming(stream::iter(pieces));
        reply.extensions_mut().insert(ReplyCode(SUCCESS));
        reply
    }
}

/// What follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Error(usize),
    Candidate(usize),
    End,
}

struct Pieces {
    report: UploadReport,
    next: Part,
}

impl Pieces {
    fn of(report: UploadReport) -> Self {
        Self {
            report,
            next: Part::Head,
        }
    }

    /// The next bytes; `None` at the end.
    fn piece(&mut self) -> Result<Option<Bytes>, Refusal> {
        let mut bytes = Vec::with_capacity(PIECE + 1024);
        while self.next != Part::End && bytes.len() < PIECE {
            self.next = self
                .write(&mut bytes)
                .map_err(|error| Refusal::caused(Code::Internal, &error))?;
        }
        Ok((!bytes.is_empty()).then(|| Bytes::from(bytes)))
    }

    /// Writes a part, and says which follows.
    fn write(&self, bytes: &mut Vec<u8>) -> Result<Part, serde_json::Error> {
        let UploadReport { batch, upload, .. } = &self.report;
        match self.next {
            Part::Head => {
                self.head(bytes).map_err(serde_json::Error::io)?;
                Ok(Part::Error(0))
            }
            Part::Error(at) => {
                if let Some(bad) = upload.bad.get(at) {
                    item(bytes, at, &RowErrorView::of(bad))?;
                    return Ok(Part::Error(at + 1));
                }
                bytes.extend_from_slice(b"],\"candidates\":[");
                Ok(Part::Candidate(0))
            }
            Part::Candidate(at) => {
                if let Some(row) = upload.good.get(at) {
                    item(
                        bytes,
                        at,
                        &UploadedView::of(row, upload.who(row), batch, upload.at),
                    )?;
                    return Ok(Part::Candidate(at + 1));
                }
                bytes.extend_from_slice(b"]}}");
                Ok(Part::End)
            }
            Part::End => Ok(Part::End),
        }
    }

    fn head(&self, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        let (good, bad) = (self.report.upload.good.len(), self.report.upload.bad.len());
        write!(
            bytes,
            "{{\"status\":\"success\",\"message\":\"CSV processed\",\"data\":{{\"dry_run\":{},\
             \"total_rows\":{},\"successful\":{good},\"failed\":{bad},\"errors\":[",
            self.report.dry_run,
            good + bad,
        )
    }
}

/// `item`, the `at`-th of its list.
fn item(bytes: &mut Vec<u8>, at: usize, item: &impl Serialize) -> Result<(), serde_json::Error> {
    if at > 0 {
        bytes.push(b',');
    }
    serde_json::to_writer(bytes, item)
}

#[cfg(test)]
mod tests;
