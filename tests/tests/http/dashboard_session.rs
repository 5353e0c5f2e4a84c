//! The dashboard's session: its refresh token in a cookie (partner-api.md, "Tokens": the
//! dashboard of the same origin refreshes and logs out by its cookie).

use std::thread;
use std::time::Duration;

use envelope::Form;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{AUTHORIZATION, COOKIE, SET_COOKIE};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session, basic};
use crate::envelope_client::{Side, is_sealed, plain};
use crate::envelope_keys::{PARTNER, enrol, within_a_second};
use crate::envelope_policy::of_dashboard;
use crate::program::Installation;

both!(
    a_login_leaves_a_cookie_and_no_refresh_token,
    the_cookie_rotates_forgives_and_punishes,
    only_the_dashboards_own_pages_use_the_cookie,
    signing_out_takes_the_cookie_away,
    the_cookie_ends_with_its_family,
    behind_tls_the_cookie_never_leaves_without,
    a_partner_that_must_encrypt_is_answered_in_plain,
    nothing_shows_the_cookie,
);

const LOGIN: &str = "/api/v1/partner/login";
const REFRESH: &str = "/api/v1/partner/refresh-token";
const LOGOUT: &str = "/api/v1/partner/logout";

/// A browser tab with our pages in it.
struct Tab {
    server: Server,
    origin: String,
    access: String,
    cookie: String,
}

fn with_basic(request: RequestBuilder, partner: &Partner) -> RequestBuilder {
    let basic = basic(&partner.client_id, &partner.client_secret);
    request.header(AUTHORIZATION, basic)
}

/// The value and the attributes of the one cookie of `reply`, sorted.
#[track_caller]
fn set_cookie(reply: &Reply) -> (String, Vec<String>) {
    let set: Vec<_> = reply.headers.get_all(SET_COOKIE).iter().collect();
    assert_eq!(set.len(), 1, "{set:?} in {}", reply.text);
    let mut parts = set[0].to_str().unwrap().split("; ").map(str::to_owned);
    let pair = parts.next().unwrap();
    let value = pair.strip_prefix("partner_refresh=").expect("our cookie");
    let mut attributes: Vec<String> = parts.collect();
    attributes.sort();
    (value.to_owned(), attributes)
}

#[track_caller]
fn leaves_cookies_alone(reply: &Reply) {
    assert!(
        !reply.headers.contains_key(SET_COOKIE),
        "{:?}",
        reply.headers
    );
}

#[track_caller]
fn is_taken_away(reply: &Reply) {
    let (value, attributes) = set_cookie(reply);
    let expected = [
        "HttpOnly",
        "Max-Age=0",
        "Path=/api/v1/partner",
        "SameSite=Strict",
    ];
    assert_eq!(
        (value.as_str(), attributes),
        ("", expected.map(str::to_owned).to_vec())
    );
}

impl Tab {
    #[track_caller]
    fn sign_in(server: &Server, partner: &Partner) -> Self {
        let mut tab = Self {
            server: server.clone(),
            origin: format!("http://{}", server.address()),
            access: String::new(),
            cookie: String::new(),
        };
        let request = with_basic(tab.post(LOGIN), partner);
        tab.takes(&plain(Reply::of(request).unwrap()));
        tab
    }

    /// As the pages send it.
    fn post(&self, path: &str) -> RequestBuilder {
        of_dashboard(self.server.request(Method::POST, path), &self.origin)
    }

    fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(COOKIE, format!("partner_refresh={}", self.cookie))
    }

    /// Refreshes with the cookie as it is.
    fn ask(&self) -> Reply {
        Reply::of(self.with_cookie(self.post(REFRESH))).unwrap()
    }

    #[track_caller]
    fn takes(&mut self, reply: &Reply) {
        let data = &reply.is(2000)["data"];
        assert_eq!(data.as_object().unwrap().len(), 3, "{data}");
        assert_eq!(data["token_type"], "Bearer");
        assert_eq!(data["expires_in"], 900);
        data["access_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.access);
        self.cookie = set_cookie(reply).0;
        assert!(!self.cookie.is_empty());
        assert!(!reply.text.contains(&self.cookie));
    }

    #[track_caller]
    fn refresh(&mut self) {
        self.takes(&self.ask());
    }

    /// What the access token opens.
    fn session(&self) -> Session {
        Session {
            server: self.server.clone(),
            access: self.access.clone(),
            refresh: String::new(),
        }
    }
}

fn a_login_leaves_a_cookie_and_no_refresh_token(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let tab = Tab::sign_in(server, &partner);
    tab.session().get("/dashboard/stats").is(2000);
    let reply = Reply::of(with_basic(tab.post(LOGIN), &partner)).unwrap();
    let expected = [
        "HttpOnly",
        "Max-Age=2592000",
        "Path=/api/v1/partner",
        "SameSite=Strict",
    ];
    assert_eq!(set_cookie(&reply).1, expected);
    assert_eq!(reply.header("cache-control"), "no-store");
    // Whoever is not the dashboard sees what it always saw.
    let api = server.login(&partner.client_id, &partner.client_secret);
    leaves_cookies_alone(&api);
    let session = Session::new(server, &api);
    assert!(!session.refresh.is_empty());
    // A wrong password touches no session there may be, and no browser asks for another.
    let wrong = tab.post(LOGIN).header(AUTHORIZATION, basic("x", "y"));
    let wrong = Reply::of(wrong).unwrap();
    wrong.is(4111);
    leaves_cookies_alone(&wrong);
    assert!(wrong.header("www-authenticate").starts_with("Bearer"));
}

fn the_cookie_rotates_forgives_and_punishes(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let mut tab = Tab::sign_in(server, &partner);
    let first = tab.cookie.clone();
    tab.refresh();
    assert_ne!(tab.cookie, first);
    // The answer was lost: the browser asks again with what it has.
    let lost = std::mem::replace(&mut tab.cookie, first.clone());
    tab.refresh();
    let second = std::mem::replace(&mut tab.cookie, lost);
    let replaced = tab.ask();
    replaced.is(4118);
    is_taken_away(&replaced);
    tab.cookie = second;
    tab.refresh();
    tab.session().get("/dashboard/stats").is(2000);

    let bystander = Tab::sign_in(server, &partner);
    // Now the first is spent; whoever presents it stole it, or was stolen from.
    let third = std::mem::replace(&mut tab.cookie, first);
    let spent = tab.ask();
    spent.is(4118);
    is_taken_away(&spent);
    tab.cookie = third;
    let revoked = tab.ask();
    revoked.is(4118);
    is_taken_away(&revoked);
    thread::sleep(Duration::from_secs(1));
    tab.session().get("/dashboard/stats").is(4118);
    bystander.ask().is(2000);
}

fn only_the_dashboards_own_pages_use_the_cookie(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let mut tab = Tab::sign_in(server, &partner);
    let own = tab.origin.clone();
    let said = ("X-Dashboard-Request", "true");
    let foreign = format!("{own}.evil.example");
    for headers in [
        &[][..],
        &[said],
        &[("Origin", own.as_str())],
        &[said, ("Origin", "https://evil.example")],
        &[said, ("Origin", foreign.as_str())],
        &[said, ("Origin", "null")],
        &[said, ("Sec-Fetch-Site", "same-origin")],
        &[said, ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")],
        &[("X-Dashboard-Request", "false"), ("Origin", own.as_str())],
    ] {
        let send = |path: &str| {
            let request = tab.with_cookie(server.request(Method::POST, path));
            let headers = headers.iter();
            let request = headers.fold(request, |request, (name, value)| {
                request.header(*name, *value)
            });
            Reply::of(request).unwrap()
        };
        for (path, code) in [(REFRESH, 4110), (LOGOUT, 4114), (LOGIN, 4110)] {
            let refused = send(path);
            refused.is(code);
            leaves_cookies_alone(&refused);
        }
        // The cookie opens nothing but the next session.
        let request = tab.with_cookie(server.request(Method::GET, "/api/v1/partner/profile"));
        Reply::of(request).unwrap().is(4114);
    }
    // Another page is not even allowed to ask.
    let preflight = server
        .request(Method::OPTIONS, REFRESH)
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "x-dashboard-request");
    let preflight = Reply::of(preflight).unwrap();
    assert_eq!(preflight.status, 405);
    assert_eq!(preflight.header("access-control-allow-origin"), "");
    tab.refresh();

    // Nor is a refresh token of another login good enough without credentials.
    let api = server.session(&partner);
    let stolen = std::mem::replace(&mut tab.cookie, api.refresh);
    let refused = tab.ask();
    refused.is(4118);
    is_taken_away(&refused);
    tab.cookie = stolen;
    tab.refresh();
}

fn signing_out_takes_the_cookie_away(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let staying = Tab::sign_in(server, &partner);
    for with_bearer in [true, false] {
        let tab = Tab::sign_in(server, &partner);
        let mut request = tab.with_cookie(tab.post(LOGOUT));
        if with_bearer {
            request = request.bearer_auth(&tab.access);
        }
        let left = Reply::of(request).unwrap();
        left.is(2000);
        is_taken_away(&left);
        let refused = tab.ask();
        refused.is(4118);
        is_taken_away(&refused);
        thread::sleep(Duration::from_secs(1));
        tab.session().get("/dashboard/stats").is(4118);
    }
    staying.session().get("/dashboard/stats").is(2000);
    // An API client's logout says nothing of cookies.
    leaves_cookies_alone(&server.session(&partner).post("/logout"));
}

fn the_cookie_ends_with_its_family(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let mut tab = Tab::sign_in(&running.server, &partner);
    drop(running);

    let day = 86_400;
    home.set("clock.offset_seconds", (29 * day).to_string());
    let running = home.start();
    let reply = tab.ask();
    tab.takes(&reply);
    let (_, attributes) = set_cookie(&reply);
    let age = attributes
        .iter()
        .find_map(|one| one.strip_prefix("Max-Age="));
    let age: i64 = age.unwrap().parse().unwrap();
    assert!(
        (day - 600..=day).contains(&age),
        "a refresh prolongs: {age}"
    );

    home.run_ok(&["partner", "suspend", &partner.client_id]);
    thread::sleep(Duration::from_secs(1));
    let refused = tab.ask();
    refused.is(4116);
    is_taken_away(&refused);
    home.run_ok(&["partner", "activate", &partner.client_id]);
    tab.refresh();
    drop(running);

    home.set("clock.offset_seconds", (30 * day + 60).to_string());
    let _running = home.start();
    let over = tab.ask();
    over.is(4118);
    is_taken_away(&over);
}

fn behind_tls_the_cookie_never_leaves_without(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("public_url", "https://api.example.test");
    let partner = home.partner("Lead House");
    let running = home.start();
    let request = running.server.request(Method::POST, LOGIN);
    let request = of_dashboard(with_basic(request, &partner), "https://api.example.test");
    let reply = Reply::of(request).unwrap();
    reply.is(2000);
    let (_, attributes) = set_cookie(&reply);
    assert!(attributes.contains(&"Secure".to_owned()), "{attributes:?}");
    assert!(attributes.contains(&"HttpOnly".to_owned()));
}

fn a_partner_that_must_encrypt_is_answered_in_plain(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let server = &running.server;
    let mut tab = Tab::sign_in(server, &partner);
    tab.refresh();
    let read = tab.session().request(Method::GET, "/dashboard/stats");
    let read = read
        .header("X-Dashboard-Request", "true")
        .header("Sec-Fetch-Site", "same-origin");
    plain(Reply::of(read).unwrap()).is(2000);
    assert!(is_sealed(&tab.session().get("/dashboard/stats")));
    let left = tab.with_cookie(tab.post(LOGOUT)).bearer_auth(&tab.access);
    let left = plain(Reply::of(left).unwrap());
    left.is(2000);
    is_taken_away(&left);
    // Everybody else still encrypts.
    let side = Side::new(&partner, PARTNER, Form::Documented);
    leaves_cookies_alone(&server.login(&partner.client_id, &partner.client_secret));
    side.sign_in(server, &partner);
}

fn nothing_shows_the_cookie(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let running = home.start();
    let mut tab = Tab::sign_in(&running.server, &partner);
    let mut seen = vec![tab.cookie.clone(), tab.access.clone()];
    tab.refresh();
    seen.extend([tab.cookie.clone(), tab.access.clone()]);
    within_a_second(|| running.log().contains(REFRESH));
    let log = running.log();
    for token in seen {
        assert!(!log.contains(&token), "the log shows a token");
        for (table, rows) in home.database.every_row() {
            assert!(!rows.iter().any(|row| row.contains(&token)), "in {table}");
        }
    }
}
