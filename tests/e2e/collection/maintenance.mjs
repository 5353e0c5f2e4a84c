import { SERVER, folder, keep, refused, request } from './parts.mjs';

const WINDOW = { id: 'text', from: 'text', to: 'text', text: 'text' };
const ANNOUNCED = { ...WINDOW, announced_at: 'text', cancelled_at: 'text?' };
const STAFF = { ...SERVER, path: '/api/v1/admin/maintenance', auth: '{{admin_token}}', needs: ['admin_token'] };
const ANNOUNCE = { ...STAFF, method: 'POST', needs: ['admin_token', 'allow_changes'] };
const ONE = { ...STAFF, method: 'DELETE', path: '/api/v1/admin/maintenance/{{maintenance_id}}', needs: ['admin_token', 'maintenance_id'] };
const BANNER = { ...SERVER, path: '/api/v1/maintenance', auth: 'none' };
const BODY = { from: '{{maintenance_from}}', to: '{{maintenance_to}}', text: 'The collection runs.' };
const WHEN = [
  'const hence = (hours) => new Date(Date.now() + hours * 3600000).toISOString();',
  "pm.collectionVariables.set('maintenance_from', hence(24));",
  "pm.collectionVariables.set('maintenance_to', hence(25));",
];
const wrong = (name, field, body) => refused(name, 422, 4220, 'Invalid Fields', {
  ...STAFF, method: 'POST', body, shape: { errors: 'list' },
  after: [`pm.test('the field is named', () => pm.expect(body.errors.map((one) => one.field)).to.include('${field}'));`],
});

export const maintenance = folder('21 Maintenance', 'When the service rests. Whoever announces it tells every active partner by webhook and e-mail, so that wants allow_changes.', [
  request('What is announced to everybody', {
    ...BANNER, http: 200, code: 2000, data: { windows: 'list' },
    after: ["pm.test('it may be remembered for a moment', () => pm.expect(pm.response.headers.get('Cache-Control')).to.eql('public, max-age=5'));"],
    description: 'Public: what runs or begins within 14 days.',
  }),
  request('Announcements', { ...STAFF, http: 200, code: 2000, data: { windows: 'list' } }),
  refused('Announcements without a token', 401, 4114, 'Token is Required', { ...STAFF, auth: 'none', needs: [] }),
  refused('Announce, asked by an auditor', 403, 4030, 'Permission denied', { ...STAFF, method: 'POST', body: BODY, auth: '{{auditor_token}}', needs: ['auditor_token'] }),
  wrong('Announce nothing', 'text', {}),
  wrong('Announce what is over', 'to', { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z', text: 'Long ago' }),
  wrong('Announce what is far away', 'from', { from: '2999-01-01T00:00:00Z', to: '2999-01-01T01:00:00Z', text: 'Some day' }),
  request('Announce', {
    ...ANNOUNCE, before: WHEN, body: BODY, http: 201, code: 2000, data: ANNOUNCED, after: [keep('maintenance_id', 'body.data.id')],
  }),
  refused('Announce it again', 409, 4092, 'Conflict', { ...ANNOUNCE, needs: [...ANNOUNCE.needs, 'maintenance_id'], body: BODY, shape: { reason: 'text' } }),
  request('Everybody sees it', {
    ...BANNER, needs: ['maintenance_id'], http: 200, code: 2000, data: { windows: 'list' },
    after: ["pm.test('it is there', () => pm.expect(body.data.windows.map((one) => one.id)).to.include(pm.variables.get('maintenance_id')));"],
  }),
  request('Cancel it', { ...ONE, http: 200, code: 2000, data: { ...ANNOUNCED, cancelled_at: 'text' } }),
  refused('Cancel it again', 409, 4092, 'Conflict', { ...ONE, shape: { reason: 'text' } }),
  refused('Cancel what there is not', 404, 4040, 'Not found', { ...ONE, path: '/api/v1/admin/maintenance/00000000-0000-4000-8000-000000000000', needs: ['admin_token'] }),
]);
