//! An API over fakes, and a caller of it.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use accounts::{
    AdministerPartners, AnnounceMaintenance, AuthenticateApiKey, AuthenticatePartner,
    AuthenticateService, ClientSecret, CreateServiceToken, CreatedPartner, Lifetimes, MockApiKeys,
    OwnCredentials, PartnerDraft, PartnerName, PersonSignOut, RefreshSession, ServiceScope, SignIn,
    SignOut,
};
use actix_web::http::header::HeaderMap;
use actix_web::test::{self, TestRequest};
use actix_web::web;
use audit::{ProveAuditLog, ReadAuditLog};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use chrono_tz::Asia;
use envelope::{Diagnose, EnrolKey, Envelopes};
use kernel::{Actor, BusinessCalendar, Clock, EmailAddress, Entropy, FixedClock, Reach, Underway};
use leads::{LeadRepository, LinkBuilder, ReadLeads};
use lender::FeedRepository;
use payouts::{
    MockDisputes, MockPayoutRuns, MockStatements, PartnerStatements, SetTaxProfile, StaffPayouts,
    TaxTable,
};
use serde_json::Value;
use testkit::{
    FakeChainHasher, FakeCipher, FakeHasher, FakeVault, Harness, SeededEntropy, authenticate_staff,
    in_memory, letters, manage_partners, midday, onboarding_cases, people_cases,
};

use webhooks::{
    DeliveryLog, EndpointRepository, ManageEndpoints, MockDeliveryLog, MockEndpointRepository,
    OverseeEndpoints, Post, ReadDeliveries,
};

use super::issuer::PlainIssuer;
use super::{books, guide};
use crate::routes::docs::DocumentText;
use crate::server::{Parts, app};
use crate::{
    Api, ApiOptions, AuditDesk, CallLimits, CallRates, DoctorsHours, Health, Live, MaintenanceDesk,
    MetricsAccess, Onboarding, Overview, Part, People, RsaLane, ServiceHealth, TrustedProxies,
    UploadSpace, UsageBook, UsageDesk, WebhookDesk,
};

/// Whether the process is fit; tests decide.
#[derive(Default)]
pub(super) struct Fitness(pub(super) Mutex<Vec<&'static str>>);

impl Health for Fitness {
    fn ready(&self) -> Result<(), Vec<&'static str>> {
        let failing = self.0.lock().expect("no panic").clone();
        if failing.is_empty() {
            Ok(())
        } else {
            Err(failing)
        }
    }
}

impl Overview for Fitness {
    #[expect(clippy::too_many_lines, reason = "one part after the other")]
    fn look(&self) -> ServiceHealth {
        let failing = self.0.lock().expect("no panic").clone();
        let part = |name| {
            if failing.contains(&name) {
                Part::Failing
            } else {
                Part::Ok
            }
        };
        ServiceHealth {
            version: "0.1.0",
            started_at: midday(),
            now: midday() + TimeDelta::seconds(90),
            clock_offset: TimeDelta::seconds(-5),
            backend: "sqlite",
            database: part("database"),
            database_version: Some("3.50.4".to_owned()),
            migrations: part("migrations"),
            pending_migrations: Some(0),
            disk: part("disk"),
            free_bytes: Some(1_000_000_000),
            audit: part("audit"),
            unsealed: Some(audit::Waiting {
                entries: 2,
                oldest: Some(midday() + TimeDelta::seconds(89)),
            }),
            mail: part("mail"),
            mail_route: "files",
            letters: Some(notices::MailBacklog {
                waiting: 3,
                oldest: Some(midday()),
                given_up: 1,
            }),
            webhooks: part("webhooks"),
            deliveries: Some(webhooks::DeliveryBacklog {
                waiting: 4,
                oldest: Some(midday() + TimeDelta::seconds(60)),
                failing: 2,
                paused: 1,
            }),
            encryption_key: true,
            lead_names: part("lead_names"),
            unindexed_leads: None,
            limits: part("limits"),
            limits_kept_in: "memory",
        }
    }
}

pub(super) struct World {
    pub(super) api: Arc<Api>,
    pub(super) clock: Arc<FixedClock>,
    pub(super) harness: Harness,
    pub(super) fitness: Arc<Fitness>,
    pub(super) partner: CreatedPartner,
    pub(super) service: ClientSecret,
}

impl World {
    pub(super) fn new() -> Self {
        Self::over(in_memory())
    }

    /// A world in which leads are kept in `leads`.
    pub(super) fn with_leads(leads: impl LeadRepository + 'static) -> Self {
        let mut harness = in_memory();
        harness.leads = Arc::new(leads);
        Self::over(harness)
    }

    /// A world in which the feed is kept in `feed`.
    pub(super) fn with_feed(feed: impl FeedRepository + 'static) -> Self {
        let mut harness = in_memory();
        harness.feed = Arc::new(feed);
        Self::over(harness)
    }

    /// A world over these ports.
    pub(super) fn over(harness: Harness) -> Self {
        let clock = Arc::new(FixedClock::at(midday()));
        let fitness = Arc::new(Fitness::default());
        let service = CreateServiceToken {
            tokens: harness.service_tokens.clone(),
            hasher: Arc::new(FakeHasher),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(9)),
        };
        let service = service.execute("core", ServiceScope::Internal, Actor::Operator);
        Self {
            partner: partner(&harness, &clock, 1, false),
            service: service.expect("the fake never fails").1,
            api: Arc::new(api(&harness, &clock, &fitness)),
            clock,
            harness,
            fitness,
        }
    }

    /// A world whose partner practises.
    pub(super) fn practising() -> Self {
        let mut world = Self::new();
        world.partner = partner(&world.harness, &world.clock, 3, true);
        world
    }

    /// The same world with something changed before its first request.
    pub(super) fn but(mut self, change: impl FnOnce(&mut Api)) -> Self {
        change(Arc::get_mut(&mut self.api).expect("not shared yet"));
        self
    }

    /// Another partner of the same platform.
    pub(super) fn another_partner(&self) -> CreatedPartner {
        partner(&self.harness, &self.clock, 2, false)
    }

    pub(super) fn basic(&self) -> (&'static str, String) {
        basic(
            self.partner.partner.client_id.as_str(),
            self.partner.secret.expose(),
        )
    }

    /// The header of a fresh login.
    pub(super) async fn bearer(&self) -> (&'static str, String) {
        let credentials = self.basic();
        self.bearer_for(credentials).await
    }

    pub(super) async fn bearer_for(
        &self,
        credentials: (&'static str, String),
    ) -> (&'static str, String) {
        let login = TestRequest::post().uri("/api/v1/partner/login");
        let reply = self.call(login.insert_header(credentials)).await;
        bearer(
            reply.json()["data"]["access_token"]
                .as_str()
                .expect("a token"),
        )
    }

    pub(super) fn service_bearer(&self) -> (&'static str, String) {
        bearer(self.service.expose())
    }

    /// Sends one request through the whole application.
    pub(super) async fn call(&self, request: TestRequest) -> Reply {
        let parts = Parts {
            api: web::Data::from(Arc::clone(&self.api)),
            document: web::Data::new(DocumentText("{}".into())),
        };
        let service = test::init_service(app(&parts)).await;
        let reply = test::call_service(&service, request.to_request()).await;
        Reply {
            status: reply.status().as_u16(),
            headers: reply.headers().clone(),
            body: test::read_body(reply).await.to_vec(),
        }
    }

    /// Shares a lead.
    pub(super) async fn share(&self, bearer: &(&'static str, String), body: &str) -> Reply {
        let request = TestRequest::post()
            .uri("/api/v1/partner/lead-dedupe-check")
            .insert_header(bearer.clone())
            .insert_header(("content-type", "application/json"))
            .set_payload(body.to_owned());
        self.call(request).await
    }

    /// Gets a path with a partner's token.
    pub(super) async fn get(&self, bearer: &(&'static str, String), path: &str) -> Reply {
        let request = TestRequest::get().uri(path).insert_header(bearer.clone());
        self.call(request).await
    }
}

/// A lead's body for the person of this number.
pub(super) fn lead_of(number: u32) -> String {
    let person = testkit::Person::numbered(number);
    serde_json::json!({
        "first_name": person.first_name.as_str(),
        "last_name": person.last_name.as_str(),
        "mobile_number": person.mobile.as_str(),
        "pan_number": person.pan.as_str(),
    })
    .to_string()
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// The body where it may be no text.
    pub(super) fn text_lossy(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("ASCII"))
    }

    /// Status and code: what a refusal is known by.
    pub(super) fn refusal(&self) -> (u16, i64) {
        let json = self.json();
        assert_eq!(json["status"], false);
        assert_eq!(json["request_id"].as_str(), self.header("x-request-id"));
        (self.status, json["code"].as_i64().expect("a code"))
    }
}

pub(super) fn basic(user: &str, secret: &str) -> (&'static str, String) {
    (
        "Authorization",
        format!("Basic {}", STANDARD.encode(format!("{user}:{secret}"))),
    )
}

pub(super) fn bearer(token: &str) -> (&'static str, String) {
    ("Authorization", format!("Bearer {token}"))
}

fn partner(
    harness: &Harness,
    clock: &Arc<FixedClock>,
    number: u64,
    sandbox: bool,
) -> CreatedPartner {
    let entropy = Arc::new(SeededEntropy::new(number));
    let draft = PartnerDraft {
        name: PartnerName::parse(&format!("Partner {number}")).expect("a name"),
        email: EmailAddress::parse(&format!("p{number}@example.test")).expect("an address"),
        slug: None,
        sandbox,
        rate: None,
    };
    manage_partners(harness.partners.clone(), clock.clone(), entropy)
        .create(draft, Actor::Operator)
        .expect("the fake takes it")
}

fn any(clock: &Arc<FixedClock>) -> Arc<dyn Clock> {
    clock.clone()
}

/// Draws apart from everything else.
fn drawing() -> Arc<dyn Entropy> {
    Arc::new(SeededEntropy::new(55))
}

fn audit_desk(harness: &Harness, clock: &Arc<FixedClock>) -> AuditDesk {
    AuditDesk::new(
        ReadAuditLog {
            log: harness.audit_log.clone(),
            vault: Arc::new(FakeVault),
        },
        ProveAuditLog {
            chain: harness.audit_chain.clone(),
            hasher: Arc::new(FakeChainHasher),
            clock: clock.clone(),
        },
    )
}

fn people(harness: &Harness, clock: &Arc<FixedClock>) -> People {
    let cases = people_cases(harness, &any(clock), &drawing());
    People {
        sign_in: cases.sign_in,
        sign_out: PersonSignOut {
            revoked: harness.revoked_tokens.clone(),
        },
        set_password: cases.set_password,
        reset: cases.reset,
        staff: cases.staff,
        portal: cases.people,
    }
}

#[expect(clippy::too_many_lines, reason = "one port after the other")]
fn api(harness: &Harness, clock: &Arc<FixedClock>, fitness: &Arc<Fitness>) -> Api {
    let entropy = Arc::new(SeededEntropy::new(5));
    let sign_in = SignIn {
        directory: harness.directory.clone(),
        hasher: Arc::new(FakeHasher),
        issuer: Arc::new(PlainIssuer),
        clock: clock.clone(),
        entropy: entropy.clone(),
        lifetimes: Lifetimes::default(),
    };
    Api {
        refresh: RefreshSession {
            sign_in: sign_in.clone(),
            families: harness.families.clone(),
            letters: letters(drawing()),
        },
        sign_out: SignOut {
            families: harness.families.clone(),
            clock: clock.clone(),
            lifetimes: Lifetimes::default(),
        },
        credentials: OwnCredentials {
            manage: manage_partners(harness.partners.clone(), clock.clone(), entropy.clone()),
        },
        authenticate: AuthenticatePartner {
            directory: harness.directory.clone(),
            issuer: Arc::new(PlainIssuer),
            clock: clock.clone(),
        },
        authenticate_service: authenticate_service(harness),
        people: people(harness, clock),
        authenticate_portal: people_cases(harness, &any(clock), &drawing()).portal,
        authenticate_candidate: people_cases(harness, &any(clock), &drawing()).candidate,
        authenticate_api_key: AuthenticateApiKey {
            keys: Arc::new(MockApiKeys::new()),
            hasher: Arc::new(FakeHasher),
            clock: clock.clone(),
        },
        authenticate_staff: authenticate_staff(harness.staff.clone(), clock.clone()),
        onboarding: onboarding(harness, clock),
        administration: administration(harness, clock),
        share: testkit::share_lead(harness.leads.clone(), clock.clone(), entropy.clone()),
        read: read_leads(harness.leads.clone(), clock),
        live: Live::new(
            harness.changes.clone(),
            read_leads(harness.leads.clone(), clock),
        ),
        feed: testkit::receive_feed(harness.feed.clone()),
        audit: audit_desk(harness, clock),
        statements: statements(harness, clock),
        payout_runs: payout_runs(clock),
        webhooks: webhooks(clock),
        candidates: guide::candidates(harness, clock),
        invites: guide::invites(harness, clock),
        practice: guide::practice(clock),
        maintenance: maintenance(harness, clock),
        envelopes: envelopes(harness, clock),
        enrol: enrol(harness, clock),
        diagnose: diagnose(harness, clock),
        doctors_hours: DoctorsHours::default(),
        rsa: RsaLane::new(2, Underway::default()).unwrap(),
        vault: Arc::new(FakeVault),
        health: fitness.clone(),
        overview: fitness.clone(),
        metrics: metrics(),
        limits: unlimited(clock),
        usage: usage(harness, clock),
        options: options(),
        sign_in,
        entropy,
    }
}

fn administration(harness: &Harness, clock: &Arc<FixedClock>) -> AdministerPartners {
    AdministerPartners {
        repository: harness.administration.clone(),
        manage: manage_partners(harness.partners.clone(), clock.clone(), drawing()),
        documents: onboarding_cases(harness, &any(clock), &drawing())
            .documents
            .store,
    }
}

fn onboarding(harness: &Harness, clock: &Arc<FixedClock>) -> Onboarding {
    let cases = onboarding_cases(harness, &any(clock), &drawing());
    Onboarding {
        start: cases.start,
        authenticate: cases.authenticate,
        steps: cases.steps,
        documents: cases.documents,
        activate: cases.activate,
        reach: Reach::Practice,
        space: UploadSpace::default(),
    }
}

fn envelopes(harness: &Harness, clock: &Arc<FixedClock>) -> Envelopes {
    Envelopes {
        cipher: Arc::new(FakeCipher::owning(&["platform"])),
        profiles: harness.envelope_profiles.clone(),
        marks: harness.replay_marks.clone(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(11)),
    }
}

fn enrol(harness: &Harness, clock: &Arc<FixedClock>) -> EnrolKey {
    EnrolKey {
        cipher: Arc::new(FakeCipher::owning(&["platform"])),
        keys: harness.partner_keys.clone(),
        vault: Arc::new(FakeVault),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(12)),
    }
}

fn diagnose(harness: &Harness, clock: &Arc<FixedClock>) -> Diagnose {
    let cipher = Arc::new(FakeCipher::owning(&["platform"]));
    Diagnose {
        cipher: cipher.clone(),
        probe: cipher,
        keys: harness.partner_keys.clone(),
        marks: harness.replay_marks.clone(),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(13)),
    }
}

fn authenticate_service(harness: &Harness) -> AuthenticateService {
    AuthenticateService {
        tokens: harness.service_tokens.clone(),
        hasher: Arc::new(FakeHasher),
    }
}

/// Of which nothing may be asked, unless a test puts its own ports there.
fn webhooks(clock: &Arc<FixedClock>) -> WebhookDesk {
    let endpoints: Arc<dyn EndpointRepository> = Arc::new(MockEndpointRepository::new());
    let log: Arc<dyn DeliveryLog> = Arc::new(MockDeliveryLog::new());
    WebhookDesk {
        manage: ManageEndpoints {
            endpoints: Arc::clone(&endpoints),
            log: Arc::clone(&log),
            post: Post {
                vault: Arc::new(FakeVault),
                entropy: drawing(),
            },
            clock: clock.clone(),
            reach: Reach::Practice,
        },
        oversee: OverseeEndpoints {
            endpoints,
            log: Arc::clone(&log),
            vault: Arc::new(FakeVault),
            entropy: drawing(),
            clock: clock.clone(),
        },
        read: ReadDeliveries {
            log,
            vault: Arc::new(FakeVault),
        },
    }
}

fn maintenance(harness: &Harness, clock: &Arc<FixedClock>) -> MaintenanceDesk {
    MaintenanceDesk::new(AnnounceMaintenance {
        repository: harness.maintenance.clone(),
        clock: clock.clone(),
        entropy: drawing(),
    })
}

/// Of which nothing but taxes may be asked, unless a test puts its own ports there.
fn statements(harness: &Harness, clock: &Arc<FixedClock>) -> PartnerStatements {
    PartnerStatements {
        statements: Arc::new(MockStatements::new()),
        disputes: Arc::new(MockDisputes::new()),
        vault: Arc::new(FakeVault),
        clock: clock.clone(),
        policy: Arc::new(books::policy()),
        taxes: SetTaxProfile {
            profiles: harness.tax_profiles.clone(),
            vault: Arc::new(FakeVault),
            clock: clock.clone(),
        },
    }
}

/// The same for staff.
fn payout_runs(clock: &Arc<FixedClock>) -> StaffPayouts {
    StaffPayouts {
        runs: Arc::new(MockPayoutRuns::new()),
        disputes: Arc::new(MockDisputes::new()),
        vault: Arc::new(FakeVault),
        clock: clock.clone(),
        taxes: TaxTable::default(),
    }
}

fn metrics() -> MetricsAccess {
    MetricsAccess {
        render: Arc::new(|| "up 1\n".to_owned()),
        token: Some("metrics-token".to_owned()),
    }
}

/// Counts and limits of partners.
fn usage(harness: &Harness, clock: &Arc<FixedClock>) -> UsageDesk {
    let calendar = BusinessCalendar::new(Asia::Kolkata);
    let hundred = NonZeroU32::new(100).expect("not 0");
    UsageDesk {
        book: Arc::new(UsageBook::new(calendar, clock.clone())),
        read: usage::ReadUsage {
            repository: harness.usage.clone(),
            clock: clock.clone(),
            calendar,
            defaults: usage::Allowance {
                rate: usage::Rate {
                    per_second: hundred,
                    burst: hundred,
                },
                monthly_quota: 10_000,
            },
            limited: true,
        },
        set_limits: usage::SetCallLimits {
            repository: harness.usage.clone(),
            clock: clock.clone(),
        },
    }
}

/// The deployment's limits.
pub(super) fn rates() -> CallRates {
    let rate = |calls| usage::Rate {
        per_second: NonZeroU32::new(calls).expect("not 0"),
        burst: NonZeroU32::new(calls).expect("not 0"),
    };
    CallRates {
        partner: rate(100),
        address: rate(200),
        sign_in: rate(1),
        monthly_quota: 10_000,
    }
}

/// Nobody is limited, unless a test puts its own limits there.
fn unlimited(clock: &Arc<FixedClock>) -> CallLimits {
    let calendar = BusinessCalendar::new(Asia::Kolkata);
    CallLimits::new(
        None,
        rates(),
        TrustedProxies::default(),
        calendar,
        clock.clone(),
    )
}

fn options() -> ApiOptions {
    ApiOptions {
        accept_lowercase_pan: false,
        lender: "Pocket Credit".to_owned(),
        public_url: "https://api.example.test".to_owned(),
        support_email: "help@example.test".to_owned(),
    }
}

fn read_leads(repository: Arc<dyn LeadRepository>, clock: &Arc<FixedClock>) -> ReadLeads {
    ReadLeads {
        repository,
        vault: Arc::new(FakeVault),
        clock: clock.clone(),
        calendar: BusinessCalendar::new(Asia::Kolkata),
        links: LinkBuilder::new("https://app.example.test/apply").expect("an address"),
    }
}
