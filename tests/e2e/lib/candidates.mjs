// A partner whose candidates practise: batches, invites in every state, sessions of some weeks.

import { person } from './people.mjs';

const EXAMS = [['SSC CGL Tier 1', 'SSC'], ['IBPS PO Prelims', 'Banking'], ['Railway NTPC', 'Railways'], ['SBI Clerk Mains', 'Banking'], ['UPSC Prelims GS', 'UPSC'], ['CDS English', 'Defence']];

/** The `n`th candidate as a partner adds one. */
export function candidate(n, over = {}) {
  const { first_name: firstname, last_name: lastname } = person(n);
  return { firstname, lastname, email: `candidate${n}@mail.example`, ...over };
}

/** Creates a batch; its id. */
export async function batch(session, name) {
  const { data } = await session.guide('/candidates/batches', { method: 'POST', body: { batch_name: name } });
  return data.batch_id;
}

/** Adds a candidate, to a batch or to none; the row. */
export async function enrol(session, someone, batchId) {
  const { data } = await session.guide('/candidates', { method: 'POST', body: { ...someone, ...(batchId && { batch_id: batchId }) } });
  return data;
}

/** Accepts an invite, as whoever follows the link does. */
export const accept = (session, { partner_candidate_id: id }) => session.guide(`/candidates/${id}/accept-invite`, { method: 'POST', body: {} });

/** Marks somebody as paid for. */
export const pay = (session, { _id: id }) => session.guide(`/candidates/${id}/mark-paid`, { method: 'PATCH' });

/** Gives `world` its candidates and what they practised, once. */
export function practisedIn(world) {
  world.practised ??= practise(world);
  return world.practised;
}

async function practise({ session, lender, home }) {
  const batches = [await batch(session, 'October evening course'), await batch(session, 'November weekend course')];
  const rows = [];
  for (let n = 0; n < 14; n += 1) rows.push(await enrol(session, candidate(n), n === 13 ? undefined : batches[n % 2]));
  for (const row of rows.filter((_, n) => n % 3 !== 2)) await accept(session, row);
  for (const row of rows.filter((_, n) => n % 4 === 0)) await pay(session, row);
  for (let n = 0; n < 60; n += 1) {
    const [exam_name, exam_type] = EXAMS[(n * 7 + (n >> 1)) % EXAMS.length];
    const finished = n % 6 !== 5;
    await lender.practice(`world-${n}`, rows[(n * 5) % 12].email, {
      exam_name,
      exam_type,
      status: finished ? 'finished' : n % 4 === 1 ? 'started' : 'abandoned',
      cost: 150 + (n % 4) * 50,
      ...(finished && { score: 52 + ((n * 7) % 45) + 0.5, rating: [5, 4.5, 3, 4, 2][n % 5], minutes: 35 + (n % 7) * 5 }),
      ...(finished ? { completed_at: home.time(-((n * 17) % 26) * 86_400 - n * 600) } : { completed_at: undefined }),
    });
  }
  return { batches, rows };
}

/** A file of candidates. */
export const csv = (rows, head = 'firstname,lastname,email') => `${[head, ...rows].join('\r\n')}\r\n`;

/** A file as a file button takes it. */
export const csvFile = (text, name = 'candidates.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.isBuffer(text) ? text : Buffer.from(text) });
