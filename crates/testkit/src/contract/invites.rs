//! [`candidates::InviteRepository`], and [`accounts::CandidateAccounts`] with what candidates
//! share with other people.

use std::sync::Arc;

use accounts::{
    Holder, LinkOutcome, Partner, PartnerAct, PasswordHash, SecretHash, SecretHasher as _,
    StaffRole,
};
use candidates::{
    AcceptError, Acceptance, AcceptedInvite, DraftEnrolments, DueInvite, Enrolling, EnrolmentDraft,
    EnrolmentWay, FirstPassword, Invite, InviteStatus, NewEnrolment, ResendError, Resending,
    WrittenInvite,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Actor, BlindIndex, EmailAddress, EnrolmentUuid, PersonName, TokenId};
use notices::{Notice, Recipient};

use super::partners::create;
use crate::{
    FakeHasher, FakeVault, Harness, SeededEntropy, letter_to, letters, midday, new_link,
    new_partner, new_staff, seconds_after,
};

/// Tries every promise about invites on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn invites_contract(harness: &Harness) {
    let partner = create(harness, new_partner(1));
    let other = create(harness, new_partner(2));
    an_invite_is_written_once(harness, &partner);
    an_invite_is_renewed_ten_times_a_day(harness, &partner, &other);
    an_older_letter_counts_until_the_next_is_written(harness, &partner);
    an_invite_is_accepted_once_until_it_expires(harness, &partner, &other);
    only_the_newest_token_sets_a_password(harness, &partner);
    a_candidate_without_access_gets_no_link(harness, &partner);
    a_candidates_link_sets_a_password_once(harness, &partner);
    nobody_accepts_for_a_partner_that_is_gone(harness);
}

/// Tries what several instances, each with its own harness over one state, do at once.
///
/// # Panics
/// Where a promise is broken.
pub fn invites_at_once_contract(harnesses: &[Harness]) {
    let first = harnesses.first().expect("an instance");
    let partner = create(first, new_partner(1));
    of_simultaneous_writers_one_writes_each_letter(harnesses, &partner);
    of_simultaneous_acceptances_one_counts(harnesses, &partner);
    of_simultaneous_resends_no_more_than_ten_count(harnesses, &partner);
}

/// Somebody, by a number of their own.
fn new_enrolment(number: u64) -> NewEnrolment {
    let drafts = DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(number)),
    };
    let email = format!("candidate{number}@example.test");
    let name = |text: &str| PersonName::parse(text).expect("a name");
    let draft = EnrolmentDraft {
        first_name: name("Asha"),
        last_name: name("Rao"),
        email: EmailAddress::parse(&email).expect("an address"),
    };
    drafts.draft(draft).expect("the fake never fails")
}

fn index_of(number: u64) -> BlindIndex {
    new_enrolment(number).email_index
}

/// Enrols somebody at midday.
fn enrol(harness: &Harness, partner: &Partner, new: NewEnrolment) -> EnrolmentUuid {
    let to = Enrolling {
        partner: partner.id,
        batch: None,
        way: EnrolmentWay::Singly,
        actor: Actor::Partner(partner.id),
        at: midday(),
    };
    let uuid = new.uuid;
    let enrolled = harness.enrolments.enrol(to, vec![new]);
    assert_eq!(enrolled.expect("an answer").len(), 1);
    uuid
}

fn invite_of(harness: &Harness, partner: &Partner, enrolment: EnrolmentUuid) -> Invite {
    let found = harness.enrolments.find(partner.id, enrolment);
    found.expect("an answer").expect("an enrolment").invite
}

fn due(harness: &Harness, at: DateTime<Utc>, enrolment: EnrolmentUuid) -> Option<DueInvite> {
    let due = harness.invites.due(at, 10_000).expect("an answer");
    due.into_iter().find(|one| one.enrolment == enrolment)
}

/// A letter whose token hashes to `token`.
fn written(due: DueInvite, token: &str) -> WrittenInvite {
    let compose = letters(Arc::new(SeededEntropy::new(
        u64::try_from(due.id.get()).expect("a key") * 1_000
            + u64::try_from(token.len()).expect("short"),
    )));
    let notice = Notice::CandidateInvite {
        enrolment: due.enrolment,
        token: token.to_owned(),
        expires_at: due.expires_at,
    };
    let to = Recipient::Enrolment(due.enrolment);
    WrittenInvite {
        due,
        hash: hash(token),
        letter: compose
            .letter(to, &notice, due.due_at)
            .expect("the fake never fails"),
    }
}

fn hash(token: &str) -> SecretHash {
    FakeHasher.hash(&accounts::ClientSecret::presented(token))
}

/// Writes the letter that is due for `enrolment`.
fn write(harness: &Harness, enrolment: EnrolmentUuid, token: &str) {
    let due = due(harness, seconds_after(1_000_000), enrolment).expect("due");
    let kept = harness.invites.write(vec![written(due, token)].into());
    assert_eq!(kept, Ok(1));
}

fn told(harness: &Harness, enrolment: EnrolmentUuid) -> usize {
    harness.told("candidate_invite", enrolment.get())
}

fn accept(
    harness: &Harness,
    enrolment: EnrolmentUuid,
    at: DateTime<Utc>,
) -> Result<AcceptedInvite, AcceptError> {
    harness.invites.accept(Acceptance {
        enrolment,
        password: None,
        at,
    })
}

fn resend(
    harness: &Harness,
    partner: &Partner,
    enrolment: EnrolmentUuid,
    at: DateTime<Utc>,
) -> Result<(), ResendError> {
    harness.invites.resend(Resending {
        partner: partner.id,
        enrolment,
        actor: Actor::Partner(partner.id),
        at,
    })
}

fn an_invite_is_written_once(harness: &Harness, partner: &Partner) {
    let [one, other] = [1, 2].map(|number| enrol(harness, partner, new_enrolment(number)));
    let before = midday() - TimeDelta::microseconds(1);
    assert_eq!(harness.invites.due(before, 10), Ok(Vec::new()));
    let first = harness.invites.due(midday(), 1).expect("an answer");
    assert_eq!(first.len(), 1, "as many as were asked for");
    assert_eq!(first[0].enrolment, one, "the oldest first");
    let seen = [one, other].map(|enrolment| due(harness, midday(), enrolment).expect("due"));
    assert_eq!(seen[0].due_at, midday());
    assert_eq!(seen[0].expires_at, midday() + Invite::LIVES);

    let open = harness.invites.find(one).expect("an answer").expect("one");
    assert_eq!(open.hash, None);
    let kept = harness.invites.write(vec![written(seen[0], "t1")].into());
    assert_eq!(kept, Ok(1));
    assert_eq!(told(harness, one), 1);
    let both = vec![written(seen[0], "again"), written(seen[1], "t2")];
    let kept = harness.invites.write(both.into());
    assert_eq!(kept, Ok(1), "the first was written before");
    assert_eq!((told(harness, one), told(harness, other)), (1, 1));
    let open = harness.invites.find(one).expect("an answer").expect("one");
    assert_eq!(open.hash, Some(hash("t1")));
    assert_eq!(harness.invites.due(midday(), 10), Ok(Vec::new()));

    let third = enrol(harness, partner, new_enrolment(3));
    let seen = due(harness, midday(), third).expect("due");
    let later = seconds_after(600);
    assert_eq!(harness.invites.put_off(seen, later), Ok(()));
    assert_eq!(due(harness, seconds_after(599), third), None);
    let kept = harness.invites.write(vec![written(seen, "t3")].into());
    assert_eq!(kept, Ok(0), "it is not due as it was seen");
    assert_eq!(harness.invites.put_off(seen, midday()), Ok(()));
    let seen = due(harness, later, third).expect("due");
    assert_eq!(seen.due_at, later);
    let nobody = EnrolmentUuid::draw(&SeededEntropy::new(9_999));
    assert_eq!(harness.invites.find(nobody), Ok(None));
}

fn an_invite_is_renewed_ten_times_a_day(harness: &Harness, partner: &Partner, other: &Partner) {
    let enrolment = enrol(harness, partner, new_enrolment(10));
    let refused = resend(harness, other, enrolment, seconds_after(1));
    assert_eq!(refused, Err(ResendError::Unknown));
    let before = harness.audited("partner.candidate_invite_resent", partner.id.get());
    for nth in 1..10 {
        let at = seconds_after(nth);
        assert_eq!(resend(harness, partner, enrolment, at), Ok(()), "{nth}");
        let invite = invite_of(harness, partner, enrolment);
        assert_eq!(
            (invite.sent_at, invite.expires_at),
            (at, at + Invite::LIVES)
        );
        assert_eq!(invite.status, InviteStatus::Pending);
        let due = due(harness, at, enrolment).expect("due");
        assert_eq!((due.due_at, due.expires_at), (at, at + Invite::LIVES));
    }
    let day = Invite::DAY;
    for at in [
        seconds_after(10),
        midday() + day - TimeDelta::microseconds(1),
    ] {
        let refused = resend(harness, partner, enrolment, at);
        assert_eq!(refused, Err(ResendError::TooOften));
    }
    let invite = invite_of(harness, partner, enrolment);
    assert_eq!(invite.sent_at, seconds_after(9), "nothing changed");
    assert_eq!(resend(harness, partner, enrolment, midday() + day), Ok(()));
    let after = harness.audited("partner.candidate_invite_resent", partner.id.get());
    assert_eq!(after - before, 10);
}

fn an_older_letter_counts_until_the_next_is_written(harness: &Harness, partner: &Partner) {
    let enrolment = enrol(harness, partner, new_enrolment(20));
    let known = || {
        let open = harness.invites.find(enrolment).expect("an answer");
        open.expect("an invite").hash
    };
    write(harness, enrolment, "first");
    assert_eq!(
        resend(harness, partner, enrolment, seconds_after(5)),
        Ok(())
    );
    assert_eq!(known(), Some(hash("first")));
    write(harness, enrolment, "second");
    assert_eq!(known(), Some(hash("second")));
}

fn an_invite_is_accepted_once_until_it_expires(
    harness: &Harness,
    partner: &Partner,
    other: &Partner,
) {
    let enrolment = enrol(harness, partner, new_enrolment(30));
    // The same person, under another partner.
    let elsewhere = NewEnrolment {
        email_index: index_of(30),
        ..new_enrolment(31)
    };
    let elsewhere = enrol(harness, other, elsewhere);
    let ends = midday() + Invite::LIVES;
    assert_eq!(accept(harness, enrolment, ends), Err(AcceptError::Unknown));
    let nobody = EnrolmentUuid::draw(&SeededEntropy::new(9_998));
    assert_eq!(accept(harness, nobody, midday()), Err(AcceptError::Unknown));
    let counted = || {
        let totals = harness.enrolments.totals(partner.id).expect("totals");
        (totals.candidates.enrolled, totals.candidates.accepted)
    };
    let (enrolled, accepted) = counted();
    let events = harness.probe.outbox(partner.id).len();

    let last = ends - TimeDelta::microseconds(1);
    let done = accept(harness, enrolment, last);
    let expected = AcceptedInvite {
        at: last,
        can_sign_in: false,
    };
    assert_eq!(done, Ok(expected));
    let invite = invite_of(harness, partner, enrolment);
    assert_eq!(invite.status, InviteStatus::Accepted);
    assert_eq!(invite.accepted_at, Some(last));
    assert_eq!(counted(), (enrolled, accepted + 1));
    assert_eq!(due(harness, last, enrolment), None, "no letter any more");
    for at in [last, ends] {
        assert_eq!(accept(harness, enrolment, at), Err(AcceptError::Accepted));
    }
    let refused = resend(harness, partner, enrolment, last);
    assert_eq!(refused, Err(ResendError::Accepted));
    let told = harness.probe.outbox(partner.id);
    assert_eq!(told.len(), events + 1);
    assert_eq!(told.last().expect("one"), "candidate.invite_accepted");
    let invite = invite_of(harness, other, elsewhere);
    assert_eq!(invite.status, InviteStatus::Pending);
    let waits = [last, ends].map(|at| due(harness, at, elsewhere).is_some());
    assert_eq!(waits, [true, false]);
}

fn first_password(enrolment: EnrolmentUuid, token: &str) -> Acceptance {
    let number = u64::from_be_bytes(*b"password");
    let compose = letters(Arc::new(SeededEntropy::new(
        number ^ enrolment.get().as_u64_pair().0,
    )));
    let to = Recipient::Enrolment(enrolment);
    let letter = compose.letter(to, &Notice::PasswordSet, midday());
    Acceptance {
        enrolment,
        password: Some(FirstPassword {
            token: hash(token),
            password: PasswordHash::new("one".to_owned()),
            letter: letter.expect("the fake never fails"),
        }),
        at: seconds_after(60),
    }
}

#[expect(clippy::too_many_lines, reason = "one promise after the other")]
fn only_the_newest_token_sets_a_password(harness: &Harness, partner: &Partner) {
    let enrolment = enrol(harness, partner, new_enrolment(40));
    let accounts = &harness.candidate_accounts;
    let account = || {
        let found = accounts.find_by_email(&index_of(40)).expect("an answer");
        found.expect("somebody")
    };
    assert_eq!((account().password, account().generation), (None, 0));
    assert!(!account().account.has_password);
    let accept = |token: &str| harness.invites.accept(first_password(enrolment, token));
    assert_eq!(accept(""), Err(AcceptError::WrongToken), "none is written");
    write(harness, enrolment, "first");
    assert_eq!(
        resend(harness, partner, enrolment, seconds_after(5)),
        Ok(())
    );
    write(harness, enrolment, "second");
    assert_eq!(accept("first"), Err(AcceptError::WrongToken));
    let invite = invite_of(harness, partner, enrolment);
    assert_eq!(invite.status, InviteStatus::Pending, "nothing changed");
    assert_eq!(account().password, None);

    let done = accept("second").expect("accepted");
    assert!(done.can_sign_in);
    assert_eq!(accept("second"), Err(AcceptError::Accepted), "once");
    let account = account();
    assert_eq!(account.password, Some(PasswordHash::new("one".to_owned())));
    assert_eq!(account.generation, 1);
    assert!(account.account.has_password);
    let key = account.account.id.get();
    assert_eq!(harness.audited("candidate.password_set", key), 1);
    assert_eq!(harness.told("password_set", enrolment.get()), 1);
    let open = harness.invites.find(enrolment).expect("an answer");
    assert_eq!(open.expect("an invite").hash, None);

    let token = TokenId::draw(&SeededEntropy::new(41));
    let standing = || {
        let standing = accounts.standing(account.account.uuid, token);
        standing.expect("an answer").expect("somebody")
    };
    assert_eq!((standing().generation, standing().revoked), (1, false));
    let done = harness.revoked_tokens.revoke(token, seconds_after(43_200));
    assert_eq!(done, Ok(()));
    assert!(standing().revoked);
}

fn a_candidate_without_access_gets_no_link(harness: &Harness, partner: &Partner) {
    let enrolment = enrol(harness, partner, new_enrolment(50));
    let index = index_of(50);
    let found = harness.candidate_accounts.find_by_email(&index);
    let uuid = found.expect("an answer").expect("somebody").account.uuid;
    let links = &harness.password_links;
    let holder = Holder::Candidate(uuid);
    let link = || new_link(50, holder.recipient(), seconds_after(100));
    assert_eq!(links.holder_of_address(&index), Ok(None));
    assert_eq!(links.replace(holder, link()), Ok(LinkOutcome::Refused));
    accept(harness, enrolment, seconds_after(1)).expect("accepted");
    assert_eq!(links.holder_of_address(&index), Ok(Some(holder)));
    assert_eq!(links.replace(holder, link()), Ok(LinkOutcome::Kept));
    assert_eq!(harness.told("set_password", uuid.get()), 1);
    // Whoever is staff as well gets theirs.
    let mut staff = new_staff(51, StaffRole::Auditor);
    staff.email_index = index;
    let staff = harness.staff.create(staff, Actor::Operator);
    let staff = Holder::Staff(staff.expect("created").uuid);
    assert_eq!(links.holder_of_address(&index), Ok(Some(staff)));
}

fn a_candidates_link_sets_a_password_once(harness: &Harness, partner: &Partner) {
    let enrolment = enrol(harness, partner, new_enrolment(60));
    let index = index_of(60);
    accept(harness, enrolment, seconds_after(1)).expect("accepted");
    let links = &harness.password_links;
    let holder = links.holder_of_address(&index).expect("an answer");
    let holder = holder.expect("somebody");
    let link = new_link(60, holder.recipient(), seconds_after(100));
    let hashes = [link.hash.clone()];
    assert_eq!(links.replace(holder, link), Ok(LinkOutcome::Kept));
    let now = seconds_after(101);
    assert_eq!(links.holder(&hashes, now), Ok(Some(holder)));
    let password = || PasswordHash::new("two".to_owned());
    let letter = || letter_to(partner, now);
    assert_eq!(links.redeem(&hashes, password(), letter(), now), Ok(true));
    assert_eq!(links.redeem(&hashes, password(), letter(), now), Ok(false));
    let found = harness.candidate_accounts.find_by_email(&index);
    let found = found.expect("an answer").expect("somebody");
    assert_eq!((found.password, found.generation), (Some(password()), 1));
    let key = found.account.id.get();
    assert_eq!(harness.audited("candidate.password_set", key), 1);
}

fn nobody_accepts_for_a_partner_that_is_gone(harness: &Harness) {
    let partner = create(harness, new_partner(70));
    let enrolment = enrol(harness, &partner, new_enrolment(70));
    let by = harness
        .staff
        .create(new_staff(70, StaffRole::Admin), Actor::Operator);
    let deleted = harness.administration.delete(PartnerAct {
        partner: partner.id,
        by: by.expect("created").id,
        at: seconds_after(1),
        letter: letter_to(&partner, seconds_after(1)),
    });
    assert_eq!(deleted, Ok(()));
    assert_eq!(harness.invites.find(enrolment), Ok(None));
    let refused = accept(harness, enrolment, seconds_after(2));
    assert_eq!(refused, Err(AcceptError::Unknown));
}

fn at_once<T: Send>(
    harnesses: &[Harness],
    crowd: u64,
    work: impl Fn(u64, &Harness) -> T + Sync,
) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..crowd)
            .zip(harnesses.iter().cycle())
            .map(|(number, harness)| scope.spawn(move || work(number, harness)))
            .collect();
        let results = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.map(|result| result.expect("no panic")).collect()
    })
}

fn of_simultaneous_writers_one_writes_each_letter(harnesses: &[Harness], partner: &Partner) {
    let first = harnesses.first().expect("an instance");
    let enrolments: Vec<EnrolmentUuid> = (100..120)
        .map(|number| enrol(first, partner, new_enrolment(number)))
        .collect();
    let seen = first.invites.due(midday(), 100).expect("an answer");
    assert_eq!(seen.len(), enrolments.len());
    let kept = at_once(harnesses, 4, |number, harness| {
        let token = "t".repeat(usize::try_from(number).expect("small") + 1);
        let letters = seen.iter().map(|due| written(*due, &token));
        let letters: Vec<WrittenInvite> = letters.collect();
        harness.invites.write(letters.into()).expect("an answer")
    });
    assert_eq!(kept.iter().sum::<usize>(), enrolments.len(), "{kept:?}");
    for enrolment in enrolments {
        assert_eq!(told(first, enrolment), 1);
    }
}

fn of_simultaneous_acceptances_one_counts(harnesses: &[Harness], partner: &Partner) {
    let first = harnesses.first().expect("an instance");
    let accepted = |first: &Harness| {
        let audited = first.audited("partner.candidate_invite_accepted", partner.id.get());
        (audited, first.probe.outbox(partner.id).len())
    };
    for number in [200, 201] {
        let enrolment = enrol(first, partner, new_enrolment(number));
        write(first, enrolment, "token");
        let (audited, told) = accepted(first);
        let results = at_once(harnesses, 64, |nth, harness| {
            let mut acceptance = first_password(enrolment, "token");
            if number == 200 || nth % 2 == 0 {
                acceptance.password = None;
            }
            harness.invites.accept(acceptance)
        });
        let won = results.iter().filter(|result| result.is_ok()).count();
        let lost = results.iter();
        let lost = lost.filter(|result| **result == Err(AcceptError::Accepted));
        assert_eq!((won, lost.count()), (1, 63), "{results:?}");
        assert_eq!(accepted(first), (audited + 1, told + 1));
    }
    let totals = first.enrolments.totals(partner.id).expect("totals");
    assert_eq!(totals.candidates.accepted, 2);
}

fn of_simultaneous_resends_no_more_than_ten_count(harnesses: &[Harness], partner: &Partner) {
    let first = harnesses.first().expect("an instance");
    let enrolment = enrol(first, partner, new_enrolment(300));
    let results = at_once(harnesses, 24, |number, harness| {
        let at = seconds_after(i64::try_from(number).expect("small"));
        resend(harness, partner, enrolment, at)
    });
    let sent = results.iter().filter(|result| result.is_ok()).count();
    let refused = results.iter();
    let refused = refused.filter(|result| **result == Err(ResendError::TooOften));
    assert_eq!((sent, refused.count()), (9, 15), "{results:?}");
}
