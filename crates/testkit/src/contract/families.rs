//! [`accounts::TokenFamilies`].

use std::sync::Arc;

use accounts::{Presented, RefreshVerdict};
use kernel::{FamilyId, NoticeId, PartnerId, PartnerUuid, TokenId};
use notices::{Letter, Notice, Recipient};

use super::families_at_once as at_once;
use super::partners::create;
use crate::{Harness, SeededEntropy, letters, midday, new_partner, seconds_after};

/// Tries every promise of refresh-token families on `harness`, which must be
/// empty.
///
/// # Panics
/// Where a promise is broken.
pub fn families_contract(harness: &Harness) {
    let partner = create(harness, new_partner(1)).id;
    let other = create(harness, new_partner(2)).id;
    the_chain_goes_on_with_each_successor(harness, partner);
    a_lost_answer_is_forgiven(harness, partner);
    a_spent_token_ends_the_family(harness, partner);
    an_unknown_token_is_refused(harness, partner);
    a_revoked_family_is_over(harness, partner);
    a_family_is_its_partners_alone(harness, partner, other);
    at_once::of_simultaneous_exchanges_one_successor_counts(harness, partner);
}

/// One login and the tokens drawn for it.
pub(super) struct Login<'a> {
    pub(super) harness: &'a Harness,
    pub(super) partner: PartnerId,
    pub(super) family: FamilyId,
    pub(super) first: TokenId,
    pub(super) entropy: SeededEntropy,
}

impl<'a> Login<'a> {
    pub(super) fn new(harness: &'a Harness, partner: PartnerId, seed: u64) -> Self {
        let entropy = SeededEntropy::new(seed);
        Self {
            harness,
            partner,
            family: FamilyId::draw(&entropy),
            first: TokenId::draw(&entropy),
            entropy,
        }
    }

    /// How often the alarm of this login was kept.
    fn alarms(&self) -> usize {
        self.harness.told("refresh_token_reused", self.family.get())
    }

    fn alarm(&self) -> Letter {
        let seed = NoticeId::draw(&self.entropy).get().as_u64_pair().0;
        let whom = Recipient::Partner(PartnerUuid::new(self.family.get()));
        letters(Arc::new(SeededEntropy::new(seed)))
            .letter(whom, &Notice::RefreshTokenReused, midday())
            .expect("the fake never fails")
    }

    /// Presents `token` of `generation`; the verdict and the successor drawn.
    pub(super) fn present(&self, token: TokenId, generation: u32) -> (RefreshVerdict, TokenId) {
        let successor = TokenId::draw(&self.entropy);
        let presented = Presented {
            family: self.family,
            partner: self.partner,
            token,
            generation,
            family_ends_at: seconds_after(30 * 86_400),
        };
        let verdict = self
            .harness
            .families
            .present(&presented, successor, self.alarm(), midday());
        (verdict.expect("the store answers"), successor)
    }

    pub(super) fn exchange(&self, token: TokenId, generation: u32) -> TokenId {
        let (verdict, successor) = self.present(token, generation);
        let generation = generation + 1;
        assert_eq!(verdict, RefreshVerdict::Exchanged { generation });
        successor
    }

    pub(super) fn is_refused(&self, token: TokenId, generation: u32) {
        let (verdict, _) = self.present(token, generation);
        assert_eq!(verdict, RefreshVerdict::Refused);
    }

    pub(super) fn is_revoked(&self) -> bool {
        let session = self
            .harness
            .directory
            .session(self.partner, self.family, midday());
        session.expect("readable").expect("known").revoked
    }

    fn revoke(&self) {
        let revoked = self.harness.families.revoke(
            self.partner,
            self.family,
            seconds_after(30 * 86_400),
            midday(),
        );
        revoked.expect("the store answers");
    }
}

fn reuses(harness: &Harness, partner: PartnerId) -> usize {
    harness.audited("partner.refresh_token_reused", partner.get())
}

fn the_chain_goes_on_with_each_successor(harness: &Harness, partner: PartnerId) {
    let login = Login::new(harness, partner, 1);
    let mut token = login.first;
    for generation in 0..5 {
        token = login.exchange(token, generation);
    }
    assert!(!login.is_revoked());
}

fn a_lost_answer_is_forgiven(harness: &Harness, partner: PartnerId) {
    let login = Login::new(harness, partner, 2);
    let lost = login.exchange(login.first, 0);
    let kept = login.exchange(login.first, 0);
    login.is_refused(lost, 1);
    let second = login.exchange(kept, 1);
    login.is_refused(lost, 1);
    let replaced = second;
    let second = login.exchange(kept, 1);
    login.is_refused(replaced, 2);
    login.exchange(second, 2);
    assert!(!login.is_revoked(), "a replaced successor revokes nothing");
    assert_eq!(reuses(harness, partner), 0);
}

fn a_spent_token_ends_the_family(harness: &Harness, partner: PartnerId) {
    // However far the family has gone on since.
    for newest_generation in 2..5 {
        let before = reuses(harness, partner);
        let seed = u64::from(newest_generation);
        let login = Login::new(harness, partner, 10 + seed);
        let bystander = Login::new(harness, partner, 20 + seed);
        bystander.exchange(bystander.first, 0);
        let mut newest = login.first;
        for generation in 0..newest_generation {
            newest = login.exchange(newest, generation);
        }
        assert_eq!(login.alarms(), 0);
        let (verdict, _) = login.present(login.first, 0);
        assert_eq!(verdict, RefreshVerdict::Reused);
        assert_eq!(login.alarms(), 1, "the partner is told");
        assert!(login.is_revoked());
        login.is_refused(newest, newest_generation);
        login.is_refused(login.first, 0);
        assert_eq!(reuses(harness, partner), before + 1, "recorded once");
        assert!(!bystander.is_revoked());
    }
}

fn an_unknown_token_is_refused(harness: &Harness, partner: PartnerId) {
    let login = Login::new(harness, partner, 30);
    // Only a login's own token may begin a family.
    login.is_refused(login.first, 1);
    let second = login.exchange(login.first, 0);
    let forged = TokenId::draw(&login.entropy);
    login.is_refused(forged, 0);
    login.is_refused(forged, 1);
    login.exchange(second, 1);
    login.is_refused(forged, 0);
    assert!(!login.is_revoked());
}

fn a_revoked_family_is_over(harness: &Harness, partner: PartnerId) {
    let unused = Login::new(harness, partner, 40);
    assert!(!unused.is_revoked());
    unused.revoke();
    assert!(unused.is_revoked());
    unused.revoke();
    assert!(unused.is_revoked());
    unused.is_refused(unused.first, 0);

    let used = Login::new(harness, partner, 41);
    let second = used.exchange(used.first, 0);
    used.revoke();
    assert!(used.is_revoked());
    used.is_refused(second, 1);
    used.is_refused(used.first, 0);
    let bystander = Login::new(harness, partner, 42);
    assert!(!bystander.is_revoked());
    bystander.exchange(bystander.first, 0);
}

fn a_family_is_its_partners_alone(harness: &Harness, partner: PartnerId, other: PartnerId) {
    let login = Login::new(harness, partner, 50);
    let second = login.exchange(login.first, 0);
    let thief = Login {
        partner: other,
        ..Login::new(harness, other, 50)
    };
    assert_eq!(thief.family, login.family);
    thief.is_refused(second, 1);
    thief.revoke();
    assert!(!login.is_revoked());
    login.exchange(second, 1);
}
