/** The token lies in this tab's storage: it is gone when the tab is closed, and no other tab has it. */
const KEPT = "candidate.session";

/** Where a browser keeps nothing the token lives as long as the page. */
let held = /** @type {string | null} */ (null);

/** @returns {string | null} */
export function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? held;
  } catch {
    return held;
  }
}

/** @param {string} token */
export function keep(token) {
  held = token;
  try {
    sessionStorage.setItem(KEPT, token);
  } catch {
    // It is in memory.
  }
}

export function forget() {
  held = null;
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // There was nothing.
  }
}
