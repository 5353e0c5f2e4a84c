//! Going live, and what there is to do afterwards.

use accounts::{
    ActivateError, ActivatedPartner, DocumentKind, DocumentName, OnboardingSession, PartnerHandle,
    PartnerStatus, ReviewRule, ReviewVerdict, StepError,
};
use kernel::{FieldVault as _, IndexedField, PartnerUuid};

use super::onboarding_desk::{Desk, business, file, named, setup};
use crate::{FakeVault, SeededEntropy, midday};

/// Tries every promise of activations.
pub(super) fn activations(desk: &Desk<'_>) {
    nobody_goes_live_unreviewed(desk);
    of_simultaneous_activations_one_succeeds(desk);
    nothing_is_left_to_do_afterwards(desk);
}

fn nobody_goes_live_unreviewed(desk: &Desk<'_>) {
    let session = desk.handed_in(60);
    let refused = desk.cases.activate.execute(session);
    assert_eq!(refused.err(), Some(ActivateError::ReviewPending));
    let state = desk.cases.steps.state(session).expect("a state");
    assert_eq!(state.record.partner.status, PartnerStatus::Pending);
    assert_eq!(desk.audited("partner.activated", session), 0);
    let stranger = OnboardingSession {
        uuid: PartnerUuid::draw(&SeededEntropy::new(98)),
        ..session
    };
    let refused = desk.cases.activate.execute(stranger);
    assert_eq!(refused.err(), Some(ActivateError::Over));
}

fn of_simultaneous_activations_one_succeeds(desk: &Desk<'_>) {
    let session = desk.handed_in(70);
    let mut activate = desk.cases.activate.clone();
    activate.review = ReviewRule::Automatic;
    let letters = desk.harness.probe.letters().len();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| activate.execute(session)))
            .collect();
        threads
            .into_iter()
            .map(|one| one.join().expect("no panic"))
            .collect()
    });
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(
        lost.iter()
            .all(|result| result.as_ref().err() == Some(&ActivateError::Active)),
        "{lost:?}"
    );
    let activated = won.into_iter().flatten().next().expect("one");
    is_whole(desk, session, &activated);
    assert_eq!(desk.harness.probe.letters().len(), letters + 2);
}

fn is_whole(desk: &Desk<'_>, session: OnboardingSession, activated: &ActivatedPartner) {
    let onboarding = &activated.record.record.onboarding;
    assert!(onboarding.is_complete());
    let review = onboarding.review.as_ref().expect("a review");
    assert_eq!((review.verdict, review.by), (ReviewVerdict::Approved, None));
    assert_eq!(
        activated.record.record.partner.status,
        PartnerStatus::Active
    );

    let handle = PartnerHandle::Uuid(session.uuid);
    let access = desk.harness.directory.access(&handle, midday());
    let access = access.expect("an answer").expect("the partner");
    assert_eq!(access.secrets.len(), 1);
    let index = FakeVault.index(IndexedField::Email, b"it70@lead-house.example");
    let person = desk.harness.portal.find_by_email(&index);
    let person = person.expect("an answer").expect("the first person");
    assert_eq!(person.account.partner, session.partner);
    assert_eq!(person.password, None);
    for action in [
        "partner.activated",
        "partner.status_changed",
        "partner.review_decided",
    ] {
        assert_eq!(desk.audited(action, session), 1, "{action}");
    }
}

fn nothing_is_left_to_do_afterwards(desk: &Desk<'_>) {
    let session = desk.handed_in(80);
    let mut activate = desk.cases.activate.clone();
    activate.review = ReviewRule::Automatic;
    activate.execute(session).expect("live");
    let steps = &desk.cases.steps;
    let over = Some(StepError::Over);
    assert_eq!(steps.business_info(session, business()).err(), over);
    assert_eq!(steps.api_setup(session, setup("x")).err(), over);
    assert_eq!(steps.verify(session, &[named("z")]).err(), over);
    let name = DocumentName::of_file("a.pdf");
    let files = desk.cases.files.count();
    let documents = &desk.cases.documents;
    let attached = documents.attach(session, DocumentKind::Other, &name, file());
    assert_eq!(attached.err(), over);
    assert_eq!(desk.cases.files.count(), files, "its file is gone again");
    let state = steps.state(session).expect("a record");
    let gone = documents.detach(session, state.documents[0].uuid);
    assert_eq!(gone.err(), over);
    let public = steps.public(&state.record.partner.slug).expect("an answer");
    assert_eq!(public, Some(state.record));
    let pending = desk.start(81).record.record.partner.slug;
    assert_eq!(steps.public(&pending), Ok(None));
}
