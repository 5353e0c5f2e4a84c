import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { NOTHING } from "../lib/show.js";
import { Encryption } from "./settings/encryption.js";
import { Secrets } from "./settings/secrets.js";
import { profile } from "../state/partner.js";
import { Card, Facts } from "../ui/facts.js";
import { Failure, PageTitle, Skeleton } from "../ui/parts.js";

/** @import { Profile } from "../api/types.js" */

/** Who one is, secrets, encryption keys. */
export function Settings() {
  useEffect(() => { void profile.start(); }, []);
  const known = profile.data.value;
  const failed = profile.error.value;
  return html`<${PageTitle} tab="Settings">Settings<//>
    ${failed !== null && html`<${Failure} error=${failed} retry=${profile.start} />`}
    ${known === null ? failed === null && html`<section class="card"><${Skeleton} lines=${6} tall /></section>`
      : html`<${Who} profile=${known} /><${Secrets} profile=${known} />`}
    <${Encryption} />`;
}

/** @param {{ profile: Profile }} props */
function Who({ profile: known }) {
  return html`<${Card} title="Profile" testid="profile"><${Facts} rows=${[
    { label: "Name", value: known.name, testid: "profile-name", wide: true },
    { label: "Mode", value: known.sandbox ? "Sandbox: for practice, nothing is paid" : "Live", testid: "profile-mode", wide: true },
    { label: "Short name", value: known.slug ?? NOTHING, testid: "profile-slug", wide: true },
    { label: "Client ID", value: html`<code>${known.client_id}</code>`, testid: "profile-client-id", wide: true },
    { label: "Partner number (utm_source)", value: html`<code>${known.partner_uuid}</code>`, testid: "profile-uuid", wide: true },
  ]} /><//>`;
}
