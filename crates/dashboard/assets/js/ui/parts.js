import { html } from "../html.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { advice } from "../api/errors.js";
import { NOTHING } from "../lib/show.js";
import { site } from "../lib/site.js";
import { word } from "../lib/words.js";
import { arrival } from "../state/page.js";

/** @import { Tone, Word } from "../lib/words.js" */
/** @import { VNode } from "../../vendor/preact.js" */

/** Strokes on a grid of 16. */
const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.2l2.2 1.4",
  dot: "M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  ring: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Z",
  arrow: "M3 8h9.5M8.5 4l4 4-4 4",
  back: "M13 8H3.5M7.5 4l-4 4 4 4",
  left: "M10 3.5 5.5 8l4.5 4.5",
  right: "M6 3.5 10.5 8 6 12.5",
  up: "M8 13V3.5M4 7.5l4-4 4 4",
  down: "M8 3v9.5M4 8.5l4 4 4-4",
  both: "M5 6.5 8 3.5l3 3M5 9.5l3 3 3-3",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8Z",
  download: "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z",
  out: "M6.5 3h-4v10h4M6.5 8h7M10.5 5l3 3-3 3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14",
  alert: "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.4",
  key: "M5.5 6.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM7.6 7.4 13.5 2M10.5 4.7l2 2",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z",
  inbox: "M2 9.5 4 3.5h8l2 6v3.500H2ZM2 9.500h3.500l1 1.500h3l1-1.500H14",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * A sign beside words; screen readers skip it.
 * @param {{ name: IconName }} props
 */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}

/** @type {Record<Tone, IconName>} */
const SIGNS = { good: "check", wait: "clock", bad: "cross", info: "arrow", plain: "ring" };

/**
 * A state in words, with a sign and a colour that say the same.
 * @param {{ words: Record<string, Word>, value: string | null | undefined, testid?: string }} props
 */
export function Chip({ words, value, testid }) {
  if (!value) return html`<span class="muted" data-testid=${testid}>${NOTHING}</span>`;
  const { label, tone } = word(words, value);
  return html`<span class="chip chip-${tone}" data-testid=${testid} data-value=${value}><${Icon} name=${SIGNS[tone]} />${label}</span>`;
}

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

/**
 * The heading of a page. After a change of page it takes the focus, so that keyboard and
 * screen reader begin there.
 * @param {{ children: string | VNode<any>, tab: string }} props `tab` is the document's title
 */
export function PageTitle({ children, tab }) {
  /** @type {import("../../vendor/preact.js").RefObject<HTMLHeadingElement | null>} */
  const heading = useRef(null);
  const at = arrival.value;
  useEffect(() => { document.title = `${tab} – ${site.name}`; }, [tab]);
  useEffect(() => {
    if (at > 0) heading.current?.focus({ preventScroll: true });
  }, [at]);
  return html`<h1 tabindex="-1" ref=${heading} data-testid="page-title">${children}</h1>`;
}

/**
 * Back and forth.
 * @param {{ text: string, label: string, onPrevious: (() => void) | null, onNext: (() => void) | null }} props
 *   null where there is no such page
 */
export function Pager({ text, label, onPrevious, onNext }) {
  return html`<nav class="pager" aria-label=${label}>
    <p data-testid="page-total">${text}</p>
    <div class="pager-buttons">
      <button type="button" class="button small" data-testid="page-prev" disabled=${onPrevious === null} onClick=${onPrevious}>
        <${Icon} name="left" />Previous</button>
      <button type="button" class="button small" data-testid="page-next" disabled=${onNext === null} onClick=${onNext}>
        Next<${Icon} name="right" /></button>
    </div>
  </nav>`;
}
