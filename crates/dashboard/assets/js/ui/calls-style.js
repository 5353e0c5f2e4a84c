/** The looks of webhooks and usage, before anything of them is drawn. */
const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = new URL("../../css/calls.css", import.meta.url).href;
await new Promise((done) => {
  // Without it the pages are plain, but there.
  sheet.onload = sheet.onerror = done;
  document.head.append(sheet);
});

export {};
