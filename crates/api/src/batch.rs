//! Receiving a batch of the feed in pieces, so that no hop takes long.

use actix_web::web;
use kernel::PortResult;
use lender::{FeedAnswer, FeedResult, FieldError, RawMessage};

use crate::Api;
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::feed_body::Line;
use crate::views::AnswerView;

/// Lines handed over in one hop.
const PIECE: usize = 250;

/// One answer for each of `lines`, in order. What failed because something was
/// away is refused with the advice to send it again, which is harmless; when
/// that befell everything so far, the whole batch is refused with 5030 or 5000.
pub(crate) async fn receive(
    api: &web::Data<Api>,
    lines: Vec<Line>,
) -> Result<Vec<FeedAnswer>, Refusal> {
    let mut answers = Vec::with_capacity(lines.len());
    let mut kept_any = false;
    let mut lines = lines.into_iter();
    loop {
        let piece: Vec<Line> = lines.by_ref().take(PIECE).collect();
        if piece.is_empty() {
            return Ok(answers);
        }
        let failure = receive_piece(api, piece, &mut answers, &mut kept_any).await;
        if let Some(refusal) = failure {
            if !kept_any {
                return Err(refusal);
            }
            tracing::error!(cause = refusal.cause, "a batch of the feed broke off");
            // Where one piece fails, the next would only wait as long.
            answers.extend(lines.map(|line| match line {
                Line::Message(message) => again(id_of(&message)),
                Line::Refused { id, error } => refuse(id, error),
            }));
            return Ok(answers);
        }
    }
}

/// Adds the answers of a piece; the first failure, if there was one.
async fn receive_piece(
    api: &web::Data<Api>,
    piece: Vec<Line>,
    answers: &mut Vec<FeedAnswer>,
    kept_any: &mut bool,
) -> Option<Refusal> {
    let mut messages = Vec::new();
    let mut slots = Vec::with_capacity(piece.len());
    for line in piece {
        match line {
            Line::Message(message) => {
                slots.push(Err(id_of(&message)));
                messages.push(*message);
            }
            Line::Refused { id, error } => slots.push(Ok(refuse(id, error))),
        }
    }
    let mut failure = None;
    let mut judged = if messages.is_empty() {
        Vec::new()
    } else {
        hop(api, messages).await.unwrap_or_else(|refusal| {
            failure = Some(refusal);
            Vec::new()
        })
    }
    .into_iter();
    for slot in slots {
        let answer = slot.unwrap_or_else(|id| match judged.next() {
            Some(Ok(answer)) => {
                *kept_any = true;
                answer
            }
            Some(Err(error)) => {
                failure.get_or_insert(error.into());
                again(id)
            }
            None => again(id),
        });
        answers.push(answer);
    }
    failure
}

async fn hop(
    api: &web::Data<Api>,
    messages: Vec<RawMessage>,
) -> Result<Vec<PortResult<FeedAnswer>>, Refusal> {
    let api = api.clone();
    blocking(move || Ok::<_, Refusal>(api.feed.execute(&messages))).await
}

fn id_of(message: &RawMessage) -> Option<i64> {
    let raw = match message {
        RawMessage::User(user) => &user.id,
        RawMessage::Loan(loan) => &loan.id,
    };
    match raw {
        lender::Raw::Text(text) | lender::Raw::Number(text) => text.parse().ok(),
        lender::Raw::Absent | lender::Raw::Other => None,
    }
}

fn again(id: Option<i64>) -> FeedAnswer {
    refused(id, "line", "could not be stored now; send it again")
}

/// An answer that refuses for one reason.
pub(crate) fn refused(id: Option<i64>, field: &'static str, reason: &str) -> FeedAnswer {
    let reason = reason.to_owned();
    refuse(id, FieldError { field, reason })
}

fn refuse(id: Option<i64>, error: FieldError) -> FeedAnswer {
    FeedAnswer {
        id,
        result: FeedResult::Refused(vec![error]),
    }
}

/// The answers as NDJSON.
pub(crate) fn write(answers: &[FeedAnswer]) -> Result<Vec<u8>, Refusal> {
    let mut lines = Vec::with_capacity(answers.len() * 48);
    for answer in answers {
        serde_json::to_writer(&mut lines, &AnswerView::of(answer))
            .map_err(|error| Refusal::caused(Code::Internal, &error))?;
        lines.push(b'\n');
    }
    Ok(lines)
}
