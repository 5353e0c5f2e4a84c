use super::*;

use std::collections::BTreeSet;

fn json() -> Json {
    serde_json::to_value(openapi()).expect("serialises")
}

fn operations(document: &Json) -> Vec<(String, Json)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("an item") {
            operations.push((
                format!("{} {path}", method.to_uppercase()),
                operation.clone(),
            ));
        }
    }
    operations
}

const ROUTES: &[&str] = &[
    "POST /api/v1/partner/login",
    "POST /api/v1/partner/refresh-token",
    "POST /api/v1/partner/logout",
    "GET /api/v1/partner/profile",
    "POST /api/v1/partner/credentials/rotate",
    "POST /api/v1/partner/lead-dedupe-check",
    "GET /api/v1/partner/encryption/public-key",
    "GET /api/v1/partner/encryption/nonce",
    "GET /api/v1/partner/encryption/keys",
    "POST /api/v1/partner/encryption/keys",
    "POST /api/v1/partner/encryption/diagnose",
    "GET /api/v1/partner/dashboard/leads",
    "GET /api/v1/partner/dashboard/stats",
    "GET /api/v1/partner/dashboard/lead/{leadId}",
    "GET /api/v1/partner/dashboard/leads.csv",
    "GET /api/v1/partner/dashboard/stream",
    "PUT /api/v1/internal/users/{id}",
    "PUT /api/v1/internal/loan-applications/{id}",
    "POST /api/v1/internal/events",
    "GET /api/v1/partner/dashboard/lead/{leadId}/payout",
    "GET /api/v1/partner/statements",
    "GET /api/v1/partner/statements/{statementId}",
    "GET /api/v1/partner/statements/{statementId}.csv",
    "GET /api/v1/partner/statements/{statementId}.pdf",
    "POST /api/v1/partner/statements/{statementId}/lines/{lineId}/dispute",
    "GET /api/v1/partner/statements/{statementId}/lines/{lineId}/dispute",
    "POST /api/v1/admin/payout-runs",
    "GET /api/v1/admin/payout-runs",
    "GET /api/v1/admin/payout-runs/{runId}",
    "GET /api/v1/admin/payout-runs/{runId}/statements",
    "POST /api/v1/admin/payout-runs/{runId}/approve",
    "POST /api/v1/admin/payout-runs/{runId}/reject",
    "POST /api/v1/admin/statements/{statementId}/pay",
    "GET /api/v1/admin/disputes",
    "POST /api/v1/admin/disputes/{disputeId}/answer",
    "GET /api/v1/admin/health",
    "GET /api/v1/partner/webhooks",
    "POST /api/v1/partner/webhooks",
    "GET /api/v1/partner/webhooks/{endpointId}",
    "PATCH /api/v1/partner/webhooks/{endpointId}",
    "DELETE /api/v1/partner/webhooks/{endpointId}",
    "POST /api/v1/partner/webhooks/{endpointId}/rotate-secret",
    "POST /api/v1/partner/webhooks/{endpointId}/test",
    "POST /api/v1/partner/webhooks/{endpointId}/replay",
    "GET /api/v1/partner/webhook-deliveries",
    "GET /api/v1/partner/webhook-deliveries/{deliveryId}",
    "POST /api/v1/partner/webhook-deliveries/{deliveryId}/replay",
    "GET /api/v1/admin/webhooks",
    "PATCH /api/v1/admin/webhooks/{endpointId}",
    "POST /api/v1/admin/webhooks/{endpointId}/replay",
    "GET /api/v1/admin/webhook-deliveries",
    "GET /api/v1/admin/webhook-deliveries/{deliveryId}",
    "POST /api/v1/admin/webhook-deliveries/{deliveryId}/replay",
    "POST /api/v1/admin/maintenance",
    "GET /api/v1/admin/maintenance",
    "DELETE /api/v1/admin/maintenance/{maintenanceId}",
    "GET /api/v1/maintenance",
    "GET /api/v1/partner/usage",
    "GET /api/v1/admin/usage",
    "GET /api/v1/admin/partners/{partnerId}/limits",
    "PUT /api/v1/admin/partners/{partnerId}/limits",
    "POST /api/partners",
    "GET /api/partners",
    "GET /api/partners/{id}",
    "PUT /api/partners/{id}",
    "DELETE /api/partners/{id}",
    "POST /api/partners/{id}/restore",
    "POST /api/partners/{id}/review",
    "POST /api/partners/{id}/credentials/rotate",
    "POST /api/partners/{id}/onboarding-token",
    "POST /api/partners/{id}/notes",
    "GET /api/partners/{id}/notes",
    "GET /api/partners/{id}/documents",
    "GET /api/partners/{id}/documents/{documentId}",
    "GET /api/partners/{id}/analytics",
    "GET /api/partners/manage/{userId}",
    "POST /api/partners/onboarding/start",
    "POST /api/partners/auth",
    "GET /api/partners/slug/{slug}",
    "GET /api/partners/{id}/onboarding",
    "PUT /api/partners/{id}/business-info",
    "PUT /api/partners/{id}/api-setup",
    "PUT /api/partners/{id}/verification",
    "PUT /api/partners/{id}/activate",
    "POST /api/partners/{id}/upload-documents",
    "POST /api/partners/{id}/attach-document/{documentType}",
    "DELETE /api/partners/{id}/delete-attach-document/{documentId}",
    "GET /api/v1/admin/staff",
    "POST /api/v1/admin/staff",
    "PATCH /api/v1/admin/staff/{staffId}",
    "GET /api/v1/admin/audit",
    "GET /api/v1/admin/audit.csv",
    "GET /api/v1/admin/audit/verify",
    "GET /api/partners/{id}/accounts",
    "POST /api/partners/{id}/accounts",
    "PATCH /api/partners/{id}/accounts/{userId}",
    "POST /api/partners/{id}/accounts/{userId}/set-password-link",
    "POST /api/v1/auth/logout",
    "GET /api/v1/auth/me",
    "POST /api/v1/auth/set-password",
    "POST /api/v1/auth/password-reset",
    "POST /api/v1/auth/login",
    "POST /auth/login",
    "GET /api/v1/dashboard/practice",
    "PUT /api/v1/internal/practice-sessions/{id}",
    "POST /api/v1/admin/partners/{id}/practice-payouts",
    "GET /api/v1/admin/partners/{id}/practice-payouts",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /api-docs",
    "GET /api-docs/openapi.json",
    "GET /api-docs/{file}",
];

/// Those of the candidates' guide, which are at the bare path as well.
const TWICE: &[&str] = &[
    "POST /api/v1/candidates/batches",
    "GET /api/v1/candidates/batches",
    "POST /api/v1/candidates",
    "GET /api/v1/candidates",
    "POST /api/v1/candidates/upload-csv",
    "PATCH /api/v1/candidates/{candidate_id}/mark-paid",
    "POST /api/v1/candidates/{partner_candidate_id}/resend-invite",
    "POST /api/v1/candidates/{partner_candidate_id}/accept-invite",
    "GET /api/v1/me/candidate",
    "GET /api/v1/dashboard",
    "GET /api/v1/dashboard/activities",
];

#[test]
fn the_document_has_exactly_the_routes_that_are_served() {
    let documented: BTreeSet<String> = operations(&json())
        .into_iter()
        .map(|(route, _)| route)
        .collect();
    let served: BTreeSet<String> = crate::route_table()
        .into_iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(documented, served);
    let twins = TWICE.iter().map(|route| route.replacen("/api/v1", "", 1));
    let listed = ROUTES.iter().chain(TWICE).map(|route| (*route).to_owned());
    assert_eq!(served, listed.chain(twins).collect());
}

#[test]
fn it_is_openapi_3_1() {
    assert_eq!(json()["openapi"], "3.1.0");
}

#[test]
fn every_reference_leads_somewhere() {
    let document = json();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
}

fn collect(value: &Json, references: &mut Vec<String>) {
    match value {
        Json::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(text) if key == "$ref" => references.push(text.to_owned()),
                    _ => collect(value, references),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn every_operation_names_its_scheme_its_tag_and_its_errors() {
    let document = json();
    let schemes = document["components"]["securitySchemes"]
        .as_object()
        .expect("schemes");
    for (route, operation) in operations(&document) {
        assert!(operation["tags"][0].is_string(), "{route} has no tag");
        assert!(operation["operationId"].is_string(), "{route} has no id");
        assert!(
            operation["responses"]["500"].is_object(),
            "{route} never fails"
        );
        let login = ["/login", "/set-password", "/password-reset"]
            .iter()
            .any(|end| route.ends_with(&format!("/auth{end}")));
        let key = route.ends_with("/encryption/public-key");
        let banner = route == "GET /api/v1/maintenance";
        let open = ["/onboarding/start", "/partners/auth", "/slug/{slug}"];
        let open = open.iter().any(|end| route.ends_with(end));
        let guarded = ["/api/v1/", "/api/partners", "/metrics"];
        let guarded = guarded.iter().any(|part| route.contains(part));
        let twin = TWICE
            .iter()
            .any(|twice| twice.replacen("/api/v1", "", 1) == route);
        let invite = route.ends_with("/accept-invite");
        let public = login || key || open || banner || invite || !(guarded || twin);
        let security = operation["security"][0].as_object();
        assert_eq!(security.is_none(), public, "{route}");
        for scheme in security.into_iter().flat_map(serde_json::Map::keys) {
            assert!(schemes.contains_key(scheme), "{route} names {scheme}");
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let header = &response["headers"]["X-Request-Id"];
            assert!(header.is_object(), "{route} {status} has no request id");
        }
    }
}

#[test]
fn the_check_documents_every_code_it_may_refuse_with() {
    let document = json();
    let check = &document["paths"]["/api/v1/partner/lead-dedupe-check"]["post"];
    for (status, codes) in [
        (
            "400",
            &["2003", "4119", "4120", "4121", "4122", "4123", "4124"][..],
        ),
        ("403", &["4125"]),
        ("401", &["4114", "4115", "4116", "4117", "4118"]),
        ("409", &["4090"]),
        ("413", &["4130"]),
        ("415", &["4150"]),
        ("422", &["4091"]),
        ("429", &["4290"]),
        ("500", &["5000"]),
        ("503", &["5030"]),
    ] {
        let examples = &check["responses"][status]["content"]["application/json"]["examples"];
        let found: Vec<&String> = examples.as_object().expect(status).keys().collect();
        assert_eq!(found, codes, "codes of {status}");
    }
    for status in ["429", "503"] {
        let retry = &check["responses"][status]["headers"]["Retry-After"];
        assert!(retry.is_object(), "{status}");
    }
}

#[test]
fn bodies_and_answers_may_be_envelopes_where_partners_call() {
    let document = json();
    let paths = &document["paths"];
    let envelope = "#/components/schemas/EncryptedEnvelope";
    let may_be =
        |part: &Json| part["content"]["application/json"]["schema"]["oneOf"][1]["$ref"] == envelope;
    let check = &paths["/api/v1/partner/lead-dedupe-check"]["post"];
    assert!(may_be(&check["requestBody"]) && may_be(&check["responses"]["200"]));
    let login = &paths["/api/v1/partner/login"]["post"];
    assert!(may_be(&login["responses"]["200"]));
    let stats = &paths["/api/v1/partner/dashboard/stats"]["get"];
    assert!(may_be(&stats["responses"]["200"]));
    let run = &paths["/api/v1/admin/payout-runs"]["post"];
    assert!(!may_be(&run["requestBody"]) && !may_be(&run["responses"]["201"]));
    let fields = &document["components"]["schemas"]["EncryptedEnvelope"]["required"];
    assert_eq!(fields.as_array().map(Vec::len), Some(8), "{fields}");
}

#[test]
fn the_routes_of_money_document_every_code_they_may_refuse_with() {
    let document = json();
    let codes = |path: &str, method: &str, status: &str| {
        let response = &document["paths"][path][method]["responses"][status];
        let examples = &response["content"]["application/json"]["examples"];
        let examples = examples.as_object().expect(path).keys();
        examples.cloned().collect::<Vec<_>>()
    };
    let approve = "/api/v1/admin/payout-runs/{runId}/approve";
    assert_eq!(codes(approve, "post", "403"), ["4030", "4031"]);
    assert_eq!(codes(approve, "post", "404"), ["4040"]);
    assert_eq!(codes(approve, "post", "409"), ["4092"]);
    let pay = "/api/v1/admin/statements/{statementId}/pay";
    assert_eq!(codes(pay, "post", "422"), ["4220"]);
    assert_eq!(codes(pay, "post", "400"), ["2003", "4124"]);
    let dispute = "/api/v1/partner/statements/{statementId}/lines/{lineId}/dispute";
    assert_eq!(codes(dispute, "post", "409"), ["4092"]);
    assert_eq!(codes(dispute, "post", "422"), ["4220"]);
    assert!(document["paths"][pay]["post"]["requestBody"].is_object());
}

#[test]
fn a_deployment_shows_its_address_and_whom_to_ask() {
    let document = openapi_for(&ApiOptions {
        accept_lowercase_pan: false,
        lender: "Pocket Credit".to_owned(),
        public_url: "https://api.example.test".to_owned(),
        support_email: "help@example.test".to_owned(),
    });
    let document = serde_json::to_value(document).expect("serialises");
    assert_eq!(document["servers"][0]["url"], "https://api.example.test");
    assert_eq!(document["info"]["contact"]["email"], "help@example.test");
}
