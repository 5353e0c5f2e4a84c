use super::*;

fn real() -> Case {
    Case::new()
        .set("PARTNER_API__ENVIRONMENT", "production")
        .set("PARTNER_API__SMTP__TLS", "none")
}

#[test]
fn without_a_server_mails_are_files_in_the_data_directory() {
    let loaded = Case::new().load().expect("settings");
    assert_eq!(loaded.rules.mail.route.to_string(), "files in data/mail");
    let case = Case::new()
        .set("PARTNER_API__SMTP__HOST", "mail.example.test")
        .set("PARTNER_API__SMTP__USERNAME", "mailman")
        .set("PARTNER_API__SMTP__PASSWORD", "hush-hush-hush");
    let route = case.load().expect("settings").rules.mail.route;
    let shown = "SMTP to mail.example.test port 587, starttls";
    assert_eq!(route.to_string(), shown);
    assert!(!format!("{route:?}").contains("hush"), "{route:?}");
}

#[test]
fn production_sends_in_clear_to_its_own_machine_only() {
    for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
        assert!(real().set("PARTNER_API__SMTP__HOST", host).load().is_ok());
    }
    for host in ["mail.example.test", "10.0.0.1", "localhost.example.test"] {
        let refusal = real().set("PARTNER_API__SMTP__HOST", host).refusal();
        assert!(refusal.contains("smtp.tls must not be none in production"));
    }
    // Without a server there is nothing to protect.
    assert!(real().load().is_ok());
}

#[test]
fn a_password_never_leaves_in_clear() {
    let case = Case::new()
        .set("PARTNER_API__SMTP__HOST", "mail.example.test")
        .set("PARTNER_API__SMTP__TLS", "none");
    assert!(case.load().is_ok());
    let refusal = case
        .set("PARTNER_API__SMTP__USERNAME", "mailman")
        .set("PARTNER_API__SMTP__PASSWORD", "hush-hush-hush")
        .refusal();
    assert!(refusal.contains("smtp.tls must not be none where a password is sent"));
    assert!(!refusal.contains("hush"));
}

#[test]
fn a_sender_whose_domain_is_none_is_refused() {
    let refusal = Case::new()
        .set("PARTNER_API__SMTP__FROM", "desk@-.example..test")
        .refusal();
    assert!(
        refusal.contains("smtp.from must be an e-mail address"),
        "{refusal}"
    );
}
