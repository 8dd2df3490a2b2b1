import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
let person = '';
let disposal = '';
const ordered = '2026-03-02T00:00:00.000Z';
const after = (days: number) => new Date(Date.parse(ordered) + days * 86_400_000 + 60_000).toISOString();
const ordersOf = () => held.orders.filter(({ data }) => data.person === person);
const listed = async (state: string) =>
  (await held.call('GET', `/v1/disposals?state=${state}`, { role: 'staff' })).body['disposals'] as Record<
    string,
    unknown
  >[];
const eventsOfPerson = async () => (await held.readPerson(person)).map(({ meta }) => meta.type);

beforeAll(async () => {
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z');
  await held.publish('kaukus-site', 'technical-log.written', {
    person: [{ kind: 'email', value: 'late@example.no' }],
    reference: 'log-77',
    log: { line: 'GET /late' },
  });
  person = await held.vault.resolvePerson(held.tenant, { kind: 'email', value: 'late@example.no' });
  await held.settled();
  await held.timePasses(ordered);
  disposal = ordersOf()[0]?.data.disposal ?? '';
});
afterAll(() => held?.stop());

describe('an order that a system does not confirm', () => {
  it('comes again as the same order, with the same references', async () => {
    await held.timePasses(after(3));
    const [first, again] = ordersOf();
    expect(again).toEqual(first);
    expect(first).toMatchObject({ system: 'kaukus-site', data: { references: ['log-77'] } });
    expect(ordersOf()).toHaveLength(2);
  });

  it('is overdue in two weeks, on record and in the list with what to do, and never called disposed of', async () => {
    await held.timePasses(after(14));
    expect(await eventsOfPerson()).toContain('disposal.overdue.v1');
    expect(await listed('overdue')).toMatchObject([
      {
        disposal,
        state: 'ordered',
        waitingFor: ['kaukus-site'],
        askedAgain: 2,
        whatToDo: { en: expect.stringContaining('kaukus-site'), nb: expect.stringContaining('kaukus-site') },
      },
    ]);
    expect(await listed('completed')).toEqual([]);
    expect(await eventsOfPerson()).not.toContain('disposal.completed.v1');
  });

  it('is seen as failed when the system says that it cannot, on either door', async () => {
    const said = { disposal, reason: 'data-locked', detail: 'ticket 4711' };
    const wrong = await held.publish('moteadm', 'disposal.failed', said);
    expect(wrong.problem?.code).toBe('system-not-asked');
    expect((await held.publish('kaukus-site', 'disposal.failed', said)).seq).toEqual(expect.any(Number));
    const repeated = await held.call('POST', `/v1/disposals/${disposal}/failures`, {
      role: 'system',
      as: 'kaukus-site',
      body: { system: 'kaukus-site', reason: 'data-locked', detail: 'ticket 4711' },
    });
    expect(repeated.body).toMatchObject({ outcome: 'unchanged', waitingFor: ['kaukus-site'] });
    const other = await held.call('POST', `/v1/disposals/${disposal}/failures`, {
      role: 'system',
      as: 'moteadm',
      body: { system: 'kaukus-site', reason: 'technical' },
    });
    expect(other.body['type']).toBe('/problems/not-your-system');
    const nowhere = await held.call('POST', '/v1/disposals/none/failures', {
      role: 'staff',
      body: { system: 'kaukus-site', reason: 'technical' },
    });
    expect(nowhere.body['type']).toBe('/problems/unknown-disposal');
    await held.settled();
    expect(await listed('failed')).toMatchObject([
      {
        disposal,
        failures: [{ system: 'kaukus-site', reason: 'data-locked', detail: 'ticket 4711' }],
        whatToDo: { en: expect.stringContaining('says that the data is locked') },
      },
    ]);
  });

  it('is asked for no more after twelve weeks, and is still in the list', async () => {
    await held.timePasses(after(85));
    const before = ordersOf().length;
    await held.timePasses(after(400));
    expect(ordersOf()).toHaveLength(before);
    expect(await listed('overdue')).toMatchObject([{ disposal, givenUp: expect.any(String) }]);
    expect(await held.countOf('disposal.given-up.v1')).toBe(1);
  });

  it('leaves the lists when it is confirmed, and is disposed of then', async () => {
    await held.publish('kaukus-site', 'disposal.confirmed', { disposal, method: 'erased', evidence: 'job 9' });
    await held.settled();
    expect(await listed('overdue')).toEqual([]);
    expect(await listed('failed')).toEqual([]);
    expect(await listed('completed')).toMatchObject([{ disposal, failures: [], keysDestroyed: 2 }]);
    const late = await held.publish('kaukus-site', 'disposal.failed', { disposal, reason: 'technical' });
    expect(late.problem).toMatchObject({ code: 'already-confirmed', status: 409 });
  });
});

describe('an erasure becomes final', () => {
  it('with the next turn of the key-encryption keys, which names it and what was destroyed', async () => {
    expect(await listed('final')).toEqual([]);
    const before = held.clock.now();
    await held.timePasses(new Date(Date.parse(before) + 86_400_000 + 60_000).toISOString());
    const [final] = await listed('final');
    expect(final).toMatchObject({ disposal, generation: expect.any(Number) });
    const { effective, final: at } = final as { effective: string; final: string };
    expect(Date.parse(at)).toBeGreaterThan(Date.parse(effective));
    const rotation = await held.readLatest('key-encryption.rotated.v1');
    expect(rotation?.facts).toMatchObject({ generation: final?.['generation'], destroyed: at });
    expect(rotation?.facts['destroyedGenerations']).toHaveLength(1);
    expect((await held.readLatest('disposals.became-final.v1'))?.facts).toMatchObject({ disposals: [disposal] });
  });

  it('once: the next turn names it no more, and living data still opens', async () => {
    await held.publish('kaukus-site', 'enquiry.received', {
      person: [{ kind: 'email', value: 'living@example.no' }],
      contact: { email: 'living@example.no' },
      enquiry: { message: 'Hei' },
    });
    await held.settled();
    const finals = await held.countOf('disposals.became-final.v1');
    const turns = await held.countOf('key-encryption.rotated.v1');
    await held.timePasses(new Date(Date.parse(held.clock.now()) + 86_400_000 + 60_000).toISOString());
    expect(await held.countOf('disposals.became-final.v1')).toBe(finals);
    expect(await held.countOf('key-encryption.rotated.v1')).toBe(turns + 1);
    const living = await held.vault.findPerson(held.tenant, { kind: 'email', value: 'living@example.no' });
    const told = (await held.readPerson(living ?? '')).find(({ meta }) => meta.type === 'enquiry.received.v1');
    const binding = { tenant: held.tenant, eventId: told?.meta.id ?? '', eventType: told?.meta.type ?? '' };
    const [parts] = await held.vault.open([{ binding, sealed: [...(told?.sealed ?? [])] }]);
    expect(parts).toContainEqual(expect.objectContaining({ fields: { message: 'Hei' } }));
  });
});

describe('a request for erasure', () => {
  it('can be read with how far it is, and what stays with its article and its day in words', async () => {
    const value = 'asks@example.no';
    for (const [type, more] of [
      ['enquiry.received', { contact: { email: value }, enquiry: { message: 'Hei' } }],
      ['technical-log.written', { log: { line: 'GET /' } }],
    ] as const) {
      await held.publish('kaukus-site', type, { person: [{ kind: 'email', value }], ...more });
    }
    const asking = (await held.vault.findPerson(held.tenant, { kind: 'email', value })) ?? '';
    const until = new Date(Date.parse(held.clock.now()) + 40 * 86_400_000).toISOString().slice(0, 10);
    const body = {
      person: { person: asking },
      dataCategories: ['technical-log'],
      ground: 'legal-claim',
      reference: 'case 7',
      until,
    };
    expect((await held.call('POST', '/v1/legal-holds', { role: 'privacy-officer', body })).status).toBe(201);
    const facts = { request: 'r-9', person: asking, requestType: 'erasure', identity: 'email-link' };
    await held.tell('request.accepted.v1', 'r-9', facts);
    await held.settled();
    const read = () => held.call('GET', '/v1/erasures/r-9', { role: 'staff' });
    expect((await read()).body).toMatchObject({
      state: 'ordered',
      waitingFor: ['kaukus-mail', 'kaukus-site'],
      held: [
        {
          dataCategories: ['technical-log'],
          because: 'legal-hold',
          article: 'GDPR 17(3)(e)',
          inWords: { en: expect.stringContaining('Article 17(3)(e)'), nb: expect.stringContaining('rettskrav') },
        },
      ],
    });
    const { disposal: id } = (await read()).body as { disposal: string };
    for (const system of ['kaukus-mail', 'kaukus-site'])
      await held.publish(system, 'disposal.confirmed', { disposal: id, method: 'erased', evidence: 'job 10' });
    await held.settled();
    expect((await read()).body).toMatchObject({ state: 'confirmed', waitingFor: [] });
    await held.personIsTold(asking);
    expect((await read()).body).toMatchObject({ state: 'effective', waitingFor: [] });
    await held.timePasses(new Date(Date.parse(held.clock.now()) + 86_400_000 + 60_000).toISOString());
    expect((await read()).body).toMatchObject({ state: 'final', final: expect.any(String) });
    expect((await held.call('GET', '/v1/erasures/none', { role: 'staff' })).status).toBe(404);
  });

  it('does not wait for ever for somebody whom nobody can tell', async () => {
    const value = 'unreachable@example.no';
    const asking = await held.vault.resolvePerson(held.tenant, { kind: 'email', value });
    const accepted = { request: 'r-10', person: asking, requestType: 'erasure', identity: 'email-link' };
    await held.tell('request.accepted.v2', 'r-10', accepted);
    await held.settled();
    const owed = (await held.readPerson(asking)).at(-1);
    expect(owed?.meta.type).toBe('erasure.telling-owed.v1');
    const tellBy = Date.parse(String(owed?.facts['tellBy']));
    await held.timePasses(new Date(tellBy - 60_000).toISOString());
    expect((await held.readPerson(asking)).at(-1)?.meta.type).toBe('erasure.telling-owed.v1');
    await held.timePasses(new Date(tellBy).toISOString());
    const last = (await held.readPerson(asking)).slice(-2);
    expect(last.map(({ meta }) => meta.type)).toEqual(['disposal.completed.v1', 'person.forgotten.v1']);
    expect(await held.vault.findPerson(held.tenant, { kind: 'email', value })).toBeUndefined();
  });
});

describe('afterwards', () => {
  it('a fresh fold of the ledger gives the live read models', async () => {
    await held.settled();
    const report = await held.replay();
    expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
