import { PDF, folder, keep, partners, partnersRefused, upload } from './parts.mjs';

const STATE = { currentStep: 'text', completed: 'flag', progress: 'integer', steps: 'list' };
export const PARTNER = { id: 'text', slug: 'text', name: 'text', email: 'text', partnerType: 'text?', status: 'text', onboarding: STATE };
const DOCUMENT = { id: 'text', type: 'text', name: 'text', uploadedAt: 'text' };
const TOKEN = { 'X-Onboarding-Token': '{{onboarding_token}}' };
const GOING = { auth: 'none', headers: TOKEN, needs: ['onboarding_id', 'onboarding_token'] };
const at = (step) => `/{{onboarding_id}}/${step}`;
const progress = (share, current) => [
  `pm.test('progress ${share}', () => pm.expect(body.data.partner.onboarding.progress).to.eql(${share}));`,
  `pm.test('then ${current}', () => pm.expect(body.data.partner.onboarding.currentStep).to.eql('${current}'));`,
];
const sent = (path, file, content, fields) => {
  const form = upload(file, content, fields);
  return { ...GOING, method: 'POST', path, headers: { ...TOKEN, ...form.headers }, body: form.body };
};
const NOBODYS = '/00000000-0000-4000-8000-000000000000';
const START = { method: 'POST', path: '/onboarding/start', auth: 'none' };
const BUSINESS = {
  companyName: 'Collection House Pvt. Ltd.', website: 'https://collection.example', industry: 'lending', description: 'Made by the Postman collection.',
  address: { line1: '1 Example Street', city: 'Pune', state: 'Maharashtra', postalCode: '411001', country: 'IN' }, currency: 'INR', timeZone: 'Asia/Kolkata',
};
const REVIEW = { method: 'POST', path: at('review'), auth: '{{admin_token}}', needs: ['onboarding_id', 'admin_token'] };

export const onboarding = folder('11 Onboarding', 'From the first word to live credentials, in five steps. It makes a partner for good, so it wants allow_changes; the review wants an admin.', [
  partnersRefused('Start with nothing', 400, 'VALIDATION_ERROR', {
    ...START, body: {}, shape: { errors: 'list' },
    after: ["pm.test('every field is named', () => pm.expect(body.errors.map((one) => one.field)).to.include.members(['name', 'email', 'phoneNumber']));"],
  }),
  partnersRefused('Start with a field there is not', 400, 'VALIDATION_ERROR', {
    ...START, body: { name: 'Collection House', email: 'x@collection.example', phoneNumber: '+911000000000', status: 'active' }, shape: { errors: 'list' },
  }),
  partners('Start', {
    ...START, needs: ['allow_changes'], http: 201, data: { partner: PARTNER, onboardingToken: 'text' },
    before: ["pm.collectionVariables.set('onboarding_email', `desk.${Date.now()}${Math.floor(Math.random() * 1e6)}@collection.example`);"],
    body: { name: 'Collection House', email: '{{onboarding_email}}', phoneNumber: '+911000000000', partnerType: 'marketplace' },
    after: [
      ...progress(20, 'business_info'),
      keep('onboarding_id', 'body.data.partner.id'),
      keep('onboarding_slug', 'body.data.partner.slug'),
      keep('onboarding_token', 'body.data.onboardingToken'),
    ],
  }),
  partnersRefused('Start with the same address', 409, 'PARTNER_EXISTS', {
    ...START, needs: ['onboarding_id', 'onboarding_email'], body: { name: 'Another House', email: '{{onboarding_email}}', phoneNumber: '+911000000000' },
  }),
  partnersRefused('Go on without the token', 401, 'INVALID_CREDENTIALS', { ...GOING, path: at('onboarding'), headers: {}, needs: ['onboarding_id'] }),
  partnersRefused('Go on with a token nobody has', 401, 'INVALID_CREDENTIALS', {
    auth: 'none', path: `${NOBODYS}/onboarding`, headers: { 'X-Onboarding-Token': 'no-such-token' },
  }),
  partnersRefused('Go live at once', 409, 'INCOMPLETE_ONBOARDING', { ...GOING, method: 'PUT', path: at('activate') }),
  partners('Business information', { ...GOING, method: 'PUT', path: at('business-info'), body: { businessInfo: BUSINESS }, http: 200, data: { partner: PARTNER }, after: progress(40, 'api_setup') }),
  partnersRefused('Business information without a name', 400, 'VALIDATION_ERROR', {
    ...GOING, method: 'PUT', path: at('business-info'), body: { businessInfo: {} }, shape: { errors: 'list' },
  }),
  partnersRefused('A webhook in the house', 400, 'VALIDATION_ERROR', {
    ...GOING, method: 'PUT', path: at('api-setup'), body: { webhookUrl: 'https://127.0.0.1/hook', callbackUrl: 'https://collection.example/back' }, shape: { errors: 'list' },
  }),
  partners('Addresses', {
    ...GOING, method: 'PUT', path: at('api-setup'), body: { webhookUrl: 'https://hooks.collection.example/in', callbackUrl: 'https://collection.example/back' },
    http: 200, data: { partner: PARTNER }, after: progress(60, 'verification'),
  }),
  partners('Upload a document', {
    ...sent(at('upload-documents'), 'registration.pdf', PDF, { documentType: 'business_registration' }), http: 201, data: { document: DOCUMENT, partner: PARTNER },
    after: ["pm.test('judged by its content', () => pm.expect(body.data.document.mediaType).to.eql('application/pdf'));", keep('document_id', 'body.data.document.id')],
  }),
  partners('Attach another', {
    ...sent(at('attach-document/tax_id'), 'tax.pdf', PDF), http: 201, data: { document: DOCUMENT, partner: PARTNER },
    after: ["pm.test('of this type', () => pm.expect(body.data.document.type).to.eql('tax_id'));", keep('second_document_id', 'body.data.document.id')],
  }),
  partnersRefused('A document that is none', 400, 'VALIDATION_ERROR', { ...sent(at('upload-documents'), 'tax.pdf', 'MZ no document'), shape: { errors: 'list' } }),
  partnersRefused('A document of a type there is not', 400, 'VALIDATION_ERROR', sent(at('attach-document/diary'), 'diary.pdf', PDF)),
  partners('Take one away', { ...GOING, method: 'DELETE', path: at('delete-attach-document/{{second_document_id}}'), http: 200, data: { partner: PARTNER } }),
  partnersRefused('Take it away again', 404, 'DOCUMENT_NOT_FOUND', { ...GOING, method: 'DELETE', path: at('delete-attach-document/{{second_document_id}}') }),
  partners('Hand in', { ...GOING, method: 'PUT', path: at('verification'), http: 200, data: { partner: PARTNER }, after: progress(80, 'activation') }),
  partners('How it stands', {
    ...GOING, path: at('onboarding'), http: 200, data: { partner: PARTNER, businessInfo: 'object', apiSetup: 'object', documents: 'list', review: { state: 'text' } },
    after: [keep('awaits_review', "body.data.review.state === 'waiting' ? 'yes' : ''")],
  }),
  partnersRefused('Go live before the review', 409, 'REVIEW_PENDING', { ...GOING, method: 'PUT', path: at('activate'), needs: [...GOING.needs, 'awaits_review'] }),
  partnersRefused('Review as finance', 403, 'FORBIDDEN', { ...REVIEW, auth: '{{finance_token}}', needs: ['onboarding_id', 'finance_token'], body: { approve: true } }),
  partnersRefused('Review without a decision', 400, 'VALIDATION_ERROR', { ...REVIEW, body: {}, shape: { errors: 'list' } }),
  partners('Approve', { ...REVIEW, needs: [...REVIEW.needs, 'awaits_review'], body: { approve: true }, http: 200, data: { partner: PARTNER }, after: [keep('approved', "'yes'")] }),
  partners('Go live', {
    ...GOING, method: 'PUT', path: at('activate'), needs: [...GOING.needs, 'approved'], http: 200,
    data: { partner: { ...PARTNER, apiCredentials: { clientId: 'text', clientSecret: 'text', apiKey: 'text', webhookSecret: 'text', webhookUrl: 'text', callbackUrl: 'text' } } },
    after: [
      ...progress(100, 'done'),
      keep('live_client_id', 'body.data.partner.apiCredentials.clientId'),
      keep('live_client_secret', 'body.data.partner.apiCredentials.clientSecret'),
      keep('live_api_key', 'body.data.partner.apiCredentials.apiKey'),
    ],
    description: 'Shows the credentials, once.',
  }),
  partners('As everybody sees it', {
    path: '/slug/{{onboarding_slug}}', auth: 'none', needs: ['live_client_id'], http: 200, data: { partner: { id: 'text', name: 'text', slug: 'text', businessInfo: 'object' } },
    after: ["pm.test('no address of a person', () => pm.expect(pm.response.text()).to.not.include('@'));"],
  }),
  partnersRefused('A partner there is not', 404, 'PARTNER_NOT_FOUND', { path: '/slug/there-is-no-such-partner', auth: 'none' }),
  partners('Sign in with the new credentials', {
    method: 'POST', path: '/auth', auth: 'none', headers: { 'x-client-id': '{{live_client_id}}', 'x-client-secret': '{{live_client_secret}}' }, needs: ['live_client_id'],
    http: 200, data: { token: 'text', tokenType: 'text', expiresIn: 'integer' }, after: [keep('live_token', 'body.data.token')],
  }),
  partnersRefused('Sign in with wrong credentials', 401, 'INVALID_CREDENTIALS', {
    method: 'POST', path: '/auth', auth: 'none', headers: { 'x-client-id': 'pc_nobody', 'x-client-secret': 'not-the-secret' },
  }),
  partners('Own figures', { path: at('analytics'), auth: '{{live_token}}', needs: ['live_token'], http: 200, data: 'object' }),
  partnersRefused('Another partner\'s figures', 404, 'PARTNER_NOT_FOUND', { path: `${NOBODYS}/analytics`, auth: '{{live_token}}', needs: ['live_token'] }),
]);
