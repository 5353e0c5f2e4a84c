/** @import { Partner } from "../api/types.js" */

/**
 * Since when a partner waits for its review.
 * @param {Partner} partner
 */
export function submitted(partner) {
  const step = partner.onboarding.steps.find(({ step: name }) => name === "verification");
  return step?.completedAt ?? partner.updatedAt ?? partner.createdAt;
}

/**
 * Who has waited longest comes first.
 * @param {readonly Partner[]} partners
 */
export function bySubmission(partners) {
  return [...partners].sort((one, other) => Date.parse(submitted(one)) - Date.parse(submitted(other)));
}
