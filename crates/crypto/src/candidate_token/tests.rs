use accounts::{
    PortalClaims, PortalTokens as _, StaffClaims, StaffRole, StaffTokens as _, TokenIssuer as _,
};
use chrono::TimeDelta;
use kernel::{FamilyId, PartnerId, PartnerUuid, PortalUuid, StaffUuid};
use secrecy::SecretString;
use uuid::Uuid;

use super::*;
use crate::{JwtPortalTokens, JwtStaffTokens, JwtTokenIssuer};

fn settings(audience: &str) -> JwtSettings {
    JwtSettings {
        current: SecretString::from("0123456789abcdef0123456789abcdef"),
        previous: None,
        issuer: "platform".to_owned(),
        audience: audience.to_owned(),
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("an instant")
}

fn candidate_claims() -> CandidateClaims {
    CandidateClaims {
        id: TokenId::new(Uuid::from_u128(2)),
        candidate: CandidateUuid::new(Uuid::from_u128(1)),
        email: EmailAddress::parse("Asha@example.test").expect("an address"),
        generation: 7,
        issued_at: at(0),
        expires_at: at(43_200),
    }
}

fn portal_claims() -> PortalClaims {
    let ours = candidate_claims();
    PortalClaims {
        id: ours.id,
        person: PortalUuid::new(ours.candidate.get()),
        email: ours.email,
        generation: ours.generation,
        issued_at: ours.issued_at,
        expires_at: ours.expires_at,
    }
}

fn staff_claims() -> StaffClaims {
    let ours = candidate_claims();
    StaffClaims {
        id: ours.id,
        staff: StaffUuid::new(ours.candidate.get()),
        email: ours.email,
        role: StaffRole::Admin,
        generation: ours.generation,
        issued_at: ours.issued_at,
        expires_at: ours.expires_at,
    }
}

fn partner_claims() -> accounts::Claims {
    accounts::Claims {
        kind: accounts::TokenKind::Access,
        id: candidate_claims().id,
        family: FamilyId::new(Uuid::from_u128(3)),
        generation: 0,
        partner: PartnerId::new(1),
        partner_uuid: PartnerUuid::new(Uuid::from_u128(1)),
        client_id: accounts::ClientId::parse("pc_0123456789abcdef01234567").expect("a client id"),
        dashboard: false,
        issued_at: at(0),
        expires_at: at(43_200),
    }
}

#[test]
fn a_token_comes_back_as_it_was_until_it_ends() {
    let tokens = JwtCandidateTokens::new(&settings("candidate")).expect("tokens");
    let token = tokens.issue(&candidate_claims()).expect("a token");
    assert_eq!(tokens.verify(&token, at(0)), Ok(candidate_claims()));
    let end = candidate_claims().expires_at;
    let late = end + TimeDelta::seconds(9);
    assert_eq!(tokens.verify(&token, late), Ok(candidate_claims()));
    let late = end + TimeDelta::seconds(10);
    assert_eq!(tokens.verify(&token, late), Err(TokenError::Expired));
    let other = JwtCandidateTokens::new(&settings("elsewhere")).expect("tokens");
    assert_eq!(other.verify(&token, at(0)), Err(TokenError::Invalid));
}

/// Also where somebody gave all of them the same audience.
#[test]
fn tokens_of_candidates_and_of_others_do_not_pass_for_each_other() {
    for audiences in [
        ["candidate", "portal", "staff", "partner"],
        ["same", "same", "same", "same"],
    ] {
        let [ours, portals, staffs, partners] = audiences;
        let ours = JwtCandidateTokens::new(&settings(ours)).expect("tokens");
        let portals = JwtPortalTokens::new(&settings(portals)).expect("tokens");
        let staffs = JwtStaffTokens::new(&settings(staffs)).expect("tokens");
        let partners = JwtTokenIssuer::new(&settings(partners)).expect("tokens");
        let token = ours.issue(&candidate_claims()).expect("a token");
        assert!(ours.verify(&token, at(0)).is_ok());
        assert_eq!(portals.verify(&token, at(0)), Err(TokenError::Invalid));
        assert_eq!(staffs.verify(&token, at(0)), Err(TokenError::Invalid));
        let judged = partners.verify(&token, accounts::TokenKind::Access, at(0));
        assert_eq!(judged, Err(TokenError::Invalid));
        for foreign in [
            portals.issue(&portal_claims()),
            staffs.issue(&staff_claims()),
            partners.issue(&partner_claims()),
        ] {
            let foreign = foreign.expect("a token");
            assert_eq!(ours.verify(&foreign, at(0)), Err(TokenError::Invalid));
        }
    }
}

#[test]
fn debug_shows_no_secret() {
    let tokens = JwtCandidateTokens::new(&settings("candidate")).expect("tokens");
    assert_eq!(format!("{tokens:?}"), "JwtCandidateTokens(redacted)");
}
