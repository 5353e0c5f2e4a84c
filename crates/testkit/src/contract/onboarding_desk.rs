//! Partners that find their way in, for the contract of onboarding.

use std::sync::Arc;

use accounts::{
    ApiSetup, BusinessInfo, CompanyName, DocumentKind, DocumentName, JudgedFile, NamedDocument,
    OnboardingDraft, OnboardingSession, OnboardingStep, OpenRecord, PartnerName, PhoneNumber,
    PostalAddress, StartedOnboarding,
};
use kernel::{Clock, EmailAddress, Entropy, FixedClock, Gstin, Reach, TaxIdentity, WebAddress};

use crate::{Harness, OnboardingCases, SeededEntropy, midday, onboarding_cases};

/// The use cases over a store.
pub(super) struct Desk<'a> {
    pub(super) harness: &'a Harness,
    pub(super) clock: Arc<FixedClock>,
    pub(super) cases: OnboardingCases,
}

impl<'a> Desk<'a> {
    pub(super) fn new(harness: &'a Harness) -> Self {
        let clock = Arc::new(FixedClock::at(midday()));
        let time: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(4_711));
        Self {
            harness,
            cases: onboarding_cases(harness, &time, &entropy),
            clock,
        }
    }

    pub(super) fn start(&self, number: u32) -> StartedOnboarding {
        let started = self.cases.start.execute(draft(number), None);
        started.expect("begun")
    }

    pub(super) fn session(&self, started: &StartedOnboarding) -> OnboardingSession {
        let uuid = started.record.record.partner.uuid;
        let session = self.cases.authenticate.execute(uuid, &started.token);
        session.expect("the token counts")
    }

    /// A partner that did steps 2 to 4.
    pub(super) fn handed_in(&self, number: u32) -> OnboardingSession {
        let session = self.session(&self.start(number));
        let steps = &self.cases.steps;
        steps.business_info(session, business()).expect("step 2");
        steps.api_setup(session, setup("in")).expect("step 3");
        steps.verify(session, &[named("a")]).expect("step 4");
        session
    }

    pub(super) fn audited(&self, action: &str, session: OnboardingSession) -> usize {
        self.harness.audited(action, session.partner.get())
    }
}

pub(super) fn draft(number: u32) -> OnboardingDraft {
    OnboardingDraft {
        name: PartnerName::parse("Lead House").expect("a name"),
        email: EmailAddress::parse(&format!("it{number}@lead-house.example")).expect("an address"),
        phone: PhoneNumber::parse("+919876543210").ok(),
        kind: None,
    }
}

pub(super) fn business() -> BusinessInfo {
    BusinessInfo {
        company_name: CompanyName::parse("Lead House Private Limited").ok(),
        address: PostalAddress::from_stored(b"city=Pune\n").ok(),
        tax: TaxIdentity {
            gstin: Gstin::parse("27ABCDE1234F1Z0").ok(),
            ..TaxIdentity::default()
        },
        ..BusinessInfo::default()
    }
}

pub(super) fn setup(path: &str) -> ApiSetup {
    let address = format!("https://hooks.lead-house.example/{path}");
    ApiSetup {
        webhook: ApiSetup::webhook(&address, Reach::Practice).ok(),
        callback: ApiSetup::callback("https://lead-house.example/", Reach::Practice).ok(),
    }
}

pub(super) fn named(name: &str) -> NamedDocument {
    NamedDocument {
        kind: DocumentKind::Contract,
        name: DocumentName::parse(name).expect("a name"),
        url: WebAddress::site("https://files.lead-house.example/").expect("an address"),
    }
}

pub(super) fn file() -> JudgedFile {
    let bytes = b"%PDF-1.7\n%%EOF\n".to_vec();
    JudgedFile::judge(bytes, None, None).expect("a file")
}

pub(super) fn stands(record: &OpenRecord, step: OnboardingStep) {
    assert_eq!(record.record.onboarding.current_step(), step);
}
