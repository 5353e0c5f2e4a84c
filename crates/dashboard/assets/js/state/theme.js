import { signal } from "../../vendor/signals.js";

const KEPT = "partner.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** @returns {"light" | "dark"} */
function now() {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

/** The theme that is shown. */
export const theme = signal(now());

dark.addEventListener("change", () => { theme.value = now(); });
addEventListener("storage", (event) => {
  if (event.key !== KEPT) return;
  if (event.newValue) document.documentElement.dataset["theme"] = event.newValue;
  else delete document.documentElement.dataset["theme"];
  theme.value = now();
});

export function toggleTheme() {
  const next = now() === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = next;
  localStorage.setItem(KEPT, next);
  theme.value = next;
}
