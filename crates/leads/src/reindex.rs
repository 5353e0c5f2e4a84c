//! The blind indexes of a lead, computed anew.

use chrono::DateTime;
use kernel::{
    BlindIndex, Fact, FieldVault, IndexedField, KeyPart, LeadReference, MobileNumber, OpenedRow,
    Pan, PortFailure, PortResult, Recompute, TableIndexes,
};
use uuid::Uuid;

use crate::CampaignForm;

const TABLE: &str = "leads";

/// Computes the indexes of leads as [`crate::ShareLead`] does.
#[derive(Debug, Clone, Copy)]
pub struct LeadIndexes;

impl Recompute for LeadIndexes {
    fn table(&self) -> TableIndexes {
        TableIndexes {
            table: TABLE,
            sealed: &["mobile_sealed", "pan_sealed"],
            facts: &[Fact::Text("campaign"), Fact::Integer("shared_at")],
            indexes: &[
                "mobile_index",
                "mobile_last_four_index",
                "pan_index",
                "campaign_index",
            ],
        }
    }

    fn indexes(
        &self,
        vault: &dyn FieldVault,
        row: &OpenedRow,
    ) -> PortResult<Vec<Option<BlindIndex>>> {
        let lead = read(row).ok_or(PortFailure::corrupt(TABLE))?;
        let index = |field, value: &str| Some(vault.index(field, value.as_bytes()));
        Ok(vec![
            index(IndexedField::Mobile, lead.mobile.as_str()),
            index(IndexedField::MobileLastFour, lead.mobile.last_four()),
            index(IndexedField::Pan, lead.pan.as_str()),
            index(IndexedField::Campaign, &lead.campaign),
        ])
    }
}

struct Lead {
    mobile: MobileNumber,
    pan: Pan,
    campaign: String,
}

fn read(row: &OpenedRow) -> Option<Lead> {
    let [Some(mobile), Some(pan)] = row.plain.as_slice() else {
        return None;
    };
    let [KeyPart::Text(form), KeyPart::Integer(shared_at)] = row.facts.as_slice() else {
        return None;
    };
    let mobile = MobileNumber::parse(std::str::from_utf8(mobile).ok()?).ok()?;
    let shared_at = DateTime::from_timestamp_micros(*shared_at)?;
    let reference = LeadReference::new(Uuid::from_slice(&row.row).ok()?);
    let campaign = CampaignForm::from_word(form)?.write(&mobile, shared_at, reference);
    Some(Lead {
        pan: Pan::parse(std::str::from_utf8(pan).ok()?).ok()?,
        mobile,
        campaign,
    })
}
