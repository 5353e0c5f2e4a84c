//! Lists, details, totals, exports.

use chrono::{DateTime, Utc};
use dedupe::{LoanStatus, UserStatus, Verdict};
use kernel::{
    FieldRef, FieldVault, LeadId, LeadReference, LoanApplicationId, Money, PersonName, PortFailure,
    Sealed, UserId,
};
use leads::{
    AttributedLoan, CampaignForm, CampaignStyle, LeadRecord, LinkedUser, MockLeadRepository,
    PayoutSummary, Position, Slice, Total,
};
use payouts::PayoutStatus;
use testkit::FakeVault;

use super::world::{World, basic, lead_of};

const LEADS: &str = "/api/v1/partner/dashboard/leads";
const CSV: &str = "/api/v1/partner/dashboard/leads.csv";

fn slice(leads: Vec<LeadRecord>, more: bool) -> Slice {
    Slice { leads, more }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn sealed(table: &'static str, column: &'static str, row: &[u8], plain: &str) -> Sealed {
    let at = FieldRef { table, column, row };
    FakeVault
        .seal(at, plain.as_bytes())
        .expect("the fake never fails")
}

/// A lead about which everything is known.
fn full(id: i64) -> LeadRecord {
    let reference = LeadReference::new(uuid::Uuid::from_u128(7));
    let row = reference.get();
    let user = UserId::new(123);
    LeadRecord {
        id: LeadId::new(id),
        reference,
        first_name: PersonName::parse("=John").expect("a name"),
        last_name: PersonName::parse("Doe, \"Jr\"").expect("a name"),
        mobile: sealed("leads", "mobile_sealed", row.as_bytes(), "9876543210"),
        pan: sealed("leads", "pan_sealed", row.as_bytes(), "ABCDE1234F"),
        verdict: Verdict::Fresh,
        campaign: CampaignForm(CampaignStyle::Documented),
        shared_at: at("2025-01-15T10:30:00Z"),
        user: Some(LinkedUser {
            id: user,
            status: UserStatus::Active,
            registered_at: at("2025-01-15T11:00:00Z"),
            email: Some(sealed(
                "users",
                "email_sealed",
                &user.get().to_be_bytes(),
                "john@example.test",
            )),
        }),
        loan: Some(AttributedLoan {
            id: LoanApplicationId::new(456),
            application_number: "APP123456".to_owned(),
            status: LoanStatus::Disbursed,
            amount: Money::from_paise(5_000_000),
            created_at: at("2025-01-15T11:30:00Z"),
            disbursed_at: Some(at("2025-01-20T14:00:00Z")),
            disbursal_amount: Some(Money::from_paise(5_000_000)),
        }),
        payout: Some(PayoutSummary {
            status: PayoutStatus::Eligible,
            amount: Money::from_paise(100_000),
            grade: "A".to_owned(),
        }),
    }
}

/// A lead about which nothing came of.
fn bare(id: i64) -> LeadRecord {
    LeadRecord {
        verdict: Verdict::Active,
        user: None,
        loan: None,
        payout: None,
        ..full(id)
    }
}

fn link(world: &World) -> String {
    format!(
        "https://app.example.test/apply?utm_source={}&utm_medium=partner_api&utm_campaign=lead_9876543210_1736937000000",
        world.partner.partner.uuid
    )
}

#[actix_web::test]
async fn a_page_has_the_documented_fields_in_their_order() {
    let mut leads = MockLeadRepository::new();
    leads.expect_count().returning(|_, _| {
        Ok(Total {
            count: 100,
            capped: false,
        })
    });
    leads
        .expect_page()
        .returning(|_| Ok(slice(vec![full(1), bare(2)], false)));
    let world = World::with_leads(leads);
    let reply = world.get(&world.bearer().await, LEADS).await;
    assert_eq!(reply.status, 200);
    let link = link(&world);
    assert_eq!(
        reply.text(),
        format!(
            concat!(
                r#"{{"status":true,"code":2000,"message":"Success","data":{{"leads":["#,
                r#"{{"id":1,"first_name":"=John","last_name":"Doe, \"Jr\"","mobile_number":"9876543210","pan_number":"ABCDE1234F","dedupe_status":"fresh_lead","dedupe_code":2005,"utm_link":"{link}","lead_shared_at":"2025-01-15T10:30:00.000Z","user_registered_at":"2025-01-15T11:00:00.000Z","loan_application_id":456,"loan_status":"disbursed","disbursed_at":"2025-01-20T14:00:00.000Z","disbursal_amount":50000.00,"payout_eligible":1,"payout_amount":1000.00,"payout_grade":"A","payout_status":"eligible","user_id":123,"email":"john@example.test","application_number":"APP123456","days_to_disbursal":5}},"#,
                r#"{{"id":2,"first_name":"=John","last_name":"Doe, \"Jr\"","mobile_number":"9876543210","pan_number":"ABCDE1234F","dedupe_status":"active_user","dedupe_code":2006,"utm_link":null,"lead_shared_at":"2025-01-15T10:30:00.000Z","user_registered_at":null,"loan_application_id":null,"loan_status":null,"disbursed_at":null,"disbursal_amount":null,"payout_eligible":0,"payout_amount":null,"payout_grade":null,"payout_status":null,"user_id":null,"email":null,"application_number":null,"days_to_disbursal":null}}"#,
                r#"],"pagination":{{"page":1,"limit":50,"total":100,"total_pages":2,"next_cursor":null,"total_capped":false}}}}}}"#
            ),
            link = link
        )
    );
}

#[actix_web::test]
async fn a_lead_has_the_documented_fields_in_their_order() {
    let mut leads = MockLeadRepository::new();
    leads
        .expect_find()
        .returning(|_, id| Ok(Some(full(id.get()))));
    let world = World::with_leads(leads);
    let path = "/api/v1/partner/dashboard/lead/9";
    let reply = world.get(&world.bearer().await, path).await;
    let partner = &world.partner.partner;
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"status":true,"code":2000,"message":"Success","data":{{"id":9,"partner_id":{},"partner_uuid":"{}","user_id":123,"first_name":"=John","last_name":"Doe, \"Jr\"","mobile_number":"9876543210","pan_number":"ABCDE1234F","dedupe_status":"fresh_lead","dedupe_code":2005,"utm_link":"{}","lead_shared_at":"2025-01-15T10:30:00.000Z","user_registered_at":"2025-01-15T11:00:00.000Z","loan_application_id":456,"loan_status":"disbursed","disbursed_at":"2025-01-20T14:00:00.000Z","disbursal_amount":50000.00,"payout_eligible":1,"payout_amount":1000.00,"payout_grade":"A","payout_status":"eligible","email":"john@example.test","user_status":"active","application_number":"APP123456","loan_amount":50000.00,"loan_created_at":"2025-01-15T11:30:00.000Z"}}}}"#,
            partner.id,
            partner.uuid,
            link(&world)
        )
    );
}

#[actix_web::test]
async fn another_partners_lead_is_not_told_from_an_absent_one() {
    let world = World::new();
    let shared = world.share(&world.bearer().await, &lead_of(1)).await;
    let id = shared.json()["lead_id"].as_i64().expect("an id");
    let other = world.another_partner();
    let other = world
        .bearer_for(basic("partner-2", other.secret.expose()))
        .await;
    let ask = async |id: i64| {
        let path = format!("/api/v1/partner/dashboard/lead/{id}");
        let request = actix_web::test::TestRequest::get()
            .uri(&path)
            .insert_header(other.clone())
            .insert_header(("x-request-id", "same"));
        world.call(request).await
    };
    let (foreign, absent) = (ask(id).await, ask(id + 1_000).await);
    assert_eq!(foreign.refusal(), (404, 4040));
    assert_eq!(foreign.body, absent.body);
    assert_eq!(
        foreign.text(),
        r#"{"status":false,"code":4040,"message":"Lead not found","request_id":"same"}"#
    );
    let list = world.get(&other, LEADS).await;
    assert_eq!(list.json()["data"]["pagination"]["total"], 0);
}

#[actix_web::test]
async fn a_lead_id_that_is_no_number_is_4124() {
    let world = World::new();
    let bearer = world.bearer().await;
    for id in ["x", "-1", "1.0", "%31x", "99999999999999999999"] {
        let reply = world
            .get(&bearer, &format!("/api/v1/partner/dashboard/lead/{id}"))
            .await;
        assert_eq!(reply.refusal(), (400, 4124), "{id}");
        assert_eq!(reply.json()["parameter"], "leadId");
    }
}

#[actix_web::test]
async fn a_cursor_walks_through_all_leads_once() {
    let world = World::new();
    let bearer = world.bearer().await;
    for number in 0..5 {
        assert_eq!(world.share(&bearer, &lead_of(number)).await.status, 200);
        world.clock.advance(chrono::TimeDelta::seconds(1));
    }
    let mut seen = Vec::new();
    let mut path = format!("{LEADS}?limit=2");
    loop {
        let data = world.get(&bearer, &path).await.json()["data"].clone();
        assert_eq!(data["pagination"]["total"], 5);
        assert_eq!(data["pagination"]["total_pages"], 3);
        let ids = data["leads"].as_array().expect("leads").iter();
        seen.extend(ids.map(|lead| lead["id"].as_i64().expect("an id")));
        let Some(cursor) = data["pagination"]["next_cursor"].as_str() else {
            break;
        };
        path = format!("{LEADS}?limit=2&cursor={cursor}");
    }
    let mut newest_first = seen.clone();
    newest_first.sort_unstable_by(|left, right| right.cmp(left));
    newest_first.dedup();
    assert_eq!(seen, newest_first);
    assert_eq!(seen.len(), 5);
}

#[actix_web::test]
async fn a_bad_parameter_is_named() {
    let world = World::new();
    let bearer = world.bearer().await;
    for (path, name) in [
        (format!("{LEADS}?limit=201"), "limit"),
        (format!("{CSV}?status=x"), "status"),
        ("/api/v1/partner/dashboard/stats?days=0".to_owned(), "days"),
        (
            "/api/v1/partner/dashboard/stats?days=367".to_owned(),
            "days",
        ),
        (
            "/api/v1/partner/dashboard/stats?days=1&days=1".to_owned(),
            "days",
        ),
    ] {
        let reply = world.get(&bearer, &path).await;
        assert_eq!(reply.refusal(), (400, 4124), "{path}");
        assert_eq!(reply.json()["parameter"], name, "{path}");
    }
}

#[actix_web::test]
async fn totals_include_what_was_just_shared() {
    let world = World::new();
    let bearer = world.bearer().await;
    world.share(&bearer, &lead_of(1)).await;
    let plain = world
        .get(&bearer, "/api/v1/partner/dashboard/stats")
        .await
        .json();
    assert_eq!(plain["data"]["total_leads"], 1);
    assert_eq!(plain["data"]["fresh_leads"], 1);
    assert!(plain["data"].get("by_day").is_none());
    let days = world
        .get(&bearer, "/api/v1/partner/dashboard/stats?days=366")
        .await
        .json();
    let days = days["data"]["by_day"].as_array().expect("days").clone();
    assert_eq!(days.len(), 366);
    assert_eq!(days[365]["leads"], 1);
    assert_eq!(days[364]["leads"], 0);
}

#[actix_web::test]
async fn an_export_has_a_line_per_lead_and_runs_in_no_spreadsheet() {
    let mut leads = MockLeadRepository::new();
    leads
        .expect_page()
        .returning(|_| Ok(slice(vec![full(1), bare(2)], false)));
    let world = World::with_leads(leads);
    let reply = world.get(&world.bearer().await, CSV).await;
    assert_eq!(
        reply.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    let disposition = reply.header("content-disposition");
    assert_eq!(disposition, Some("attachment; filename=\"leads.csv\""));
    let link = link(&world);
    assert_eq!(
        reply.text(),
        format!(
            "id,first_name,last_name,mobile_number,pan_number,dedupe_status,dedupe_code,utm_link,lead_shared_at,user_registered_at,loan_application_id,loan_status,disbursed_at,disbursal_amount,payout_eligible,payout_amount,payout_grade,payout_status,user_id,email,application_number,days_to_disbursal\r\n\
             1,'=John,\"Doe, \"\"Jr\"\"\",9876543210,ABCDE1234F,fresh_lead,2005,{link},2025-01-15T10:30:00.000Z,2025-01-15T11:00:00.000Z,456,disbursed,2025-01-20T14:00:00.000Z,50000.00,1,1000.00,A,eligible,123,john@example.test,APP123456,5\r\n\
             2,'=John,\"Doe, \"\"Jr\"\"\",9876543210,ABCDE1234F,active_user,2006,,2025-01-15T10:30:00.000Z,,,,,,0,,,,,,,\r\n"
        )
    );
}

#[actix_web::test]
async fn an_export_goes_on_until_the_last_piece() {
    let mut leads = MockLeadRepository::new();
    leads.expect_page().times(3).returning(|query| {
        let start = match query.position {
            Position::Page(_) => 0,
            Position::After(cursor) => cursor.id.get(),
        };
        let rows = if start < 400 { 200 } else { 7 };
        let leads = (start + 1..=start + rows).map(full).collect();
        Ok(slice(leads, rows == 200))
    });
    let world = World::with_leads(leads);
    let reply = world.get(&world.bearer().await, CSV).await;
    let text = reply.text();
    assert_eq!(text.lines().count(), 1 + 407);
    assert!(text.lines().last().expect("a line").starts_with("407,"));
}

#[actix_web::test]
async fn an_export_that_cannot_begin_is_5030() {
    let mut leads = MockLeadRepository::new();
    let away = || PortFailure::Unavailable("database away".to_owned());
    leads.expect_page().returning(move |_| Err(away()));
    let world = World::with_leads(leads);
    let reply = world.get(&world.bearer().await, CSV).await;
    assert_eq!(reply.refusal(), (503, 5030));
}

#[actix_web::test]
async fn an_export_that_breaks_off_ends_in_an_error_not_in_an_end() {
    use actix_web::{body::to_bytes, test, web};
    let mut leads = MockLeadRepository::new();
    leads
        .expect_page()
        .times(2)
        .returning(|query| match query.position {
            Position::Page(_) => Ok(slice((1..=200).map(full).collect(), true)),
            Position::After(_) => Err(PortFailure::Unavailable("away".to_owned())),
        });
    let world = World::with_leads(leads);
    let bearer = world.bearer().await;
    let parts = crate::server::Parts {
        api: web::Data::from(world.api.clone()),
        document: web::Data::new(crate::routes::docs::DocumentText("{}".into())),
    };
    let service = test::init_service(crate::server::app(&parts)).await;
    let request = test::TestRequest::get().uri(CSV).insert_header(bearer);
    let reply = test::call_service(&service, request.to_request()).await;
    assert_eq!(reply.status(), 200);
    assert!(to_bytes(reply.into_body()).await.is_err());
}
