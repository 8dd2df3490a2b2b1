import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AlertingIntake, startAlertingIntake } from './alerting-intake.ts';

let intake: AlertingIntake;
beforeAll(async () => {
  intake = await startAlertingIntake();
});
afterAll(() => intake?.stop());

it('C22: when announcements reach people by no e-mail, those on call are told once of each announcement, and of nobody by name', async () => {
  const { keeper, run } = intake;
  const people = ['p4k7w2m9x1c6v3b8n5z0', 'q1w2e3r4t5y6u7i8o9p0'];
  for (const person of people) {
    const told = { announcement: '2-13', person, givenUp: run.clock.now(), tellBy: run.clock.now(), terms: '2026-1' };
    await run.tell('announcement-delivery.given-up.v1', person, told);
  }
  await run.atRest();
  expect(keeper.mails()).toHaveLength(2);
  const mail = await PostalMime.parse(keeper.mails()[0]?.raw as Uint8Array);
  expect(mail.subject).toBe('Personer får ikke vite om en vesentlig endring av erklæringen');
  for (const words of ['2-13', 'status=by-hand']) expect(mail.text).toContain(words);
  for (const person of people) expect(mail.text).not.toContain(person);
  const { body } = await run.request('staff', 'GET', '/v1/alerts?status=open');
  expect(body['alerts']).toMatchObject([{ matter: { kind: 'announcement', id: '2-13' } }]);
});
