use super::*;

fn refused(body: &str) -> JsonError {
    match Object::parse(body.as_bytes()) {
        Ok(_) => panic!("accepted: {body}"),
        Err(error) => error,
    }
}

fn duplicate(key: &str) -> JsonError {
    JsonError::DuplicateKey(key.to_owned())
}

#[test]
fn values_keep_their_kind_and_numbers_their_spelling() {
    let body =
        br#" { "t" : "a\u00e9b", "p":"plain", "n": 1.50e+2, "z":null, "o":{"a":[1]}, "b":true } "#;
    let object = Object::parse(body).expect("an object");
    let is = |name, value: Value<'_>| assert!(object.get(name) == Some(&value), "{name}");
    is("t", Value::Text("a\u{e9}b".into()));
    is("p", Value::Text("plain".into()));
    is("n", Value::Number("1.50e+2"));
    is("z", Value::Null);
    is("o", Value::Other);
    is("b", Value::Flag(true));
    assert!(object.names().eq(["t", "p", "n", "z", "o", "b"]));
    assert!(object.get("absent").is_none());
}

#[test]
fn plain_strings_are_not_copied() {
    let object = Object::parse(br#"{"k":"plain"}"#).expect("an object");
    assert!(matches!(
        object.get("k"),
        Some(Value::Text(Cow::Borrowed("plain")))
    ));
}

#[test]
fn duplicate_keys_are_refused_at_any_depth() {
    assert_eq!(refused(r#"{"a":1,"a":1}"#), duplicate("a"));
    assert_eq!(refused(r#"{"a":1,"x":2,"\u0061":3}"#), duplicate("a"));
    assert_eq!(refused(r#"{"x":{"b":1,"b":2}}"#), duplicate("b"));
    assert_eq!(
        refused(r#"{"x":[0,{"y":[{"c":1,"d":2,"c":3}]}]}"#),
        duplicate("c")
    );
    let many: Vec<String> = (0..100).map(|n| format!("\"k{n}\":0,")).collect();
    let many = many.concat();
    assert_eq!(refused(&format!("{{{many}\"k99\":1}}")), duplicate("k99"));
    assert_eq!(refused(&format!("{{{many}\"k3\":1}}")), duplicate("k3"));
    assert_eq!(
        refused(&format!("{{\"x\":{{{many}\"k50\":1}}}}")),
        duplicate("k50")
    );
}

#[test]
fn equal_keys_of_different_objects_are_no_duplicates() {
    let body = r#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}],"A":1}"#;
    assert!(Object::parse(body.as_bytes()).is_ok());
}

#[test]
fn anything_but_one_object_is_refused() {
    for body in [
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"a\"",
        "{",
        "{}}",
        "{} {}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\t\"}",
        "\u{feff}{}",
        "{\"a\":1}x",
        "{a:1}",
    ] {
        assert_eq!(refused(body), JsonError::NotAnObject, "for {body:?}");
    }
    assert!(Object::parse(b"{\"a\":\"\xff\"}").is_err());
    assert!(Object::parse(b"{}").is_ok());
}

#[test]
fn bottomless_nesting_is_refused_without_harm() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(refused(&deep), JsonError::NotAnObject);
}

#[test]
fn a_body_of_nothing_but_keys_is_read_quickly() {
    let keys: Vec<String> = (0..8_000).map(|n| format!("\"{n}\":0")).collect();
    let body = format!("{{{}}}", keys.join(","));
    let started = std::time::Instant::now();
    assert!(Object::parse(body.as_bytes()).is_ok());
    assert!(started.elapsed() < std::time::Duration::from_millis(500));
}
