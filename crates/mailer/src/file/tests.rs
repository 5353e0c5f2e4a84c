use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::message::tests::{mail_to, sender};

#[test]
fn mails_are_whole_files_for_their_owner_alone() {
    let home = tempfile::TempDir::new().unwrap();
    let folder = home.path().join("mail");
    let mailer = FileMailer::new(folder.clone(), sender());
    let mail = mail_to("desk@partner.example.test");
    let places: Vec<String> = (0..3)
        .map(|_| mailer.send(&mail).unwrap().unwrap())
        .collect();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for (number, place) in (1..).zip(&places) {
        let expected = folder.join(format!("20261121T184512Z-{number}.eml"));
        assert_eq!(Path::new(place), expected);
        assert_eq!(mode(&expected), 0o600);
        let text = std::fs::read(&expected).unwrap();
        assert_eq!(text, sender().message(&mail).unwrap().formatted());
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "no drafts");
}

#[test]
fn a_folder_that_cannot_be_written_is_tried_again() {
    let home = tempfile::TempDir::new().unwrap();
    std::fs::write(home.path().join("mail"), "a file").unwrap();
    let mailer = FileMailer::new(home.path().join("mail"), sender());
    let refused = mailer.send(&mail_to("desk@partner.example.test"));
    assert!(matches!(refused, Err(SendError::Later(_))), "{refused:?}");
}

#[test]
fn an_address_without_a_form_is_given_up() {
    let home = tempfile::TempDir::new().unwrap();
    let mailer = FileMailer::new(home.path().join("mail"), sender());
    let refused = mailer.send(&mail_to("a<b@example.test"));
    assert!(matches!(refused, Err(SendError::Never(_))), "{refused:?}");
}
