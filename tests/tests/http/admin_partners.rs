//! Partners' records, by the lender's staff (onboarding.md).

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{Desk, audited, notices};
use crate::backend::Backend;
use crate::envelope_keys::within_a_second;
use crate::onboarding_client::{
    Applicant, business, data, introduction, refused, sent, start, wrong_fields,
};
use crate::program::Installation;

both!(
    staff_create_a_partner_that_goes_on_by_itself,
    what_is_wrong_with_a_new_partner_is_told,
    a_record_is_changed_where_it_differs_and_nowhere_else,
    what_is_wrong_with_a_change_is_told_and_changes_nothing,
    a_status_goes_by_the_machine,
    lists_are_narrowed_ordered_and_paged,
    notes_are_kept_for_staff_alone,
    roles_may_what_the_contract_says,
    nothing_secret_is_in_a_list_a_log_or_an_entry,
);

#[track_caller]
fn refused_for(reply: &crate::client::Reply, status: u16, code: &str, reason: &str) {
    let json = refused(reply, status, code);
    let message = json["message"].as_str().unwrap();
    assert!(message.ends_with(reason), "{message}");
}

fn staff_create_a_partner_that_goes_on_by_itself(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let made = data(&desk.post("", &introduction(1)), 201);
    let partner = &made["partner"];
    assert_eq!(partner["slug"], "lead-house-1");
    assert_eq!(partner["status"], "pending");
    assert_eq!(partner["phoneNumber"], "+919876500001");
    assert_eq!(partner["onboarding"]["currentStep"], "business_info");
    assert_eq!(partner["onboarding"]["progress"], 20);
    assert_eq!(partner["review"]["state"], "not_ready");
    assert_eq!(partner["notesCount"], 0);
    assert_eq!(partner["rateBps"], 200, "the deployment's");
    assert!(made["expiresAt"].as_str().unwrap().ends_with('Z'));
    let id = partner["id"].as_str().unwrap();
    assert_eq!(desk.partner(id), *partner);

    let applicant = Applicant {
        server: running.server.clone(),
        id: id.to_owned(),
        token: made["onboardingToken"].as_str().unwrap().to_owned(),
    };
    applicant.hand_in();
    assert_eq!(desk.partner(id)["review"]["state"], "waiting");

    // With what is known of its business the second step is done.
    let mut known = introduction(2);
    known["slug"] = json!("chosen");
    known["partnerType"] = json!("marketplace");
    known["businessInfo"] = business();
    let made = data(&desk.post("", &known), 201);
    assert_eq!(made["partner"]["slug"], "chosen");
    assert_eq!(made["partner"]["partnerType"], "marketplace");
    assert_eq!(made["partner"]["onboarding"]["currentStep"], "api_setup");
    assert_eq!(made["partner"]["businessInfo"]["pan"], "ABCDE1234F");
    assert_eq!(made["partner"]["businessInfo"]["address"]["city"], "Pune");
    assert_eq!(notices(&home)[..2], ["onboarding_link", "onboarding_link"]);
    let log = audited(&home, id);
    assert_eq!(log[0], "staff partner.created {}");
}

fn what_is_wrong_with_a_new_partner_is_told(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "admin");
    assert_eq!(
        wrong_fields(&desk.post("", &json!({}))),
        ["name", "email", "phoneNumber"]
    );
    let wild = json!({
        "name": "x", "email": "nobody", "phoneNumber": "12", "partnerType": "bank",
        "slug": "No Slug", "businessInfo": {"website": "ftp://x", "owner": true},
        "status": "active", "id": 7, "clientId": "pc_1", "sandbox": true, "rateBps": 10_000,
    });
    let mut fields = wrong_fields(&desk.post("", &wild));
    fields.sort();
    assert_eq!(
        fields,
        [
            "businessInfo.owner",
            "businessInfo.website",
            "clientId",
            "email",
            "id",
            "name",
            "partnerType",
            "phoneNumber",
            "rateBps",
            "sandbox",
            "slug",
            "status",
        ]
    );
    data(&desk.post("", &introduction(1)), 201);
    refused(&desk.post("", &introduction(1)), 409, "PARTNER_EXISTS");
    let mut same_slug = introduction(2);
    same_slug["slug"] = json!("lead-house-1");
    refused_for(
        &desk.post("", &same_slug),
        409,
        "DUPLICATE_ENTRY",
        "slug_taken",
    );
    let mut disagreeing = introduction(3);
    disagreeing["businessInfo"] = json!({"pan": "ABCDE1234G", "gstin": "27ABCDE1234F1Z0"});
    assert_eq!(
        wrong_fields(&desk.post("", &disagreeing)),
        ["businessInfo.gstin"]
    );
    let request = running
        .server
        .request(Method::POST, "/api/partners")
        .bearer_auth(&desk.token)
        .header("content-type", "text/plain")
        .body("{}");
    refused(&sent(request), 415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(desk.names("").len(), 1, "nothing else was made");
}

fn a_record_is_changed_where_it_differs_and_nowhere_else(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    let id = applicant.id.as_str();
    let change = json!({
        "name": "Lead Palace", "email": "Desk@Lead-Palace.example", "phoneNumber": "+919876500099",
        "partnerType": "enterprise", "webhookUrl": "https://hooks.lead-palace.example/in",
        "callbackUrl": "https://www.lead-palace.example/back", "rateBps": 150,
        "businessInfo": {"companyName": "Lead Palace Limited", "gstin": "27ABCDE1234F1Z0"},
    });
    let partner = data(&desk.put(id, &change), 200)["partner"].clone();
    for name in ["name", "email", "phoneNumber", "partnerType", "rateBps"] {
        assert_eq!(partner[name], change[name], "{name}");
    }
    assert_eq!(partner["apiSetup"]["webhookUrl"], change["webhookUrl"]);
    assert_eq!(partner["apiSetup"]["callbackUrl"], change["callbackUrl"]);
    assert_eq!(
        partner["businessInfo"]["companyName"],
        "Lead Palace Limited"
    );
    assert_eq!(
        partner["businessInfo"]["pan"], "ABCDE1234F",
        "as the GSTIN says"
    );
    assert_eq!(partner["slug"], "lead-house-1", "a slug stays");
    assert_eq!(
        partner["onboarding"]["currentStep"], "business_info",
        "steps are the partner's"
    );
    let entries = audited(&home, id);
    assert_eq!(
        entries[1..],
        [
            "staff partner.tax_profile_changed {\"fields\":\"pan, gstin\"}",
            "staff partner.changed {\"fields\":\"name, partnerType, rateBps, webhookUrl, \
             callbackUrl, email, phoneNumber, companyName, pan, gstin\"}",
        ]
    );
    // The same again, and nothing at all, write nothing.
    let before = home.database.every_row();
    assert_eq!(data(&desk.put(id, &change), 200)["partner"], partner);
    data(&desk.put(id, &json!({})), 200);
    data(
        &desk.put(id, &json!({"name": "Lead Palace", "status": "pending"})),
        200,
    );
    let after = home.database.every_row();
    for table in [
        "partners",
        "partner_onboardings",
        "audit_entries",
        "tax_profiles",
    ] {
        assert_eq!(before[table].len(), after[table].len(), "{table}");
    }
    assert_eq!(before["partners"], after["partners"]);
    assert_eq!(before["partner_onboardings"], after["partner_onboardings"]);
    // Null empties; what is not there stays.
    let emptied = json!({
        "phoneNumber": null, "partnerType": null, "webhookUrl": null, "rateBps": null,
        "businessInfo": {"industry": "fintech", "gstin": null},
    });
    let partner = data(&desk.put(id, &emptied), 200)["partner"].clone();
    assert_eq!(partner["phoneNumber"], Value::Null);
    assert_eq!(partner["partnerType"], Value::Null);
    assert_eq!(partner["apiSetup"]["webhookUrl"], Value::Null);
    assert_eq!(partner["apiSetup"]["callbackUrl"], change["callbackUrl"]);
    assert_eq!(partner["rateBps"], 200);
    assert_eq!(partner["businessInfo"]["gstin"], Value::Null);
    assert_eq!(partner["businessInfo"]["pan"], "ABCDE1234F");
    assert_eq!(partner["businessInfo"]["industry"], "fintech");
    // The old address is free, the new one taken; by address the new one is found.
    let mut taken = introduction(2);
    taken["email"] = json!("desk@LEAD-palace.example");
    refused(&desk.post("", &taken), 409, "PARTNER_EXISTS");
    data(&desk.post("", &introduction(1)), 201);
    assert_eq!(
        desk.names("search=desk%40lead-palace.example"),
        ["Lead Palace"]
    );
}

fn what_is_wrong_with_a_change_is_told_and_changes_nothing(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let first = start(&running.server, &introduction(1));
    start(&running.server, &introduction(2));
    let id = first.id.as_str();
    let before = home.database.every_row();
    let taken = json!({"name": "Other", "email": "IT2@lead-house.example"});
    refused(&desk.put(id, &taken), 409, "PARTNER_EXISTS");
    for (body, fields) in [
        (json!({"name": ""}), vec!["name"]),
        (json!({"name": null, "email": null}), vec!["name", "email"]),
        (json!({"phoneNumber": "98"}), vec!["phoneNumber"]),
        (json!({"rateBps": 10_001}), vec!["rateBps"]),
        (json!({"rateBps": "200"}), vec!["rateBps"]),
        (json!({"status": "deleted"}), vec!["status"]),
        (
            json!({"webhookUrl": "http://hooks.lead.example"}),
            vec!["webhookUrl"],
        ),
        (
            json!({"webhookUrl": "https://127.0.0.1/"}),
            vec!["webhookUrl"],
        ),
        (
            json!({"callbackUrl": "javascript:alert(1)"}),
            vec!["callbackUrl"],
        ),
        (
            json!({"businessInfo": {"companyName": null}}),
            vec!["businessInfo.companyName"],
        ),
        (
            json!({"businessInfo": {"pan": "X"}}),
            vec!["businessInfo.pan"],
        ),
        (json!({"businessInfo": []}), vec!["businessInfo"]),
        (
            json!({"slug": "x", "clientId": "y", "sandbox": true, "createdAt": 1}),
            vec!["clientId", "createdAt", "sandbox", "slug"],
        ),
        (
            json!({"deletedAt": null, "review": {}, "onboarding": {}, "id": "x"}),
            vec!["deletedAt", "id", "onboarding", "review"],
        ),
    ] {
        assert_eq!(wrong_fields(&desk.put(id, &body)), fields, "{body}");
    }
    let stranger = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";
    for id in [stranger, "1", "..", "lead-house-1"] {
        let reply = desk.put(id, &json!({"name": "Other"}));
        if id != ".." {
            refused(&reply, 404, "PARTNER_NOT_FOUND");
        }
        assert_ne!(reply.status, 200);
    }
    refused(&desk.get(&format!("/{stranger}")), 404, "PARTNER_NOT_FOUND");
    let after = home.database.every_row();
    for table in [
        "partners",
        "partner_onboardings",
        "audit_entries",
        "mail_outbox",
    ] {
        let rows = |all: &std::collections::BTreeMap<String, Vec<String>>| all[table].len();
        assert_eq!(rows(&before), rows(&after), "{table}");
    }
    assert_eq!(before["partners"], after["partners"]);
}

fn a_status_goes_by_the_machine(backend: Backend) {
    let home = Installation::new(backend);
    let active = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let set = |id: &str, status: &str| desk.put(id, &json!({ "status": status }));
    let id = active.uuid.as_str();
    for refusal in ["pending", "rejected", "active"] {
        refused(&set(id, refusal), 409, "INVALID_STATUS_TRANSITION");
    }
    for status in ["suspended", "active", "inactive", "active"] {
        assert_eq!(data(&set(id, status), 200)["partner"]["status"], status);
    }
    let changed = json!({"status": "suspended", "name": "Quiet House"});
    data(&desk.put(id, &changed), 200);
    refused(&set(id, "inactive"), 409, "INVALID_STATUS_TRANSITION");
    let entries = audited(&home, id);
    assert_eq!(
        entries[entries.len() - 2..],
        [
            "staff partner.status_changed {\"from\":\"active\",\"to\":\"suspended\"}",
            "staff partner.changed {\"fields\":\"name\"}",
        ]
    );
    assert_eq!(notices(&home), vec!["status_changed"; 5]);

    // Nobody becomes active but by the activation; a rejection is a review's.
    let applicant = start(&running.server, &introduction(1));
    for refusal in ["active", "suspended", "inactive", "pending"] {
        let refusal = set(&applicant.id, refusal);
        refused(&refusal, 409, "INVALID_STATUS_TRANSITION");
    }
    let rejected = data(&set(&applicant.id, "rejected"), 200)["partner"].clone();
    assert_eq!(rejected["status"], "rejected");
    assert_eq!(rejected["review"]["state"], "rejected");
    refused(&applicant.business_info(), 401, "INVALID_CREDENTIALS");
    refused(
        &set(&applicant.id, "active"),
        409,
        "INVALID_STATUS_TRANSITION",
    );
}

fn lists_are_narrowed_ordered_and_paged(backend: Backend) {
    let home = Installation::new(backend);
    for name in ["Zebra Loans", "apple Money", "50% Off_Deals"] {
        home.partner(&name.replace(['%', '_'], "x"));
    }
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "auditor");
    let writer = Desk::open(&home, &running.server, "operations");
    let of = |name: &str| {
        let page = data(&desk.get(&format!("?search={name}")), 200);
        page["partners"][0]["id"].as_str().unwrap().to_owned()
    };
    let odd = of("50x");
    data(&writer.put(&odd, &json!({"name": "50% Off_Deals"})), 200);
    let waiting = start(&running.server, &introduction(1));
    waiting.hand_in();
    let mut second = introduction(2);
    second["partnerType"] = json!("business");
    let second = start(&running.server, &second);
    data(&second.business_info(), 200);

    assert_eq!(desk.names("").len(), 5);
    assert_eq!(
        desk.names("sortBy=name&sortOrder=asc"),
        [
            "50% Off_Deals",
            "apple Money",
            "Lead House 1",
            "Lead House 2",
            "Zebra Loans"
        ]
    );
    assert_eq!(desk.names("sortBy=slug&sortOrder=desc")[0], "Zebra Loans");
    assert_eq!(
        desk.names("sortBy=createdAt&sortOrder=asc")[0],
        "Zebra Loans"
    );
    assert_eq!(desk.names("")[0], "Lead House 2", "newest first");
    assert_eq!(desk.names("sortBy=status&sortOrder=asc").len(), 5);
    assert_eq!(desk.names("sortBy=updatedAt")[0], "Lead House 2");

    assert_eq!(desk.names("status=pending").len(), 2);
    assert_eq!(desk.names("onboardingCompleted=true").len(), 3);
    assert_eq!(desk.names("onboardingCompleted=false").len(), 2);
    assert_eq!(desk.names("partnerType=business"), ["Lead House 2"]);
    assert_eq!(desk.names("review=waiting"), ["Lead House 1"]);
    assert_eq!(desk.names("review=approved&status=active").len(), 3);
    assert_eq!(desk.names("review=rejected"), [""; 0]);

    // Wildcards stand for themselves, whatever the case.
    for (text, found) in [
        ("ZEBRA", vec!["Zebra Loans"]),
        ("apple-money", vec!["apple Money"]),
        ("50%25", vec!["50% Off_Deals"]),
        ("f_d", vec!["50% Off_Deals"]),
        ("%25%25", vec![]),
        ("private%20limited", vec!["Lead House 2", "Lead House 1"]),
        ("IT1%40lead-house.EXAMPLE", vec!["Lead House 1"]),
        ("it1%40lead-house", vec![]),
        ("nobody", vec![]),
        ("'%20OR%201=1--", vec![]),
    ] {
        assert_eq!(desk.names(&format!("search={text}")), found, "{text}");
    }
    let page = data(&desk.get("?limit=2&page=3&sortBy=name&sortOrder=asc"), 200);
    let expected = json!({"page": 3, "limit": 2, "total": 5, "total_pages": 3});
    assert_eq!(page["pagination"], expected);
    assert_eq!(page["partners"].as_array().unwrap().len(), 1);
    let row = &page["partners"][0];
    assert_eq!(row["email"], "zebra.loans@partner.example");
    for absent in ["phoneNumber", "businessInfo", "apiSetup", "documents"] {
        assert!(row.get(absent).is_none(), "{absent}");
    }
    assert_eq!(data(&desk.get("?page=9"), 200)["partners"], json!([]));

    for (query, name) in [
        ("status=Pending", "status"),
        ("onboardingCompleted=1", "onboardingCompleted"),
        ("partnerType=x", "partnerType"),
        ("review=none", "review"),
        ("deleted=yes", "deleted"),
        ("page=0", "page"),
        ("limit=101", "limit"),
        ("sortBy=email", "sortBy"),
        ("sortOrder=ASC", "sortOrder"),
    ] {
        assert_eq!(wrong_fields(&desk.get(&format!("?{query}"))), [name]);
    }
}

fn notes_are_kept_for_staff_alone(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let path = format!("/{}/notes", partner.uuid);
    for body in [
        json!({}),
        json!({"content": null}),
        json!({"content": "  \n "}),
    ] {
        refused(&desk.post(&path, &body), 400, "MISSING_NOTE_CONTENT");
    }
    for body in [
        json!({"content": 7}),
        json!({"content": "x".repeat(5_001)}),
        json!({"content": "x", "author": "me"}),
    ] {
        wrong_fields(&desk.post(&path, &body));
    }
    let text = "Called Asha about the permit: \u{1f600} <b>'soon'</b>";
    for n in 1..=3 {
        let note = json!({"content": format!(" {text} {n} ")});
        let note = data(&desk.post(&path, &note), 201)["note"].clone();
        assert_eq!(note["content"], format!("{text} {n}"));
        assert_eq!(note["author"]["email"], "operations@lender.example");
    }
    let reader = Desk::open(&home, &running.server, "auditor");
    let page = data(&reader.get(&format!("{path}?limit=2")), 200);
    assert_eq!(page["notes"][0]["content"], format!("{text} 3"));
    assert_eq!(page["notes"][1]["content"], format!("{text} 2"));
    assert_eq!(page["notes"].as_array().unwrap().len(), 2);
    assert_eq!(page["pagination"]["total"], 3);
    assert_eq!(
        wrong_fields(&reader.get(&format!("{path}?page=0"))),
        ["page"]
    );
    assert_eq!(desk.partner(&partner.uuid)["notesCount"], 3);
    let stranger = "/7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11/notes";
    refused(&desk.get(stranger), 404, "PARTNER_NOT_FOUND");
    let note = json!({"content": "x"});
    refused(&desk.post(stranger, &note), 404, "PARTNER_NOT_FOUND");

    // The partner sees none of it, and neither do the database's files or the log.
    let session = running.server.session(&partner);
    let request = running
        .server
        .request(Method::GET, &format!("/api/partners{path}"))
        .bearer_auth(&session.access);
    refused(&sent(request), 401, "INVALID_CREDENTIALS");
    let kept = home.database.every_row();
    assert_eq!(kept["partner_notes"].len(), 3);
    for (table, rows) in kept {
        assert!(!rows.iter().any(|row| row.contains("permit")), "{table}");
    }
    assert!(!running.log().contains("permit"));
    let entries = audited(&home, &partner.uuid);
    let noted = entries.iter().filter(|e| e.contains("partner.note_added"));
    assert_eq!(noted.count(), 3);
}

fn roles_may_what_the_contract_says(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let id = partner.uuid.as_str();
    let reads = [String::new(), format!("/{id}"), format!("/{id}/notes")];
    let reads = [
        reads.as_slice(),
        &[format!("/{id}/documents"), format!("/{id}/analytics")],
    ]
    .concat();
    let writes = [
        (Method::POST, String::new()),
        (Method::PUT, format!("/{id}")),
        (Method::DELETE, format!("/{id}")),
        (Method::POST, format!("/{id}/restore")),
        (Method::POST, format!("/{id}/notes")),
        (Method::POST, format!("/{id}/review")),
        (Method::POST, format!("/{id}/credentials/rotate")),
        (Method::POST, format!("/{id}/onboarding-token")),
    ];
    for (role, may_read) in [("finance", false), ("auditor", true)] {
        let desk = Desk::open(&home, server, role);
        for path in &reads {
            let reply = desk.get(path);
            if may_read {
                drop(data(&reply, 200));
            } else {
                refused(&reply, 403, "FORBIDDEN");
            }
        }
        for (method, path) in &writes {
            let reply = desk.ask(method.clone(), path, Some(&json!({})));
            refused(&reply, 403, "FORBIDDEN");
        }
    }
    let session = server.session(&partner);
    for token in [None, Some(session.access.as_str()), Some("nonsense")] {
        for (method, path) in &writes {
            let path = format!("/api/partners{path}");
            let mut request = server.request(method.clone(), &path).json(&json!({}));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            refused(&sent(request), 401, "INVALID_CREDENTIALS");
        }
    }
    assert_eq!(
        Desk::open(&home, server, "admin").partner(id)["name"],
        "Lead House"
    );
}

fn nothing_secret_is_in_a_list_a_log_or_an_entry(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let made = data(&desk.post("", &introduction(2)), 201);
    let rotated = data(&desk.rotate(&partner.uuid, 1), 200);
    let renewed = format!("/{}/onboarding-token", applicant.id);
    let renewed = data(&desk.post(&renewed, &json!({})), 200);
    let reason = "The permit of Ms Confidential has expired";
    let decision = json!({"approve": false, "reason": reason});
    data(&desk.review(&applicant.id, &decision), 200);
    desk.names("search=it1%40lead-house.example");
    let secrets = [
        partner.client_secret.as_str(),
        rotated["clientSecret"].as_str().unwrap(),
        made["onboardingToken"].as_str().unwrap(),
        renewed["onboardingToken"].as_str().unwrap(),
        &applicant.token,
        &desk.token,
        "+919876500001",
        "ABCDE1234F",
        "Confidential",
        "it1@lead-house.example",
        "it1%40lead-house",
    ];
    within_a_second(|| running.log().contains("/review"));
    let log = running.log();
    let list = desk.get("?limit=100").text;
    let entries = home.database.every_row();
    for secret in secrets {
        assert!(!log.contains(secret), "the log shows {secret}");
        let listed = list.contains(secret) && secret != "it1@lead-house.example";
        assert!(!listed, "the list shows {secret}");
        for (table, rows) in &entries {
            let shown = rows.iter().any(|row| row.contains(secret));
            assert!(!shown, "{table} shows {secret}");
        }
    }
}
