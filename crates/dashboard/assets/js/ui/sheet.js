/**
 * Brings a style sheet that only some pages need, before anything of them is drawn.
 * @param {string} name of the file in css/
 */
export function sheet(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/${name}`, import.meta.url).href;
  return new Promise((done) => {
    // Without it the pages are plain, but there.
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}
