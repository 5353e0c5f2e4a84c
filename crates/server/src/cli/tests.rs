use clap::CommandFactory as _;

use super::*;

fn exit_code(arguments: &[&str]) -> i32 {
    let all = std::iter::once("partner-api").chain(arguments.iter().copied());
    Cli::try_parse_from(all).map_or_else(|error| error.exit_code(), |_| 0)
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_explains_itself() {
    fn walk(command: &clap::Command) {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{}", argument.get_id());
        }
        command.get_subcommands().for_each(walk);
    }
    walk(&Cli::command());
}

#[test]
fn wrong_values_are_wrong_usage() {
    let create = |more: &[&str]| {
        let mut all = vec![
            "partner",
            "create",
            "--name",
            "Loan Bazaar",
            "--email",
            "a@b.example",
        ];
        all.extend(more);
        exit_code(&all)
    };
    assert_eq!(create(&[]), 0);
    assert_eq!(
        create(&["--slug", "loan-bazaar", "--rate-bps", "150", "--sandbox"]),
        0
    );
    assert_eq!(create(&["--slug", "Not A Slug"]), 2);
    assert_eq!(create(&["--rate-bps", "10001"]), 2);
    for wrong in [
        &["partner", "create", "--name", "x", "--email", "a@b.example"] as &[&str],
        &[
            "partner",
            "create",
            "--name",
            "Loan Bazaar",
            "--email",
            "nobody",
        ],
        &["partner", "create", "--name", "Loan Bazaar"],
        &["partner", "show", "No_Handle"],
        &[
            "partner",
            "rotate-secret",
            "loan-bazaar",
            "--overlap-hours",
            "8761",
        ],
        &[
            "service-token",
            "create",
            "--name",
            "core",
            "--scope",
            "everything",
        ],
        &[
            "service-token",
            "create",
            "--name",
            " ",
            "--scope",
            "internal",
        ],
        &["import", "payments", "x.csv"],
        &["import", "users", "x.csv", "--from-line", "0"],
        &["completions", "cmd"],
        &["launch"],
        &[],
    ] {
        assert_eq!(exit_code(wrong), 2, "{wrong:?}");
    }
}

#[test]
fn the_last_of_migrate_and_no_migrate_counts() {
    let wanted = |arguments: &[&str]| {
        let all = ["partner-api", "serve"].iter().chain(arguments);
        match Cli::try_parse_from(all).expect("good usage").command {
            Command::Serve(serve) => serve.wanted(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(wanted(&[]), None);
    assert_eq!(wanted(&["--migrate"]), Some(true));
    assert_eq!(wanted(&["--migrate", "--no-migrate"]), Some(false));
    assert_eq!(wanted(&["--no-migrate", "--migrate"]), Some(true));
}

#[test]
fn global_flags_stand_anywhere() {
    let cli = Cli::try_parse_from(["partner-api", "doctor", "--json", "--config", "x.toml"])
        .expect("good usage");
    assert!(cli.json);
    assert_eq!(cli.config, Some("x.toml".into()));
}
