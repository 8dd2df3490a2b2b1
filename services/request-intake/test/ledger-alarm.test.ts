import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AlertingIntake, startAlertingIntake } from './alerting-intake.ts';

const damage = 'position-missing-413';
let intake: AlertingIntake;
let keeper: AlertingIntake['keeper'];
let run: AlertingIntake['run'];
beforeAll(async () => {
  intake = await startAlertingIntake();
  ({ keeper, run } = intake);
});
afterAll(() => intake?.stop());

const alerts = async (status: string) =>
  (await run.request('staff', 'GET', `/v1/alerts?status=${status}`)).body['alerts'] as { matter: object }[];

it('C3: when the notary finds the ledger damaged, both functions on call are told at once what to do', async () => {
  const detail = 'Position 413 is missing: the next one is 414.';
  const found = { code: 'position-missing', position: 413, detail, signedSize: 412, found: run.clock.now() };
  await run.tell('ledger-damage.found.v1', damage, { damage, ...found });
  await run.atRest();
  expect(keeper.mails().map(({ to }) => to[0])).toEqual(['vakt.teknisk@catacloud.com', 'vakt.avtale@catacloud.com']);
  const mail = await PostalMime.parse(keeper.mails()[0]?.raw as Uint8Array);
  expect(mail.subject).toBe('Loggen er skadet eller endret, og signeres ikke lenger');
  expect(mail.text).toContain(damage);
  expect(mail.text).toContain('vitne ledger rebuild');
  expect(await alerts('open')).toMatchObject([{ matter: { kind: 'ledger', id: damage } }]);
});

it('and when it is mended, nobody is written to any more', async () => {
  await run.tell('ledger-damage.mended.v1', damage, { damage, signedSize: 420, mended: run.clock.now() });
  await run.atRest();
  expect(await alerts('open')).toEqual([]);
  expect(await alerts('ended')).toMatchObject([{ matter: { kind: 'ledger', id: damage } }]);
});
