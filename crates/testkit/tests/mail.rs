//! The fake outbox keeps the contract of the port.

use std::sync::Arc;

use notices::MailOutbox;
use testkit::{InMemoryMailOutbox, mail_outbox_at_once_contract, mail_outbox_contract};

#[test]
fn the_fake_outbox_keeps_its_contract() {
    mail_outbox_contract(&InMemoryMailOutbox::default());
}

#[test]
fn the_fake_outbox_gives_a_letter_to_one_sender() {
    let outbox: Arc<dyn MailOutbox> = Arc::new(InMemoryMailOutbox::default());
    mail_outbox_at_once_contract(&[outbox.clone(), outbox]);
}
