//! Partners that find their way in, as they call.

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::client::{Reply, Server};
use crate::program::Installation;

/// Separates the parts of the forms sent here.
pub(crate) const BOUNDARY: &str = "a-boundary-of-the-tests";

/// A partner with its onboarding token.
#[derive(Debug, Clone)]
pub(crate) struct Applicant {
    pub(crate) server: Server,
    pub(crate) id: String,
    pub(crate) token: String,
}

/// What is answered to `request`.
pub(crate) fn sent(request: RequestBuilder) -> Reply {
    Reply::of(request).expect("a reply")
}

/// The data of a success.
#[track_caller]
pub(crate) fn data(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["success"], true, "{json}");
    json["data"].clone()
}

/// A refusal in the words of `/api/partners`.
#[track_caller]
pub(crate) fn refused(reply: &Reply, status: u16, code: &str) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["success"], false, "{json}");
    assert_eq!(json["code"], code, "{json}");
    assert_eq!(
        json["requestId"],
        reply.headers["x-request-id"].to_str().unwrap()
    );
    assert!(json.get("data").is_none(), "{json}");
    json
}

/// The fields a `VALIDATION_ERROR` lists, in their order.
#[track_caller]
pub(crate) fn wrong_fields(reply: &Reply) -> Vec<String> {
    let json = refused(reply, 400, "VALIDATION_ERROR");
    let errors = json["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| {
            assert!(error["message"].as_str().is_some_and(|why| !why.is_empty()));
            error["field"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// What the `n`-th invented partner says of itself.
pub(crate) fn introduction(n: u32) -> Value {
    json!({
        "name": format!("Lead House {n}"),
        "email": format!("it{n}@lead-house.example"),
        "phoneNumber": format!("+9198765{n:05}"),
    })
}

pub(crate) fn post_json(server: &Server, path: &str, body: &Value) -> Reply {
    sent(server.request(Method::POST, path).json(body))
}

/// Begins with `introduction`.
#[track_caller]
pub(crate) fn start(server: &Server, introduction: &Value) -> Applicant {
    let reply = post_json(server, "/api/partners/onboarding/start", introduction);
    let data = data(&reply, 201);
    Applicant {
        server: server.clone(),
        id: data["partner"]["id"].as_str().unwrap().to_owned(),
        token: data["onboardingToken"].as_str().unwrap().to_owned(),
    }
}

/// A small PDF that says `text`.
pub(crate) fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {text}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").into_bytes()
}

/// A part of a form.
pub(crate) fn part(disposition: &str, media: Option<&str>, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n");
    if let Some(media) = media {
        bytes.extend(["content-type: ", media, "\r\n"]);
    }
    bytes.push_str("\r\n");
    [bytes.as_bytes(), content, b"\r\n"].concat()
}

/// A file part called `document`.
pub(crate) fn file_part(name: &str, media: Option<&str>, content: &[u8]) -> Vec<u8> {
    part(
        &format!("name=\"document\"; filename=\"{name}\""),
        media,
        content,
    )
}

/// A whole form.
pub(crate) fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

impl Applicant {
    /// A request about the partner, with its token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.server
            .request(method, &format!("/api/partners/{}{path}", self.id))
            .header("x-onboarding-token", &self.token)
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Reply {
        sent(self.request(Method::PUT, path).json(body))
    }

    /// A request to `path` with the form `body`.
    pub(crate) fn form_request(
        &self,
        path: &str,
        body: impl Into<reqwest::blocking::Body>,
    ) -> RequestBuilder {
        let media = format!("multipart/form-data; boundary={BOUNDARY}");
        self.request(Method::POST, path)
            .header("content-type", media)
            .body(body)
    }

    pub(crate) fn send_form(&self, path: &str, body: Vec<u8>) -> Reply {
        sent(self.form_request(path, body))
    }

    /// Attaches a document of `kind`.
    pub(crate) fn attach(&self, kind: &str, name: &str, content: &[u8]) -> Reply {
        let body = form(&[file_part(name, None, content)]);
        self.send_form(&format!("/attach-document/{kind}"), body)
    }

    /// The whole state.
    #[track_caller]
    pub(crate) fn state(&self) -> Value {
        let reply = sent(self.request(Method::GET, "/onboarding"));
        data(&reply, 200)
    }

    pub(crate) fn business_info(&self) -> Reply {
        self.put("/business-info", &json!({"businessInfo": business()}))
    }

    pub(crate) fn api_setup(&self) -> Reply {
        self.put("/api-setup", &addresses())
    }

    pub(crate) fn verification(&self) -> Reply {
        sent(self.request(Method::PUT, "/verification"))
    }

    pub(crate) fn activate(&self) -> Reply {
        sent(self.request(Method::PUT, "/activate"))
    }

    /// Does steps 2 to 4.
    #[track_caller]
    pub(crate) fn hand_in(&self) {
        data(&self.business_info(), 200);
        data(&self.api_setup(), 200);
        data(&self.attach("tax_id", "pan.pdf", &pdf("a card")), 201);
        data(&self.verification(), 200);
    }
}

pub(crate) fn business() -> Value {
    json!({
        "companyName": "Lead House Private Limited",
        "website": "https://www.lead-house.example/",
        "industry": "fintech",
        "description": "Finds people who need money.\nSince 2019.",
        "address": {"line1": "7 Confidential Street", "city": "Pune", "postalCode": "411001"},
        "constitution": "private_limited",
        "pan": "ABCDE1234F",
        "gstin": "27ABCDE1234F1Z0",
        "currency": "INR",
        "timeZone": "Asia/Kolkata",
    })
}

pub(crate) fn addresses() -> Value {
    json!({
        "webhookUrl": "https://hooks.lead-house.example/in",
        "callbackUrl": "https://www.lead-house.example/back",
    })
}

/// Approves whoever waits, behind the service's back.
#[track_caller]
pub(crate) fn approve_everybody(home: &Installation) {
    let approved = home.database.lines(
        "UPDATE partner_onboardings SET review = 'approved', reviewed_at = verification_at \
         WHERE review IS NULL AND verification_at IS NOT NULL RETURNING review AS line",
    );
    assert!(!approved.is_empty(), "nobody waits for a review");
}
