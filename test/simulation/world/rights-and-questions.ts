import { dayMs, type Life, tell } from './acts.ts';

const requestTypes = [
  'access',
  'rectification',
  'erasure',
  'erasure',
  'restriction',
  'portability',
  'objection',
  'automated-decision',
  'withdrawal',
  'complaint',
] as const;
const refusable = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'];

const judgement = {
  identity: 'staff-judgement',
  ground: 'answered-from-known-address',
  note: 'The address is the one on file.',
};

/** A person may ask for something; staff answers in time, late, with an extension, or never. */
export function ask(life: Life): void {
  const { chance, tenant, name, person, fromMs, untilMs } = life;
  if (!chance.happens(0.35)) return;
  const requestType = chance.one(requestTypes);
  const receivedMs = chance.moment(fromMs + dayMs, untilMs);
  const toldMs = receivedMs + (chance.happens(0.2) ? chance.moment(0, 9 * dayMs) : 0);
  const key = `${name}-request`;
  life.acts.push({ act: 'request', tenant, lane: name, atMs: toldMs, key, person, requestType, receivedMs });
  const step = (days: number, what: Extract<Life['acts'][number], { act: 'step' }>['step'], body: object = {}) => {
    const atMs = toldMs + days * dayMs;
    life.acts.push({ act: 'step', tenant, lane: name, atMs, key, step: what, body: { ...body } });
  };
  if (chance.happens(0.6)) step(1, 'acknowledgement');
  const diligence = chance.draw();
  if (diligence < 0.1) return;
  if (chance.happens(0.07)) return step(chance.whole(2, 12), 'withdrawal');
  if (chance.happens(0.12)) {
    const days = chance.whole(10, 25);
    const told = new Date(receivedMs + days * dayMs).toISOString();
    // Told in time, and put down when it is known to be told.
    step(days + 1, 'extension', { reasons: ['complexity'], told });
  }
  const acceptedAfter = diligence < 0.2 ? chance.whole(32, 80) : chance.whole(1, 14);
  if (refusable.includes(requestType) && chance.happens(0.15)) {
    const refusal = { reason: 'manifestly-unfounded', explanation: 'It was asked before.', courtRemedyStated: true };
    return step(
      acceptedAfter,
      'refusal',
      requestType === 'objection' ? { ...refusal, directMarketing: false } : refusal,
    );
  }
  step(acceptedAfter, 'acceptance', judgement);
  if (requestType === 'erasure' || requestType === 'restriction') return;
  step(acceptedAfter + chance.whole(0, 12), 'fulfilment', { answer: 'Here you are.' });
}

/** What a gate may ask before data is used: of every purpose that is about such people, and of some that are not. */
const purposes = {
  catacloud: [
    'newsletter',
    'course-delivery',
    'customer-relationship',
    'account-provision',
    'support',
    'statistics',
    'usability',
    'bookkeeping',
  ],
  kaukus: [
    'newsletter',
    'answer-enquiries',
    'customer-relationship',
    'analytics',
    'operate-and-secure',
    'login-session',
  ],
} as const;
const askedAbout = {
  catacloud: ['identity', 'contact', 'access', 'enquiry', 'course', 'behaviour', 'accounting-material'],
  kaukus: ['identity', 'contact', 'enquiry', 'behaviour', 'technical-log', 'access'],
} as const;

/** Now and then somebody wants to use the person's data, and asks first. */
export function wish(life: Life): void {
  const { chance, tenant, name, person, fromMs, untilMs } = life;
  for (let question = chance.whole(1, 5); question > 0; question--) {
    const id = `${name}-question-${question}`;
    const purpose = chance.one(purposes[tenant]);
    const dataCategory = chance.one(askedAbout[tenant]);
    const atMs = chance.moment(fromMs, untilMs);
    life.acts.push({ act: 'question', tenant, lane: name, atMs, id, person, purpose, dataCategory });
  }
}

/** A claim or an authority has some of the data kept; most holds are lifted again, some end by themselves, some never. */
export function claim(life: Life): void {
  const { chance, tenant, name, person, fromMs, untilMs } = life;
  if (!chance.happens(0.06)) return;
  const key = `${name}-hold`;
  const atMs = chance.moment(fromMs + dayMs, untilMs);
  const dataCategories = chance.one([['contact'], ['identity', 'contact'], ['behaviour'], ['enquiry']]);
  const endMs = atMs + chance.moment(30 * dayMs, 900 * dayMs);
  const until = chance.happens(0.4) ? { until: new Date(endMs).toISOString().slice(0, 10) } : {};
  life.acts.push({ act: 'hold', tenant, lane: name, atMs, key, person, dataCategories, ...until });
  if (endMs < untilMs && !('until' in until) && chance.happens(0.8))
    life.acts.push({ act: 'lift', tenant, lane: name, atMs: endMs, key });
}

/** A system gets something wrong; it has to be told so, and nothing may remain of it. */
export function blunder(life: Life): void {
  const { chance, tenant, fromMs, untilMs, person } = life;
  if (!chance.happens(0.1)) return;
  const atMs = chance.moment(fromMs, untilMs);
  const source = tenant === 'catacloud' ? 'catacloud-crm' : 'kaukus-mail';
  const data = { person: [person], contact: { email: 'wrong@example.org' } };
  const prompt = { prompt: true } as const;
  if (chance.happens(0.5))
    tell(life, 'newsletter.signed-up', 'a-system-nobody-knows', atMs, data, { ...prompt, refused: 'unknown-system' });
  else
    tell(
      life,
      'newsletter.signed-up',
      source,
      atMs,
      { ...data, identity: { name: 'X', shoeSize: 43 } },
      { ...prompt, refused: 'invalid-request' },
    );
}
