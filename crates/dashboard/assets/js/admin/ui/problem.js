import { html } from "../../html.js";
import { ApiError } from "../../api/errors.js";
import { Failure, Icon } from "../../ui/parts.js";
import { ROLES } from "../lib/roles.js";
import { afterLogin } from "../lib/route.js";
import { may, role } from "../state/me.js";

/** What the role does not include, in place of content. */
export function Denied() {
  const known = ROLES[role.value];
  return html`<div class="empty" role="alert" data-testid="denied"><${Icon} name="key" />
    <p class="empty-title">Your role does not include this</p>
    <p class="muted">${known ? `You are signed in as ${known.label.toLowerCase()}: ${known.does}` : "Your account has no role here."} Ask an administrator if you need more.</p>
    <p><a href=${afterLogin(null, may)}>Go to what you may see</a></p></div>`;
}

/**
 * An error in place of content; a refusal for want of permission is a state of its own.
 * @param {{ error: unknown, retry?: () => void }} props
 */
export function Problem({ error, retry }) {
  if (error instanceof ApiError && error.status === 403) return html`<${Denied} />`;
  return html`<${Failure} error=${error} retry=${retry} />`;
}

/** @param {unknown} error */
export const isMissing = (error) => error instanceof ApiError && error.status === 404;
