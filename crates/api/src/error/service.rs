//! How maintenance and webhooks refuse.

use accounts::{AnnounceError, CancelMaintenanceError};

use webhooks::{CreateEndpointError, ReplayError, RotateEndpointError};

use super::{Code, Refusal};

impl From<AnnounceError> for Refusal {
    fn from(error: AnnounceError) -> Self {
        match error {
            AnnounceError::Announced => Self::conflict("announced"),
            AnnounceError::Port(failure) => failure.into(),
        }
    }
}

impl From<CancelMaintenanceError> for Refusal {
    fn from(error: CancelMaintenanceError) -> Self {
        match error {
            CancelMaintenanceError::Unknown => Code::NotFound.into(),
            CancelMaintenanceError::Cancelled => Self::conflict("cancelled"),
            CancelMaintenanceError::Over => Self::conflict("over"),
            CancelMaintenanceError::Port(failure) => failure.into(),
        }
    }
}

impl From<CreateEndpointError> for Refusal {
    fn from(error: CreateEndpointError) -> Self {
        match error {
            CreateEndpointError::TooMany => Code::TooManyEndpoints.into(),
            CreateEndpointError::Port(failure) => failure.into(),
        }
    }
}

impl From<RotateEndpointError> for Refusal {
    fn from(error: RotateEndpointError) -> Self {
        match error {
            RotateEndpointError::Unknown => Code::EndpointNotFound.into(),
            RotateEndpointError::Overtaken => Self::conflict("overtaken"),
            RotateEndpointError::Port(failure) => failure.into(),
        }
    }
}

impl Refusal {
    /// Why nothing is delivered again; `unknown` is what was asked for in vain.
    pub(crate) fn replaying(error: ReplayError, unknown: Code) -> Self {
        match error {
            ReplayError::Unknown => unknown.into(),
            ReplayError::NotActive => Self::conflict("not_active"),
            ReplayError::Port(failure) => failure.into(),
        }
    }
}
