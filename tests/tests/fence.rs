//! No crate may know what it must not know (`docs/architecture.md`, "Who may know
//! whom"). Run it alone with `make fence`.
#![expect(clippy::expect_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which of our crates each of our crates may use. A crate without a row, and an
/// arrow that is not listed, fail the test.
const ARROWS: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("dedupe", &["kernel"]),
    ("funnel", &["kernel"]),
    ("payouts", &["kernel"]),
    ("accounts", &["kernel", "notices", "webhooks"]),
    ("notices", &["kernel"]),
    ("audit", &["kernel"]),
    // Of a pause the partner is told by e-mail.
    ("webhooks", &["kernel", "notices"]),
    ("usage", &["kernel", "notices", "webhooks"]),
    ("envelope", &["kernel"]),
    // Candidates are people with passwords, who get letters.
    ("candidates", &["kernel", "accounts", "notices"]),
    ("lender", &["kernel", "dedupe", "payouts"]),
    ("leads", &["kernel", "dedupe", "funnel", "payouts"]),
    ("store", DOMAIN),
    ("crypto", DOMAIN),
    ("api", DOMAIN),
    ("mailer", &["kernel", "notices"]),
    ("limiter", &["kernel", "usage"]),
    ("courier", &["kernel", "webhooks"]),
    ("client", &["kernel", "envelope", "crypto"]),
    // Pages that call the API like anybody else: they know nothing of ours.
    ("dashboard", &[]),
    (
        "server",
        &[
            "kernel",
            "dedupe",
            "funnel",
            "payouts",
            "accounts",
            "audit",
            "webhooks",
            "notices",
            "usage",
            "lender",
            "leads",
            "candidates",
            "envelope",
            "store",
            "crypto",
            "mailer",
            "limiter",
            "courier",
            "api",
            "client",
            "dashboard",
        ],
    ),
    ("testkit", DOMAIN),
];

/// The crates that hold the business, and the vocabulary below them.
const DOMAIN: &[&str] = &[
    "kernel",
    "dedupe",
    "funnel",
    "payouts",
    "accounts",
    "audit",
    "webhooks",
    "notices",
    "usage",
    "envelope",
    "lender",
    "leads",
    "candidates",
];

/// What no crate of [`DOMAIN`] may use: databases, networks, formats, the machine.
const FOREIGN_TO_THE_DOMAIN: &[&str] = &[
    "actix-web",
    "config",
    "diesel",
    "getrandom",
    "governor",
    "lettre",
    "rand",
    "redis",
    "reqwest",
    "ring",
    "serde",
    "serde_json",
    "tokio",
];

/// The crate that only tests use. Its builders and fakes speak in types of
/// [`DOMAIN`], so tests may use these crates as well.
const TESTKIT: &str = "testkit";

/// The crate of the tests stands outside: it may use anything, nobody may use it.
const OUTSIDE: &str = "tests";

/// One line of a `Cargo.toml`: `from` uses `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    for_tests: bool,
}

/// Everything wrong with `arrows`, a sentence each. `ours` are the crates of the
/// workspace.
fn faults(ours: &BTreeSet<String>, arrows: &[Arrow]) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let unknown = ours
        .iter()
        .filter(|name| *name != OUTSIDE && !allowed.contains_key(name.as_str()))
        .map(|name| format!("{name} is not in the table of the fence"));
    let wrong = arrows
        .iter()
        .filter_map(|arrow| fault(&allowed, ours, arrow));
    unknown.chain(wrong).collect()
}

fn fault(
    allowed: &BTreeMap<&str, &[&str]>,
    ours: &BTreeSet<String>,
    arrow: &Arrow,
) -> Option<String> {
    let Arrow {
        from,
        to,
        for_tests,
    } = arrow;
    if from == OUTSIDE {
        return None;
    }
    if !ours.contains(to) {
        let foreign = !for_tests
            && DOMAIN.contains(&from.as_str())
            && FOREIGN_TO_THE_DOMAIN.contains(&to.as_str());
        return foreign.then(|| format!("{from} -> {to}: the domain must not know {to}"));
    }
    let listed = allowed
        .get(from.as_str())
        .is_some_and(|row| row.contains(&to.as_str()));
    let only_in_tests =
        *for_tests && (from == to || to == TESTKIT || DOMAIN.contains(&to.as_str()));
    if listed || only_in_tests {
        return None;
    }
    let kind = if *for_tests { "uses in tests" } else { "uses" };
    Some(format!("{from} -> {to}: {from} {kind} {to} and must not"))
}

fn workspace() -> (BTreeSet<String>, Vec<Arrow>) {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("a workspace");
    let packages = metadata.workspace_packages();
    let ours = packages.iter().map(|p| p.name.to_string()).collect();
    let arrows = packages
        .iter()
        .flat_map(|package| {
            package.dependencies.iter().map(|dependency| Arrow {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                for_tests: dependency.kind == DependencyKind::Development,
            })
        })
        .collect();
    (ours, arrows)
}

#[test]
fn no_arrow_runs_the_wrong_way() {
    let (ours, arrows) = workspace();
    let faults = faults(&ours, &arrows);
    assert!(faults.is_empty(), "wrong arrows:\n{}", faults.join("\n"));
}

#[test]
fn the_table_has_no_row_for_a_crate_that_is_gone() {
    let (ours, _) = workspace();
    for (name, _) in ARROWS {
        assert!(ours.contains(*name), "{name} is in the table but gone");
    }
}

mod the_fence_itself {
    use super::*;

    fn faults_of(from: &str, to: &str, for_tests: bool) -> Vec<String> {
        let ours = ARROWS.iter().map(|(name, _)| (*name).to_owned());
        let ours = ours.chain([OUTSIDE.to_owned()]).collect();
        let arrow = Arrow {
            from: from.to_owned(),
            to: to.to_owned(),
            for_tests,
        };
        faults(&ours, &[arrow])
    }

    #[test]
    fn names_an_arrow_that_runs_the_wrong_way() {
        for (from, to) in [
            ("kernel", "leads"),
            ("store", "crypto"),
            ("crypto", "store"),
            ("api", "store"),
            ("api", "crypto"),
            ("dedupe", "funnel"),
            ("leads", "lender"),
            ("leads", "tests"),
            ("server", "testkit"),
            ("mailer", "store"),
            ("dashboard", "api"),
            ("api", "dashboard"),
        ] {
            let found = faults_of(from, to, false);
            assert_eq!(found.len(), 1, "{from} -> {to}");
            assert!(found[0].starts_with(&format!("{from} -> {to}:")));
        }
    }

    #[test]
    fn keeps_databases_and_networks_out_of_the_domain() {
        for to in FOREIGN_TO_THE_DOMAIN {
            assert_eq!(faults_of("leads", to, false).len(), 1, "leads -> {to}");
            assert!(faults_of("server", to, false).is_empty());
        }
    }

    #[test]
    fn lets_tests_use_the_testkit_with_its_types_and_nothing_else() {
        assert!(faults_of("store", "testkit", true).is_empty());
        assert!(faults_of("leads", "leads", true).is_empty());
        assert!(faults_of("leads", "lender", true).is_empty());
        assert_eq!(faults_of("leads", "lender", false).len(), 1);
        assert_eq!(faults_of("store", "testkit", false).len(), 1);
        assert_eq!(faults_of("store", "crypto", true).len(), 1);
        assert_eq!(faults_of("api", "server", true).len(), 1);
    }

    #[test]
    fn wants_a_row_for_every_crate() {
        let ours = BTreeSet::from(["newcomer".to_owned()]);
        assert_eq!(
            faults(&ours, &[]),
            ["newcomer is not in the table of the fence"]
        );
    }
}
