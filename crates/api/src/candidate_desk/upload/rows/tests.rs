use candidates::MOST_ROWS;
use proptest::prelude::*;

use super::super::tests::{bad, dry, good};

fn row(line: u32, name: &str) -> (u32, String, String, String) {
    let name = name.to_owned();
    let email = format!("{name}@people.example").to_lowercase();
    (line, name, "Rao".to_owned(), email)
}

/// The only reading of `text`, all rows of which are right.
#[track_caller]
fn rows(text: &str) -> Vec<(u32, String, String, String)> {
    let upload = dry(text.as_bytes()).expect("a file");
    assert_eq!(bad(&upload), []);
    good(&upload)
}

#[test]
fn columns_come_in_any_order_and_case_and_others_are_ignored() {
    for text in [
        "firstname,lastname,email\nAsha,Rao,asha@people.example\n",
        "firstname,lastname,email\r\nAsha,Rao,asha@people.example\r\n",
        "firstname,lastname,email\rAsha,Rao,asha@people.example\r",
        "firstname,lastname,email\nAsha,Rao,asha@people.example",
        "EMAIL,First Name,LastName\nasha@people.example,Asha,Rao\n",
        " first_name ,\tlast-name, E-Mail \n Asha , Rao , asha@people.example \n",
        "\"firstname\",\"lastname\",\"email\"\n\"Asha\",\"Rao\",\"asha@people.example\"\n",
        "id,email,phone,lastname,firstname,\n1,asha@people.example,=x,Rao,Asha,\n",
    ] {
        assert_eq!(rows(text), [row(2, "Asha")], "{text:?}");
    }
}

#[test]
fn a_header_without_the_columns_is_refused_by_name() {
    for (text, why) in [
        ("", "must not be empty"),
        ("\r\n \n\n", "must not be empty"),
        ("\u{feff}", "must not be empty"),
        (
            "firstname,email\nA,a@b.example\n",
            "must have a header with the columns firstname, lastname and email; missing: lastname",
        ),
        (
            "Asha,Rao,asha@people.example\n",
            "must have a header with the columns firstname, lastname and email; \
             missing: firstname, lastname, email",
        ),
        (
            "firstname;lastname;email\nA;B;a@b.example\n",
            "must have a header with the columns firstname, lastname and email; \
             missing: firstname, lastname, email",
        ),
        (
            "firstname,lastname,email,First Name\n",
            "must have the column firstname once only",
        ),
        (
            "email,firstname,lastname,EMAIL\n",
            "must have the column email once only",
        ),
    ] {
        let fault = dry(text.as_bytes()).err().expect("refused");
        assert_eq!(fault.to_string(), why, "{text:?}");
    }
    // A header alone is a file of nobody.
    assert_eq!(rows("firstname,lastname,email\n"), []);
}

#[test]
fn a_row_is_the_line_it_begins_on() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "",
            "firstname,lastname,email,note",
            "Asha,Rao,asha@people.example,",
            "",
            "   ",
            "Ravi,Rao,ravi@people.example,\"one",
            "two,",
            "",
            "four\"",
            "Mina,Rao,mina@people.example,\"a \"\"b\"\"\"",
            "\t",
            "",
            "Zoya,Rao,zoya@people.example,",
        ];
        assert_eq!(
            rows(&text.join(end)),
            [
                row(3, "Asha"),
                row(6, "Ravi"),
                row(10, "Mina"),
                row(13, "Zoya")
            ],
            "{end:?}"
        );
    }
}

#[test]
fn rows_that_are_wrong_are_told_by_line_and_the_rest_counts() {
    let text = "firstname,lastname,email\n\
        Asha,Rao,asha@people.example\n\
        Ravi,Rao\n\
        Mina,Rao,mina@people.example,more\n\
        ,,\n\
        \"=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")\",Rao,h@people.example\n\
        \"Two\nlines\",Rao,t@people.example\n\
        Nul\0,Rao,n@people.example\n\
        Zoya,Rao,ASHA@people.example\n\
        O\"Brien,Rao,zoya@people.example\n";
    let upload = dry(text.as_bytes()).expect("a file");
    let rows: Vec<_> = good(&upload)
        .into_iter()
        .map(|row| (row.0, row.1))
        .collect();
    assert_eq!(rows, [(2, "Asha".to_owned()), (11, "O\"Brien".to_owned())]);
    let told = [
        (3, "has 2 columns where the header has 3"),
        (4, "has 4 columns where the header has 3"),
        (
            5,
            "firstname must not be blank; lastname must not be blank; email must not be blank",
        ),
        (6, "firstname must not begin with = + - or @"),
        (7, "firstname must not contain control characters"),
        (9, "firstname must not contain control characters"),
        (10, "Duplicate email in file (first on row 2)"),
    ];
    assert_eq!(bad(&upload), told.map(|(line, why)| (line, why.to_owned())));
    let emails: Vec<_> = upload.bad.iter().map(|row| &*row.email).collect();
    assert_eq!(emails[0], "");
    assert_eq!(emails[1], "mina@people.example");
    assert_eq!(emails[6], "ASHA@people.example");
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_told_where_it_opens() {
    for (text, line) in [
        (
            "Asha,Rao,asha@people.example\n\"Ravi,Rao,ravi@people.example\nMina,Rao,m@people.example\n",
            3,
        ),
        (
            "Asha,Rao,asha@people.example\nRavi,Rao,\"ravi@people.example",
            3,
        ),
        (
            "Asha,Rao,asha@people.example\nRavi,Rao,\"ravi@people.example\r\n",
            3,
        ),
    ] {
        let upload = dry(format!("firstname,lastname,email\n{text}").as_bytes()).expect("a file");
        assert_eq!(good(&upload), [row(2, "Asha")], "{text:?}");
        let why = "has a quotation mark that is not closed".to_owned();
        assert_eq!(bad(&upload), [(line, why)], "{text:?}");
    }
}

#[test]
fn a_file_of_too_many_rows_is_refused() {
    let most = usize::try_from(MOST_ROWS).expect("small");
    let file = |rows: usize| format!("firstname,lastname,email\n{}", "x\n".repeat(rows));
    let upload = dry(file(most).as_bytes()).expect("not too many");
    assert_eq!(upload.bad.len(), most);
    assert_eq!(upload.bad[most - 1].line, MOST_ROWS + 1);
    let fault = dry(file(most + 1).as_bytes()).err();
    assert_eq!(
        fault.map(|fault| fault.to_string()).as_deref(),
        Some("must have at most 100000 rows")
    );
}

/// Encodes `text` in the `how`-th way.
fn encoded(text: &str, how: u8) -> Vec<u8> {
    let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    match how {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => [&b"\xff\xfe"[..], &wide(u16::to_le_bytes)].concat(),
        3 => [&b"\xfe\xff"[..], &wide(u16::to_be_bytes)].concat(),
        4 => wide(u16::to_le_bytes),
        _ => wide(u16::to_be_bytes),
    }
}

fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"".to_owned()),
        Just(",".to_owned()),
        Just("'".to_owned()),
        Just(" ".to_owned()),
        Just("😀".to_owned()),
        "\\PC{1,4}",
        "[A-Za-zÀ-ž家族]{1,8}",
    ];
    ("[A-Za-z家é]", proptest::collection::vec(part, 0..8))
        .prop_map(|(first, rest)| format!("{first}{}", rest.concat()).trim().to_owned())
}

proptest! {
    #[test]
    fn what_a_writer_of_csv_wrote_is_read_back(
        people in proptest::collection::vec((name(), name(), any::<bool>(), "\\PC{0,6}[\r\n\"]{0,3}"), 0..12),
        how in 0_u8..6,
        crlf: bool,
        always: bool,
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        let turned = |cells: [&str; 4]| order.map(|at| cells[at].to_owned());
        writer.write_record(turned(["firstname", "lastname", "email", "note"])).expect("memory");
        let mut line = 2;
        let mut expected = Vec::new();
        for (at, (first, last, upper, note)) in people.iter().enumerate() {
            let email = format!("{}{at}@people.example", if *upper { "P" } else { "é.p+" });
            writer.write_record(turned([first, last, &email, note])).expect("memory");
            expected.push((line, first.clone(), last.clone(), email));
            let feeds = note.matches('\n').count();
            let returns = note.matches('\r').count() - note.matches("\r\n").count();
            line += 1 + u32::try_from(feeds + returns).expect("few");
        }
        let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
        let upload = dry(&encoded(&text, how)).expect("a file");
        prop_assert_eq!(bad(&upload), []);
        prop_assert_eq!(good(&upload), expected);
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200), header: bool) {
        let head: &[u8] = if header { b"firstname,lastname,email\n" } else { b"" };
        let _: Result<_, _> = dry(&[head, &bytes].concat());
    }
}
