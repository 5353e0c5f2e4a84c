use uuid::Uuid;

use super::*;

const QUERY: &str = "utm_source=00000000-0000-0000-0000-000000000007\
    &utm_medium=partner_api&utm_campaign=lead_x";

fn link(app_url: &str) -> String {
    LinkBuilder::new(app_url)
        .expect("an address")
        .link(PartnerUuid::new(Uuid::from_u128(7)), "lead_x")
}

#[test]
fn a_link_is_joined_to_whatever_query_there_is() {
    for (app_url, joint) in [
        ("https://app.example.test", "?"),
        ("https://app.example.test/", "?"),
        ("http://localhost:3000/apply", "?"),
        ("https://app.example.test?", ""),
        ("https://app.example.test/?a=1", "&"),
        ("https://app.example.test/?a=1&", ""),
        ("https://app.example.test/?a=1&b=?", "&"),
    ] {
        assert_eq!(link(app_url), format!("{app_url}{joint}{QUERY}"));
    }
}

#[test]
fn an_address_that_cannot_be_built_upon_is_refused() {
    for bad in [
        "",
        "https://",
        "http://",
        "app.example.test",
        "ftp://app.example.test",
        "javascript:alert(1)",
        "https://app.example.test/#top",
        "https://app.example.test/a b",
        "https://app.example.test/\n",
    ] {
        assert_eq!(LinkBuilder::new(bad), Err(LinkError), "{bad}");
    }
}

#[test]
fn the_documented_campaign_has_mobile_and_milliseconds() {
    let mobile = MobileNumber::parse("9876543210").expect("a mobile number");
    let reference = LeadReference::new(Uuid::from_u128(0xabc));
    let at = |micros| DateTime::from_timestamp_micros(micros).expect("an instant");
    let documented = CampaignForm(CampaignStyle::Documented);
    assert_eq!(
        documented.write(&mobile, at(1_234_567_890_123_999), reference),
        "lead_9876543210_1234567890123"
    );
    let opaque = CampaignForm(CampaignStyle::Opaque).write(&mobile, at(0), reference);
    assert_eq!(opaque, "lead_00000000000000000000000000000abc");
}

#[test]
fn the_words_of_campaign_forms_are_read_back() {
    for form in [CampaignStyle::Documented, CampaignStyle::Opaque].map(CampaignForm) {
        assert_eq!(CampaignForm::from_word(form.as_str()), Some(form));
    }
    assert_eq!(CampaignForm::from_word("other"), None);
    assert_eq!(CampaignStyle::default(), CampaignStyle::Documented);
}
