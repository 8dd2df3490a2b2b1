import { evidenceLink } from '@vitne/service-kit/evidence-link';
import { checkedEvidence } from '@vitne/testing/checked-evidence';
import { notaryBeside } from '@vitne/testing/notary-beside';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retentionService } from '../src/service.ts';
import { type Answered, type RunningRetention, startRetention } from './running-retention.ts';

const publicOrigin = 'https://privacy.example';
let held: RunningRetention;
let person = '';
let disposal = '';
const days = (count: number, minutes = 1) =>
  new Date(Date.parse(held.clock.now()) + count * 86_400_000 + minutes * 60_000).toISOString();

beforeAll(async () => {
  const options = { notary: notaryBeside, publicOrigin };
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z', retentionService, undefined, options);
  await held.publish('kaukus-site', 'technical-log.written', {
    person: [{ kind: 'email', value: 'gone@example.no' }],
    reference: 'log-77',
    log: { line: 'GET /gone' },
  });
  person = await held.vault.resolvePerson(held.tenant, { kind: 'email', value: 'gone@example.no' });
  await held.settled();
  await held.timePasses('2026-03-02T00:00:00.000Z');
  disposal = String((await held.readLatest('disposal.ordered.v1'))?.facts['disposal']);
});
afterAll(() => held?.stop());

const asStaff = (): Promise<Answered> => held.call('GET', `/v1/disposals/${disposal}/proof`, { role: 'staff' });
async function byLink(): Promise<Answered> {
  const context = { vault: held.vault, clock: held.clock, publicOrigin: () => publicOrigin };
  const place = { kind: 'disposal-confirmation', id: disposal, person } as const;
  const link = await evidenceLink(context, held.tenant, place, 'opened');
  return held.call('GET', link.replace(publicOrigin, ''));
}
const downloads = async () =>
  (await held.everything()).filter(({ meta }) => meta.type === 'disposal-confirmation.downloaded.v1');

it('while a system has not confirmed, there is no confirmation, and asking for it leaves no trace', async () => {
  const before = await held.lastPosition();
  expect((await asStaff()).status).toBe(409);
  expect((await byLink()).status).toBe(409);
  expect(await held.lastPosition()).toBe(before);
});

it('once it is effective, the file proves that, and says when it will be final at the latest', async () => {
  await held.publish('kaukus-site', 'disposal.confirmed', { disposal, method: 'erased', evidence: 'job 9' });
  await held.settled();
  const keys = await held.signed();
  const checked = await checkedEvidence(await byLink(), keys);
  expect(checked).toMatchObject({ kind: 'disposal-confirmation', id: disposal, trust: 'known-key' });
  expect(checked.types).toContain('disposal.completed.v1');
  const rotation = await held.readLatest('key-encryption.rotated.v1');
  const [day, time] = String(rotation?.facts['next']).split(/[T.]/);
  expect(checked.text).toMatchObject({ en: expect.stringContaining(`when it is done again: ${day} ${time} UTC`) });
  expect(checked.text).toMatchObject({ nb: expect.stringContaining('Kan ikke leses her siden') });
  expect((checked.text as { en: string }).en).not.toContain('Final since');
});

it('once what had wrapped its keys is destroyed, the file proves that it is final, and since when', async () => {
  await held.timePasses(days(1));
  const final = await held.readLatest('disposals.became-final.v1');
  expect(final?.facts['disposals']).toContain(disposal);
  const keys = await held.signed();
  const checked = await checkedEvidence(await asStaff(), keys);
  expect(checked.types.at(-1)).toBe('disposals.became-final.v1');
  const [day, time] = String(final?.facts['final']).split(/[T.]/);
  expect(checked.text).toMatchObject({ en: expect.stringContaining(`Final since: ${day} ${time} UTC`) });
  expect((checked.text as { en: string }).en).not.toContain('at the latest');
});

it('each was on record before it was given, the person’s own apart', async () => {
  expect((await downloads()).map(({ meta, facts }) => [meta.actor, facts['by'], facts['about']])).toEqual([
    ['anonymous:evidence-link', 'person', disposal],
    ['staff:ola', 'staff', disposal],
  ]);
});

it('and the read models that it is found by come out of the ledger again', async () => {
  const { projections } = await held.replay();
  expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
});
