//! Deleting partners and having them back.

use accounts::{
    DeletePartnerError, IssueTokenError, NewPartner, Partner, PartnerHandle, RecordChange,
    Restoration, RestorePartnerError, RotateError, StatusChangeError, TokenIssue, tokens_end,
};
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, FamilyId};

use super::{Desk, at_once, token};
use crate::contract::partners::handles;
use crate::{SeededEntropy, midday, new_partner, rotation, seconds_after, status_change};

fn restoration(desk: &Desk<'_>, partner: &Partner, email: BlindIndex, at: i64) -> Restoration {
    Restoration {
        act: desk.act(partner, seconds_after(at)),
        email_index: email,
    }
}

fn delete(desk: &Desk<'_>, partner: &Partner, at: DateTime<Utc>) -> Result<(), DeletePartnerError> {
    desk.harness.administration.delete(desk.act(partner, at))
}

#[expect(clippy::too_many_lines, reason = "one story")]
pub(super) fn a_deletion_frees_names_and_ends_tokens(desk: &Desk<'_>) {
    let partner = desk.active(1);
    let family = FamilyId::draw(&SeededEntropy::new(1));
    let directory = &desk.harness.directory;
    directory
        .session(partner.id, family, midday())
        .expect("readable");
    for handle in handles(&partner) {
        directory.access(&handle, midday()).expect("readable");
    }
    assert_eq!(delete(desk, &partner, seconds_after(10)), Ok(()));

    let later = seconds_after(11);
    assert!(
        directory
            .remembered_session(partner.id, family, later)
            .is_none()
    );
    let session = directory.session(partner.id, family, later);
    assert!(session.expect("readable").is_none());
    for handle in handles(&partner) {
        assert!(directory.remembered_access(&handle, later).is_none());
        let access = directory.access(&handle, later);
        assert!(access.expect("readable").is_none());
        assert_eq!(desk.harness.partners.find(&handle), Ok(None));
    }
    let existing = desk.harness.partners.list().expect("readable");
    assert!(existing.iter().all(|other| other.id != partner.id));

    // What is kept is all there is but the names.
    let record = desk.record(&partner);
    assert_eq!(record.deleted_at, Some(seconds_after(10)));
    assert_eq!(record.partner.slug, partner.slug);
    assert_eq!(record.partner.email, partner.email);
    assert_eq!(record.partner.status, partner.status);
    assert_eq!(
        record.partner.tokens_from,
        Some(tokens_end(seconds_after(10)))
    );
    assert!(!record.partner.accepts_tokens_of(seconds_after(10)));
    assert_eq!(desk.audited("partner.deleted", &partner), 1);
    assert_eq!(desk.letters(&partner), 1);
    let again = NewPartner {
        email_index: new_partner(1).email_index,
        slug: partner.slug,
        ..new_partner(2)
    };
    let again = desk.harness.partners.create(again, Actor::Operator);
    again.expect("both names are free");
}

#[expect(clippy::too_many_lines, reason = "one story")]
pub(super) fn a_restoration_gives_way_to_whoever_has_the_names(desk: &Desk<'_>) {
    let email = new_partner(10).email_index;
    let partner = desk.active(10);
    let restore = |at| {
        let restoration = restoration(desk, &partner, email, at);
        desk.harness.administration.restore(restoration)
    };
    assert_eq!(restore(1), Err(RestorePartnerError::NotDeleted));
    assert_eq!(delete(desk, &partner, seconds_after(2)), Ok(()));
    let with_email = NewPartner {
        email_index: email,
        ..new_partner(11)
    };
    let with_slug = NewPartner {
        slug: partner.slug.clone(),
        ..new_partner(12)
    };
    for (new, refusal) in [
        (with_email, RestorePartnerError::EmailTaken),
        (with_slug, RestorePartnerError::SlugTaken),
    ] {
        let other = desk.harness.partners.create(new, Actor::Operator);
        let other = other.expect("free");
        assert_eq!(restore(3), Err(refusal));
        assert!(desk.record(&partner).deleted_at.is_some());
        assert_eq!(delete(desk, &other, seconds_after(4)), Ok(()));
    }
    assert_eq!(restore(60), Ok(Vec::new()));
    let found = PartnerHandle::Uuid(partner.uuid);
    let found = desk.harness.partners.find(&found).expect("readable");
    let found = found.expect("back");
    assert_eq!(found.slug, partner.slug);
    // Also what an instance issued whose clock was ahead does not count.
    assert!(!found.accepts_tokens_of(seconds_after(60)));
    assert!(found.accepts_tokens_of(seconds_after(61)));
    let access = desk
        .harness
        .directory
        .access(&PartnerHandle::Slug(partner.slug.clone()), midday());
    let access = access.expect("readable").expect("back");
    assert_eq!(access.secrets.len(), 1, "its secret counts again");
    assert_eq!(desk.audited("partner.restored", &partner), 1);
    let taken = NewPartner {
        email_index: email,
        ..new_partner(13)
    };
    let taken = desk.harness.partners.create(taken, Actor::Operator);
    taken.expect_err("the address is taken again");
}

pub(super) fn a_deleted_partner_is_nobody(desk: &Desk<'_>) {
    let partner = desk.pending(20);
    assert_eq!(delete(desk, &partner, seconds_after(1)), Ok(()));
    let again = delete(desk, &partner, seconds_after(2));
    assert_eq!(again, Err(DeletePartnerError::Deleted));
    let unknown = delete(desk, &desk.nobody(), seconds_after(2));
    assert_eq!(unknown, Err(DeletePartnerError::Unknown));
    let administration = &desk.harness.administration;
    let issue = TokenIssue {
        act: desk.act(&partner, midday()),
        token: token(2),
    };
    assert_eq!(
        administration.issue_token(issue),
        Err(IssueTokenError::Unknown)
    );
    let change: RecordChange = super::records::renaming(desk, &partner, "Other");
    administration.change(change).expect_err("nobody");
    let partners = &desk.harness.partners;
    let rejected = status_change(&partner, accounts::PartnerStatus::Rejected);
    let refused = partners.change_status(rejected);
    assert_eq!(refused, Err(StatusChangeError::Unknown));
    let hash = accounts::SecretHash::new(vec![1]);
    let rotation = rotation(&partner, hash, midday(), midday());
    assert_eq!(partners.rotate_secret(rotation), Err(RotateError::Unknown));
    assert_eq!(desk.audited("partner.deleted", &partner), 1);
}

pub(super) fn of_simultaneous_deletions_and_restorations_one_succeeds(desk: &Desk<'_>) {
    let partner = desk.active(30);
    let email = new_partner(30).email_index;
    for round in 1..=2 {
        let at = 10 * i64::try_from(round).expect("few");
        let deleted = at_once(|| delete(desk, &partner, seconds_after(at)));
        let won = deleted.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "{deleted:?}");
        let lost = Err(DeletePartnerError::Deleted);
        assert_eq!(deleted.iter().filter(|answer| **answer == lost).count(), 31);

        let restored = at_once(|| {
            let restoration = restoration(desk, &partner, email, at + 5);
            desk.harness.administration.restore(restoration)
        });
        let won = restored.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "{restored:?}");
        let lost = Err(RestorePartnerError::NotDeleted);
        assert_eq!(
            restored.iter().filter(|answer| **answer == lost).count(),
            31
        );
        assert_eq!(desk.audited("partner.deleted", &partner), round);
        assert_eq!(desk.audited("partner.restored", &partner), round);
        assert_eq!(desk.letters(&partner), 2 * round);
    }
}
