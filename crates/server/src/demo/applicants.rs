//! Businesses that want to become partners: one waits for a review, one has only begun.

use accounts::{
    ApiSetup, BusinessInfo, CompanyName, CreatePartnerError, DocumentKind, DocumentName, Industry,
    JudgedFile, OnboardingDraft, OnboardingSession, PartnerName, PartnerType, PhoneNumber,
    StepError,
};
use api::Onboarding;
use kernel::{EmailAddress, WebAddress};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::invalid;
use crate::failure::Failure;
use crate::kit::Kit;

/// What a business says of itself.
struct Applicant {
    name: &'static str,
    email: &'static str,
    phone: &'static str,
    kind: PartnerType,
    company: &'static str,
    industry: &'static str,
    /// Whether it went on to the end and waits for the review.
    hands_in: bool,
}

const APPLICANTS: [Applicant; 2] = [
    Applicant {
        name: "Kaveri Loan Desk",
        email: "desk@kaveri-loans.example",
        phone: "+919000000001",
        kind: PartnerType::Business,
        company: "Kaveri Loan Desk LLP",
        industry: "Loan agency",
        hands_in: true,
    },
    Applicant {
        name: "Tara Fintech Apps",
        email: "apps@tara-fintech.example",
        phone: "+919000000002",
        kind: PartnerType::Technology,
        company: "Tara Fintech Apps Private Limited",
        industry: "Software",
        hands_in: false,
    },
];

/// Lets them begin, each once: whoever has begun is left alone.
pub(super) fn apply(kit: &Kit) -> Result<(), Failure> {
    let onboarding = kit.onboarding();
    for applicant in &APPLICANTS {
        match onboarding.start.execute(applicant.draft()?, None) {
            Ok(started) => {
                let partner = &started.record.record.partner;
                let session = OnboardingSession {
                    partner: partner.id,
                    uuid: partner.uuid,
                };
                applicant.go_on(&onboarding, session)?;
            }
            Err(CreatePartnerError::EmailTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

impl Applicant {
    fn draft(&self) -> Result<OnboardingDraft, Failure> {
        Ok(OnboardingDraft {
            name: PartnerName::parse(self.name).map_err(invalid)?,
            email: EmailAddress::parse(self.email).map_err(invalid)?,
            phone: Some(PhoneNumber::parse(self.phone).map_err(invalid)?),
            kind: Some(self.kind),
        })
    }

    fn go_on(&self, onboarding: &Onboarding, session: OnboardingSession) -> Result<(), Failure> {
        let told = |error: StepError| invalid(error);
        let info = BusinessInfo {
            company_name: Some(CompanyName::parse(self.company).map_err(invalid)?),
            industry: Some(Industry::parse(self.industry).map_err(invalid)?),
            ..BusinessInfo::default()
        };
        let steps = &onboarding.steps;
        steps.business_info(session, info).map_err(told)?;
        if !self.hands_in {
            return Ok(());
        }
        steps.api_setup(session, setup()?).map_err(told)?;
        let documents = &onboarding.documents;
        for (kind, title) in [
            (DocumentKind::BusinessRegistration, "Registration"),
            (DocumentKind::TaxId, "PAN card"),
        ] {
            let name = format!("{title}.pdf");
            let file = pdf(&format!("{title} of {} (demo)", self.company));
            let file = JudgedFile::judge(file, Some(&name), None).map_err(invalid)?;
            let name = DocumentName::parse(&name).map_err(invalid)?;
            let kept = documents.attach(session, kind, &name, file);
            kept.map_err(told)?;
        }
        steps.verify(session, &[]).map_err(told)?;
        Ok(())
    }
}

fn setup() -> Result<ApiSetup, Failure> {
    let site = "https://kaveri-loans.example";
    let address = |path: &str| WebAddress::site(&format!("{site}/{path}")).map_err(invalid);
    Ok(ApiSetup {
        webhook: Some(address("hooks")?),
        callback: Some(address("signed-in")?),
    })
}

/// A page with one line of text.
fn pdf(line: &str) -> Vec<u8> {
    const FONT: Name<'static> = Name(b"F1");
    let [catalog, pages, page, content, font] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    sheet.parent(pages).contents(content);
    sheet.resources().fonts().pair(FONT, font);
    sheet.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    let mut text = Content::new();
    text.begin_text()
        .set_font(FONT, 20.0)
        .next_line(72.0, 720.0);
    text.show(Str(line.as_bytes())).end_text();
    pdf.stream(content, &text.finish());
    pdf.finish()
}
