//! `GET /api/v1/admin/health`: every part, and what is wrong with it.

use reqwest::Method;
use serde_json::Value;

use crate::backend::Backend;
use crate::client::{Reply, Staff};
use crate::mail_server::{MailServer, wait_until};
use crate::program::{Installation, METRICS_TOKEN, Running};

both!(staff_see_how_every_part_does);

fn look(running: &Running, staff: &Staff) -> Value {
    let token = running.server.staff_token(staff);
    let request = running.server.request(Method::GET, "/api/v1/admin/health");
    Reply::of(request.bearer_auth(token)).unwrap().is(2000)["data"].clone()
}

fn staff_see_how_every_part_does(backend: Backend) {
    let mut home = Installation::new(backend);
    let mails = MailServer::plain();
    mails.serves(&mut home);
    mails.behave("550");
    let auditor = home.staff("auditor");
    let partner = home.partner("Lead House");
    home.set("clock.offset_seconds", "-3600");
    let running = home.start();
    let data = look(&running, &auditor);
    assert_eq!(data["status"], "ok", "{data}");
    assert_eq!(data["clock_offset_seconds"], -3600);
    let word = match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    assert_eq!(data["database"]["backend"], word);
    assert!(data["database"]["version"].as_str().unwrap().contains('.'));
    assert_eq!(data["migrations"]["pending"], 0);
    assert!(data["disk"]["free_bytes"].as_u64().unwrap() > 1_000_000);
    assert_eq!(data["mail"]["route"], "smtp");
    assert_eq!(data["mail"]["failed_24h"], 0);
    assert_eq!(data["webhooks"]["status"], "ok");
    assert_eq!(data["webhooks"]["paused_endpoints"], 0);
    assert_eq!(data["encryption"]["key_present"], true);
    assert_eq!(data["lead_names"]["backlog"], 0);
    assert!(data["started_at"].as_str().unwrap() <= data["now"].as_str().unwrap());
    wait_until("sealed", || {
        look(&running, &auditor)["audit"]["waiting"] == 0
    });

    home.run_ok(&["partner", "suspend", &partner.client_id]);
    wait_until("given up", || {
        look(&running, &auditor)["mail"]["failed_24h"] == 1
    });
    let data = look(&running, &auditor);
    assert_eq!(data["status"], "failing");
    assert_eq!(data["mail"]["status"], "failing");
    assert_eq!(data["mail"]["waiting"], 0);
    assert_eq!(data["mail"]["oldest_seconds"], Value::Null);
    let text = data.to_string();
    for hidden in [&home.database.url, "127.0.0.1", &partner.email] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }

    // What waits counts, and so do the metrics.
    mails.behave("450");
    home.run_ok(&["partner", "activate", &partner.client_id]);
    wait_until("waiting", || {
        look(&running, &auditor)["mail"]["waiting"] == 1
    });
    assert!(
        look(&running, &auditor)["mail"]["oldest_seconds"]
            .as_i64()
            .unwrap()
            < 60
    );
    for line in [
        "mail_failed_total{final=\"true\"} 1",
        "mail_failed_total{final=\"false\"} 1",
        "mail_waiting 1",
    ] {
        wait_until(line, || {
            metrics(&running).lines().any(|found| found == line)
        });
    }
    mails.behave("accept");
    wait_until("sent", || metrics(&running).contains("mail_sent_total 1"));
}

fn metrics(running: &Running) -> String {
    let request = running.server.request(Method::GET, "/metrics");
    Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap().text
}
