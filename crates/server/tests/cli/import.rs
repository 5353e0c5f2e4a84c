//! `import` as a process.

use crate::bench::{Bench, exists};

#[test]
fn an_import_sums_up_lists_what_it_refused_and_may_be_repeated() {
    let bench = Bench::new();
    let users = "\
id,mobile_number,status,registered_at,occurred_at
1,9000000001,active,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
2,9000000002,asleep,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
";
    bench.write("users.csv", users);
    let summary = bench.run("import users users.csv --json").json();
    assert_eq!(summary["rows"], 2);
    assert_eq!(summary["applied"], 1);
    assert_eq!(summary["refused"], 1);
    assert_eq!(summary["rejects"], "users.csv.rejects.csv");
    let again = bench.run("import users users.csv --json").json();
    assert_eq!(
        (again["unchanged"].as_i64(), again["refused"].as_i64()),
        (Some(1), Some(1))
    );
    bench.write(
        "loans.csv",
        "id,user_id,application_number,status,loan_amount,created_at,occurred_at\n\
         10,1,APP10,submitted,50000,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z\n",
    );
    let loans = bench.run("import loans loans.csv");
    assert_eq!(loans.code(), 0, "{}", loans.errors());
    assert!(loans.out().contains("1 rows: 1 applied"), "{}", loans.out());
    assert!(!exists(&bench.path("loans.csv.rejects.csv")));
}

#[test]
fn a_file_that_does_not_fit_is_a_failure() {
    let bench = Bench::new();
    assert!(
        bench
            .run("import users nowhere.csv")
            .failure()
            .contains("cannot be read")
    );
    bench.write("users.csv", "id,colour\n1,red\n");
    let failure = bench.run("import users users.csv").failure();
    assert!(failure.contains("unknown column `colour`"), "{failure}");
}
