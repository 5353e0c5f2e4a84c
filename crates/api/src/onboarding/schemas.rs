//! Bodies of onboarding as the document shows them; `bodies` reads them.

/// Who begins; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = OnboardingStart, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct StartBody {
    /// 2 to 100 characters; suggests the slug.
    #[schema(min_length = 2, max_length = 100, example = "Lead House")]
    name: String,
    /// Nobody else's.
    #[schema(example = "it@lead-house.example")]
    email: String,
    /// E.164.
    #[schema(example = "+919876543210")]
    phone_number: String,
    /// `technology`, `business`, `marketplace` or `enterprise`.
    #[schema(example = "technology")]
    partner_type: Option<String>,
}

/// Step 2; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = BusinessInfoStep, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct BusinessInfoBody {
    /// Takes the place of what was said before, whole.
    business_info: BusinessInfoFields,
}

#[derive(utoipa::ToSchema)]
#[schema(as = NewBusinessInfo, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct BusinessInfoFields {
    /// 2 to 200 characters.
    #[schema(
        min_length = 2,
        max_length = 200,
        example = "Lead House Private Limited"
    )]
    company_name: String,
    /// http or https.
    #[schema(example = "https://www.lead-house.example/")]
    website: Option<String>,
    /// 1 to 100 characters.
    #[schema(max_length = 100, example = "fintech")]
    industry: Option<String>,
    /// 1 to 2000 characters.
    #[schema(max_length = 2000)]
    description: Option<String>,
    /// Any part of it.
    address: Option<AddressFields>,
    /// `individual`, `proprietorship`, `huf`, `partnership`, `llp`, `private_limited`,
    /// `public_limited`, `trust` or `society`.
    #[schema(example = "private_limited")]
    constitution: Option<String>,
    /// A PAN.
    #[schema(example = "ABCDE1234F")]
    pan: Option<String>,
    /// A registration of the same PAN.
    gstin: Option<String>,
    /// `INR`.
    #[schema(example = "INR")]
    currency: Option<String>,
    /// An IANA name.
    #[schema(example = "Asia/Kolkata")]
    time_zone: Option<String>,
}

#[derive(utoipa::ToSchema)]
#[schema(as = NewPostalAddress, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct AddressFields {
    /// 1 to 200 characters, as all of these.
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

/// Step 3; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = ApiSetupStep, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct ApiSetupBody {
    /// https, with a public host and without a fragment.
    #[schema(example = "https://hooks.lead-house.example/in")]
    webhook_url: String,
    /// https, with a public host.
    #[schema(example = "https://www.lead-house.example/back")]
    callback_url: String,
}

/// Step 4; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = VerificationStep)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct VerificationBody {
    /// Documents that lie elsewhere.
    documents: Option<Vec<NamedDocumentBody>>,
}

#[derive(utoipa::ToSchema)]
#[schema(as = NamedDocument)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NamedDocumentBody {
    /// `business_registration`, `business_permit`, `tax_id`, `contract` or `other`.
    #[schema(example = "business_registration")]
    r#type: String,
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Registration")]
    name: String,
    /// https; nobody fetches it.
    #[schema(example = "https://www.lead-house.example/registration.pdf")]
    url: String,
}
