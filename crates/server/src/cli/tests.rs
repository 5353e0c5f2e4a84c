use clap::CommandFactory as _;

use super::*;

fn exit_code(line: &str) -> i32 {
    let parsed = Cli::try_parse_from(line.split_whitespace());
    parsed.map_or_else(|error| error.exit_code(), |_| 0)
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
    const CREATE: &str = "partner-api partner create --name Bazaar --email a@b.example";
    assert_eq!(exit_code(CREATE), 0);
    for (more, code) in [
        ("--slug loan-bazaar --rate-bps 150 --sandbox", 0),
        ("--slug Not_A_Slug", 2),
        ("--rate-bps 10001", 2),
        ("--rate-bps many", 2),
    ] {
        assert_eq!(exit_code(&format!("{CREATE} {more}")), code, "{more}");
    }
    for wrong in [
        "",
        "launch",
        "partner create --name x --email a@b.example",
        "partner create --name Bazaar --email nobody",
        "partner create --name Bazaar",
        "partner show No_Handle",
        "partner rotate-secret bazaar --overlap-hours 8761",
        "partner set-tax bazaar",
        "partner set-tax bazaar --constitution club",
        "service-token create --name core --scope everything",
        "admin create --email nobody --role admin",
        "admin create --email a@b.example --role partner",
        "admin create --email a@b.example",
        "import payments x.csv",
        "import users x.csv --from-line 0",
        "completions cmd",
        "keys generate",
        "keys generate --out keys --bits 1024",
        "partner enrol-key --client-id bazaar --public-key x.pem",
        "partner enrol-key --client-id bazaar --public-key x.pem --encryption maybe",
        "partner enrol-key --client-id bazaar --public-key x.pem --encryption off --form plain",
        "partner enrol-key --client-id No_Handle --public-key x.pem --encryption off",
        "partner retire-key --client-id bazaar --fingerprint 00",
    ] {
        assert_eq!(exit_code(&format!("partner-api {wrong}")), 2, "{wrong}");
    }
}

#[test]
fn a_form_is_left_or_named_or_any() {
    let form = |more: &str| {
        let line = format!(
            "partner-api partner enrol-key --client-id bazaar --public-key x --encryption off{more}"
        );
        match Cli::try_parse_from(line.split_whitespace())
            .expect("good usage")
            .command
        {
            Command::Partner(PartnerCommand::EnrolKey(enrol)) => enrol.form,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(form(""), None);
    assert_eq!(form(" --form any"), Some(AllowedForm(None)));
    for known in envelope::Form::ALL {
        let named = form(&format!(" --form {}", known.as_str()));
        assert_eq!(named, Some(AllowedForm(Some(known))));
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
