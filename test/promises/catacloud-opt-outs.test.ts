import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, lastMail, readable } from './kept-and-gone.ts';
import { type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// Time only goes forward: each test takes up where the one before it left off.
let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const everything = () => catacloud.witness.everything();
const kept = async (person: string) => keptOf(await everything(), person);
const ordersFor = async (person: string) => ofType(await everything(), 'disposal.ordered.v1', person);
const completion = (person: string, holding: string) =>
  catacloud.witness.sees('disposal.completed.v1', { facts: { person, holdings: [holding] } });

test('C22 an opt-out ends the newsletter or the course invitations that day, each of them alone', async () => {
  const tell = (name: string, type: string) => catacloud.tells(crm, type, { person: [email(name)] });
  const signUp = async (name: string, type: string) =>
    catacloud.tells(crm, type, { person: [email(name)], contact: { email: email(name).value } });
  await signUp('reader', 'newsletter.signed-up');
  await signUp('both', 'newsletter.signed-up');
  await signUp('both', 'course.signed-up');
  const [reader, both] = [await catacloud.person(email('reader')), await catacloud.person(email('both'))];
  await catacloud.time('2028-11-01T10:00:00Z');
  expect([...(await ordersFor(reader)), ...(await ordersFor(both))]).toEqual([]);

  for (const name of ['reader', 'both']) await tell(name, 'newsletter.opted-out');
  await catacloud.time('2028-11-01T12:00:00Z');
  await completion(reader, 'newsletter-readers');
  expect(readable(await everything(), reader)).toEqual({ contact: false });
  expect(Object.keys(await kept(both))).toEqual(['course-invitations', 'courses-held']);
  expect(readable(await everything(), both)).toMatchObject({ contact: true });

  await tell('both', 'course.held');
  await catacloud.time('2028-12-01T10:00:00Z');
  expect(Object.keys(await kept(both))).toEqual(['course-invitations']);
  expect(readable(await everything(), both)).toMatchObject({ contact: true });
  await tell('both', 'course.opted-out');
  await catacloud.time('2028-12-01T12:00:00Z');
  await completion(both, 'course-invitations');
  expect(readable(await everything(), both)).toEqual({ contact: false });
});

test('whoever takes the consent back, asks by e-mail or objects to marketing has opted out as much as one who tells the system (C22)', async () => {
  const types = { newsletter: 'newsletter.signed-up', course: 'course.signed-up' } as const;
  const signUp = async (name: string, ...of: (keyof typeof types)[]) => {
    for (const one of of)
      await catacloud.tells(crm, types[one], { person: [email(name)], contact: { email: email(name).value } });
    return catacloud.person(email(name));
  };
  const agrees = async (name: string, purpose: string) => {
    const choice = { ...(await catacloud.asked(purpose, 'portal')), person: email(name), decision: 'given' };
    expect((await catacloud.post('/v1/consents', choice)).status).toBe(201);
  };
  const asks = async (name: string, more: object) => {
    const asked = { person: email(name), receivedThrough: 'email', contact: { email: email(name).value }, ...more };
    return String((await catacloud.post('/v1/requests', asked)).body['request']);
  };
  const withdraws = await signUp('withdraws', 'newsletter', 'course');
  await agrees('withdraws', 'newsletter');
  const over = { person: email('withdraws'), purpose: 'newsletter', surface: 'portal' };
  expect((await catacloud.post('/v1/consents/withdrawals', over)).status).toBe(201);
  await catacloud.settled();
  await catacloud.aMinuteLater();
  expect(Object.keys(await kept(withdraws))).toEqual(['course-invitations', 'courses-held']);

  // What is asked for is answered first, because the answer goes to the address that ends with it.
  const writes = await signUp('writes', 'newsletter');
  await agrees('writes', 'newsletter');
  const request = await asks('writes', { requestType: 'withdrawal', purposes: ['newsletter'] });
  await completion(writes, 'newsletter-readers');
  const order = ['request.told.v1', 'disposal.ordered.v1', 'disposal.completed.v1'];
  const steps = (await everything()).filter(
    ({ meta, facts }) => order.includes(meta.type) && facts['person'] === writes && facts['matter'] !== 'receipt',
  );
  expect(steps.map(({ meta }) => meta.type)).toEqual(order);
  expect(lastMail(await catacloud.mails(), request)).not.toBe('');
  expect(readable(await everything(), writes)).toMatchObject({ contact: false });

  const objects = await signUp('objects', 'newsletter', 'course');
  const objection = await asks('objects', { requestType: 'objection', directMarketing: true });
  expect((await catacloud.post(`/v1/requests/${objection}/fulfilment`)).status).toBe(201);
  await catacloud.witness.sees('request.told.v1', { facts: { request: objection, matter: 'answer' } });
  await catacloud.settled();
  await catacloud.aMinuteLater();
  expect(Object.keys(await kept(objects))).toEqual(['courses-held']);
  for (const name of ['withdraws', 'objects']) {
    const question = { person: email(name), purpose: 'newsletter', dataCategory: 'contact' };
    expect((await catacloud.post('/v1/decisions', question)).body['decision']).toBe('deny');
  }
});

test('whoever opts out while another request is open is answered all the same, and what is kept for that goes with the answer (C22)', async () => {
  const answerable = { contact: false, 'answer-address': true };
  const name = 'asks-and-leaves';
  await catacloud.tells(crm, 'newsletter.signed-up', { person: [email(name)], contact: { email: email(name).value } });
  const person = await catacloud.person(email(name));
  const asks = async (more: object) =>
    String(
      (await catacloud.post('/v1/requests', { person: email(name), receivedThrough: 'phone', ...more })).body[
        'request'
      ],
    );
  // One with an address of its own, and one that is answered at the address that the person is known by.
  const complaint = await asks({ requestType: 'complaint', contact: { email: email(name).value } });
  const objection = await asks({ requestType: 'objection', directMarketing: false });
  await catacloud.settled();
  expect(readable(await everything(), person)).toEqual({ contact: true, 'answer-address': true });

  await catacloud.tells(crm, 'newsletter.opted-out', { person: [email(name)] });
  await catacloud.settled();
  await catacloud.aMinuteLater();
  await completion(person, 'newsletter-readers');
  expect(readable(await everything(), person)).toEqual(answerable);
  for (const dataCategory of ['contact', 'answer-address']) {
    const question = { person: email(name), purpose: 'newsletter', dataCategory };
    expect((await catacloud.post('/v1/decisions', question)).body['decision']).toBe('deny');
  }

  for (const request of [complaint, objection]) {
    expect(readable(await everything(), person)).toMatchObject(answerable);
    const answer = `What you asked for is done, about ${request}.`;
    expect((await catacloud.post(`/v1/requests/${request}/fulfilment`, { answer })).status).toBe(201);
    await catacloud.witness.sees('request.told.v1', { facts: { request, matter: 'answer', how: 'email' } });
    expect(lastMail(await catacloud.mails(), request)).toContain(answer);
  }
  await catacloud.settled();
  await catacloud.aMinuteLater();
  await catacloud.witness.sees('accountability-record.keys-destroyed.v1', {
    facts: { owner: person, part: 'answer-address' },
  });
  expect(readable(await everything(), person)).toEqual({ contact: false, 'answer-address': false, enquiry: true });
  const alerts = (await everything()).flatMap(({ meta, facts }) =>
    meta.type === 'alert.raised.v1' ? [(facts['matter'] as { id: string }).id] : [],
  );
  expect(alerts).not.toContain(complaint);
});

test('a consent that runs out, or that a new version ends, ends what is kept for it; the person is told of that version first (C22)', async () => {
  const subscribe = async (name: string) => {
    await catacloud.tells(crm, 'newsletter.signed-up', {
      person: [email(name)],
      contact: { email: email(name).value },
    });
    const choice = { ...(await catacloud.asked('newsletter', 'portal')), person: email(name), decision: 'given' };
    expect((await catacloud.post('/v1/consents', choice)).status).toBe(201);
    return catacloud.person(email(name));
  };
  const consentTo = (document: Document, purpose: string) =>
    (document['purposes'] as Document[]).find(({ id }) => id === purpose)?.['consent'] as Document;
  const forHalfAYear = (document: Document) => Object.assign(consentTo(document, 'newsletter'), { expires: 'P6M' });
  await catacloud.edition(11, forHalfAYear);
  const runsOut = await subscribe('runs-out');
  await catacloud.time('2029-05-31T10:00:00Z');
  expect((await kept(runsOut))['newsletter-readers']).not.toHaveProperty('due');
  expect(await ordersFor(runsOut)).toEqual([]);
  await catacloud.time('2029-06-03T10:00:00Z');
  await completion(runsOut, 'newsletter-readers');
  expect(readable(await everything(), runsOut)).toEqual({ contact: false });

  const changes = await subscribe('changes');
  await catacloud.edition(12, (document) => {
    forHalfAYear(document);
    consentTo(document, 'newsletter')['ask'] = { nb: 'Vil du ha nytt fra oss?', en: 'Would you like news from us?' };
  });
  await catacloud.settled();
  await catacloud.aMinuteLater();
  await completion(changes, 'newsletter-readers');
  const order = [
    'announcement-delivery.due.v1',
    'consent.invalidated.v1',
    'announcement-delivery.delivered.v1',
    'disposal.ordered.v1',
    'disposal.completed.v1',
  ];
  const steps = (await everything()).filter(
    ({ meta, facts }) => order.includes(meta.type) && facts['person'] === changes,
  );
  expect(steps.map(({ meta }) => meta.type)).toEqual(order);
  const told = (await catacloud.mails()).filter(({ to }) => to?.[0]?.address === email('changes').value);
  expect(told.at(-1)?.text).toContain('Samtykket ditt til «Nyhetsbrev» gjelder ikke lenger');
  expect(readable(await everything(), changes)).toEqual({ contact: false });
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
