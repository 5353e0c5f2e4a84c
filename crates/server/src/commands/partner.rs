//! `partner …`

use accounts::{ManagePartners, Partner, PartnerDraft, PartnerHandle, PartnerStatus};
use chrono::{SecondsFormat, TimeDelta};
use kernel::Actor;
use serde_json::{Value, json};

use super::partner_keys::{self, enrol_key, retire_key};
use super::partner_tax::set_tax;
use crate::cli::{CreateArgs, PartnerCommand, RotateArgs};
use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;
use crate::settings::Loaded;

/// Does what `command` says.
///
/// # Errors
/// The database; no such partner; a name taken; a step the status machine does
/// not have.
pub fn partner(
    loaded: &Loaded,
    command: PartnerCommand,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let kit = Kit::open_current(loaded)?;
    let manage = kit.partners();
    let rate = kit.rules.payout.terms.rate.get();
    match command {
        PartnerCommand::Create(arguments) => create(&manage, arguments, console),
        PartnerCommand::List => list(&manage.list()?, rate, console),
        PartnerCommand::Show(which) => show(&kit, &which.partner, rate, console),
        PartnerCommand::Suspend(which) => {
            let to = PartnerStatus::Suspended;
            let partner = manage.change_status(&which.partner, to, Actor::Operator)?;
            changed(&partner, rate, console)
        }
        PartnerCommand::Activate(which) => {
            let to = PartnerStatus::Active;
            let partner = manage.change_status(&which.partner, to, Actor::Operator)?;
            changed(&partner, rate, console)
        }
        PartnerCommand::RotateSecret(arguments) => rotate(&manage, &arguments, console),
        PartnerCommand::SetTax(arguments) => set_tax(&kit, &arguments, console),
        PartnerCommand::EnrolKey(arguments) => enrol_key(&kit, &arguments, console),
        PartnerCommand::RetireKey(arguments) => retire_key(&kit, &arguments, console),
    }
}

fn create(
    manage: &ManagePartners,
    arguments: CreateArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let draft = PartnerDraft {
        name: arguments.name,
        email: arguments.email,
        slug: arguments.slug,
        sandbox: arguments.sandbox,
        rate: arguments.rate_bps,
    };
    let created = manage.create(draft, Actor::Operator)?;
    let mut json = identity(&created.partner);
    json["client_secret"] = json!(created.secret.expose());
    let note = "The secret is shown this once.";
    console.record(&json, || with_note(fields(&json), note))
}

fn rotate(
    manage: &ManagePartners,
    arguments: &RotateArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let hours = arguments.overlap_hours;
    let overlap = TimeDelta::hours(i64::from(hours));
    let rotated = manage.rotate_secret(&arguments.partner, overlap, Actor::Operator)?;
    let mut json = identity(&rotated.partner);
    json["client_secret"] = json!(rotated.secret.expose());
    json["overlap_hours"] = json!(hours);
    let note = "The secret is shown this once; the one before counts for the overlap.";
    console.record(&json, || with_note(fields(&json), note))
}

fn list(partners: &[Partner], rate: u16, console: &mut Console<'_>) -> Result<(), Failure> {
    let rows: Vec<Value> = partners.iter().map(|one| details(one, rate)).collect();
    let json = json!({ "partners": rows });
    console.record(&json, || {
        if partners.is_empty() {
            return vec!["no partners yet".to_owned()];
        }
        partners
            .iter()
            .map(|one| {
                format!(
                    "{}  {}  {:<9}  {}  {}",
                    one.client_id.as_str(),
                    one.uuid,
                    one.status,
                    one.slug.as_str(),
                    one.name.as_str()
                )
            })
            .collect()
    })
}

fn show(
    kit: &Kit,
    handle: &PartnerHandle,
    rate: u16,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let manage = kit.partners();
    let partner = manage.find(handle)?.ok_or_else(unknown)?;
    let encryption = kit.enrol_key(Kit::reading_cipher());
    let encryption = encryption.encryption(partner.id)?;
    let mut json = details(&partner, rate);
    json["email"] = json!(manage.email_of(&partner)?);
    let mut lines = fields(&json);
    partner_keys::add_to(&mut json, &encryption);
    lines.extend(partner_keys::lines_of(&encryption, &[]));
    console.record(&json, || lines)
}

fn changed(partner: &Partner, rate: u16, console: &mut Console<'_>) -> Result<(), Failure> {
    let json = details(partner, rate);
    let text = format!("{} is {}", partner.slug.as_str(), partner.status);
    console.record(&json, || vec![text])
}

pub(super) fn unknown() -> Failure {
    Failure::told("no such partner")
}

pub(super) fn identity(partner: &Partner) -> Value {
    json!({
        "partner_id": partner.id.get(),
        "partner_uuid": partner.uuid.to_string(),
        "slug": partner.slug.as_str(),
        "client_id": partner.client_id.as_str(),
    })
}

/// `rate` is the deployment's, for a partner without one of its own.
fn details(partner: &Partner, rate: u16) -> Value {
    let mut json = identity(partner);
    json["name"] = json!(partner.name.as_str());
    json["status"] = json!(partner.status.as_str());
    json["sandbox"] = json!(partner.sandbox);
    json["rate_bps"] = json!(partner.rate.map_or(rate, kernel::RateBps::get));
    json["created_at"] = json!(
        partner
            .created_at
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    );
    json
}

pub(super) fn fields(json: &Value) -> Vec<String> {
    let object = json.as_object().into_iter().flatten();
    object
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        })
        .collect()
}

fn with_note(mut lines: Vec<String>, note: &str) -> Vec<String> {
    lines.push(note.to_owned());
    lines
}
