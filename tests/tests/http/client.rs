//! A small HTTP client that knows what every reply must have.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::Value;

/// HTTP status and message of every code (partner-api.md, "HTTP status for each
/// code"; messages from the partners' documentation, `None` where it has none).
const CODES: &[(i64, u16, Option<&str>)] = &[
    (2000, 200, Some("Success")),
    (2003, 400, Some("Missing Parameters!")),
    (2004, 200, Some("Registered User")),
    (2005, 200, Some("Fresh Lead Registered Successfully!")),
    (2006, 200, Some("Active Loan User")),
    (4030, 403, Some("Permission denied")),
    (4031, 403, Some("A second person must approve")),
    (4040, 404, None),
    (4043, 404, Some("Webhook endpoint not found")),
    (4044, 404, Some("Delivery not found")),
    (4050, 405, None),
    (4090, 409, None),
    (4091, 422, None),
    (4092, 409, Some("Conflict")),
    (4110, 401, Some("Authentication failed")),
    (4111, 401, Some("Invalid API credentials")),
    (4114, 401, Some("Token is Required")),
    (4115, 401, Some("Invalid token type")),
    (4116, 401, Some("Partner not found or inactive")),
    (4117, 401, Some("Token expired")),
    (4118, 401, Some("Invalid access or refresh token")),
    (4119, 400, Some("Invalid Mobile Number or Format")),
    (4120, 400, Some("Invalid Pan Number or Format")),
    (4121, 400, Some("Basic Funnel Check Failed")),
    (4122, 400, None),
    (4123, 400, None),
    (4124, 400, None),
    (4125, 403, None),
    (4130, 413, None),
    (4150, 415, None),
    (4220, 422, None),
    (4290, 429, Some("Too Many Requests")),
    (5000, 500, None),
    (5030, 503, None),
];

pub(crate) const BASE: &str = "/api/v1/partner";

/// A server's address.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    base: String,
    http: Client,
}

/// A reply, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Server {
    pub(crate) fn new(port: u16) -> Self {
        let http = Client::builder()
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            base: format!("http://127.0.0.1:{port}"),
            http,
        }
    }

    /// `host:port`.
    pub(crate) fn address(&self) -> &str {
        self.base.strip_prefix("http://").unwrap()
    }

    /// A request to `path` (with its query).
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).expect("a reply")
    }

    pub(crate) fn try_get(&self, path: &str) -> Option<Reply> {
        Reply::of(self.request(Method::GET, path)).ok()
    }

    /// `POST /login` with Basic credentials.
    pub(crate) fn login(&self, user: &str, secret: &str) -> Reply {
        let request = self.request(Method::POST, "/api/v1/partner/login");
        Reply::of(request.header(AUTHORIZATION, basic(user, secret))).expect("a reply")
    }

    /// `POST /api/v1/auth/login` with address and password.
    pub(crate) fn staff_login(&self, email: &str, password: &str) -> Reply {
        let request = self.request(Method::POST, "/api/v1/auth/login");
        let body = serde_json::json!({"email": email, "password": password});
        Reply::of(request.json(&body)).expect("a reply")
    }

    /// Signs a member of staff in; the token.
    #[track_caller]
    pub(crate) fn staff_token(&self, staff: &Staff) -> String {
        let reply = self.staff_login(&staff.email, &staff.password);
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["data"]["token"].as_str().unwrap().to_owned()
    }

    /// Signs a partner in.
    #[track_caller]
    pub(crate) fn session(&self, partner: &Partner) -> Session {
        let reply = self.login(&partner.client_id, &partner.client_secret);
        reply.is(2000);
        Session::new(self, &reply)
    }
}

/// The value of an `Authorization: Basic` header.
pub(crate) fn basic(user: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{secret}")))
}

fn reply(request: RequestBuilder) -> Reply {
    Reply::of(request).expect("a reply")
}

impl Reply {
    pub(crate) fn of(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send()?;
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text()?,
        })
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {} {:?}", self.status, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn code(&self) -> i64 {
        self.json()["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("no code in {} {:?}", self.status, self.text))
    }

    /// The reply must carry `code`, and with it the HTTP status, the message and
    /// whatever every reply of its kind has. Gives the body.
    #[track_caller]
    pub(crate) fn is(&self, code: i64) -> Value {
        let body = self.json();
        assert_eq!(body["code"], code, "{} {}", self.status, self.text);
        let (_, status, message) = CODES
            .iter()
            .find(|(known, ..)| *known == code)
            .expect("a code of the contract");
        assert_eq!(self.status, *status, "{}", self.text);
        if let Some(message) = message {
            assert_eq!(body["message"], *message, "{}", self.text);
        }
        let good = matches!(code, 2000 | 2004 | 2005);
        assert_eq!(body["status"], good, "{}", self.text);
        let request_id = self.header("x-request-id");
        assert!(!request_id.is_empty(), "no X-Request-Id: {}", self.text);
        if code >= 4000 || code == 2003 {
            assert_eq!(body["request_id"], request_id, "{}", self.text);
        }
        body
    }
}

/// A member of staff as the command line made it.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) id: i64,
    pub(crate) role: &'static str,
    pub(crate) email: String,
    pub(crate) password: String,
}

/// A partner as the command line made it.
#[derive(Debug, Clone)]
pub(crate) struct Partner {
    pub(crate) id: i64,
    pub(crate) uuid: String,
    pub(crate) slug: String,
    pub(crate) email: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

impl Partner {
    pub(crate) fn from_record(record: &Value, email: String) -> Self {
        let text = |field: &str| record[field].as_str().unwrap().to_owned();
        Self {
            id: record["partner_id"].as_i64().unwrap(),
            uuid: text("partner_uuid"),
            slug: text("slug"),
            email,
            client_id: text("client_id"),
            client_secret: text("client_secret"),
        }
    }
}

/// A signed-in partner.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) server: Server,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Session {
    #[track_caller]
    pub(crate) fn new(server: &Server, login: &Reply) -> Self {
        let data = &login.json()["data"];
        let token = |name: &str| data[name].as_str().expect("a token").to_owned();
        Self {
            server: server.clone(),
            access: token("access_token"),
            refresh: token("refresh_token"),
        }
    }

    /// A request with the access token; `path` is below the partner API.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.server
            .request(method, &format!("{BASE}{path}"))
            .bearer_auth(&self.access)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        reply(self.request(Method::GET, path))
    }

    pub(crate) fn post(&self, path: &str) -> Reply {
        reply(self.request(Method::POST, path))
    }

    /// The dedupe check.
    pub(crate) fn share(&self, lead: &Value) -> Reply {
        self.share_text(&lead.to_string())
    }

    /// The dedupe check with a body byte for byte.
    pub(crate) fn share_text(&self, body: &str) -> Reply {
        reply(self.share_request(body))
    }

    /// The dedupe check, not sent yet.
    pub(crate) fn share_request(&self, body: &str) -> RequestBuilder {
        self.request(Method::POST, "/lead-dedupe-check")
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_owned())
    }

    /// One page of leads; `query` without the question mark.
    #[track_caller]
    pub(crate) fn leads(&self, query: &str) -> Vec<Value> {
        let body = self.get(&format!("/dashboard/leads?{query}")).is(2000);
        body["data"]["leads"].as_array().unwrap().clone()
    }

    /// How many leads there are.
    #[track_caller]
    pub(crate) fn total(&self) -> u64 {
        let body = self.get("/dashboard/leads?limit=1").is(2000);
        body["data"]["pagination"]["total"].as_u64().unwrap()
    }

    /// A lead in detail.
    #[track_caller]
    pub(crate) fn lead(&self, id: i64) -> Value {
        self.get(&format!("/dashboard/lead/{id}")).is(2000)["data"].clone()
    }
}
