// Every page of staff, filled with something, and how one comes there.

import assert from 'node:assert/strict';

import { Desk } from './api.mjs';
import { Applicant, PDF, PNG } from './onboarding.mjs';
import { atDesk, draft, earning, offices } from './staff.mjs';
import { eventually, settled, shows } from './stage.mjs';

/**
 * Partners in every state, companies that wait, a run of each kind, a dispute, people and notes, webhooks
 * that nobody takes, maintenance to come.
 * @param {{ pdf?: Buffer, png?: Buffer, office?: Parameters<typeof offices>[0] }} wanted what was handed in, and where
 */
export async function busyOffices({ pdf = PDF, png = PNG, office } = {}) {
  const { home, staff } = await offices(office);
  const admin = await Desk.open(home.url, staff.admin);
  const { partner, session } = await earning(home, 'Bazaar Loans', 4);
  const endpoint = await told(session);
  const first = await draft(home, staff.finance);
  await admin.post(`/payout-runs/${first.run.run_id}/approve`);
  const [statement] = first.statements;
  const { lines } = await session.data(`/statements/${statement.statement_id}`);
  await session.post(`/statements/${statement.statement_id}/lines/${lines[0].line_id}/dispute`, { reason: 'The loan was of 90 000 rupees, not of 60 000.' });
  await session.post(`/statements/${statement.statement_id}/lines/${lines[1].line_id}/dispute`, { reason: 'This lead was shared in October.' });
  await admin.post('/disputes/2/answer', { upheld: false, answer: 'It was shared on 3 November; see the lead.' });
  await earning(home, 'Lakeside Credit', 3);
  const second = await draft(home, staff.finance);
  home.run('partner', 'suspend', home.partner('Quiet Street').client_id);
  home.partner('Practice House', '--sandbox');
  await Applicant.start(home, { name: 'Fresh Start Finserv', email: 'office@fresh-start.example' });
  const candidates = [await candidate(home, 'Meadow Money', pdf, png), await candidate(home, 'Harbour Leads', pdf, png)];
  await rest(home, admin);
  const world = { home, staff, partner, session, endpoint, run: second.run.run_id, approved: first.run.run_id, candidates };
  await extras(world, admin);
  return world;
}

async function candidate(home, name, pdf, png) {
  const email = `office@${name.toLowerCase().replace(' ', '-')}.example`;
  const one = await Applicant.start(home, { name, email });
  await one.business({ website: 'https://www.example.com/', industry: 'Fintech', description: 'Compares loans for small shops.', constitution: 'private_limited', address: { line1: '4 Lake Road', city: 'Pune', state: 'Maharashtra', postalCode: '411001', country: 'India' } });
  await one.setup();
  await one.attach('tax_id', 'pan-card.png', png, 'image/png');
  await one.attach('business_registration', 'registration.pdf', pdf);
  await one.handIn();
  return one;
}

/** Endpoints of a partner, one of which was pressed the test button of; the key of that one. */
async function told(session) {
  const add = async (body) => {
    const made = await session.post('/webhooks', body);
    assert.equal(made.status, 201, made.text);
    return made.json.data.id;
  };
  const id = await add({ url: 'https://hooks.bazaar-loans.example/in', description: 'Our CRM' });
  await add({ url: 'https://finance.bazaar-loans.example/payouts', events: ['payout.paid', 'payout.reversed'] });
  assert.equal((await session.post(`/webhooks/${id}/test`, {})).status, 202);
  return id;
}

/** Maintenance to come, so late that no banner tells of it yet, and one that was cancelled. */
async function rest(home, admin) {
  const announce = (days, text) => admin.post('/maintenance', { from: home.time(days * 86_400), to: home.time(days * 86_400 + 5400), text });
  const { id } = await announce(18, 'Sharing leads will fail for some minutes.');
  await fetch(`${home.url}/api/v1/admin/maintenance/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${admin.token}` } });
  await announce(20, 'The database moves to a new machine. Calls fail with code 5030; please try again afterwards.');
}

async function extras({ home, partner }, admin) {
  const id = idOf(partner);
  const post = (path, body) => fetch(`${home.url}/api/partners/${id}${path}`, {
    method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  await post('/notes', { content: 'Called about the October statement; they send the corrected invoice.' });
  await post('/accounts', { email: 'desk@bazaar-loans.example' });
}

export const idOf = (partner) => partner.partner_uuid ?? partner.uuid ?? partner.id;

const first = (page, id) => page.getByTestId(id).first().waitFor();

/** name → how somebody who may see it gets there and knows that it is complete. */
export const ADMIN_PAGES = {
  partners: async (page) => {
    await page.goto('/admin/partners');
    await first(page, 'partner-row');
  },
  partner: async (page, world) => {
    await page.goto(`/admin/partners/${idOf(world.partner)}`);
    await first(page, 'person');
    await first(page, 'note');
    await first(page, 'figure-leads');
    await first(page, 'quota');
    await first(page, 'partner-endpoint');
    await first(page, 'practice-payouts');
  },
  review: async (page) => {
    await page.goto('/admin/review');
    await first(page, 'document');
    await page.getByTestId('document').filter({ hasText: 'Tax number' }).getByTestId('document-preview').click();
    await page.getByTestId('preview-image').waitFor();
  },
  payouts: async (page) => {
    await page.goto('/admin/payouts');
    await first(page, 'run-row');
  },
  run: async (page, world) => {
    await page.goto(`/admin/payouts/${world.approved}`);
    await first(page, 'statement-row');
  },
  draft: async (page, world) => {
    await page.goto(`/admin/payouts/${world.run}`);
    await first(page, 'run-actions');
  },
  disputes: async (page) => {
    await page.goto('/admin/disputes');
    await first(page, 'dispute');
  },
  deliveries: async (page) => {
    await page.goto('/admin/deliveries');
    await first(page, 'endpoint-row');
    await first(page, 'delivery-row');
  },
  delivery: async (page, world) => {
    await page.goto(`/admin/deliveries?endpoint=${world.endpoint}&event=webhook.test`);
    await page.getByTestId('delivery-link').first().click();
    await first(page, 'attempt');
  },
  usage: async (page) => {
    await page.goto('/admin/usage');
    // What was called is written down within seconds.
    await eventually(async () => {
      await page.reload();
      await page.getByTestId('calls-summary').waitFor();
      assert.ok(await page.getByTestId('usage-partner').count() > 0);
    }, 40_000);
    await page.locator('[data-testid="calls-chart"][data-ready="true"]').waitFor();
  },
  audit: async (page) => {
    await page.goto('/admin/audit');
    await first(page, 'audit-row');
    await page.getByTestId('audit-verify').click();
    await page.getByTestId('audit-intact').waitFor();
  },
  staff: async (page) => {
    await page.goto('/admin/staff');
    await first(page, 'staff-row');
  },
  maintenance: async (page) => {
    await page.goto('/admin/maintenance');
    await first(page, 'window-row');
  },
  health: async (page) => {
    await page.goto('/admin/health');
    await shows(page.getByTestId('health-status'), 'Well');
  },
};

/** Dialogs by the page they are opened on: what opens each, and its id. */
export const DIALOGS = [
  ['partners', 'partner-add', 'partner-new'], ['partner', 'partner-edit', 'edit-dialog'], ['partner', 'partner-suspended', 'status-dialog'],
  ['partner', 'partner-delete', 'delete-dialog'], ['partner', 'rotate-open', 'rotate-dialog'], ['partner', 'person-toggle', 'person-dialog'],
  ['review', 'review-approve', 'approve-dialog'], ['review', 'review-reject', 'reject-dialog'], ['payouts', 'run-add', 'run-dialog'],
  ['run', 'statement-pay', 'pay-dialog'], ['draft', 'run-approve', 'run-decide'], ['disputes', 'dispute-answer', 'answer-dialog'],
  ['partner', 'limits-change', 'limits-dialog'], ['partner', 'practice-payout-add', 'practice-payout-dialog'], ['deliveries', 'endpoint-switch', 'switch-dialog'], ['deliveries', 'endpoint-replay', 'replay-dialog'],
  ['maintenance', 'maintenance-add', 'announce-dialog'], ['maintenance', 'window-cancel', 'cancel-dialog'],
  ['staff', 'staff-add', 'invite-dialog'], ['staff', 'staff-role-change', 'role-dialog'], ['staff', 'staff-toggle', 'staff-dialog'],
];

/**
 * Visits every page as an administrator, the login first.
 * @param {(page: import('playwright-core').Page, name: string) => Promise<void>} look
 */
export async function tourAdmin(stage, world, options, look) {
  const stranger = await (await stage.visitor(options)).newPage();
  await stranger.goto('/admin/login');
  await stranger.getByTestId('login-submit').waitFor();
  await look(stranger, 'login');
  const page = await atDesk(stage, world.staff.admin, undefined, options);
  for (const [name, go] of Object.entries(ADMIN_PAGES)) {
    await go(page, world);
    await settled(page);
    await look(page, name);
  }
}

