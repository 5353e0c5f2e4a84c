// Runs the collection, and says what each of its requests did.

import newman from 'newman';

import { collection } from '../collection/build.mjs';

/**
 * @param {Record<string, string>} variables as a partner sets them in an environment
 * @returns {Promise<{ran: {name: string, faults: string[]}[], asserted: number}>} the requests
 *   that were sent, in their order
 */
export async function runCollection(variables) {
  const values = Object.entries(variables).map(([key, value]) => ({ key, value, enabled: true }));
  const summary = await new Promise((resolve, reject) => {
    const options = { collection: collection(), environment: { values }, timeoutRequest: 15_000, reporters: [] };
    newman.run(options, (error, done) => (error ? reject(error) : resolve(done)));
  });
  const sent = summary.run.executions.filter((one) => one.response || one.requestError);
  const ran = sent.map((one) => ({ name: one.item.name, faults: faultsOf(one) }));
  const broken = summary.run.failures.filter((failure) => /^(test|prerequest)-script/.test(failure.at));
  ran.push(...broken.map((failure) => ({ name: failure.source?.name ?? 'script', faults: [failure.error.message] })));
  return { ran, asserted: summary.run.stats.assertions.total };
}

function faultsOf({ requestError, assertions = [], response }) {
  if (requestError) return [requestError.message];
  const failed = assertions.filter((one) => one.error).map((one) => `${one.assertion}: ${one.error.message}`);
  return failed.length === 0 ? [] : [...failed, `the reply: ${response.code} ${response.text().slice(0, 400)}`];
}
