import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf, keptOf, lastMail, offTime, readable } from './kept-and-gone.ts';
import { byJudgement, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// One platform whose time only goes forward: each promise takes up where the one before it left off. The website's
// system is played by the tests themselves, so that they see what happens before it confirms.
let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm']);
});
afterAll(() => catacloud.stop());

const app = 'catacloud-app';
const crm = 'catacloud-crm';
const site = 'catacloud-site';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const clientOf = (number: string) => ({ client: { kind: 'company', value: number } as const });
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
  expect(readable(await everything(), writes)).toEqual({ contact: false });

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

test('C19 behavioural data goes month by month, 18 months after it was collected, and not before every system has confirmed', async () => {
  const person = [email('clicks')];
  const click = () => catacloud.tells(app, 'behaviour.observed', { person, behaviour: { page: '/', action: 'click' } });
  await catacloud.time('2028-12-05T10:00:00Z');
  await click();
  await catacloud.time('2029-01-15T10:00:00Z');
  await click();
  const clicker = await catacloud.person(email('clicks'));
  expect(await kept(clicker)).toMatchObject({
    'behaviour-2028-12': { erasableFrom: '2030-06-05' },
    'behaviour-2029-01': { erasableFrom: '2030-07-15' },
  });
  await catacloud.time('2030-06-04T20:00:00Z');
  expect(await ordersFor(clicker)).toEqual([]);
  await catacloud.time('2030-06-05T10:00:00Z');
  const rest = { person: clicker, holdings: ['behaviour-2028-12'] };
  const { facts } = await catacloud.witness.sees('disposal.ordered.v1', { facts: rest });
  await catacloud.witness.sees('disposal.confirmed.v1', { facts: { disposal: facts['disposal'], system: app } });
  expect(readable(await everything(), clicker)).toEqual({ 'behaviour 2028-12': true, 'behaviour 2029-01': true });
  const confirmation = { system: site, method: 'erased', evidence: 'deletion log 1' };
  await catacloud.post(`/v1/disposals/${String(facts['disposal'])}/confirmations`, confirmation);
  await completion(clicker, 'behaviour-2028-12');
  expect(readable(await everything(), clicker)).toEqual({ 'behaviour 2028-12': false, 'behaviour 2029-01': true });
});

test('C20 data that a system anonymised instead can no longer be linked to the user: no key and no address is left', async () => {
  const visitor = { kind: 'cookie', value: 'visitor-to-anonymise-0001' } as const;
  const behaviour = { page: '/prices', action: 'scroll' };
  await catacloud.tells(site, 'behaviour.observed', { person: [visitor], behaviour });
  await catacloud.tells(site, 'technical-log.written', { person: [visitor], log: { line: 'GET /prices 200' } });
  const person = await catacloud.person(visitor);
  await catacloud.time('2031-12-05T10:00:00Z');
  const orderOf = async (holding: string) =>
    (await catacloud.witness.sees('disposal.ordered.v1', { facts: { person, holdings: [holding] } })).facts;
  const facts = await orderOf('behaviour-2030-06');
  expect(facts).toMatchObject({ action: 'erase', mayAnonymiseInstead: true });
  const confirmed = { disposal: facts['disposal'], method: 'anonymised', evidence: 'aggregated by job 7' };
  // Its word alone is not taken: what is left has to be said, of groups that hide everybody, without what singles one out.
  const remains = { form: 'aggregate', smallestGroup: 30, fields: ['page', 'month', 'visits'] };
  const refused = async (more: object) => catacloud.refusal(site, 'disposal.confirmed', { ...confirmed, ...more });
  expect(await refused({})).toBe('anonymising-undeclared');
  expect(await refused({ remains: { ...remains, smallestGroup: 3 } })).toBe('anonymous-group-too-small');
  expect(await refused({ remains: { ...remains, fields: ['page', 'cookieId'] } })).toBe('anonymous-fields-identify');
  expect(await refused({ remains, evidence: `row of ${person}` })).toBe('evidence-leads-to-person');
  Object.assign(confirmed, { remains });
  const answer = await catacloud.publish(site, 'disposal.confirmed', confirmed);
  expect(answer.seq).toEqual(expect.any(Number));
  await completion(person, 'behaviour-2030-06');
  const said = await catacloud.witness.sees('disposal.confirmed.v1', { facts: { person, system: site } });
  expect(said.facts).toMatchObject({ method: 'anonymised', evidence: 'aggregated by job 7' });
  const declared = { system: site, remains, leastGroup: 10, referencesTold: 0 };
  expect((await catacloud.witness.sees('disposal.anonymised.v1', { facts: { person } })).facts).toMatchObject(declared);
  const checked = await catacloud.witness.sees('disposal.anonymisation-checked.v1', { facts: { person } });
  expect(checked.facts).toMatchObject({ systems: [site], keysLeft: 0, referenceKeysLeft: 0 });
  expect(readable(await everything(), person)).toMatchObject({ 'behaviour 2030-06': false });

  const lines = await orderOf('technical-logs-2030-06');
  expect(lines).not.toHaveProperty('mayAnonymiseInstead');
  const answered = { ...confirmed, disposal: lines['disposal'] };
  await catacloud.witness.sees('disposal.confirmed.v1', { facts: { disposal: lines['disposal'], system: app } });
  expect(await catacloud.refusal(site, 'disposal.confirmed', answered)).toBe('anonymising-not-offered');
  await catacloud.publish(site, 'disposal.confirmed', { ...answered, method: 'erased', evidence: 'deletion log 2' });
  await completion(person, 'technical-logs-2030-06');
  expect(Object.values(readable(await everything(), person))).toEqual([false, false]);
  await catacloud.witness.sees('person.forgotten.v1', { facts: { person, because: 'nothing-kept' } });
});

test('C18 accounting material outlives an erasure and goes when its statutory time is over: 5 years, and 3½ for secondary', async () => {
  const record = async (name: string, material: string) => {
    await catacloud.tells(crm, 'accounting-material.recorded', {
      person: [email(name)],
      ...clientOf('910 000 018'),
      material,
      accountingYearEnd: '2031-12-31',
      voucher: { reference: `invoice to ${name}` },
    });
    return catacloud.person(email(name));
  };
  const [primary, secondary] = [await record('primary', 'primary'), await record('secondary', 'secondary')];
  expect((await kept(primary))['bookkeeping-primary-2031-12']).toMatchObject({
    keepUntilAtLeast: '2036-12-31',
    erasableFrom: '2037-01-01',
  });
  expect((await kept(secondary))['bookkeeping-secondary-2031-12']).toMatchObject({ erasableFrom: '2035-07-01' });

  const asked = { person: email('primary'), contact: { email: email('primary').value } };
  const inquiry = { ...asked, requestType: 'erasure', receivedThrough: 'email' };
  const { request } = (await catacloud.post('/v1/requests', inquiry)).body as { request: string };
  await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await catacloud.witness.sees('request.fulfilled.v1', { facts: { request } });
  expect(lastMail(await catacloud.mails(), request)).toMatch(/bokføringsloven.+1\. januar 2037.+Datatilsynet/);
  expect(answerOf(await everything(), request)).toEqual(['told', 'keys destroyed', 'fulfilled']);
  expect(Object.keys(await kept(primary))).toEqual(['bookkeeping-primary-2031-12']);
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12': true });

  await catacloud.time('2035-06-30T20:00:00Z');
  expect(await ordersFor(secondary)).toEqual([]);
  await catacloud.time('2035-07-01T10:00:00Z');
  await completion(secondary, 'bookkeeping-secondary-2031-12');
  await catacloud.time('2036-12-31T20:00:00Z');
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12': true });
  await catacloud.time('2037-01-01T10:00:00Z');
  await completion(primary, 'bookkeeping-primary-2031-12');
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12': false });
});

test('C15 each accounting year goes by itself, what has no promise of its own ends too, and in all these years nothing went early or stayed', async () => {
  const books = clientOf('910 000 015');
  const buyer = [email('buyer')];
  for (const [material, year] of [
    ['primary', 2036],
    ['primary', 2037],
    ['secondary', 2037],
  ] as const)
    await catacloud.tells(crm, 'accounting-material.recorded', {
      person: buyer,
      ...books,
      material,
      accountingYearEnd: `${year}-12-31`,
      voucher: { reference: `${material} ${year}` },
    });
  await catacloud.tells(app, 'client-material.recorded', {
    person: buyer,
    ...books,
    entry: { reference: 'voucher 7' },
  });
  const bought = await catacloud.person(email('buyer'));
  const visitor = { kind: 'cookie', value: 'visitor-who-chooses-0001' } as const;
  const asked = await catacloud.asked('statistics', 'cookie-banner');
  const choice = { ...asked, person: visitor, decision: 'refused' };
  expect((await catacloud.post('/v1/public/catacloud/consents', choice, 'anyone')).status).toBe(201);
  const person = [email('asks')];
  await catacloud.tells(crm, 'support.contacted', { person, enquiry: { message: 'Does it work?' } });
  await catacloud.tells(app, 'technical-log.written', { person, log: { line: 'GET /help 200' } });
  const asks = await catacloud.person(email('asks'));
  await catacloud.settled();
  const chooser = await catacloud.person(visitor);
  expect((await kept(chooser))['cookie-choices']).toMatchObject({ erasableFrom: '2037-07-01', systems: [site] });
  await catacloud.time('2037-07-01T10:00:00Z');
  const chosen = await catacloud.witness.sees('disposal.ordered.v1', { facts: { person: chooser } });
  await catacloud.publish(site, 'disposal.confirmed', {
    disposal: chosen.facts['disposal'],
    method: 'erased',
    evidence: 'choice 1',
  });
  await completion(chooser, 'cookie-choices');
  await catacloud.time('2038-01-01T10:00:00Z');
  await completion(asks, 'support');
  expect(readable(await everything(), asks)).toEqual({ enquiry: false, 'technical-log 2037-01': true });
  await catacloud.time('2038-07-01T10:00:00Z');
  const { facts } = await catacloud.witness.sees('disposal.ordered.v1', {
    facts: { person: asks, holdings: ['technical-logs-2037-01'] },
  });
  const confirmation = { system: site, method: 'nothing-held', evidence: 'no line of 2037-01' };
  await catacloud.post(`/v1/disposals/${String(facts['disposal'])}/confirmations`, confirmation);
  await completion(asks, 'technical-logs-2037-01');
  expect(Object.values(readable(await everything(), asks))).toEqual([false, false]);

  const [year2036, year2037] = ['accounting-material 2036-12', 'accounting-material 2037-12'];
  expect(readable(await everything(), bought)).toEqual({ [year2036]: true, [year2037]: true, 'client-material': true });
  await catacloud.tells(crm, 'service-agreement.ended', books);
  await catacloud.time('2041-07-01T10:00:00Z');
  await completion(bought, 'bookkeeping-secondary-2037-12');
  expect(readable(await everything(), bought)).toEqual({
    [year2036]: true,
    [year2037]: true,
    'client-material': false,
  });
  await catacloud.time('2042-01-01T10:00:00Z');
  await completion(bought, 'bookkeeping-primary-2036-12');
  expect(readable(await everything(), bought)).toMatchObject({ [year2036]: false, [year2037]: true });
  await catacloud.time('2043-01-01T10:00:00Z');
  await completion(bought, 'bookkeeping-primary-2037-12');
  expect(readable(await everything(), bought)).toMatchObject({ [year2036]: false, [year2037]: false });

  await catacloud.settled();
  const ledger = await everything();
  expect(ofType(ledger, 'disposal.ordered.v1').length).toBeGreaterThan(8);
  expect(offTime(ledger, catacloud.now())).toEqual({ early: [], late: [] });
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
