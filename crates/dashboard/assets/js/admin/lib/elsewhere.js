/**
 * Where a link to `address`, which somebody else wrote, may lead: to a web page, and nowhere else.
 * @param {string} address
 * @returns {string | null}
 */
export function elsewhere(address) {
  try {
    const { protocol, username, password, href } = new URL(address);
    return (protocol === "https:" || protocol === "http:") && username === "" && password === "" ? href : null;
  } catch {
    return null;
  }
}
