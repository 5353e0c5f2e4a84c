//! Where the binary runs from.

use crate::bench::{Bench, exists};

#[test]
fn the_binary_runs_from_any_directory_and_keeps_to_its_data_directory() {
    let bench = Bench::new().set("DATA_DIR", "elsewhere/deep");
    bench.run("migrate --json").json();
    bench
        .run("service-token create --name core --scope internal --json")
        .json();
    assert!(exists(&bench.path("elsewhere/deep/partner.db")));
    assert!(exists(&bench.path("elsewhere/deep/keys/index_key")));
    assert!(!exists(&bench.path("data")));
}

#[test]
fn a_config_directory_in_the_working_directory_counts() {
    let bench = Bench::new();
    let defaults = include_str!("../../../../config/default.toml");
    bench.write("config/default.toml", &defaults.replace("20000", "30000"));
    let json = bench.run("config check --json").json();
    assert_eq!(json["settings"]["funnel.min_monthly_salary"], "30000");
}
