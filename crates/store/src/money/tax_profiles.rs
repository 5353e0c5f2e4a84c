//! [`TaxProfiles`] in the database.

use audit::{Entry, Event, MoneyEvent};
use diesel::prelude::*;
use kernel::{Actor, PartnerId, PortFailure, PortResult, Sealed};
use payouts::{Constitution, KeptTaxProfile, NewTaxProfile, TaxProfiles};

use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::schema::tax_profiles;
use crate::{Store, audit_rows};

/// Tax profiles in the database.
#[derive(Clone)]
pub struct DieselTaxProfiles {
    store: Store,
}

impl DieselTaxProfiles {
    /// The tax profiles of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A whole row.
#[derive(Queryable)]
pub(crate) struct ProfileRow {
    pub(crate) partner_id: i64,
    constitution: Option<String>,
    pan_sealed: Option<Vec<u8>>,
    gstin_sealed: Option<Vec<u8>>,
    _updated_at: i64,
}

impl TaxProfiles for DieselTaxProfiles {
    fn set(&self, partner: PartnerId, profile: NewTaxProfile, actor: Actor) -> PortResult<()> {
        self.store
            .write(move |conn| Ok::<_, Fault<PortFailure>>(set(conn, partner, &profile, actor)?))
    }

    fn find(&self, partner: PartnerId) -> PortResult<Option<KeptTaxProfile>> {
        let row: Option<ProfileRow> = self.store.read(|conn| {
            Ok(tax_profiles::table
                .find(partner.get())
                .get_result(conn)
                .optional()?)
        })?;
        row.map(ProfileRow::into_profile).transpose()
    }
}

/// Keeps `new` in the place of the profile before, with its audit entry.
pub(crate) fn set(
    conn: &mut Conn,
    partner: PartnerId,
    new: &NewTaxProfile,
    actor: Actor,
) -> QueryResult<()> {
    let profile = &new.profile;
    let columns = (
        tax_profiles::constitution.eq(profile.constitution.map(Constitution::as_str)),
        tax_profiles::pan_sealed.eq(profile.pan.as_ref().map(Sealed::as_bytes)),
        tax_profiles::gstin_sealed.eq(profile.gstin.as_ref().map(Sealed::as_bytes)),
        tax_profiles::updated_at.eq(micros(new.at)),
    );
    let row = diesel::update(tax_profiles::table.find(partner.get()));
    if row.set(columns).execute(conn)? == 0 {
        diesel::insert_into(tax_profiles::table)
            .values((tax_profiles::partner_id.eq(partner.get()), columns))
            .execute(conn)?;
    }
    let event = MoneyEvent::TaxProfileChanged {
        partner,
        fields: new.changed,
    };
    let entry = Entry {
        at: new.at,
        actor,
        event: Event::Money(event),
    };
    audit_rows::insert(conn, &entry)
}

impl ProfileRow {
    /// What the row says.
    pub(crate) fn into_profile(self) -> PortResult<KeptTaxProfile> {
        let constitution = self.constitution.as_deref();
        let constitution = constitution.map(|name| word(name, "tax_profiles.constitution"));
        Ok(KeptTaxProfile {
            constitution: constitution.transpose()?,
            pan: self.pan_sealed.map(Sealed::new),
            gstin: self.gstin_sealed.map(Sealed::new),
        })
    }
}
