//! The routes of money: payouts, statements, payout runs, disputes.

use actix_web::middleware::{Compress, from_fn};

use super::Endpoint;
use super::refusals::{
    APPROVAL, BODY, CONFLICT, FIELDS, LEAD, PARAMETER, PARTNER, SEALED, STAFF, THING,
};
use crate::routes::{admin_disputes, admin_runs, payout, statement_files, statements};
use crate::sealed::seal_answer;

/// A partner's; files before the statement itself, whose pattern takes their paths
/// as well.
pub(super) fn partners() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            payout::lead_payout,
            __path_lead_payout,
            PARTNER,
            PARAMETER,
            LEAD
        ),
        endpoint!(statements::statements gzip, __path_statements, PARTNER, PARAMETER),
        endpoint!(statement_files::statement_csv gzip, __path_statement_csv, PARTNER, THING),
        endpoint!(statement_files::statement_pdf gzip, __path_statement_pdf, PARTNER, THING),
        endpoint!(statements::statement gzip, __path_statement, PARTNER, THING),
        endpoint!(statements::dispute, __path_dispute, PARTNER, THING),
        endpoint!(
            statements::dispute_line,
            __path_dispute_line,
            PARTNER,
            BODY,
            SEALED,
            THING,
            FIELDS,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}

/// The staff's payout runs.
pub(super) fn runs() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            admin_runs::create_payout_run,
            __path_create_payout_run,
            STAFF,
            BODY,
            FIELDS,
            CONFLICT
        ),
        endpoint!(
            admin_runs::payout_runs,
            __path_payout_runs,
            STAFF,
            PARAMETER
        ),
        endpoint!(admin_runs::payout_run, __path_payout_run, STAFF, THING),
        endpoint!(
            admin_runs::payout_run_statements gzip,
            __path_payout_run_statements,
            STAFF,
            THING
        ),
        endpoint!(
            admin_runs::approve_payout_run,
            __path_approve_payout_run,
            STAFF,
            THING,
            APPROVAL,
            CONFLICT
        ),
        endpoint!(
            admin_runs::reject_payout_run,
            __path_reject_payout_run,
            STAFF,
            THING,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}

/// What staff do about single statements.
pub(super) fn settling() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            admin_runs::pay_statement,
            __path_pay_statement,
            STAFF,
            BODY,
            THING,
            FIELDS,
            CONFLICT
        ),
        endpoint!(admin_disputes::disputes gzip, __path_disputes, STAFF, PARAMETER),
        endpoint!(
            admin_disputes::answer_dispute,
            __path_answer_dispute,
            STAFF,
            BODY,
            THING,
            FIELDS,
            CONFLICT
        ),
    ];
    endpoints.into_iter().flatten().collect()
}
