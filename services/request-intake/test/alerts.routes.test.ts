import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import type { ServiceDefinition } from '@vitne/service-kit/service';
import { problemCode, runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlarmingEvent } from '../src/domain/alarming-events.ts';
import { raiseAlerts } from '../src/reactions/raise-alerts.ts';
import { sendAlerts } from '../src/reactions/send-alerts.ts';
import { requestIntakeService } from '../src/service.ts';

/** A row as any alarming event has it: here, everything that comes in. */
const alarming: AlarmingEvent[] = [
  {
    type: 'request.received.v1',
    kind: 'request',
    idIn: 'request',
    urgency: 'daily',
    says: { nb: 'En forespørsel kom inn', en: 'A request came in' },
    toDo: { nb: 'Se på den.', en: 'Look at it.' },
  },
];
const service: ServiceDefinition = {
  ...requestIntakeService,
  reactions: (context) => [raiseAlerts(context, alarming)],
  timers: (context, tenant) => [sendAlerts(context, tenant, alarming)],
};

const folder = mkdtempSync(join(tmpdir(), 'vitne-alerts-'));
let keeper: MailKeeper;
let run: ServiceForTests;
let answers: Record<string, number> = {};
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => answers[recipient] });
  run = await runService(service, { mail: smtpMailSender({ url: keeper.url }) });
  await run.tellStatement(statementOf('catacloud', { tenant: run.tenant }));
});
afterAll(async () => {
  await run?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Alert = { alert: string; status: string; round: number; contacts: object[] };
const alerts = async (status = 'open') =>
  (await run.request('staff', 'GET', `/v1/alerts?status=${status}`)).body['alerts'] as Alert[];
async function received(key: string): Promise<string> {
  const body = {
    person: { kind: 'email', value: `${key}@example.org` },
    requestType: 'access',
    receivedThrough: 'phone',
  };
  const answer = await run.request('staff', 'POST', '/v1/requests', body, { 'idempotency-key': key });
  expect(answer.status).toBe(201);
  await run.atRest();
  return String(answer.body['request']);
}
function later(ms: number): void {
  const moved = run.clock.advanceTo(new Date(Date.parse(run.clock.now()) + ms).toISOString());
  expect(moved.ok).toBe(true);
}
it('C3: both functions on call get a mail that says what to do, and names nobody', async () => {
  const request = await received('first');
  expect(keeper.mails().map(({ to }) => to[0])).toEqual(['vakt.teknisk@catacloud.com', 'vakt.avtale@catacloud.com']);
  const mail = await PostalMime.parse(keeper.mails()[0]?.raw as Uint8Array);
  expect(mail.subject).toBe('En forespørsel kom inn');
  expect(mail.text).toContain('Se på den.');
  expect(mail.text).toContain(request);
  expect(mail.text).not.toContain('first@example.org');
  const [alert] = await alerts();
  expect(alert).toMatchObject({ matter: { kind: 'request', id: request }, round: 1, unanswered: false });
  expect(alert?.contacts).toMatchObject([
    { contact: 'on-call-technical', sent: expect.any(String), attempts: 0 },
    { contact: 'on-call-agreement', sent: expect.any(String), attempts: 0 },
  ]);
  await run.service.checkTimers();
  expect(keeper.mails()).toHaveLength(2);
});

it('they get another one each day until somebody takes it, and none after', async () => {
  later(86_400_000);
  await run.service.checkTimers();
  expect(keeper.mails()).toHaveLength(4);
  const mail = await PostalMime.parse(keeper.mails()[3]?.raw as Uint8Array);
  expect(mail.subject).toBe('Varslet for 2. gang: En forespørsel kom inn');
  const [alert] = await alerts();
  const taken = await run.request('staff', 'POST', `/v1/alerts/${alert?.alert}/acknowledgement`);
  expect(taken.status).toBe(201);
  later(2 * 86_400_000);
  await run.service.checkTimers();
  expect(keeper.mails()).toHaveLength(4);
  expect(await alerts('acknowledged')).toMatchObject([{ alert: alert?.alert }]);
});

it('what is settled is no alert any more', async () => {
  const request = await received('second');
  const [alert] = await alerts();
  const withdrawn = await run.request('staff', 'POST', `/v1/requests/${request}/withdrawal`);
  expect(withdrawn.status).toBe(201);
  await run.atRest();
  expect(await alerts()).toEqual([]);
  expect(await alerts('ended')).toMatchObject([{ alert: alert?.alert }]);
  const late = await run.withoutTrace(() => run.request('staff', 'POST', `/v1/alerts/${alert?.alert}/acknowledgement`));
  expect([late.status, problemCode(late)]).toEqual([409, 'alert-ended']);
});

it('a mail that the server does not take now is sent later, and one that it never takes is shown', async () => {
  answers = { 'vakt.teknisk@catacloud.com': 451, 'vakt.avtale@catacloud.com': 550 };
  await received('third');
  expect((await alerts())[0]?.contacts).toMatchObject([
    { contact: 'on-call-technical', attempts: 1, failure: { reason: 'deferred' }, next: expect.any(String) },
    { contact: 'on-call-agreement', attempts: 1, failure: { reason: 'refused', replyCode: 550 } },
  ]);
  answers = {};
  later(5 * 60_000);
  await run.service.checkTimers();
  expect((await alerts())[0]?.contacts).toMatchObject([{ sent: expect.any(String) }, { attempts: 1 }]);
});

it('nobody but staff takes an alert, and none that is not there', async () => {
  const refusals = [
    await run.request('auditor', 'POST', '/v1/alerts/nothing/acknowledgement'),
    await run.request('staff', 'POST', '/v1/alerts/nothing/acknowledgement'),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([403, 404]);
  expect(problemCode(refusals[1] as never)).toBe('unknown-alert');
});
