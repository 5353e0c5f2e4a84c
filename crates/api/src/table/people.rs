//! The routes of people's accounts and of the audit log.

use actix_web::middleware::{Compress, from_fn};

use super::refusals::{
    BODY, CONFLICT, DUPLICATE, FIELDS, LINK, LOGIN, NOBODY, PARAMETER, PERSON, READY, STAFF, THING,
};
use super::{Endpoint, plain, worded};
use crate::routes::{admin_audit, admin_staff, partner_people, people, staff};
use crate::sealed::seal_answer;

/// Where people sign in and look after their own login.
pub(super) fn own() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(staff::staff_login, __path_staff_login, PERSON, BODY),
        endpoint!(
            staff::staff_login_bare,
            __path_staff_login_bare,
            PERSON,
            BODY
        ),
        endpoint!(people::person_logout, __path_person_logout, LOGIN),
        endpoint!(people::me, __path_me, LOGIN),
        endpoint!(
            people::set_password,
            __path_set_password,
            BODY,
            FIELDS,
            LINK,
            READY
        ),
        endpoint!(
            people::password_reset,
            __path_password_reset,
            BODY,
            FIELDS,
            READY
        ),
    ];
    endpoints.into_iter().flat_map(plain).collect()
}

/// The accounts of staff.
pub(super) fn staff_accounts() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(admin_staff::staff_list gzip, __path_staff_list, STAFF),
        endpoint!(
            admin_staff::create_staff,
            __path_create_staff,
            STAFF,
            BODY,
            FIELDS,
            CONFLICT
        ),
        endpoint!(
            admin_staff::change_staff,
            __path_change_staff,
            STAFF,
            BODY,
            THING,
            FIELDS,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}

/// A partner's people.
pub(super) fn portal_accounts() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            partner_people::portal_accounts gzip,
            __path_portal_accounts,
            STAFF,
            NOBODY
        ),
        endpoint!(
            partner_people::create_portal_account,
            __path_create_portal_account,
            STAFF,
            BODY,
            FIELDS,
            NOBODY,
            DUPLICATE
        ),
        endpoint!(
            partner_people::change_portal_account,
            __path_change_portal_account,
            STAFF,
            BODY,
            FIELDS,
            NOBODY
        ),
        endpoint!(
            partner_people::send_password_link,
            __path_send_password_link,
            STAFF,
            NOBODY,
            DUPLICATE
        ),
    ];
    endpoints.into_iter().flat_map(worded).collect()
}

/// The audit log.
pub(super) fn audit() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(admin_audit::audit_entries gzip, __path_audit_entries, STAFF, PARAMETER),
        endpoint!(admin_audit::audit_csv gzip, __path_audit_csv, STAFF, PARAMETER),
        endpoint!(admin_audit::audit_verify, __path_audit_verify, STAFF),
    ];
    endpoints.into_iter().flatten().collect()
}
