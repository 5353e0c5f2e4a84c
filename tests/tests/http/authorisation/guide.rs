//! The routes of the candidates' guide that are there twice: each row is tried at the bare
//! path as well. Refusals there have no code.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/candidates", partners(200)),
    // What passes the guard has no body, and asks by a number, which is no id there.
    ("POST", "/api/v1/candidates", partners(415)),
    ("GET", "/api/v1/candidates/batches", partners(200)),
    ("POST", "/api/v1/candidates/batches", partners(415)),
    ("POST", "/api/v1/candidates/upload-csv", partners(415)),
    ("PATCH", "/api/v1/candidates/{id}/mark-paid", partners(404)),
    (
        "POST",
        "/api/v1/candidates/{id}/resend-invite",
        partners(404),
    ),
    // Public, for whoever knows the id.
    ("POST", "/api/v1/candidates/{id}/accept-invite", [404; 10]),
    // Of candidates alone.
    ("GET", "/api/v1/me/candidate", [401; 10]),
    ("GET", "/api/v1/dashboard", partners(200)),
    ("GET", "/api/v1/dashboard/activities", partners(200)),
];

/// What active partners get; staff hear that they are none.
pub(super) const fn partners(status: i64) -> [i64; 10] {
    [401, status, status, 401, 401, 401, 400, 400, 400, 400]
}
