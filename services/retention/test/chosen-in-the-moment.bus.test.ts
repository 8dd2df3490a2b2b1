import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { heldUp } from './held-up.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

const choosing = heldUp('follow-choices');
let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-01T09:00:00.000Z', choosing.definition);
});
afterAll(async () => {
  choosing.letOn();
  await held?.stop();
});

const shown = {
  noticeHash: 'a'.repeat(64),
  language: 'nb',
  surface: 'cookie-banner',
  method: 'pressed-button',
} as const;
const types = async (person: string) => (await held.readPerson(person)).map(({ meta }) => meta.type);

test('a visitor of whom nothing else is kept, who chooses anew at the banner, is known for as long as that choice lies there', async () => {
  const visitor = { kind: 'cookie', value: '8f14e45fceea167a5a36dedd4bea2543' } as const;
  const person = await held.vault.resolvePerson(held.tenant, visitor);
  const about = { person, purpose: 'analytics', statementVersion: '1.0' };
  await held.tell('consent.given.v1', person, { ...about, shown });
  await held.settled();
  await held.timePasses('2026-09-03T09:00:00.000Z');
  await held.systemsConfirm(person);
  expect(await types(person)).toContain('disposal.completed.v1');
  expect(await held.vault.findPerson(held.tenant, visitor)).toBe(person);

  choosing.hold();
  const withdrawn = await held.tell('consent.withdrawn.v1', person, { ...about, surface: 'cookie-banner' });
  await vi.waitFor(() => expect(choosing.reached('forget-people')).toBeGreaterThanOrEqual(withdrawn), 20_000);
  choosing.letOn();
  await held.settled();
  expect(await types(person)).not.toContain('person.forgotten.v1');
  expect((await types(person)).filter((type) => type === 'holding.scheduled.v1')).toHaveLength(2);

  await held.timePasses('2027-03-05T09:00:00.000Z');
  await held.systemsConfirm(person);
  expect((await types(person)).at(-1)).toBe('person.forgotten.v1');
  expect(await held.vault.findPerson(held.tenant, visitor)).toBeUndefined();
});
