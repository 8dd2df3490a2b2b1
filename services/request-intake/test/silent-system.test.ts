import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AlertingIntake, startAlertingIntake } from './alerting-intake.ts';

const [crm, app] = ['catacloud-crm', 'catacloud-app'];
let intake: AlertingIntake;
let keeper: AlertingIntake['keeper'];
let run: AlertingIntake['run'];
beforeAll(async () => {
  intake = await startAlertingIntake();
  ({ keeper, run } = intake);
});
afterAll(() => intake?.stop());

const person = (number: number) => `p4k7w2m9x1c6v3b8n5z${number}`;
const disposals = Array.from({ length: 8 }, (_, index) => ({ disposal: `d-${index}`, person: person(index) }));
const late = { afterDays: 14, rule: '2026-2', ordered: '2026-01-01T09:00:00.000Z' };
const overdue = (of: (typeof disposals)[number], waitingFor: string[]) =>
  run.tell('disposal.overdue.v1', of.person, { ...of, ...late, waitingFor, overdue: run.clock.now() });
const confirms = (of: (typeof disposals)[number], system: string) =>
  run.tell('disposal.confirmed.v1', of.person, {
    ...of,
    system,
    method: 'erased',
    evidence: 'job 1',
    confirmed: run.clock.now(),
  });

type Alert = { matter: { kind: string; id: string }; cause: string; ordersWaiting?: number };
const alerts = async (status = 'open') =>
  (await run.request('staff', 'GET', `/v1/alerts?status=${status}`)).body['alerts'] as Alert[];
const about = (found: Alert[]) =>
  Object.fromEntries(found.map(({ matter, ordersWaiting }) => [`${matter.kind} ${matter.id}`, ordersWaiting]));

it('a system that is silent about eight orders is one alert, which says how many wait, and not eight', async () => {
  for (const one of disposals) await overdue(one, [crm]);
  await run.atRest();
  expect(about(await alerts())).toEqual({ 'system catacloud-crm': 8 });
  expect(keeper.mails().map(({ to }) => to[0])).toEqual(['vakt.teknisk@catacloud.com', 'vakt.avtale@catacloud.com']);
  const mail = await PostalMime.parse(keeper.mails()[0]?.raw as Uint8Array);
  expect(mail.subject).toBe('Et system bekrefter ikke slettinger i tide');
  expect(mail.text).toContain(crm);
  expect(mail.text).toMatch(/Ordrer som venter\W+\d/);
  for (const { person: id } of disposals) expect(mail.text).not.toContain(id);
});

it('another system that is late has an alert of its own, also when one order waits for both', async () => {
  await overdue({ disposal: 'd-both', person: person(9) }, [crm, app]);
  await run.atRest();
  expect(about(await alerts())).toEqual({ 'system catacloud-crm': 9, 'system catacloud-app': 1 });
  expect(keeper.mails()).toHaveLength(4);
});

it('that it says why, or is given up, is told once more and no more, however many orders it is about', async () => {
  for (const of of disposals.slice(0, 3)) {
    await run.tell('disposal.failed.v1', of.person, {
      ...of,
      system: crm,
      reason: 'technical',
      failed: run.clock.now(),
    });
    await overdue(of, [crm]);
  }
  await run.atRest();
  expect(keeper.mails()).toHaveLength(6);
  expect(about(await alerts())).toEqual({ 'system catacloud-crm': 9, 'system catacloud-app': 1 });
});

it('it goes on while one order waits, and ends when the system has confirmed all of them', async () => {
  for (const one of disposals) await confirms(one, crm);
  await run.atRest();
  expect(about(await alerts())).toEqual({ 'system catacloud-crm': 1, 'system catacloud-app': 1 });
  await confirms({ disposal: 'd-both', person: person(9) }, crm);
  await run.atRest();
  expect(about(await alerts())).toEqual({ 'system catacloud-app': 1 });
  expect(await alerts('ended')).toMatchObject([{ matter: { kind: 'system', id: crm }, ordersWaiting: 0 }]);
});

it('a system that falls silent again is an alert again', async () => {
  expect(run.clock.advanceTo('2026-03-02T10:00:00.000Z').ok).toBe(true);
  await overdue({ disposal: 'd-again', person: person(9) }, [crm]);
  await run.atRest();
  expect(about(await alerts())).toEqual({ 'system catacloud-crm': 1, 'system catacloud-app': 1 });
  expect(keeper.mails()).toHaveLength(8);
});
