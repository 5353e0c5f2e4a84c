//! `partner-api import`: the first load from CSV files.

use std::fmt::Write as _;
use std::fs;

use crate::backend::Backend;
use crate::feed_client::{email, time};
use crate::people::person;
use crate::program::Installation;

both!(an_import_changes_verdicts_and_lists_its_rejects);

fn an_import_changes_verdicts_and_lists_its_rejects(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);

    let mut users = "id,mobile_number,pan_number,first_name,last_name,email,status,hold_until,\
                     registered_at,utm_source,utm_campaign,occurred_at\r\n"
        .to_owned();
    let (registered, occurred) = (time(-90_000), time(-80_000));
    for n in 1..=500 {
        let who = person(n);
        let status = if n == 7 { "vip" } else { "active" };
        write!(
            users,
            "{n},{},{},{},\"Rao, {n}\",{},{status},,{registered},,,{occurred}\r\n",
            who.mobile,
            who.pan,
            who.first_name,
            email(&who)
        )
        .unwrap();
    }
    let path = home.dir.path().join("users.csv");
    fs::write(&path, users).unwrap();
    let output = home.run(&["import", "users", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("499"), "{said}");
    for n in [1, 2, 250, 500] {
        session.share(&person(n).lead()).is(2004);
    }
    session.share(&person(7).lead()).is(2005);
    session.share(&person(501).lead()).is(2005);
    let rejects = fs::read_to_string(home.dir.path().join("users.csv.rejects.csv"))
        .expect("a .rejects.csv beside the input");
    assert_eq!(rejects.trim_end().lines().count(), 2, "{rejects}");
    assert!(rejects.contains("status"), "{rejects}");

    let mut loans = "id,user_id,application_number,status,loan_amount,created_at,disbursed_at,\
                     disbursal_amount,occurred_at\n"
        .to_owned();
    for n in 1..=100 {
        let status = if n <= 50 { "disbursed" } else { "rejected" };
        writeln!(
            loans,
            "{n},{n},APP{n},{status},25000.50,{registered},,,{occurred}"
        )
        .unwrap();
    }
    let path = home.dir.path().join("loans.csv");
    fs::write(&path, loans).unwrap();
    home.run_ok(&["import", "loans", path.to_str().unwrap()]);
    session.share(&person(50).lead()).is(2006);
    session.share(&person(51).lead()).is(2004);
    // The same file twice changes nothing.
    home.run_ok(&["import", "loans", path.to_str().unwrap()]);
    session.share(&person(50).lead()).is(2006);

    let missing = home.run(&["import", "users", "no-such-file.csv"]);
    assert_eq!(missing.status.code(), Some(1));
    fs::write(&path, "what,is,this\n1,2,3\n").unwrap();
    let foreign = home.run(&["import", "loans", path.to_str().unwrap()]);
    assert!(!foreign.status.success());
}
