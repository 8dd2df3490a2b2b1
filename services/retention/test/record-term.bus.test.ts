import { channelOf } from '@vitne/contracts/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z');
});
afterAll(() => held?.stop());

const personOf = (value: string) => held.vault.resolvePerson(held.tenant, { kind: 'email', value });
const due = {
  due: '2026-03-02T23:59:59.999+01:00',
  dueDate: '2026-03-02',
  received: '2026-01-31T09:00:00.000Z',
  zone: 'Europe/Oslo',
  clock: 'gdpr-12-3',
  derivation: [],
  rules: '2026-1',
  calendar: '2026-1',
};
const receive = (request: string, person: string) =>
  held.tell(
    'request.received.v1',
    request,
    { request, person, requestType: 'access', receivedThrough: 'portal', received: due.received, due },
    { contact: { email: 'asks@example.no' }, enquiry: { text: 'What do you have about me?' } },
  );
const answer = (request: string, person: string) =>
  held.tell(
    'request.fulfilled.v1',
    request,
    { request, person, fulfilled: held.clock.now(), by: 'staff' },
    { answer: { text: 'Here it is.' } },
  );
/** What of a request, or of an incident, the vault still opens. */
const readable = async (entity: string, id: string, context: 'request-intake' = 'request-intake') => {
  const events = (await held.everything()).filter(
    ({ channel }) => channel === channelOf({ tenant: held.tenant, context, entity, id }),
  );
  const opened = await held.vault.open(
    events.map(({ meta, sealed }) => ({
      binding: { tenant: held.tenant, eventId: meta.id, eventType: meta.type },
      sealed,
    })),
  );
  return opened.flat().flatMap((part) => ('fields' in part ? [part.part] : []));
};
const record = async (person: string) =>
  (await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' })).body['record'] as {
    part: string;
    erasableFrom?: string;
    heldBack?: { because: string };
  }[];
const calendar = async (day: string) =>
  (await held.call('GET', `/v1/disposal-calendar?from=${day}&to=${day}`, { role: 'auditor' })).body['days'];

describe('the record of what was done has a term', () => {
  it('ten years after the request was answered what was written opens no more, and the facts stay', async () => {
    const person = await personOf('asks@example.no');
    await receive('r-term', person);
    await held.settled();
    expect(await record(person)).toMatchObject([{ part: 'contact' }, { part: 'enquiry' }]);
    expect((await record(person))[0]).not.toHaveProperty('erasableFrom');
    held.clock.advanceTo('2026-02-20T09:00:00.000Z');
    await answer('r-term', person);
    await held.settled();
    expect(await record(person)).toMatchObject([{ erasableFrom: '2036-02-20' }, { erasableFrom: '2036-02-20' }]);
    expect(await calendar('2036-02-20')).toMatchObject([
      {
        day: '2036-02-20',
        holdings: [
          { person, rule: 'record', holding: 'record/contact', dataCategories: ['contact'], action: 'erase' },
          { person, rule: 'record', holding: 'record/enquiry', dataCategories: ['enquiry'], action: 'erase' },
        ],
      },
    ]);
    await held.timePasses('2036-02-19T22:50:00.000Z');
    expect(await readable('request', 'r-term')).toEqual(['contact', 'enquiry', 'answer']);
    await held.timePasses('2036-02-19T23:00:00.000Z');
    expect(await readable('request', 'r-term')).toEqual([]);
    expect(await record(person)).toEqual([]);
    expect(await calendar('2036-02-20')).toEqual([]);
    const facts = (await held.everything()).filter(({ facts: { request } }) => request === 'r-term');
    expect(facts.map(({ meta }) => meta.type)).toEqual(['request.received.v1', 'request.fulfilled.v1']);
    const ended = (await held.everything()).filter(({ facts: { owner } }) => owner === person);
    expect(ended.slice(-4).map(({ meta, facts: { part, reason } }) => [meta.type, part, reason])).toEqual([
      ['accountability-record.ended.v1', 'contact', 'term-over'],
      ['accountability-record.ended.v1', 'enquiry', 'term-over'],
      ['accountability-record.keys-destroyed.v1', 'contact', undefined],
      ['accountability-record.keys-destroyed.v1', 'enquiry', undefined],
    ]);
    expect(held.orders).toEqual([]);
  });

  it('and is final with the next turn of the key-encryption keys', async () => {
    const ends = (await held.everything())
      .filter(({ meta }) => meta.type === 'accountability-record.keys-destroyed.v1')
      .map(({ facts }) => facts['end']);
    await held.timePasses('2036-02-22T09:00:00.000Z');
    expect((await held.readLatest('disposals.became-final.v1'))?.facts['disposals']).toEqual(
      expect.arrayContaining(ends),
    );
  });

  it('of an incident counts from its closing, and a legal hold keeps it until it is lifted', async () => {
    const incident = 'i4k7w2m9x1c6v3b8n5z0';
    await held.tell('incident.reported.v1', incident, {
      incident,
      kind: 'breach',
      reportedBy: 'staff',
      reporter: incident,
      receivedThrough: 'staff',
      received: held.clock.now(),
      suspected: held.clock.now(),
    });
    await held.tell(
      'incident.detected.v1',
      incident,
      { incident, detected: held.clock.now(), by: 'audit' },
      { record: { findings: 'A list lay open.' } },
    );
    await held.tell(
      'incident.closed.v1',
      incident,
      { incident, outcome: 'no-breach', closed: held.clock.now() },
      { record: { lessons: 'Close it.' } },
    );
    await held.settled();
    expect(await record(incident)).toMatchObject([{ part: 'incident-record', erasableFrom: '2046-02-22' }]);
    const placed = await held.call('POST', '/v1/legal-holds', {
      role: 'privacy-officer',
      key: 'hold-incident',
      body: {
        person: { person: incident },
        dataCategories: ['incident-record'],
        ground: 'legal-claim',
        reference: 'case 12',
      },
    });
    expect(placed.status).toBe(201);
    await held.settled();
    await held.timePasses('2046-02-22T00:00:00.000Z');
    await held.timePasses('2046-06-01T00:00:00.000Z');
    expect(await readable('incident', incident)).toEqual(['record', 'record']);
    expect(await record(incident)).toMatchObject([{ heldBack: { because: 'legal-hold' } }]);
    expect(await held.countOf('accountability-record.held-back.v1')).toBe(1);
    await held.call('POST', `/v1/legal-holds/${String(placed.body['hold'])}/lift`, {
      role: 'privacy-officer',
      key: 'lift',
    });
    await held.settled();
    expect(await readable('incident', incident)).toEqual([]);
  });

  it('never keeps data longer than its own rule does, and does not end before it what a rule still keeps', async () => {
    const [gone, customer] = await Promise.all([personOf('gone@example.no'), personOf('customer@example.no')]);
    for (const value of ['gone@example.no', 'customer@example.no'])
      await held.publish('kaukus-site', 'enquiry.received', {
        person: [{ kind: 'email', value }],
        contact: { email: value },
        enquiry: { message: 'Hello' },
      });
    await held.publish('moteadm', 'customer.converted', {
      person: [{ kind: 'email', value: 'customer@example.no' }],
      client: { kind: 'company', value: '922140251' },
    });
    for (const [request, person] of [
      ['r-gone', gone],
      ['r-customer', customer],
    ] as const) {
      await receive(request, person);
      await answer(request, person);
    }
    await held.settled();
    await held.timePasses('2048-06-02T00:00:00.000Z');
    const order = held.orders.find(({ data }) => data.person === gone);
    for (const system of ['kaukus-site', 'kaukus-mail'])
      await held.publish(system, 'disposal.confirmed', {
        disposal: order?.data.disposal,
        system,
        method: 'erased',
        evidence: 'job 1',
      });
    await held.settled();
    expect(await readable('request', 'r-gone')).toEqual([]);
    expect(await record(gone)).toEqual([]);
    await held.timePasses('2056-06-02T00:00:00.000Z');
    expect(await record(customer)).toMatchObject([
      { part: 'contact', heldBack: { because: 'retention-rule' } },
      { part: 'enquiry', heldBack: { because: 'retention-rule' } },
    ]);
    expect(await readable('request', 'r-customer')).toEqual(['contact', 'enquiry', 'answer']);
  });

  it('is what a fresh fold of the ledger says', async () => {
    await held.settled();
    const { projections } = await held.replay();
    expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
    expect(projections.find(({ name }) => name === 'records')?.documents).toBeGreaterThan(2);
  });
});
