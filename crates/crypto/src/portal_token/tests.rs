use accounts::{StaffClaims, StaffRole, StaffTokens as _};
use chrono::TimeDelta;
use kernel::StaffUuid;
use secrecy::SecretString;
use uuid::Uuid;

use super::*;
use crate::JwtStaffTokens;

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

fn portal_claims() -> PortalClaims {
    PortalClaims {
        id: TokenId::new(Uuid::from_u128(2)),
        person: PortalUuid::new(Uuid::from_u128(1)),
        email: EmailAddress::parse("Desk@leadhouse.example").expect("an address"),
        generation: 7,
        issued_at: at(0),
        expires_at: at(43_200),
    }
}

fn staff_claims() -> StaffClaims {
    let portal = portal_claims();
    StaffClaims {
        id: portal.id,
        staff: StaffUuid::new(portal.person.get()),
        email: portal.email,
        role: StaffRole::Admin,
        generation: portal.generation,
        issued_at: portal.issued_at,
        expires_at: portal.expires_at,
    }
}

#[test]
fn a_token_comes_back_as_it_was_until_it_ends() {
    let tokens = JwtPortalTokens::new(&settings("portal")).expect("tokens");
    let token = tokens.issue(&portal_claims()).expect("a token");
    assert_eq!(tokens.verify(&token, at(0)), Ok(portal_claims()));
    let end = portal_claims().expires_at;
    let late = end + TimeDelta::seconds(9);
    assert_eq!(tokens.verify(&token, late), Ok(portal_claims()));
    let late = end + TimeDelta::seconds(10);
    assert_eq!(tokens.verify(&token, late), Err(TokenError::Expired));
    let other = JwtPortalTokens::new(&settings("elsewhere")).expect("tokens");
    assert_eq!(other.verify(&token, at(0)), Err(TokenError::Invalid));
}

/// Also where somebody gave both the same audience.
#[test]
fn tokens_of_staff_and_of_partners_people_do_not_pass_for_each_other() {
    for (ours, staffs) in [("portal", "staff"), ("same", "same")] {
        let portal = JwtPortalTokens::new(&settings(ours)).expect("tokens");
        let staff = JwtStaffTokens::new(&settings(staffs)).expect("tokens");
        let of_person = portal.issue(&portal_claims()).expect("a token");
        let of_staff = staff.issue(&staff_claims()).expect("a token");
        assert!(staff.verify(&of_staff, at(0)).is_ok());
        assert_eq!(staff.verify(&of_person, at(0)), Err(TokenError::Invalid));
        assert_eq!(portal.verify(&of_staff, at(0)), Err(TokenError::Invalid));
    }
}

#[test]
fn debug_shows_no_secret() {
    let tokens = JwtPortalTokens::new(&settings("portal")).expect("tokens");
    assert_eq!(format!("{tokens:?}"), "JwtPortalTokens(redacted)");
}
