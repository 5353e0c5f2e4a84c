use super::*;

fn decision(allowed: bool, remaining: u64, retry_after: u64) -> Decision {
    Decision {
        allowed,
        of: Limit::Rate,
        limit: 10,
        remaining,
        reset: 1,
        retry_after,
    }
}

#[test]
fn a_caller_is_told_of_the_limit_with_the_least_left() {
    let (more, less) = (decision(true, 9, 0), decision(true, 3, 0));
    assert_eq!(more.or_tighter(less), less);
    assert_eq!(less.or_tighter(more), less);
    let of_quota = Decision {
        of: Limit::Quota,
        ..less
    };
    assert_eq!(less.or_tighter(of_quota), less);
    assert_eq!(of_quota.or_tighter(less), of_quota);
}

#[test]
fn a_refusal_is_told_before_anything_else_and_the_longest_of_several() {
    let (granted, refused) = (decision(true, 0, 0), decision(false, 0, 2));
    assert_eq!(granted.or_tighter(refused), refused);
    assert_eq!(refused.or_tighter(granted), refused);
    let longer = decision(false, 0, 9);
    assert_eq!(refused.or_tighter(longer), longer);
    assert_eq!(longer.or_tighter(refused), longer);
}
