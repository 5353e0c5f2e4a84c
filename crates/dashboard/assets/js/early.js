// Runs before the first paint, so that a chosen theme does not flash. A plain script, for
// modules wait until the document is read.
(() => {
  try {
    const theme = localStorage.getItem("partner.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  } catch {
    // Without storage the system's theme is as good.
  }
})();
