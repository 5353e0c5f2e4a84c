//! [`accounts::ServiceTokens`].

use accounts::{NewServiceToken, SecretHash, ServiceScope};
use kernel::Actor;

use crate::{Harness, midday};

/// Tries every promise of service tokens on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn service_tokens_contract(harness: &Harness) {
    let tokens = &harness.service_tokens;
    let new = |name: &str, hash: &[u8]| NewServiceToken {
        name: name.to_owned(),
        scope: ServiceScope::Internal,
        hash: SecretHash::new(hash.to_vec()),
        created_at: midday(),
    };
    let unknown = SecretHash::new(b"unknown".to_vec());
    assert_eq!(tokens.find(&unknown), Ok(None));

    let first = tokens.create(new("core system", b"first"), Actor::Operator);
    let first = first.expect("created");
    let second = tokens.create(new("core system", b"second"), Actor::Operator);
    let second = second.expect("a name may be given twice");
    assert_ne!(first.id, second.id);
    assert_eq!(first.name, "core system");
    assert_eq!(first.scope, ServiceScope::Internal);
    let found = tokens.find(&SecretHash::new(b"first".to_vec()));
    assert_eq!(found, Ok(Some(first.clone())));
    let found = tokens.find(&SecretHash::new(b"second".to_vec()));
    assert_eq!(found, Ok(Some(second.clone())));
    assert_eq!(tokens.find(&unknown), Ok(None));

    let entries = harness.probe.audit().len();
    let again = tokens.create(new("other", b"first"), Actor::Operator);
    assert!(again.is_err(), "a hash belongs to one token");
    assert_eq!(harness.probe.audit().len(), entries);
    for token in [first, second] {
        assert_eq!(harness.audited("service_token.created", token.id.get()), 1);
    }
}
