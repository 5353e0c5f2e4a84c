//! Rows of the lender's feed, each table's as one statement over arrays.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use crate::feed_rows::{LoanRow, MessageRow, UserRow};
use crate::feed_write::Rows;
use crate::postgres::statement::statement;

struct UpsertUsers<'a> {
    ids: Vec<i64>,
    mobiles: Vec<&'a [u8]>,
    mobile_digests: Vec<&'a [u8]>,
    pans: Vec<Option<&'a [u8]>>,
    pan_digests: Vec<Option<&'a [u8]>>,
    first_names: Vec<Option<&'a str>>,
    last_names: Vec<Option<&'a str>>,
    emails: Vec<Option<&'a [u8]>>,
    statuses: Vec<&'static str>,
    holds: Vec<Option<i64>>,
    registered: Vec<i64>,
    utm_sources: Vec<Option<&'a str>>,
    utm_campaigns: Vec<Option<&'a [u8]>>,
    utm_times: Vec<Option<i64>>,
    utm_contents: Vec<Option<&'a [u8]>>,
    state_times: Vec<i64>,
    state_contents: Vec<&'a [u8]>,
}

statement! {
    UpsertUsers returns BigInt;
    "INSERT INTO users (id, mobile_index, mobile_digest_sealed, pan_index, pan_digest_sealed, \
     first_name, last_name, email_sealed, status, hold_until, registered_at, utm_source, \
     utm_campaign_index, utm_occurred_at, utm_content, state_occurred_at, state_content) \
     SELECT * FROM unnest(", ids: BigInt;
    "::bigint[], ", mobiles: Binary;
    "::bytea[], ", mobile_digests: Binary;
    "::bytea[], ", pans: Nullable<Binary>;
    "::bytea[], ", pan_digests: Nullable<Binary>;
    "::bytea[], ", first_names: Nullable<Text>;
    "::text[], ", last_names: Nullable<Text>;
    "::text[], ", emails: Nullable<Binary>;
    "::bytea[], ", statuses: Text;
    "::text[], ", holds: Nullable<BigInt>;
    "::bigint[], ", registered: BigInt;
    "::bigint[], ", utm_sources: Nullable<Text>;
    "::text[], ", utm_campaigns: Nullable<Binary>;
    "::bytea[], ", utm_times: Nullable<BigInt>;
    "::bigint[], ", utm_contents: Nullable<Binary>;
    "::bytea[], ", state_times: BigInt;
    "::bigint[], ", state_contents: Binary;
    "::bytea[]) \
     ON CONFLICT (id) DO UPDATE SET mobile_index = excluded.mobile_index, \
     mobile_digest_sealed = excluded.mobile_digest_sealed, pan_index = excluded.pan_index, \
     pan_digest_sealed = excluded.pan_digest_sealed, first_name = excluded.first_name, \
     last_name = excluded.last_name, email_sealed = excluded.email_sealed, \
     status = excluded.status, hold_until = excluded.hold_until, \
     registered_at = excluded.registered_at, utm_source = excluded.utm_source, \
     utm_campaign_index = excluded.utm_campaign_index, \
     utm_occurred_at = excluded.utm_occurred_at, utm_content = excluded.utm_content, \
     state_occurred_at = excluded.state_occurred_at, state_content = excluded.state_content";
}

struct UpsertLoans<'a> {
    ids: Vec<i64>,
    users: Vec<i64>,
    numbers: Vec<&'a str>,
    statuses: Vec<&'static str>,
    amounts: Vec<i64>,
    created: Vec<i64>,
    disbursed: Vec<Option<i64>>,
    disbursals: Vec<Option<i64>>,
    state_times: Vec<i64>,
    state_contents: Vec<&'a [u8]>,
    report_times: Vec<Option<i64>>,
    report_contents: Vec<Option<&'a [u8]>>,
    reported_disbursed: Vec<Option<i64>>,
    reported_disbursals: Vec<Option<i64>>,
}

statement! {
    UpsertLoans returns BigInt;
    "INSERT INTO loan_applications (id, user_id, application_number, status, \
     loan_amount_paise, created_at, disbursed_at, disbursal_amount_paise, state_occurred_at, \
     state_content, reported_occurred_at, reported_content, reported_disbursed_at, \
     reported_disbursal_paise) SELECT * FROM unnest(", ids: BigInt;
    "::bigint[], ", users: BigInt;
    "::bigint[], ", numbers: Text;
    "::text[], ", statuses: Text;
    "::text[], ", amounts: BigInt;
    "::bigint[], ", created: BigInt;
    "::bigint[], ", disbursed: Nullable<BigInt>;
    "::bigint[], ", disbursals: Nullable<BigInt>;
    "::bigint[], ", state_times: BigInt;
    "::bigint[], ", state_contents: Binary;
    "::bytea[], ", report_times: Nullable<BigInt>;
    "::bigint[], ", report_contents: Nullable<Binary>;
    "::bytea[], ", reported_disbursed: Nullable<BigInt>;
    "::bigint[], ", reported_disbursals: Nullable<BigInt>;
    "::bigint[]) \
     ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, \
     application_number = excluded.application_number, status = excluded.status, \
     loan_amount_paise = excluded.loan_amount_paise, created_at = excluded.created_at, \
     disbursed_at = excluded.disbursed_at, \
     disbursal_amount_paise = excluded.disbursal_amount_paise, \
     state_occurred_at = excluded.state_occurred_at, state_content = excluded.state_content, \
     reported_occurred_at = excluded.reported_occurred_at, \
     reported_content = excluded.reported_content, \
     reported_disbursed_at = excluded.reported_disbursed_at, \
     reported_disbursal_paise = excluded.reported_disbursal_paise";
}

struct InsertMessages<'a> {
    kinds: Vec<&'static str>,
    entities: Vec<i64>,
    times: Vec<i64>,
    contents: Vec<&'a [u8]>,
    sealed: Vec<&'a [u8]>,
    received: Vec<i64>,
}

statement! {
    InsertMessages returns BigInt;
    "INSERT INTO feed_messages (kind, entity_id, occurred_at, content, content_sealed, \
     received_at) SELECT * FROM unnest(", kinds: Text;
    "::text[], ", entities: BigInt;
    "::bigint[], ", times: BigInt;
    "::bigint[], ", contents: Binary;
    "::bytea[], ", sealed: Binary;
    "::bytea[], ", received: BigInt;
    "::bigint[])";
}

/// Writes rows of users, loans and messages, each in the order given.
pub(crate) fn write(
    conn: &mut PgConnection,
    users: &Rows<UserRow<'_>>,
    loans: &Rows<LoanRow<'_>>,
    messages: &[MessageRow<'_>],
) -> QueryResult<()> {
    for users in [&users.new, &users.changed] {
        if !users.is_empty() {
            UpsertUsers::of(users).execute(conn)?;
        }
    }
    for loans in [&loans.new, &loans.changed] {
        if !loans.is_empty() {
            UpsertLoans::of(loans).execute(conn)?;
        }
    }
    if !messages.is_empty() {
        InsertMessages::of(messages).execute(conn)?;
    }
    Ok(())
}

impl<'a> UpsertUsers<'a> {
    fn of(rows: &[UserRow<'a>]) -> Self {
        Self {
            ids: rows.iter().map(|row| row.id).collect(),
            mobiles: rows.iter().map(|row| row.mobile_index).collect(),
            mobile_digests: rows.iter().map(|row| row.mobile_digest_sealed).collect(),
            pans: rows.iter().map(|row| row.pan_index).collect(),
            pan_digests: rows.iter().map(|row| row.pan_digest_sealed).collect(),
            first_names: rows.iter().map(|row| row.first_name).collect(),
            last_names: rows.iter().map(|row| row.last_name).collect(),
            emails: rows.iter().map(|row| row.email_sealed).collect(),
            statuses: rows.iter().map(|row| row.status).collect(),
            holds: rows.iter().map(|row| row.hold_until).collect(),
            registered: rows.iter().map(|row| row.registered_at).collect(),
            utm_sources: rows.iter().map(|row| row.utm_source).collect(),
            utm_campaigns: rows.iter().map(|row| row.utm_campaign_index).collect(),
            utm_times: rows.iter().map(|row| row.utm_occurred_at).collect(),
            utm_contents: rows.iter().map(|row| row.utm_content).collect(),
            state_times: rows.iter().map(|row| row.state_occurred_at).collect(),
            state_contents: rows.iter().map(|row| row.state_content).collect(),
        }
    }
}

impl<'a> UpsertLoans<'a> {
    fn of(rows: &[LoanRow<'a>]) -> Self {
        Self {
            ids: rows.iter().map(|row| row.id).collect(),
            users: rows.iter().map(|row| row.user_id).collect(),
            numbers: rows.iter().map(|row| row.application_number).collect(),
            statuses: rows.iter().map(|row| row.status).collect(),
            amounts: rows.iter().map(|row| row.loan_amount_paise).collect(),
            created: rows.iter().map(|row| row.created_at).collect(),
            disbursed: rows.iter().map(|row| row.disbursed_at).collect(),
            disbursals: rows.iter().map(|row| row.disbursal_amount_paise).collect(),
            state_times: rows.iter().map(|row| row.state_occurred_at).collect(),
            state_contents: rows.iter().map(|row| row.state_content).collect(),
            report_times: rows.iter().map(|row| row.reported_occurred_at).collect(),
            report_contents: rows.iter().map(|row| row.reported_content).collect(),
            reported_disbursed: rows.iter().map(|row| row.reported_disbursed_at).collect(),
            reported_disbursals: rows
                .iter()
                .map(|row| row.reported_disbursal_paise)
                .collect(),
        }
    }
}

impl<'a> InsertMessages<'a> {
    fn of(rows: &[MessageRow<'a>]) -> Self {
        Self {
            kinds: rows.iter().map(|row| row.kind).collect(),
            entities: rows.iter().map(|row| row.entity_id).collect(),
            times: rows.iter().map(|row| row.occurred_at).collect(),
            contents: rows.iter().map(|row| row.content).collect(),
            sealed: rows.iter().map(|row| row.content_sealed).collect(),
            received: rows.iter().map(|row| row.received_at).collect(),
        }
    }
}
