import { html } from "../../html.js";
import { useSignal } from "../../../vendor/signals.js";
import { activate } from "../../onboarding/api.js";
import { Fault } from "../../onboarding/fields.js";
import { Heading } from "../../onboarding/frame.js";
import { isOver } from "../../onboarding/refused.js";
import { attempt, key, live, turns, way } from "../../onboarding/state.js";
import { Icon } from "../../ui/parts.js";
import { useWatch } from "./review.js";

/** The last step. */
export function GoLive() {
  useWatch();
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const go = async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      const { partner } = await attempt(() => activate(key()));
      live(partner.apiCredentials);
    } catch (refused) {
      error.value = refused;
      busy.value = false;
      // The approval may be gone.
      if (!isOver(refused)) void way.start();
    }
  };
  return html`<${Heading} tab="Go live – Become a partner" turn=${turns.value}>Go live<//>
    <section class="card" data-testid="go-live">
      <p>You are approved. Going live makes your account active and shows your credentials <strong>once</strong>: client ID, client secret, API key and webhook secret.</p>
      <p>Have your password manager at hand. An e-mail with a link to set a password for your own account follows.</p>
      ${error.value !== null && html`<${Fault} error=${error.value} testid="form-error" />`}
      <div class="way-actions"><button type="button" class="button primary" data-testid="activate" aria-disabled=${busy.value} onClick=${go}>
        <${Icon} name="key" />${busy.value ? "Going live…" : "Go live and show the credentials"}</button></div>
    </section>`;
}
