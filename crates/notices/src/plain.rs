//! Mails as plain text.

use crate::Letterhead;
use crate::wording::{Block, Wording};

/// The whole mail; lines end with `\n`.
pub(crate) fn written(head: &Letterhead, wording: &Wording) -> String {
    let mut parts = vec![wording.greeting.clone()];
    parts.extend(wording.blocks.iter().map(block));
    // Two hyphens and a blank: what follows is no part of the message (RFC 3676).
    parts.push(format!(
        "-- \n{}\nQuestions: {}\nThis mail was sent automatically.",
        head.lender, head.support
    ));
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => text.clone(),
        Block::Link { label, url } => format!("{label}:\n{url}"),
        Block::Quote(text) => {
            let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
            lines.join("\n")
        }
    }
}
