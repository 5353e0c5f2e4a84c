//! The parameters of lists about webhooks.

use kernel::{EndpointUuid, PartnerId, PartnerUuid};
use uuid::Uuid;
use webhooks::{DeliveryQuery, EndpointQuery, Whose};

use crate::cursor;
use crate::error::Refusal;
use crate::query::Parameters;

/// Rows at a time, unless somebody asks for another number.
const DEFAULT: u32 = 50;

/// The most rows at a time.
const MOST: u32 = 100;

/// Reads which endpoints staff want to see.
pub(crate) fn endpoint_query(text: &str) -> Result<EndpointQuery, Refusal> {
    let parameters = Parameters::parse(text, &["partner", "status", "cursor", "limit"])?;
    Ok(EndpointQuery {
        partner: parameters.read("partner", uuid)?.map(PartnerUuid::new),
        status: parameters.read("status", |word| word.parse().ok())?,
        before: parameters.read("cursor", cursor::read_endpoint)?,
        limit: limit(&parameters)?,
    })
}

/// Reads which of its deliveries a partner wants to see.
pub(crate) fn own_delivery_query(text: &str, partner: PartnerId) -> Result<DeliveryQuery, Refusal> {
    let known = ["endpoint", "state", "event", "cursor", "limit"];
    let parameters = Parameters::parse(text, &known)?;
    delivery_query(&parameters, Whose::Partner(partner))
}

/// Reads which of all deliveries staff want to see.
pub(crate) fn staff_delivery_query(text: &str) -> Result<DeliveryQuery, Refusal> {
    let known = ["partner", "endpoint", "state", "event", "cursor", "limit"];
    let parameters = Parameters::parse(text, &known)?;
    Ok(DeliveryQuery {
        partner: parameters.read("partner", uuid)?.map(PartnerUuid::new),
        ..delivery_query(&parameters, Whose::Everybody)?
    })
}

fn delivery_query(parameters: &Parameters, whose: Whose) -> Result<DeliveryQuery, Refusal> {
    let endpoint = parameters.read("endpoint", uuid)?;
    Ok(DeliveryQuery {
        whose,
        partner: None,
        endpoint: endpoint.map(EndpointUuid::new),
        state: parameters.read("state", |word| word.parse().ok())?,
        kind: parameters.read("event", |word| word.parse().ok())?,
        before: parameters.read("cursor", cursor::read_delivery)?,
        limit: limit(parameters)?,
    })
}

fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

fn limit(parameters: &Parameters) -> Result<u32, Refusal> {
    let limit = parameters.number("limit")?.unwrap_or(DEFAULT);
    if (1..=MOST).contains(&limit) {
        return Ok(limit);
    }
    Err(Refusal::parameter("limit"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Detail;
    use kernel::{DeliveryId, EndpointId};
    use webhooks::{DeliveryState, EndpointStatus, EventKind};

    const UUID: &str = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";

    #[test]
    fn without_parameters_a_list_has_fifty_rows() {
        let query = own_delivery_query("utm=x&partner=me", PartnerId::new(7)).expect("a query");
        assert_eq!(query.whose, Whose::Partner(PartnerId::new(7)));
        assert_eq!((query.partner, query.endpoint), (None, None));
        assert_eq!((query.state, query.kind, query.before), (None, None, None));
        assert_eq!(query.limit, 50);
        let query = endpoint_query("").expect("a query");
        assert_eq!((query.status, query.limit), (None, 50));
    }

    #[test]
    fn every_parameter_is_read() {
        let cursor = cursor::write_delivery(DeliveryId::new(42));
        let query = staff_delivery_query(&format!(
            "partner={UUID}&endpoint={UUID}&state=failed&event=loan.disbursed&cursor={cursor}\
             &limit=100"
        ));
        let query = query.expect("a query");
        assert_eq!(query.whose, Whose::Everybody);
        assert!(query.partner.is_some() && query.endpoint.is_some());
        assert_eq!(query.state, Some(DeliveryState::Failed));
        assert_eq!(query.kind, Some(EventKind::LoanDisbursed));
        assert_eq!(
            (query.before, query.limit),
            (Some(DeliveryId::new(42)), 100)
        );
        let cursor = cursor::write_endpoint(EndpointId::new(3));
        let query = endpoint_query(&format!("partner={UUID}&status=paused&cursor={cursor}"));
        let query = query.expect("a query");
        assert_eq!(query.status, Some(EndpointStatus::Paused));
        assert_eq!(query.before, Some(EndpointId::new(3)));
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        let other = cursor::write_endpoint(EndpointId::new(3));
        let other = format!("cursor={other}");
        for (text, name) in [
            ("partner=7", "partner"),
            ("endpoint=x", "endpoint"),
            ("state=Failed", "state"),
            ("event=lead.*", "event"),
            ("event=", "event"),
            ("cursor=1", "cursor"),
            (other.as_str(), "cursor"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=%2B5", "limit"),
            ("limit=1&limit=1", "limit"),
        ] {
            let refusal = staff_delivery_query(text).expect_err(text);
            assert_eq!(refusal.detail, Detail::Parameter(name), "{text}");
        }
        for (text, name) in [("status=deleted", "status"), ("partner=", "partner")] {
            let refusal = endpoint_query(text).expect_err(text);
            assert_eq!(refusal.detail, Detail::Parameter(name), "{text}");
        }
    }
}
