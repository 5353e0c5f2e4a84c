//! Messages under new names.

use std::sync::Arc;

use diesel::prelude::*;
use kernel::{PortFailure, PortResult};
use lender::{EntityKind, MessageNames, RenamedMessage};

use super::indexes::DieselBlindIndexes;
use super::patiently;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::schema::{feed_messages, loan_applications, users};

impl MessageNames for DieselBlindIndexes {
    fn rename(&self, messages: Vec<RenamedMessage>) -> PortResult<()> {
        let messages: Arc<[RenamedMessage]> = messages.into();
        patiently(|| {
            let messages = Arc::clone(&messages);
            self.store
                .write(move |conn| -> Result<(), Fault<PortFailure>> {
                    for message in messages.iter() {
                        rename(conn, message)?;
                        match message.kind {
                            EntityKind::User => follow_user(conn, message)?,
                            EntityKind::Loan => follow_loan(conn, message)?,
                        }
                    }
                    Ok(())
                })
        })
    }
}

fn rename(conn: &mut Conn, message: &RenamedMessage) -> QueryResult<()> {
    let row = feed_messages::table
        .filter(feed_messages::kind.eq(message.kind.as_str()))
        .filter(feed_messages::entity_id.eq(message.entity))
        .filter(feed_messages::occurred_at.eq(message.occurred_at))
        .filter(feed_messages::content.eq(message.before.as_bytes().as_slice()));
    diesel::update(row)
        .set((
            feed_messages::content.eq(message.after.as_bytes().as_slice()),
            feed_messages::content_sealed.eq(message.content.as_bytes()),
        ))
        .execute(conn)
        .map(drop)
}

/// The user's state, and the campaign it came with, know their messages by name.
fn follow_user(conn: &mut Conn, message: &RenamedMessage) -> QueryResult<()> {
    let (before, after) = (message.before.as_bytes(), message.after.as_bytes());
    let user = users::table.find(message.entity);
    diesel::update(user.filter(users::state_content.eq(before.as_slice())))
        .set(users::state_content.eq(after.as_slice()))
        .execute(conn)?;
    let campaign = message.campaign.as_ref();
    diesel::update(user.filter(users::utm_content.eq(before.as_slice())))
        .set((
            users::utm_content.eq(after.as_slice()),
            users::utm_campaign_index.eq(campaign.map(|index| index.as_bytes().as_slice())),
        ))
        .execute(conn)
        .map(drop)
}

fn follow_loan(conn: &mut Conn, message: &RenamedMessage) -> QueryResult<()> {
    use loan_applications as loans;
    let (before, after) = (message.before.as_bytes(), message.after.as_bytes());
    let loan = loans::table.find(message.entity);
    diesel::update(loan.filter(loans::state_content.eq(before.as_slice())))
        .set(loans::state_content.eq(after.as_slice()))
        .execute(conn)?;
    diesel::update(loan.filter(loans::reported_content.eq(before.as_slice())))
        .set(loans::reported_content.eq(after.as_slice()))
        .execute(conn)
        .map(drop)
}
