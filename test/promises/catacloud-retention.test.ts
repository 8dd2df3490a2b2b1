import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf, keptOf, lastMail, offTime, readable, vouchersOf } from './kept-and-gone.ts';
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
/** Accounting material of a person, as `primary 2036`, which its voucher says too. */
const bookkeep = (name: string, books: object, reference: string) => {
  const [material, year] = reference.split(' ');
  const of = { material, accountingYearEnd: `${year}-12-31`, voucher: { reference } };
  return catacloud.tells(crm, 'accounting-material.recorded', { person: [email(name)], ...books, ...of });
};
const everything = () => catacloud.witness.everything();
const kept = async (person: string) => keptOf(await everything(), person);
const ordersFor = async (person: string) => ofType(await everything(), 'disposal.ordered.v1', person);
const completion = (person: string, holding: string) =>
  catacloud.witness.sees('disposal.completed.v1', { facts: { person, holdings: [holding] } });

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
  // A system that keeps silent ends nothing: it is asked again, those on call hear of it, and it stays to be seen.
  await catacloud.time('2030-06-20T10:00:00Z');
  const { disposal } = facts;
  await catacloud.witness.sees('disposal.asked-again.v1', { facts: { disposal, person: clicker } });
  const { facts: overdue } = await catacloud.witness.sees('disposal.overdue.v1', { facts: { disposal } });
  expect(overdue).toMatchObject({ waitingFor: [site] });
  const matter = { kind: 'system', id: site };
  const { facts: raised } = await catacloud.witness.sees('alert.raised.v1', { facts: { matter } });
  const duty = (await catacloud.statementInForce())['contacts'] ?? [];
  for (const { id } of duty.filter(({ role }) => String(role).startsWith('on-call-')))
    await catacloud.witness.sees('alert.sent.v1', { facts: { alert: raised['alert'], contact: id } });
  await catacloud.settled();
  const { body: late } = await catacloud.get('/v1/disposals?state=overdue');
  expect(JSON.stringify(late)).toContain(String(disposal));
  expect(readable(await everything(), clicker)).toMatchObject({ 'behaviour 2028-12': true });
  const confirmation = { system: site, method: 'erased', evidence: 'deletion log 1' };
  await catacloud.post(`/v1/disposals/${String(facts['disposal'])}/confirmations`, confirmation);
  await completion(clicker, 'behaviour-2028-12');
  expect(readable(await everything(), clicker)).toEqual({ 'behaviour 2028-12': false, 'behaviour 2029-01': true });
  await catacloud.witness.sees('alert.ended.v1', { facts: { alert: raised['alert'] } });
});

test('C20 data that a system anonymised instead can no longer be linked to the user: no key and no address is left', async () => {
  const visitor = { kind: 'cookie', value: 'visitor-to-anonymise-0001' } as const;
  const behaviour = { page: '/prices', action: 'scroll' };
  await catacloud.tells(site, 'behaviour.observed', { person: [visitor], behaviour });
  await catacloud.tells(site, 'technical-log.written', { person: [visitor], log: { line: 'GET /prices 200' } });
  const person = await catacloud.person(visitor);
  await catacloud.time('2031-12-20T12:00:00Z');
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
  const books = clientOf('910 000 018');
  const record = async (name: string) => {
    await bookkeep(name, books, `${name} 2031`);
    return catacloud.person(email(name));
  };
  const [primary, secondary] = [await record('primary'), await record('secondary')];
  expect((await kept(primary))['bookkeeping-primary-2031-12']).toMatchObject({
    keepUntilAtLeast: '2036-12-31',
    erasableFrom: '2037-01-01',
  });
  expect((await kept(secondary))['bookkeeping-secondary-2031-12']).toMatchObject({ erasableFrom: '2035-07-01' });

  // Everything else ends: the modules, the subscription, the agreement and the account.
  for (const [type, more] of [
    ['module.removed', { module: 'invoicing' }],
    ['subscription.ended', {}],
    ['service-agreement.ended', {}],
    ['client.closed', {}],
  ] as const)
    await catacloud.tells(crm, type, { ...books, ...more });
  const use = async (purpose: string) => {
    const question = { person: email('primary'), purpose, dataCategory: 'accounting-material' };
    return (await catacloud.post('/v1/decisions', question)).body['decision'];
  };
  expect([await use('bookkeeping'), await use('customer-relationship')]).toEqual(['allow', 'deny']);
  const asked = { person: email('primary'), contact: { email: email('primary').value } };
  const inquiry = { ...asked, requestType: 'erasure', receivedThrough: 'email' };
  const { request } = (await catacloud.post('/v1/requests', inquiry)).body as { request: string };
  await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement);
  const { facts: inPart } = await catacloud.witness.sees('request.partly-fulfilled.v2', { facts: { request } });
  expect(inPart['held']).toMatchObject([
    { dataCategories: ['accounting-material'], article: 'GDPR 17(3)(b)', until: '2037-01-01' },
  ]);
  expect(lastMail(await catacloud.mails(), request)).toMatch(/bokføringsloven.+1\. januar 2037.+Datatilsynet/);
  expect(answerOf(await everything(), request)).toEqual(['told', 'keys destroyed', 'fulfilled in part']);
  expect(Object.keys(await kept(primary))).toEqual(['bookkeeping-primary-2031-12']);
  const { body: erasure } = await catacloud.get(`/v1/erasures/${request}`);
  expect(erasure['held']).toMatchObject([{ dataCategories: ['accounting-material'], because: 'legal-duty' }]);
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12 primary': true });

  await catacloud.time('2035-06-30T20:00:00Z');
  expect(await ordersFor(secondary)).toEqual([]);
  await catacloud.time('2035-07-01T10:00:00Z');
  await completion(secondary, 'bookkeeping-secondary-2031-12');
  await catacloud.time('2036-12-31T20:00:00Z');
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12 primary': true });
  await catacloud.time('2037-01-01T10:00:00Z');
  await completion(primary, 'bookkeeping-primary-2031-12');
  expect(readable(await everything(), primary)).toMatchObject({ 'accounting-material 2031-12 primary': false });
});

test('C15 each accounting year goes by itself, what has no promise of its own ends too, and in all these years nothing went early or stayed', async () => {
  const books = clientOf('910 000 015');
  const buyer = [email('buyer')];
  for (const of of ['primary 2036', 'primary 2037', 'secondary 2037']) await bookkeep('buyer', books, of);
  const otherBooks = clientOf('910 000 016');
  const entered = async (of: typeof books) =>
    (
      await catacloud.tells(app, 'client-material.recorded', {
        person: buyer,
        ...of,
        entry: { reference: 'voucher 7' },
      })
    ).facts['client'];
  const [client, otherClient] = [String(await entered(books)), String(await entered(otherBooks))];
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

  const bookkept = ['2036-12 primary', '2037-12 primary', '2037-12 secondary'].map((of) => `accounting-material ${of}`);
  const [year2036 = '', year2037 = '', secondary2037 = ''] = bookkept;
  const [mine, theirs] = [`client-material ${client}`, `client-material ${otherClient}`];
  const all = { [year2036]: true, [year2037]: true, [secondary2037]: true, [mine]: true, [theirs]: true };
  expect(readable(await everything(), bought)).toEqual(all);
  await catacloud.tells(crm, 'service-agreement.ended', books);
  await catacloud.aMinuteLater();
  await completion(bought, `client-books-${client}`);
  expect(readable(await everything(), bought)).toEqual({ ...all, [mine]: false });
  await catacloud.time('2041-06-30T20:00:00Z');
  expect(readable(await everything(), bought)).toEqual({ ...all, [mine]: false });
  await catacloud.time('2041-07-01T10:00:00Z');
  const secondary = await completion(bought, 'bookkeeping-secondary-2037-12');
  expect(secondary.facts['keysDestroyed']).toMatchObject([{ category: 'accounting-material', period: '2037-12' }]);
  expect(readable(await everything(), bought)).toEqual({ ...all, [mine]: false, [secondary2037]: false });
  expect(await vouchersOf(catacloud, bought)).toEqual(['primary 2036', 'primary 2037', 'destroyed']);
  await catacloud.tells(crm, 'service-agreement.ended', otherBooks);
  await catacloud.time('2042-01-01T10:00:00Z');
  await completion(bought, `client-books-${otherClient}`);
  await completion(bought, 'bookkeeping-primary-2036-12');
  expect(readable(await everything(), bought)).toMatchObject({ [theirs]: false, [year2036]: false, [year2037]: true });
  await catacloud.time('2043-01-01T10:00:00Z');
  await completion(bought, 'bookkeeping-primary-2037-12');
  expect(Object.values(readable(await everything(), bought))).not.toContain(true);

  await catacloud.settled();
  const ledger = await everything();
  expect(ofType(ledger, 'disposal.ordered.v1').length).toBeGreaterThan(8);
  expect(offTime(ledger, catacloud.now())).toEqual({ early: [], late: [] });
});

test('what was written of a request ends ten years after it was answered, by the destruction of its keys; that it was made stays (C15)', async () => {
  const asked = { person: email('remembered'), contact: { email: email('remembered').value } };
  const text = 'What do you use my address for?';
  const question = { ...asked, requestType: 'objection', directMarketing: false, receivedThrough: 'letter', text };
  const { body } = await catacloud.post('/v1/requests', question);
  const request = String(body['request']);
  const about = async () => JSON.stringify((await catacloud.get(`/v1/requests/${request}`)).body['personal']);
  const answered = await catacloud.post(`/v1/requests/${request}/fulfilment`, { answer: 'For nothing any more.' });
  expect(answered.status).toBe(201);
  await catacloud.witness.sees('request.told.v1', { facts: { request, matter: 'answer' } });
  await catacloud.settled();
  const owner = await catacloud.person(email('remembered'));
  const scheduled = ofType(await everything(), 'accountability-record.scheduled.v1').filter(
    ({ facts }) => facts['owner'] === owner && facts['part'] === 'enquiry',
  );
  const ends = String(scheduled.at(-1)?.facts['erasableFrom']);
  expect(ends).toBe(catacloud.today().replace(/^\d{4}/, (year) => String(Number(year) + 10)));
  await catacloud.time(new Date(Date.parse(`${ends}T20:00:00Z`) - 86_400_000).toISOString());
  expect(await about()).toContain(text);
  await catacloud.time(`${ends}T10:00:00Z`);
  for (const part of ['contact', 'enquiry'])
    await catacloud.witness.sees('accountability-record.keys-destroyed.v1', { facts: { owner, part } });
  await catacloud.settled();
  expect(await about()).not.toContain(text);
  const facts = (await everything()).filter(({ facts: { request: of } }) => of === request);
  expect(facts.map(({ meta }) => meta.type)).toEqual(
    expect.arrayContaining(['request.received.v1', 'request.told.v1', 'request.fulfilled.v1']),
  );
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());

test('what a claim saves of an erasure half-way is told, and goes by that request the day the claim is over (C23)', async () => {
  const who = email('claimed');
  await catacloud.tells(site, 'behaviour.observed', { person: [who], behaviour: { page: '/', action: 'click' } });
  const owner = await catacloud.person(who);
  const asked = { person: who, requestType: 'erasure', receivedThrough: 'phone', contact: { email: who.value } };
  const { request } = (await catacloud.post('/v1/requests', asked)).body as { request: string };
  await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement);
  const order = await catacloud.witness.sees('disposal.ordered.v1', { facts: { request } });
  const daysOn = (days: number) => new Date(Date.parse(catacloud.now()) + days * 86_400_000).toISOString();
  const hold = { ground: 'legal-claim', reference: 'case 3', until: daysOn(2).slice(0, 10) };
  const claim = { person: { person: owner }, dataCategories: ['behaviour'], ...hold };
  expect((await catacloud.post('/v1/legal-holds', claim, 'privacy-officer')).status).toBe(201);
  const erased = { system: site, method: 'erased', evidence: 'deletion log 3' };
  await catacloud.post(`/v1/disposals/${String(order.facts['disposal'])}/confirmations`, erased);
  const inPart = await catacloud.witness.sees('request.partly-fulfilled.v2', { facts: { request } });
  expect(inPart.facts['held']).toMatchObject([{ dataCategories: ['behaviour'], article: 'GDPR 17(3)(e)' }]);
  expect(lastMail(await catacloud.mails(), request)).toMatch(/Dette må vi beholde.+Datatilsynet/);
  expect(Object.values(readable(await everything(), owner))).toContain(true);

  await catacloud.time(daysOn(3));
  const rest = { request, reason: 'erasure-request', dataCategories: ['behaviour'] };
  const { facts } = await catacloud.witness.sees('disposal.ordered.v1', { facts: rest });
  await catacloud.post(`/v1/disposals/${String(facts['disposal'])}/confirmations`, erased);
  await catacloud.witness.sees('person.forgotten.v1', { facts: { person: owner, because: 'erasure' } });
  expect(Object.values(readable(await everything(), owner))).not.toContain(true);
});
