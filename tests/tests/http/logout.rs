//! `POST /logout`.

use crate::backend::Backend;
use crate::program::Installation;
use crate::refresh::ends_within_a_second;

both!(logout_ends_its_login_and_no_other);

fn logout_ends_its_login_and_no_other(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let leaving = running.server.session(&partner);
    let staying = running.server.session(&partner);
    leaving.get("/dashboard/stats").is(2000);

    leaving.post("/logout").is(2000);
    ends_within_a_second(&leaving);
    staying.get("/dashboard/stats").is(2000);

    // The end outlives a restart.
    drop(running);
    let _running = home.start();
    leaving.get("/dashboard/stats").is(4118);
    staying.get("/dashboard/stats").is(2000);
}
