import { html } from "../html.js";
import { advice } from "../api/errors.js";
import { Icon } from "./icon.js";

/** @import { VNode } from "../../vendor/preact.js" */

/**
 * An error in place of content: what happened, what to do, which request it was.
 * @param {{ error: unknown, retry?: () => void }} props
 */
export function Failure({ error, retry }) {
  const told = advice(error);
  return html`<div class="notice notice-bad" role="alert" data-testid="error">
    <${Icon} name="alert" />
    <div>
      <p class="notice-title" data-testid="error-title">${told.title}</p>
      <p data-testid="error-advice">${told.advice}</p>
      <${RequestId} id=${told.requestId} />
      ${retry && html`<button type="button" class="button small" data-testid="error-retry" onClick=${retry}>Try again</button>`}
    </div>
  </div>`;
}

/**
 * An error beside a form.
 * @param {{ error: unknown, testid: string }} props
 */
export function FormError({ error, testid }) {
  if (error === null || error === undefined) return null;
  const told = typeof error === "string" ? { title: error, advice: "", requestId: null } : advice(error);
  return html`<div class="notice notice-bad" role="alert" data-testid=${testid}>
    <${Icon} name="alert" />
    <div>
      <p class="notice-title">${told.title}</p>
      ${told.advice && html`<p>${told.advice}</p>`}
      <${RequestId} id=${told.requestId} />
    </div>
  </div>`;
}

/** @param {{ id: string | null }} props */
function RequestId({ id }) {
  return id === null ? null : html`<p class="small-print">Request <code data-testid="error-request-id">${id}</code></p>`;
}

/**
 * There is nothing to show, and what to do about it.
 * @param {{ title: string, children?: VNode<any> | string }} props
 */
export function Empty({ title, children }) {
  return html`<div class="empty" data-testid="empty">
    <${Icon} name="inbox" />
    <p class="empty-title">${title}</p>
    <div class="muted">${children}</div>
  </div>`;
}

/**
 * Grey bars where lines will be.
 * @param {{ lines?: number, tall?: boolean }} props
 */
export function Skeleton({ lines = 3, tall = false }) {
  const bars = Array.from({ length: lines }, (_, index) => html`<span class="bar bar-${index % 3}" key=${index}></span>`);
  return html`<div class=${tall ? "skeleton tall" : "skeleton"} data-testid="skeleton">
    <span class="visually-hidden">Loading…</span>${bars}
  </div>`;
}
