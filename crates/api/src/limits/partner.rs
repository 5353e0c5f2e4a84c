//! A partner's own limits, asked for once it has proven itself.

use accounts::Partner;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpMessage as _, HttpRequest};
use usage::{Ask, Decision, Judgement};

use super::told::tell;
use crate::auth::api;
use crate::error::{Code, Refusal};
use crate::meter;

/// In the extensions of a request that counts against the month's quota of the partner
/// that made it, and was not refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedCall;

/// The class in metrics.
const PARTNER: &str = "partner";

/// What was asked for, and how it is told.
pub(crate) struct Asked {
    policy: HeaderValue,
    counts: bool,
}

/// Asks whether `partner` may go on. `counts`: against the month's quota as well. `None`
/// where nobody is limited.
pub(crate) fn judge_partner(
    request: &HttpRequest,
    partner: &Partner,
    counts: bool,
) -> Result<Option<(Judgement, Asked)>, Refusal> {
    let limits = &api(request)?.limits;
    let Some(limiter) = &limits.limiter else {
        if counts {
            request.extensions_mut().insert(CountedCall);
        }
        return Ok(None);
    };
    let rate = limits.rate_of(&partner.calls);
    let quota = counts.then(|| limits.quota_of(&partner.calls));
    let judgement = limiter.judge(Ask::Partner(partner.id, rate, quota));
    let policy = limits.policies.of_partner(rate, quota, &limits.month);
    Ok(Some((judgement, Asked { policy, counts })))
}

impl Asked {
    /// Notes the decision with the request.
    ///
    /// # Errors
    /// 4290 where the call may not go on.
    pub(crate) fn settle(self, request: &HttpRequest, decision: Decision) -> Result<(), Refusal> {
        tell(request, decision, self.policy);
        if !decision.allowed {
            meter::limited(PARTNER, decision.of);
            return Err(Code::RateLimited.into());
        }
        if self.counts {
            request.extensions_mut().insert(CountedCall);
        }
        Ok(())
    }
}
