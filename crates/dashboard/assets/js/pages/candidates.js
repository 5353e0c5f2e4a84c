import "../ui/candidates-style.js";
import { html } from "../html.js";
import { useEffect } from "../../vendor/hooks.js";
import { CANDIDATES } from "../lib/route.js";
import { arrive, batches, list } from "../state/candidates.js";
import { arrival } from "../state/page.js";
import { PageTitle } from "../ui/parts.js";
import { Batches } from "./candidates/batches.js";
import { List } from "./candidates/list.js";
import { Upload } from "./candidates/upload.js";

/** The pages about candidates: part, name, what it shows. @type {[string, string, () => any][]} */
const PARTS = [["", "Candidates", List], ["batches", "Batches", Batches], ["upload", "Upload a CSV", Upload]];

/** People who practise: who they are, in which batches, and adding many at once. @param {{ part: string }} props */
export function Candidates({ part }) {
  const at = arrival.value;
  useEffect(() => {
    if (part === "") arrive();
    else void batches.start();
  }, [at, part]);
  useEffect(() => () => {
    list.stop();
    batches.stop();
  }, []);
  const [, name, Part] = PARTS.find(([id]) => id === part) ?? ["", "", List];
  return html`<${PageTitle} tab=${name}>Candidates<//>
    <nav class="parts" aria-label="Candidates">${PARTS.map(([id, label]) => html`<a key=${id} href=${id === "" ? CANDIDATES : `${CANDIDATES}/${id}`}
      data-testid="part-${id || "list"}" aria-current=${id === part ? "page" : undefined}>${label}</a>`)}</nav>
    <${Part} />`;
}
