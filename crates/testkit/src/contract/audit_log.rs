//! [`audit::AuditLog`].

use accounts::{PortalStatus, StaffAccountChange, StaffRole, StaffStatus};
use audit::{ActionFilter, ActorFilter, ActorKind, LogName, LogPlace, LogQuery, LogRow};
use kernel::{Actor, StaffUuid};

use super::partners::create;
use crate::{Harness, SeededEntropy, new_partner, new_person, new_staff, seconds_after};

/// Tries every promise of the audit log on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn audit_log_contract(harness: &Harness) {
    let told = Told::new(harness);
    told.everything_comes_newest_first_page_by_page();
    told.filters_narrow_alone_and_together();
    told.who_did_it_and_to_what_is_named();
}

/// A log with a little of everything: a partner and a member of staff with the same key,
/// who did different things.
struct Told<'a> {
    harness: &'a Harness,
    partner: accounts::Partner,
    other: accounts::Partner,
    admin: accounts::StaffAccount,
    second: accounts::StaffAccount,
    person: accounts::PortalAccount,
}

impl<'a> Told<'a> {
    fn new(harness: &'a Harness) -> Self {
        let partner = create(harness, new_partner(1));
        let other = create(harness, new_partner(2));
        let staff = |number, actor| {
            let created = harness
                .staff
                .create(new_staff(number, StaffRole::Admin), actor);
            created.expect("created")
        };
        let admin = staff(1, Actor::Operator);
        let by_admin = Actor::Staff(admin.id);
        let second = staff(2, by_admin);
        let person = harness.portal.create(new_person(1, partner.id), by_admin);
        let person = person.expect("created");
        let off = harness.portal.change_status(
            partner.id,
            person.uuid,
            PortalStatus::Disabled,
            Actor::Partner(partner.id),
            seconds_after(10),
        );
        off.expect("changed");
        for (status, seconds) in [(StaffStatus::Disabled, 20), (StaffStatus::Active, 30)] {
            let change = StaffAccountChange {
                role: None,
                status: Some(status),
            };
            let now = seconds_after(seconds);
            let changed = harness.staff.change(second.uuid, change, admin.id, now);
            changed.expect("changed");
        }
        Self {
            harness,
            partner,
            other,
            admin,
            second,
            person,
        }
    }

    fn rows(&self, query: &LogQuery, most: u32) -> Vec<LogRow> {
        self.harness.audit_log.page(query, most).expect("a page")
    }

    fn actions(&self, query: &LogQuery) -> Vec<String> {
        let rows = self.rows(query, 100).into_iter();
        rows.map(|row| row.entry.action).collect()
    }

    fn everything_comes_newest_first_page_by_page(&self) {
        let all = self.rows(&LogQuery::default(), 100);
        let actions: Vec<&str> = all.iter().map(|row| row.entry.action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "staff.status_changed",
                "staff.status_changed",
                "portal_account.status_changed",
                "portal_account.created",
                "staff.created",
                "staff.created",
                "partner.created",
                "partner.created",
            ]
        );
        let places = |rows: &[LogRow]| -> Vec<LogPlace> {
            let place = |row: &LogRow| LogPlace {
                at: row.entry.at,
                id: row.entry.id,
            };
            rows.iter().map(place).collect()
        };
        let expected = places(&all);
        assert!(expected.windows(2).all(|pair| pair[0] > pair[1]));
        for size in 1..=3 {
            let mut query = LogQuery::default();
            let mut walked = Vec::new();
            loop {
                let page = self.rows(&query, size);
                let Some(last) = places(&page).last().copied() else {
                    break;
                };
                walked.extend(places(&page));
                query.after = Some(last);
            }
            assert_eq!(walked, expected, "by {size}");
        }
    }

    #[expect(clippy::too_many_lines, reason = "one promise after the other")]
    fn filters_narrow_alone_and_together(&self) {
        let query = |change: &dyn Fn(&mut LogQuery)| {
            let mut query = LogQuery::default();
            change(&mut query);
            self.actions(&query)
        };
        let by = |actor| query(&|query| query.actor = Some(actor));
        assert_eq!(by(ActorFilter::Kind(ActorKind::Operator)).len(), 3);
        assert_eq!(by(ActorFilter::Kind(ActorKind::Staff)).len(), 4);
        assert_eq!(by(ActorFilter::Kind(ActorKind::System)).len(), 0);
        assert_eq!(by(ActorFilter::Staff(self.admin.uuid)).len(), 4);
        assert_eq!(by(ActorFilter::Staff(self.second.uuid)).len(), 0);
        let nobody = StaffUuid::draw(&SeededEntropy::new(99));
        assert_eq!(by(ActorFilter::Staff(nobody)).len(), 0);
        let own = by(ActorFilter::Partner(self.partner.uuid));
        assert_eq!(own, ["portal_account.status_changed"]);

        let under = |prefix: &str| {
            let filter = ActionFilter::Under(prefix.to_owned());
            query(&|query| query.action = Some(filter.clone()))
        };
        assert_eq!(under("staff.").len(), 4);
        assert_eq!(under("p").len(), 4, "whatever it ends with");
        assert_eq!(under("lead.").len(), 0);
        let created = ActionFilter::Exactly("partner.created".to_owned());
        assert_eq!(
            query(&|query| query.action = Some(created.clone())).len(),
            2
        );

        let about = query(&|query| query.partner = Some(self.partner.uuid));
        assert_eq!(about, ["portal_account.status_changed", "partner.created"]);
        let about = query(&|query| query.partner = Some(self.other.uuid));
        assert_eq!(
            about,
            ["partner.created"],
            "not the staff's of the same key"
        );
        let both = query(&|query| {
            query.partner = Some(self.partner.uuid);
            query.action = Some(created.clone());
        });
        assert_eq!(both, ["partner.created"]);

        let between = |from, until| {
            query(&|query| {
                query.from = Some(seconds_after(from));
                query.until = Some(seconds_after(until));
                query.action = Some(ActionFilter::Under("staff.".to_owned()));
            })
        };
        assert_eq!(between(20, 30).len(), 1);
        assert_eq!(between(20, 31).len(), 2);
        assert_eq!(between(0, 20).len(), 2);
        assert_eq!(between(31, 40).len(), 0);
    }

    fn who_did_it_and_to_what_is_named(&self) {
        let rows = self.rows(&LogQuery::default(), 100);
        let address = |account: &accounts::StaffAccount| {
            Some(LogName::StaffAddress(account.uuid, account.email.clone()))
        };
        let newest = &rows[0];
        let actor = newest.actor.as_ref().expect("somebody");
        assert_eq!(actor.id, self.admin.uuid.to_string());
        assert_eq!(actor.name, address(&self.admin));
        assert_eq!(newest.subject.id, self.second.uuid.to_string());
        assert_eq!(newest.subject.name, address(&self.second));
        assert_eq!(newest.entry.details, r#"{"from":"disabled","to":"active"}"#);

        let by_itself = rows[2].actor.as_ref().expect("somebody");
        assert_eq!(by_itself.id, self.partner.uuid.to_string());
        let slug = self.partner.slug.as_str().to_owned();
        assert_eq!(by_itself.name, Some(LogName::Clear(slug)));
        assert_eq!(rows[2].subject.id, self.person.uuid.to_string());
        assert_eq!(rows[2].subject.name, None);
        assert_eq!(rows[7].subject.id, self.partner.uuid.to_string());
        assert_eq!(rows[7].actor, None, "an operator is nobody in particular");
        assert!(rows.iter().all(|row| row.sequence.is_none()));
    }
}
