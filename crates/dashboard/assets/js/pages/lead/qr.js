import { encode } from "../../../vendor/uqr.js";

/** Empty modules around the code, as ISO/IEC 18004 wants them. */
const QUIET = 4;

/**
 * A QR code as the path of its dark modules, in a square of `size`.
 * @param {string} text
 */
export function qr(text) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const runs = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  return { path: runs.join(""), size };
}
