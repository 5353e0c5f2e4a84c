/** @import { DocumentInfo } from "../api/types.js" */

/** @type {Record<string, { label: string, shown: "image" | "pdf", end: string }>} */
const KINDS = {
  "image/png": { label: "PNG", shown: "image", end: "png" },
  "image/jpeg": { label: "JPEG", shown: "image", end: "jpg" },
  "application/pdf": { label: "PDF", shown: "pdf", end: "pdf" },
};

/**
 * What the file of a document is; null for what is not shown, whatever it calls itself.
 * @param {DocumentInfo} document
 */
export function kindOf(document) {
  const type = document.mediaType ?? "";
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  return kind === undefined ? null : { type, ...kind };
}

/**
 * A name for a downloaded file: its sender's, without what a name should not hold, and with the
 * ending of what it is.
 * @param {DocumentInfo} document
 */
export function fileName(document) {
  const kind = kindOf(document);
  const plain = [...document.name].map((char) => (/[\p{L}\p{N} _.()-]/u.test(char) ? char : "_")).join("").replace(/^[. ]+/, "").slice(0, 80);
  const name = plain === "" ? "document" : plain;
  const ends = kind === null || name.toLowerCase().endsWith(`.${kind.end}`) || (kind.end === "jpg" && /\.jpeg$/i.test(name));
  return ends ? name : `${name}.${kind.end}`;
}
