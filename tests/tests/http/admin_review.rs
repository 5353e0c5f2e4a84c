//! Reviews, credentials, documents and figures, by the lender's staff (onboarding.md).

use std::thread;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, audited, notices};
use crate::backend::Backend;
use crate::onboarding_client::{
    Applicant, data, introduction, pdf, refused, sent, start, wrong_fields,
};
use crate::people::person;
use crate::program::Installation;

both!(
    an_approved_partner_activates_itself,
    a_rejected_partner_learns_why_and_is_out,
    a_decision_has_its_form_and_its_time,
    what_changed_since_it_was_looked_at_is_not_decided,
    a_new_onboarding_token_ends_the_one_before,
    staff_rotate_the_secret_of_whoever_has_one,
    documents_are_looked_at_and_the_look_is_recorded,
    figures_are_for_staff_and_the_partner_itself,
    whose_account_it_is_is_told_to_staff_and_its_partner,
);

fn an_approved_partner_activates_itself(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    refused(&applicant.activate(), 409, "REVIEW_PENDING");
    let decided = data(&desk.review(&applicant.id, &json!({"approve": true})), 200);
    assert_eq!(decided["partner"]["review"]["state"], "approved");
    assert_eq!(
        decided["partner"]["status"], "pending",
        "it activates itself"
    );
    let credentials = data(&applicant.activate(), 200)["partner"]["apiCredentials"].clone();
    let text = |name: &str| credentials[name].as_str().unwrap().to_owned();
    running
        .server
        .login(&text("clientId"), &text("clientSecret"))
        .is(2000);
    let known = desk.partner(&applicant.id);
    assert_eq!(known["status"], "active");
    assert_eq!(known["onboarding"]["completed"], true);
    refused(
        &desk.review(&applicant.id, &json!({"approve": true})),
        409,
        "INVALID_STATUS_TRANSITION",
    );
    let mut told = notices(&home);
    told.sort();
    assert_eq!(told, ["review_decided", "set_password", "status_changed"]);
    let by = "SELECT CAST(reviewed_by AS TEXT) AS line FROM partner_onboardings \
              WHERE reviewed_by IS NOT NULL";
    assert_eq!(home.database.lines(by).len(), 1, "who decided is kept");
}

fn a_rejected_partner_learns_why_and_is_out(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let decision = json!({"approve": false, "reason": " The permit has expired. "});
    let decided = data(&desk.review(&applicant.id, &decision), 200)["partner"].clone();
    assert_eq!(decided["status"], "rejected");
    assert_eq!(decided["review"]["state"], "rejected");
    assert_eq!(decided["review"]["reason"], "The permit has expired.");
    assert!(decided["review"]["decidedAt"].as_str().is_some());
    refused(&applicant.verification(), 401, "INVALID_CREDENTIALS");
    refused(&applicant.activate(), 401, "INVALID_CREDENTIALS");
    let renew = format!("/{}/onboarding-token", applicant.id);
    let renewed = desk.post(&renew, &json!({}));
    refused(&renewed, 409, "INVALID_STATUS_TRANSITION");
    let listed = data(&desk.get("?review=rejected"), 200);
    assert_eq!(listed["partners"][0]["review"]["state"], "rejected");
    assert!(listed["partners"][0]["review"].get("reason").is_none());
    let entries = audited(&home, &applicant.id);
    let about = |action: &str| entries.iter().any(|entry| entry.contains(action));
    assert!(about(
        "staff partner.review_decided {\"verdict\":\"rejected\"}"
    ));
    assert!(about("{\"from\":\"pending\",\"to\":\"rejected\"}"));
    assert!(entries.iter().all(|entry| !entry.contains("permit")));
}

fn a_decision_has_its_form_and_its_time(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    let decide = |id: &str, body: Value| desk.review(id, &body);
    let early = decide(&applicant.id, json!({"approve": true}));
    refused(&early, 409, "INCOMPLETE_ONBOARDING");
    let live = decide(&partner.uuid, json!({"approve": true}));
    refused(&live, 409, "INVALID_STATUS_TRANSITION");
    applicant.hand_in();
    let long = "x".repeat(1_001);
    for (body, field) in [
        (json!({}), "approve"),
        (json!({"approve": "yes"}), "approve"),
        (json!({"approve": false}), "reason"),
        (json!({"approve": false, "reason": " "}), "reason"),
        (json!({"approve": false, "reason": long}), "reason"),
        (json!({"approve": true, "reviewedBy": 7}), "reviewedBy"),
    ] {
        assert_eq!(wrong_fields(&decide(&applicant.id, body)), [field]);
    }
    assert_eq!(desk.partner(&applicant.id)["review"]["state"], "waiting");
    // What changes after an approval has to be approved again.
    data(&decide(&applicant.id, json!({"approve": true})), 200);
    data(&applicant.attach("other", "more.pdf", &pdf("more")), 201);
    let known = desk.partner(&applicant.id);
    assert_eq!(known["review"]["state"], "waiting");
    // A change by staff withdraws nothing.
    data(&decide(&applicant.id, json!({"approve": true})), 200);
    let industry = json!({"businessInfo": {"industry": "lending"}});
    let known = data(&desk.put(&applicant.id, &industry), 200)["partner"].clone();
    assert_eq!(known["review"]["state"], "approved");
}

/// Whoever exchanges a document while a reviewer reads the old one is not approved.
fn what_changed_since_it_was_looked_at_is_not_decided(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let seen = desk.partner(&applicant.id)["version"].clone();
    data(&applicant.attach("other", "more.pdf", &pdf("more")), 201);
    let decide = |version: &Value| {
        let decision = json!({"approve": true, "version": version});
        desk.review(&applicant.id, &decision)
    };
    refused(&decide(&seen), 409, "CONFLICT");
    assert_eq!(desk.partner(&applicant.id)["review"]["state"], "waiting");
    data(&decide(&desk.partner(&applicant.id)["version"]), 200);
    assert_eq!(desk.partner(&applicant.id)["review"]["state"], "approved");
}

fn a_new_onboarding_token_ends_the_one_before(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let before = start(&running.server, &introduction(1));
    let renew = |id: &str| desk.post(&format!("/{id}/onboarding-token"), &json!({}));
    let renewed = data(&renew(&before.id), 200);
    refused(&before.business_info(), 401, "INVALID_CREDENTIALS");
    let after = Applicant {
        token: renewed["onboardingToken"].as_str().unwrap().to_owned(),
        ..before.clone()
    };
    assert_ne!(after.token, before.token);
    data(&after.business_info(), 200);
    refused(&renew(&partner.uuid), 409, "INVALID_STATUS_TRANSITION");
    assert_eq!(notices(&home), ["onboarding_link"]);
    let entries = audited(&home, &before.id);
    let issued = "staff partner.onboarding_token_issued {}".to_owned();
    assert!(entries.contains(&issued));
}

fn staff_rotate_the_secret_of_whoever_has_one(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    refused(&desk.rotate(&applicant.id, 1), 409, "INCOMPLETE_ONBOARDING");
    let path = format!("/{}/credentials/rotate", partner.uuid);
    for body in [
        json!({"overlapHours": 721}),
        json!({"overlapHours": -1}),
        json!({"overlapHours": "1"}),
        json!({"overlapHours": 1.5}),
        json!({"overlap_hours": 1}),
    ] {
        assert_eq!(wrong_fields(&desk.post(&path, &body)).len(), 1, "{body}");
    }
    let first = data(&desk.ask(Method::POST, &path, None), 200);
    assert_eq!(first["clientId"], partner.client_id.as_str());
    assert_eq!(first.as_object().unwrap().len(), 3);
    let secret = first["clientSecret"].as_str().unwrap();
    for secret in [partner.client_secret.as_str(), secret] {
        running.server.login(&partner.client_id, secret).is(2000);
    }
    let again = refused(&desk.rotate(&partner.uuid, 720), 409, "DUPLICATE_ENTRY");
    let why = "Duplicate entry: rotated_a_moment_ago";
    assert_eq!(again["message"], why);
    // The partner itself need not wait.
    let session = running.server.session(&partner);
    let own = session.request(Method::POST, "/credentials/rotate");
    let own = sent(own.json(&json!({"overlap_hours": 1})));
    own.is(2000);
    thread::sleep(Duration::from_millis(10_100));
    data(&desk.rotate(&partner.uuid, 0), 200);
    running.server.login(&partner.client_id, secret).is(4111);
    assert_eq!(notices(&home), ["secret_rotated"; 3]);
}

fn documents_are_looked_at_and_the_look_is_recorded(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "auditor");
    let applicant = start(&running.server, &introduction(1));
    let other = start(&running.server, &introduction(2));
    let content = pdf("a registration");
    let name = "r\u{e9}gistration <1>.pdf";
    data(
        &applicant.attach("business_registration", name, &content),
        201,
    );
    data(&applicant.business_info(), 200);
    data(&applicant.api_setup(), 200);
    let named = json!({"documents": [
        {"type": "contract", "name": "The contract", "url": "https://www.lead-house.example/c.pdf"},
    ]});
    data(&applicant.put("/verification", &named), 200);
    let documents = data(&desk.get(&format!("/{}/documents", applicant.id)), 200);
    let documents = documents["documents"].as_array().unwrap().clone();
    assert_eq!(documents.len(), 2);
    let path = |id: &str, document: &Value| {
        format!("/{id}/documents/{}", document["id"].as_str().unwrap())
    };
    let own = path(&applicant.id, &documents[0]);
    let shown = desk
        .server
        .request(Method::GET, &format!("/api/partners{own}"))
        .bearer_auth(&desk.token)
        .send()
        .unwrap();
    assert_eq!(shown.status(), 200);
    let header = |name: &str| shown.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    let disposition = header("content-disposition");
    assert!(
        disposition.starts_with("inline; filename=\"r_gistration"),
        "{disposition}"
    );
    assert!(disposition.ends_with(".pdf\"") && disposition.is_ascii());
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
    assert_eq!(shown.bytes().unwrap().as_ref(), content.as_slice());
    let entries = audited(&home, &applicant.id);
    let looked = format!(
        "staff partner.document_read {{\"document\":{}}}",
        documents[0]["id"]
    );
    assert_eq!(entries.iter().filter(|entry| **entry == looked).count(), 1);

    // One at an address is not fetched; one of another partner is not there.
    for path in [
        path(&applicant.id, &documents[1]),
        path(&other.id, &documents[0]),
        format!("/{}/documents/nonsense", applicant.id),
        format!("/{}/documents/..%2f..%2fserver.log", applicant.id),
    ] {
        refused(&desk.get(&path), 404, "DOCUMENT_NOT_FOUND");
    }
    assert_eq!(audited(&home, &applicant.id).len(), entries.len());
}

fn figures_are_for_staff_and_the_partner_itself(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "auditor");
    let path = format!("/{}/analytics", partner.uuid);
    let nothing = data(&desk.get(&path), 200)["analytics"].clone();
    assert_eq!(nothing["leads"]["total"], 0);
    assert_eq!(nothing["usage"]["lastLeadAt"], Value::Null);
    assert_eq!(nothing["usage"]["callsLast30Days"], 0);
    assert_eq!(nothing["usage"]["quotaUsed"], 0);
    let session = server.session(&partner);
    for n in 1..=3 {
        session.share(&person(n).lead()).is(2005);
    }
    let by = |token: &str| {
        let request = server.request(Method::GET, &format!("/api/partners{path}"));
        sent(request.bearer_auth(token))
    };
    let figures = data(&by(&session.access), 200)["analytics"].clone();
    assert_eq!(figures, data(&desk.get(&path), 200)["analytics"]);
    let leads = json!({"total": 3, "registered": 0, "fresh": 3, "active": 0, "last30Days": 3});
    assert_eq!(figures["leads"], leads);
    assert_eq!(figures["conversion"], json!({"disbursed": 0, "rate": 0.0}));
    let payouts = json!({"eligible": 0.0, "approved": 0.0, "paid": 0.0, "reversed": 0.0});
    assert_eq!(figures["payouts"], payouts);
    assert_eq!(figures["onboarding"]["progress"], 100);
    assert!(figures["onboarding"]["activatedAt"].as_str().is_some());
    assert!(figures["usage"]["lastLeadAt"].as_str().is_some());
    refused(
        &by(&server.session(&other).access),
        404,
        "PARTNER_NOT_FOUND",
    );
    let finance = Desk::open(&home, server, "finance");
    refused(&finance.get(&path), 403, "FORBIDDEN");
    let anonymous = sent(server.request(Method::GET, &format!("/api/partners{path}")));
    refused(&anonymous, 401, "INVALID_CREDENTIALS");
}

fn whose_account_it_is_is_told_to_staff_and_its_partner(backend: Backend) {
    let home = Installation::new(backend);
    let other = home.partner("Other House");
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, server, "operations");
    let applicant = start(server, &introduction(1));
    applicant.hand_in();
    data(&desk.review(&applicant.id, &json!({"approve": true})), 200);
    let credentials = data(&applicant.activate(), 200)["partner"]["apiCredentials"].clone();
    let accounts = data(&desk.get(&format!("/{}/accounts", applicant.id)), 200);
    let user = accounts["accounts"][0]["userId"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/manage/{user}");
    let managed = data(&desk.get(&path), 200)["partner"].clone();
    assert_eq!(managed["id"], applicant.id.as_str());
    assert_eq!(
        managed["businessInfo"]["companyName"],
        "Lead House Private Limited"
    );
    for absent in ["notesCount", "rateBps"] {
        assert!(managed.get(absent).is_none(), "{absent}");
    }
    let by_key = |key: &str, secret: &Value| {
        let request = server.request(Method::GET, &format!("/api/partners{path}"));
        let request = request.header("x-api-key", key);
        sent(request.header("x-api-secret", secret.as_str().unwrap()))
    };
    let key = credentials["apiKey"].as_str().unwrap();
    let itself = data(&by_key(key, &credentials["clientSecret"]), 200);
    assert_eq!(itself["partner"]["id"], applicant.id.as_str());
    let wrong = by_key(key, &json!("psk_live_wrong"));
    refused(&wrong, 401, "INVALID_CREDENTIALS");
    let request = server.request(Method::GET, &format!("/api/partners{path}"));
    let foreign = sent(request.bearer_auth(server.session(&other).access));
    refused(&foreign, 404, "PARTNER_NOT_FOUND");
    for nobody in ["nonsense", "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"] {
        let reply = desk.get(&format!("/manage/{nobody}"));
        refused(&reply, 404, "PARTNER_NOT_FOUND");
    }

    // A deleted partner's people have no partner; an account whose address somebody has
    // by now is not restored.
    data(&desk.delete(&applicant.id), 200);
    refused(&desk.get(&path), 404, "PARTNER_NOT_FOUND");
    let key_of_deleted = by_key(key, &credentials["clientSecret"]);
    refused(&key_of_deleted, 401, "INVALID_CREDENTIALS");
    let taken = json!({"email": "it1@lead-house.example"});
    data(
        &desk.post(&format!("/{}/accounts", other.uuid), &taken),
        201,
    );
    let restored = data(&desk.restore(&applicant.id), 200);
    assert_eq!(restored["accountsNotRestored"], json!([user]));
    refused(&desk.get(&path), 404, "PARTNER_NOT_FOUND");
}
