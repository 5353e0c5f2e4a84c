//! The programs of `docs/encryption.md` share a lead with the platform itself.

use std::path::Path;
use std::process::{Command, Stdio};

use envelope::Form;
use serde_json::Value;
use testkit::Runtime;

use crate::backend::Backend;
use crate::client::{Partner, Server};
use crate::envelope_keys::{PARTNER, enrol};
use crate::people::{Person, person};
use crate::program::Installation;

both!(
    the_node_program_shares_leads,
    the_python_program_shares_leads,
    the_bash_program_shares_leads,
    the_java_program_shares_leads,
);

fn the_node_program_shares_leads(backend: Backend) {
    shares_leads(Runtime::Node, backend);
}

fn the_python_program_shares_leads(backend: Backend) {
    shares_leads(Runtime::Python, backend);
}

fn the_bash_program_shares_leads(backend: Backend) {
    shares_leads(Runtime::Bash, backend);
}

fn the_java_program_shares_leads(backend: Backend) {
    shares_leads(Runtime::Java, backend);
}

/// With a partner that may encrypt and one that must, in every form.
fn shares_leads(runtime: Runtime, backend: Backend) {
    let document = include_str!("../../../docs/encryption.md");
    let home = Installation::new(backend);
    let Some(program) = runtime.prepare(document, home.dir.path()) else {
        return;
    };
    let partners = ["optional", "required"].map(|policy| {
        let partner = home.partner(&format!("House {policy}"));
        enrol(&home, &partner, PARTNER, policy, "");
        partner
    });
    let running = home.start();
    let key = PARTNER.private_file(home.dir.path());
    let mut number = 0;
    for partner in &partners {
        for form in Form::ALL {
            number += 1;
            let shared = Sharing {
                program: &program,
                server: &running.server,
                partner,
                key: &key,
                form,
            };
            let answer = shared.lead(&person(number));
            assert_eq!(answer["code"], 2005, "{runtime:?} {form:?}: {answer}");
            let link = answer["utm_link"].as_str();
            assert!(
                link.is_some_and(|link| link.contains(&partner.uuid)),
                "{runtime:?} {form:?}: {answer}"
            );
        }
    }
    let refused = Sharing {
        program: &program,
        server: &running.server,
        partner: &partners[0],
        key: &key,
        form: Form::Packed,
    };
    let answer = refused.lead(&Person {
        pan: "ABC".to_owned(),
        ..person(77)
    });
    assert_eq!(answer["code"], 4120, "{runtime:?}: {answer}");
}

struct Sharing<'a> {
    program: &'a [String],
    server: &'a Server,
    partner: &'a Partner,
    key: &'a str,
    form: Form,
}

impl Sharing<'_> {
    /// Runs `share`; the answer that it prints.
    fn lead(&self, who: &Person) -> Value {
        let (program, arguments) = self.program.split_first().expect("a command");
        let output = Command::new(program)
            .args(arguments)
            .arg("share")
            .env("API", format!("http://{}", self.server.address()))
            .env("CLIENT_ID", &self.partner.client_id)
            .env("CLIENT_SECRET", &self.partner.client_secret)
            .env("PARTNER_ID", &self.partner.uuid)
            .env("PRIVATE_KEY", Path::new(self.key))
            .env("FORM", self.form.as_str())
            .env("LEAD", who.lead().to_string())
            .stdin(Stdio::null())
            .output()
            .expect("started");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{output:?}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}
