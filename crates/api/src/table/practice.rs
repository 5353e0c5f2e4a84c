//! The routes of practice: the partner's dashboard, the platform's sessions, payouts.

use actix_web::middleware::{Compress, from_fn};

use super::candidates::with_bare;
use super::refusals::{
    BODY, CANDIDATE, CONFLICT, FIELDS, PARAMETER, PARTNER_ACCOUNT, SERVICE, STAFF,
};
use super::{Endpoint, plain};
use crate::error::Code;
use crate::routes::{admin_practice, practice, practice_sessions};
use crate::sealed::seal_answer;

/// How anything about a partner's record may refuse.
const RECORD: &[Code] = &[Code::PartnerNotFound];

/// A partner's.
pub(super) fn partners() -> Vec<Endpoint> {
    let activities = endpoint!(
        practice::activities gzip,
        __path_activities,
        PARTNER_ACCOUNT,
        PARAMETER
    );
    let days = endpoint!(
        practice::practice_days,
        __path_practice_days,
        PARTNER_ACCOUNT,
        PARAMETER
    );
    let dashboard = endpoint!(practice::dashboard, __path_dashboard, PARTNER_ACCOUNT);
    let guided = [
        with_bare(plain(activities)),
        plain(days),
        with_bare(plain(dashboard)),
    ];
    guided.into_iter().flatten().collect()
}

/// The practice platform's, and the staff's.
pub(super) fn others() -> Vec<Endpoint> {
    let endpoints = [
        endpoint!(
            practice_sessions::put_practice_session,
            __path_put_practice_session,
            SERVICE,
            BODY,
            PARAMETER,
            CANDIDATE
        ),
        endpoint!(
            admin_practice::record_practice_payout,
            __path_record_practice_payout,
            STAFF,
            BODY,
            FIELDS,
            PARAMETER,
            RECORD,
            CONFLICT
        ),
        endpoint!(
            admin_practice::practice_payouts,
            __path_practice_payouts,
            STAFF,
            PARAMETER,
            RECORD
        ),
    ];
    endpoints.into_iter().flatten().collect()
}
