//! Looking up whom a loan concerns, and writing what leads show. Each look-up is
//! by one index, key by key, whatever the planner thinks of the tables.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};
use kernel::{BlindIndex, UserId};

use crate::credit::{LeadKeys, LoanRow, SetLead, UserKeys, UserRow};
use crate::postgres::statement::statement;

struct FindLeads<'a> {
    mobiles: Vec<&'a [u8]>,
    pans: Vec<&'a [u8]>,
    loans: &'a [i64],
}

// OFFSET 0 keeps the look-ups from being made a join of whole tables.
statement! {
    FindLeads returns BigInt;
    "SELECT l.id FROM unnest(", mobiles: Binary;
    "::bytea[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT id FROM leads WHERE leads.mobile_index = k.key OFFSET 0) l \
     UNION ALL SELECT l.id FROM unnest(", pans: Binary;
    "::bytea[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT id FROM leads WHERE leads.pan_index = k.key OFFSET 0) l \
     UNION ALL SELECT l.id FROM unnest(", loans: BigInt;
    "::bigint[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT id FROM leads WHERE leads.loan_application_id = k.key OFFSET 0) l";
}

/// The leads with one of `keys`; some may be named twice.
pub(crate) fn find_leads(conn: &mut PgConnection, keys: &LeadKeys) -> QueryResult<Vec<i64>> {
    let statement = FindLeads {
        mobiles: bytes(&keys.mobiles),
        pans: bytes(&keys.pans),
        loans: &keys.loans,
    };
    statement.load(conn)
}

fn bytes(keys: &[BlindIndex]) -> Vec<&[u8]> {
    keys.iter().map(|key| &key.as_bytes()[..]).collect()
}

struct FindUsers<'a> {
    mobiles: Vec<&'a [u8]>,
    pans: Vec<&'a [u8]>,
    ids: &'a [i64],
}

statement! {
    FindUsers returns (BigInt, Binary, Nullable<Binary>, Text, Nullable<Text>, Nullable<Binary>);
    "SELECT u.id, u.mobile_index, u.pan_index, u.status, u.utm_source, u.utm_campaign_index \
     FROM (SELECT u.* FROM unnest(", mobiles: Binary;
    "::bytea[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT * FROM users WHERE users.mobile_index = k.key OFFSET 0) u \
     UNION ALL SELECT u.* FROM unnest(", pans: Binary;
    "::bytea[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT * FROM users WHERE users.pan_index = k.key OFFSET 0) u \
     UNION ALL SELECT u.* FROM unnest(", ids: BigInt;
    "::bigint[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT * FROM users WHERE users.id = k.key OFFSET 0) u) u";
}

/// The users with one of `keys`; some may come twice.
pub(crate) fn find_users(conn: &mut PgConnection, keys: &UserKeys) -> QueryResult<Vec<UserRow>> {
    let statement = FindUsers {
        mobiles: bytes(&keys.mobiles),
        pans: bytes(&keys.pans),
        ids: &keys.ids,
    };
    statement.load(conn)
}

struct FindLoans<'a> {
    of_users: &'a [i64],
    ids: &'a [i64],
}

type LoanColumns = (
    BigInt,
    BigInt,
    Text,
    BigInt,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<BigInt>,
);

statement! {
    FindLoans returns LoanColumns;
    "SELECT l.id, l.user_id, l.status, l.created_at, l.disbursed_at, l.disbursal_amount_paise, \
     l.reported_disbursed_at, l.reported_disbursal_paise \
     FROM (SELECT l.* FROM unnest(", of_users: BigInt;
    "::bigint[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT * FROM loan_applications WHERE loan_applications.user_id = k.key OFFSET 0) l \
     UNION ALL SELECT l.* FROM unnest(", ids: BigInt;
    "::bigint[]) AS k (key) CROSS JOIN LATERAL \
     (SELECT * FROM loan_applications WHERE loan_applications.id = k.key OFFSET 0) l) l";
}

/// The loans of `of_users` and the loans `ids`; some may come twice.
pub(crate) fn find_loans(
    conn: &mut PgConnection,
    of_users: &[i64],
    ids: &[i64],
) -> QueryResult<Vec<LoanRow>> {
    FindLoans { of_users, ids }.load(conn)
}

struct SetLeads<'a> {
    ids: Vec<i64>,
    users: Vec<Option<i64>>,
    loans: Vec<Option<i64>>,
    loan_statuses: Vec<Option<&'a str>>,
    days: Vec<Option<i32>>,
    disbursals: Vec<Option<i64>>,
    payout_statuses: Vec<Option<&'a str>>,
    payouts: Vec<Option<i64>>,
    grades: Vec<Option<&'a str>>,
}

statement! {
    SetLeads returns BigInt;
    "UPDATE leads SET user_id = c.user_id, loan_application_id = c.loan_application_id, \
     loan_status = c.loan_status, disbursed_on = c.disbursed_on, \
     disbursal_amount_paise = c.disbursal_amount_paise, payout_status = c.payout_status, \
     payout_amount_paise = c.payout_amount_paise, payout_grade = c.payout_grade \
     FROM unnest(", ids: BigInt;
    "::bigint[], ", users: Nullable<BigInt>;
    "::bigint[], ", loans: Nullable<BigInt>;
    "::bigint[], ", loan_statuses: Nullable<Text>;
    "::text[], ", days: Nullable<Integer>;
    "::integer[], ", disbursals: Nullable<BigInt>;
    "::bigint[], ", payout_statuses: Nullable<Text>;
    "::text[], ", payouts: Nullable<BigInt>;
    "::bigint[], ", grades: Nullable<Text>;
    "::text[]) AS c (id, user_id, loan_application_id, loan_status, disbursed_on, \
     disbursal_amount_paise, payout_status, payout_amount_paise, payout_grade) \
     WHERE leads.id = c.id";
}

/// Writes what leads show.
pub(crate) fn set_leads(conn: &mut PgConnection, leads: &[SetLead]) -> QueryResult<()> {
    let shown = || leads.iter().map(|lead| &lead.shown);
    let payouts = || shown().map(|shown| shown.payout.as_ref());
    let statement = SetLeads {
        ids: leads.iter().map(|lead| lead.id.get()).collect(),
        users: leads
            .iter()
            .map(|lead| lead.user.map(UserId::get))
            .collect(),
        loans: shown()
            .map(|shown| shown.loan.map(|(id, _)| id.get()))
            .collect(),
        loan_statuses: shown()
            .map(|shown| shown.loan.map(|(_, status)| status.as_str()))
            .collect(),
        days: shown().map(|shown| shown.disbursed_on).collect(),
        disbursals: shown()
            .map(|shown| shown.disbursal.map(kernel::Money::paise))
            .collect(),
        payout_statuses: payouts()
            .map(|payout| payout.map(|(status, ..)| status.as_str()))
            .collect(),
        payouts: payouts()
            .map(|payout| payout.map(|(_, amount, _)| amount.paise()))
            .collect(),
        grades: payouts()
            .map(|payout| payout.map(|(.., grade)| grade.as_str()))
            .collect(),
    };
    statement.execute(conn).map(drop)
}
