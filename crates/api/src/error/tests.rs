use super::*;

use std::collections::HashSet;

use accounts::{
    AuthenticateError, AuthenticateStaffError, RefreshError, ServiceTokenError, SignInError,
    StaffSignInError, TokenError,
};
use kernel::PortFailure;
use leads::ShareError;
use payouts::{AnswerDisputeError, CreateRunError, DecideRunError, OpenDisputeError, PayError};

/// The contract's table, by hand: code, status, and the seed's message where it
/// has one.
const CONTRACT: &[(u16, u16, Option<&str>)] = &[
    (2003, 400, Some("Missing Parameters!")),
    (4110, 401, Some("Authentication failed")),
    (4111, 401, Some("Invalid API credentials")),
    (4113, 500, Some("Token Generation Failed")),
    (4114, 401, Some("Token is Required")),
    (4115, 401, Some("Invalid token type")),
    (4116, 401, Some("Partner not found or inactive")),
    (4117, 401, Some("Token expired")),
    (4118, 401, Some("Invalid access or refresh token")),
    (4119, 400, Some("Invalid Mobile Number or Format")),
    (4120, 400, Some("Invalid Pan Number or Format")),
    (4121, 400, Some("Basic Funnel Check Failed")),
    (4122, 400, None),
    (4123, 400, None),
    (4124, 400, None),
    (4125, 403, None),
    (4030, 403, None),
    (4031, 403, None),
    (4040, 404, Some("Lead not found")),
    (4043, 404, Some("Webhook endpoint not found")),
    (4044, 404, Some("Delivery not found")),
    (4046, 404, Some("Candidate not found")),
    (4050, 405, None),
    (4090, 409, None),
    (4091, 422, None),
    (4092, 409, None),
    (4220, 422, None),
    (4290, 429, None),
    (4130, 413, None),
    (4150, 415, None),
    (5000, 500, Some("Internal Server Error")),
    (5030, 503, None),
];

/// What only `/api/partners`, people's logins and candidates refuse with, which show words; the
/// number is for the access log.
const UNSHOWN: &[u16] = &[
    4001, 4032, 4041, 4042, 4045, 4047, 4093, 4094, 4095, 4096, 4097, 4098, 4099, 4100, 4101, 4102,
    4112, 4221,
];

#[test]
fn the_table_is_the_contracts() {
    for (number, status, message) in CONTRACT {
        let code = Code::ALL
            .iter()
            .find(|code| code.number() == *number)
            .expect("every code of the contract is in the table");
        assert_eq!(code.status().as_u16(), *status, "status of {number}");
        if let Some(message) = message {
            assert_eq!(code.message(), *message, "message of {number}");
        }
    }
}

#[test]
fn every_code_is_in_the_contract_and_once_in_the_table() {
    let mut seen = HashSet::new();
    for code in Code::ALL {
        let known = CONTRACT.iter().any(|(number, ..)| *number == code.number());
        let known = known || UNSHOWN.contains(&code.number());
        assert!(known, "{} is not in the contract", code.number());
        // An unknown path and an unknown lead share 4040, wrong credentials of
        // partners and of people 4111, what staff and partners may not do 4030, links
        // that do not count 4112, what stands in the way 4092.
        let first = seen.insert(code.number());
        let twice = [
            Code::NotFound,
            Code::LoginRefused,
            Code::SandboxOnly,
            Code::PasswordLinkRefused,
            Code::TooManyEndpoints,
        ];
        assert!(
            first || twice.contains(code),
            "{} comes twice",
            code.number()
        );
    }
}

fn code_of(refusal: impl Into<Refusal>) -> Code {
    refusal.into().code
}

fn away() -> PortFailure {
    PortFailure::Unavailable("pool exhausted".to_owned())
}

fn issue() -> accounts::IssueError {
    accounts::IssueError("no key".to_owned())
}

#[test]
fn every_failure_of_a_port_and_of_sharing_has_its_code() {
    assert_eq!(code_of(away()), Code::Unavailable);
    assert_eq!(
        code_of(PortFailure::corrupt("leads.verdict")),
        Code::Internal
    );
    assert_eq!(
        code_of(PortFailure::Unforeseen("bug".to_owned())),
        Code::Internal
    );

    assert_eq!(code_of(ShareError::Funnel(Vec::new())), Code::FunnelFailed);
    assert_eq!(code_of(ShareError::KeyReused), Code::KeyReused);
    assert_eq!(code_of(ShareError::KeyInFlight), Code::KeyInFlight);
    assert_eq!(code_of(ShareError::Port(away())), Code::Unavailable);
}

#[test]
fn every_failure_of_credentials_has_its_code() {
    assert_eq!(
        code_of(SignInError::InvalidCredentials),
        Code::InvalidCredentials
    );
    assert_eq!(
        code_of(SignInError::PartnerNotActive),
        Code::PartnerInactive
    );
    assert_eq!(
        code_of(SignInError::Issue(issue())),
        Code::TokenGenerationFailed
    );
    assert_eq!(code_of(SignInError::Port(away())), Code::Unavailable);

    let inactive = RefreshError::Credentials(SignInError::PartnerNotActive);
    assert_eq!(code_of(inactive), Code::PartnerInactive);
    assert_eq!(code_of(RefreshError::WrongKind), Code::InvalidTokenType);
    assert_eq!(code_of(RefreshError::Invalid), Code::InvalidToken);
    assert_eq!(
        code_of(RefreshError::Issue(issue())),
        Code::TokenGenerationFailed
    );
    assert_eq!(code_of(RefreshError::Port(away())), Code::Unavailable);
}

#[test]
fn every_failure_of_a_token_has_its_code() {
    let token = |error| code_of(AuthenticateError::Token(error));
    assert_eq!(token(TokenError::Expired), Code::TokenExpired);
    assert_eq!(token(TokenError::WrongKind), Code::InvalidTokenType);
    assert_eq!(token(TokenError::Invalid), Code::InvalidToken);
    assert_eq!(code_of(AuthenticateError::Revoked), Code::InvalidToken);
    assert_eq!(
        code_of(AuthenticateError::PartnerNotActive),
        Code::PartnerInactive
    );
    assert_eq!(code_of(AuthenticateError::Port(away())), Code::Unavailable);

    assert_eq!(code_of(ServiceTokenError::Invalid), Code::InvalidToken);
    assert_eq!(code_of(ServiceTokenError::Port(away())), Code::Unavailable);
}

#[test]
fn every_failure_of_staff_has_its_code() {
    assert_eq!(code_of(StaffSignInError::Refused), Code::LoginRefused);
    assert_eq!(
        code_of(StaffSignInError::Issue(issue())),
        Code::TokenGenerationFailed
    );
    assert_eq!(code_of(StaffSignInError::Port(away())), Code::Unavailable);

    let token = |error| code_of(AuthenticateStaffError::Token(error));
    assert_eq!(token(TokenError::Expired), Code::TokenExpired);
    assert_eq!(token(TokenError::WrongKind), Code::InvalidToken);
    assert_eq!(token(TokenError::Invalid), Code::InvalidToken);
    assert_eq!(
        code_of(AuthenticateStaffError::NotActive),
        Code::InvalidToken
    );
    let port = AuthenticateStaffError::Port(away());
    assert_eq!(code_of(port), Code::Unavailable);
}

#[test]
fn every_failure_of_money_has_its_code_and_word() {
    let conflicts: [(Refusal, &str); 7] = [
        (CreateRunError::NothingToSettle.into(), "nothing_to_settle"),
        (DecideRunError::Decided.into(), "decided"),
        (DecideRunError::RestedUpon.into(), "rested_upon"),
        (PayError::NotPayable.into(), "not_payable"),
        (PayError::ReferenceTaken.into(), "reference_taken"),
        (OpenDisputeError::Disputed.into(), "disputed"),
        (AnswerDisputeError::Answered.into(), "answered"),
    ];
    for (refusal, word) in conflicts {
        assert_eq!(refusal, Refusal::conflict(word));
        assert_eq!(refusal.code, Code::Conflict);
    }
    assert_eq!(code_of(DecideRunError::SamePerson), Code::SecondPerson);
    assert_eq!(code_of(DecideRunError::Unknown), Code::NotFound);
    assert_eq!(code_of(PayError::Unknown), Code::NotFound);
    assert_eq!(code_of(OpenDisputeError::Unknown), Code::NotFound);
    assert_eq!(code_of(AnswerDisputeError::Unknown), Code::NotFound);

    assert_eq!(code_of(CreateRunError::Port(away())), Code::Unavailable);
    assert_eq!(code_of(DecideRunError::Port(away())), Code::Unavailable);
    assert_eq!(code_of(PayError::Port(away())), Code::Unavailable);
    assert_eq!(code_of(OpenDisputeError::Port(away())), Code::Unavailable);
    assert_eq!(code_of(AnswerDisputeError::Port(away())), Code::Unavailable);
}
