//! The document (`OpenAPI` 3.1), from the route table and the error table.

mod sealed;
mod security;

use std::collections::BTreeMap;

use serde_json::Value as Json;
use utoipa::PartialSchema as _;
use utoipa::ToSchema as _;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::info::{ContactBuilder, InfoBuilder};
use utoipa::openapi::path::{HttpMethod, Operation, PathItem, Paths};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContentBuilder, Object, OpenApi, OpenApiBuilder, Ref, RefOr, Response,
    ResponseBuilder, ServerBuilder, Type, schema::SchemaType,
};

use crate::ApiOptions;
use crate::error::{Code, Detail, FieldReason, Refusal};
use crate::error_reply::{ErrorBody, ErrorForm, PlainError, WordedError, WordedField};
use crate::table::endpoints;
pub(crate) use sealed::EncryptedEnvelope;
use sealed::with_envelopes;
use security::security;

const ABOUT: &str = "Share leads, learn at once whether a person is new, and follow what becomes of \
them.\n\nEvery reply carries `X-Request-Id`: the caller's, if it sent 1 to 128 of `A-Za-z0-9._-`, \
else a fresh one. Errors repeat it as `request_id`. A wrong method is answered with 405 (code 4050) \
and `Allow`, an unknown path with 404 (code 4040). Duplicate JSON keys and compressed request bodies \
are refused everywhere.\n\nWhere encryption is on, requests and answers travel as \
`EncryptedEnvelope` and say inside what they say here; the status stays outside. Codes 4122, 4123 and \
4125 are always told in plain text.";

/// The document of a deployment nobody configured: server `/`, no contact.
pub fn openapi() -> OpenApi {
    document(None)
}

/// The document as a deployment serves it.
pub(crate) fn openapi_for(options: &ApiOptions) -> OpenApi {
    document(Some(options))
}

fn document(options: Option<&ApiOptions>) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = security(Components::new());
    add_error_schema(&mut components);
    for endpoint in endpoints() {
        components.schemas.extend(endpoint.schemas);
        let method = match endpoint.method.as_str() {
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "PATCH" => HttpMethod::Patch,
            "DELETE" => HttpMethod::Delete,
            _ => HttpMethod::Get,
        };
        let operation = with_envelopes(endpoint.operation, &endpoint.refusals);
        let operation = with_refusals(operation, &endpoint.refusals, endpoint.form);
        let item = PathItem::new(method, operation);
        match paths.paths.get_mut(&endpoint.path) {
            Some(known) => known.merge_operations(item),
            None => {
                paths.paths.insert(endpoint.path, item);
            }
        }
    }
    let contact = options.map(|o| ContactBuilder::new().email(Some(&o.support_email)).build());
    let info = InfoBuilder::new()
        .title("Partner API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .contact(contact);
    let server = options.map_or("/", |options| options.public_url.as_str());
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(server).build()]))
        .paths(paths)
        .components(Some(components))
        .tags(Some(tags()))
        .build()
}

fn tags() -> Vec<utoipa::openapi::Tag> {
    let tags = [
        ("Session", "Tokens for credentials"),
        ("Leads", "Sharing leads"),
        ("Dashboard", "What became of them"),
        ("Payouts", "What leads earn, and statements"),
        (
            "Onboarding",
            "Partners find their way in: five steps, documents, review",
        ),
        (
            "Encryption",
            "Keys of encrypted traffic, and what is wrong with an envelope",
        ),
        ("Webhooks", "Being told of what happens"),
        ("People", "Logins with e-mail address and password"),
        ("Partners", "Partners, and who looks after them"),
        (
            "Candidates",
            "People who practise for exams: batches, invites, and what they practise",
        ),
        ("Staff", "The lender's staff sign in and run the platform"),
        ("Lender", "The lender's systems report users and loans"),
        ("Operations", "For those who run the service"),
    ];
    tags.into_iter()
        .map(|(name, about)| {
            TagBuilder::new()
                .name(name)
                .description(Some(about))
                .build()
        })
        .collect()
}

/// The bodies refusals have, and the envelope.
fn add_error_schema(components: &mut Components) {
    let mut schemas = vec![
        (ErrorBody::name().into_owned(), ErrorBody::schema()),
        (PlainError::name().into_owned(), PlainError::schema()),
        (WordedError::name().into_owned(), WordedError::schema()),
        (WordedField::name().into_owned(), WordedField::schema()),
        (
            EncryptedEnvelope::name().into_owned(),
            EncryptedEnvelope::schema(),
        ),
    ];
    ErrorBody::schemas(&mut schemas);
    components.schemas.extend(schemas);
}

/// Adds a response for each status a route may refuse with, with an example for
/// each of its codes as the error table writes them, and the header all replies
/// have.
fn with_refusals(mut operation: Operation, refusals: &[Code], form: ErrorForm) -> Operation {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in refusals.iter().copied().chain([Code::Internal]) {
        let status = match form {
            ErrorForm::Coded => code.status(),
            ErrorForm::Plain | ErrorForm::Worded => code.worded_status(),
        };
        by_status.entry(status.as_u16()).or_default().push(code);
    }
    let responses = &mut operation.responses.responses;
    for (status, codes) in by_status {
        // 422 of the feed is described by its own reply.
        responses
            .entry(status.to_string())
            .or_insert_with(|| RefOr::T(refusal_response(&codes, form)));
    }
    for response in responses.values_mut() {
        if let RefOr::T(response) = response {
            response.headers.insert(
                "X-Request-Id".to_owned(),
                text_header("Names this request").into(),
            );
        }
    }
    operation
}

fn refusal_response(codes: &[Code], form: ErrorForm) -> Response {
    let words: Vec<String> = codes
        .iter()
        .map(|code| format!("{}: {}", named(*code, form), code.message()))
        .collect();
    let examples = codes.iter().map(|code| {
        let example = ExampleBuilder::new()
            .summary(code.message())
            .value(Some(example(*code, form)));
        // Several codes may have one word.
        let name = match form {
            ErrorForm::Coded | ErrorForm::Plain => named(*code, form),
            ErrorForm::Worded => format!("{} ({})", code.word(), code.message()),
        };
        (name, RefOr::T(example.build()))
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(match form {
            ErrorForm::Coded => "Error",
            ErrorForm::Plain => "PlainError",
            ErrorForm::Worded => "WordedError",
        })))
        .examples_from_iter(examples)
        .build();
    let mut response = ResponseBuilder::new()
        .description(words.join("; "))
        .content("application/json", content);
    if codes.contains(&Code::Unavailable) || codes.contains(&Code::RateLimited) {
        response = response.header("Retry-After", text_header("Seconds to wait"));
    }
    response.build()
}

/// What `code` is called on the wire.
fn named(code: Code, form: ErrorForm) -> String {
    match form {
        ErrorForm::Coded | ErrorForm::Plain => code.number().to_string(),
        ErrorForm::Worded => code.word().to_owned(),
    }
}

fn text_header(about: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(Object::with_type(SchemaType::Type(Type::String))))
        .description(Some(about))
        .build()
}

/// A reply of `code` as callers see it.
fn example(code: Code, form: ErrorForm) -> Json {
    let detail = match code {
        Code::MissingParameters => Detail::Fields {
            missing: vec![match form {
                ErrorForm::Coded => "pan_number",
                ErrorForm::Plain | ErrorForm::Worded => "email",
            }],
            invalid: Vec::new(),
        },
        Code::FunnelFailed => Detail::Checks(vec![funnel::Failure {
            check: funnel::Check::Age,
            reason: "age must be between 18 and 45 years".to_owned(),
        }]),
        Code::InvalidParameter => Detail::Parameter("limit"),
        Code::InvalidFields => Detail::Reasons(vec![FieldReason {
            field: "to".to_owned(),
            reason: "must be a day as YYYY-MM-DD".to_owned(),
        }]),
        Code::Conflict => Detail::Reason("decided"),
        _ => Detail::None,
    };
    let refusal = Refusal::with(code, detail);
    let body = match form {
        ErrorForm::Coded => {
            let body = ErrorBody::of(&refusal, "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11");
            serde_json::to_value(body)
        }
        ErrorForm::Plain => serde_json::to_value(PlainError::of(&refusal)),
        ErrorForm::Worded => {
            let body = WordedError::of(&refusal, "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11");
            serde_json::to_value(body)
        }
    };
    body.unwrap_or(Json::Null)
}

#[cfg(test)]
mod tests;
