//! The reply to a shared lead.

use dedupe::Verdict;
use leads::ShareOutcome;
use serde::Serialize;

/// The documented fields in their order, then `lead_id`.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Verdict)]
pub(crate) struct VerdictReply<'a> {
    /// False for code 2006 only.
    #[schema(example = true)]
    status: bool,
    /// 2005 fresh, 2004 registered, 2006 active.
    #[schema(example = 2005)]
    code: u16,
    /// The code in words.
    #[schema(example = "Fresh Lead Registered Successfully!")]
    message: &'static str,
    /// The link that attributes the customer to this lead; none with 2006.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    utm_link: Option<&'a str>,
    /// The same link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    redirect_url: Option<&'a str>,
    /// The lead this reply speaks of.
    #[schema(example = 1)]
    lead_id: i64,
}

/// The seed's message for each verdict.
pub(crate) const fn message(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fresh => "Fresh Lead Registered Successfully!",
        Verdict::Registered => "Registered User",
        Verdict::Active => "Active Loan User",
    }
}

/// The reply's bytes: the ones sent and the ones kept for repetitions alike.
pub(crate) fn write_verdict(outcome: &ShareOutcome) -> Vec<u8> {
    match outcome {
        ShareOutcome::Replayed(reply) => reply.clone(),
        ShareOutcome::Judged {
            lead,
            verdict,
            link,
        } => {
            let reply = VerdictReply {
                status: verdict.is_open(),
                code: verdict.code(),
                message: message(*verdict),
                utm_link: link.as_deref(),
                redirect_url: link.as_deref(),
                lead_id: lead.get(),
            };
            // Integers, booleans and strings always serialise.
            serde_json::to_vec(&reply).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::LeadId;

    fn written(verdict: Verdict, link: Option<&str>) -> String {
        let reply = write_verdict(&ShareOutcome::Judged {
            lead: LeadId::new(7),
            verdict,
            link: link.map(str::to_owned),
        });
        String::from_utf8(reply).expect("UTF-8")
    }

    #[test]
    fn verdicts_print_the_documented_fields_in_their_order() {
        assert_eq!(
            written(Verdict::Fresh, Some("https://a.example/?b=c")),
            r#"{"status":true,"code":2005,"message":"Fresh Lead Registered Successfully!","utm_link":"https://a.example/?b=c","redirect_url":"https://a.example/?b=c","lead_id":7}"#
        );
        assert_eq!(
            written(Verdict::Registered, Some("l")),
            r#"{"status":true,"code":2004,"message":"Registered User","utm_link":"l","redirect_url":"l","lead_id":7}"#
        );
        assert_eq!(
            written(Verdict::Active, None),
            r#"{"status":false,"code":2006,"message":"Active Loan User","lead_id":7}"#
        );
    }

    #[test]
    fn a_kept_reply_is_given_again_byte_for_byte() {
        let kept = br#"{"any":  "bytes"}"#.to_vec();
        assert_eq!(write_verdict(&ShareOutcome::Replayed(kept.clone())), kept);
    }
}
