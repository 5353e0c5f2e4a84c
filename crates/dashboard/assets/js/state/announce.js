import { signal } from "../../vendor/signals.js";

/** What the polite live region says. */
export const announced = signal("");

/**
 * Has a screen reader say `text`. The same text twice is said twice.
 * @param {string} text
 */
export function announce(text) {
  announced.value = "";
  setTimeout(() => { announced.value = text; }, 50);
}
