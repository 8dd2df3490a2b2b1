import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retentionService } from '../src/service.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z', retentionService, ({ systems }) => {
    const site = systems.find(({ id }) => id === 'kaukus-site');
    if (!site) throw new Error('The statement has other systems.');
    site.openDsr = {
      url: 'https://dsr.example.org/v2',
      requests: ['erasure'],
      identities: [{ type: 'email', format: 'raw' }],
      certificates: ['ab'.repeat(32)],
    };
  });
});
afterAll(() => held?.stop());

let asked = 0;

/** Somebody who wrote to the site and asks for erasure; answers who, and the disposal that was ordered. */
async function asksForErasure() {
  const value = `open-dsr-${++asked}@example.no`;
  const data = { person: [{ kind: 'email', value }], contact: { email: value }, enquiry: { message: 'Hei' } };
  await held.publish('kaukus-site', 'enquiry.received', data);
  const person = (await held.vault.findPerson(held.tenant, { kind: 'email', value })) ?? '';
  const request = `request-${asked}`;
  await held.tell('request.accepted.v1', request, { request, person, requestType: 'erasure', identity: 'email-link' });
  await held.settled();
  const passedOn = (await held.readPerson(person)).find(({ meta }) => meta.type === 'disposal.passed-on.v1');
  return { person, request, disposal: String(passedOn?.facts['disposal']), passedOn };
}

const subjectRequestId = () => `a7551968-d5d6-44b2-9831-${String(asked).padStart(12, '0')}`;
const answer = { digest: 'cd'.repeat(32), signature: 'c2lnbmVk', certificate: 'ab'.repeat(32) };

/** What request intake records of what the processor signed. */
async function processorSays(of: { person: string; disposal: string }, said: Record<string, unknown>): Promise<void> {
  const id = subjectRequestId();
  const about = { subjectRequestId: id, person: of.person, system: 'kaukus-site', disposal: of.disposal };
  const facts = { ...about, through: 'callback', answer, told: held.clock.now(), ...said };
  await held.tell('processor-request.status-told.v1', id, facts);
  await held.settled();
}
async function processorIsGivenUp(of: { person: string; disposal: string }, reason: string): Promise<void> {
  const id = subjectRequestId();
  const about = { subjectRequestId: id, person: of.person, system: 'kaukus-site', disposal: of.disposal };
  await held.tell('processor-request.given-up.v1', id, { ...about, call: 'send', reason, givenUp: held.clock.now() });
  await held.settled();
}
const lastOf = async (person: string, type: string) =>
  (await held.readPerson(person)).findLast(({ meta }) => meta.type === type)?.facts;

describe('an erasure at a processor that speaks OpenDSR', () => {
  it('is passed on and stands on no bus, while the systems on the bus get their orders', async () => {
    const { person, request, passedOn } = await asksForErasure();
    expect(passedOn?.facts).toMatchObject({ person, system: 'kaukus-site', request });
    const orders = held.orders.filter(({ data }) => data.person === person).map(({ system }) => system);
    expect(orders).toEqual(['kaukus-mail']);
  });

  it('is confirmed by what the processor signed, and by nothing before it says completed', async () => {
    const of = await asksForErasure();
    await processorSays(of, { status: 'in_progress' });
    expect(await lastOf(of.person, 'disposal.confirmed.v1')).toBeUndefined();
    await processorSays(of, { status: 'completed' });
    expect(await lastOf(of.person, 'disposal.confirmed.v1')).toMatchObject({
      disposal: of.disposal,
      system: 'kaukus-site',
      method: 'erased',
      evidence: `OpenDSR completed, SHA-256 of the signed answer ${answer.digest}`,
    });
    const read = await held.call('GET', `/v1/erasures/${of.request}`, { role: 'staff' });
    expect(read.body).toMatchObject({ state: 'ordered', waitingFor: ['kaukus-mail'] });
  });

  it('where nothing was found, is confirmed as that', async () => {
    const of = await asksForErasure();
    await processorSays(of, { status: 'completed', results: 0 });
    expect(await lastOf(of.person, 'disposal.confirmed.v1')).toMatchObject({ method: 'nothing-held' });
  });

  it('that is denied, or of which the processor was given up, is listed as failed with what to do', async () => {
    const denied = await asksForErasure();
    await processorSays(denied, { status: 'denied' });
    const unknown = await asksForErasure();
    await processorIsGivenUp(unknown, 'no-identity');
    const away = await asksForErasure();
    await processorIsGivenUp(away, 'unreachable');
    const { body } = await held.call('GET', '/v1/disposals?state=failed', { role: 'staff' });
    const failed = body['disposals'] as {
      disposal: string;
      failures: unknown[];
      whatToDo: { en: string; nb: string };
    }[];
    const failureOf = ({ disposal }: { disposal: string }) => failed.find((one) => one.disposal === disposal);
    expect(failureOf(denied)).toMatchObject({
      failures: [{ system: 'kaukus-site', reason: 'other', detail: expect.stringContaining('answered denied') }],
      whatToDo: { en: expect.stringContaining('confirm'), nb: expect.stringContaining('bekreft') },
    });
    expect(failureOf(unknown)).toMatchObject({ failures: [{ reason: 'no-such-record' }] });
    expect(failureOf(away)).toMatchObject({ failures: [{ reason: 'technical' }] });
  });

  it('is passed on again with the order that is given again', async () => {
    const of = await asksForErasure();
    const times = async () =>
      (await held.readPerson(of.person)).filter(({ meta }) => meta.type === 'disposal.passed-on.v1').length;
    expect(await times()).toBe(1);
    await held.timePasses(new Date(Date.parse(held.clock.now()) + 2 * 86_400_000 + 60_000).toISOString());
    expect(await times()).toBe(2);
  });

  it('folds anew into the same read models', async () => {
    const report = await held.replay();
    expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
