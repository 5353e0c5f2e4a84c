use super::*;

#[test]
fn the_status_machine_has_six_steps_and_no_other() {
    use PartnerStatus as S;
    let steps = [
        (S::Pending, S::Active),
        (S::Pending, S::Rejected),
        (S::Active, S::Suspended),
        (S::Active, S::Inactive),
        (S::Suspended, S::Active),
        (S::Inactive, S::Active),
    ];
    for from in S::ALL {
        for to in S::ALL {
            let expected = if steps.contains(&(from, to)) {
                Ok(to)
            } else {
                Err(StatusTransitionError { from, to })
            };
            assert_eq!(from.change_to(to), expected, "{from} to {to}");
        }
    }
}

#[test]
fn every_status_word_is_read_back() {
    for status in PartnerStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(status));
    }
    assert_eq!("Active".parse::<PartnerStatus>(), Err(UnknownPartnerStatus));
}

#[test]
fn staff_take_every_step_but_the_activation() {
    for from in PartnerStatus::ALL {
        for to in PartnerStatus::ALL {
            let expected = match (from, to) {
                (PartnerStatus::Pending, PartnerStatus::Active) => {
                    Err(StatusTransitionError { from, to })
                }
                _ => from.change_to(to),
            };
            assert_eq!(from.change_by_staff(to), expected, "{from} to {to}");
        }
    }
}
