import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { type Answered, runService, type TestCaller } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { expect } from 'vitest';
import { requestIntakeService } from '../src/service.ts';

export type RunningIncidents = Awaited<ReturnType<typeof startIncidents>>;

/** A Friday afternoon in Oslo. */
export const begin = '2026-06-05T13:30:00.000Z';

/** The service over the real engines and a real mail server, with Catacloud's statement in force and phones on call. */
export async function startIncidents() {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-incidents-'));
  const answers: Record<string, number> = {};
  const keeper: MailKeeper = await startMailKeeper({ folder, turnAway: (recipient) => answers[recipient] });
  const run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: begin,
    mail: smtpMailSender({ url: keeper.url }),
  });
  const statement = statementOf('catacloud', { tenant: run.tenant });
  for (const contact of statement.contacts) if (contact.reachable === 'at-once') contact.phone = '+47 00 00 00 00';
  await run.tellStatement(statement);

  return {
    ...run,
    statement,
    /** What the mail server answers to a receiver, when it does not take the mail. */
    answers,
    async laterBy(hours: number): Promise<void> {
      const moved = run.clock.advanceTo(new Date(Date.parse(run.clock.now()) + hours * 3_600_000).toISOString());
      expect(moved.ok).toBe(true);
      await run.atRest();
    },
    /** The mails that came to an address, as their reader sees them. */
    mailsTo: async (address: string) =>
      Promise.all(
        keeper
          .mails()
          .filter(({ to }) => to.includes(address))
          .map(({ raw }) => PostalMime.parse(raw)),
      ),
    /** Does something with an incident that is recorded. */
    async does(incident: string, what: string, body: object, caller: TestCaller = 'staff'): Promise<Answered> {
      const answer = await run.request(caller, 'POST', `/v1/incidents/${incident}/${what}`, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      await run.atRest();
      return answer;
    },
    read: async (incident: string, caller: TestCaller = 'staff') =>
      (await run.request(caller, 'GET', `/v1/incidents/${incident}`)).body,
    async stop(): Promise<void> {
      await run.stop();
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
