//! Sessions from the practice platform (contract `candidates.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Reply;
use crate::feed_client::time;
use crate::practice_client::{House, platform, reported, session};
use crate::program::Installation;

both!(a_report_is_judged, sixteen_reports_at_once_count_once_each,);

fn a_report_is_judged(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let house = House::new(&running.server, partner);
    let platform = platform(&home, &running.server);
    let put = |id: &str, body: &Value| platform.put(&format!("practice-sessions/{id}"), body);
    let anita = house.enrols("Anita", "anita@example.com");
    house.enrols("Ravi", "ravi@example.com");
    let nobody = put("s-1", &session("nobody@example.com", json!({})));
    assert_eq!(
        (nobody.status, nobody.code()),
        (404, 4046),
        "{}",
        nobody.text
    );
    reported(
        &platform,
        "s-1",
        &session("anita@example.com", json!({})),
        "applied",
    );
    let by_id = session(
        "anita@example.com",
        json!({"candidate_email": null, "candidate_id": anita}),
    );
    reported(&platform, "s-2", &by_id, "applied");
    // What is over does not begin again.
    let started = json!({"status": "started", "completed_at": null});
    reported(
        &platform,
        "s-1",
        &session("anita@example.com", started),
        "stale",
    );
    let other = put("s-1", &session("ravi@example.com", json!({})));
    let fields = |reply: &Reply| {
        assert_eq!(
            (reply.status, &reply.json()["result"]),
            (422, &json!("refused")),
            "{}",
            reply.text
        );
        let errors = reply.json()["errors"].as_array().unwrap().clone();
        errors
            .iter()
            .map(|one| one["field"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(fields(&other), ["candidate_id"]);
    let wrong = json!({
        "score": 100.5, "cost": -1, "rating": 4.555, "minutes": "many", "completed_at": time(120), "status": "done",
    });
    let all = [
        "status",
        "score",
        "cost",
        "rating",
        "minutes",
        "completed_at",
    ];
    assert_eq!(
        fields(&put("s-3", &session("anita@example.com", wrong))),
        all
    );
    assert_eq!(
        fields(&put(
            "s-3",
            &session("anita@example.com", json!({"id": "s-4"}))
        )),
        ["id"]
    );
    let slash = put("s%2F3", &session("anita@example.com", json!({})));
    assert_eq!((slash.status, slash.code()), (400, 4124), "{}", slash.text);
    // Nobody but the platform reports.
    let path = "/api/v1/internal/practice-sessions/s-9";
    let own = house.ask(
        Method::PUT,
        path,
        Some(&session("anita@example.com", json!({}))),
    );
    assert_eq!((own.status, own.code()), (401, 4118));
    let nobody = Reply::of(running.server.request(Method::PUT, path).json(&json!({}))).unwrap();
    assert_eq!((nobody.status, nobody.code()), (401, 4114));
    assert_eq!(house.taken()[0], 2);
    assert!(!running.log().contains("anita"), "no address is logged");
}

fn sixteen_reports_at_once_count_once_each(backend: Backend) {
    let home = Installation::new(backend);
    let partners = [home.partner("Lead House"), home.partner("Other House")];
    let running = home.start();
    let [house, other] = partners.map(|partner| House::new(&running.server, partner));
    let platform = platform(&home, &running.server);
    house.enrols("Anita", "anita@example.com");
    let one = session("anita@example.com", json!({}));
    let words = at_once(&other, |_| platform.put("practice-sessions/same", &one));
    assert_eq!(
        words.iter().filter(|word| *word == "applied").count(),
        1,
        "{words:?}"
    );
    assert_eq!(
        words.iter().filter(|word| *word == "unchanged").count(),
        15,
        "{words:?}"
    );
    let words = at_once(&other, |n| {
        platform.put(&format!("practice-sessions/s-{n}"), &one)
    });
    assert!(words.iter().all(|word| word == "applied"), "{words:?}");
    assert_eq!([&house, &other].map(|house| house.taken()[0]), [17, 17]);
    home.run_ok(&["doctor", "--reconcile"]);
}

/// The results of sixteen calls, while `other` enrols the person.
fn at_once(other: &House, call: impl Fn(usize) -> Reply + Sync) -> Vec<String> {
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..16)
            .map(|number| {
                let call = &call;
                scope.spawn(move || call(number))
            })
            .collect();
        let body = json!({"firstname": "Anitha", "lastname": "Iyer", "email": "anita@example.com"});
        let enrolled = other.ask(Method::POST, "/candidates", Some(&body));
        assert!([201, 409].contains(&enrolled.status), "{}", enrolled.text);
        let replies = calls.into_iter().map(|call| call.join().unwrap());
        replies
            .map(|reply| {
                assert_eq!(reply.status, 200, "{}", reply.text);
                reply.json()["result"].as_str().unwrap().to_owned()
            })
            .collect()
    })
}
