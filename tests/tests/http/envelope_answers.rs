//! Answers to a partner that must encrypt: all of them in envelopes but for the
//! dashboard's, never in plain text for want of a key.

use envelope::Form;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::json;

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, basic};
use crate::envelope_client::{Side, carrying, plain, send};
use crate::envelope_keys::{PARTNER, enrol, within_a_second};
use crate::envelope_policy::of_dashboard;
use crate::people::person;
use crate::program::Installation;

both!(
    answers_without_an_envelope_come_in_the_partners_form,
    the_dashboard_alone_is_answered_in_plain,
    a_refresh_token_travels_in_a_header_or_an_envelope,
    without_a_live_key_there_is_no_answer,
);

fn answers_without_an_envelope_come_in_the_partners_form(backend: Backend) {
    let home = Installation::new(backend);
    // The documented form where none is prescribed.
    let cases = [
        ("any", Form::Documented),
        ("iv-unsigned", Form::IvUnsigned),
        ("packed", Form::Packed),
    ];
    let partners = cases.map(|(word, form)| {
        let partner = home.partner(&format!("House {word}"));
        enrol(&home, &partner, PARTNER, "required", word);
        (partner, form)
    });
    let running = home.start();
    let server = &running.server;
    for (partner, form) in &partners {
        let side = Side::new(partner, PARTNER, *form);
        // Who does not know the secret is nobody's partner.
        plain(server.login(&partner.client_id, "psk_live_wrong")).is(4111);
        let session = side.sign_in(server, partner);
        let shared = side.share(&session, &person(1).lead()).is(2005);
        let stats = side.get(&session, "/dashboard/stats").is(2000);
        assert_eq!(stats["data"]["total_leads"], 1, "{stats}");
        let list = side.get(&session, "/dashboard/leads?limit=1").is(2000);
        assert_eq!(list["data"]["leads"][0]["mobile_number"], person(1).mobile);
        let path = format!("/dashboard/lead/{}", shared["lead_id"]);
        let lead = side.get(&session, &path).is(2000);
        assert_eq!(lead["data"]["pan_number"], person(1).pan);
        side.get(&session, &format!("{path}/payout")).is(2000);
        side.get(&session, "/statements").is(2000);
        side.get(&session, "/encryption/keys").is(2000);
        side.get(&session, "/dashboard/lead/999999").is(4040);
        side.get(&session, "/dashboard/leads?page=0").is(4124);

        let sealed = session.get("/dashboard/leads.csv");
        assert_eq!(sealed.header("content-disposition"), "");
        let csv = side.open(&sealed).text;
        let row = format!(",{},", person(1).mobile);
        assert!(csv.contains("first_name") && csv.contains(&row), "{csv}");
        assert_eq!(csv.lines().count(), 2);

        // Whoever has no token is nobody's partner either.
        plain(server.get("/api/v1/partner/dashboard/stats")).is(4114);
        side.open(&session.post("/logout")).is(2000);
        within_a_second(|| session.get("/dashboard/stats").status == 401);
        plain(session.get("/dashboard/stats")).is(4118);
    }
}

fn login(server: &Server, partner: &Partner) -> RequestBuilder {
    let request = server.request(Method::POST, "/api/v1/partner/login");
    request.header(
        "authorization",
        basic(&partner.client_id, &partner.client_secret),
    )
}

fn the_dashboard_alone_is_answered_in_plain(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let server = &running.server;
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let session = side.sign_in(server, &partner);
    let own = format!("http://{}", server.address());
    let refresh = || {
        let request = server.request(Method::POST, "/api/v1/partner/refresh-token");
        let basic = basic(&partner.client_id, &partner.client_secret);
        let request = request.header("authorization", basic);
        request.header("refresh_token", &session.refresh)
    };
    let get = |path: &str| session.request(Method::GET, path);
    let requests = || {
        let paths = ["stats", "leads", "lead/1"].map(|path| get(&format!("/dashboard/{path}")));
        [login(server, &partner), refresh()]
            .into_iter()
            .chain(paths)
    };
    for request in requests() {
        let reply = plain(Reply::of(of_dashboard(request, &own)).unwrap());
        assert!(matches!(reply.code(), 2000 | 4040), "{}", reply.text);
    }
    let csv = of_dashboard(get("/dashboard/leads.csv"), &own);
    let csv = plain(Reply::of(csv).unwrap());
    assert!(csv.header("content-type").starts_with("text/csv"));

    // Half of it is not the dashboard.
    let foreign = format!("{own}.evil.example");
    for request in requests() {
        let again = || request.try_clone().unwrap();
        for request in [
            of_dashboard(again(), "https://evil.example"),
            of_dashboard(again(), &foreign),
            of_dashboard(again(), "null"),
            again().header("X-Dashboard-Request", "true"),
            again().header("Origin", &own),
            again()
                .header("Origin", &own)
                .header("X-Dashboard-Request", "false"),
        ] {
            let reply = side.open(&Reply::of(request).unwrap());
            assert!(matches!(reply.code(), 2000 | 4040), "{}", reply.text);
        }
    }
    let logout = of_dashboard(session.request(Method::POST, "/logout"), &own);
    plain(Reply::of(logout).unwrap()).is(2000);
}

fn a_refresh_token_travels_in_a_header_or_an_envelope(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let server = &running.server;
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let token = side.sign_in(server, &partner).refresh;
    let request = || {
        let request = server.request(Method::POST, "/api/v1/partner/refresh-token");
        request.header(
            "authorization",
            basic(&partner.client_id, &partner.client_secret),
        )
    };
    let sent = |request: RequestBuilder| Reply::of(request).unwrap();

    let body = json!({ "refresh_token": token }).to_string();
    plain(sent(carrying(request(), body.clone()))).is(4125);
    let own = format!("http://{}", server.address());
    plain(sent(of_dashboard(carrying(request(), body.clone()), &own))).is(2000);
    let sealed = side.seal(&body).to_json();
    let renewed = side.open(&sent(carrying(request(), sealed))).is(2000);
    assert!(renewed["data"]["access_token"].is_string(), "{renewed}");
    side.open(&sent(request().header("refresh_token", &token)))
        .is(2000);
    // Wrong ones are told in envelopes.
    let wrong = side.seal(r#"{"refresh_token":"no.such.token"}"#).to_json();
    side.open(&sent(carrying(request(), wrong))).is(4118);
    side.open(&sent(request())).is(4114);
}

fn without_a_live_key_there_is_no_answer(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let made = enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let server = &running.server;
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let session = side.sign_in(server, &partner);
    side.share(&session, &person(1).lead()).is(2005);

    let fingerprint = made["fingerprint"].as_str().unwrap();
    let retire = ["partner", "retire-key", "--client-id", &partner.client_id];
    home.run_ok(&["doctor"]);
    home.run_ok(&[&retire[..], &["--fingerprint", fingerprint]].concat());
    let doctor = home.run(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        !doctor.status.success() && said.contains("no live key"),
        "{doctor:?}"
    );
    within_a_second(|| session.get("/dashboard/stats").status == 500);
    for path in ["stats", "leads", "leads.csv", "lead/1", "lead/999"] {
        let reply = plain(session.get(&format!("/dashboard/{path}")));
        let body = reply.is(5000);
        assert!(body.get("data").is_none(), "{body}");
    }
    plain(server.login(&partner.client_id, &partner.client_secret)).is(5000);
    plain(session.share(&person(2).lead())).is(4125);
    plain(send(&session, &side.seal(person(2).lead().to_string()))).is(4122);

    let own = format!("http://{}", server.address());
    let request = of_dashboard(session.request(Method::GET, "/dashboard/stats"), &own);
    let stats = plain(Reply::of(request).unwrap());
    assert_eq!(stats.is(2000)["data"]["total_leads"], 1);
    plain(session.post("/logout")).is(5000);
}
