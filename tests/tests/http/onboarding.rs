//! A partner finds its way in (onboarding.md): the whole way, and what goes wrong on it.

use std::thread;

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::onboarding_client::{
    Applicant, addresses, approve_everybody, business, data, introduction, pdf, post_json, refused,
    sent, start, wrong_fields,
};
use crate::program::Installation;

both!(
    the_whole_way_from_start_to_live,
    steps_come_in_order_and_may_be_repeated,
    a_change_withdraws_the_approval_and_a_repetition_does_not,
    of_64_activations_one_wins,
    nobody_has_to_approve_where_that_is_configured,
    whoever_has_the_address_already_keeps_it,
    names_are_unique,
    addresses_are_judged_by_the_environment,
);

fn auth(server: &Server, id: &str, secret: &str) -> Reply {
    let request = server.request(Method::POST, "/api/partners/auth");
    let request = request.header("x-client-id", id);
    sent(request.header("x-client-secret", secret))
}

#[track_caller]
fn stands(partner: &Value, status: &str, step: &str, progress: u64) {
    assert_eq!(partner["status"], status, "{partner}");
    let onboarding = &partner["onboarding"];
    assert_eq!(onboarding["currentStep"], step, "{partner}");
    assert_eq!(onboarding["progress"], progress, "{partner}");
    assert_eq!(onboarding["completed"], progress == 100, "{partner}");
    let steps = onboarding["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|s| s["step"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "basic_info",
            "business_info",
            "api_setup",
            "verification",
            "activation"
        ]
    );
    for step in steps {
        assert_eq!(step["completed"], !step["completedAt"].is_null(), "{step}");
        if let Some(at) = step["completedAt"].as_str() {
            assert!(at.len() == 20 && at.ends_with('Z'), "{at}");
        }
    }
}

/// What the audit log says of the partner `id`, oldest first.
fn audit_of(home: &Installation, id: &str) -> Vec<String> {
    let key = key_of(home, id);
    home.database.lines(&format!(
        "SELECT actor_kind || ' ' || action || ' ' || details AS line FROM audit_entries \
         WHERE subject_id = {key} AND action LIKE 'partner.%' ORDER BY id"
    ))
}

/// The key of the partner `id`.
fn key_of(home: &Installation, id: &str) -> String {
    let hex = id.replace('-', "");
    let uuid = if home.database.url.starts_with("sqlite") {
        format!("X'{hex}'")
    } else {
        format!("'\\x{hex}'::bytea")
    };
    let sql = format!("SELECT CAST(id AS TEXT) AS line FROM partners WHERE uuid = {uuid}");
    home.database.lines(&sql).remove(0)
}

fn the_whole_way_from_start_to_live(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let mut introduction = introduction(1);
    introduction["partnerType"] = "technology".into();
    let reply = post_json(server, "/api/partners/onboarding/start", &introduction);
    let begun = data(&reply, 201);
    let partner = &begun["partner"];
    stands(partner, "pending", "business_info", 20);
    assert_eq!(partner["slug"], "lead-house-1");
    assert_eq!(partner["name"], "Lead House 1");
    assert_eq!(partner["email"], "it1@lead-house.example");
    assert_eq!(partner["partnerType"], "technology");
    let token = begun["onboardingToken"].as_str().unwrap();
    assert!(token.starts_with("pot_live_") && token.len() == 9 + 64);
    let applicant = Applicant {
        server: server.clone(),
        id: partner["id"].as_str().unwrap().to_owned(),
        token: token.to_owned(),
    };

    stands(
        &data(&applicant.business_info(), 200)["partner"],
        "pending",
        "api_setup",
        40,
    );
    stands(
        &data(&applicant.api_setup(), 200)["partner"],
        "pending",
        "verification",
        60,
    );
    let attached = data(&applicant.attach("tax_id", "pan card.pdf", &pdf("x")), 201);
    assert_eq!(attached["document"]["type"], "tax_id");
    assert_eq!(attached["document"]["name"], "pan card.pdf");
    assert_eq!(attached["document"]["mediaType"], "application/pdf");
    assert_eq!(attached["document"]["size"], pdf("x").len());
    let verification = json!({"documents": [{
        "type": "contract", "name": "Contract", "url": "https://files.lead-house.example/c.pdf",
    }]});
    let handed_in = data(&applicant.put("/verification", &verification), 200);
    stands(&handed_in["partner"], "pending", "activation", 80);

    let state = applicant.state();
    assert_eq!(
        state["businessInfo"]["companyName"],
        "Lead House Private Limited"
    );
    assert_eq!(state["businessInfo"]["address"]["city"], "Pune");
    assert_eq!(state["businessInfo"]["pan"], "ABCDE1234F");
    assert_eq!(state["businessInfo"]["timeZone"], "Asia/Kolkata");
    assert_eq!(state["apiSetup"], addresses());
    assert_eq!(state["documents"].as_array().unwrap().len(), 2);
    assert_eq!(
        state["documents"][1]["url"],
        "https://files.lead-house.example/c.pdf"
    );
    assert_eq!(state["review"], json!({"state": "waiting"}));

    refused(&applicant.activate(), 409, "REVIEW_PENDING");
    let slug = || server.get("/api/partners/slug/lead-house-1");
    refused(&slug(), 404, "PARTNER_NOT_FOUND");
    approve_everybody(&home);
    assert_eq!(applicant.state()["review"]["state"], "approved");
    let active = data(&applicant.activate(), 200)["partner"].clone();
    stands(&active, "active", "done", 100);
    let credentials = active["apiCredentials"].as_object().unwrap();
    assert_eq!(credentials.len(), 6, "{credentials:?}");
    let text = |name: &str| credentials[name].as_str().unwrap().to_owned();
    assert!(text("apiKey").starts_with("pak_live_") && text("apiKey").len() == 9 + 64);
    assert!(text("webhookSecret").starts_with("whsec_") && text("webhookSecret").len() == 6 + 44);
    assert_eq!(
        text("webhookUrl"),
        addresses()["webhookUrl"].as_str().unwrap()
    );
    assert_eq!(
        text("callbackUrl"),
        addresses()["callbackUrl"].as_str().unwrap()
    );

    // The credentials open the partner API, both ways.
    let (client, secret) = (text("clientId"), text("clientSecret"));
    server.login(&client, &secret).is(2000);
    let signed_in = data(&auth(server, &client, &secret), 200);
    assert_eq!(signed_in["tokenType"], "Bearer");
    assert_eq!(signed_in["expiresIn"], 900);
    let request = server.request(Method::GET, "/api/v1/partner/profile");
    let profile = sent(request.bearer_auth(signed_in["token"].as_str().unwrap())).is(2000);
    assert_eq!(profile["data"]["slug"], "lead-house-1");
    for (id, secret) in [
        (client.as_str(), "psk_live_wrong"),
        ("pc_0123456789abcdef01234567", &secret),
        ("", ""),
        (&text("apiKey"), &secret),
    ] {
        refused(&auth(server, id, secret), 401, "INVALID_CREDENTIALS");
    }

    // Everybody sees no more than this.
    assert_eq!(
        data(&slug(), 200),
        json!({"partner": {
            "id": applicant.id, "name": "Lead House 1", "slug": "lead-house-1",
            "businessInfo": {
                "companyName": business()["companyName"], "website": business()["website"],
                "industry": business()["industry"], "description": business()["description"],
            },
        }})
    );

    // The token is done; the one thing it still hears is that.
    refused(&applicant.business_info(), 401, "INVALID_CREDENTIALS");
    refused(&applicant.verification(), 401, "INVALID_CREDENTIALS");
    refused(
        &sent(applicant.request(Method::GET, "/onboarding")),
        401,
        "INVALID_CREDENTIALS",
    );
    refused(&applicant.activate(), 409, "INVALID_STATUS_TRANSITION");

    let people = home.database.lines(
        "SELECT status || ' ' || coalesce(password_hash, 'none') AS line FROM portal_accounts",
    );
    assert_eq!(people, ["active none"]);
    let links = home
        .database
        .lines("SELECT account_kind AS line FROM password_links");
    assert_eq!(links, ["portal"]);
    let letters = home
        .database
        .lines("SELECT recipient_kind || ' ' || notice AS line FROM mail_outbox ORDER BY 1");
    assert_eq!(letters, ["partner status_changed", "portal set_password"]);

    let endpoint = setup_endpoint(&home);
    let document = attached["document"]["id"].as_str().unwrap();
    let named = applicant_document(&state);
    assert_eq!(
        audit_of(&home, &applicant.id),
        [
            "partner partner.created {}",
            "partner partner.tax_profile_changed {\"fields\":\"constitution, pan, gstin\"}",
            "partner partner.onboarding_step_done {\"step\":\"business_info\",\"fields\":\
             \"companyName, website, industry, description, address, constitution, pan, gstin, \
             currency, timeZone\"}",
            "partner partner.onboarding_step_done {\"step\":\"api_setup\",\"fields\":\
             \"webhookUrl, callbackUrl\"}",
            &format!(
                "partner partner.document_attached {{\"document_type\":\"tax_id\",\"document\":\"{document}\"}}"
            ),
            &format!(
                "partner partner.document_attached {{\"document_type\":\"contract\",\"document\":\"{named}\"}}"
            ),
            "partner partner.onboarding_step_done {\"step\":\"verification\",\"fields\":\"documents\"}",
            "partner partner.activated {}",
            "partner partner.status_changed {\"from\":\"pending\",\"to\":\"active\"}",
            &format!("partner partner.webhook_created {{\"endpoint\":\"{endpoint}\"}}"),
        ]
    );
}

/// The public identity of the one endpoint that an activation made.
fn setup_endpoint(home: &Installation) -> String {
    let hex = if home.database.url.starts_with("sqlite") {
        "lower(hex(uuid))"
    } else {
        "encode(uuid, 'hex')"
    };
    let sql = format!("SELECT {hex} AS line FROM webhook_endpoints WHERE from_setup");
    let found = home.database.lines(&sql);
    let [hex] = found.as_slice() else {
        panic!("{found:?}");
    };
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    parts.map(|part| &hex[part]).join("-")
}

/// The second document of `state`.
fn applicant_document(state: &Value) -> String {
    state["documents"][1]["id"].as_str().unwrap().to_owned()
}

fn steps_come_in_order_and_may_be_repeated(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    refused(&applicant.api_setup(), 409, "INCOMPLETE_ONBOARDING");
    refused(&applicant.verification(), 409, "INCOMPLETE_ONBOARDING");
    refused(&applicant.activate(), 409, "INCOMPLETE_ONBOARDING");
    data(&applicant.business_info(), 200);
    refused(&applicant.verification(), 409, "INCOMPLETE_ONBOARDING");
    refused(&applicant.activate(), 409, "INCOMPLETE_ONBOARDING");
    data(&applicant.api_setup(), 200);
    assert_eq!(wrong_fields(&applicant.verification()), ["documents"]);
    refused(&applicant.activate(), 409, "INCOMPLETE_ONBOARDING");
    let attached = data(&applicant.attach("other", "a.pdf", &pdf("x")), 201);
    data(&applicant.verification(), 200);

    // Going back replaces what was said there and keeps what came later.
    let other = json!({"businessInfo": {"companyName": "Other House", "gstin": "27ABCDE1234F1Z0"}});
    let back = data(&applicant.put("/business-info", &other), 200);
    stands(&back["partner"], "pending", "activation", 80);
    let state = applicant.state();
    assert_eq!(state["businessInfo"]["companyName"], "Other House");
    assert_eq!(state["businessInfo"]["website"], Value::Null);
    assert_eq!(state["businessInfo"]["address"], Value::Null);
    assert_eq!(
        state["businessInfo"]["pan"], "ABCDE1234F",
        "the one in the GSTIN"
    );
    assert_eq!(state["apiSetup"], addresses());
    assert_eq!(state["documents"].as_array().unwrap().len(), 1);

    // Without its last document nothing is handed in.
    let path = format!(
        "/delete-attach-document/{}",
        attached["document"]["id"].as_str().unwrap()
    );
    let gone = data(&sent(applicant.request(Method::DELETE, &path)), 200);
    stands(&gone["partner"], "pending", "verification", 60);
    refused(
        &sent(applicant.request(Method::DELETE, &path)),
        404,
        "DOCUMENT_NOT_FOUND",
    );
    refused(&applicant.activate(), 409, "INCOMPLETE_ONBOARDING");

    // The same document named twice is one.
    let named = json!({"documents": [
        {"type": "contract", "name": "C", "url": "https://files.lead-house.example/c.pdf"},
        {"type": "contract", "name": "C", "url": "https://files.lead-house.example/c.pdf"},
    ]});
    for _ in 0..3 {
        data(&applicant.put("/verification", &named), 200);
        assert_eq!(applicant.state()["documents"].as_array().unwrap().len(), 1);
    }
}

fn a_change_withdraws_the_approval_and_a_repetition_does_not(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let review = || {
        applicant.state()["review"]["state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    approve_everybody(&home);
    data(&applicant.business_info(), 200);
    data(&applicant.api_setup(), 200);
    data(&applicant.verification(), 200);
    assert_eq!(review(), "approved", "nothing changed");

    let mut info = business();
    info["industry"] = "lending".into();
    data(
        &applicant.put("/business-info", &json!({"businessInfo": info})),
        200,
    );
    assert_eq!(review(), "waiting");
    refused(&applicant.activate(), 409, "REVIEW_PENDING");

    approve_everybody(&home);
    let mut setup = addresses();
    setup["webhookUrl"] = "https://hooks.lead-house.example/other".into();
    data(&applicant.put("/api-setup", &setup), 200);
    assert_eq!(review(), "waiting");

    approve_everybody(&home);
    let attached = data(&applicant.attach("contract", "c.pdf", &pdf("c")), 201);
    assert_eq!(review(), "waiting");

    approve_everybody(&home);
    let id = attached["document"]["id"].as_str().unwrap();
    let path = format!("/delete-attach-document/{id}");
    data(&sent(applicant.request(Method::DELETE, &path)), 200);
    assert_eq!(review(), "waiting");

    approve_everybody(&home);
    let named = json!({"documents": [
        {"type": "contract", "name": "C", "url": "https://files.lead-house.example/c.pdf"},
    ]});
    data(&applicant.put("/verification", &named), 200);
    assert_eq!(review(), "waiting");
    let withdrawals = audit_of(&home, &applicant.id);
    let withdrawals = withdrawals
        .iter()
        .filter(|e| e.contains("review_withdrawn"));
    assert_eq!(withdrawals.count(), 5);

    approve_everybody(&home);
    data(&applicant.put("/verification", &named), 200);
    data(&applicant.activate(), 200);
}

fn of_64_activations_one_wins(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    approve_everybody(&home);
    let replies: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|_| scope.spawn(|| applicant.activate()))
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!(
        won.len(),
        1,
        "{:?}",
        replies.iter().map(|r| r.status).collect::<Vec<_>>()
    );
    for reply in lost {
        refused(reply, 409, "INVALID_STATUS_TRANSITION");
    }
    for (table, rows) in [
        ("partner_secrets", 1),
        ("partner_api_keys", 1),
        ("portal_accounts", 1),
        ("password_links", 1),
        ("mail_outbox", 2),
    ] {
        let sql = format!("SELECT CAST(count(*) AS TEXT) AS line FROM {table}");
        assert_eq!(home.database.lines(&sql), [rows.to_string()], "{table}");
    }
    let entries = audit_of(&home, &applicant.id);
    assert_eq!(
        entries
            .iter()
            .filter(|e| e.contains("partner.activated"))
            .count(),
        1
    );
    let credentials = &data(won[0], 200)["partner"]["apiCredentials"];
    let text = |name: &str| credentials[name].as_str().unwrap().to_owned();
    running
        .server
        .login(&text("clientId"), &text("clientSecret"))
        .is(2000);
}

fn nobody_has_to_approve_where_that_is_configured(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("onboarding.review", "automatic");
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    refused(&applicant.activate(), 409, "INCOMPLETE_ONBOARDING");
    applicant.hand_in();
    // Nobody is waited for.
    assert_eq!(applicant.state()["review"], json!({"state": "approved"}));
    data(&applicant.activate(), 200);
    let reviews = home.database.lines(
        "SELECT review || ' ' || coalesce(CAST(reviewed_by AS TEXT), 'nobody') AS line \
         FROM partner_onboardings",
    );
    assert_eq!(reviews, ["approved nobody"]);
    let entries = audit_of(&home, &applicant.id);
    let decided = "system partner.review_decided {\"verdict\":\"approved\"}".to_owned();
    assert!(entries.contains(&decided), "{entries:?}");
}

/// The first person of a partner is whoever reads its mail, unless that is one of the
/// lender's own.
fn whoever_has_the_address_already_keeps_it(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("onboarding.review", "automatic");
    let staff = home.staff("admin");
    let running = home.start();
    let mut introduction = introduction(1);
    introduction["email"] = staff.email.to_uppercase().into();
    let applicant = start(&running.server, &introduction);
    applicant.hand_in();
    data(&applicant.activate(), 200);
    let people = home
        .database
        .lines("SELECT status AS line FROM portal_accounts");
    assert!(people.is_empty(), "{people:?}");
    running.server.staff_token(&staff);
}

fn names_are_unique(backend: Backend) {
    let home = Installation::new(backend);
    let existing = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let begin = |name: &str, email: &str| {
        let body = json!({"name": name, "email": email, "phoneNumber": "+919876543210"});
        post_json(server, "/api/partners/onboarding/start", &body)
    };
    for (email, slug) in [
        ("a@a.example", "lead-house-1"),
        ("b@a.example", "lead-house-2"),
    ] {
        let begun = data(&begin("Lead House", email), 201);
        assert_eq!(begun["partner"]["slug"], slug);
    }
    for email in [existing.email.as_str(), "A@A.example", " b@a.example "] {
        refused(&begin("Any House", email), 409, "PARTNER_EXISTS");
    }
    let begun = data(&begin("Ünï 家", "c@a.example"), 201);
    let slug = begun["partner"]["slug"].as_str().unwrap();
    assert!(
        slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
        "{slug}"
    );

    // A crowd of the same name, and a crowd of the same address.
    let crowd: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| scope.spawn(move || begin("Crowd House", &format!("crowd{n}@a.example"))))
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut slugs: Vec<String> = crowd
        .iter()
        .map(|reply| {
            data(reply, 201)["partner"]["slug"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 8, "{slugs:?}");
    let twins: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| begin("Twin House", "twin@a.example")))
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(twins.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in twins.iter().filter(|reply| reply.status != 201) {
        refused(reply, 409, "PARTNER_EXISTS");
    }
}

fn addresses_are_judged_by_the_environment(backend: Backend) {
    let mut home = Installation::new(backend);
    let inside = [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://localhost/",
        "https://db.internal/",
        "https://printer.local/",
        "https://intranet/",
        "https://x.onion/",
        "https://100.64.0.1/",
    ];
    {
        let running = home.start();
        let applicant = start(&running.server, &introduction(1));
        data(&applicant.business_info(), 200);
        let both = |url: &str| {
            applicant.put(
                "/api-setup",
                &json!({"webhookUrl": url, "callbackUrl": url}),
            )
        };
        for url in inside.into_iter().chain([
            "http://hooks.lead-house.example/",
            "https://user:pw@lead-house.example/",
            "ftp://lead-house.example/",
            "javascript:alert(1)",
            "lead-house.example",
            "",
            "https://lead-house.example:0x50/",
            " https://lead-house.example/",
            "http://localhost/",
        ]) {
            assert_eq!(
                wrong_fields(&both(url)),
                ["webhookUrl", "callbackUrl"],
                "{url}"
            );
        }
        let fragment = both("https://lead-house.example/#in");
        assert_eq!(wrong_fields(&fragment), ["webhookUrl"]);
        data(&both("https://lead-house.example/in?a=b"), 200);
        assert_eq!(
            applicant.state()["apiSetup"]["webhookUrl"],
            "https://lead-house.example/in?a=b"
        );
    }
    home.set("environment", "development");
    let running = home.start();
    let applicant = start(&running.server, &introduction(2));
    data(&applicant.business_info(), 200);
    let both = |url: &str| {
        applicant.put(
            "/api-setup",
            &json!({"webhookUrl": url, "callbackUrl": url}),
        )
    };
    for url in [
        "http://127.0.0.1:9000/hook",
        "http://localhost:3000/",
        "http://hook.test/",
    ] {
        data(&both(url), 200);
    }
    for url in [
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "https://db.internal/",
    ] {
        assert_eq!(
            wrong_fields(&both(url)),
            ["webhookUrl", "callbackUrl"],
            "{url}"
        );
    }
}
