import { PARTNER } from './onboarding.mjs';
import { folder, keep, partners, partnersRefused } from './parts.mjs';

const ADMIN = { auth: '{{admin_token}}', needs: ['admin_token'] };
const ONE = { auth: '{{admin_token}}', needs: ['admin_token', 'onboarding_id'] };
const OWN = { auth: '{{admin_token}}', needs: ['admin_token', 'made_id'] };
const at = (path = '') => `/{{onboarding_id}}${path}`;
const made = (path = '') => `/{{made_id}}${path}`;
const NOBODYS = '/00000000-0000-4000-8000-000000000000';
const PAGING = { page: 'integer', limit: 'integer', total: 'integer', total_pages: 'integer' };
const ACCOUNT = { userId: 'text', email: 'text', status: 'text', hasPassword: 'flag', createdAt: 'text' };
const stands = (status) => [`pm.test('${status}', () => pm.expect(body.data.partner.status).to.eql('${status}'));`];

export const administration = folder('12 Administration', 'Partners, looked after by staff. What it changes it made itself; that wants allow_changes.', [
  partners('Partners', { ...ADMIN, http: 200, data: { partners: 'list', pagination: PAGING } }),
  partners('Partners that wait for nothing, by name', {
    ...ADMIN, query: { status: 'active', onboardingCompleted: true, sortBy: 'name', sortOrder: 'asc', limit: 5 }, http: 200, data: { partners: 'list', pagination: PAGING },
    after: ["body.data.partners.forEach((one) => pm.test(`${one.slug} is active`, () => pm.expect(one.status).to.eql('active')));"],
  }),
  partnersRefused('Partners: page=0', 400, 'VALIDATION_ERROR', { ...ADMIN, query: { page: 0 }, shape: { errors: 'list' } }),
  partnersRefused('Partners without a token', 401, 'INVALID_CREDENTIALS', { auth: 'none' }),
  partnersRefused('Partners, asked by finance', 403, 'FORBIDDEN', { auth: '{{finance_token}}', needs: ['finance_token'] }),
  partnersRefused('Partners, asked by a partner', 401, 'INVALID_CREDENTIALS', { auth: '{{access_token}}', needs: ['access_token'] }),
  partnersRefused('A partner there is not', 404, 'PARTNER_NOT_FOUND', { ...ADMIN, path: NOBODYS }),
  partnersRefused('A partner whose id is none', 404, 'PARTNER_NOT_FOUND', { ...ADMIN, path: '/first' }),
  partnersRefused('Make a partner of nothing', 400, 'VALIDATION_ERROR', { ...ADMIN, method: 'POST', body: {}, shape: { errors: 'list' } }),
  partners('Make a partner', {
    ...ADMIN, method: 'POST', needs: ['admin_token', 'allow_changes'], http: 201, data: { partner: PARTNER, onboardingToken: 'text' },
    before: ["pm.collectionVariables.set('made_email', `made.${Date.now()}${Math.floor(Math.random() * 1e6)}@collection.example`);"],
    body: { name: 'Made by Staff', email: '{{made_email}}', phoneNumber: '+911000000000', partnerType: 'business' },
    after: [...stands('pending'), keep('made_id', 'body.data.partner.id')],
  }),
  partners('One partner', { ...OWN, path: made(), http: 200, data: { partner: { ...PARTNER, phoneNumber: 'text?', sandbox: 'flag', clientId: 'text', notesCount: 'integer', documents: 'list' } } }),
  partners('Change its name', {
    ...OWN, method: 'PUT', path: made(), body: { name: 'Renamed by Staff' }, http: 200, data: { partner: PARTNER },
    after: ["pm.test('renamed', () => pm.expect(body.data.partner.name).to.eql('Renamed by Staff'));"],
  }),
  partnersRefused('Change what nobody may', 400, 'VALIDATION_ERROR', { ...OWN, method: 'PUT', path: made(), body: { clientId: 'pc_mine', id: 'x' }, shape: { errors: 'list' } }),
  partnersRefused('A status it cannot have', 409, 'INVALID_STATUS_TRANSITION', { ...OWN, method: 'PUT', path: made(), body: { status: 'suspended' } }),
  partners('A new onboarding token', { ...OWN, method: 'POST', path: made('/onboarding-token'), http: 200, data: { onboardingToken: 'text', expiresAt: 'text' } }),
  partners('A note', { ...OWN, method: 'POST', path: made('/notes'), body: { content: 'Called; wants to begin in January.' }, http: 201, data: { note: 'object' } }),
  partners('Notes', { ...OWN, path: made('/notes'), http: 200, data: { notes: 'list', pagination: PAGING } }),
  partnersRefused('A note of nothing', 400, 'MISSING_NOTE_CONTENT', { ...OWN, method: 'POST', path: made('/notes'), body: { content: ' ' } }),
  partners('Delete it', { ...OWN, method: 'DELETE', path: made(), http: 200 }),
  partnersRefused('Look at it then', 404, 'PARTNER_NOT_FOUND', { auth: '{{live_token}}', needs: ['made_id', 'live_token'], path: made('/analytics') }),
  partners('Deleted partners', {
    ...ADMIN, query: { deleted: true }, http: 200, data: { partners: 'list', pagination: PAGING },
  }),
  partners('Restore it', { ...OWN, method: 'POST', path: made('/restore'), http: 200, data: { partner: PARTNER }, after: stands('pending') }),
  partnersRefused('Restore it again', 409, 'INVALID_STATUS_TRANSITION', { ...OWN, method: 'POST', path: made('/restore') }),
  partners('Documents of a partner', { ...ONE, path: at('/documents'), http: 200, data: { documents: 'list' } }),
  partners('A document', {
    ...ONE, path: at('/documents/{{document_id}}'), needs: [...ONE.needs, 'document_id'], http: 200, form: undefined,
    after: ["pm.test('a PDF, as it was sent', () => pm.expect(pm.response.text().slice(0, 5)).to.eql('%PDF-'));"],
  }),
  partnersRefused('A document there is not', 404, 'DOCUMENT_NOT_FOUND', { ...ONE, path: at('/documents/00000000-0000-4000-8000-000000000000') }),
  partners('Figures of a partner', { ...ONE, path: at('/analytics'), http: 200, data: 'object' }),
  partners('Rotate its secret', {
    ...ONE, method: 'POST', path: at('/credentials/rotate'), needs: [...ONE.needs, 'live_client_id'], body: { overlapHours: 1 }, http: 200,
    data: { clientId: 'text', clientSecret: 'text', previousExpiresAt: 'text' },
  }),
  partnersRefused('Rotate for too long', 400, 'VALIDATION_ERROR', { ...ONE, method: 'POST', path: at('/credentials/rotate'), body: { overlapHours: 999 }, shape: { errors: 'list' } }),
  partners('An account for one of its people', {
    ...ONE, method: 'POST', path: at('/accounts'), http: 201, data: { account: ACCOUNT },
    before: ["pm.collectionVariables.set('person_email', `person.${Date.now()}${Math.floor(Math.random() * 1e6)}@collection.example`);"],
    body: { email: '{{person_email}}' }, after: [keep('account_id', 'body.data.account.userId')],
  }),
  partnersRefused('The same again', 409, 'DUPLICATE_ENTRY', { ...ONE, method: 'POST', path: at('/accounts'), needs: [...ONE.needs, 'account_id'], body: { email: '{{person_email}}' } }),
  partners('The partner of a person', { ...ONE, path: '/manage/{{account_id}}', needs: [...ONE.needs, 'account_id'], http: 200, data: 'object' }),
  partners('The same, asked by the partner with its API key', {
    path: '/manage/{{account_id}}', auth: 'none', headers: { 'X-API-Key': '{{live_api_key}}', 'X-API-Secret': '{{live_client_secret}}' }, needs: ['live_api_key', 'account_id'],
    http: 200, data: 'object',
  }),
  partners('Its people', { ...ONE, path: at('/accounts'), http: 200, data: { accounts: 'list' } }),
  partners('Another link to set a password', {
    ...ONE, method: 'POST', path: at('/accounts/{{account_id}}/set-password-link'), needs: [...ONE.needs, 'account_id', 'wait_a_minute'], http: 200,
    description: 'The first one went out a moment ago; set wait_a_minute and come back.',
  }),
  partnersRefused('Another link at once', 409, 'DUPLICATE_ENTRY', {
    ...ONE, method: 'POST', path: at('/accounts/{{account_id}}/set-password-link'), needs: [...ONE.needs, 'account_id'],
  }),
  partners('Disable the account', {
    ...ONE, method: 'PATCH', path: at('/accounts/{{account_id}}'), needs: [...ONE.needs, 'account_id'], body: { status: 'disabled' }, http: 200, data: { account: ACCOUNT },
  }),
  partners('Suspend the partner', { ...ONE, method: 'PUT', path: at(), needs: [...ONE.needs, 'live_client_id'], body: { status: 'suspended' }, http: 200, after: stands('suspended') }),
  partners('And let it in again', { ...ONE, method: 'PUT', path: at(), needs: [...ONE.needs, 'live_client_id'], body: { status: 'active' }, http: 200, after: stands('active') }),
]);
