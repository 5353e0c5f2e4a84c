import { html } from "../../../html.js";
import { useEffect, useMemo } from "../../../../vendor/hooks.js";
import { Load } from "../../../state/load.js";
import { Card, Facts } from "../../../ui/facts.js";
import { Skeleton } from "../../../ui/parts.js";
import { analytics as readAnalytics } from "../../api/partners.js";
import { figures } from "../../lib/figures.js";
import { Problem } from "../../ui/problem.js";

/** @import { Partner } from "../../api/types.js" */

/**
 * What came of the partner's leads.
 * @param {{ partner: Partner }} props
 */
export function Figures({ partner }) {
  const load = useMemo(() => new Load((abort) => readAnalytics(partner.id, abort)), [partner.id]);
  useEffect(() => {
    void load.start();
    return () => load.stop();
  }, [load]);
  const known = load.data.value;
  return html`<${Card} title="Figures" testid="partner-analytics">
    ${load.error.value !== null ? html`<${Problem} error=${load.error.value} retry=${load.start} />`
      : known === null ? html`<${Skeleton} lines=${3} />`
      : html`<${Facts} rows=${figures(known)} />`}<//>`;
}
