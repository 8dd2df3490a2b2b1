import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z');
});
afterAll(() => held?.stop());

const email = (value: string) => ({ kind: 'email', value });
const enquiry = (value: string, over: object = {}) => ({
  person: [email(value), { kind: 'phone', value: '+47 400 00 000' }],
  identity: { name: 'Kari Fjordvik' },
  contact: { email: value },
  enquiry: { message: 'Kan vi få en demonstrasjon?' },
  reference: `crm-${value.length}`,
  ...over,
});
const lookUp = async (value: string) =>
  String(
    (await held.call('POST', '/v1/people/lookup', { role: 'staff', body: { identifier: email(value) } })).body[
      'person'
    ],
  );
const holdings = async (person: string, position = 0) =>
  (await held.call('GET', `/v1/people/${person}/holdings?after=${position}`, { role: 'staff' })).body;
const confirm = (disposal: string, system: string) =>
  held.publish(system, 'disposal.confirmed', { disposal, system, method: 'erased', evidence: 'job 17' });

describe('what a system tells', () => {
  it('is sealed, dated by the statement, and recorded once however often it is sent', async () => {
    const first = await held.publish('kaukus-site', 'enquiry.received', enquiry('once@example.no'), { id: 'form-1' });
    const again = await held.publish('kaukus-site', 'enquiry.received', enquiry('once@example.no'), { id: 'form-1' });
    expect(again).toEqual({ ...first, duplicate: true });
    const person = await lookUp('once@example.no');
    const { holdings: kept } = await holdings(person, first.seq);
    expect(kept).toMatchObject([
      {
        rule: 'enquiries',
        role: 'controller',
        erasableFrom: '2028-01-31',
        dataCategories: ['identity', 'contact', 'enquiry'],
        sources: [{ source: 'you-tell-us', kind: 'provided', dataCategories: ['contact', 'enquiry', 'identity'] }],
      },
    ]);
    const [event, scheduled, ...more] = await held.readPerson(person);
    expect([event?.meta.type, scheduled?.meta.type, more]).toEqual(['enquiry.received.v1', 'holding.scheduled.v1', []]);
    expect(JSON.stringify(event)).not.toContain('Kari');
    expect(event?.sealed.map(({ category }) => category).sort()).toEqual([
      'contact',
      'enquiry',
      'identity',
      'system-reference',
    ]);
  });

  it('leads to the same person by any of its identifiers', async () => {
    await held.publish(
      'kaukus-site',
      'enquiry.received',
      enquiry('linked@example.no', { person: [email('linked@example.no'), email('second@example.no')] }),
    );
    expect(await lookUp('second@example.no')).toBe(await lookUp('linked@example.no'));
  });

  it('is refused without a trace when the statement does not allow it', async () => {
    const before = await held.lastPosition();
    const replies = [
      await held.publish('kaukus-site', 'enquiry.guessed', enquiry('no@example.no')),
      await held.publish(
        'kaukus-site',
        'enquiry.received',
        enquiry('no@example.no', { identity: { name: 'K', shoeSize: '38' } }),
      ),
      await held.publish('kaukus-site', 'enquiry.received', { person: [] }),
      await held.publish('stranger', 'enquiry.received', enquiry('no@example.no')),
      await held.publish('kaukus-mail', 'technical-log.written', { person: [email('no@example.no')] }),
      await held.publish('moteadm', 'profile.created', {
        person: [email('no@example.no')],
        location: { placeOfResidence: 'Bergen' },
      }),
      await held.publish('kaukus-site', 'enquiry.received', enquiry('no@example.no'), { time: '2026-02-01T09:00:00Z' }),
      await held.publish('kaukus-site', 'enquiry.received', enquiry('no@example.no', { source: 'a-friend' })),
      await held.publish('kaukus-site', 'behaviour.observed', {
        person: [email('no@example.no')],
        device: { maskedIp: '192.0.2.17' },
      }),
      await held.publish('kaukus-site', 'enquiry.received', enquiry('other@example.no'), { id: 'form-1' }),
      await held.publish('kaukus-site', 'enquiry.received', enquiry('no@example.no'), { to: held.other }),
    ];
    expect(replies.map(({ problem }) => [problem?.status, problem?.code])).toEqual([
      [404, 'unknown-event-type'],
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [404, 'unknown-system'],
      [422, 'system-may-not-hold'],
      [422, 'not-in-statement'],
      [422, 'occurred-in-future'],
      [422, 'not-in-statement'],
      [422, 'not-masked'],
      [409, 'idempotency-key-reused'],
      [409, 'no-statement'],
    ]);
    expect(replies[1]?.problem?.errors).toMatchObject([{ path: 'data.identity' }]);
    expect(await held.lastPosition()).toBe(before);
    expect(await held.vault.findPerson(held.tenant, { kind: 'email', value: 'no@example.no' })).toBeUndefined();
  });
});

describe('a disposal', () => {
  it('is ordered from each system by its own reference, waits for all, and ends with the keys destroyed', async () => {
    await held.publish('kaukus-site', 'newsletter.signed-up', {
      person: [email('news@example.no')],
      contact: { email: 'news@example.no' },
      reference: 'site-7',
    });
    const optedOut = await held.publish('kaukus-mail', 'newsletter.opted-out', { person: [email('news@example.no')] });
    const person = await lookUp('news@example.no');
    await held.service.reached(held.tenant, optedOut.seq ?? 0);
    await held.timePasses(held.clock.now());
    const orders = held.orders.filter(({ data }) => data.person === person);
    expect(orders.map(({ system, data }) => [system, data.references])).toEqual([
      ['kaukus-mail', []],
      ['kaukus-site', ['site-7']],
    ]);
    const disposal = orders[0]?.data.disposal ?? '';
    expect((await confirm(disposal, 'moteadm')).problem?.code).toBe('system-not-asked');
    expect(
      (
        await held.publish('moteadm', 'disposal.confirmed', {
          disposal,
          system: 'kaukus-site',
          method: 'erased',
          evidence: 'x',
        })
      ).problem?.code,
    ).toBe('not-your-system');
    await confirm(disposal, 'kaukus-mail');
    await held.settled();
    const waiting = await held.call('GET', '/v1/disposals?state=ordered', { role: 'staff' });
    expect(waiting.body['disposals']).toMatchObject([{ disposal, waitingFor: ['kaukus-site'] }]);
    await confirm(disposal, 'kaukus-site');
    await held.settled();
    const done = await held.call('GET', '/v1/disposals?state=completed', { role: 'auditor' });
    expect(done.body['disposals']).toMatchObject([{ disposal, waitingFor: [], keysDestroyed: 2 }]);
    const events = await held.readPerson(person);
    const opened = await held.vault.open(
      events.map(({ meta, sealed }) => ({
        binding: { tenant: held.tenant, eventId: meta.id, eventType: meta.type },
        sealed,
      })),
    );
    expect(opened.flat().length).toBeGreaterThan(0);
    expect(opened.flat().every((part) => 'shredded' in part)).toBe(true);
    const address = { kind: 'email', value: 'news@example.no' } as const;
    expect(await held.vault.suppressedFor(held.tenant, [address], ['newsletter'])).toEqual(['newsletter']);
    expect((await confirm(disposal, 'kaukus-site')).duplicate).toBe(true);
  });

  it('is not confirmed as anonymised under a rule that erases, and the refusal leaves no trace', async () => {
    await held.publish('moteadm', 'newsletter.signed-up', {
      person: [email('anonymous@example.no')],
      contact: { email: 'anonymous@example.no' },
    });
    await held.publish('kaukus-mail', 'newsletter.opted-out', { person: [email('anonymous@example.no')] });
    const person = await lookUp('anonymous@example.no');
    await held.settled();
    await held.timePasses(held.clock.now());
    const disposal = held.orders.find(({ data }) => data.person === person)?.data.disposal ?? '';
    const before = await held.lastPosition();
    const said = { system: 'moteadm', method: 'anonymised', evidence: 'aggregated into 1 row' };
    const overTheBus = await held.publish('moteadm', 'disposal.confirmed', { disposal, ...said });
    expect(overTheBus.problem).toMatchObject({ status: 409, code: 'anonymising-not-offered' });
    const path = `/v1/disposals/${disposal}/confirmations`;
    const overHttp = await held.call('POST', path, { role: 'staff', body: said });
    expect(overHttp).toMatchObject({ status: 409, body: { type: '/problems/anonymising-not-offered' } });
    expect(await held.lastPosition()).toBe(before);
    expect((await confirm(disposal, 'moteadm')).seq).toBeGreaterThan(before);
  });

  it('names the destroyed keys even when the process died between the destruction and its record', async () => {
    const { seq } = await held.publish('kaukus-site', 'newsletter.signed-up', {
      person: [email('crash@example.no')],
      contact: { email: 'crash@example.no' },
    });
    const optedOut = await held.publish('kaukus-mail', 'newsletter.opted-out', { person: [email('crash@example.no')] });
    const person = await lookUp('crash@example.no');
    await held.service.reached(held.tenant, optedOut.seq ?? seq ?? 0);
    await held.timePasses(held.clock.now());
    await held.vault.shred({ tenant: held.tenant, person, category: 'contact' });
    const disposal = held.orders.find(({ data }) => data.person === person)?.data.disposal ?? '';
    await confirm(disposal, 'kaukus-mail');
    await confirm(disposal, 'kaukus-site');
    await held.settled();
    const completed = (await held.readPerson(person)).find(({ meta }) => meta.type === 'disposal.completed.v1');
    expect(completed?.facts['keysDestroyed']).toMatchObject([{ category: 'contact' }]);
  });

  it('of all that a person asks to have erased leaves nobody to be found, and carries the request', async () => {
    await held.publish(
      'kaukus-site',
      'enquiry.received',
      enquiry('forget@example.no', { person: [email('forget@example.no')] }),
    );
    const person = await lookUp('forget@example.no');
    await held.tell('request.accepted.v1', 'r-7', {
      request: 'r-7',
      person,
      requestType: 'erasure',
      identity: 'email-link',
    });
    await held.settled();
    const orders = held.orders.filter(({ data }) => data.person === person);
    for (const { system, data } of orders) await confirm(data.disposal, system);
    await held.settled();
    // The address that the person is written to is there until the person is told.
    expect(await held.vault.findPerson(held.tenant, { kind: 'email', value: 'forget@example.no' })).toBe(person);
    expect((await held.readPerson(person)).at(-1)?.meta.type).toBe('erasure.telling-owed.v1');
    await held.personIsTold(person);
    const completed = (await held.readPerson(person)).find(({ meta }) => meta.type === 'disposal.completed.v1');
    expect(completed?.facts).toMatchObject({ request: 'r-7', person });
    expect(await held.vault.findPerson(held.tenant, { kind: 'email', value: 'forget@example.no' })).toBeUndefined();
    expect(await holdings(person, await held.lastPosition())).toMatchObject({ holdings: [], disposals: [] });
    // Whoever comes again is somebody new, whose events do not touch the erased one's.
    expect((await held.readPerson(person)).at(-1)?.facts).toMatchObject({ because: 'erasure' });
    const before = (await held.readPerson(person)).length;
    const again = enquiry('forget@example.no', { person: [email('forget@example.no')] });
    expect((await held.publish('kaukus-site', 'enquiry.received', again)).seq).toEqual(expect.any(Number));
    expect(await lookUp('forget@example.no')).not.toBe(person);
    expect(await held.readPerson(person)).toHaveLength(before);
  });

  it('is complete as soon as the person is told, when no system has told of the person', async () => {
    const person = await held.vault.resolvePerson(held.tenant, { kind: 'email', value: 'unheard@example.no' });
    await held.tell('request.accepted.v2', 'r-8', {
      request: 'r-8',
      person,
      requestType: 'erasure',
      identity: 'email-link',
    });
    await held.settled();
    await held.personIsTold(person);
    expect((await held.readPerson(person)).map(({ meta }) => meta.type)).toEqual([
      'disposal.ordered.v1',
      'erasure.telling-owed.v1',
      'disposal.completed.v1',
      'person.forgotten.v1',
    ]);
    expect(await held.vault.findPerson(held.tenant, { kind: 'email', value: 'unheard@example.no' })).toBeUndefined();
  });
});

describe('clients and legal holds', () => {
  it('what happens to a client reaches its people', async () => {
    const client = { kind: 'company', value: '987654321' };
    await held.publish('moteadm', 'customer.converted', { person: [email('user@example.no')], client });
    await held.publish('moteadm', 'service-agreement.ended', { client });
    const position = await held.settled();
    const { holdings: kept } = await holdings(await lookUp('user@example.no'), position);
    expect(kept).toMatchObject([{ rule: 'customers', erasableFrom: '2027-01-31' }]);
    await held.publish('moteadm', 'service-agreement.started', { client });
    const { holdings: again } = await holdings(await lookUp('user@example.no'), await held.settled());
    expect(again).toMatchObject([{ rule: 'customers' }]);
    expect((again as object[])[0]).not.toHaveProperty('erasableFrom');
  });

  it('a held disposal waits, and is ordered at once when the hold is lifted', async () => {
    await held.publish('kaukus-site', 'technical-log.written', {
      person: [email('held@example.no')],
      log: { line: 'GET /' },
    });
    const person = await lookUp('held@example.no');
    const body = { person: { person }, dataCategories: ['technical-log'], ground: 'legal-claim', reference: 'case 7' };
    const placed = await held.call('POST', '/v1/legal-holds', { role: 'privacy-officer', body });
    expect(placed.status).toBe(201);
    await held.settled();
    await held.timePasses('2026-03-15T00:00:00.000Z');
    expect(held.orders.filter(({ data }) => data.person === person)).toEqual([]);
    const due = await held.call('GET', '/v1/disposals?state=due', { role: 'staff' });
    expect(due.body['due']).toMatchObject([{ person, rule: 'technical-logs' }]);
    const { hold } = placed.body as { hold: string };
    expect((await held.call('POST', `/v1/legal-holds/${hold}/lift`, { role: 'privacy-officer' })).status).toBe(201);
    await held.settled();
    await held.timePasses(held.clock.now());
    expect(held.orders.filter(({ data }) => data.person === person)).toMatchObject([{ system: 'kaukus-site' }]);
  });
});

describe('afterwards', () => {
  it('a fresh fold of the ledger gives the live read models, and no log line holds anything personal', async () => {
    await held.settled();
    const report = await held.replay();
    expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
    expect(held.lines.join('\n')).not.toMatch(/example\.no|Kari|site-7|demonstrasjon/);
  });
});
