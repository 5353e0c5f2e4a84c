use super::*;
use crate::fixture::{bps, policy};

#[test]
fn a_rule_version_is_a_short_visible_word() {
    let longest = "x".repeat(32);
    for text in ["1", "2026-04", longest.as_str()] {
        assert_eq!(text.parse::<RuleVersion>().unwrap().as_str(), text);
    }
    for text in ["", "a b", "é", "x\n", &"x".repeat(33)] {
        assert_eq!(text.parse::<RuleVersion>(), Err(RuleVersionError));
    }
}

#[test]
fn a_partner_s_own_rate_goes_before_the_deployment_s() {
    let policy = policy();
    assert_eq!(policy.terms_for(None), policy.terms);
    for own in [0, 150, 10_000] {
        let terms = policy.terms_for(Some(bps(own)));
        assert_eq!(terms.rate, bps(own));
        assert_eq!(terms.window_days, policy.terms.window_days);
        assert_eq!(terms.rule_version, policy.terms.rule_version);
    }
}
