import { html } from "../html.js";

/** @import { VNode } from "../../vendor/preact.js" */

/**
 * Names and values.
 * @param {{ rows: { label: string, value: VNode<any> | string, testid?: string, wide?: boolean }[], testid?: string }} props
 */
export function Facts({ rows, testid }) {
  return html`<dl class="facts" data-testid=${testid}>
    ${rows.map(({ label, value, testid: id, wide }) => html`<div class=${wide ? "wide" : ""} key=${label}>
      <dt>${label}</dt><dd data-testid=${id}>${value}</dd>
    </div>`)}
  </dl>`;
}

/**
 * A part of a page with its heading.
 * @param {{ title: string, testid?: string, children: any, extra?: any }} props
 */
export function Card({ title, testid, children, extra }) {
  return html`<section class="card" data-testid=${testid}>
    <div class="card-head"><h2>${title}</h2>${extra}</div>
    ${children}
  </section>`;
}
