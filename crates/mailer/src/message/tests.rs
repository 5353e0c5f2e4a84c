use kernel::NoticeId;
use uuid::Uuid;

use super::*;

pub(crate) fn sender() -> Sender {
    let address = |text| EmailAddress::parse(text).unwrap();
    let from = address("no-reply@lender.example.test");
    Sender::new("Pocket Credit", &from, &address("help@lender.example.test")).unwrap()
}

pub(crate) fn mail_to(address: &str) -> Mail {
    Mail {
        reference: NoticeId::new(Uuid::from_u128(7)),
        to: EmailAddress::parse(address).unwrap(),
        name: Some("Lead House".to_owned()),
        at: "2026-11-21T18:45:12Z".parse().unwrap(),
        subject: "Your partner account is active".to_owned(),
        text: "Hello,\n\n.\nit is active – at last.\n".to_owned(),
        html: "<p>Hello</p>\n".to_owned(),
    }
}

fn headers(mail: &Mail) -> String {
    let bytes = sender().message(mail).unwrap().formatted();
    let text = String::from_utf8(bytes).unwrap();
    text.split("\r\n\r\n").next().unwrap().to_owned()
}

fn has_line(headers: &str, line: &str) -> bool {
    headers.split("\r\n").any(|found| found == line)
}

#[test]
fn a_message_has_every_header_it_needs() {
    let headers = headers(&mail_to("desk@partner.example.test"));
    for line in [
        "From: \"Pocket Credit\" <no-reply@lender.example.test>",
        "Reply-To: help@lender.example.test",
        "To: \"Lead House\" <desk@partner.example.test>",
        "Subject: Your partner account is active",
        "Date: Sat, 21 Nov 2026 18:45:12 +0000",
        "Message-ID: <00000000-0000-0000-0000-000000000007@lender.example.test>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert!(has_line(&headers, line), "{line} is missing from {headers}");
    }
    assert!(headers.contains("multipart/alternative"));
}

#[test]
fn the_same_mail_makes_the_same_bytes() {
    let bytes = || {
        let mail = mail_to("desk@partner.example.test");
        sender().message(&mail).unwrap().formatted()
    };
    assert_eq!(bytes(), bytes());
    assert!(bytes().is_ascii(), "every server takes it");
}

#[test]
fn a_name_or_subject_cannot_begin_another_header() {
    for evil in [
        "x\r\nBcc: all@example.test",
        "x\nBcc: y",
        "x\rBcc: y",
        "x\r\n\r\nbody",
    ] {
        let mail = Mail {
            name: Some(evil.to_owned()),
            subject: evil.to_owned(),
            ..mail_to("desk@partner.example.test")
        };
        let headers = headers(&mail);
        let begins = |line: &str| line.starts_with("Bcc") || line.starts_with("body");
        assert!(!headers.split(['\r', '\n']).any(begins), "{headers}");
        assert!(has_line(&headers, "MIME-Version: 1.0"), "{headers}");
    }
}

#[test]
fn names_in_any_script_and_with_quotes_are_encoded() {
    let mail = Mail {
        name: Some("लीड हाउस \"& Söhne\" <x@y.test>, z@y.test".to_owned()),
        subject: "Ihr Zugang – प्रवेश".to_owned(),
        ..mail_to("desk@partner.example.test")
    };
    let message = sender().message(&mail).unwrap();
    assert_eq!(message.envelope().to().len(), 1, "one recipient only");
    let headers = headers(&mail);
    assert!(headers.is_ascii(), "{headers}");
    assert!(headers.contains("<desk@partner.example.test>"), "{headers}");
    assert!(headers.contains("=?utf-8?"), "{headers}");
}

#[test]
fn domains_in_other_scripts_are_written_in_ascii() {
    let message = sender().message(&mail_to("desk@bücher.example.test"));
    let message = message.unwrap();
    let to: &str = message.envelope().to()[0].as_ref();
    assert_eq!(to, "desk@xn--bcher-kva.example.test");
}

#[test]
fn an_address_that_smtp_has_no_form_for_is_told() {
    for address in [
        "a<b@example.test",
        "a,b@example.test",
        "a>@example.test",
        "desk@example..test",
        "desk@exa_mple.test>",
        "desk@<x>.test",
        "डेस्क>@example.test",
        "डे,स्क@example.test",
        "(x)@example.test",
        "\"x@example.test",
    ] {
        let message = sender().message(&mail_to(address));
        assert_eq!(message.unwrap_err(), MessageError::Recipient, "{address}");
    }
}
