import { SERVER, folder, keep, request } from './parts.mjs';

const GUIDE = { ...SERVER, form: 'plain' };
const BASES = [['', '/api/v1'], [', at the bare path', '']];
const both = (make) => BASES.flatMap(([where, base]) => make(where, base));
const NOBODY = '00000000-0000-4000-8000-000000000000';
const ROW = {
  _id: 'text', firstname: 'text', lastname: 'text', email: 'text', batch_id: 'text?', batch_name: 'text?', is_active: 'flag', is_paid_for: 'flag',
  invite_status: 'text', invite_sent_at: 'text', invite_expires_at: 'text', invite_accepted_at: 'text?', partner_candidate_id: 'text', createdAt: 'text', updatedAt: 'text',
};
const ACCEPTED = { partner_candidate_id: 'text', invite_status: 'text', invite_accepted_at: 'text', can_sign_in: 'flag' };
const OWN = { _id: 'text', email: 'text', partners: 'list', sessions: 'list', next_cursor: 'text?' };
const plainly = (name, http, about) => request(`${name} (${http})`, { ...GUIDE, http, error: true, ...about });
const resend = (base, id) => ({ method: 'POST', path: `${base}/candidates/${id}/resend-invite` });
const accept = (base, id) => ({ method: 'POST', path: `${base}/candidates/${id}/accept-invite`, auth: 'none' });
const own = (base) => ({ path: `${base}/me/candidate` });
const INVITED = ['invited'];

export const invites = folder('9d Invites', 'A candidate is enrolled and invited; the invite is accepted without a password, as whoever has the link may.', both((where, base) => [
  request(`Enrol somebody to be invited${where}`, {
    ...GUIDE, method: 'POST', path: `${base}/candidates`, http: 201, data: ROW,
    body: { firstname: 'Asha', lastname: 'Rao', email: 'asha.{{$randomAlphaNumeric}}{{$timestamp}}@collection.example' },
    after: [keep('invited', 'body.data.partner_candidate_id')],
  }),
  request(`Send the invite again${where}`, { ...GUIDE, ...resend(base, '{{invited}}'), needs: INVITED, http: 200, data: ROW, description: 'At most 10 invites within 24 hours.' }),
  plainly(`Send an invite there is not${where}`, 404, resend(base, NOBODY)),
  plainly(`Send it again without a token${where}`, 401, { ...resend(base, '{{invited}}'), needs: INVITED, auth: 'none' }),
  plainly(`Accept with a wrong token${where}`, 401, { ...accept(base, '{{invited}}'), needs: INVITED, body: { token: 'no-such-token', password: 'a long enough password' } }),
  plainly(`Accept with a password that is too short${where}`, 400, { ...accept(base, '{{invited}}'), needs: INVITED, body: { token: 'no-such-token', password: 'short' } }),
  request(`Accept the invite${where}`, {
    ...GUIDE, ...accept(base, '{{invited}}'), needs: INVITED, body: {}, http: 200, data: ACCEPTED,
    description: 'Once. With {"password", "token"} of the letter a password is set as well.',
  }),
  plainly(`Accept it again${where}`, 409, { ...accept(base, '{{invited}}'), needs: INVITED, body: {} }),
  plainly(`Send an accepted invite again${where}`, 409, { ...resend(base, '{{invited}}'), needs: INVITED }),
  plainly(`Accept an invite there is not${where}`, 404, { ...accept(base, NOBODY), body: {} }),
  plainly(`Own practice without a token${where}`, 401, { ...own(base), auth: 'none' }),
  plainly(`Own practice with a partner's token${where}`, 401, own(base)),
  request(`Sign in as a candidate${where}`, {
    ...GUIDE, method: 'POST', path: `${base}/auth/login`, auth: 'none', needs: ['candidate_email', 'candidate_password'], http: 200,
    body: { email: '{{candidate_email}}', password: '{{candidate_password}}', account_type: 'candidate' },
    data: { token: 'text', expires_in: 'integer', user: { user_id: 'text', email: 'text', account_type: 'text' } },
    after: [keep('candidate_token', 'body.token')],
  }),
  request(`Own practice${where}`, { ...GUIDE, ...own(base), auth: '{{candidate_token}}', needs: ['candidate_token'], http: 200, data: OWN }),
]));
