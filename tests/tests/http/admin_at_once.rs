//! Of equal changes at the same time one wins (onboarding.md).

use serde_json::json;

use crate::admin_client::{Desk, Second, at_once, audited, notices, one_wins};
use crate::backend::Backend;
use crate::client::Server;
use crate::onboarding_client::{data, introduction, start};
use crate::program::Installation;

both!(
    one_deletion_and_one_restoration_win,
    one_decision_wins,
    one_rotation_wins_and_the_secret_in_use_goes_on,
    one_status_change_wins,
    equal_changes_of_a_record_leave_one_entry,
    two_restorations_of_one_slug_leave_one_owner,
);

/// Calls alternate between two instances where a database has several.
fn instances(home: &Installation, here: &Desk, backend: Backend) -> (Option<Second>, [Desk; 2]) {
    let second = (backend == Backend::Postgres).then(|| Second::start(home));
    let there: &Server = second
        .as_ref()
        .map_or(&here.server, |second| &second.server);
    let there = Desk {
        server: there.clone(),
        ..here.clone()
    };
    (second, [here.clone(), there])
}

fn times(entries: &[String], action: &str) -> usize {
    entries
        .iter()
        .filter(|entry| entry.contains(action))
        .count()
}

fn one_deletion_and_one_restoration_win(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    let id = &partner.uuid;
    for _ in 0..2 {
        let deleted = at_once(|n| desks[n % 2].delete(id));
        one_wins(&deleted, 200, "INVALID_STATUS_TRANSITION");
        let restored = at_once(|n| desks[n % 2].restore(id));
        one_wins(&restored, 200, "INVALID_STATUS_TRANSITION");
    }
    let entries = audited(&home, id);
    assert_eq!(times(&entries, "partner.deleted"), 2);
    assert_eq!(times(&entries, "partner.restored"), 2);
    assert_eq!(
        notices(&home),
        ["deleted", "restored", "deleted", "restored"]
    );
    running
        .server
        .session(&partner)
        .get("/dashboard/stats")
        .is(2000);
}

fn one_decision_wins(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    let applicant = start(&running.server, &introduction(1));
    applicant.hand_in();
    let id = &applicant.id;
    let decided = at_once(|n| {
        let decision = json!({"approve": n % 4 < 2, "reason": format!("reason {n}")});
        desks[n % 2].review(id, &decision)
    });
    one_wins(&decided, 200, "INVALID_STATUS_TRANSITION");
    let winner = decided.iter().find(|reply| reply.status == 200).unwrap();
    let won = &winner.json()["data"]["partner"];
    let now = desk.partner(id);
    assert_eq!(now["review"], won["review"]);
    assert_eq!(now["status"], won["status"]);
    let entries = audited(&home, id);
    assert_eq!(times(&entries, "partner.review_decided"), 1);
    assert_eq!(notices(&home), ["review_decided"]);
}

fn one_rotation_wins_and_the_secret_in_use_goes_on(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    let rotated = at_once(|n| desks[n % 2].rotate(&partner.uuid, 1));
    one_wins(&rotated, 200, "DUPLICATE_ENTRY");
    let winner = rotated.iter().find(|reply| reply.status == 200).unwrap();
    let secret = winner.json()["data"]["clientSecret"].clone();
    for secret in [partner.client_secret.as_str(), secret.as_str().unwrap()] {
        running.server.login(&partner.client_id, secret).is(2000);
    }
    let entries = audited(&home, &partner.uuid);
    assert_eq!(times(&entries, "partner.secret_rotated"), 1);
    assert_eq!(notices(&home), ["secret_rotated"]);
}

fn one_status_change_wins(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    for status in ["suspended", "active"] {
        let body = json!({ "status": status });
        let changed = at_once(|n| desks[n % 2].put(&partner.uuid, &body));
        one_wins(&changed, 200, "INVALID_STATUS_TRANSITION");
    }
    let entries = audited(&home, &partner.uuid);
    assert_eq!(times(&entries, "partner.status_changed"), 2);
}

fn equal_changes_of_a_record_leave_one_entry(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    let body = json!({"name": "Lead Palace", "businessInfo": {"industry": "fintech"}});
    for reply in at_once(|n| desks[n % 2].put(&partner.uuid, &body)) {
        assert_eq!(data(&reply, 200)["partner"]["name"], "Lead Palace");
    }
    let entries = audited(&home, &partner.uuid);
    assert_eq!(times(&entries, "partner.changed"), 1, "{entries:?}");
    // Different fields of one record at once: none is lost.
    let fields = ["companyName", "industry", "description"];
    let changed = at_once(|n| {
        let field = fields[n % 3];
        desks[n % 2].put(
            &partner.uuid,
            &json!({"businessInfo": {field: format!("{field} now")}}),
        )
    });
    assert!(
        changed
            .iter()
            .all(|reply| [200, 503].contains(&reply.status))
    );
    let now = desk.partner(&partner.uuid);
    for field in fields {
        assert_eq!(now["businessInfo"][field], format!("{field} now"));
    }
}

fn two_restorations_of_one_slug_leave_one_owner(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "operations");
    let (_second, desks) = instances(&home, &desk, backend);
    let ids: Vec<String> = (1..=4)
        .map(|n| {
            let mut body = introduction(n);
            body["slug"] = json!("the-slug");
            let made = data(&desk.post("", &body), 201);
            let id = made["partner"]["id"].as_str().unwrap().to_owned();
            data(&desk.delete(&id), 200);
            id
        })
        .collect();
    let restored = at_once(|n| desks[n % 2].restore(&ids[n % 4]));
    let won = restored.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(won, 1);
    assert!(
        restored
            .iter()
            .all(|reply| [200, 409].contains(&reply.status))
    );
    assert_eq!(desk.names("deleted=true").len(), 3);
}
