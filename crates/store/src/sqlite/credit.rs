//! Looking up whom a loan concerns. Keys travel as one list a statement, and a
//! list that is empty is not looked up.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::one_of::{is_one_of, is_one_of_keys};
use crate::credit::{LeadKeys, LoanRow, UserKeys, UserRow};
use crate::schema::{leads, loan_applications, users};

/// The leads with one of `keys`; some may be named twice.
pub(crate) fn find_leads(conn: &mut SqliteConnection, keys: &LeadKeys) -> QueryResult<Vec<i64>> {
    let all = leads::table.select(leads::id);
    let mut found = Vec::new();
    if !keys.mobiles.is_empty() {
        let any = is_one_of_keys("leads.mobile_index", &keys.mobiles);
        found.append(&mut all.filter(any).load(conn)?);
    }
    if !keys.pans.is_empty() {
        let any = is_one_of_keys("leads.pan_index", &keys.pans);
        found.append(&mut all.filter(any).load(conn)?);
    }
    if !keys.loans.is_empty() {
        let any = is_one_of("leads.loan_application_id", &keys.loans);
        found.append(&mut all.filter(any).load(conn)?);
    }
    Ok(found)
}

/// The users with one of `keys`; some may come twice.
pub(crate) fn find_users(
    conn: &mut SqliteConnection,
    keys: &UserKeys,
) -> QueryResult<Vec<UserRow>> {
    let all = users::table.select((
        users::id,
        users::mobile_index,
        users::pan_index,
        users::status,
        users::utm_source,
        users::utm_campaign_index,
    ));
    let mut found = Vec::new();
    if !keys.mobiles.is_empty() {
        let any = is_one_of_keys("users.mobile_index", &keys.mobiles);
        found.append(&mut all.filter(any).load(conn)?);
    }
    if !keys.pans.is_empty() {
        let any = is_one_of_keys("users.pan_index", &keys.pans);
        found.append(&mut all.filter(any).load(conn)?);
    }
    if !keys.ids.is_empty() {
        found.append(&mut all.filter(is_one_of("users.id", &keys.ids)).load(conn)?);
    }
    Ok(found)
}

/// The loans of `of_users` and the loans `ids`; some may come twice.
pub(crate) fn find_loans(
    conn: &mut SqliteConnection,
    of_users: &[i64],
    ids: &[i64],
) -> QueryResult<Vec<LoanRow>> {
    use loan_applications::dsl as l;
    let all = l::loan_applications.select((
        l::id,
        l::user_id,
        l::status,
        l::created_at,
        l::disbursed_at,
        l::disbursal_amount_paise,
        l::reported_disbursed_at,
        l::reported_disbursal_paise,
    ));
    let mut found = Vec::new();
    if !of_users.is_empty() {
        let any = is_one_of("loan_applications.user_id", of_users);
        found.append(&mut all.filter(any).load(conn)?);
    }
    if !ids.is_empty() {
        let any = is_one_of("loan_applications.id", ids);
        found.append(&mut all.filter(any).load(conn)?);
    }
    Ok(found)
}
