//! [`PayoutRuns`] in the database.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{
    Entropy, FieldVault, PageNumber, PageSize, PayoutRunId, PortResult, StaffId, StatementId,
};
use payouts::{
    BankReference, CreateRunError, DecideRunError, NewRun, PayError, PayoutRun, PayoutRuns,
    Statement,
};

use super::decide::{self, Decision};
use super::pay::{self, Payment};
use super::statement_rows::StatementRow;
use super::{create, run_rows};
use crate::Store;
use crate::outbox::Outbox;
use crate::schema::statements;

/// Payout runs in the database.
#[derive(Clone)]
pub struct DieselPayoutRuns {
    store: Store,
    outbox: Outbox,
}

impl DieselPayoutRuns {
    /// The runs of `store`; what partners are told of them is sealed by `vault` and
    /// named from `entropy`.
    pub const fn new(store: Store, vault: Arc<dyn FieldVault>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            outbox: Outbox::new(vault, entropy),
        }
    }
}

impl PayoutRuns for DieselPayoutRuns {
    fn create(&self, run: NewRun) -> Result<PayoutRun, CreateRunError> {
        self.store
            .write_long(move |conn| create::create(conn, &run))
    }

    fn list(&self, page: PageNumber, size: PageSize) -> PortResult<(Vec<PayoutRun>, u64)> {
        self.store.snapshot(|conn| run_rows::page(conn, page, size))
    }

    fn find(&self, run: PayoutRunId) -> PortResult<Option<PayoutRun>> {
        self.store.snapshot(|conn| run_rows::find(conn, run))
    }

    fn statements(
        &self,
        run: PayoutRunId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<Vec<Statement>> {
        let rows: Vec<StatementRow> = self.store.read(|conn| {
            Ok(statements::table
                .filter(statements::run_id.eq(run.get()))
                .order(statements::id)
                .limit(size.get().into())
                .offset(page.offset(size))
                .load(conn)?)
        })?;
        rows.into_iter().map(StatementRow::into_statement).collect()
    }

    fn approve(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError> {
        let outbox = self.outbox.clone();
        self.store
            .write_long(move |conn| decide::approve(conn, &outbox, Decision { run, by, at }))
    }

    fn reject(
        &self,
        run: PayoutRunId,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<PayoutRun, DecideRunError> {
        self.store
            .write_long(move |conn| decide::reject(conn, Decision { run, by, at }))
    }

    fn pay(
        &self,
        statement: StatementId,
        reference: BankReference,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Statement, PayError> {
        let outbox = self.outbox.clone();
        let payment = Payment {
            statement,
            reference,
            by,
            at,
        };
        self.store
            .write_long(move |conn| pay::pay(conn, &outbox, &payment))
    }
}
