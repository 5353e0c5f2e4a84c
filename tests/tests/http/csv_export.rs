//! `GET /dashboard/leads.csv`.

use serde_json::json;

use crate::backend::Backend;
use crate::feed_client::{Lender, user};
use crate::people::person;
use crate::program::Installation;

both!(the_csv_has_every_lead_and_runs_in_no_spreadsheet);

fn the_csv_has_every_lead_and_runs_in_no_spreadsheet(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    running
        .server
        .session(&other)
        .share(&person(900).lead())
        .is(2005);
    let lender = Lender::new(&running.server, token);
    let nasty = [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2", "'-2"),
        ("@cmd", "'@cmd"),
        ("Quote\"d", "\"Quote\"\"d\""),
        ("Com,ma", "\"Com,ma\""),
        ("Plain", "Plain"),
    ];
    for (n, (name, _)) in (1_u32..).zip(nasty) {
        session.share(&person(n).named(name, "Rao").lead()).is(2005);
    }
    // More than any page of the list.
    for n in 100..320 {
        session.share(&person(n).lead()).is(2005);
    }
    lender.knows(1, &user(&person(800), json!({})));
    session.share(&person(800).lead()).is(2004);

    let reply = session.get("/dashboard/leads.csv");
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.header("content-type").starts_with("text/csv"));
    assert!(
        reply
            .header("content-disposition")
            .starts_with("attachment")
    );
    let lines: Vec<_> = reply.text.lines().collect();
    assert_eq!(lines.len(), 1 + nasty.len() + 220 + 1);
    let header: Vec<_> = lines[0].trim_start_matches('\u{feff}').split(',').collect();
    assert_eq!(header[..3], ["id", "first_name", "last_name"]);
    for (_, cell) in nasty {
        let wanted = format!(",{cell},Rao,");
        assert!(reply.text.contains(&wanted), "{wanted}");
    }
    assert!(reply.text.contains(&person(319).mobile));
    assert!(
        !reply.text.contains(&person(900).mobile),
        "another partner's"
    );

    // The filters of the list hold here too.
    let one = session
        .get("/dashboard/leads.csv?status=registered_user")
        .text;
    assert_eq!(one.lines().count(), 2, "{one}");
    let search = format!("/dashboard/leads.csv?search={}", person(105).pan);
    assert_eq!(session.get(&search).text.lines().count(), 2);
}
