//! What the routes of people need.

use accounts::{
    ManagePortal, ManageStaff, PersonSignIn, PersonSignOut, RequestPasswordReset, SetPassword,
};

/// The use cases of people who sign in with e-mail address and password, and of those
/// who look after them.
pub struct People {
    /// `POST /auth/login`.
    pub sign_in: PersonSignIn,
    /// `POST /auth/logout`.
    pub sign_out: PersonSignOut,
    /// `POST /auth/set-password`.
    pub set_password: SetPassword,
    /// `POST /auth/password-reset`.
    pub reset: RequestPasswordReset,
    /// The accounts of staff.
    pub staff: ManageStaff,
    /// The accounts of partners' people.
    pub portal: ManagePortal,
}
