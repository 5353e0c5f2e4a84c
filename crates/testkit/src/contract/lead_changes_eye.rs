//! Watches changes of leads, and compares what is told with what can be seen.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{LeadId, PartnerId};
use leads::{LeadFilter, LeadNews, LeadQuery, LeadRecord, LeadSort, LeadWatch, Position};

use super::money::{ALL, Desk};
use crate::Harness;

pub(super) type Leads = BTreeMap<(PartnerId, LeadId), LeadRecord>;

/// Watches, and compares what is told with what can be seen.
pub(super) struct Eye<'a> {
    pub(super) harness: &'a Harness,
    partners: Vec<PartnerId>,
    watch: Box<dyn LeadWatch>,
    pub(super) shown: Leads,
}

impl<'a> Eye<'a> {
    pub(super) fn open(harness: &'a Harness, desk: &Desk) -> Self {
        let mut eye = Self {
            harness,
            partners: desk.partners.clone(),
            watch: harness.changes.watch().expect("the store answers"),
            shown: Leads::new(),
        };
        eye.shown = eye.look();
        eye
    }

    fn look(&self) -> Leads {
        let mut leads = Leads::new();
        for partner in &self.partners {
            let page = self.harness.leads.page(&LeadQuery {
                partner: *partner,
                filter: LeadFilter::default(),
                sort: LeadSort::default(),
                position: Position::Page(ALL.0),
                size: ALL.1,
            });
            let page = page.expect("the store answers");
            assert!(!page.more, "all of them on one page");
            leads.extend(page.leads.into_iter().map(|one| ((*partner, one.id), one)));
        }
        leads
    }

    /// What is told now, which has to be at least whatever can be seen to differ.
    pub(super) fn news(&mut self) -> BTreeSet<(PartnerId, LeadId)> {
        let told = match self.watch.news().expect("the store answers") {
            LeadNews::Leads(leads) => leads,
            LeadNews::Everything => panic!("not so many"),
        };
        let shown = self.look();
        let differs = |lead, record| self.shown.get(lead) != Some(record);
        for (lead, _) in shown.iter().filter(|(lead, record)| differs(lead, record)) {
            assert!(told.contains(lead), "{lead:?} changed, told: {told:?}");
            let (partner, id) = *lead;
            let these = self.harness.leads.these(partner, &[id]);
            assert_eq!(these.expect("readable"), [shown[lead].clone()]);
        }
        self.shown = shown;
        told
    }

    /// Exactly `leads` are told, once.
    #[track_caller]
    pub(super) fn sees(&mut self, leads: &[(PartnerId, LeadId)]) {
        assert_eq!(self.news(), leads.iter().copied().collect());
        assert_eq!(self.news(), BTreeSet::new(), "told once");
    }
}
