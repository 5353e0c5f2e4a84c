//! [`accounts::OnboardingRepository`], by the use cases over it.

use std::time::Duration;

use accounts::{
    ActivateError, BusinessInfo, CreatePartnerError, DocumentFiles as _, DocumentKind,
    DocumentName, FileName, OnboardingDraft, OnboardingSession, OnboardingStep, OnboardingToken,
    OnboardingTokenError, OpenRecord, PartnerStatus, PhoneNumber, ReviewState, StepError,
    SweepDocuments,
};
use kernel::{Actor, DocumentUuid, PartnerUuid, StaffId, TaxIdentity};

use super::onboarding_desk::{Desk, business, draft, file, named, setup, stands};
use super::onboarding_live::activations;
use crate::{Harness, SeededEntropy, midday, seconds_after};

/// Tries every promise of onboarding on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn onboarding_contract(harness: &Harness) {
    let desk = Desk::new(harness);
    a_partner_begins_pending_with_its_token(&desk);
    a_token_counts_for_its_partner_alone(&desk);
    names_are_nobody_elses(&desk);
    steps_keep_what_was_said(&desk);
    earlier_steps_come_first(&desk);
    documents_come_and_go(&desk);
    files_of_nobody_are_swept(&desk);
    activations(&desk);
}

fn a_partner_begins_pending_with_its_token(desk: &Desk<'_>) {
    let started = desk.start(1);
    let record = &started.record;
    let partner = &record.record.partner;
    assert_eq!(partner.status, PartnerStatus::Pending);
    assert_eq!(partner.slug.as_str(), "lead-house");
    assert_eq!(record.email.as_str(), "it1@lead-house.example");
    let phone = record.phone.as_ref().map(PhoneNumber::as_str);
    assert_eq!(phone, Some("+919876543210"));
    stands(record, OnboardingStep::BusinessInfo);
    assert_eq!(record.record.onboarding.started_at, midday());
    let session = desk.session(&started);
    assert_eq!(desk.cases.steps.state(session).as_ref(), Ok(record));
    assert_eq!(desk.audited("partner.created", session), 1);

    staff_may_begin_for_it(desk);
}

/// It counts for its partner, until its time, and no longer.
fn a_token_counts_for_its_partner_alone(desk: &Desk<'_>) {
    let started = desk.start(4);
    let session = desk.session(&started);
    let other = desk.start(2);
    let authenticate = &desk.cases.authenticate;
    let stranger = PartnerUuid::draw(&SeededEntropy::new(99));
    for (uuid, token) in [
        (session.uuid, &other.token),
        (other.record.record.partner.uuid, &started.token),
        (stranger, &started.token),
    ] {
        let refused = authenticate.execute(uuid, token);
        assert_eq!(refused, Err(OnboardingTokenError::Refused));
    }
    let end = midday() + OnboardingToken::LIVES;
    desk.clock.set(end - chrono::TimeDelta::microseconds(1));
    assert_eq!(
        authenticate.execute(session.uuid, &started.token),
        Ok(session)
    );
    desk.clock.set(end);
    let late = authenticate.execute(session.uuid, &started.token);
    assert_eq!(late, Err(OnboardingTokenError::Refused));
    desk.clock.set(midday());
}

/// Without a telephone number.
fn staff_may_begin_for_it(desk: &Desk<'_>) {
    let by = Some(Actor::Staff(StaffId::new(1)));
    let without = OnboardingDraft {
        phone: None,
        ..draft(3)
    };
    let begun = desk.cases.start.execute(without, by).expect("begun");
    assert_eq!(begun.record.phone, None);
    desk.session(&begun);
}

fn names_are_nobody_elses(desk: &Desk<'_>) {
    let again = desk.cases.start.execute(draft(1), None);
    assert!(
        matches!(again, Err(CreatePartnerError::EmailTaken)),
        "{again:?}"
    );
    let slugs: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (10..16)
            .map(|number| scope.spawn(move || desk.start(number)))
            .collect();
        threads
            .into_iter()
            .map(|one| one.join().expect("no panic"))
            .map(|started| started.record.record.partner.slug.as_str().to_owned())
            .collect()
    });
    let different: std::collections::BTreeSet<_> = slugs.iter().collect();
    assert_eq!(different.len(), 6, "{slugs:?}");
}

fn steps_keep_what_was_said(desk: &Desk<'_>) {
    let session = desk.session(&desk.start(20));
    let steps = &desk.cases.steps;
    let at = seconds_after(60);
    desk.clock.set(at);
    let record = steps.business_info(session, business()).expect("step 2");
    stands(&record, OnboardingStep::ApiSetup);
    let pan = record.business.tax.pan.as_ref().map(kernel::Pan::as_str);
    assert_eq!(pan, Some("ABCDE1234F"), "the one in the GSTIN");
    assert_eq!(record.business.address, business().address);
    assert_eq!(record.record.onboarding.business_info_at, Some(at));
    let taxes = desk.harness.tax_profiles.find(session.partner);
    assert_eq!(taxes, Ok(Some(record.record.business.tax.clone())));
    assert_eq!(desk.audited("partner.tax_profile_changed", session), 1);

    a_repetition_changes_nothing(desk, session, &record);
    later_steps_follow(desk, session);
}

fn a_repetition_changes_nothing(desk: &Desk<'_>, session: OnboardingSession, record: &OpenRecord) {
    let steps = &desk.cases.steps;
    // The same again notes the time and nothing else; less replaces more.
    desk.clock.set(seconds_after(120));
    let same = steps.business_info(session, business()).expect("step 2");
    assert_eq!(same.business, record.business);
    assert_eq!(same.record.updated_at, record.record.updated_at);
    assert_eq!(
        same.record.onboarding.business_info_at,
        Some(seconds_after(120))
    );
    assert_eq!(desk.audited("partner.tax_profile_changed", session), 1);
    let less = BusinessInfo {
        company_name: business().company_name,
        ..BusinessInfo::default()
    };
    let record = steps.business_info(session, less.clone()).expect("step 2");
    assert_eq!(record.business, less);
    assert_eq!(record.record.updated_at, seconds_after(120));
}

fn later_steps_follow(desk: &Desk<'_>, session: OnboardingSession) {
    let steps = &desk.cases.steps;
    let record = steps.api_setup(session, setup("in")).expect("step 3");
    assert_eq!(record.record.api, setup("in"));
    stands(&record, OnboardingStep::Verification);
    let record = steps
        .verify(session, &[named("a"), named("a"), named("b")])
        .expect("step 4");
    assert_eq!(record.documents.len(), 2, "one of them twice");
    assert_eq!(record.documents[1].name, named("b").name);
    stands(&record, OnboardingStep::Activation);
    assert_eq!(
        record.record.onboarding.review_state(),
        ReviewState::Waiting
    );
    assert_eq!(desk.audited("partner.onboarding_step_done", session), 5);
    let other = TaxIdentity {
        pan: kernel::Pan::parse("ZZZZZ1234Z").ok(),
        ..business().tax
    };
    let disagreeing = BusinessInfo {
        tax: other,
        ..business()
    };
    let refused = steps.business_info(session, disagreeing);
    assert_eq!(refused.err(), Some(StepError::TaxIdsDisagree));
}

fn earlier_steps_come_first(desk: &Desk<'_>) {
    let session = desk.session(&desk.start(30));
    let steps = &desk.cases.steps;
    let api = steps.api_setup(session, setup("in"));
    assert_eq!(api.err(), Some(StepError::Incomplete));
    let verified = steps.verify(session, &[named("a")]);
    assert_eq!(verified.err(), Some(StepError::Incomplete));
    steps.business_info(session, business()).expect("step 2");
    let verified = steps.verify(session, &[named("a")]);
    assert_eq!(verified.err(), Some(StepError::Incomplete));
    steps.api_setup(session, setup("in")).expect("step 3");
    assert_eq!(
        steps.verify(session, &[]).err(),
        Some(StepError::NoDocument)
    );
    let many: Vec<_> = (0..21).map(|n| named(&n.to_string())).collect();
    assert_eq!(
        steps.verify(session, &many).err(),
        Some(StepError::TooManyDocuments)
    );
    let state = steps.state(session).expect("a state");
    assert!(state.documents.is_empty());
    stands(&state, OnboardingStep::Verification);
    let activated = desk.cases.activate.execute(session);
    assert_eq!(activated.err(), Some(ActivateError::Incomplete));
}

fn documents_come_and_go(desk: &Desk<'_>) {
    let session = desk.handed_in(40);
    let documents = &desk.cases.documents;
    let attach = || {
        let name = DocumentName::of_file("pan.pdf");
        documents.attach(session, DocumentKind::TaxId, &name, file())
    };
    let (record, document) = attach().expect("kept");
    assert_eq!(record.documents.last(), Some(&document));
    assert_eq!(document.name.as_str(), "pan.pdf");
    let kept = record.record.documents.last().expect("a record");
    let read = documents.store.read(kept).expect("readable");
    assert_eq!(read, Some(file().into_bytes()));
    assert_eq!(documents.store.read(&record.record.documents[0]), Ok(None));

    for _ in 2..StepError::MOST_DOCUMENTS {
        attach().expect("kept");
    }
    let files = desk.cases.files.count();
    assert_eq!(attach().err(), Some(StepError::TooManyDocuments));
    assert_eq!(desk.cases.files.count(), files);

    let other = desk.session(&desk.start(41));
    let foreign = documents.detach(other, document.uuid);
    assert_eq!(foreign.err(), Some(StepError::UnknownDocument));
    let unknown = DocumentUuid::draw(&SeededEntropy::new(5));
    let refused = documents.detach(session, unknown);
    assert_eq!(refused.err(), Some(StepError::UnknownDocument));
    let mut left = documents.detach(session, document.uuid).expect("gone");
    assert_eq!(desk.cases.files.count(), files - 1);
    stands(&left, OnboardingStep::Activation);
    while let Some(next) = left.documents.first() {
        left = documents.detach(session, next.uuid).expect("gone");
    }
    stands(&left, OnboardingStep::Verification);
    assert_eq!(desk.audited("partner.document_attached", session), 20);
    assert_eq!(desk.audited("partner.document_removed", session), 20);
}

fn files_of_nobody_are_swept(desk: &Desk<'_>) {
    let session = desk.session(&desk.start(50));
    let name = DocumentName::of_file("a.pdf");
    let attached = desk
        .cases
        .documents
        .attach(session, DocumentKind::Other, &name, file());
    let (record, _) = attached.expect("kept");
    let files = &desk.cases.files;
    let orphan = FileName::draw(&SeededEntropy::new(51));
    files.write(&orphan, b"nobody's").expect("written");
    let before = files.count();
    assert_eq!(desk.cases.sweep.execute(), Ok(0), "it may get its row yet");
    files.age(SweepDocuments::AGE.saturating_sub(Duration::from_secs(1)));
    assert_eq!(desk.cases.sweep.execute(), Ok(0));
    files.age(Duration::from_secs(1));
    assert_eq!(desk.cases.sweep.execute(), Ok(1));
    assert_eq!(files.count(), before - 1);
    assert!(files.read(&orphan).is_err());
    let kept = &record.record.documents[0];
    assert!(desk.cases.documents.store.read(kept).is_ok());
}
