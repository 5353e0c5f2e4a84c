//! How the service does, for staff.

use accounts::StaffRole;
use serde_json::json;

use super::runs::{ask, world};
use actix_web::test::TestRequest;

fn get() -> TestRequest {
    TestRequest::get().uri("/api/v1/admin/health")
}

#[actix_web::test]
async fn every_role_sees_every_part() {
    let world = world(|_| {});
    for role in StaffRole::ALL {
        let reply = ask(&world, role, get()).await;
        assert_eq!(reply.status, 200, "{role}");
        assert_eq!(
            reply.json(),
            json!({"status": true, "code": 2000, "message": "Success", "data": {
                "status": "ok",
                "version": "0.1.0",
                "started_at": "2026-01-15T12:00:00.000Z",
                "now": "2026-01-15T12:01:30.000Z",
                "clock_offset_seconds": -5,
                "database": {"status": "ok", "backend": "sqlite", "version": "3.50.4"},
                "migrations": {"status": "ok", "pending": 0},
                "disk": {"status": "ok", "free_bytes": 1_000_000_000},
                "audit": {"status": "ok", "waiting": 2, "oldest_seconds": 1},
                "mail": {"status": "ok", "route": "files", "waiting": 3,
                         "oldest_seconds": 90, "failed_24h": 1},
                "webhooks": {"status": "ok", "waiting": 4, "oldest_seconds": 30,
                             "failing_endpoints": 2, "paused_endpoints": 1},
                "encryption": {"status": "ok", "key_present": true},
                "lead_names": {"status": "ok", "backlog": null},
                "limits": {"status": "ok", "kept_in": "memory"},
            }}),
        );
    }
}

#[actix_web::test]
async fn one_part_that_fails_makes_the_whole_fail() {
    for part in [
        "database",
        "migrations",
        "disk",
        "audit",
        "mail",
        "webhooks",
        "lead_names",
        "limits",
    ] {
        let world = world(|_| {});
        world.fitness.0.lock().unwrap().push(part);
        let reply = ask(&world, StaffRole::Auditor, get()).await.json();
        let data = &reply["data"];
        assert_eq!(data["status"], "failing", "{part}");
        let parts = data.as_object().unwrap().iter();
        let failing: Vec<&String> = parts
            .filter(|(_, value)| value["status"] == "failing")
            .map(|(name, _)| name)
            .collect();
        assert_eq!(failing, [part]);
    }
}
