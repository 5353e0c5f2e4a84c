//! Invites: written by a worker, sent again, accepted (contract `candidates.md`).

mod accept;
mod repository;
mod resend;
mod turns;
mod write;

pub use accept::{AcceptInvite, NewPassword};
#[cfg(feature = "mocks")]
pub use repository::MockInviteRepository;
pub use repository::{
    AcceptError, Acceptance, AcceptedInvite, DueInvite, FirstPassword, InviteRepository,
    OpenInvite, ResendError, Resending, WrittenInvite,
};
pub use resend::ResendInvite;
pub use turns::Turns;
pub use write::{InvitesRound, WriteInvites};
