//! Mails as HTML: one document without scripts, images or anything else that would be
//! fetched, in the reader's own colours.

use crate::Letterhead;
use crate::wording::{Block, Wording};

const STYLE: &str = "\
body{margin:0;padding:24px 16px;background:#fff;color:#1c1f24;\
font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}\
main{max-width:34rem;margin:0 auto}\
p{margin:0 0 16px}\
a{color:#1a56b0}\
a.go{display:inline-block;padding:10px 18px;border:1px solid #1a56b0;border-radius:6px;\
text-decoration:none}\
blockquote{margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #c9ced6;\
white-space:pre-wrap;overflow-wrap:anywhere}\
footer{margin-top:28px;padding-top:14px;border-top:1px solid #dfe3e8;color:#5b6470;\
font-size:14px}\
@media (prefers-color-scheme:dark){body{background:#16181c;color:#e6e8eb}\
a{color:#8ab8ff}a.go{border-color:#8ab8ff}blockquote{border-color:#444b55}\
footer{border-color:#343a42;color:#a4acb7}}";

/// The whole document.
pub(crate) fn written(head: &Letterhead, wording: &Wording) -> String {
    let blocks: Vec<String> = wording.blocks.iter().map(block).collect();
    let support = escaped(&head.support);
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p>{}</p>\n{}\n\
         <footer>{}<br>Questions: <a href=\"mailto:{support}\">{support}</a><br>\
         This mail was sent automatically.</footer>\n</main>\n</body>\n</html>\n",
        escaped(&wording.subject),
        escaped(&wording.greeting),
        blocks.join("\n"),
        escaped(&head.lender),
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => format!("<p>{}</p>", escaped(text)),
        Block::Link { label, url } => format!(
            "<p><a class=\"go\" href=\"{}\">{}</a></p>",
            escaped(url),
            escaped(label)
        ),
        Block::Quote(text) => format!("<blockquote>{}</blockquote>", escaped(text)),
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}
