//! Statements on `leads`.

use std::collections::HashMap;

use dedupe::Judgement;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, SmallInt, Text};
use kernel::{BlindIndex, LeadId, LeadReference, PartnerId, PortFailure, PortResult};
use leads::{CurrentLead, ShareRequest};

use crate::columns::{days, micros, uuid};
use crate::fault::StoreError;
use crate::leads::current::{CurrentRow, verdict_column};
use crate::postgres::statement::statement;

/// A person as one partner knows them, in the order in which rows are locked:
/// of these, one row is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Person {
    pub(super) mobile: BlindIndex,
    pub(super) pan: BlindIndex,
    pub(super) partner: PartnerId,
}

impl Person {
    pub(super) const fn of(request: &ShareRequest) -> Self {
        Self {
            mobile: request.lead.keys.mobile,
            pan: request.lead.keys.pan,
            partner: request.partner,
        }
    }
}

struct FindCurrent<'a> {
    mobiles: Vec<&'a [u8]>,
    pans: Vec<&'a [u8]>,
    partners: Vec<i64>,
}

// A plan made while the table was empty is kept, and then any plan looks good.
// The LIMIT has each person looked up by itself; the sum keeps that look-up off
// the indexes that begin with the partner.
statement! {
    FindCurrent returns (BigInt, (BigInt, Binary, SmallInt, Text, BigInt));
    "SELECT who.n, l.id, l.reference, l.verdict, l.campaign, l.shared_at \
     FROM unnest(", mobiles: Binary;
    "::bytea[], ", pans: Binary;
    "::bytea[], ", partners: BigInt;
    "::bigint[]) WITH ORDINALITY AS who (mobile, pan, partner, n) \
     CROSS JOIN LATERAL (SELECT * FROM leads \
     WHERE leads.mobile_index = who.mobile AND leads.pan_index = who.pan \
     AND leads.partner_id + 0 = who.partner AND leads.superseded = 0 LIMIT 1) l";
}

/// The current rows of `people`.
pub(super) fn find_current(
    conn: &mut PgConnection,
    people: &[Person],
) -> Result<HashMap<Person, CurrentLead>, StoreError> {
    let statement = FindCurrent {
        mobiles: people
            .iter()
            .map(|who| &who.mobile.as_bytes()[..])
            .collect(),
        pans: people.iter().map(|who| &who.pan.as_bytes()[..]).collect(),
        partners: people.iter().map(|who| who.partner.get()).collect(),
    };
    let rows: Vec<(i64, CurrentRow)> = statement.load(conn)?;
    rows.into_iter()
        .map(|(ordinal, row)| {
            let who = usize::try_from(ordinal - 1)
                .ok()
                .and_then(|at| people.get(at))
                .ok_or_else(|| PortFailure::Unforeseen("an ordinal is out of range".to_owned()))?;
            Ok((*who, row.into_current()?))
        })
        .collect()
}

struct Supersede<'a> {
    ids: &'a [i64],
}

// The scan of the key goes through the ids in order, and so are the rows locked.
// A row that another instance superseded meanwhile is left as it is.
statement! {
    Supersede returns BigInt;
    "UPDATE leads SET superseded = id WHERE id = ANY(", ids: BigInt;
    ") AND superseded = 0";
}

/// Closes the rows `ids` if they are still current.
pub(super) fn supersede(conn: &mut PgConnection, mut ids: Vec<i64>) -> Result<(), StoreError> {
    if !ids.is_empty() {
        ids.sort_unstable();
        Supersede { ids: &ids }.execute(conn)?;
    }
    Ok(())
}

struct InsertLeads<'a> {
    references: Vec<[u8; 16]>,
    partners: Vec<i64>,
    first_names: Vec<&'a str>,
    last_names: Vec<&'a str>,
    first_folded: Vec<String>,
    last_folded: Vec<String>,
    mobiles: Vec<&'a [u8]>,
    mobiles_sealed: Vec<&'a [u8]>,
    last_fours: Vec<&'a [u8]>,
    pans: Vec<&'a [u8]>,
    pans_sealed: Vec<&'a [u8]>,
    verdicts: Vec<i16>,
    campaigns: Vec<&'static str>,
    campaign_indexes: Vec<&'a [u8]>,
    shared_ats: Vec<i64>,
    shared_ons: Vec<i32>,
    users: Vec<Option<i64>>,
}

statement! {
    InsertLeads returns (Binary, BigInt);
    "INSERT INTO leads (reference, partner_id, first_name, last_name, first_name_folded, \
     last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index, pan_index, \
     pan_sealed, verdict, campaign, campaign_index, shared_at, shared_on, user_id) \
     SELECT * FROM unnest(", references: Binary;
    "::bytea[], ", partners: BigInt;
    "::bigint[], ", first_names: Text;
    "::text[], ", last_names: Text;
    "::text[], ", first_folded: Text;
    "::text[], ", last_folded: Text;
    "::text[], ", mobiles: Binary;
    "::bytea[], ", mobiles_sealed: Binary;
    "::bytea[], ", last_fours: Binary;
    "::bytea[], ", pans: Binary;
    "::bytea[], ", pans_sealed: Binary;
    "::bytea[], ", verdicts: SmallInt;
    "::smallint[], ", campaigns: Text;
    "::text[], ", campaign_indexes: Binary;
    "::bytea[], ", shared_ats: BigInt;
    "::bigint[], ", shared_ons: Integer;
    "::integer[], ", users: Nullable<BigInt>;
    "::bigint[]) \
     ON CONFLICT (mobile_index, pan_index, partner_id, superseded) DO NOTHING \
     RETURNING reference, id";
}

/// A row to be opened.
pub(super) type Opening<'a> = (&'a ShareRequest, &'a Judgement);

/// Inserts `leads` in the order given and returns the keys of those that were;
/// one that is missing was opened by another instance meanwhile.
pub(super) fn insert(
    conn: &mut PgConnection,
    leads: &[Opening<'_>],
) -> Result<HashMap<LeadReference, LeadId>, StoreError> {
    let rows: Vec<(Vec<u8>, i64)> = statement_for(leads)?.load(conn)?;
    rows.into_iter()
        .map(|(reference, id)| {
            let reference = LeadReference::new(uuid(&reference, "leads.reference")?);
            Ok((reference, LeadId::new(id)))
        })
        .collect()
}

fn statement_for<'a>(leads: &[Opening<'a>]) -> PortResult<InsertLeads<'a>> {
    let each = || leads.iter().map(|(request, _)| &request.lead);
    Ok(InsertLeads {
        references: each()
            .map(|lead| lead.reference.get().into_bytes())
            .collect(),
        partners: leads
            .iter()
            .map(|(request, _)| request.partner.get())
            .collect(),
        first_names: each().map(|lead| lead.first_name.as_str()).collect(),
        last_names: each().map(|lead| lead.last_name.as_str()).collect(),
        first_folded: each().map(|lead| lead.first_name.folded()).collect(),
        last_folded: each().map(|lead| lead.last_name.folded()).collect(),
        mobiles: each()
            .map(|lead| &lead.keys.mobile.as_bytes()[..])
            .collect(),
        mobiles_sealed: each().map(|lead| lead.mobile.as_bytes()).collect(),
        last_fours: each()
            .map(|lead| &lead.mobile_last_four.as_bytes()[..])
            .collect(),
        pans: each().map(|lead| &lead.keys.pan.as_bytes()[..]).collect(),
        pans_sealed: each().map(|lead| lead.pan.as_bytes()).collect(),
        verdicts: leads
            .iter()
            .map(|(_, judgement)| verdict_column(judgement.verdict))
            .collect::<PortResult<_>>()?,
        campaigns: each().map(|lead| lead.campaign.as_str()).collect(),
        campaign_indexes: each()
            .map(|lead| &lead.campaign_index.as_bytes()[..])
            .collect(),
        shared_ats: each().map(|lead| micros(lead.shared_at)).collect(),
        shared_ons: each().map(|lead| days(lead.shared_on)).collect(),
        users: leads
            .iter()
            .map(|(_, judgement)| judgement.user.map(|user| user.id.get()))
            .collect(),
    })
}
