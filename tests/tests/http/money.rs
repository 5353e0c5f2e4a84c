//! Leads that were shared some weeks ago, their loans, and the lender's staff.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session, Staff};
use crate::feed_client::{Lender, loan, now, time, user};
use crate::people::{overlay, person};
use crate::program::{Installation, Running};

/// How long ago the leads were shared: longer than any window here.
const DAYS_AGO: i64 = 25;

/// Two partners with leads of old, and staff who may settle.
pub(crate) struct Books {
    pub(crate) home: Installation,
    pub(crate) running: Running,
    pub(crate) partner: Partner,
    pub(crate) session: Session,
    pub(crate) foreign: Session,
    pub(crate) lender: Lender,
    /// Shared by the first partner: of persons 1, 2, 3 and so on.
    pub(crate) leads: Vec<i64>,
    /// Shared by the other partner: of person 101.
    pub(crate) other_lead: i64,
    staff: [Staff; 3],
}

impl Books {
    /// `count` leads of the first partner and one of the other.
    pub(crate) fn with_leads(backend: Backend, count: u32) -> Self {
        let mut home = Installation::new(backend);
        let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
        let token = home.service_token();
        let staff = ["admin", "finance", "auditor"].map(|role| home.staff(role));
        home.set("clock.offset_seconds", (-DAYS_AGO * 86_400).to_string());
        let past = home.start();
        let share = |session: &Session, n: u32| {
            let shared = session.share(&person(n).lead()).is(2005);
            shared["lead_id"].as_i64().unwrap()
        };
        let session = past.server.session(&partner);
        let leads = (1..=count).map(|n| share(&session, n)).collect();
        let other_lead = share(&past.server.session(&other), 101);
        drop(past);

        home.set("clock.offset_seconds", "0");
        let running = home.start();
        let lender = Lender::new(&running.server, token);
        for n in (1..=count).chain([101]) {
            lender.knows(i64::from(n), &user(&person(n), json!({})));
        }
        Self {
            session: running.server.session(&partner),
            foreign: running.server.session(&other),
            home,
            running,
            partner,
            lender,
            leads,
            other_lead,
            staff,
        }
    }

    /// The lead of person `n`.
    pub(crate) fn lead(&self, n: i64) -> i64 {
        if n == 101 {
            return self.other_lead;
        }
        self.leads[usize::try_from(n - 1).unwrap()]
    }

    /// When the lead of person `n` was shared.
    pub(crate) fn shared_at(&self, n: i64) -> DateTime<Utc> {
        let session = if n == 101 {
            &self.foreign
        } else {
            &self.session
        };
        let shared = session.lead(self.lead(n))["lead_shared_at"].clone();
        shared.as_str().unwrap().parse().unwrap()
    }

    /// The loan of person `n`, disbursed `days` after the lead was shared.
    pub(crate) fn disbursed(&self, n: i64, days: i64, rupees: i64, over: Value) -> Value {
        let shared = self.shared_at(n);
        let after =
            |delta: TimeDelta| (shared + delta).to_rfc3339_opts(SecondsFormat::Micros, true);
        let over = overlay(
            json!({
                "created_at": after(TimeDelta::days(1)),
                "disbursed_at": after(TimeDelta::days(days)),
                "disbursal_amount": rupees,
                "loan_amount": rupees,
                "occurred_at": time(-30),
            }),
            over,
        );
        loan(n, "disbursed", over)
    }

    /// Reports it.
    #[track_caller]
    pub(crate) fn disburse(&self, n: i64, days: i64, rupees: i64) {
        self.lender
            .lends(n, &self.disbursed(n, days, rupees, json!({})));
    }

    /// The lead's payout, explained to its partner.
    #[track_caller]
    pub(crate) fn payout(&self, n: i64) -> Value {
        let session = if n == 101 {
            &self.foreign
        } else {
            &self.session
        };
        let path = format!("/dashboard/lead/{}/payout", self.lead(n));
        session.get(&path).is(2000)["data"].clone()
    }

    /// A member of staff, at their desk.
    pub(crate) fn desk(&self, role: &'static str) -> Desk {
        let staff = self.staff.iter().find(|staff| staff.role == role).unwrap();
        Desk {
            server: self.running.server.clone(),
            token: self.running.server.staff_token(staff),
            id: staff.id,
        }
    }

    /// The first partner's only statement.
    #[track_caller]
    pub(crate) fn statement(&self) -> Value {
        let list = self.session.get("/statements").is(2000)["data"].clone();
        assert_eq!(list["pagination"]["total"], 1, "{list}");
        let id = &list["statements"][0]["statement_id"];
        self.session.get(&format!("/statements/{id}")).is(2000)["data"].clone()
    }
}

/// A member of staff who signed in.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) token: String,
    pub(crate) id: i64,
}

impl Desk {
    pub(crate) fn get(&self, path: &str) -> Reply {
        let path = format!("/api/v1/admin{path}");
        let request = self.server.request(Method::GET, &path);
        Reply::of(request.bearer_auth(&self.token)).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        let path = format!("/api/v1/admin{path}");
        let request = self.server.request(Method::POST, &path);
        Reply::of(request.bearer_auth(&self.token).json(body)).unwrap()
    }

    /// Creates a run up to tomorrow; its data.
    #[track_caller]
    pub(crate) fn creates(&self) -> Value {
        made(&self.post("/payout-runs", &period()))
    }

    /// Approves a run.
    #[track_caller]
    pub(crate) fn approves(&self, run: &Value) -> Value {
        let path = format!("/payout-runs/{run}/approve");
        self.post(&path, &json!({})).is(2000)["data"].clone()
    }
}

/// The last month up to tomorrow, whatever the zone.
pub(crate) fn period() -> Value {
    let day = |days| {
        (now() + TimeDelta::days(days))
            .format("%Y-%m-%d")
            .to_string()
    };
    json!({"from": day(-30), "to": day(1)})
}

/// The data of a reply that something came into being.
#[track_caller]
pub(crate) fn made(reply: &Reply) -> Value {
    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(reply.code(), 2000);
    reply.json()["data"].clone()
}

/// The reply must be a conflict for this reason.
#[track_caller]
pub(crate) fn conflict(reply: &Reply, reason: &str) {
    assert_eq!(reply.is(4092)["reason"], reason, "{}", reply.text);
}
