import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
let person: string;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-01T09:00:00.000Z');
  const email = { kind: 'email', value: 'kalender@kommune.example' } as const;
  await held.publish('kaukus-site', 'technical-log.written', { person: [email], log: { line: 'GET / 200' } });
  person = String(await held.vault.findPerson(held.tenant, email));
  await held.settled();
});
afterAll(() => held?.stop());

const calendar = async (from: string, to: string) =>
  (await held.call('GET', `/v1/disposal-calendar?from=${from}&to=${to}`, { role: 'auditor' })).body['days'];
async function place(dataCategories: string[], until?: string) {
  const body = { person: { person }, dataCategories, ground: 'authority', reference: 'case 4', until };
  const { body: placed } = await held.call('POST', '/v1/legal-holds', { role: 'privacy-officer', body });
  await held.settled();
  return String(placed['hold']);
}

it('what a hold keeps beyond its day says by which ground, until when, and on which day it goes instead', async () => {
  expect(await calendar('2026-04-01', '2026-04-01')).toMatchObject([{ holdings: [{ rule: 'technical-logs' }] }]);
  const hold = await place(['technical-log'], '2026-06-30');
  const heldBy = { hold, ground: 'authority', dataCategories: ['technical-log'], until: '2026-06-30' };
  expect(await calendar('2026-04-01', '2026-04-01')).toMatchObject([
    {
      day: '2026-04-01',
      holdings: [{ person, rule: 'technical-logs', heldBy: [{ ...heldBy, goesFrom: '2026-07-01' }] }],
    },
  ]);
  expect(await calendar('2026-07-01', '2026-07-01')).toMatchObject([
    {
      day: '2026-07-01',
      holdings: [
        {
          person,
          rule: 'legal-hold',
          dataCategories: ['technical-log'],
          systems: expect.arrayContaining(['kaukus-site']),
          hold: { ground: 'authority', until: '2026-06-30' },
        },
      ],
    },
  ]);
});

it('a hold that ends before the rule does, or on what is not there, moves nothing', async () => {
  await place(['technical-log'], '2026-03-15');
  await place(['enquiry'], '2026-05-31');
  expect(await calendar('2026-03-16', '2026-03-16')).toEqual([]);
  expect(await calendar('2026-06-01', '2026-06-01')).toEqual([]);
});

it('another hold without a last day keeps it for as long as that lasts, and the calendar names no day', async () => {
  const hold = await place(['technical-log']);
  expect(await calendar('2026-07-01', '2026-07-01')).toEqual([]);
  const [day] = (await calendar('2026-04-01', '2026-04-01')) as { holdings: { heldBy: object[] }[] }[];
  expect(day?.holdings[0]?.heldBy).toHaveLength(2);
  for (const one of day?.holdings[0]?.heldBy ?? []) expect(one).not.toHaveProperty('goesFrom');
  await held.call('POST', `/v1/legal-holds/${hold}/lift`, { role: 'privacy-officer' });
  await held.settled();
  expect(await calendar('2026-07-01', '2026-07-01')).toHaveLength(1);
});

it('is not listed as due by itself, and is over when it has gone', async () => {
  await held.timePasses('2026-07-01T09:00:00.000Z');
  expect(held.orders.map(({ system }) => system)).toContain('kaukus-site');
  expect(await calendar('2026-04-01', '2026-07-02')).toEqual([]);
  const { body } = await held.call('GET', '/v1/disposals?state=due', { role: 'staff' });
  expect(body['due']).toEqual([]);
  const { projections } = await held.replay();
  expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
});
