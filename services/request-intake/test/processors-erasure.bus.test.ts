import { createHash } from 'node:crypto';
import { testCertificate } from '@vitne/testing/test-certificate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processorRequestId } from '../src/processors/processor-request-id.ts';
import { type ProcessorWorld, startProcessorWorld } from './processors-world.ts';
import { clockNow } from './running-intake.ts';

let world: ProcessorWorld;
beforeAll(async () => {
  world = await startProcessorWorld(() => ({
    identities: [
      { type: 'email', format: 'sha256' },
      { type: 'controller_customer_id', format: 'raw' },
    ],
  }));
}, 60_000);
afterAll(() => world?.stop());

let ordered = 0;

/** A disposal that retention passes on, of somebody whom the system has told of as it is said. */
async function passedOn({ told = true, again = '', rests = true } = {}) {
  const disposal = again || `disposal-${++ordered}`;
  const address = `Kari-${ordered}@Example.no`;
  const person = await world.vault.resolvePerson(world.tenant, { kind: 'email', value: address });
  const facts = { system: 'moteadm', occurred: clockNow, person };
  const personal = { contact: { email: address }, reference: { id: `case-${ordered}` } };
  if (told && !again) await world.tell('enquiry.received.v1', person, facts, { personal });
  const order = { disposal, person, system: 'moteadm', ordered: clockNow, passedOn: world.clock.now() };
  await world.tell('disposal.passed-on.v1', person, order);
  if (rests) await world.atRest();
  const id = processorRequestId({ disposal, system: 'moteadm' });
  return { disposal, person, address, id, sent: world.processor.requests.get(id) };
}
const shown = async (disposal: string) => {
  const { body } = await world.request('staff', 'GET', `/v1/processor-requests?disposal=${disposal}`);
  return (body['processorRequests'] as Record<string, unknown>[])[0];
};

describe('an erasure that retention passes on', () => {
  it('asks about the person by digest and by the system’s own reference, and tells by which kinds alone', async () => {
    const { disposal, address, sent, id } = await passedOn();
    const digest = createHash('sha256').update(address.toLowerCase()).digest('hex');
    expect(sent?.body).toMatchObject({
      subject_request_id: id,
      subject_request_type: 'erasure',
      submitted_time: clockNow,
      subject_identities: [
        { identity_type: 'email', identity_value: digest, identity_format: 'sha256' },
        { identity_type: 'controller_customer_id', identity_value: `case-${ordered}`, identity_format: 'raw' },
      ],
    });
    const events = await world.eventsOf(id);
    expect(events[1]?.facts['identities']).toEqual([
      { type: 'email', format: 'sha256' },
      { type: 'controller_customer_id', format: 'raw' },
    ]);
    for (const known of [digest, `case-${ordered}`, address]) expect(JSON.stringify(events)).not.toContain(known);
    expect(await shown(disposal)).toMatchObject({ state: 'waiting', requestType: 'erasure' });
  });

  it('ends when the processor has signed that it is done, by a fact that an auditor can verify', async () => {
    const { disposal, id } = await passedOn();
    world.processor.settle(id, { status: 'completed' });
    await world.callBack(world.processor.callback(id));
    await world.atRest();
    const told = (await world.eventsOf(id)).at(-1);
    expect(told?.facts).toMatchObject({ disposal, status: 'completed', through: 'callback' });
    expect(told?.facts).not.toHaveProperty('again');
    expect(await shown(disposal)).toMatchObject({ state: 'completed', status: 'completed' });
  });

  it('is settled when staff confirm for the processor', async () => {
    const { disposal, id, person } = await passedOn();
    const confirmed = { method: 'erased', evidence: 'letter of 3 May', confirmed: world.clock.now() };
    await world.tell('disposal.confirmed.v1', person, { disposal, person, system: 'moteadm', ...confirmed });
    await world.atRest();
    expect((await world.typesOf(id)).at(-1)).toBe('settled');
  });

  it('of somebody whom the processor cannot know is given up at once, with what to do', async () => {
    const { disposal, id } = await passedOn({ told: false });
    expect(await world.typesOf(id)).toEqual(['owed', 'call-failed', 'given-up']);
    expect(await shown(disposal)).toMatchObject({
      state: 'given-up',
      givenUp: { call: 'send', reason: 'no-identity' },
      whatToDo: { nb: expect.stringContaining(disposal), en: expect.stringContaining(disposal) },
    });
  });

  it('outlasts an outage: nine attempts, then it is given up, and taken up again with the order', async () => {
    world.processor.misbehave({ status: 503 });
    const { disposal, id } = await passedOn();
    for (let day = 0; day < 5; day++) await world.advance(25);
    const failed = (await world.eventsOf(id)).filter(({ meta }) => meta.type === 'processor-request.call-failed.v1');
    expect(failed.length).toBeGreaterThanOrEqual(4);
    for (let day = 0; day < 5; day++) await world.advance(25);
    const types = await world.typesOf(id);
    expect(types.filter((type) => type === 'call-failed')).toHaveLength(9);
    expect(types.at(-1)).toBe('given-up');
    world.processor.misbehave('none');
    await passedOn({ again: disposal });
    expect((await world.typesOf(id)).slice(-2)).toEqual(['resumed', 'received']);
    expect(await shown(disposal)).toMatchObject({ state: 'waiting' });
  });
});

describe('several requests to a processor that is away', () => {
  it('are found to be deliverable again by one of them, and then all go', async () => {
    world.processor.misbehave('away');
    const all = [await passedOn({ rests: false }), await passedOn({ rests: false }), await passedOn()];
    const failed = async (id: string) => (await world.typesOf(id)).includes('call-failed');
    expect(await Promise.all(all.map(({ id }) => failed(id)))).toContain(true);
    // That one looks while the others wait is a matter of seconds of real time, and tried with `outboundCalls` on a clock of its own.
    world.processor.misbehave('none');
    for (let day = 0; day < 3; day++) await world.advance(25);
    for (const { id } of all) expect(await world.typesOf(id)).toContain('received');
  }, 60_000);
});

describe('a certificate', () => {
  /** What is recorded of the first call to a processor that signs with another certificate than the statement names. */
  async function firstFailure(certificate: { pem: string; fingerprint: string }, pinned = certificate.fingerprint) {
    const other = await startProcessorWorld(() => ({ certificates: [pinned] }));
    try {
      other.processor.showCertificate(certificate.pem);
      const { request } = await other.accept('access');
      const { task } = await other.taskOf(request);
      return (await other.eventsOf(processorRequestId({ task: String(task) }))).at(-1)?.facts['reason'];
    } finally {
      await other.stop();
    }
  }

  it('that the statement does not name, has run out, or was issued to somebody else proves nothing', async () => {
    const right = testCertificate({ host: '127.0.0.1' });
    expect(await firstFailure(right, 'AB'.repeat(32))).toBe('bad-certificate');
    expect(await firstFailure(testCertificate({ host: '127.0.0.1', until: '2026-01-01' }))).toBe('bad-certificate');
    expect(await firstFailure(testCertificate({ host: 'dsr.example.org' }))).toBe('bad-certificate');
    // It is in order, and another key signs.
    expect(await firstFailure(right)).toBe('bad-signature');
  }, 90_000);
});
