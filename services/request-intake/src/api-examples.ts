import type { ApiExamples } from '@vitne/service-kit/api-examples';

const person = { kind: 'email', value: 'someone@example.org' } as const;
const asked = {
  person,
  contact: { email: person.value },
  requestType: 'access',
  text: 'Which data do you have about me?',
};

/** One example for each operation; what can be asked for is the law's, so they are the same under every statement. */
export const requestExamples = (): ApiExamples => ({
  'POST /v1/requests': { body: { ...asked, receivedThrough: 'email' } },
  'POST /v1/public/{tenant}/requests': { body: asked },
  'POST /opendsr/{tenant}/v2/requests': {
    body: {
      regulation: 'gdpr',
      subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
      subject_request_type: 'erasure',
      subject_identities: [{ identity_type: 'email', identity_value: person.value, identity_format: 'raw' }],
      submitted_time: '2026-01-30T08:00:00Z',
      api_version: '2.0',
    },
  },
  'GET /v1/requests': { parameters: { state: 'open' } },
  'GET /v1/alerts': { parameters: { status: 'open' } },
  'GET /v1/tasks': { parameters: { state: 'open' } },
  'POST /v1/tasks/{task}/completion': { body: { outcome: 'nothing-held', evidence: 'Search 4711: no record.' } },
  'POST /v1/tasks/{task}/failure': { body: { reason: 'person-not-found', evidence: 'Search 4711: two of that name.' } },
  'POST /v1/requests/{request}/acknowledgement': { body: {} },
  'POST /v1/requests/{request}/withdrawal': { body: {} },
  'POST /v1/requests/{request}/assignment': { body: { assignee: 'staff-7' } },
  'POST /v1/requests/{request}/classification': { body: { requestType: 'access' } },
  'POST /v1/requests/{request}/acceptance': {
    body: { identity: 'staff-judgement', ground: 'called-back', note: 'Called the number that we have had for years.' },
  },
  'POST /v1/requests/{request}/extension': { body: { reasons: ['complexity'] } },
  'POST /v1/requests/{request}/fulfilment': { body: { answer: 'Everything that we have about you is enclosed.' } },
  'POST /v1/requests/{request}/refusal': {
    body: {
      reason: 'identity-not-established',
      explanation: 'We could not find out that it is you who asks.',
      courtRemedyStated: true,
    },
  },
});
