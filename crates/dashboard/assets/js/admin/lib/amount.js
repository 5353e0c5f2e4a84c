/**
 * An amount in rupees as it was typed: digits, with or without groups, at most two decimals.
 * @param {string} text
 * @returns {number | null} null if it is none, or nothing
 */
export function readAmount(text) {
  const plain = text.replaceAll(/[,\s\u00a0]|^₹/gu, "");
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return null;
  const amount = Number(plain);
  return amount > 0 ? amount : null;
}
