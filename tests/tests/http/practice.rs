//! What partners see of practice (contract `candidates.md`).

use reqwest::Method;
use serde_json::json;

use crate::backend::Backend;
use crate::feed_client::time;
use crate::practice_client::{House, platform, reported, session};
use crate::program::Installation;

both!(
    a_session_shows_on_the_dashboard,
    a_session_before_the_enrolment_counts_after_it,
    a_person_of_two_partners_counts_for_both_and_nobody_else_sees,
    activities_go_on_behind_a_cursor,
    days_are_plotted,
    steps_vanish_once_they_are_done,
);

fn a_session_shows_on_the_dashboard(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let house = House::new(&running.server, partner);
    let platform = platform(&home, &running.server);
    house.enrols("Anita", "Anita@Example.com");
    // Any spelling of the address is the person's.
    let body = session("ANITA@example.com", json!({}));
    reported(&platform, "s-1", &body, "applied");
    reported(&platform, "s-1", &body, "unchanged");
    let abandoned = json!({"status": "abandoned", "score": null, "rating": 2, "exam_type": "GRE"});
    reported(
        &platform,
        "s-2",
        &session("anita@example.com", abandoned),
        "applied",
    );
    let reply = house.ask(Method::GET, "/dashboard", None);
    // Money has two decimals, as everywhere.
    for number in [
        "\"total_revenue_generated\":998.00",
        "\"average_candidate_score\":83.5,",
    ] {
        assert!(reply.text.contains(number), "{}", reply.text);
    }
    let shown = reply.json();
    assert_eq!(
        shown["key_metrics"]["average_candidate_performance"],
        "Good"
    );
    assert_eq!(shown["key_metrics"]["completed_sessions_all_time"], 1);
    assert_eq!(shown["key_metrics"]["total_candidates_enrolled"], 1);
    assert_eq!(shown["key_metrics"]["invites_pending"], 1);
    let finance = &shown["finance_metrics"];
    assert_eq!(
        finance["practice_sessions"],
        json!({"purchased": 2, "utilized": 1, "utilization_rate": 50})
    );
    assert_eq!(finance["revenue_and_payouts"]["currency"], "INR");
    let practice = &shown["practice_metrics"];
    let feedback = json!({"positive": 1, "neutral": 0, "negative": 1, "average_rating": 3.3});
    assert_eq!(practice["feedback_trends"], feedback);
    let types = json!([
        {"exam_type": "GRE", "session_count": 1}, {"exam_type": "IELTS", "session_count": 1},
    ]);
    assert_eq!(practice["popular_exam_types"], types);
    assert_eq!(
        house.get("/api/v1/dashboard"),
        shown,
        "the same at both paths"
    );
    let activity = &house.get("/dashboard/activities")["data"][0];
    assert_eq!(activity["description"], "Anita Iyer completed IELTS Mock 3");
    assert_eq!(
        (&activity["id"], &activity["type"]),
        (&json!("s-1"), &json!("session_completed"))
    );
    let exam = json!({"exam_name": "IELTS Mock 3", "exam_type": "IELTS"});
    assert_eq!(
        activity["metadata"],
        json!({"exam": exam, "score": 83.5, "duration": 45})
    );
    let doctor = home.run_ok(&["doctor", "--reconcile"]);
    assert!(
        doctor.contains("every count of candidates and practice equals its rows"),
        "{doctor}"
    );
}

fn a_session_before_the_enrolment_counts_after_it(backend: Backend) {
    let home = Installation::new(backend);
    let partners = [home.partner("Lead House"), home.partner("Other House")];
    let running = home.start();
    let [first, later] = partners.map(|partner| House::new(&running.server, partner));
    let platform = platform(&home, &running.server);
    first.enrols("Anita", "anita@example.com");
    reported(
        &platform,
        "s-1",
        &session("anita@example.com", json!({})),
        "applied",
    );
    assert_eq!((first.taken()[0], later.taken()[0]), (1, 0));
    assert_eq!(later.did(), Vec::<String>::new());
    later.enrols("Anitha", "ANITA@example.com");
    assert_eq!((first.taken()[0], later.taken()[0]), (1, 1));
    // Another batch of the same partner counts nothing twice.
    let body = json!({"batch_name": "Batch A"});
    let batch = later
        .ask(Method::POST, "/candidates/batches", Some(&body))
        .json();
    let body = json!({
        "firstname": "Anu", "lastname": "Iyer", "email": "anita@example.com",
        "batch_id": batch["data"]["_id"],
    });
    assert_eq!(
        later.ask(Method::POST, "/candidates", Some(&body)).status,
        201
    );
    assert_eq!(later.taken()[0], 1);
    // Everybody by the name its own partner wrote last.
    assert_eq!(later.did(), ["Anu Iyer completed IELTS Mock 3"]);
    assert_eq!(first.did(), ["Anita Iyer completed IELTS Mock 3"]);
}

fn a_person_of_two_partners_counts_for_both_and_nobody_else_sees(backend: Backend) {
    let home = Installation::new(backend);
    let partners = ["One House", "Two House", "Third House"].map(|name| home.partner(name));
    let running = home.start();
    let [one, two, third] = partners.map(|partner| House::new(&running.server, partner));
    let platform = platform(&home, &running.server);
    one.enrols("Anita", "anita@example.com");
    two.enrols("Anitha", "anita@example.com");
    two.enrols("Ravi", "ravi@example.com");
    reported(
        &platform,
        "a",
        &session("anita@example.com", json!({})),
        "applied",
    );
    reported(
        &platform,
        "b",
        &session("ravi@example.com", json!({})),
        "applied",
    );
    assert_eq!(
        [&one, &two, &third].map(|house| house.taken()[0]),
        [1, 2, 0]
    );
    let revenue = |house: &House| {
        house.dashboard()["finance_metrics"]["revenue_and_payouts"]["total_revenue_generated"]
            .clone()
    };
    assert_eq!(
        [&one, &two, &third].map(revenue),
        [499.0, 998.0, 0.0].map(|rupees| json!(rupees))
    );
    // A correction is one for both.
    let corrected = json!({"cost": 500, "status": "abandoned"});
    reported(
        &platform,
        "a",
        &session("anita@example.com", corrected),
        "applied",
    );
    assert_eq!(
        [&one, &two, &third].map(|house| house.taken()[0]),
        [0, 1, 0]
    );
    assert_eq!(
        [&one, &two, &third].map(revenue),
        [500.0, 999.0, 0.0].map(|rupees| json!(rupees))
    );
    assert_eq!(third.did(), Vec::<String>::new());
}

fn activities_go_on_behind_a_cursor(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let house = House::new(&running.server, partner);
    let platform = platform(&home, &running.server);
    house.enrols("Anita", "anita@example.com");
    let together = time(-7_200);
    for n in 0..5 {
        // The last three ended at the same moment.
        let at = if n < 2 {
            time(-3_600 * (n + 3))
        } else {
            together.clone()
        };
        let body = session(
            "anita@example.com",
            json!({"exam_name": format!("Mock {n}"), "completed_at": at}),
        );
        reported(&platform, &format!("s-{n}"), &body, "applied");
    }
    let mut shown = Vec::new();
    let mut path = "/dashboard/activities?limit=2".to_owned();
    for _ in 0..4 {
        let page = house.get(&path);
        assert_eq!(
            (&page["status"], &page["message"]),
            (&json!("success"), &json!("Activities fetched successfully"))
        );
        let rows = page["data"].as_array().unwrap().iter();
        shown.extend(rows.map(|row| row["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/dashboard/activities?limit=2&cursor={cursor}");
    }
    assert_eq!(shown, ["s-4", "s-3", "s-2", "s-0", "s-1"]);
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=x",
        "limit=1&limit=2",
    ] {
        let path = format!("/dashboard/activities?{query}");
        let reply = house.ask(Method::GET, &path, None);
        assert_eq!(reply.status, 400, "{query}: {}", reply.text);
        assert_eq!(reply.json()["status"], "error");
    }
}

fn days_are_plotted(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let house = House::new(&running.server, partner);
    let platform = platform(&home, &running.server);
    house.enrols("Anita", "anita@example.com");
    // The border of a day in Kolkata.
    for (id, at) in [("a", "2026-03-31T18:29:59Z"), ("b", "2026-03-31T18:30:00Z")] {
        let body = session("anita@example.com", json!({"completed_at": at}));
        reported(&platform, id, &body, "applied");
    }
    let plot = &house.get("/api/v1/dashboard/practice?from=2026-03-31&to=2026-04-02")["data"];
    let days = json!([
        {"day": "2026-03-31", "finished": 1}, {"day": "2026-04-01", "finished": 1},
        {"day": "2026-04-02", "finished": 0},
    ]);
    assert_eq!(plot["days"], days);
    assert_eq!(
        (&plot["time_zone"], &plot["from"], &plot["to"]),
        (
            &json!("Asia/Kolkata"),
            &json!("2026-03-31"),
            &json!("2026-04-02")
        )
    );
    let month = house.get("/api/v1/dashboard/practice");
    assert_eq!(month["data"]["days"].as_array().unwrap().len(), 30);
    for query in [
        "from=2026-04-02&to=2026-04-01",
        "from=2025-01-01&to=2026-04-01",
        "from=today",
    ] {
        let path = format!("/api/v1/dashboard/practice?{query}");
        assert_eq!(house.ask(Method::GET, &path, None).status, 400, "{query}");
    }
}

fn steps_vanish_once_they_are_done(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let house = House::new(&running.server, partner);
    let steps = || {
        let shown = house.dashboard()["next_steps"].as_array().unwrap().clone();
        shown
            .iter()
            .map(|step| step["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(steps(), ["add_candidates", "setup_payment"]);
    let anita = house.enrols("Anita", "anita@example.com");
    assert_eq!(steps(), ["setup_payment"]);
    let paid = house.ask(
        Method::PATCH,
        &format!("/candidates/{anita}/mark-paid"),
        None,
    );
    assert_eq!(paid.status, 200, "{}", paid.text);
    assert_eq!(steps(), Vec::<String>::new());
    let key = &house.dashboard()["key_metrics"];
    assert_eq!(
        (&key["candidates_paid"], &key["candidates_pending_payment"]),
        (&json!(1), &json!(0))
    );
}
