//! Exports as CSV (RFC 4180), streamed in pieces.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Bytes;
use futures_util::stream::{self, StreamExt as _};

use crate::blocking::blocking;
use crate::error::Refusal;
use crate::reply::{ReplyCode, SUCCESS};

/// An export under way.
pub(crate) trait Pieces: Sized + Send + 'static {
    /// The next lines after `start`, and the rest of the export if there is one. May
    /// block.
    fn piece(self, start: Vec<u8>) -> Result<(Vec<u8>, Option<Self>), Refusal>;
}

/// `export` after the line `header`, as the file `name`. The connection is aborted if it
/// cannot all be read, so that a reply that ends is complete.
pub(crate) async fn attachment<P: Pieces>(
    export: P,
    header: Vec<u8>,
    name: &'static str,
) -> Result<HttpResponse, Refusal> {
    // The first piece is read before anything is promised.
    let (first, next) = read(export, header).await?;
    let rest = stream::try_unfold(next, move |export| continued(export, name));
    let mut reply = HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(stream::iter([Ok(first)]).chain(rest));
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}

async fn read<P: Pieces>(export: P, start: Vec<u8>) -> Result<(Bytes, Option<P>), Refusal> {
    let (lines, rest) = blocking(move || export.piece(start)).await?;
    Ok((Bytes::from(lines), rest))
}

async fn continued<P: Pieces>(
    export: Option<P>,
    name: &'static str,
) -> Result<Option<(Bytes, Option<P>)>, Refusal> {
    let Some(export) = export else {
        return Ok(None);
    };
    let piece = read(export, Vec::new()).await;
    if let Err(refusal) = &piece {
        tracing::error!(cause = refusal.cause, name, "an export broke off");
    }
    piece.map(Some)
}
