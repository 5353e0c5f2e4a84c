import { html } from "../../../html.js";
import { useSignal } from "../../../../vendor/signals.js";
import { announce } from "../../../state/page.js";
import { Dialog } from "../../../ui/dialog.js";
import { FormError } from "../../../ui/parts.js";
import { faults } from "../../api/explain.js";
import { createPartner } from "../../api/partners.js";
import { partnerPath } from "../../lib/route.js";
import { TYPE } from "../../lib/words.js";
import { useAction } from "../../ui/action.js";
import { Choice, entered, Field } from "../../ui/field.js";
import { OnboardingLink } from "./link.js";

/** @import { IssuedToken, Partner } from "../../api/types.js" */

/**
 * Makes a pending partner; the link to go on is shown once.
 * @param {{ onClose: () => void, onMade: () => void }} props
 */
export function NewPartner({ onClose, onMade }) {
  const made = useSignal(/** @type {(IssuedToken & { partner: Partner }) | null} */ (null));
  const known = made.value;
  if (known === null) return html`<${Form} onClose=${onClose} onMade=${(/** @type {any} */ one) => { made.value = one; onMade(); announce("The partner is there."); }} />`;
  return html`<${Dialog} title="The partner is there" testid="partner-made" onClose=${onClose}>
    <p><a href=${partnerPath(known.partner.id)} data-testid="partner-made-link">${known.partner.name}</a> has to go through the onboarding.</p>
    <${OnboardingLink} id=${known.partner.id} issued=${known} />
    <div class="dialog-actions"><button type="button" class="button" data-testid="partner-made-close" onClick=${onClose}>Done</button></div><//>`;
}

/** @param {{ onClose: () => void, onMade: (made: IssuedToken & { partner: Partner }) => void }} props */
function Form({ onClose, onMade }) {
  const { busy, error, run } = useAction();
  const wrong = faults(error.value);
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const type = entered(form, "partnerType");
    void run(async () => onMade(await createPartner({
      name: entered(form, "name"), email: entered(form, "email"), phoneNumber: entered(form, "phoneNumber"), ...(type !== "" && { partnerType: type }),
    })));
  };
  return html`<${Dialog} title="New partner" testid="partner-new" onClose=${onClose}>
    <p>It begins as pending and does the onboarding itself, with a link that you get here.</p>
    <form onSubmit=${submit} noValidate>
      <${FormError} error=${error.value} testid="partner-new-error" />
      <${Field} name="name" label="Name" testid="new-name" required maxLength=${100} fault=${wrong["name"]} />
      <${Field} name="email" label="E-mail address" testid="new-email" type="email" required fault=${wrong["email"]} />
      <${Field} name="phoneNumber" label="Telephone number" testid="new-phone" type="tel" help="With the country's code: +91…" required fault=${wrong["phoneNumber"]} />
      <${Choice} name="partnerType" label="Type" testid="new-type" words=${TYPE} none="Not said" fault=${wrong["partnerType"]} />
      <div class="dialog-actions">
        <button type="button" class="button" data-testid="partner-new-cancel" onClick=${onClose}>Cancel</button>
        <button type="submit" class="button primary" data-testid="partner-new-confirm" aria-disabled=${busy.value}>${busy.value ? "Making it…" : "Make the partner"}</button>
      </div>
    </form><//>`;
}
