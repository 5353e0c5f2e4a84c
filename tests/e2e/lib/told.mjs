// A partner that is told by webhooks: endpoints in several states, and deliveries to them.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { person } from './people.mjs';
import { Receiver, event } from './receiver.mjs';
import { eventually } from './stage.mjs';

const OPEN = ['loan.disbursed', 'payout.paid', 'payout.reversed'];

/**
 * Gives `world` its endpoints, once; a delivery that failed at first. Where the server may not
 * call its own machine nobody answers.
 */
export function toldOf(world) {
  world.told ??= tell(world);
  return world.told;
}

async function tell(world) {
  const { session, lender, home, desk } = world;
  const receivers = desk ? [await Receiver.start(), await Receiver.start()] : [];
  const make = async (nth, url, body) => {
    const made = await session.post('/webhooks', { url: receivers[nth]?.url ?? url, ...body });
    assert.equal(made.status, 201, made.text);
    return made.json.data.id;
  };
  const names = ['https://hooks.bazaar-loans.example/partner/events?token=1', 'https://finance.bazaar-loans.example/payouts'];
  const ids = [await make(0, names[0], { description: 'Our CRM' })];
  const happen = () => {
    world.total += 1;
    return disbursed(session, lender, home, 900 + world.total);
  };
  for (let n = 0; desk && n < 3; n += 1) await happen();
  // Events go to the endpoints there are when they are looked at, which is a moment later.
  if (desk) await eventually(() => assert.equal(receivers[0].calls.filter((one) => event(one).type === 'loan.disbursed').length, 3));
  ids.push(await make(1, names[1], { events: OPEN, description: 'Settlement desk' }));
  if (desk) receivers[1].status = 503;
  await happen();
  const { json } = await session.post(`/webhooks/${ids[0]}/test`, {});
  if (desk) await receivers[1].has(2);
  const log = (query) => session.data(`/webhook-deliveries?limit=100&${query}`).then(({ deliveries }) => deliveries);
  const tried = await eventually(async () => {
    // Each look is a call that counts.
    await sleep(500);
    if (desk) assert.ok((await log(`endpoint=${ids[0]}`)).every(({ state }) => state === 'delivered'));
    const [one] = (await log(`endpoint=${ids[1]}`)).filter(({ attempts }) => attempts > (desk ? 1 : 0));
    assert.ok(one, 'nothing was tried');
    return one.id;
  }, 60_000);
  if (desk) {
    // The log calls an endpoint by its address of today.
    await Promise.all(ids.map((id, nth) => call(session, id, { url: names[nth] })));
    await Promise.all(receivers.map((one) => one.close()));
  }
  return { ids, delivery: desk ? tried : json.data.delivery_id };
}

async function disbursed(session, lender, home, n) {
  const someone = person(n);
  await session.share(someone);
  await lender.user(n, someone, { registered_at: home.time() });
  await lender.loan(n, 'disbursed', 45_000 + (n % 10) * 5_000);
}

async function call(session, id, body) {
  const reply = await fetch(`${session.base}/webhooks/${id}`, {
    method: 'PATCH', headers: { authorization: `Bearer ${session.access}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.equal(reply.status, 200, await reply.text());
}
