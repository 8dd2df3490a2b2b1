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
  'POST /opendsr/{tenant}/v2/callbacks/{system}': {
    body: {
      controller_id: 'kaukus',
      expected_completion_time: '2026-02-20T00:00:00Z',
      status_callback_url: 'https://privacy.example.org/opendsr/kaukus/v2/callbacks/moteadm',
      subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
      request_status: 'completed',
    },
  },
  'GET /v1/processor-requests': { parameters: { state: 'given-up' } },
  'GET /v1/controller-requests': { parameters: { state: 'given-up' } },
  'POST /v1/controller-requests/{request}/calls': { body: {} },
  'POST /v1/public/{tenant}/requests/{request}/identity-codes': { body: { language: 'nb' } },
  'POST /v1/public/{tenant}/requests/{request}/identity-proofs': { body: { code: '1234 5678' } },
  'POST /v1/requests/{request}/identity-codes': { body: { language: 'nb' } },
  'GET /v1/requests': { parameters: { state: 'open' } },
  'GET /v1/alerts': { parameters: { status: 'open' } },
  'GET /v1/packages': { parameters: { state: 'assembled' } },
  'POST /v1/packages/{package}/links': { body: { through: 'email' } },
  'GET /v1/tasks': { parameters: { state: 'open' } },
  'POST /v1/tasks/{task}/completion': { body: { outcome: 'nothing-held', evidence: 'Search 4711: no record.' } },
  'POST /v1/tasks/{task}/giving-up': {
    body: { ground: 'out-of-use', note: 'It was switched off in May; its data went with it.' },
  },
  'POST /v1/tasks/{task}/failure': { body: { reason: 'person-not-found', evidence: 'Search 4711: two of that name.' } },
  'POST /v1/people/{person}/consultations': {
    body: { purpose: 'audit', events: [{ context: 'consent', entity: 'statement', id: 'main', position: 1 }] },
  },
  'POST /v1/requests/{request}/acknowledgement': { body: {} },
  'POST /v1/requests/{request}/withdrawal': { body: {} },
  'POST /v1/requests/{request}/assignment': { body: { assignee: 'staff-7' } },
  'POST /v1/requests/{request}/classification': { body: { requestType: 'access' } },
  'POST /v1/requests/{request}/enquiry': { body: { answer: 'Our offices are open from nine to four.' } },
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
  'POST /v1/requests/{request}/questions': {
    body: { ground: 'clarification', question: 'Which of our services do you ask about?' },
  },
  'POST /v1/requests/{request}/questions/{message}/answer': {
    parameters: { message: 'question-1' },
    body: { reply: 'About the newsletter.', answeredThrough: 'email' },
  },
  'POST /v1/requests/{request}/messages/{message}/told': {
    parameters: { message: 'acknowledgement' },
    body: { how: 'phone' },
  },
  'POST /v1/requests/{request}/items': {
    body: { items: [{ words: 'My contact data.' }, { words: 'The recordings of my calls.' }] },
  },
  'POST /v1/requests/{request}/corrections': {
    body: {
      corrections: [
        { dataCategory: 'contact', attribute: 'phone', present: '+47 900 00 000', right: '+47 911 00 000' },
      ],
    },
  },
  'POST /v1/requests/{request}/items/{item}/fulfilment': {
    parameters: { item: 'item-1' },
    body: { answer: 'It is enclosed.' },
  },
  'POST /v1/requests/{request}/items/{item}/refusal': {
    parameters: { item: 'item-2' },
    body: { reason: 'rights-of-others', explanation: 'Somebody else speaks in them.', courtRemedyStated: true },
  },
  'POST /v1/requests/{request}/fee': {
    body: {
      ground: 'manifestly-excessive',
      amount: '450.00',
      currency: 'NOK',
      explanation: 'It is the ninth request for the same copy this month.',
    },
  },
  'POST /v1/requests/{request}/fee/agreement': { body: {} },
  'POST /v1/requests/{request}/fee/charge': { body: {} },
  'POST /v1/requests/{request}/duplicate': { body: { of: '0123456789abcdef0123456789abcdef' } },
  'POST /v1/requests/{request}/distinction': { body: {} },
  'POST /v1/requests/{request}/lifting': { body: { explanation: 'The figures are checked and were right.' } },
  'POST /v1/requests/{request}/lifting/effect': { body: {} },
});
