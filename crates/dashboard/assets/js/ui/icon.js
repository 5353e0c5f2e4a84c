import { html } from "../html.js";

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
