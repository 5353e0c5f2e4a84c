/**
 * What differs between the partners' pages and those of staff. An entry that is not the
 * partners' says so before it draws anything.
 */
export const site = {
  /** In the titles of documents. */
  name: "Partner dashboard",
  /** Whom to turn to. */
  helper: "your partner manager",
};
