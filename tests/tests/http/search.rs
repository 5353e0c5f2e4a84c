//! `search` of the list (contract, "Lists").

use std::fmt::Write as _;

use crate::backend::Backend;
use crate::people::person;
use crate::program::Installation;

both!(a_search_finds_what_its_form_says_and_nothing_of_others);

fn a_search_finds_what_its_form_says_and_nothing_of_others(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let foreign = running.server.session(&other);
    let names = [
        ("Asha", "Rao"),
        ("Prakash", "Mehta"),
        ("Rita", "Rasmussen"),
        ("100%", "Sure_Thing"),
        ("ÉMILE", "Straße"),
        ("राम", "शर्मा"),
        ("O'Neil", "\\Back"),
    ];
    for (n, (first, last)) in (1_u32..).zip(names) {
        session.share(&person(n).named(first, last).lead()).is(2005);
    }
    foreign.share(&person(1).lead()).is(2005);
    foreign
        .share(&person(50).named("Asha", "Rao").lead())
        .is(2005);

    let found = |search: &str| -> Vec<String> {
        let rows = session.leads(&format!("search={}&sort=lead_shared_at", encode(search)));
        rows.iter()
            .map(|row| row["first_name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found(&person(1).mobile), ["Asha"]);
    assert_eq!(found(&person(2).pan), ["Prakash"]);
    assert_eq!(found(&person(3).mobile[6..]), ["Rita"]);
    // Part of a number or of a PAN finds nobody.
    assert!(found(&person(1).mobile[..9]).is_empty());
    assert!(found(&person(1).pan[..9]).is_empty());
    assert!(found(&person(50).mobile).is_empty(), "another partner's");

    assert_eq!(found("ash"), ["Asha", "Prakash"]);
    assert_eq!(found("ASHA"), ["Asha"]);
    assert_eq!(found("mus"), ["Rita"]);
    assert_eq!(found("  asha  "), ["Asha"]);
    // Below three characters by prefix.
    assert_eq!(found("ra"), ["Asha", "Rita"]);
    assert_eq!(found("sh"), Vec::<String>::new());
    // Characters a database could take for patterns are text.
    assert_eq!(found("100%"), ["100%"]);
    assert_eq!(found("00%"), ["100%"]);
    assert_eq!(found("%"), Vec::<String>::new());
    assert_eq!(found("_"), Vec::<String>::new());
    assert_eq!(found("e_T"), ["100%"]);
    assert_eq!(found("a_h"), Vec::<String>::new());
    assert_eq!(found("\\Ba"), ["O'Neil"]);
    assert_eq!(found("O'Ne"), ["O'Neil"]);
    assert_eq!(found("' OR 1=1 --"), Vec::<String>::new());
    // Any script.
    assert_eq!(found("émile"), ["ÉMILE"]);
    assert_eq!(found("राम"), ["राम"]);
}

/// Percent-encodes every byte.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}
