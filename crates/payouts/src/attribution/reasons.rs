//! Why a lead was credited with a loan, and why the others were not.

/// Why a lead won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WonBy {
    /// Its link was followed.
    Link,
    /// It was shared first.
    FirstTouch,
    /// It was shared last.
    LastTouch,
    /// Its payout was approved.
    Frozen,
}

impl WonBy {
    /// The word in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link_followed",
            Self::FirstTouch => "first_touch",
            Self::LastTouch => "last_touch",
            Self::Frozen => "approved_before",
        }
    }
}

/// Why a lead of the same person did not win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LostBy {
    /// Its verdict was 2006.
    ActiveWhenShared,
    /// It was shared after the application was created, or at the same instant.
    SharedTooLate,
    /// An earlier loan is credited to it.
    BoundToAnotherLoan,
    /// Its window had ended when the application was created.
    WindowLapsed,
    /// The link of another lead was followed.
    OtherLinkFollowed,
    /// Another lead was shared earlier.
    SharedLater,
    /// Another lead was shared later, and the last touch wins.
    SharedEarlier,
    /// Another lead's payout was approved.
    OtherApproved,
}

impl LostBy {
    /// Why a lead lost that nothing hindered but `winner`.
    pub(super) const fn to(winner: WonBy) -> Self {
        match winner {
            WonBy::Link => Self::OtherLinkFollowed,
            WonBy::FirstTouch => Self::SharedLater,
            WonBy::LastTouch => Self::SharedEarlier,
            WonBy::Frozen => Self::OtherApproved,
        }
    }

    /// The word in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActiveWhenShared => "active_when_shared",
            Self::SharedTooLate => "shared_too_late",
            Self::BoundToAnotherLoan => "bound_to_another_loan",
            Self::WindowLapsed => "window_lapsed",
            Self::OtherLinkFollowed => "other_link_followed",
            Self::SharedLater => "shared_later",
            Self::SharedEarlier => "shared_earlier",
            Self::OtherApproved => "other_approved",
        }
    }
}
