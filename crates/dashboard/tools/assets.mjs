// Checks what no type check sees: the lists of modules that the pages preload, what the
// Content-Security-Policy would refuse, and how much the first loads weigh.
// `--write` puts the right lists into the pages.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const ASSETS = normalize(join(dirname(fileURLToPath(import.meta.url)), "..", "assets"));
const LIMIT = 100 * 1024;
const PAGES = { "index.html": "js/main.js", "onboarding.html": "js/onboarding/main.js", "candidate.html": "js/candidate/main.js", "admin.html": "js/admin/main.js" };
const faults = [];

/** What `file` imports: at once, and later. */
function imports(file) {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const found = (pattern) => [...text.matchAll(pattern)].map((match) => join(dirname(file), match[1]));
  return {
    now: found(/(?:^|[;}\n])\s*(?:import|export)\b[^;()]*?["'](\.[^"']+)["']/g),
    later: found(/\bimport\(\s*["'](\.[^"']+)["']/g),
  };
}

/** `start` and all it needs at once, in the order in which it is met. */
function closure(start, known = new Set()) {
  if (known.has(start)) return known;
  known.add(start);
  for (const next of imports(start).now) closure(next, known);
  return known;
}

const weigh = (files) => files.reduce((sum, file) => {
  const bytes = readFileSync(file);
  return { raw: sum.raw + bytes.length, brotli: sum.brotli + brotliCompressSync(bytes).length, gzip: sum.gzip + gzipSync(bytes, { level: 9 }).length };
}, { raw: 0, brotli: 0, gzip: 0 });

const show = (name, files) => {
  const { raw, brotli, gzip } = weigh(files);
  const kilo = (bytes) => `${(bytes / 1024).toFixed(1).padStart(6)} KB`;
  console.log(`${name.padEnd(34)} ${String(files.length).padStart(3)} files ${kilo(raw)} raw ${kilo(gzip)} gzip ${kilo(brotli)} brotli`);
  return brotli;
};

/** The page with all that it names and imports at once; its list of preloaded modules is looked at. */
function begin(name) {
  const file = join(ASSETS, name);
  const modules = [...closure(join(ASSETS, PAGES[name]))];
  const list = modules.slice(1).map((module) => `<link rel="modulepreload" href="{{assets}}/${relative(ASSETS, module)}">`).sort().join("\n");
  const marked = /<!-- modulepreload -->\n[\s\S]*?(?=<script type="module")/;
  let text = readFileSync(file, "utf8");
  const right = text.replace(marked, `<!-- modulepreload -->\n${list}\n`);
  if (text !== right && process.argv.includes("--write")) writeFileSync(file, (text = right));
  if (text !== right) faults.push(`${name} does not preload what ${PAGES[name]} imports: run node crates/dashboard/tools/assets.mjs --write`);
  if (/<script(?![^>]*src=)|<style|\son[a-z]+=|\sstyle=/.test(text)) faults.push(`${name} has inline script or style`);
  const linked = [...text.matchAll(/(?:href|src)="\{\{assets\}\}\/([^"]+)"/g)].map((match) => join(ASSETS, match[1]));
  return [file, ...new Set([...linked, ...modules])];
}

const partner = begin("index.html");
const open = begin("onboarding.html");
const candidate = begin("candidate.html");
const staff = begin("admin.html");

// What the policy or good sense refuses.
const REFUSED = [
  [/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|DOMParser|createContextualFragment/, "makes markup of text"],
  [/\beval\(|new Function/, "makes code of text"],
  [/<[a-z][^>]*\sstyle=|setAttribute\(\s*["']style/, "sets a style attribute"],
  [/https?:\/\/(?!www\.w3\.org\/)/, "names another server"],
  [/console\./, "writes to the console"],
];
const all = readdirSync(ASSETS, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
for (const file of all.filter((name) => /\.(js|html|css)$/.test(name) && !name.includes("/vendor/"))) {
  readFileSync(file, "utf8").split("\n").forEach((line, index) => {
    for (const [pattern, what] of REFUSED) if (pattern.test(line)) faults.push(`${relative(ASSETS, file)}:${index + 1} ${what}`);
  });
}

// The types are those of the versions that are vendored.
const read = (name) => readFileSync(join(ASSETS, "..", name), "utf8");
const vendored = read("../../scripts/vendor-dashboard.sh").match(/^PACKAGES=\((.*)\)$/m)?.[1].split(" ") ?? [];
const typed = Object.entries(JSON.parse(read("package.json")).devDependencies).map(([name, version]) => `${name}@${version}`);
for (const one of vendored) if (!typed.includes(one)) faults.push(`package.json has no ${one}, which is vendored`);

// Weights.
const later = (known, ...starts) => [...new Set(starts.flatMap((start) => [...closure(join(ASSETS, start))]))].filter((file) => !known.includes(file));
const first = [show("first load (login, dashboard)", partner), show("first load of staff (login, partners)", staff)];
show("+ plot", later(partner, "js/ui/plot.js"));
show("+ lead", later(partner, "js/pages/lead.js"));
show("+ QR code", later(partner, "js/pages/lead/qr.js"));
show("+ statements", later(partner, "js/pages/statements.js", "js/pages/statement.js"));
show("+ webhooks", later(partner, "js/pages/webhooks.js", "js/pages/delivery.js"));
show("+ usage", later(partner, "js/pages/usage.js"));
show("+ candidates", later(partner, "js/pages/candidates.js"));
show("+ practice", later(partner, "js/pages/practice.js"));
show("+ settings", later(partner, "js/pages/settings.js"));
show("onboarding with its page", [...open, ...later(open, "js/pages/onboarding.js")]);
show("set password with its page", [...open, ...later(open, "js/pages/set-password.js")]);
show("invite with its page", [...candidate, ...later(candidate, "js/candidate/invite.js")]);
show("candidate with its page", [...candidate, ...later(candidate, "js/candidate/home.js")]);
for (const weight of first) if (weight > LIMIT) faults.push(`a first load weighs ${weight} bytes, more than ${LIMIT}`);

for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
