import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-02T09:00:00.000Z');
});
afterAll(() => held?.stop());

const visitor = { kind: 'cookie', value: '8f14e45fceea167a5a36dedd4bea2543' } as const;
const seen = (page: string) =>
  held.publish('kaukus-site', 'behaviour.observed', { person: [visitor], behaviour: { page, action: 'scroll' } });
/** Which of the pages that were looked at can still be read, by month. */
async function pagesOf(person: string): Promise<(string | undefined)[]> {
  const observed = (await held.readPerson(person)).filter(({ meta }) => meta.type === 'behaviour.observed.v1');
  const binding = (id: string) => ({ tenant: held.tenant, eventId: id, eventType: 'behaviour.observed.v1' });
  const opened = await held.vault.open(observed.map(({ meta, sealed }) => ({ binding: binding(meta.id), sealed })));
  return opened.map((parts) => {
    const part = parts.find(({ category }) => category === 'behaviour');
    return part && 'fields' in part ? (part.fields as { page: string }).page : undefined;
  });
}

test('of a month that goes on while the systems erase, what was asked about goes, and what came in since goes by its rule', async () => {
  await seen('/before');
  await held.settled();
  const person = String(await held.vault.findPerson(held.tenant, visitor));
  await held.tell('request.accepted.v1', 'r-1', {
    request: 'r-1',
    person,
    requestType: 'erasure',
    identity: 'email-link',
  });
  await held.settled();
  await seen('/since');
  await held.settled();
  expect(await pagesOf(person)).toEqual(['/before', '/since']);
  await held.systemsConfirm(person);
  await held.personIsTold(person);
  const completed = (await held.readPerson(person)).find(({ meta }) => meta.type === 'disposal.completed.v1');
  const [before, since] = (await held.readPerson(person)).filter(({ meta }) => meta.type === 'behaviour.observed.v1');
  const destroyed = ((completed?.facts['keysDestroyed'] ?? []) as { key: string }[]).map(({ key }) => key);
  const keysOf = (event: typeof before) =>
    (event?.sealed ?? []).filter(({ period }) => period !== undefined).map(({ key }) => key);
  expect(keysOf(before)).not.toEqual([]);
  expect(destroyed).toEqual(expect.arrayContaining(keysOf(before)));
  expect(keysOf(since).filter((key) => destroyed.includes(key))).toEqual([]);
  expect(await pagesOf(person)).toEqual([undefined, '/since']);

  await held.timePasses('2027-10-02T09:00:00.000Z');
  await held.systemsConfirm(person);
  expect(await pagesOf(person)).toEqual([undefined, undefined]);
});

test('is what a fresh fold of the ledger says', async () => {
  const { projections } = await held.replay();
  expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
});
