//! Counts of calls in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use accounts::OwnCallLimits;
use audit::{CallLimits, Event, PartnerChange, PartnerEvent};
use chrono::NaiveDate;
use kernel::{PartnerId, PartnerUuid, PortResult};
use usage::{
    Alert, Batch, CallLimitsChange, Crossing, Days, Month, MonthCount, OverviewQuery, OwnLimits,
    PartnerMonth, PartnerUse, REFUSED_FROM, Standing, UsageRepository, UsageRow, WriterId,
};

use super::{InMemoryAudit, InMemoryFeed, InMemoryMail, InMemoryPartners, locked};

/// Fake of [`UsageRepository`].
#[derive(Clone)]
pub struct InMemoryUsage {
    state: Arc<Mutex<State>>,
    partners: InMemoryPartners,
    feed: InMemoryFeed,
    audit: InMemoryAudit,
    mail: InMemoryMail,
}

#[derive(Default)]
struct State {
    days: BTreeMap<(NaiveDate, String, u16, PartnerId), u64>,
    months: HashMap<(PartnerId, Month), u64>,
    writers: HashMap<WriterId, u64>,
    alerts: Vec<(PartnerId, Month, u64, Alert)>,
}

impl InMemoryUsage {
    /// No counts; `partners` are told by the outbox of `feed` and by `mail`.
    pub fn new(
        partners: InMemoryPartners,
        feed: InMemoryFeed,
        audit: InMemoryAudit,
        mail: InMemoryMail,
    ) -> Self {
        Self {
            state: Arc::default(),
            partners,
            feed,
            audit,
            mail,
        }
    }
}

const fn own(calls: OwnCallLimits) -> OwnLimits {
    OwnLimits {
        per_second: calls.per_second,
        burst: calls.burst,
        monthly_quota: calls.monthly_quota,
    }
}

fn told(limits: OwnLimits) -> CallLimits {
    CallLimits {
        per_second: limits.per_second.map(std::num::NonZeroU32::get),
        burst: limits.burst.map(std::num::NonZeroU32::get),
        monthly_quota: limits.monthly_quota,
    }
}

impl UsageRepository for InMemoryUsage {
    fn add(&self, batch: &Batch) -> PortResult<Vec<PartnerMonth>> {
        let mut state = locked(&self.state);
        let last = state.writers.insert(batch.writer, batch.number);
        let new = last.is_none_or(|last| last < batch.number);
        if !new {
            state.writers.extend(last.map(|last| (batch.writer, last)));
        }
        let mut added: BTreeMap<(PartnerId, Month), u64> = BTreeMap::new();
        for count in &batch.counts {
            let month = (count.partner, Month::of(count.day));
            *added.entry(month).or_default() += count.counted;
            if new {
                let route = count.route.to_string();
                let day = (count.day, route, count.outcome, count.partner);
                *state.days.entry(day).or_default() += count.calls;
                *state.months.entry(month).or_default() += count.counted;
            }
        }
        let months = added.into_iter().filter_map(|((partner, month), added)| {
            let (uuid, _, calls) = self.partners.named(|row| row.id == partner)?;
            let counted = state.months.get(&(partner, month)).copied();
            Some(PartnerMonth {
                count: MonthCount {
                    partner,
                    month,
                    counted: counted.unwrap_or(0),
                    added,
                },
                uuid,
                own_quota: calls.monthly_quota,
            })
        });
        Ok(months.collect())
    }

    fn used_in(&self, month: Month) -> PortResult<Vec<MonthCount>> {
        let state = locked(&self.state);
        let of_it = state.months.iter().filter(|((_, of), _)| *of == month);
        let mut counts: Vec<MonthCount> = of_it
            .map(|((partner, _), counted)| MonthCount {
                partner: *partner,
                month,
                counted: *counted,
                added: 0,
            })
            .collect();
        counts.sort_by_key(|count| count.partner);
        Ok(counts)
    }

    fn standing(&self, partner: PartnerId, month: Month) -> PortResult<Standing> {
        let state = locked(&self.state);
        let alerts = state.alerts.iter();
        let its = alerts.filter(|(whose, of, ..)| (*whose, *of) == (partner, month));
        let mut alerts: Vec<Alert> = its.map(|(.., alert)| *alert).collect();
        alerts.sort_by_key(|alert| (alert.at, alert.percent));
        let used = state.months.get(&(partner, month)).copied();
        Ok(Standing {
            used: used.unwrap_or(0),
            alerts,
        })
    }

    fn cross(&self, crossing: Crossing) -> PortResult<bool> {
        let mut state = locked(&self.state);
        let key = (crossing.partner, crossing.month, crossing.quota);
        let percent = crossing.percent;
        let known = state.alerts.iter().any(|(partner, month, quota, alert)| {
            (*partner, *month, *quota) == key && alert.percent == percent
        });
        if known {
            return Ok(false);
        }
        let at = crossing.at;
        state
            .alerts
            .push((key.0, key.1, key.2, Alert { percent, at }));
        let event = webhooks::Event {
            kind: crossing.event.kind,
            facts: Vec::new(),
        };
        self.feed.state().books.tell(crossing.partner, event);
        self.mail.keep(crossing.letter);
        Ok(true)
    }

    fn report(&self, partner: PartnerId, days: Days) -> PortResult<Vec<UsageRow>> {
        Ok(locked(&self.state).rows(days, |whose| whose == partner))
    }

    fn overview(&self, query: OverviewQuery) -> PortResult<(Vec<UsageRow>, Vec<PartnerUse>)> {
        let state = locked(&self.state);
        let wanted = |partner: PartnerId| {
            let named = self.partners.named(|row| row.id == partner);
            named.filter(|(uuid, ..)| query.partner.is_none_or(|one| one == *uuid))
        };
        let rows = state.rows(query.days, |partner| wanted(partner).is_some());
        let mut whose: BTreeMap<PartnerId, (u64, u64)> = BTreeMap::new();
        for ((day, _, outcome, partner), calls) in &state.days {
            if (query.days.from..=query.days.to).contains(day) && wanted(*partner).is_some() {
                let sums = whose.entry(*partner).or_default();
                sums.0 += calls;
                sums.1 += if *outcome >= REFUSED_FROM { *calls } else { 0 };
            }
        }
        if let Some(uuid) = query.partner {
            let one = self.partners.named_by(|row| row.uuid == uuid, |row| row.id);
            whose.extend(
                one.filter(|one| !whose.contains_key(one))
                    .map(|one| (one, (0, 0))),
            );
        }
        let uses = whose.into_iter().filter_map(|(partner, (calls, refused))| {
            let (uuid, name, limits) = wanted(partner)?;
            let used = state.months.get(&(partner, query.month)).copied();
            Some(PartnerUse {
                partner: uuid,
                name,
                calls,
                refused,
                used: used.unwrap_or(0),
                own_quota: limits.monthly_quota,
            })
        });
        let mut uses: Vec<PartnerUse> = uses.collect();
        uses.sort_by_key(|one| std::cmp::Reverse(one.calls));
        uses.truncate(usize::try_from(query.most).unwrap_or(usize::MAX));
        Ok((rows, uses))
    }

    fn own_limits(&self, partner: PartnerUuid) -> PortResult<Option<(PartnerId, OwnLimits)>> {
        let found = self
            .partners
            .named_by(|row| row.uuid == partner, |row| (row.id, own(row.calls)));
        Ok(found)
    }

    fn change_limits(&self, change: CallLimitsChange) -> PortResult<Option<PartnerId>> {
        let calls = OwnCallLimits {
            per_second: change.limits.per_second,
            burst: change.limits.burst,
            monthly_quota: change.limits.monthly_quota,
        };
        let Some((partner, before)) = self.partners.set_calls(change.partner, calls) else {
            return Ok(None);
        };
        if before != calls {
            let what = PartnerChange::LimitsChanged {
                from: told(own(before)),
                to: told(change.limits),
            };
            let event = Event::Partner(PartnerEvent { partner, what });
            self.audit.record(change.at, change.by, event);
        }
        Ok(Some(partner))
    }
}

impl State {
    fn rows(&self, days: Days, wanted: impl Fn(PartnerId) -> bool) -> Vec<UsageRow> {
        let mut rows: Vec<UsageRow> = Vec::new();
        // In the order of the keys, so that what goes together lies together.
        for ((day, route, outcome, partner), calls) in &self.days {
            if !(days.from..=days.to).contains(day) || !wanted(*partner) {
                continue;
            }
            match rows.last_mut() {
                Some(last) if (last.day, &last.route, last.outcome) == (*day, route, *outcome) => {
                    last.calls += calls;
                }
                _ => rows.push(UsageRow {
                    day: *day,
                    route: route.clone(),
                    outcome: *outcome,
                    calls: *calls,
                }),
            }
        }
        rows
    }
}
