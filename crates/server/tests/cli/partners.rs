//! Partners and service tokens.

use crate::bench::{Bench, partner};

#[test]
fn a_partner_is_created_with_everything_its_integration_needs() {
    let bench = Bench::new();
    let made = bench
        .run("partner create --name Loan-Bazaar --email tech@bazaar.example --rate-bps 150 --json")
        .json();
    assert_eq!(made["slug"], "loan-bazaar");
    assert!(made["partner_id"].is_i64());
    assert_eq!(made["partner_uuid"].as_str().map(str::len), Some(36));
    assert!(
        made["client_id"]
            .as_str()
            .is_some_and(|id| id.starts_with("pc_"))
    );
    assert!(
        made["client_secret"]
            .as_str()
            .is_some_and(|s| s.starts_with("psk_live_"))
    );
    for handle in ["client_id", "partner_uuid", "slug"] {
        let handle = made[handle].as_str().expect("a text");
        let shown = bench.run(&format!("partner show {handle} --json")).json();
        assert_eq!(shown["email"], "tech@bazaar.example");
        assert_eq!(shown["rate_bps"], 150);
        assert_eq!(shown["status"], "active");
        assert!(shown.get("client_secret").is_none());
    }
    let sandbox = bench
        .run("partner create --name Practice --email p@bazaar.example --sandbox --json")
        .json();
    assert!(
        sandbox["client_secret"]
            .as_str()
            .is_some_and(|s| s.starts_with("psk_test_"))
    );
    let shown = bench.run("partner show practice --json").json();
    assert_eq!(shown["rate_bps"], 200, "the deployment's");
}

#[test]
fn a_tax_profile_is_laid_over_the_one_before_and_never_shown() {
    const GSTIN: &str = "27AAPFU0939F1ZV";
    let bench = Bench::new();
    partner(&bench, "Bazaar");
    let set = |more: &str| bench.run(&format!("partner set-tax bazaar {more} --json"));
    let first = set("--constitution llp").json();
    assert_eq!(first["constitution"], "llp");
    assert_eq!(
        (&first["has_pan"], &first["has_gstin"]),
        (&false.into(), &false.into())
    );
    let second = set(&format!("--gstin {GSTIN}")).json();
    assert_eq!(second["constitution"], "llp", "it stays");
    assert_eq!(
        (&second["has_pan"], &second["has_gstin"]),
        (&true.into(), &true.into())
    );
    assert!(!second.to_string().contains("AAPFU0939F"));
    for (more, reason) in [
        ("--pan TSTAA0001P", "does not contain the PAN"),
        ("--pan TSTAA0001", "must be five capital letters"),
        ("--gstin 27AAPFU0939F1ZW", "check character"),
    ] {
        let failure = set(more).failure();
        assert!(failure.contains(reason), "{failure}");
        assert!(
            !failure.contains("TSTAA") && !failure.contains("AAPFU"),
            "{failure}"
        );
    }
}

#[test]
fn taken_and_unknown_names_are_failures() {
    let bench = Bench::new();
    partner(&bench, "Bazaar");
    let create = |email: &str, slug: &str| {
        bench.run(&format!(
            "partner create --name Other --email {email} --slug {slug}"
        ))
    };
    assert!(
        create("BAZAAR@partners.example", "other")
            .failure()
            .contains("e-mail")
    );
    assert!(
        create("other@partners.example", "bazaar")
            .failure()
            .contains("slug")
    );
    for command in ["show", "suspend", "activate", "rotate-secret"] {
        let failure = bench.run(&format!("partner {command} nobody")).failure();
        assert!(failure.contains("no such partner"), "{failure}");
    }
    bench.run("partner suspend bazaar --json").json();
    let failure = bench.run("partner suspend bazaar").failure();
    assert!(failure.contains("from suspended to suspended"), "{failure}");
}

#[test]
fn a_running_server_feels_the_command_line_within_a_second() {
    let bench = Bench::new();
    let server = bench.server("serve");
    let (client, secret) = partner(&bench, "Bazaar");
    let reply = server.login(&client, &secret);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let token = reply.json()["data"]["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let header = format!("Authorization: Bearer {token}");
    let stats = || server.get("/api/v1/partner/dashboard/stats", &[&header]);
    assert_eq!(stats().status, 200);

    bench.run("partner suspend bazaar --json").json();
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(stats().json()["code"], 4116);
    assert_eq!(server.login(&client, &secret).json()["code"], 4116);

    bench
        .run(&format!("partner activate {client} --json"))
        .json();
    let rotated = bench
        .run(&format!(
            "partner rotate-secret {client} --overlap-hours 0 --json"
        ))
        .json();
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(stats().status, 200);
    assert_eq!(server.login(&client, &secret).json()["code"], 4111);
    let secret = rotated["client_secret"].as_str().expect("a secret");
    assert_eq!(server.login("bazaar", secret).status, 200);
}

#[test]
fn a_service_token_opens_the_lenders_feed() {
    let bench = Bench::new();
    let made = bench
        .run("service-token create --name core --scope internal --json")
        .json();
    let token = made["token"].as_str().expect("a token");
    assert!(token.starts_with("pst_live_"));
    let server = bench.server("serve");
    let put = |token: &str| {
        let header = format!("Authorization: Bearer {token}");
        let body = r#"{"mobile_number":"9000000001","status":"active","registered_at":"2026-01-01T00:00:00Z","occurred_at":"2026-01-01T00:00:00Z"}"#;
        let headers = [header.as_str(), "Content-Type: application/json"];
        server.ask("PUT", "/api/v1/internal/users/1", &headers, body)
    };
    let reply = put(token);
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(put("pst_live_0").status, 401);
}
