import { h } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

/** @import { VNode } from "../vendor/preact.js" */

/**
 * Markup as a tagged template; its holes are values and never become markup.
 * @type {(parts: TemplateStringsArray, ...holes: any[]) => VNode<any>}
 */
export const html = /** @type {any} */ (htm.bind(/** @type {any} */ (h)));
